import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import type { Artifact, Column } from '../../schemas/outcome.ts';
import { emptyTable } from '../record/empty-table.ts';
import { valueAt } from '../record/operations.ts';
import { carried, isRecord } from '../record/records.ts';
import { load as loadTable } from '../table/operations/load.ts';
import { readRows } from '../table/read-rows.ts';
import { artifactName, inputsAt } from '../table/table-io.ts';
import type { ToolContext, ToolRun } from '../tool.ts';
import { dateOf } from './date-of.ts';
import { fieldColumns, fieldRows, fieldsOf } from './document-fields.ts';
import { type ItemsOf, itemsOf } from './document-items.ts';
import { type DocumentTable, dataTables, rowsOf, tablesIn } from './document-tables.ts';
import { type DocumentText, formatOf, readDocument } from './read-document.ts';
import { countMentions, type Quote, searchDocuments } from './search-documents.ts';

const MOST_BYTES = 20_000_000;
/** Names that are counted at once. */
const MOST_NAMES = 2_000;
const DATA_CHARACTERS = 14_000;

async function open(source: Artifact, context: ToolContext): Promise<Artifact> {
  if (source.bytes > MOST_BYTES) throw new PlanwrightError('Tool.ResourceLimit', `Cannot read document "${source.name}": it has ${source.bytes} bytes, at most ${MOST_BYTES} are read. Give a shorter document.`);
  const raw = decode(await context.blobs.get(source.sha256), source.name);
  const document = readDocument(source.name, raw, formatOf(source.name, raw));
  const date = dateOf(document.name, document.text);
  const blob = await context.blobs.put(Buffer.from(JSON.stringify(document)));
  const { content: _, format: __, ...facets } = source.facets;
  return {
    kind: 'document', name: `${artifactName(source.name.replace(/\.[^.]+$/, ''), '')}.json`, title: document.title, facets: { ...facets, element: document.name.replace(/\.[^.]+$/, '') }, ...blob, media_type: 'application/json', ...carried([source]),
    data: { name: document.name, format: document.format, title: document.title, ...(date === null ? {} : { date }), characters: document.text.length, passages: document.passages.length },
  };
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new PlanwrightError('Tool.Invalid', `Cannot read document "${name}": it is not UTF-8 text. Save it as UTF-8.`);
  }
}

/** document.load: one file. */
export const load: ToolRun = async (request, context) => {
  const [source] = inputsAt(request, 'source', 'document.load');
  return { output: await open(source as Artifact, context) };
};

/** document.open: several files, in their order. */
export const openAll: ToolRun = async (request, context) => {
  const elements: Artifact[] = [];
  for (const source of inputsAt(request, 'sources', 'document.open')) elements.push(await open(source, context));
  const data: Json = { documents: elements.map((one) => one.title) };
  const blob = await context.blobs.put(Buffer.from(JSON.stringify(data)));
  return { output: { kind: 'document', name: 'documents.json', title: `${elements.length} documents`, facets: {}, ...blob, media_type: 'application/json', data, ...carried(elements) }, elements };
};

/** The documents behind artifacts; two of the same name get numbers, so that a quote names one. */
async function documentsAt(artifacts: readonly Artifact[], context: ToolContext): Promise<DocumentText[]> {
  const seen = new Map<string, number>();
  const documents: DocumentText[] = [];
  for (const artifact of artifacts) {
    const document = JSON.parse(Buffer.from(await context.blobs.get(artifact.sha256)).toString('utf8')) as DocumentText;
    const count = (seen.get(document.name) ?? 0) + 1;
    seen.set(document.name, count);
    documents.push(count === 1 ? document : { ...document, name: `${document.name} (${count})` });
  }
  return documents;
}

function queryOf(parameters: { [name: string]: Json }, operation: string): string {
  const query = parameters['query'];
  if (typeof query !== 'string' || query.trim() === '') throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": "query" is empty. Name words to look for.`);
  return query;
}

