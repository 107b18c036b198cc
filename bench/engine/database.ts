import { join } from 'node:path';
import { startDatabase } from '../../src/embedded/database-server.ts';
import { homePaths, sharedCache } from '../../src/embedded/home.ts';
import { startPostgres } from '../../test/support/postgres.ts';

export type DatabaseKind = 'postgres' | 'embedded';

export interface BenchDatabase {
  url: string;
  stop(): Promise<void>;
}

/** A database of its own: real Postgres with fsync, or PGlite as the embedded stack serves it. Null where this machine cannot have it. */
export async function openBenchDatabase(kind: DatabaseKind, root: string): Promise<BenchDatabase | null> {
  if (kind === 'postgres') return await startPostgres();
  const server = await startDatabase({ directory: join(root, 'pglite'), cache: sharedCache(homePaths(root)), preferredPort: null });
  return { url: server.url, stop: () => server.close() };
}
