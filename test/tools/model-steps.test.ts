import { describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { decomposeTask } from '../../src/plan/decompose.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { linkPlan } from '../../src/plan/link.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { Given, TypedGoal, Want } from '../../src/schemas/goal.ts';
import type { FacetValue, Registry } from '../../src/schemas/operation.ts';
import { checkParameters } from '../../src/execution/contract.ts';
import { tools } from '../../src/tools/index.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { OPERATIONS as EXTRACT } from '../../src/tools/extract/declaration.ts';

const NOW = '2026-11-22T12:00:00.000Z';
const full = buildRegistry(Object.values(packs), tools, digestOf);
const NAMES = new Set(['table.load', 'table.rank', 'chart.bar', 'narrate.describe', 'report.compose', 'extract.fields', 'classify.rows', 'generate.text', 'stats.summary', 'document.load', 'document.search']);
const registry: Registry = { ...full, operations: full.operations.filter((one) => NAMES.has(`${one.tool}.${one.operation}`)) };
const FIELDS = [{ fn: 'field', args: ['length', 'number', 'how long it is', 'm'] }, { fn: 'field', args: ['name', 'text', 'what it is called', ''] }];

const table: Given = { id: 'file', type: { kind: 'source', facets: { content: 'table', format: 'csv', dataset: 'file', keys: ['id'], measures: ['size'] } }, title: 'file.csv', source: { kind: 'attachment', sha256: 'a'.repeat(64), name: 'file.csv', media_type: 'text/csv' }, named: true, spans: [] };
const note: Given = { id: 'note', type: { kind: 'text', facets: { dataset: 'note' } }, title: 'note.md', source: { kind: 'attachment', sha256: 'b'.repeat(64), name: 'note.md', media_type: 'text/markdown' }, named: true, spans: [] };

function planFor(givens: Given[], wants: [kind: string, facets: { [name: string]: FacetValue }][]) {
  const goal: TypedGoal = {
    goal: 'g', givens, choices: [], unread: [], front_end: 'form',
    wants: wants.map(([kind, facets], at): Want => ({ id: `w${at}`, type: { kind, facets }, effect: null, title: `The ${kind}`, spans: [] })),
    constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] },
  };
  const compiled = compileGoal(goal, registry, { now: NOW, limits: { plans: 1 } });
  if (compiled.result !== 'plan') return { operations: [], faults: [compiled.message], plan: null };
  const plan = linkPlan({ ...compiled.plan, decompositions: compiled.plan.nodes.map((task) => decomposeTask(task, compiled.plan, registry, [])) }, registry).plan;
  const { checks_failed: failed } = validatePlan(plan, { registry, policy: SHIPPED_POLICY, givens, questions: [], secrets: [], now: NOW, decomposed: true });
  return { plan, operations: plan.nodes.map((task) => task.operation), faults: failed.filter((one) => one.severity === 'error').map((one) => one.message) };
}

const parameter = (plan: ReturnType<typeof planFor>['plan'], operation: string, name: string): unknown => {
  const binding = plan?.nodes.find((task) => task.operation === operation)?.parameters?.find((one) => one.name === name)?.binding;
  return binding?.kind === 'literal' ? binding.value : undefined;
};

describe('model steps in plans', () => {
  it('extract declared fields where a table of them is wanted, and rank it', () => {
    const { operations, faults, plan } = planFor([note], [['table', { extracted: FIELDS, measures: ['length'], order: { fn: 'desc', args: ['length'] }, limit: 3 }]]);
    expect(operations).toEqual(['extract.fields', 'table.rank']);
    expect(faults).toEqual([]);
    const fields = parameter(plan, 'extract.fields', 'fields');
    expect(fields).toHaveLength(2);
    for (const operation of EXTRACT) checkParameters(operation, { fields: fields as never });
  });

  it('classify rows by a column where that is wanted', () => {
    const { operations, faults, plan } = planFor([table], [['table', { dataset: 'file', classified: { fn: 'class', args: ['said', ['bad', 'good'], 'mood'] } }]]);
    expect(operations).toEqual(['table.load', 'classify.rows']);
    expect(faults).toEqual([]);
    expect(['column', 'labels', 'name'].map((name) => parameter(plan, 'classify.rows', name))).toEqual(['said', ['bad', 'good'], 'mood']);
  });

  it('write by an instruction where there is one, and describe where there is none', () => {
    const told = planFor([table], [['summary', { analysis: { fn: 'summary', args: ['size'] } }], ['text', { instruction: 'Write to the board' }]]);
    expect(told.operations).toContain('generate.text');
    expect(told.faults).toEqual([]);
    expect(parameter(told.plan, 'generate.text', 'instruction')).toBe('Write to the board');
    expect(planFor([table], [['summary', { analysis: { fn: 'summary', args: ['size'] } }], ['text', {}]]).operations).toContain('narrate.describe');
  });

  it('are never chosen for what nobody asked for', () => {
    for (const wants of [[['table', { dataset: 'file' }]], [['chart', {}]], [['report', {}]], [['table', { order: { fn: 'desc', args: ['size'] }, limit: 3 }]]] as [string, { [name: string]: FacetValue }][][]) {
      const { operations } = planFor([table, note], wants);
      expect(operations.length).toBeGreaterThan(0);
      for (const name of ['extract.fields', 'classify.rows', 'generate.text']) expect(operations).not.toContain(name);
    }
  });

  it('are sealed, outbound and labelled like the one that was there before', () => {
    for (const name of ['extract.fields', 'classify.rows', 'generate.text']) {
      const operation = full.operations.find((one) => `${one.tool}.${one.operation}` === name);
      expect(operation).toMatchObject({ runs_on: 'reasoning', determinism: 'external', effect: 'none', outbound: true });
    }
  });
});
