import type { Json } from '../../schemas/json.ts';
import type { FacetValue } from '../../schemas/operation.ts';
import type { Artifact } from '../../schemas/outcome.ts';
import { artifactName, historyOf, mergeSources, notesOf, unique } from '../table/table-io.ts';
import type { ToolContext, ToolResult } from '../tool.ts';

/** A named number, or a word such as the place of a maximum. `decimals` is how many are worth printing. */
export interface SummaryValue {
  name: string;
  title: string;
  value: number | string | null;
  unit: string | null;
  decimals: number;
}

/** Writes named values as a summary artifact: small JSON, also in `data`, with the notes and history of the table it came from. */
export async function writeSummary(
  context: ToolContext,
  from: Pick<Artifact, 'name' | 'facets' | 'labels' | 'sources' | 'bytes' | 'data'>,
  summary: { suffix: string; title: string; analysis: FacetValue; values: SummaryValue[]; notes: string[]; history: string; about: { [name: string]: Json } },
): Promise<ToolResult> {
  const values = summary.values.map((value): Json => ({ ...value }));
  const data: { [name: string]: Json } = {
    values,
    notes: unique([...notesOf(from), ...summary.notes]).slice(0, 20),
    history: unique([...historyOf(from), summary.history]).slice(0, 30),
    ...summary.about,
  };
  const blob = await context.blobs.put(Buffer.from(`${JSON.stringify(data, null, 2)}\n`));
  return {
    output: {
      kind: 'summary',
      name: `${artifactName(from.name, summary.suffix)}.json`,
      title: ofElement(summary.title, from.facets['element']),
      facets: { ...from.facets, analysis: summary.analysis },
      ...blob,
      media_type: 'application/json',
      labels: from.labels,
      sources: mergeSources([from]),
      data,
    },
    resources: { bytes_in: from.bytes, bytes_out: blob.bytes },
  };
}

/** The title of what is made of one of several tables says of which. */
export function ofElement(title: string, element: unknown): string {
  return typeof element !== 'string' || element === '' || title.includes(element) ? title : `${title}: ${element}`;
}

/** How many decimals the values themselves have, at most six: what a table prints, a summary should not outdo by far. */
export function ownDecimals(values: readonly number[]): number {
  let most = 0;
  for (const value of values) {
    const text = String(Number(value.toPrecision(12)));
    const fraction = text.includes('e') ? 6 : (text.split('.')[1]?.length ?? 0);
    most = Math.max(most, fraction);
    if (most >= 6) return 6;
  }
  return most;
}

/** Decimals for a mean or deviation of values with `own` decimals: one more, but none where the number has four or more digits before the point. */
export function meanDecimals(value: number | null, own: number): number {
  const size = Math.abs(value ?? 0);
  if (size >= 1000) return Math.min(own, 1);
  return Math.min(6, own + 1);
}
