import { readFile } from 'node:fs/promises';
import type { Column } from '../../schemas/outcome.ts';
import type { Artifact } from '../../schemas/outcome.ts';
import { writeRows } from '../table/write-rows.ts';
import type { ToolContext } from '../tool.ts';

/** A table without rows: what an empty list or a search without a hit is as a table. */
export async function emptyTable(columns: readonly Column[], about: Pick<Artifact, 'title' | 'facets' | 'labels' | 'sources'> & { name: string; history: string }, context: ToolContext): Promise<Artifact> {
  const { name, history, ...rest } = about;
  const path = await writeRows(context.scratch, columns, [], { signal: context.signal });
  const blob = await context.blobs.put(await readFile(path));
  return { kind: 'table', name: `${name}.parquet`, ...rest, ...blob, media_type: 'application/vnd.apache.parquet', columns: [...columns], rows: 0, data: { history: [history], notes: [] } };
}