/** The quotes for people to read, each with its place. */
function markdownOf(query: string, quotes: readonly Json[]): string {
  const blocks = quotes.map((one) => {
    const { document, date, heading, quote, start, end, columns, amends, amends_from: from, amended_by: changed } = one as unknown as Quote;
    const notes = [...(columns === undefined ? [] : [`columns ${columns.join(' | ')}`]), ...(amends === undefined ? [] : [`changes section ${amends.join(', ')}${from === undefined ? '' : ` from ${from}`}`]), ...(changed?.[0] === undefined ? [] : [`no longer as it stands: changed by ${changed[0].document}${changed[0].date === undefined ? '' : ` (${changed[0].date})`}${changed[0].heading === '' ? '' : `, ${changed[0].heading}`}`])];
    return `${quote.split('\n').map((line) => `> ${line}`).join('\n')}\n\n— ${document}${date === undefined ? '' : ` (${date})`}${heading === '' ? '' : `, ${heading}`}, characters ${start} to ${end}${notes.map((note) => `; ${note}`).join('')}`;
  });
  return `# Quotes for ${query}\n\n${blocks.length === 0 ? 'No passage fits.' : blocks.join('\n\n')}\n`;
}

/** document.search: the best passages as quotes. */
export const search: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'documents', 'document.search');
  const query = queryOf(request.parameters, 'document.search');
  const limit = typeof request.parameters['limit'] === 'number' ? request.parameters['limit'] : 10;
  const quotes = searchDocuments(await documentsAt(artifacts, context), query, limit) as unknown as Json[];
  return { output: await quotesOf(query, quotes, { facets: { query, ...elementOf(artifacts) }, from: artifacts, history: [`Searched ${artifacts.length} document${artifacts.length === 1 ? '' : 's'} for "${query.slice(0, 200)}": ${quotes.length} passages.`] }, context) };
};

async function quotesOf(query: string, quotes: Json[], about: { facets: Artifact['facets']; from: Artifact[]; history: string[] }, context: ToolContext): Promise<Artifact> {
  const blob = await context.blobs.put(Buffer.from(JSON.stringify({ query, quotes }, null, 2)));
  const markdown = await context.blobs.put(Buffer.from(markdownOf(query, quotes)));
  let size = 0;
  const shown = quotes.filter((one) => (size += JSON.stringify(one).length) < DATA_CHARACTERS);
  return {
    kind: 'quotes', name: 'quotes.json', title: `Quotes for "${query.slice(0, 100)}"`, facets: about.facets, ...blob, media_type: 'application/json', rows: quotes.length, also: [{ name: 'quotes.md', media_type: 'text/markdown', ...markdown }], ...carried(about.from),
    data: { query, quotes: shown, found: quotes.length, history: about.history },
  };
}

interface Quoted {
  query: string;
  quotes: { [name: string]: Json }[];
}

async function quotesAt(artifact: Artifact, context: ToolContext): Promise<Quoted> {
  return JSON.parse(Buffer.from(await context.blobs.get(artifact.sha256)).toString('utf8')) as Quoted;
}

/** document.latest: quotes by the dates of their documents, the best fitting first within one date. */
export const latest: ToolRun = async (request, context) => {
  const [artifact] = inputsAt(request, 'quotes', 'document.latest');
  const { query, quotes } = await quotesAt(artifact as Artifact, context);
  const { order, limit } = request.parameters;
  const sign = JSON.stringify(order).includes('"asc"') ? 1 : -1;
  const dayOf = (quote: { [name: string]: Json }): string => (typeof quote['date'] === 'string' ? quote['date'] : '');
  if (quotes.length > 0 && quotes.every((quote) => dayOf(quote) === '')) throw new PlanwrightError('Tool.MissingInput', 'Cannot order quotes by date: none of their documents says one, in its text or its name. Date the documents, or leave the order out.');
  const sorted = quotes.toSorted((a, b) => Number(dayOf(a) === '') - Number(dayOf(b) === '') || sign * (dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : 0));
  const standing = sign < 0 ? inForce(sorted) : sorted;
  const kept = typeof limit === 'number' && limit > 0 ? standing.slice(0, limit) : standing;
  const facets = { ...artifact?.facets, order: order as never, ...(typeof limit === 'number' ? { limit } : {}) };
  return { output: await quotesOf(query, kept, { facets, from: artifact === undefined ? [] : [artifact], history: [`Ordered ${quotes.length} quotes by date, ${sign < 0 ? 'latest' : 'oldest'} first; kept ${kept.length}.`] }, context) };
};

