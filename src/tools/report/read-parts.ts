import { measureColumn } from '../../plan/measure-column.ts';
import type { Json } from '../../schemas/json.ts';
import type { Artifact, Column } from '../../schemas/outcome.ts';
import type { SummaryValue } from '../stats/write-summary.ts';
import type { Cell } from '../table/open-database.ts';
import { readRows } from '../table/read-rows.ts';
import type { ToolContext } from '../tool.ts';

export interface TablePart {
  kind: 'table';
  artifact: Artifact;
  columns: Column[];
  /** The first rows; `total` counts all. */
  rows: Record<string, Cell>[];
  total: number;
}
export interface SummaryPart {
  kind: 'summary';
  artifact: Artifact;
  values: SummaryValue[];
  about: { [name: string]: Json };
}
export interface VerdictPart {
  kind: 'verdict';
  artifact: Artifact;
  checks: { name: string; held: boolean | null; detail: string }[];
}
export interface PicturePart {
  kind: 'picture';
  artifact: Artifact;
}
export interface TextPart {
  kind: 'text';
  artifact: Artifact;
  text: string;
}
export interface QuotesPart {
  kind: 'quotes';
  artifact: Artifact;
  quotes: { document: string; date: string | null; heading: string; quote: string; start: number; end: number }[];
}
export type Part = TablePart | SummaryPart | VerdictPart | PicturePart | TextPart | QuotesPart;

/** How many rows of a table a report prints. */
export const ROWS_SHOWN = 20;
const TEXT_LENGTH = 20_000;

/** What a report needs of each part: the first rows of tables, the values of summaries, the checks of verdicts, the words of texts. */
export async function readParts(artifacts: readonly Artifact[], context: Pick<ToolContext, 'blobs' | 'signal'>): Promise<Part[]> {
  const parts: Part[] = [];
  for (const artifact of artifacts) parts.push(await readPart(artifact, context));
  return parts;
}

async function readPart(artifact: Artifact, context: Pick<ToolContext, 'blobs' | 'signal'>): Promise<Part> {
  const data = objectOf(artifact.data);
  if (artifact.kind === 'table') {
    const rows = await readRows(await context.blobs.path(artifact.sha256), { limit: ROWS_SHOWN, signal: context.signal });
    const columns = artifact.columns ?? Object.keys(rows[0] ?? {}).map((name): Column => ({ name, type: 'text', role: 'text', unit: null }));
    return { kind: 'table', artifact, columns, rows, total: artifact.rows ?? rows.length };
  }
  if (artifact.kind === 'summary') {
    return { kind: 'summary', artifact, values: listOf(data['values']).flatMap(toValue), about: data };
  }
  if (artifact.kind === 'verdict') {
    const checks = listOf(data['checks']).map((check) => {
      const { name, held, detail } = objectOf(check);
      return { name: textOf(name), held: typeof held === 'boolean' ? held : null, detail: textOf(detail) };
    });
    return { kind: 'verdict', artifact, checks };
  }
  if (artifact.kind === 'text') {
    const text = Buffer.from(await context.blobs.get(artifact.sha256)).toString('utf8').slice(0, TEXT_LENGTH);
    return { kind: 'text', artifact, text };
  }
  if (artifact.kind === 'quotes') {
    const quotes = listOf(data['quotes']).flatMap((one) => {
      const { document, date, heading, quote, start, end } = objectOf(one);
      return typeof quote === 'string' && typeof start === 'number' && typeof end === 'number' ? [{ document: textOf(document), date: typeof date === 'string' ? date : null, heading: textOf(heading), quote, start, end }] : [];
    });
    return { kind: 'quotes', artifact, quotes };
  }
  return { kind: 'picture', artifact };
}

function toValue(json: Json): SummaryValue[] {
  const { name, title, value, unit, decimals } = objectOf(json);
  if (typeof name !== 'string' || (typeof value !== 'number' && typeof value !== 'string' && value !== null)) return [];
  return [{ name, title: typeof title === 'string' ? title : name, value, unit: typeof unit === 'string' ? unit : null, decimals: typeof decimals === 'number' ? decimals : 0 }];
}

/** The measure that an ordered table is ordered by, and in which direction; null where it is not ordered. */
export function orderOf(artifact: Artifact): { column: string; descending: boolean; growth: boolean } | null {
  const order = artifact.facets['order'];
  if (typeof order !== 'object' || Array.isArray(order) || order.args[0] === undefined) return null;
  const term = order.args[0];
  return { column: measureColumn(term), descending: order.fn === 'desc', growth: typeof term === 'object' && !Array.isArray(term) && term.fn === 'growth' };
}

export function objectOf(value: Json | undefined): { [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
