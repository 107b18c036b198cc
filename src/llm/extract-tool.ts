import { z } from 'zod';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Json } from '../schemas/json.ts';
import type { Artifact, Column } from '../schemas/outcome.ts';
import { OPERATIONS, VERSION } from '../tools/extract/declaration.ts';
import type { Tool, ToolContext, ToolRequest, ToolResult } from '../tools/tool.ts';
import { mergeSources, numberParameter, partsAt, spent, textParameter } from './model-step.ts';
import type { ModelStepPorts } from './model-tools.ts';
import { needModel, newAsking } from './steps/asking.ts';
import type { Field, Found, FoundRow } from './steps/check-extraction.ts';
import { extractFields } from './steps/extract-fields.ts';
import { readPassages } from './steps/passages.ts';

const NAME = 'extract.fields';
const TypeSchema = z.enum(['text', 'number', 'integer', 'date', 'boolean']);
const FieldSchema = z.union([
  z.strictObject({ name: z.string(), type: TypeSchema, description: z.string().optional(), unit: z.string().optional() }),
  z
    .strictObject({ fn: z.literal('field'), args: z.tuple([z.string(), TypeSchema]).rest(z.string()) })
    .transform(({ args: [name, type, description, unit] }) => ({ name, type, description, unit })),
]);

/** The model step `extract.fields` for the reasoning role. */
export function extractTool(ports: ModelStepPorts): Tool {
  return {
    name: 'extract',
    version: VERSION,
    title: 'Extraction',
    operations: OPERATIONS,
    load: (operation) =>
      operation === 'fields'
        ? Promise.resolve((request, context) => run(request, context, ports))
        : Promise.reject(new PlanwrightError('Tool.Unknown', `Cannot load operation "extract.${operation}": expected fields. Check the plan.`)),
  };
}

async function run(request: ToolRequest, context: ToolContext, ports: ModelStepPorts): Promise<ToolResult> {
  const model = needModel(ports.modelFor('narrator'), NAME);
  const artifacts = partsAt(request, 'parts', NAME);
  const fields = readFields(request);
  const rows = request.parameters['rows'] === 'one' ? 'one' : 'each';
  const passages = await readPassages(artifacts, context, numberParameter(request, 'limit', 200_000));
  const asking = newAsking();
  const found = await extractFields(model, { passages, fields, rows }, asking, { signal: context.signal, heartbeat: () => context.progress('waiting for the model') });
  const dates = artifacts.map(dateOf);
  const dated = dates.some((date) => date !== null);
  const columns = columnsFor(fields, dated);
  const cells = found.rows.map((row) => ({ ...cellsOf(row, fields), ...(dated ? { document_date: dates[row.part] ?? null } : {}) }));
  const blob = await context.blobs.putFile(await ports.writeRows(context.scratch, columns, cells, { signal: context.signal }));
  const spans = await writeSpans(found.rows, artifacts, context);
  const values = found.rows.reduce((sum, row) => sum + Object.keys(row.values).length, 0);
  const counts = { rows: found.rows.length, values, dropped: found.dropped, left_out: found.left_out.length, unread: found.unread.length, requests: found.batches, repairs: asking.repairs, failed_checks: asking.failed_checks };
  return {
    output: {
      kind: 'table',
      name: 'extracted.parquet',
      title: textParameter(request, 'title') ?? `Fields from ${artifacts.length === 1 ? (artifacts[0]?.title ?? 'text') : `${artifacts.length} texts`}`,
      facets: { extracted: fields.map(({ name, type, description, unit }) => ({ fn: 'field', args: [name, type, description, unit ?? ''] })), measures: columns.flatMap((column) => (column.role === 'measure' ? [column.name] : [])).toSorted(), ...timeOf(request, columns) },
      ...blob,
      media_type: 'application/vnd.apache.parquet',
      labels: ['untrusted'],
      columns,
      rows: found.rows.length,
      sources: mergeSources(artifacts),
      also: [spans],
      data: {
        notes: [
          'Read from text by a language model; the words behind every value stand beside it.',
          ...(found.dropped === 0 ? [] : [`${found.dropped} ${found.dropped === 1 ? 'value was' : 'values were'} left out: no words of the text stand behind ${found.dropped === 1 ? 'it' : 'them'}.`]),
          ...(found.unread.length === 0 ? [] : [`Not complete: nothing was read of ${found.unread.length} ${found.unread.length === 1 ? 'stretch' : 'stretches'} though of others like them, and no reason was given: ${shown(found.unread.map((one) => one.words))}.`]),
          ...(found.left_out.length === 0 ? [] : [`Left out with a reason: ${shown(found.left_out.map((one) => `"${one.words}" (${one.reason})`))}.`]),
        ],
        history: [`Fields ${fields.map((field) => field.name).join(', ')} were read from ${passages.length} passages.`],
        ...counts,
        passed_over: found.unread.slice(0, 20).map((one) => ({ ...one })),
      },
    },
    ...spent(asking.usage, asking.calls, artifacts, blob.bytes),
  };
}

