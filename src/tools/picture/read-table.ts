import { measureColumn } from '../../plan/measure-column.ts';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import { type FacetValue, FacetValueSchema } from '../../schemas/operation.ts';
import type { Artifact, Column } from '../../schemas/outcome.ts';
import { readRows } from '../table/read-rows.ts';
import type { ToolContext, ToolRequest } from '../tool.ts';

export interface TableRows {
  artifact: Artifact;
  rows: Record<string, Json>[];
  columns: Column[];
}

/** The one artifact at an input port. */
export function onlyInput(request: ToolRequest, port: string, operation: string): Artifact {
  const artifact = request.inputs[port]?.[0];
  if (artifact === undefined) {
    throw new PlanwrightError('Tool.MissingInput', `Cannot run "${operation}": input "${port}" is missing. Bind it to an earlier task.`);
  }
  return artifact;
}

/** The column that the parameter `measure` names: a column name, or a derived measure. */
export function measureName(request: ToolRequest, operation: string): string {
  const parsed = FacetValueSchema.safeParse(request.parameters['measure']);
  if (!parsed.success) {
    throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": parameter "measure" is not a measure. Give a column name.`);
  }
  return measureColumn(parsed.data);
}

/** A text parameter; a number counts as its digits (a year), anything else and the empty text as absent. */
export function textParameter(request: ToolRequest, name: string): string | null {
  const value = request.parameters[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Rows of a table artifact; more than `cap` rows are refused, because a picture of them would show nothing. */
export async function readTable(artifact: Artifact, context: ToolContext, operation: string, cap: number): Promise<TableRows> {
  if (artifact.rows !== undefined && artifact.rows > cap) throw tooMany(operation, artifact.rows, cap);
  const rows = await readRows(await context.blobs.path(artifact.sha256), { limit: cap + 1 });
  if (rows.length > cap) throw tooMany(operation, rows.length, cap);
  if (rows.length === 0) {
    throw new PlanwrightError('Tool.Invalid', `Cannot draw "${artifact.name}": the table has no rows. Loosen the filter or choose other data.`);
  }
  return { artifact, rows, columns: artifact.columns ?? [] };
}

function tooMany(operation: string, rows: number, cap: number): PlanwrightError {
  return new PlanwrightError(
    'Tool.ResourceLimit',
    `Cannot run "${operation}": the table has ${rows === cap + 1 ? `more than ${cap}` : rows} rows, expected at most ${cap}. Filter, group or rank it first.`,
  );
}

/** The column of that name, or a failure that lists those that are there. */
export function columnNamed(table: TableRows, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  if (table.rows[0] !== undefined && name in table.rows[0]) return { name, type: 'number', role: 'measure', unit: null };
  const there = table.columns.map((candidate) => candidate.name).join(', ');
  throw new PlanwrightError('Tool.Invalid', `Cannot draw column "${name}": expected one of ${there}. Choose a column that the table has.`);
}

/** A finite number, or null for what is missing or not a number. */
export function toNumber(value: Json | undefined): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** Columns that tell rows apart, from the type of the table, else from the roles of its columns. */
export function keyColumns(table: TableRows): Column[] {
  const keys = table.artifact.facets['keys'];
  if (Array.isArray(keys)) return table.columns.filter((column) => keys.includes(column.name));
  return table.columns.filter((column) => column.role === 'dimension');
}

/** The name of a row for people: its key values, joined. */
export function rowLabel(row: Record<string, Json>, keys: readonly Column[]): string {
  return keys.map((key) => cell(row[key.name])).filter((text) => text !== '').join(' · ');
}

function cell(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What a column measures, in words: its title, else its name with spaces. */
export function columnTitle(column: Column): string {
  if (column.title !== undefined && column.title !== '') return column.title;
  const words = column.name.replaceAll('_', ' ').trim();
  return words === '' ? column.name : words.charAt(0).toUpperCase() + words.slice(1);
}

/** Title with unit, as axes and legends carry it. */
export function columnTitleWithUnit(column: Column): string {
  const title = columnTitle(column);
  return column.unit === null || column.unit === '' || title.toLowerCase() === column.unit.toLowerCase() ? title : `${title} (${column.unit})`;
}

const OPERATORS: Record<string, string> = { '=': '=', '!=': '≠', '<': '<', '<=': '≤', '>': '>', '>=': '≥', in: 'is one of' };

/** What the rows of the table have in common, in words: of which part they are, and the filters that they passed; empty where there is nothing. */
export function describeFilters(table: TableRows): string {
  const { filters, element } = table.artifact.facets;
  const said = Array.isArray(filters) ? filters.map((filter) => describeFilter(filter, table)) : [];
  return [...(typeof element === 'string' ? [element] : []), ...said].filter((text) => text !== '').join(', ');
}

function describeFilter(filter: FacetValue, table: TableRows): string {
  if (typeof filter !== 'object' || Array.isArray(filter)) return '';
  const [name, ...values] = filter.args;
  const column = table.columns.find((candidate) => candidate.name === name);
  const said = values.flat().map((value) => (typeof value === 'object' ? '' : String(value))).join(', ');
  const subject = column === undefined ? measureColumn(name ?? '') : columnTitle(column);
  return `${subject} ${OPERATORS[filter.fn] ?? filter.fn} ${said}`;
}
