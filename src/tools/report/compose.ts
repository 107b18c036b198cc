import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import { measureColumn } from '../../plan/measure-column.ts';
import type { Artifact, Column } from '../../schemas/outcome.ts';
import { choiceParameter, namesParameter, parameter } from '../table/parameters.ts';
import { columnTitle, historyOf, inputsAt, mergeSources, notesOf, unique } from '../table/table-io.ts';
import type { ToolContext, ToolRequest, ToolRun } from '../tool.ts';
import type { Block } from './blocks.ts';
import { cellDecimals, findings, printCell } from './findings.ts';
import { Numbers, type ReportNumber, escapeMarkdown } from './numbers.ts';
import { type Part, type QuotesPart, ROWS_SHOWN, type SummaryPart, type TablePart, orderOf, readParts } from './read-parts.ts';
import { resolveText } from './resolve-text.ts';
import { toHtml } from './to-html.ts';
import { toMarkdown } from './to-markdown.ts';

const MOST_PARTS = 100;
const MOST_COLUMNS = 12;
const PICTURE_BYTES = 6_000_000;
/** `data` of an artifact may have 16 KiB; all numbers are in the file beside the report. */
const DATA_BYTES = 14_000;

/** report.compose: title, goal, findings, pictures, words, tables, checks, sources and how it was made; every number refers to a computed cell. */
export const compose: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'parts', 'report.compose');
  if (artifacts.length > MOST_PARTS) throw new PlanwrightError('Tool.ResourceLimit', `Cannot compose a report of ${artifacts.length} parts: at most ${MOST_PARTS} fit. Make several reports.`);
  const title = text(request, 'title') ?? artifacts[0]?.title ?? 'Report';
  const goal = text(request, 'goal');
  const caveats = parameter(request, 'caveats') === undefined ? [] : namesParameter(request, 'report.compose', 'caveats');
  const unverified = choiceParameter(request, 'report.compose', 'unverified', ['mark', 'refuse'] as const) ?? 'mark';
  const parts = await readParts(artifacts, context);
  const numbers = new Numbers();
  const sources = mergeSources(artifacts);
  const said = [goal ?? '', title, ...caveats, ...sources.flatMap((source) => [source.title, source.citation, ...source.caveats]), ...artifacts.map((artifact) => artifact.title), ...parts.flatMap((part) => (part.kind === 'summary' ? part.values.map((value) => value.title) : []))];

  const found = findings(parts, numbers);
  const words = parts.flatMap((part) => (part.kind === 'text' ? [resolveText(part, parts, numbers, { unverified, said })] : []));
  const blocks: Block[] = [
    { kind: 'heading', level: 1, text: escapeMarkdown(title) },
    ...(goal === null || goal.trim() === title.trim() ? [] : [{ kind: 'quote', text: escapeMarkdown(goal) } satisfies Block]),
    ...section('Key findings', found.length === 0 ? [] : [{ kind: 'list', items: found, ordered: false }]),
    ...(await figures(parts, context)),
    ...section('In words', words.map((one): Block => ({ kind: 'markdown', text: one.text.trim() }))),
    ...section('Quotes', parts.flatMap((part) => (part.kind === 'quotes' ? quoteBlocks(part) : []))),
    ...section('Tables', parts.flatMap((part) => (part.kind === 'table' ? tableBlocks(part, numbers) : []))),
    ...section('Numbers', parts.flatMap((part) => (part.kind === 'summary' ? summaryBlocks(part, numbers) : []))),
    ...section('Checks', parts.flatMap((part) => (part.kind === 'verdict' ? [checkTable(part.artifact.title, part.checks)] : []))),
    ...sourceBlocks(sources, caveats, artifacts),
    ...section('How it was made', madeOf(artifacts)),
    { kind: 'paragraph', text: `*${closing(words.reduce((sum, one) => sum + one.unverified, 0))}*` },
  ];
  const markdown = Buffer.from(toMarkdown(blocks));
  const html = Buffer.from(toHtml(blocks, title, numbers.all));
  const list = Buffer.from(`${JSON.stringify(numbers.all, null, 2)}\n`);
  const [markdownBlob, htmlBlob, listBlob] = [await context.blobs.put(markdown), await context.blobs.put(html), await context.blobs.put(list)];
  return {
    output: {
      kind: 'report',
      name: 'report.md',
      title,
      facets: {},
      ...markdownBlob,
      media_type: 'text/markdown',
      labels: unique(artifacts.flatMap((artifact) => artifact.labels)).sort(),
      sources,
      also: [
        { name: 'report.html', ...htmlBlob, media_type: 'text/html' },
        { name: 'report.numbers.json', ...listBlob, media_type: 'application/json' },
      ],
      data: { numbers: fitting(numbers.all), numbers_total: numbers.all.length, unverified: words.reduce((sum, one) => sum + one.unverified, 0) },
    },
    resources: { bytes_in: artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0), bytes_out: markdown.length + html.length + list.length },
  };
};

