import { PlanwrightError } from '../../schemas/failure.ts';
import type { Artifact, Column } from '../../schemas/outcome.ts';
import type { Json } from '../../schemas/json.ts';

/** How a table is to be written: which columns in which order, what they are called, and to how many decimals numbers are rounded. */
export interface TableShape {
  columns: string[] | null;
  names: string[] | null;
  decimals: number | null;
}

type Rows = { columns: Pick<Column, 'name' | 'type'>[]; rows: string[][] };

const WRITERS: { readonly [ending: string]: (table: Rows) => string } = {
  '.csv': ({ columns, rows }) => delimited(columns, rows, ','),
  '.tsv': ({ columns, rows }) => delimited(columns, rows, '\t'),
  '.json': ({ columns, rows }) => `${JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((column, at) => [column.name, valueOf(row[at] ?? '', column)]))), null, 2)}\n`,
  '.md': ({ columns, rows }) => [columns.map(({ name }) => name), columns.map(({ type }) => (type === 'integer' || type === 'number' ? '---:' : '---')), ...rows].map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |\n`).join(''),
};

/** Endings of files that a table can be written as, beside Parquet. */
export const TABLE_ENDINGS: readonly string[] = Object.keys(WRITERS);

/**
 * The rows of a table as the text of a file with this ending: CSV (RFC 4180), tab-separated, JSON (a list of objects) or a Markdown table, made of its rendering as CSV. Columns are named as
 * the table has them. Fails where a column is not there or names do not fit.
 */
export function renderTable(csv: string, artifact: Pick<Artifact, 'columns' | 'title'>, ending: string, shape: TableShape): string {
  const write = WRITERS[ending];
  if (write === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot write the table "${artifact.title}" as a file "${ending}": expected ${TABLE_ENDINGS.join(', ')} or .parquet. Name a path that ends like one of these.`);
  return write(shaped(readCsv(csv), artifact, shape));
}

function shaped([head = [], ...rows]: string[][], artifact: Pick<Artifact, 'columns' | 'title'>, { columns, names, decimals }: TableShape): Rows {
  const wanted = columns ?? head;
  const places = wanted.map((name) => {
    const at = head.indexOf(name);
    if (at < 0) throw new PlanwrightError('Tool.Invalid', `Cannot write the column "${name}" of "${artifact.title}": it has ${head.map((one) => `"${one}"`).join(', ')}. Name one of these.`);
    return at;
  });
  if (names !== null && (names.length !== wanted.length || new Set(names).size !== names.length)) throw new PlanwrightError('Tool.Invalid', `Cannot name the columns of "${artifact.title}" ${names.join(', ')}: expected ${wanted.length} different names, one for each of ${wanted.join(', ')}. Correct "names".`);
  const types = wanted.map((name) => artifact.columns?.find((one) => one.name === name)?.type ?? 'text');
  return {
    columns: wanted.map((name, at) => ({ name: names?.[at] ?? name, type: types[at] ?? 'text' })),
    rows: rows.map((row) => places.map((place, at) => (decimals !== null && types[at] === 'number' ? rounded(row[place] ?? '', decimals) : (row[place] ?? '')))),
  };
}

/** Half away from zero on the digits as they are shown, so that 2.675 is 2.68. */
function rounded(cell: string, decimals: number): string {
  const value = Number(cell);
  if (cell === '' || !Number.isFinite(value)) return cell;
  const shifted = Number(`${Number(Math.abs(value).toPrecision(15))}e${decimals}`);
  if (!Number.isFinite(shifted)) return cell;
  const text = Number(`${Math.round(shifted)}e-${decimals}`).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `-${text}` : text;
}

function valueOf(cell: string, { type }: Pick<Column, 'type'>): Json {
  if (cell === '') return null;
  if (type === 'integer' || type === 'number') return Number.isFinite(Number(cell)) ? Number(cell) : cell;
  if (type === 'boolean') return cell === 'true' ? true : cell === 'false' ? false : cell;
  return cell;
}

function delimited(columns: readonly Pick<Column, 'name'>[], rows: readonly string[][], sign: string): string {
  const quoted = (cell: string): string => (cell.includes(sign) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return [columns.map(({ name }) => name), ...rows].map((row) => `${row.map(quoted).join(sign)}\n`).join('');
}

/** The cells of a CSV text (RFC 4180). */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      const from = at + 1;
      let end = text.indexOf('"', from);
      while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
      cell = text.slice(from, end < 0 ? text.length : end).replaceAll('""', '"');
      at = end < 0 ? text.length : end + 1;
    } else {
      const end = /[,\r\n]/g;
      end.lastIndex = at;
      const stop = end.exec(text)?.index ?? text.length;
      cell = text.slice(at, stop);
      at = stop;
    }
    row.push(cell);
    if (text[at] === ',') {
      at += 1;
      if (at >= text.length) row.push('');
      continue;
    }
    rows.push(row);
    row = [];
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
  }
  return rows;
}
