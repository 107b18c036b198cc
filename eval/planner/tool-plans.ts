import type { Operation } from '../../src/schemas/operation.ts';
import { Bm25, lexicalChain } from './bm25.ts';
import { type Answered, type PlanCase, answersOf, measure } from './harness.ts';
import type { Published } from './published.ts';
import { sayInterval } from '../statistics.ts';
import { print, table } from './report.ts';
import { type Scores, score } from './score.ts';

export interface ToolPlanReport {
  title: string;
  notes: readonly string[];
  cases: readonly PlanCase[];
  /** Groups whose tools say what they take and make. */
  typed: ReadonlySet<string>;
  published: readonly Published[];
  /** What the published figures are. */
  figures: string;
  /** Largest k of the lexical floor. */
  most: number;
}

function textOf(operation: Operation): string {
  const properties = operation.parameters['properties'];
  return [operation.title, operation.description, typeof properties === 'object' && properties !== null ? JSON.stringify(properties) : ''].join(' ');
}

/** The floor without a model: tools by BM25, chained in the order in which the request mentions them. `k` null: as many as the gold has. */
export function lexicalFloor(cases: readonly PlanCase[], k: number | null): Scores {
  const [first] = cases;
  if (!first) return score([], new Set());
  const texts = new Map(first.tools.registry.operations.map((operation) => [operation.title, textOf(operation)]));
  const index = new Bm25([...texts].map(([name, text]) => ({ name, text })));
  const samples = cases.map((one) => ({ gold: one.gold, predicted: lexicalChain(one.request, index.rank(one.request), k ?? one.gold.nodes.length, (name) => texts.get(name) ?? '') }));
  return score(samples, first.tools.names);
}

const HEAD = ['group', 'who', 'n', 'node F1', 'edge F1', 'order F1', 'mean node F1', 'mean edge F1', 'exact', 'invented', 'missing', 'valid', 'refused'];

/** Prints floors, imported or asked answers before and after our linker, and the published figures beside. */
export async function reportToolPlans(report: ToolPlanReport): Promise<void> {
  const answered = await answersOf(report.cases);
  if (answered?.length === 0 && report.cases.length > 0) return;
  const groups = [...Map.groupBy(report.cases, (one) => one.group)];
  const measured = groups.map(([group, cases]) => {
    const fixed = Array.from({ length: report.most }, (_, at) => ({ k: at + 1, scores: lexicalFloor(cases, at + 1) })).toSorted((a, b) => b.scores.node_f1 - a.scores.node_f1)[0];
    const own: Answered[] | null = answered?.filter(({ one }) => one.group === group) ?? null;
    return { group, typed: report.typed.has(group), floor: { oracle: lexicalFloor(cases, null), fixed }, model: own && measure(own, report.typed.has(group)) };
  });
  const row = (group: string, who: string, scores: Scores, valid: number | null, refused: number | null): (string | number)[] => [
    group, who, String(scores.n), ...[scores.node_f1, scores.edge_f1, scores.order_f1, scores.mean_node_f1, scores.mean_edge_f1, scores.accuracy, scores.node_hallucination].map((one) => one.toFixed(3)), String(scores.missing),
    valid === null ? '' : valid.toFixed(3), refused === null ? '' : String(refused),
  ];
  const rows = measured.flatMap(({ group, typed, floor, model }) => [
    row(group, 'words alone, k = gold', floor.oracle, null, null),
    ...(floor.fixed ? [row(group, `words alone, k = ${floor.fixed.k}`, floor.fixed.scores, null, null)] : []),
    ...(model ? [row(group, 'model', model.before, model.valid_before, null)] : []),
    ...(model?.after ? [row(group, 'model, linked', model.after, model.valid_after, model.refused)] : []),
    ...(model && !typed ? [[group, '(no typed operations: the model front end only)']] : []),
  ]);
  const bounds = measured.flatMap(({ group, model }) => (model ? [`${group}: node F1 ${sayInterval(model.before_bounds.node_f1)}, edge F1 ${sayInterval(model.before_bounds.edge_f1)}${model.after_bounds === null ? '' : `; linked: ${sayInterval(model.after_bounds.node_f1)}, ${sayInterval(model.after_bounds.edge_f1)}`}`] : []));
  const names = [...new Set(report.published.flatMap((one) => Object.keys(one.figures)))];
  const spent = measured.flatMap(({ group, model }) => (model && (model.usd !== null || model.ms_median !== null || Object.keys(model.problems).length > 0) ? [`${group}: ${model.usd === null ? 'cost not known' : `US$ ${model.usd.toFixed(4)}`}, median ${model.ms_median ?? '?'} ms per case; not usable: ${JSON.stringify(model.problems)}`] : []));
  print(
    [
      report.title, ...report.notes, table(HEAD, rows), ...(bounds.length === 0 ? [] : ['Pooled F1 of answers with 95 % bootstrap intervals over cases:', ...bounds]), ...spent, '',
      `Published (${report.figures}), on other cases:`, table(['who', ...names], report.published.map((one) => [one.who, ...names.map((name) => one.figures[name] ?? '')])),
    ].join('\n'),
    { title: report.title, notes: report.notes, groups: measured, published: report.published },
  );
}