/** Quotes, each amended one after what amends it: of these the one that holds stands first. */
function inForce(quotes: readonly Quoted['quotes'][number][]): Quoted['quotes'] {
  const placed: Quoted['quotes'] = [];
  for (const quote of quotes) {
    const by = (quote['amended_by'] ?? []) as unknown as NonNullable<Quote['amended_by']>;
    const changes = by.flatMap(({ document, start }) => quotes.filter((other) => other['document'] === document && other['start'] === start));
    for (const one of [...changes, quote]) if (!placed.includes(one)) placed.push(one);
  }
  return placed;
}

/** document.take: the document that a person chose. */
export const take: ToolRun = async (request, context) => {
  const documents = inputsAt(request, 'documents', 'document.take');
  const chosen = await valueAt(request, context, 'choice');
  const own = documents.find((one) => JSON.stringify(one.data) === JSON.stringify(chosen)) ?? documents.find((one) => isRecord(chosen) && isRecord(one.data) && one.data['name'] === chosen['name']);
  if (own === undefined) throw new PlanwrightError('Tool.MissingInput', `Cannot take the chosen document: ${JSON.stringify(chosen).slice(0, 100)} names none of ${documents.length}. Choose one of them.`);
  return { output: { ...own, facets: { ...own.facets, chosen: { fn: 'one', args: ['document'] } } } };
};

async function tableOf(rows: { [name: string]: Json }[], about: { name: string; title: string; from: Artifact[]; facets: Artifact['facets']; columns?: Column[] }, context: ToolContext): Promise<Artifact> {
  if (rows.length === 0) throw new PlanwrightError('Tool.MissingInput', `Cannot make table "${about.name}": there are no rows. Look for other words.`);
  const blob = await context.blobs.put(Buffer.from(JSON.stringify(rows)));
  const source = { kind: 'source', name: `${about.name}.json`, title: about.title, facets: { ...about.facets, content: 'table', format: 'json' }, ...blob, media_type: 'application/json', ...(about.columns === undefined ? {} : { columns: about.columns }), ...carried(about.from) };
  return (await loadTable({ inputs: { source: [source] }, parameters: {} }, context)).output;
}

const QUOTE_COLUMNS: Column[] = [['document', 'text', 'key'], ['date', 'date', 'text'], ['heading', 'text', 'key'], ['quote', 'text', 'text'], ['start', 'integer', 'text'], ['end', 'integer', 'text'], ['score', 'number', 'measure']].map(([name = '', type, role]) => ({ name, type, role, unit: null }) as Column);

/** document.tabulate: one row per quote. */
export const tabulate: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'quotes', 'document.tabulate');
  const rows: { [name: string]: Json }[] = [];
  for (const artifact of artifacts) rows.push(...(await quotesAt(artifact, context)).quotes.map((quote) => Object.fromEntries(Object.entries(quote).filter(([name]) => QUOTE_COLUMNS.some((column) => column.name === name)))));
  const dated = rows.some((row) => row['date'] !== undefined);
  if (rows.length === 0) {
    const { query } = artifacts[0]?.facets ?? {};
    const about = { name: 'quotes', title: artifacts[0]?.title ?? 'Quotes', facets: { ...(query === undefined ? {} : { query }), keys: ['document', 'heading'], measures: ['score'], time: 'none' }, ...carried(artifacts), history: 'Made a table of no quotes: 0 rows.' };
    return { output: await emptyTable(QUOTE_COLUMNS, about, context) };
  }
  const listed = dated ? rows.map(({ document, date, ...rest }) => ({ document: document ?? null, date: date ?? null, ...rest })) : rows;
  return { output: await tableOf(listed, { name: 'quotes', title: artifacts[0]?.title ?? 'Quotes', from: artifacts, facets: { ...artifacts[0]?.facets, keys: ['document', 'heading'], measures: ['score'], time: 'none' } }, context) };
};

