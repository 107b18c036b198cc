import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Database } from './database.ts';

interface Migration {
  name: string;
  sql: string;
  sha256: string;
}

const BODY = '$planwright_migration$';

/**
 * Brings the schema up to date and returns the names of the migrations that this call applied. Each migration is one atomic statement
 * that locks the table of migrations first, so two that migrate at once apply each of them once.
 */
export async function migrate(database: Database): Promise<{ applied: string[] }> {
  const migrations = await readMigrations();
  await createTable(database);
  const known = await appliedMigrations(database);
  const by = randomUUID();
  for (const migration of migrations) {
    const digest = known.get(migration.name);
    if (digest === migration.sha256) continue;
    if (digest !== undefined) throw changed(migration, digest);
    await database.query(statementFor(migration, by));
  }
  const mine = await database.query<{ name: string }>('SELECT name FROM planwright_migrations WHERE applied_by = $1 ORDER BY name', [by]);
  return { applied: mine.map((row) => row.name) };
}

/** True when every migration of this version is applied, unchanged. */
export async function isMigrated(database: Database): Promise<boolean> {
  const [table] = await database.query<{ name: string | null }>(`SELECT to_regclass('planwright_migrations')::text AS name`);
  if (table?.name === null) return false;
  const known = await appliedMigrations(database);
  return (await readMigrations()).every((migration) => known.get(migration.name) === migration.sha256);
}

async function createTable(database: Database): Promise<void> {
  // IF NOT EXISTS is not safe against another CREATE at the same moment: the loser gets a unique violation of the catalogue, or is told that its table or row type is there.
  await database.query(`DO $do$ BEGIN
    CREATE TABLE IF NOT EXISTS planwright_migrations (
      name text PRIMARY KEY, sha256 text NOT NULL, applied_by text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
  EXCEPTION WHEN unique_violation OR duplicate_table OR duplicate_object THEN NULL; END $do$`);
}

function statementFor(migration: Migration, by: string): string {
  return `DO $do$ BEGIN
    LOCK TABLE planwright_migrations IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT 1 FROM planwright_migrations WHERE name = '${migration.name}') THEN RETURN; END IF;
    EXECUTE ${BODY}${migration.sql}${BODY};
    INSERT INTO planwright_migrations (name, sha256, applied_by) VALUES ('${migration.name}', '${migration.sha256}', '${by}');
  END $do$`;
}

async function appliedMigrations(database: Database): Promise<Map<string, string>> {
  const rows = await database.query<{ name: string; sha256: string }>('SELECT name, sha256 FROM planwright_migrations');
  return new Map(rows.map((row) => [row.name, row.sha256]));
}

async function readMigrations(): Promise<Migration[]> {
  const directory = migrationsDirectory();
  const names = (await readdir(directory)).filter((name) => /^\d{3}-[a-z-]+\.sql$/.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const sql = (await readFile(`${directory}${name}`, 'utf8')).replaceAll('\r\n', '\n');
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** Beside this file in a clone; in a packed installation the compiled code lies in `dist` and the SQL stays in `src`. */
function migrationsDirectory(): string {
  const candidates = ['./migrations/', '../../src/database/migrations/', '../../../src/database/migrations/'];
  const found = candidates.map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(path));
  if (found === undefined) throw new Error('Cannot find the database migrations beside the code. Install Planwright again.');
  return found;
}

function changed(migration: Migration, digest: string): PlanwrightError {
  return new PlanwrightError(
    'Plan.Invalid',
    `Cannot apply migration "${migration.name}": it was applied with digest ${digest.slice(0, 12)} and is now ${migration.sha256.slice(0, 12)}. ` +
      `Use the version of Planwright that made this database, or an empty database.`,
  );
}
