import type { Json } from '../../schemas/json.ts';
import { type DocumentText, cellsOf, tableLines } from './read-document.ts';

export interface DocumentTable {
  /** Titles of the headings above it, outermost first. */
  headings: string[];
  rows: { [name: string]: Json }[];
}

/**
 * The rows of tables that have the same columns; of several, the column `heading` says below which heading each row stands. Null where columns differ.
 */
export function rowsOf(tables: readonly DocumentTable[]): { [name: string]: Json }[] | null {
  const columns = (table: DocumentTable): string => JSON.stringify(Object.keys(table.rows[0] ?? {}).toSorted());
  const [first] = tables;
  if (first === undefined) return [];
  if (tables.length === 1) return first.rows;
  if (tables.some((table) => columns(table) !== columns(first)) || Object.hasOwn(first.rows[0] ?? {}, 'heading')) return null;
  return tables.flatMap(({ headings, rows }) => rows.map((row) => ({ heading: headings.at(-1) ?? '', ...row })));
}

/** A table whose head is empty: its columns have no names, as where it lists names and values. */
export function isHeadless(table: DocumentTable): boolean {
  return Object.keys(table.rows[0] ?? {}).every((name) => /^column_\d+$/.test(name));
}

/** The tables of a document that have named columns. */
export function dataTables(document: DocumentText): DocumentTable[] {
  return tablesIn(document).filter((table) => !isHeadless(table));
}

/** The tables of a document that are written with pipes, in their order. */
export function tablesIn(document: DocumentText): DocumentTable[] {
  const found: DocumentTable[] = [];
  // the rows of one table are passages on neighbouring lines; the block around them is read again from the text
  let last = -1;
  for (const passage of document.passages) {
    if (passage.start <= last) continue;
    const before = document.text.lastIndexOf('\n\n', passage.start);
    const start = Math.max(before < 0 ? 0 : before + 2, last + 1);
    const close = document.text.slice(passage.start).search(/\r?\n[ \t]*\r?\n/);
    const end = close < 0 ? document.text.length : passage.start + close;
    const lines = tableLines(document.text.slice(start, end).trim());
    if (lines === null) continue;
    last = end;
    const names = unique(cellsOf(lines[0] ?? ''));
    const rows = lines.slice(2).filter((line) => line.includes('|')).map((line) => {
      const cells = cellsOf(line);
      return Object.fromEntries(names.map((name, at) => [name, cellValue(cells[at] ?? '')]));
    });
    if (rows.length > 0) found.push({ headings: passage.headings, rows });
  }
  return found;
}

/** A number where it is written as one; otherwise the text without emphasis. */
function cellValue(cell: string): Json {
  const text = cell.replaceAll(/(\*\*|__|`)/g, '').trim();
  if (text === '' || /^(-|–|—|n\/a)$/i.test(text)) return null;
  const plain = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text;
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) && !/^[+-]?0\d/.test(plain) ? Number(plain) : text;
}

function unique(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name, at) => {
    const base = name.replaceAll(/(\*\*|__|`)/g, '') || `column_${at + 1}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return count === 1 ? base : `${base}_${count}`;
  });
}