/** document.count: how often words occur in each document. */
export const count: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'documents', 'document.count');
  const query = queryOf(request.parameters, 'document.count');
  const rows = (await documentsAt(artifacts, context)).map((document) => ({ document: document.name, mentions: countMentions(document, query) }));
  return { output: await tableOf(rows, { name: 'mentions', title: `Mentions of "${query.slice(0, 100)}"`, from: artifacts, facets: { keys: ['document'], measures: ['mentions'], time: 'none', mentions: query } }, context) };
};

/** document.count_each: how often each name of a table is mentioned in all documents together. */
export const countEach: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'documents', 'document.count_each');
  const [names] = inputsAt(request, 'names', 'document.count_each');
  const { column } = request.parameters;
  if (names === undefined || typeof column !== 'string') throw new PlanwrightError('Tool.MissingInput', 'Cannot run "document.count_each": there is no table of names. Bind one, and name its column.');
  const read = await readRows(await context.blobs.path(names.sha256), { limit: MOST_NAMES + 1, signal: context.signal });
  if (read.length > MOST_NAMES) throw new PlanwrightError('Tool.ResourceLimit', `Cannot count the names of "${names.title}": it has more than ${MOST_NAMES} rows. Filter it first.`);
  const found = [...new Set(read.flatMap((row) => (typeof row[column] === 'string' || typeof row[column] === 'number' ? [String(row[column]).trim()] : [])))].filter((name) => name !== '');
  const documents = await documentsAt(artifacts, context);
  const rows = found.map((name) => ({ [column]: name, mentions: documents.reduce((sum, document) => sum + countMentions(document, `"${name.replaceAll('"', ' ')}"`), 0) }));
  return { output: await tableOf(rows, { name: 'mentions', title: `Mentions of each ${column}`, from: [...artifacts, names], facets: { keys: [column], measures: ['mentions'], time: 'none', mentions: { fn: 'each', args: [column] } } }, context) };
};

const ITEM_COLUMNS: Column[] = [['document', 'text', 'dimension'], ['heading', 'text', 'dimension'], ['at', 'timestamp', 'time'], ['item', 'text', 'dimension'], ['number', 'integer', 'measure'], ['words', 'integer', 'measure']].map(([name = '', type, role]) => ({ name, type, role, unit: null }) as Column);

async function takenApart(artifacts: Artifact[], what: ItemsOf, context: ToolContext): Promise<Artifact> {
  const rows = (await documentsAt(artifacts, context)).flatMap((document) => itemsOf(document, what));
  const columns = ITEM_COLUMNS.filter((column) => column.name !== 'at' || what === 'lines');
  const facets = { ...sharedFacets(artifacts), items: what, keys: ['document', 'heading', 'item'], columns: ['document', 'heading', 'item'], measures: ['number', 'words'], time: what === 'lines' ? 'at' : 'none' };
  const title = `${{ list: 'List items', sections: 'Sections', paragraphs: 'Paragraphs', lines: 'Lines' }[what]} of ${artifacts.length === 1 ? (artifacts[0]?.title ?? 'a document') : `${artifacts.length} documents`}`;
  if (rows.length === 0) return await emptyTable(columns, { name: 'items', title, facets, ...carried(artifacts), history: `Took documents apart into ${what}: 0 rows.` }, context);
  return await tableOf(rows.map((row) => Object.fromEntries(columns.map(({ name }) => [name, row[name as keyof typeof row] ?? null]))), { name: 'items', title, from: artifacts, facets, columns }, context);
}

/** document.items: list items, sections or paragraphs as rows. */
export const items: ToolRun = async (request, context) => {
  const { of } = request.parameters;
  return { output: await takenApart(inputsAt(request, 'documents', 'document.items'), of === 'sections' || of === 'paragraphs' ? of : 'list', context) };
};

