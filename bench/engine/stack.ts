import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/config/config.ts';
import { migrate } from '../../src/database/migrate.ts';
import { ensureWorkflowBundle } from '../../src/embedded/bundle-workflows.ts';
import { findPort } from '../../src/embedded/find-port.ts';
import { findTemporal } from '../../src/embedded/find-temporal.ts';
import { createHome, sharedCache } from '../../src/embedded/home.ts';
import { ensureKeys } from '../../src/embedded/keys.ts';
import { endProcess } from '../../src/embedded/process-identity.ts';
import { roleEnvironment } from '../../src/embedded/role-environment.ts';
import { startRole } from '../../src/embedded/role-process.ts';
import { ROLES } from '../../src/embedded/roles.ts';
import { startTemporal } from '../../src/embedded/temporal-server.ts';
import { type Connection, openConnection } from '../../src/library/connection.ts';
import { type DatabaseKind, openBenchDatabase } from './database.ts';
import { SLICES_OFF } from './slices.ts';

/** What is switched off for a comparison; everything is on where nothing is named. */
export interface StackOptions {
  database: DatabaseKind;
  /** Sliced where the product can. Default: unsliced. */
  sliced?: boolean;
  /** `one`: all roles in one process. `unrecorded`: as `one`, and executions and artifacts do not go into the record. */
  roles?: 'three' | 'one' | 'unrecorded';
}

export interface Stack {
  connection: Connection;
  directory: string;
  address: string;
  databaseUrl: string;
  /** Process ids by the name under which their time is counted. */
  processes: ReadonlyMap<number, string>;
  /** Starts a worker of the comparison on a queue. */
  startHandWritten(queue: string, part: 'workflows' | 'activities' | 'both'): Promise<void>;
  stop(): Promise<void>;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * The product's own parts, each of them as the embedded stack starts it: Temporal with the shipped settings, the database, the roles as processes.
 * Null where this machine has no such database.
 */
export async function openStack(options: StackOptions): Promise<Stack | null> {
  const root = await mkdtemp(join(tmpdir(), 'planwright-bench-'));
  const home = createHome(join(root, 'home'));
  const named = new Map<number, string>();
  const stops: (() => Promise<unknown>)[] = [() => rm(root, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of stops.toReversed()) await end();
  };
  try {
    const database = await openBenchDatabase(options.database, root);
    if (database === null) {
      await stop();
      return null;
    }
    stops.push(() => database.stop());
    const binary = await findTemporal({ home, cliPath: process.env['TEMPORAL_CLI_PATH'] ?? null, environment: process.env });
    const temporal = await startTemporal({ home, binary: binary.path, namespace: 'default', preferred: { port: await findPort([]), ui: await findPort([]) }, onStarted: ({ pid }) => void named.set(pid, 'temporal') });
    stops.push(() => endProcess(temporal.process, 5_000));
    const environment = {
      ...machine(), PLANWRIGHT_HOME: home.root, PLANWRIGHT_EXTENSIONS: here('./operations.ts'), PLANWRIGHT_MODEL: 'none', TEMPORAL_ADDRESS: temporal.address, DATABASE_URL: database.url,
      ...(SLICES_OFF === null || options.sliced === true ? {} : { [SLICES_OFF]: '1' }),
    };
    const config = readConfig({ environment });
    const connection = await openConnection({ config, temporalAddress: temporal.address, databaseUrl: database.url });
    stops.push(() => connection.close());
    await migrate(connection.database);
    const workflowBundle = await ensureWorkflowBundle(sharedCache(home), process.env);
    const roles = { temporalAddress: temporal.address, databaseUrl: database.url, keys: ensureKeys(home), workflowBundle };
    if (options.roles === undefined || options.roles === 'three') {
      const started = ROLES.map((role) => startRole({ role, home, environment: { ...roleEnvironment(role, config, roles), ...(SLICES_OFF === null ? {} : pick(environment, SLICES_OFF)) }, onChange: (owned) => (owned === null ? undefined : named.set(owned.pid, role)) }));
      stops.push(() => Promise.all(started.map((role) => role.stop())));
      await Promise.all(started.map((role) => role.ready));
    } else {
      const all = { ...Object.assign({}, ...ROLES.map((role) => roleEnvironment(role, config, roles))), ...(options.roles === 'unrecorded' ? { BENCH_UNRECORDED: '1' } : {}) } as Record<string, string>;
      const worker = startWorker('./one-process.ts', all);
      stops.push(worker.stop);
      named.set(worker.pid, 'roles');
      await worker.ready;
    }
    return {
      connection,
      directory: root,
      address: temporal.address,
      databaseUrl: database.url,
      processes: named,
      startHandWritten: async (queue, part) => {
        const worker = startWorker('./hand-written/worker.ts', { ...machine(), TEMPORAL_ADDRESS: temporal.address, BENCH_QUEUE: queue, BENCH_PART: part });
        stops.push(worker.stop);
        named.set(worker.pid, 'hand-written');
        await worker.ready;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startWorker(module: string, environment: Record<string, string>): { pid: number; ready: Promise<void>; stop: () => Promise<void> } {
  const child: ChildProcess = fork(here(module), [], { env: environment, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`Cannot start ${module}: it ended with ${code}.`)));
  });
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    stop: async () => {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

/** What any program needs of the machine; nothing that would choose another server or another home. */
function machine(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !/^(TEMPORAL|PLANWRIGHT|DATABASE)_/.test(entry[0])));
}

function pick(environment: Record<string, string | undefined>, name: string): Record<string, string> {
  const value = environment[name];
  return value === undefined ? {} : { [name]: value };
}
