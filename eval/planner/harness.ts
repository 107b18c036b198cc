import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createModel } from '../../src/llm/choose-model.ts';
import { PlanProposalFormat, toPlan } from '../../src/llm/formats/plan-proposal.ts';
import type { Model } from '../../src/llm/model.ts';
import { parseAnswer } from '../../src/llm/parse-answer.ts';
import { type PlanProposalInput, planProposalPrompt } from '../../src/llm/prompts/plan-proposal.ts';
import { toReferences } from '../../src/llm/prompts/given-data.ts';
import { proposePlan } from '../../src/llm/propose-plan.ts';
import { linkProposal } from '../../src/plan/link.ts';
import type { Given } from '../../src/schemas/goal.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { faultsOf, isHard } from '../linker/plan-faults.ts';
import { option } from './report.ts';
import { bootstrap } from '../statistics.ts';
import { type Scored, type ToolGraph, pooledF1, score } from './score.ts';
import { type ToolRegistry, caseGoal, graphOf } from './tool-registry.ts';

/** One case of a public set with a gold graph of tools. */
export interface PlanCase {
  id: string;
  group: string;
  request: string;
  gold: ToolGraph;
  tools: ToolRegistry;
  givens: Given[];
}

/** What a model answered to a case. */
export interface Answered {
  one: PlanCase;
  /** Null: no answer, or none in the format. */
  proposal: Plan | null;
  problem: string | null;
  usd: number | null;
  ms: number | null;
}

const NOW = '2026-01-01T00:00:00Z';

function promptInput(one: PlanCase): PlanProposalInput {
  const { constraints } = caseGoal(one.request, one.givens);
  return {
    goal: one.request, dag_id: one.id, now: NOW, registry: one.tools.registry, givens: one.givens, profiles: [], constraints,
    interpretation: { intent: one.request, stages: [], dependencies: {}, clarifications_needed: [] }, typed_goal: null, feedback: [],
  };
}

/** The file of a case's prompt or answer. */
export function caseFile(id: string): string {
  return `${id.replace(/[^A-Za-z0-9_.-]+/g, '_')}.json`;
}

/**
 * Writes one `<case>.json` per case with `system`, `user` and the name of the schema, and `schema.json`: the JSON Schema of the answer. An
 * answer goes into another directory under the same name, as the JSON that the schema describes and nothing else.
 */
export function exportPrompts(cases: readonly PlanCase[], directory: string): number {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'schema.json'), JSON.stringify(z.toJSONSchema(PlanProposalFormat), null, 1));
  for (const one of cases) {
    writeFileSync(join(directory, caseFile(one.id)), JSON.stringify({ id: one.id, format: 'plan_proposal', schema: 'schema.json', ...planProposalPrompt(promptInput(one)) }, null, 1));
  }
  return cases.length;
}

/** The answers in a directory. A case without one, or with one that does not fit the format, has no proposal. */
export function importAnswers(cases: readonly PlanCase[], directory: string): Answered[] {
  return cases.map((one) => {
    const path = join(directory, caseFile(one.id));
    if (!existsSync(path)) return { one, proposal: null, problem: 'no answer', usd: null, ms: null };
    const parsed = parseAnswer(readFileSync(path, 'utf8'), PlanProposalFormat);
    if (!parsed.ok) return { one, proposal: null, problem: `not in the format: ${parsed.issues[0] ?? ''}`, usd: null, ms: null };
    const frame = { dag_id: one.id, goal: one.request, now: NOW, references: toReferences(one.givens, one.tools.registry) };
    return { one, proposal: toPlan(parsed.value, frame), problem: null, usd: null, ms: null };
  });
}

/** Asks a model, case by case. A failure is an answer that is missing. */
export async function askModel(cases: readonly PlanCase[], model: Model): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (const one of cases) {
    try {
      const asked = await proposePlan(model, promptInput(one), { signal: AbortSignal.timeout(300_000) });
      answered.push({ one, proposal: asked.value, problem: null, usd: (asked.call.usage.unpriced_calls ?? 0) > 0 ? null : asked.call.usage.usd, ms: asked.call.duration_ms });
    } catch (error) {
      answered.push({ one, proposal: null, problem: error instanceof Error ? error.message : String(error), usd: null, ms: null });
    }
  }
  return answered;
}