/** document.lines: dated lines as rows. */
export const lines: ToolRun = async (request, context) => {
  const output = await takenApart(inputsAt(request, 'documents', 'document.lines'), 'lines', context);
  if (output.rows === 0) throw new PlanwrightError('Tool.MissingInput', 'Cannot read the lines of a log: none begins with a day or a time. Give a log, or take paragraphs.');
  return { output };
};

/** document.tables: the tables of a Markdown document. */
export const tables: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'document', 'document.tables');
  const elements: Artifact[] = [];
  for (const document of await documentsAt(artifacts, context)) {
    for (const { headings, rows } of tablesIn(document)) {
      const title = headings.at(-1) ?? document.title;
      elements.push(await tableOf(rows, { name: artifactName(title, String(elements.length + 1)), title, from: artifacts, facets: artifacts[0]?.facets ?? {} }, { ...context, scratch: await ownDirectory(context, elements.length) }));
    }
  }
  if (elements.length === 0) throw new PlanwrightError('Tool.MissingInput', `Cannot read tables of "${artifacts[0]?.title ?? 'the document'}": it holds none. Give a document with a table.`);
  const data: Json = { tables: elements.map((one) => one.title) };
  const blob = await context.blobs.put(Buffer.from(JSON.stringify(data)));
  return { output: { kind: 'table', name: 'tables.json', title: `${elements.length} tables`, facets: artifacts[0]?.facets ?? {}, ...blob, media_type: 'application/json', data, ...carried(artifacts) }, elements };
};

/** document.table: the table of a document, or the one under a heading; several of the same columns are read as one. */
export const table: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'document', 'document.table');
  const { heading } = request.parameters;
  const all = (await documentsAt(artifacts, context)).flatMap((document) => dataTables(document).map(({ headings, rows }) => ({ headings: headings.length === 0 ? [document.title] : headings, rows })));
  const found = under(all, heading);
  const title = artifacts[0]?.title ?? 'the document';
  if (found.length === 0) throw new PlanwrightError('Tool.MissingInput', `Cannot read a table of "${title}": it holds ${all.length === 0 ? 'none' : `none under ${JSON.stringify(heading)}`}. Give a document with a table.`);
  const rows = rowsOf(found);
  if (rows === null) throw new PlanwrightError('Tool.Invalid', `Cannot read the table of "${title}": it holds ${found.length}, under ${found.map((one) => `"${one.headings.at(-1) ?? ''}"`).join(', ')}, of different columns. Name one with "heading".`);
  const name = found.length > 1 ? title : (found[0]?.headings.at(-1) ?? title);
  return { output: await tableOf(rows, { name: artifactName(name, 'table'), title: name, from: artifacts, facets: artifacts[0]?.facets ?? {} }, context) };
};

/** The rows of the tables of documents, all with the same columns, each with its document. */
function rowsOfAll(documents: readonly DocumentText[], heading: Json | undefined, before: (document: DocumentText) => { [name: string]: Json }): { [name: string]: Json; document: string }[] {
  const rows: { [name: string]: Json; document: string }[] = [];
  for (const document of documents) {
    const first = before(document);
    const found = under(dataTables(document).map((one) => ({ ...one, headings: one.headings.length === 0 ? [document.title] : one.headings })), heading);
    const own = rowsOf(found);
    if (own === null || own.length === 0) throw new PlanwrightError('Tool.Invalid', `Cannot read the table of "${document.name}": it holds ${found.length === 0 ? `none${typeof heading === 'string' ? ` under ${JSON.stringify(heading)}` : ''}` : `${found.length} of different columns, under ${found.map((one) => `"${one.headings.at(-1) ?? ''}"`).join(', ')}`}. ${found.length === 0 ? 'Give documents with one table each' : 'Name one with "heading"'}.`);
    for (const row of own) rows.push({ ...first, ...row, document: document.name });
  }
  const columns = (row: { [name: string]: Json }): string => JSON.stringify(Object.keys(row).toSorted());
  const other = rows.find((row) => columns(row) !== columns(rows[0] ?? {}));
  if (other !== undefined) throw new PlanwrightError('Tool.Invalid', `Cannot compare the tables of ${documents.length} documents: "${rows[0]?.document ?? ''}" has other columns than "${other.document}". Give documents whose tables have the same columns.`);
  return rows;
}

