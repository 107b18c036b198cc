import type { Vary } from '../../schemas/goal.ts';
import type { Json } from '../../schemas/json.ts';
import type { Artifact } from '../../schemas/outcome.ts';
import type { Predicate } from '../../schemas/predicate.ts';
import { valueInRound } from '../../plan/rounds.ts';
import { evaluatePredicate, readPath } from '../../validation/predicates.ts';
import { inputsAt } from '../table/table-io.ts';
import type { ToolRun } from '../tool.ts';
import { carried } from './records.ts';
import { roundRows } from './rounds.ts';

/**
 * record.reached: how many rounds a repeated result took, the value that its last round passed the test with, and what was tested. Where no round passed, it says so and what was
 * tried last, and names no value as reached.
 */
export const reached: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'rounds', 'record.reached');
  const { until, settles, tested: asked = null, said } = request.parameters as unknown as { until: Predicate; settles?: string; tested?: string | null; said: string };
  const vary = (request.parameters['vary'] ?? null) as Vary | null;
  const rows = await roundRows(artifacts, vary, context);
  const met = holds(artifacts, until, settles ?? null);
  const list: Json[] = [];
  const value = vary === null ? null : valueInRound(vary, rows.length);
  if (vary !== null) list.push(shown(met ? vary.name : `last_${vary.name}`, met ? vary.name : `${vary.name} tried last, which was not enough`, value));
  list.push(shown('rounds', 'rounds', rows.length));
  const own = Object.entries(rows.at(-1) ?? {}).filter(([name]) => name !== 'round' && name !== vary?.name);
  const [name, last] = own.find(([one]) => one === asked || one === `its_${asked ?? ''}`) ?? own[0] ?? [];
  if (name !== undefined && last !== undefined) list.push(shown(name === 'rounds' ? 'its_rounds' : name, `${name} in the last round`, last));
  const count = `${rows.length} ${rows.length === 1 ? 'round' : 'rounds'}`;
  const data: Json = { values: list, notes: met ? [] : [`Not reached: ${said} does not hold after ${count}.`] };
  const title = !met ? `Not reached in ${count}: ${said}` : vary === null ? `${count} until ${said}` : `${vary.name.replaceAll('_', ' ')} ${String(value)} (round ${rows.length}): ${said}`;
  const blob = await context.blobs.put(Buffer.from(JSON.stringify(data)));
  return { output: { kind: 'summary', name: 'reached.json', title, facets: { rounds: request.parameters['of'] as string }, ...blob, media_type: 'application/json', data, ...carried(artifacts) } };
};

/** Whether the last round ended the repetition, by the test that the plan has for it. */
function holds(artifacts: readonly Artifact[], until: Predicate, settles: string | null): boolean {
  const port = (settles ?? pathOf(until)).split('.')[1] ?? '';
  const view = (artifact: Artifact | undefined): { outputs: Json } => ({ outputs: { [port]: JSON.parse(JSON.stringify(artifact ?? null)) as Json } });
  if (settles === null) return evaluatePredicate(until, view(artifacts.at(-1)));
  const [before, after] = [artifacts.at(-2), artifacts.at(-1)].map((artifact) => readPath(view(artifact), settles));
  return artifacts.length > 1 && after !== null && JSON.stringify(before) === JSON.stringify(after);
}

function pathOf(predicate: Predicate): string {
  if ('path' in predicate) return predicate.path;
  const inner = 'not' in predicate ? [predicate.not] : 'all' in predicate ? predicate.all : predicate.any;
  return inner.map(pathOf).find((path) => path !== '') ?? '';
}

function shown(name: string, title: string, value: Json): Json {
  return { name, title: title.replaceAll('_', ' '), value, unit: null, decimals: typeof value === 'number' ? Math.min(6, (String(value).split('.')[1] ?? '').length) : 0 };
}
