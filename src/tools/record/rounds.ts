import type { Vary } from '../../schemas/goal.ts';
import type { Json } from '../../schemas/json.ts';
import type { Artifact } from '../../schemas/outcome.ts';
import { valueInRound } from '../../plan/rounds.ts';
import { load } from '../table/operations/load.ts';
import { inputsAt } from '../table/table-io.ts';
import type { ToolRun } from '../tool.ts';
import { type RecordValue, carried, isRecord, readRecords } from './records.ts';

/** record.rounds: one row per round of a repeated result, numbered from 1, with the single values that the round gave. */
export const rounds: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'rounds', 'record.rounds');
  const vary = (request.parameters['vary'] ?? null) as Vary | null;
  const rows = await roundRows(artifacts, vary, context);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const blob = await context.blobs.put(Buffer.from(JSON.stringify(rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]))))));
  const title = `${vary === null ? (artifacts[0]?.title ?? 'Result') : vary.name.replaceAll('_', ' ')}: ${rows.length} ${rows.length === 1 ? 'round' : 'rounds'}`;
  const of = request.parameters['of'];
  const source: Artifact = { kind: 'source', name: 'rounds.json', title, facets: { content: 'table', format: 'json' }, ...blob, media_type: 'application/json', ...carried(artifacts) };
  const made = await load({ inputs: { source: [source] }, parameters: {} }, context);
  return { ...made, output: { ...made.output, title, facets: { ...made.output.facets, ...(typeof of === 'string' && { rounds: of }) } } };
};

/** One row for each round, with the value that it was made with where that steps. */
export async function roundRows(artifacts: readonly Artifact[], vary: Vary | null, context: Parameters<ToolRun>[1]): Promise<RecordValue[]> {
  const rows: RecordValue[] = [];
  for (const [at, artifact] of artifacts.entries()) {
    // What is told about the round itself is ours; a value of the same name keeps its own beside it.
    const own: RecordValue = { round: at + 1, ...(vary === null ? {} : { [vary.name]: valueInRound(vary, at + 1) }) };
    rows.push({ ...own, ...Object.fromEntries(Object.entries(await valuesOf(artifact, context)).map(([name, value]) => [Object.hasOwn(own, name) ? `its_${name}` : name, value])) });
  }
  return rows;
}

async function valuesOf(artifact: Artifact, context: Parameters<ToolRun>[1]): Promise<RecordValue> {
  const { data } = artifact;
  if (artifact.kind === 'table') return { rows: artifact.rows ?? 0 };
  if (artifact.kind === 'summary' && isRecord(data) && Array.isArray(data['values'])) return Object.fromEntries(data['values'].flatMap((one): [string, Json][] => (isRecord(one) && typeof one['name'] === 'string' ? [[one['name'], one['value'] ?? null]] : [])));
  if (artifact.kind === 'verdict' && isRecord(data)) return { held: data['held'] ?? null };
  const [record] = artifact.kind === 'record' ? await readRecords([artifact], context) : isRecord(data) ? [data] : [];
  return Object.fromEntries(Object.entries(record ?? {}).flatMap(([name, value]) => (typeof value === 'object' ? [] : [[name, value]])));
}