/** The tables below a heading; all where none is named. */
function under(tables: readonly DocumentTable[], heading: Json | undefined): DocumentTable[] {
  const plain = (text: string): string => text.trim().toLowerCase();
  return typeof heading === 'string' ? tables.filter((one) => one.headings.some((title) => plain(title).includes(plain(heading)))) : [...tables];
}

/** document.series: the tables of several dated documents as one, told apart by the date of their document. */
export const series: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'documents', 'document.series');
  const rows = rowsOfAll(await documentsAt(artifacts, context), request.parameters['heading'], (document) => {
    const date = dateOf(document.name, document.text);
    if (date === null) throw new PlanwrightError('Tool.Invalid', `Cannot put the tables of "${document.name}" in the order of time: it does not say its date. Name it with its date, or say it in its head.`);
    return { date };
  });
  return { output: await tableOf(rows, { name: 'series', title: `Tables of ${artifacts.length} documents`, from: artifacts, facets: { ...sharedFacets(artifacts), time: 'date' } }, context) };
};

/** document.gather: the tables of several documents as one, with the document of each row. */
export const gather: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'documents', 'document.gather');
  const rows = rowsOfAll(await documentsAt(artifacts, context), request.parameters['heading'], () => ({}));
  const { keys } = artifacts[0]?.facets ?? {};
  const facets = { ...sharedFacets(artifacts), ...(Array.isArray(keys) ? { keys: [...new Set([...keys.map(String), 'document'])].toSorted() } : {}) };
  return { output: await tableOf(rows, { name: 'tables', title: `Tables of ${artifacts.length} documents`, from: artifacts, facets }, context) };
};

/** document.fields: one row for each document, with what its head says of it. */
export const fields: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'documents', 'document.fields');
  const documents = (await documentsAt(artifacts, context)).map((document) => ({ name: document.name, fields: fieldsOf(document) }));
  const without = documents.find((one) => one.fields.length === 0);
  if (without !== undefined) throw new PlanwrightError('Tool.MissingInput', `Cannot read fields of "${without.name}": its head names none. Give documents that begin with names and values.`);
  const columns = fieldColumns(documents.map((one) => one.fields));
  const numbers = columns.filter((column) => column.numeric).map((column) => column.name);
  const declared = [{ name: 'document', type: 'text' as const, role: 'dimension', unit: null }, ...columns.map(({ name, numeric, unit }): Column => ({ name, type: numeric ? 'number' : 'text', role: numeric ? 'measure' : 'dimension', unit }))];
  const facets = { ...sharedFacets(artifacts), keys: ['document'], time: 'none', measures: numbers.toSorted(), columns: declared.filter((column) => column.role === 'dimension').map((column) => column.name).toSorted() };
  return { output: await tableOf(fieldRows(documents, columns), { name: 'fields', title: `Fields of ${documents.length} document${documents.length === 1 ? '' : 's'}`, from: artifacts, facets, columns: declared }, context) };
};

/** What is made of one document alone is told from that of others by its name. */
function elementOf([first, ...others]: readonly Artifact[]): Artifact['facets'] {
  const { element } = first?.facets ?? {};
  return element === undefined || others.length > 0 ? {} : { element };
}

function sharedFacets([first, ...others]: readonly Artifact[]): Artifact['facets'] {
  return Object.fromEntries(Object.entries(first?.facets ?? {}).filter(([name, value]) => !['dated', 'holds'].includes(name) && others.every((one) => JSON.stringify(one.facets[name]) === JSON.stringify(value))));
}

async function ownDirectory(context: ToolContext, at: number): Promise<string> {
  const { mkdir } = await import('node:fs/promises');
  const directory = `${context.scratch}/table-${at}`;
  await mkdir(directory, { recursive: true });
  return directory;
}