function closing(unverified: number): string {
  const where = 'Where it comes from is in the record of this run.';
  return unverified === 0 ? `Every figure in this report is computed from the data. ${where}` : `Figures that are marked \\[unverified\\] stand for nothing computed; every other one is computed from the data. ${where}`;
}

function section(heading: string, blocks: Block[]): Block[] {
  return blocks.length === 0 ? [] : [{ kind: 'heading', level: 2, text: heading }, ...blocks];
}

async function figures(parts: readonly Part[], context: ToolContext): Promise<Block[]> {
  const blocks: Block[] = [];
  for (const { artifact } of parts.filter((part) => part.kind === 'picture')) {
    const sourceTitles = unique(artifact.sources.map((source) => source.title)).join('; ');
    const caption = `${escapeMarkdown(artifact.title)}.${sourceTitles === '' ? '' : ` Source: ${escapeMarkdown(sourceTitles)}.`}`;
    blocks.push({ kind: 'figure', file: artifact.name, alt: escapeMarkdown(artifact.title), caption: `Figure ${blocks.length + 1}. ${caption}`, image: await dataUri(artifact, context) });
  }
  return blocks;
}

/** The picture as a data URI: SVG where it is small, else its PNG; null where neither is there or small enough, then its name stands in. */
async function dataUri(artifact: Artifact, context: ToolContext): Promise<string | null> {
  const png = artifact.also?.find((other) => other.media_type === 'image/png');
  const candidates = [{ sha256: artifact.sha256, media_type: artifact.media_type, bytes: artifact.bytes }, ...(png === undefined ? [] : [png])];
  const picture = candidates.find((one) => /^image\/(svg\+xml|png|jpeg)$/.test(one.media_type) && one.bytes <= PICTURE_BYTES);
  if (picture === undefined) return null;
  return `data:${picture.media_type};base64,${Buffer.from(await context.blobs.get(picture.sha256)).toString('base64')}`;
}

function tableBlocks(part: TablePart, numbers: Numbers): Block[] {
  const columns = columnsShown(part);
  const head = columns.map((column) => ({
    text: escapeMarkdown(`${capital(columnTitle(column))}${column.unit === null || column.unit.toLowerCase() === columnTitle(column).toLowerCase() ? '' : ` (${column.unit})`}`),
    numeric: column.role === 'measure' && (column.type === 'integer' || column.type === 'number'),
  }));
  const decimals = columns.map((column) => cellDecimals(part, column));
  const rows = part.rows.map((_, row) => columns.map((column, at) => printCell(part, column, row, decimals[at] ?? 0, numbers, false)));
  const blocks: Block[] = [{ kind: 'table', caption: escapeMarkdown(capital(part.artifact.title)), head, rows }];
  const hidden = part.columns.length - columns.length;
  const cut = [
    ...(part.total > ROWS_SHOWN ? [`the first ${ROWS_SHOWN} of ${numbers.put(part.total, 0, null, { sha256: part.artifact.sha256, name: 'rows' })} rows`] : []),
    ...(hidden > 0 ? [`${columns.length} of ${part.columns.length} columns`] : []),
  ];
  if (cut.length > 0) blocks.push({ kind: 'paragraph', text: `*Shown: ${cut.join(', ')}. The whole table: ${escapeMarkdown(part.artifact.name)}.*` });
  return blocks;
}

