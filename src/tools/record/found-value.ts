import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import type { Artifact } from '../../schemas/outcome.ts';
import { readRows } from '../table/read-rows.ts';
import { inputsAt } from '../table/table-io.ts';
import type { ToolContext, ToolRun } from '../tool.ts';
import { fits } from './fits.ts';
import { type RecordValue, carried, isRecord, namedField, readRecords } from './records.ts';

/** The rows of what another want found: those of a table, a record, or the values of a summary by their names. */
export async function foundRows(artifact: Artifact, limit: number, context: Pick<ToolContext, 'blobs'>): Promise<RecordValue[]> {
  if (artifact.kind === 'table') return await readRows(await context.blobs.path(artifact.sha256), { limit });
  const records = await readRecords([artifact], context);
  if (artifact.kind !== 'summary') return records;
  return records.map((summary) => Object.fromEntries((Array.isArray(summary['values']) ? summary['values'] : []).filter(isRecord).map((one) => [String(typeof one['name'] === 'string' ? one['name'] : ''), one['value'] ?? null])));
}

/** The one value of a name in what was found. Errors: `Tool.MissingInput` where there are none or several rows, or the value is empty; `Tool.Invalid` where there is none of this name. */
async function singleValue(artifacts: readonly Artifact[], field: Json | undefined, operation: string, context: Pick<ToolContext, 'blobs'>): Promise<Json> {
  const rows: RecordValue[] = [];
  for (const artifact of artifacts) rows.push(...(await foundRows(artifact, 2, context)));
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new PlanwrightError('Tool.MissingInput', `Cannot run "${operation}": ${rows.length === 0 ? 'nothing was found' : 'several were found'}, and one value is compared. Restrict what is looked for to one.`);
  const value = typeof field === 'string' && field !== '' ? namedField(row, field) : Object.values(row)[0];
  if (value === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": what was found has no "${typeof field === 'string' ? field : ''}"; it has ${Object.keys(row).slice(0, 12).join(', ')}. Name one of its values.`);
  if (value === null || value === '' || typeof value === 'object') throw new PlanwrightError('Tool.MissingInput', `Cannot run "${operation}": "${typeof field === 'string' ? field : ''}" of what was found ${typeof value === 'object' && value !== null ? 'is no single value' : 'is empty'}. Name another value.`);
  return value;
}

/** record.value: one value of what another want found. */
export const value: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'found', 'record.value');
  const found = await singleValue(artifacts, request.parameters['field'], 'record.value', context);
  const data: Json = { value: found };
  const blob = await context.blobs.put(Buffer.from(JSON.stringify(data)));
  const { of = '', field = '' } = request.parameters;
  return { output: { kind: 'value', name: 'value.json', title: `${typeof field === 'string' && field !== '' ? field.replaceAll('_', ' ') : 'value'} of ${artifacts[0]?.title ?? 'what was found'}`, facets: { read: { fn: 'value', args: [of as string, field as string] } }, ...blob, media_type: 'application/json', data, ...carried(artifacts) } };
};

/** record.compare: whether a value of what was found compares with another one as asked; where one of them is missing nothing is decided, and the task ends. */
export const compare: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'found', 'record.compare');
  const others = inputsAt(request, 'value', 'record.compare');
  const { of = '', field = '', op = '=', than = '' } = request.parameters;
  const left = await singleValue(artifacts, field, 'record.compare', context);
  const right = await singleValue(others, 'value', 'record.compare', context);
  const held = fits({ left }, { fn: op, args: ['left', right] });
  const said = `${JSON.stringify(left)} ${held ? 'is' : 'is not'} ${String(typeof op === 'string' ? op : '')} ${JSON.stringify(right)}`;
  const data: Json = { checks: [{ name: 'compared', held, detail: said, counts: {} }], held };
  const blob = await context.blobs.put(Buffer.from(JSON.stringify(data)));
  return { output: { kind: 'verdict', name: 'compared.json', title: said, facets: { compared: { fn: 'compared', args: [{ fn: 'value', args: [of as string, field as string] }, op as string, than as never] } }, ...blob, media_type: 'application/json', data, ...carried([...artifacts, ...others]) } };
};
