import { join } from 'node:path';
import type { StorePorts } from '../activities/ports.ts';
import type { Config } from '../config/config.ts';
import { openDatabase } from '../database/open-database.ts';
import { PostgresKnowledge } from '../knowledge/postgres-knowledge.ts';
import { loadInstalled } from '../library/extensions.ts';
import { FileBlobStore } from '../provenance/file-blob-store.ts';
import { PostgresRunStore } from '../provenance/postgres-run-store.ts';
import { PostgresProvenanceStore } from '../provenance/postgres-store.ts';

/** The activities of a role with what they hold open. */
export interface ComposedRole {
  activities: object;
  close(): Promise<void>;
}

/** The stores and declarations that every role has; one database connection per process. */
export async function openStores(config: Config, role: string): Promise<{ stores: StorePorts; close: () => Promise<void> }> {
  if (config.databaseUrl === null) throw new Error('Cannot start a role: DATABASE_URL is not set. For the embedded stack use `planwright up`.');
  const { packs, tools } = await loadInstalled(config.extensions, config.home);
  const database = await openDatabase(config.databaseUrl, { applicationName: `planwright-${role}` });
  return {
    stores: {
      runStore: new PostgresRunStore(database),
      provenance: new PostgresProvenanceStore(database),
      knowledge: new PostgresKnowledge(database),
      blobs: new FileBlobStore(join(config.home, 'blobs')),
      packs,
      tools,
    },
    close: () => database.close(),
  };
}
