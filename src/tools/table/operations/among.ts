import { PlanwrightError } from '../../../schemas/failure.ts';
import type { Json } from '../../../schemas/json.ts';
import type { Artifact, Column } from '../../../schemas/outcome.ts';
import type { ToolContext, ToolRun } from '../../tool.ts';
import { foundRows } from '../../record/found-value.ts';
import { namesParameter, parameter, refuse } from '../parameters.ts';
import { identifier, literal } from '../sql.ts';
import { type InputTable, artifactName, columnOf, inputsAt, withArtifacts, writeTable } from '../table-io.ts';

const COMPARING: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);

/** As many values as are said in the title; others are counted. */
const SAID = 3;

/**
 * table.among: the rows that agree in the named columns with some row of what another result found (a semi-join), or with none of them (an anti-join), in their order.
 * Numbers are compared as numbers, times at the step that the found rows have. A row without a value agrees with nothing.
 */
export const among: ToolRun = async (request, context) => {
  const [artifact] = inputsAt(request, 'table', 'table.among');
  const found = inputsAt(request, 'found', 'table.among');
  const names = namesParameter(request, 'table.among', 'columns');
  const stated = parameter(request, 'found_columns');
  const kept = parameter(request, 'kept');
  const compares = typeof kept === 'string' && COMPARING.has(kept);
  if (kept !== 'among' && kept !== 'not_among' && !compares) return refuse('table.among', 'kept', '"among", "not_among" or a comparison', kept);
  const there = Array.isArray(stated) ? stated.map(String) : namesOf(stated) ?? names;
  if (there.length !== names.length || names.length === 0) return refuse('table.among', 'found_columns', `${names.length} column names`, stated);
  if (artifact === undefined) throw new TypeError('no table');
  const tables = found.filter((one) => one.kind === 'table');
  const records = await rowsOf(found.filter((one) => one.kind !== 'table'), context);
  return withArtifacts([artifact, ...tables], context, ['table', ...tables.map((_, at) => `found_${at + 1}`)], async (database, [table, ...others]) => {
    if (table === undefined) throw new TypeError('no table');
    const columns = names.map((name) => columnOf(table, name, 'table.among'));
    const at = (other: InputTable): Column[] => there.map((name) => columnOf(other, name, 'table.among'));
    const steps = columns.map((column, index) => (isTime(column) ? (others.map((other) => stepOf(other, at(other)[index])).find((step) => step !== null) ?? null) : null));
    const parts = others.map((other) => `SELECT ${at(other).map((column, index) => `${comparable(identifier(column.name), column, columns[index], steps[index] ?? null)} AS v${index}`).join(', ')} FROM ${other.view}`);
    for (const record of records) parts.push(`SELECT ${there.map((name, index) => `${valueOf(record, name, columns[index], steps[index] ?? null)} AS v${index}`).join(', ')}`);
    const values = parts.join(' UNION ALL ');
    const agrees = columns.map((column, index) => `found.v${index} = ${comparable(`${table.view}.${identifier(column.name)}`, column, column, steps[index] ?? null)}`).join(' AND ');
    const shown = await database.rows(`SELECT DISTINCT ${columns.map((_, index) => `CAST(v${index} AS VARCHAR) AS s${index}`).join(', ')} FROM (${values}) LIMIT ${SAID + 1}`);
    const said = shown.length === 0 ? 'none' : shown.length > SAID ? 'those found' : shown.map((row) => row.map((value) => String(value ?? '')).join(' ')).join(', ');
    if (compares) {
      const [[count] = []] = await database.rows(`SELECT count(v0) FROM (${values})`);
      if (Number(count) !== 1 || shown.length !== 1) throw new PlanwrightError('Tool.MissingInput', `Cannot run "table.among": "${names[0] ?? ''}" is compared with one value, and ${Number(count)} were found. Restrict what is looked for to one.`);
    }
    const words = `${names.join(' and ')} ${compares ? `${kept} ` : kept === 'among' ? '' : 'not '}${said}`;
    const compared = compares ? `${comparable(`${table.view}.${identifier(columns[0]?.name ?? '')}`, columns[0] as Column, columns[0], steps[0] ?? null)} ${kept === '!=' ? '<>' : kept} (SELECT v0 FROM found)` : null;
    return writeTable(database, context, [table.artifact, ...found], {
      sql: `WITH found AS (${values}) SELECT * FROM ${table.view} WHERE ${compared ?? `${kept === 'among' ? '' : 'NOT '}EXISTS (SELECT 1 FROM found WHERE ${agrees})`}`,
      name: artifactName(table.artifact.name, 'among'),
      title: `${table.artifact.title}, ${words}`,
      columns: table.columns,
      facets: { ...table.artifact.facets },
      notes: [],
      history: `Kept the rows with ${words}, as found before.`,
    });
  });
};

function namesOf(value: Json | undefined): string[] | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Array.isArray(value['args']) ? value['args'].map(String) : null;
}

async function rowsOf(artifacts: readonly Artifact[], context: Pick<ToolContext, 'blobs'>): Promise<{ [name: string]: Json }[]> {
  const rows: { [name: string]: Json }[] = [];
  for (const artifact of artifacts) {
    if (artifact.kind === 'summary') {
      rows.push(...(await foundRows(artifact, 1, context)));
      continue;
    }
    const value = artifact.data ?? (JSON.parse(Buffer.from(await context.blobs.get(artifact.sha256)).toString('utf8')) as Json);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new PlanwrightError('Tool.Invalid', `Cannot run "table.among": "${artifact.name}" is no record. Bind what was found.`);
    rows.push(value);
  }
  return rows;
}

const isTime = (column: Column): boolean => column.role === 'time' || column.type === 'date' || column.type === 'timestamp';

/** The step of time that found rows stand for; null where they were not combined. */
function stepOf(other: InputTable, column: Column | undefined): string | null {
  const { interval } = other.artifact.facets;
  return column !== undefined && isTime(column) && typeof interval === 'string' && interval !== 'given' ? interval : null;
}

/** An expression whose values compare with those of the column that rows are kept by. */
function comparable(expression: string, own: Column, as: Column | undefined, step: string | null): string {
  if (as === undefined) throw new TypeError('no column');
  if (isTime(as) && as.type !== 'text') {
    const time = own.type === 'integer' || own.type === 'number' ? `TRY_CAST(lpad(CAST(CAST(${expression} AS BIGINT) AS VARCHAR), 4, '0') || '-01-01' AS TIMESTAMP)` : `TRY_CAST(CAST(${expression} AS VARCHAR) AS TIMESTAMP)`;
    return step === null ? time : `date_trunc(${literal(step)}, ${time})`;
  }
  if (as.type === 'integer' || as.type === 'number') return `TRY_CAST(CAST(${expression} AS VARCHAR) AS DOUBLE)`;
  return `CAST(${expression} AS VARCHAR)`;
}

function valueOf(record: { [name: string]: Json }, name: string, as: Column | undefined, step: string | null): string {
  const value = name.split('.').reduce<Json | undefined>((at, key) => (typeof at === 'object' && at !== null && !Array.isArray(at) && Object.hasOwn(at, key) ? at[key] : undefined), record);
  if (value === undefined || typeof value === 'object') throw new PlanwrightError('Tool.Invalid', `Cannot run "table.among": what was found has no "${name}"; it has ${Object.keys(record).slice(0, 12).join(', ')}. Name one of its fields.`);
  const type: Column['type'] = typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : 'text';
  return comparable(literal(String(value)), { name, type, role: 'text', unit: null }, as, step);
}
