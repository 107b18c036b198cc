import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Profile } from '../../schemas/goal.ts';
import { dateOf } from '../document/date-of.ts';
import { fieldColumns, fieldsOf } from '../document/document-fields.ts';
import { type DocumentTable, dataTables, rowsOf } from '../document/document-tables.ts';
import { type DocumentText, readDocument } from '../document/read-document.ts';
import { isServiceDocument, objectOf, readDocument as readService, textOf } from '../openapi/document.ts';
import { slugOf } from '../openapi/names.ts';
import { readSource } from '../table/read/read-source.ts';
import { describeTable } from './describe-table.ts';

const MOST_BYTES = 20_000_000;

/**
 * What a text file holds where it is no table: a document (Markdown, or plain text that is not written in columns), or the description of a service. Null
 * where it should be read as a table.
 */
export async function profileAsText(path: string, found: { format: string | null; gzip: boolean; size: number }, base: Profile, { name, scratch }: { name: string; scratch: string }): Promise<Profile | null> {
  if (found.gzip || found.size > MOST_BYTES) return null;
  const markdown = /\.(md|markdown|mdown)$/i.test(name);
  if (found.format === 'json' && !markdown) return profileAsService(await readFile(path, 'utf8'), base);
  if (!markdown && !/\.(txt|text)$/i.test(name)) return null;
  const text = decode(await readFile(path));
  if (text === null || (!markdown && isTabular(text))) return null;
  const format = markdown ? 'markdown' : 'text';
  const document = readDocument(name, text, format);
  if (document.passages.length === 0) return { ...base, format, unreadable: `Cannot use "${name}": it has no text. Give a document with text.` };
  const dated: Profile['type']['facets'] = dateOf(name, text) === null ? {} : { dated: 'yes' };
  const held = await profileTables(document, scratch);
  const warnings = [...base.warnings, ...severalTables(document, held.columns.length)];
  const several = held.columns.length > 0 ? [] : await profileEach(document, scratch);
  return { ...base, warnings, ...(several.length === 0 ? {} : { tables: several }), media_type: markdown ? 'text/markdown' : 'text/plain', format, rows: null, columns: held.columns, type: { kind: 'source', facets: { ...held.facets, ...base.type.facets, ...dated, content: 'document', format } } };
}

/** Columns and facets of the table that a document holds: its only one, or several of the same columns as one. Nothing where there is none. */
async function profileTables(document: DocumentText, scratch: string): Promise<Pick<Profile, 'columns'> & { facets: Profile['type']['facets'] }> {
  const tables = dataTables(document);
  if (tables.length === 0) return profileFields(document);
  const rows = rowsOf(titled(document));
  return rows === null || rows.length === 0 ? { columns: [], facets: {} } : await profileRows(rows, scratch);
}

/** Tables described each for itself. */
const MOST_TABLES = 20;

/** The tables of a document by the heading right above them; those of the same columns under one heading are one. */
async function profileEach(document: DocumentText, scratch: string): Promise<NonNullable<Profile['tables']>> {
  const tables = titled(document);
  const found: NonNullable<Profile['tables']> = [];
  for (const heading of [...new Set(tables.map((table) => table.headings.at(-1) ?? ''))].slice(0, MOST_TABLES)) {
    const rows = rowsOf(tables.filter((table) => table.headings.at(-1) === heading));
    if (rows !== null && rows.length > 0) found.push({ heading, ...(await profileRows(rows, scratch)) });
  }
  return found;
}

function titled(document: DocumentText): DocumentTable[] {
  return dataTables(document).map((table) => ({ ...table, headings: table.headings.length === 0 ? [document.title] : table.headings }));
}

async function profileRows(rows: DocumentTable['rows'], scratch: string): Promise<Pick<Profile, 'columns'> & { facets: Profile['type']['facets'] }> {
  const path = join(scratch, 'document-table.json');
  await writeFile(path, JSON.stringify(rows));
  const source = await readSource(path, { scratch, name: 'document-table.json' });
  try {
    const { columns, facets } = await describeTable(source, []);
    const { keys = [], time = 'none', measures = [], columns: named = [] } = facets;
    return { columns, facets: { keys, time, measures, columns: named } };
  } finally {
    source.database.close();
  }
}

/** What tables a document holds where they are not one: which of them is meant is said by a heading. */
function severalTables(document: DocumentText, known: number): string[] {
  const tables = known > 0 ? [] : dataTables(document);
  const named = tables.slice(0, 12).map(({ headings, rows }) => `"${headings.at(-1) ?? document.title}" (${Object.keys(rows[0] ?? {}).slice(0, 12).join(', ')})`);
  return tables.length === 0 ? [] : [`It holds ${tables.length} tables of different columns: ${named.join(', ')}.`];
}

/** Columns and facets of the row that the head of a document is, where it names values and there is no table. */
function profileFields(document: DocumentText): Pick<Profile, 'columns'> & { facets: Profile['type']['facets'] } {
  const found = fieldColumns([fieldsOf(document)]);
  if (found.length === 0) return { columns: [], facets: {} };
  const columns = found.map(({ name, numeric, unit }): Profile['columns'][number] => ({ name, type: numeric ? 'number' : 'text', role: numeric ? 'measure' : 'dimension', unit, aggregation: null, meaning: null, distinct: 1, missing: 0, minimum: null, maximum: null }));
  const named = (role: string): string[] => columns.filter((column) => column.role === role).map((column) => column.name).toSorted();
  return { columns, facets: { holds: 'fields', keys: ['document'], time: 'none', measures: named('measure'), columns: ['document', ...named('dimension')].toSorted() } };
}

function profileAsService(text: string, base: Profile): Profile | null {
  if (!/"(openapi|swagger)"/.test(text.slice(0, 5_000_000))) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isServiceDocument(value)) return null;
  const title = textOf(objectOf(objectOf(value)['info'])['title']);
  const { operations } = readService(value, title);
  const type = { kind: 'source', facets: { ...base.type.facets, content: 'service', format: 'json', service: slugOf(title, 40) } };
  return { ...base, media_type: 'application/vnd.oai.openapi+json', format: 'openapi', type, warnings: [`It describes a service with ${operations.length} operations. Import it with: planwright tools import <file>.`] };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Whether nearly all of the first lines have as many separators as the first one. */
function isTabular(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '').slice(0, 60);
  if (lines.length < 2) return false;
  return ['\t', ';', ',', '|'].some((separator) => {
    const count = (lines[0] ?? '').split(separator).length - 1;
    return count > 0 && lines.filter((line) => line.split(separator).length - 1 === count).length >= 0.9 * lines.length;
  });
}
