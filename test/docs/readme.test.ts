import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { servicePack } from '../../src/packs/api/service-pack.ts';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { readGoal } from '../../src/plan/read-goal.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import { serviceTool, tools } from '../../src/tools/index.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const commands = [...readme.matchAll(/^\$ (.*)$/gm)].map((match) => match[1] ?? '');
const constraints = { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] };

describe('the commands of the README', () => {
  it('name files that are there', () => {
    const files = [...new Set(commands.flatMap((command) => command.match(/examples\/[\w./-]+/g) ?? []))];
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect([file, existsSync(join(root, file))]).toEqual([file, true]);
    for (const command of commands) for (const [, file = ''] of command.matchAll(/--attach (\S+)/g)) expect([command, existsSync(join(root, file))]).toEqual([command, true]);
  });

  it('say goals about the example service that can be read and planned, or are asked about', () => {
    const imported = commands.find((command) => command.includes('tools import')) ?? '';
    const base = /--base (\S+)/.exec(imported)?.[1] ?? '';
    const tracker = serviceTool(JSON.parse(readFileSync(join(root, /import (\S+)/.exec(imported)?.[1] ?? ''), 'utf8')), { name: 'tracker', base });
    const registry = buildRegistry([...Object.values(packs), servicePack(tracker)], [...tools, tracker], digestOf);
    const goals = commands.slice(commands.indexOf(imported) + 1).flatMap((command) => {
      const [, goal, want] = /-- run "([^"]+issue[^"]*)"(?: --want "([^"]+)")?/i.exec(command) ?? [];
      return goal === undefined ? [] : [{ goal, wants: want === undefined ? [] : [want] }];
    });
    expect(goals).toHaveLength(3);
    for (const { goal, wants } of goals) {
      const context = { registry, profiles: [], constraints, wants };
      const first = readGoal(goal, context);
      const asked = first.result === 'questions' ? Object.fromEntries(first.questions.map((one) => [one.question_id, one.options[0]?.value ?? null])) : {};
      const reading = readGoal(goal, { ...context, answers: asked });
      if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
      expect([goal, compileGoal(reading.typed_goal, registry, { now: '2026-01-01T00:00:00.000Z' }).result]).toEqual([goal, 'plan']);
    }
  });
});