/** Keys first. A wide table shows what its type names: keys, time, measures, position. Columns without any value are left out. */
function columnsShown(part: TablePart): Column[] {
  const named = (facet: string): string[] => {
    const value = part.artifact.facets[facet];
    return (Array.isArray(value) ? value : [value]).flatMap((item) => (item === undefined ? [] : [measureColumn(item)]));
  };
  const keys = named('keys');
  const order = orderOf(part.artifact);
  const known = new Set([...keys, ...named('time'), ...named('measures'), ...(order === null ? [] : [order.column])]);
  const filled = part.columns.filter((column) => part.rows.some((row) => row[column.name] !== null));
  const wanted = filled.length <= 8 ? filled : filled.filter((column) => known.has(column.name) || column.role === 'latitude' || column.role === 'longitude');
  const first = (column: Column): number => (keys.includes(column.name) ? 0 : column.name === order?.column ? 1 : 2);
  return (wanted.length === 0 ? filled : wanted).toSorted((a, b) => first(a) - first(b)).slice(0, MOST_COLUMNS);
}

function summaryBlocks(part: SummaryPart, numbers: Numbers): Block[] {
  const rows = part.values.map((value) => [
    escapeMarkdown(value.title),
    value.value === null ? '–' : numbers.put(value.value, typeof value.value === 'number' ? value.decimals : null, value.unit, { sha256: part.artifact.sha256, name: value.name }),
  ]);
  return [{ kind: 'table', caption: escapeMarkdown(part.artifact.title), head: [{ text: 'What', numeric: false }, { text: 'Value', numeric: true }], rows }];
}

/** Each quote as it stands in its document, and where that is. */
function quoteBlocks({ artifact, quotes }: QuotesPart): Block[] {
  const title: Block = { kind: 'paragraph', text: `**${escapeMarkdown(artifact.title)}**` };
  if (quotes.length === 0) return [title, { kind: 'paragraph', text: '*No passage fits.*' }];
  return [
    title,
    ...quotes.flatMap(({ document, date, heading, quote, start, end }): Block[] => [
      { kind: 'verbatim', text: quote },
      { kind: 'paragraph', text: `— ${escapeMarkdown(`${document}${date === null ? '' : ` (${date})`}${heading === '' ? '' : `, ${heading}`}`)}, characters ${start} to ${end}` },
    ]),
  ];
}

function checkTable(title: string, checks: readonly { name: string; held: boolean | null; detail: string }[]): Block {
  const word = (held: boolean | null): string => (held === null ? 'not checked' : held ? '✓ held' : '✗ **did not hold**');
  return {
    kind: 'table', caption: escapeMarkdown(title),
    head: [{ text: 'Check', numeric: false }, { text: 'Result', numeric: false }, { text: 'Detail', numeric: false }],
    rows: checks.map((check) => [escapeMarkdown(check.name), word(check.held), escapeMarkdown(check.detail)]),
  };
}

function sourceBlocks(sources: Artifact['sources'], caveats: readonly string[], artifacts: readonly Artifact[]): Block[] {
  const items = sources.map((source) => `**${escapeMarkdown(source.title)}.** ${escapeMarkdown(source.citation)}${/[.!?]$/.test(source.citation) ? '' : '.'} Licence: ${escapeMarkdown(source.licence)}.`);
  const known = unique([...caveats, ...sources.flatMap((source) => source.caveats), ...artifacts.flatMap(notesOf)]).map(escapeMarkdown);
  return [
    ...section('What to keep in mind', known.length === 0 ? [] : [{ kind: 'list', items: known, ordered: false }]),
    ...section('Data sources', items.length === 0 ? [] : [{ kind: 'list', items, ordered: false }]),
  ];
}

function madeOf(artifacts: readonly Artifact[]): Block[] {
  const steps = unique(artifacts.flatMap(historyOf)).map(escapeMarkdown);
  return steps.length === 0 ? [] : [{ kind: 'list', items: steps, ordered: true }];
}

function fitting(numbers: readonly ReportNumber[]): Json {
  const kept: Json[] = [];
  let size = 2;
  for (const number of numbers) {
    const { sha256, row, column, name } = number.from;
    const json = { ...number, from: { sha256, ...(row !== undefined && { row }), ...(column !== undefined && { column }), ...(name !== undefined && { name }) } };
    size += Buffer.byteLength(JSON.stringify(json)) + 1;
    if (size > DATA_BYTES) break;
    kept.push(json);
  }
  return kept;
}

function text(request: ToolRequest, name: string): string | null {
  const value = parameter(request, name);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function capital(title: string): string {
  return /^[a-z][a-z ]/.test(title) && !title.includes('.') ? title.charAt(0).toUpperCase() + title.slice(1) : title;
}