/** The first of several, as far as a note goes. */
function shown(all: readonly string[]): string {
  const few = all.slice(0, 5).map((one) => one.replaceAll(/\s+/g, ' ').slice(0, 160));
  return `${few.join('; ')}${all.length > few.length ? `; and ${all.length - few.length} more` : ''}`;
}

function timeOf(request: ToolRequest, columns: readonly Column[]): { time?: string } {
  const time = textParameter(request, 'time');
  if (time === null) return {};
  const own = columns.find((column) => column.name === time && column.type === 'date');
  if (own === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot put the rows of "${NAME}" in the order of "${time}": it is no date that was read. Name a date field.`);
  return { time };
}

function readFields(request: ToolRequest): Field[] {
  const parsed = z.array(FieldSchema).min(1).safeParse(request.parameters['fields']);
  if (!parsed.success) throw new PlanwrightError('Tool.Invalid', `Cannot run "${NAME}": the fields are not a list of {name, type, description}. Change the parameter.`);
  const names = parsed.data.map((field) => field.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at || ['document', 'document_date'].includes(name) || names.includes(`${name}_quote`));
  if (twice !== undefined) throw new PlanwrightError('Tool.Invalid', `Cannot run "${NAME}": the field name "${twice}" is taken twice. Rename one.`);
  return parsed.data.map(({ name, type, description, unit }) => ({ name, type, description: description ?? '', unit: unit === undefined || unit === '' ? null : unit }));
}

const ROLES: { readonly [type in Field['type']]: string } = { text: 'dimension', number: 'measure', integer: 'measure', date: 'time', boolean: 'dimension' };

/** From when a document holds, as reading it found. */
function dateOf({ data }: Artifact): string | null {
  const date = typeof data === 'object' && data !== null && !Array.isArray(data) ? data['date'] : null;
  return typeof date === 'string' ? date : null;
}

function columnsFor(fields: readonly Field[], dated: boolean): Column[] {
  return [
    { name: 'document', type: 'text', role: 'identifier', unit: null, title: 'Document' },
    ...(dated ? [{ name: 'document_date', type: 'date', role: 'time', unit: null, title: 'Date of the document' } satisfies Column] : []),
    ...fields.map(({ name, type, unit }): Column => ({ name, type, role: ROLES[type], unit })),
    ...fields.map(({ name }): Column => ({ name: `${name}_quote`, type: 'text', role: 'text', unit: null, title: `Words behind ${name}` })),
  ];
}

function cellsOf(row: FoundRow, fields: readonly Field[]): { [name: string]: Json } {
  const at = (name: string): Found | undefined => (Object.hasOwn(row.values, name) ? row.values[name] : undefined);
  return Object.fromEntries([['document', row.title], ...fields.flatMap(({ name }) => [[name, at(name)?.value ?? null], [`${name}_quote`, at(name)?.quote ?? null]])]) as { [name: string]: Json };
}

async function writeSpans(rows: readonly FoundRow[], artifacts: readonly Artifact[], context: ToolContext): Promise<NonNullable<Artifact['also']>[number]> {
  const spans = rows.flatMap((row, at) => Object.entries(row.values).map(([field, { part, start, end, quote }]) => ({ row: at, field, document: row.title, sha256: artifacts[part]?.sha256 ?? null, start, end, quote })));
  return { name: 'spans.json', media_type: 'application/json', ...(await context.blobs.put(new TextEncoder().encode(JSON.stringify(spans)))) };
}
