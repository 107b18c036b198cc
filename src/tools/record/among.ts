import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import { inputsAt } from '../table/table-io.ts';
import type { ToolContext, ToolRequest, ToolRun } from '../tool.ts';
import { equal, fits } from './fits.ts';
import { foundRows } from './found-value.ts';
import { type RecordValue, carried, listAt, namedField, readRecords, recordArtifact, recordList, titleOf } from './records.ts';

/** Rows of what was found that are looked at, at most; more of them are refused, so that nothing is left out unseen. */
const MOST_FOUND = 10_000;

const COMPARING: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);

/** The records that agree in the named fields with one of what another result found, or with none of them. */
async function kept(request: ToolRequest, context: ToolContext, operation: string): Promise<{ records: RecordValue[]; artifacts: ReturnType<typeof listAt> }> {
  const artifacts = listAt(request, 'records', operation);
  const records = await readRecords(artifacts, context);
  const { columns, found_columns: stated, kept: mode } = request.parameters;
  const fields = names(columns);
  const there = stated === undefined || stated === 'same' ? fields : names(stated);
  if (fields.length === 0 || fields.length !== there.length || (mode !== 'among' && mode !== 'not_among' && !COMPARING.has(typeof mode === 'string' ? mode : ''))) throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": expected fields, as many of what was found, and "among", "not_among" or a comparison. Correct the parameters.`);
  const found: Json[][] = [];
  for (const artifact of inputsAt(request, 'found', operation)) {
    const rows = await foundRows(artifact, MOST_FOUND + 1, context);
    for (const row of rows) {
      const values = there.map((name) => namedField(row, name));
      const missing = there.find((_, at) => values[at] === undefined);
      if (missing !== undefined) throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": what was found has no "${missing}"; it has ${Object.keys(row).slice(0, 12).join(', ')}. Name one of its fields.`);
      found.push(values.map((value) => value ?? null));
    }
  }
  if (found.length > MOST_FOUND) throw new PlanwrightError('Tool.ResourceLimit', `Cannot run "${operation}": more than ${MOST_FOUND} rows were found. Restrict them first.`);
  if (typeof mode === 'string' && COMPARING.has(mode)) {
    const [[value = null] = []] = found;
    if (found.length !== 1 || value === null || value === '') throw new PlanwrightError('Tool.MissingInput', `Cannot run "${operation}": "${fields[0] ?? ''}" is compared with one value, and ${found.length === 0 ? 'nothing was found' : found.length > 1 ? `${found.length} were found` : 'the one that was found is empty'}. Restrict what is looked for to one.`);
    return { records: records.filter((record) => fits({ own: namedField(record, fields[0] ?? '') ?? null }, { fn: mode, args: ['own', value] })), artifacts };
  }
  const agrees = (record: RecordValue): boolean => found.some((values) => fields.every((field, at) => {
    const own = namedField(record, field) ?? null;
    return own !== null && equal(own, values[at] ?? null);
  }));
  return { records: records.filter((record) => agrees(record) === (mode === 'among')), artifacts };
}

function names(value: Json | undefined): string[] {
  const list = typeof value === 'object' && value !== null && !Array.isArray(value) ? value['args'] : value;
  return Array.isArray(list) ? list.filter((name): name is string => typeof name === 'string' && name !== '') : [];
}

/** record.among: the records of a list that agree with what was found, in their order. */
export const among: ToolRun = async (request, context) => {
  const { records, artifacts } = await kept(request, context, 'record.among');
  const { ranked: _, ...facets } = artifacts[0]?.facets ?? {};
  return recordList(records, { name: typeof facets['entity'] === 'string' ? facets['entity'] : 'record', title: artifacts[0]?.title ?? 'Records', facets, ...carried(artifacts) }, context);
};

/** record.matching: the one record that agrees with what was found. None or several are told and nothing is guessed. */
export const matching: ToolRun = async (request, context) => {
  const { records, artifacts } = await kept(request, context, 'record.matching');
  const [record] = records;
  if (record === undefined || records.length > 1) throw new PlanwrightError('Tool.MissingInput', `Cannot run "record.matching": ${records.length === 0 ? 'no record agrees' : `${records.length} records agree`} with what was found. Ask for a list of them, or name another field.`);
  const { ranked: _, ...facets } = artifacts[0]?.facets ?? {};
  return { output: await recordArtifact(record, { name: typeof facets['entity'] === 'string' ? facets['entity'] : 'record', title: titleOf(record) ?? 'Record', facets, ...carried(artifacts) }, context) };
};
