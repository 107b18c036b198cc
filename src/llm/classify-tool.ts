import { PlanwrightError } from '../schemas/failure.ts';
import type { Json } from '../schemas/json.ts';
import { OPERATIONS, VERSION } from '../tools/classify/declaration.ts';
import type { Column } from '../schemas/outcome.ts';
import type { Tool, ToolContext, ToolRequest, ToolResult } from '../tools/tool.ts';
import { numberParameter, partsAt, spent, textParameter, textsParameter } from './model-step.ts';
import type { ModelStepPorts } from './model-tools.ts';
import { needModel, newAsking } from './steps/asking.ts';
import { classifyTexts } from './steps/classify-texts.ts';

const NAME = 'classify.rows';

/** The model step `classify.rows` for the reasoning role. */
export function classifyTool(ports: ModelStepPorts): Tool {
  return {
    name: 'classify',
    version: VERSION,
    title: 'Classification',
    operations: OPERATIONS,
    load: (operation) =>
      operation === 'rows'
        ? Promise.resolve((request, context) => run(request, context, ports))
        : Promise.reject(new PlanwrightError('Tool.Unknown', `Cannot load operation "classify.${operation}": expected rows. Check the plan.`)),
  };
}

async function run(request: ToolRequest, context: ToolContext, ports: ModelStepPorts): Promise<ToolResult> {
  const model = needModel(ports.modelFor('narrator'), NAME);
  const table = partsAt(request, 'table', NAME)[0];
  if (table === undefined) throw new PlanwrightError('Tool.MissingInput', `Cannot run "${NAME}": input "table" is empty. Bind it to a table.`);
  const column = textParameter(request, 'column') ?? '';
  const name = textParameter(request, 'name') ?? '';
  const labels = textsParameter(request, 'labels');
  const limit = numberParameter(request, 'limit', 2_000);
  const rows = await ports.readRows(await context.blobs.path(table.sha256), { limit: limit + 1, signal: context.signal });
  if (rows.length > limit) throw new PlanwrightError('Tool.ResourceLimit', `Cannot run "${NAME}": table "${table.title}" has more than ${limit} rows. Filter or group it first, or raise "limit".`);
  const columns = table.columns ?? columnsOf(rows);
  if (!columns.some((one) => one.name === column)) {
    throw new PlanwrightError('Tool.Invalid', `Cannot run "${NAME}": the table has no column "${column}", it has ${columns.slice(0, 30).map((one) => `"${one.name}"`).join(', ')}. Name one of these.`);
  }
  if (columns.some((one) => one.name === name)) throw new PlanwrightError('Tool.Invalid', `Cannot run "${NAME}": the table has a column "${name}" already. Give the new column another name.`);
  const textOf = (row: { [name: string]: Json }): string => (row[column] === null || row[column] === undefined ? '' : String(row[column] as string | number | boolean).trim());
  const texts = rows.map(textOf).filter((text) => text !== '');
  const asking = newAsking();
  const found = await classifyTexts(model, { texts, labels, instruction: textParameter(request, 'instruction') ?? '' }, asking, { signal: context.signal, heartbeat: () => context.progress('waiting for the model') });
  const labelled = rows.map((row) => ({ ...row, [name]: found.get(textOf(row)) ?? null }));
  const unlabelled = labelled.filter((row) => textOf(row) !== '' && row[name] === null).length;
  const added: Column = { name, type: 'text', role: 'dimension', unit: null };
  const blob = await context.blobs.putFile(await ports.writeRows(context.scratch, [...columns, added], labelled, { signal: context.signal }));
  const counts = Object.fromEntries(labels.map((label) => [label, labelled.filter((row) => row[name] === label).length]));
  const { also: _also, ...kept } = table;
  return {
    output: {
      ...kept,
      name: 'classified.parquet',
      facets: { ...table.facets, classified: { fn: 'class', args: [column, labels, name] } },
      ...blob,
      media_type: 'application/vnd.apache.parquet',
      labels: ['untrusted'],
      columns: [...columns, added],
      rows: rows.length,
      data: {
        ...objectOf(table.data),
        notes: [...textsIn(table.data, 'notes'), `Column ${name} was given by a language model from the text of ${column}.`, ...(unlabelled === 0 ? [] : [`${unlabelled} rows have no label: the model gave none of the set.`])],
        history: [...textsIn(table.data, 'history'), `Rows were sorted into ${labels.length} classes by ${column}.`],
        labels: counts,
        unlabelled,
        without_text: rows.length - texts.length,
        repairs: asking.repairs,
        failed_checks: asking.failed_checks,
      },
    },
    ...spent(asking.usage, asking.calls, [table], blob.bytes),
  };
}

function columnsOf(rows: readonly { [name: string]: Json }[]): Column[] {
  return Object.keys(rows[0] ?? {}).map((name): Column => {
    const number = rows.every((row) => row[name] === null || typeof row[name] === 'number');
    return { name, type: number ? 'number' : 'text', role: number ? 'measure' : 'dimension', unit: null };
  });
}

function objectOf(data: Json | undefined): { [name: string]: Json } {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
}

function textsIn(data: Json | undefined, name: string): string[] {
  const value = objectOf(data)[name];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