/** The model of `--provider`, with keys from the usual variables of the environment. */
export function providerModel(text: string): Model {
  const { env } = process;
  const model = createModel(text, {
    default: null,
    roles: {},
    openai: { apiKey: env['OPENAI_API_KEY'] ?? null, baseUrl: env['OPENAI_BASE_URL'] ?? null },
    anthropic: { apiKey: env['ANTHROPIC_API_KEY'] ?? null, baseUrl: env['ANTHROPIC_BASE_URL'] ?? null },
    gemini: { apiKey: env['GEMINI_API_KEY'] ?? null },
    recordings: null,
  });
  if (model === null) throw new Error('Cannot ask the model "none". Name a provider, or import answers with --answers.');
  return model;
}

/** Answers by `--answers` or `--provider`; null where the command asks for neither. Handles `--export-prompts` and says so by an empty list. */
export async function answersOf(cases: readonly PlanCase[]): Promise<Answered[] | null> {
  const [directory, answers, provider] = [option('--export-prompts'), option('--answers'), option('--provider')];
  if (directory !== null) {
    process.stdout.write(`${exportPrompts(cases, directory)} prompts are in ${directory}; answers go into another directory under the same names, as schema.json says.\n`);
    return [];
  }
  if (answers !== null) return importAnswers(cases, answers);
  return provider === null ? null : await askModel(cases, providerModel(provider));
}

/** 95 % bootstrap intervals of pooled node and edge F1, over cases. */
function boundsOf(samples: readonly Scored[]) {
  return { node_f1: bootstrap(samples, (drawn) => pooledF1(drawn, 'node')), edge_f1: bootstrap(samples, (drawn) => pooledF1(drawn, 'edge')) };
}

/** Scores of answers as they came, and after our linker where the tools are typed. */
export function measure(answered: readonly Answered[], typed: boolean) {
  const names = new Set(answered.flatMap(({ one }) => [...one.tools.names]));
  const rows = answered.map(({ one, proposal }) => {
    const before = proposal && graphOf(proposal, one.tools);
    const faults = proposal && faultsOf(proposal, one.tools);
    const linked = proposal && typed ? linkProposal(proposal, one.tools.registry, caseGoal(one.request, one.givens)) : null;
    const after = linked?.result === 'linked' ? { graph: graphOf(linked.plan, one.tools), faults: faultsOf(linked.plan, one.tools) } : null;
    return { one, before, faults, after, refused: linked?.result === 'refused' };
  });
  const scored = (graph: (row: (typeof rows)[number]) => ToolGraph | null): Scored[] => rows.map((row) => ({ gold: row.one.gold, predicted: graph(row) }));
  const answers = rows.filter((row) => row.faults !== null);
  const share = (part: number): number => (answers.length === 0 ? 0 : part / answers.length);
  const valid = (faults: ReturnType<typeof faultsOf>): boolean => !isHard(faults) && (!typed || !faults.resource_type);
  const costs = answered.flatMap(({ usd }) => usd ?? []);
  const times = answered.flatMap(({ ms }) => ms ?? []).toSorted((a, b) => a - b);
  return {
    before: score(scored((row) => row.before), names),
    before_bounds: boundsOf(scored((row) => row.before)),
    after_bounds: typed ? boundsOf(scored((row) => row.after?.graph ?? row.before)) : null,
    valid_before: share(answers.filter((row) => row.faults && valid(row.faults)).length),
    after: typed ? score(scored((row) => row.after?.graph ?? row.before), names) : null,
    valid_after: typed ? share(answers.filter((row) => row.after && valid(row.after.faults)).length) : null,
    refused: typed ? rows.filter((row) => row.refused).length : null,
    usd: costs.length === 0 ? null : costs.reduce((sum, one) => sum + one, 0),
    ms_median: times.length === 0 ? null : (times[Math.floor(times.length / 2)] ?? null),
    problems: Object.fromEntries([...Map.groupBy(answered.flatMap(({ problem }) => problem ?? []), (problem) => problem.slice(0, 80))].map(([problem, list]) => [problem, list.length])),
  };
}
