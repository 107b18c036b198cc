import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { servicesDirectory } from '../library/extensions.ts';
import { readJson } from './home.ts';
import type { Home } from './home.ts';
import { isRunning } from './process-identity.ts';
import { modulePath } from './project.ts';

/** What commands and people need to know of a running stack; the content of `<home>/state.json`. */
export interface Stack {
  temporal_address: string;
  temporal_namespace: string;
  /** Address of the Web UI, or null where the server is not ours. */
  temporal_ui: string | null;
  /** Path of the `temporal` binary for printed commands; null where none is known. */
  temporal_cli: string | null;
  database_url: string;
  server_url: string | null;
  /** Process id of the supervisor; null where roles of somebody else serve the run. */
  pid: number | null;
}

export interface StateFile extends Stack {
  start: string | null;
  settings: Record<string, string>;
  code: string;
}

/** The state of a stack that is up, or null. */
export function readStack(home: Home): StateFile | null {
  const state = readJson<StateFile>(home.state);
  if (state === null || state.pid === null) return null;
  return isRunning({ pid: state.pid, start: state.start }) ? state : null;
}

export function stackOf(state: StateFile): Stack {
  const { temporal_address, temporal_namespace, temporal_ui, temporal_cli, database_url, server_url, pid } = state;
  return { temporal_address, temporal_namespace, temporal_ui, temporal_cli, database_url, server_url, pid };
}

/** The caller's environment with relative paths made absolute, since the supervisor works in another directory. */
export function supervisorEnvironment(config: Config): Record<string, string | undefined> {
  const paths: Record<string, string | null> = {
    PLANWRIGHT_HOME: config.home,
    PLANWRIGHT_APPROVAL_KEYS: config.approvalKeys,
    PLANWRIGHT_EXTENSIONS: config.extensions,
    PLANWRIGHT_RECORDINGS: config.models.recordings,
    PLANWRIGHT_WORKFLOW_BUNDLE: config.workflowBundle,
    TEMPORAL_CLI_PATH: config.temporal.cliPath,
  };
  const environment = { ...config.environment };
  for (const [name, path] of Object.entries(paths)) if (path !== null) environment[name] = path;
  return environment;
}

/** Everything that reaches a role through its environment, each as a digest: it shows a change without giving a value away. */
export function settingsOf(config: Config): Record<string, string> {
  const settings: Record<string, string> = {};
  const resolved = supervisorEnvironment(config);
  for (const name of Object.keys(config.environment)) {
    const set = config.environment[name] === '' ? '' : resolved[name];
    // The module behind this setting is code of the roles: its change is a change of the setting.
    const value = name === 'PLANWRIGHT_EXTENSIONS' && config.extensions !== null ? `${set} ${statSync(config.extensions).mtimeMs}` : set;
    if (value === undefined || value === '' || !/^(TEMPORAL_|DATABASE_URL$|OPENAI_|ANTHROPIC_|GEMINI_|PLANWRIGHT_)/.test(name)) continue;
    settings[name] = createHash('sha256').update(`${name}\0${value}`).digest('hex').slice(0, 16);
  }
  // imported services are tools of the roles, which read them when they start
  const services = servicesDirectory(config.home);
  const files = existsSync(services) ? readdirSync(services).filter((file) => file.endsWith('.json')).toSorted() : [];
  if (files.length > 0) settings['imported services'] = createHash('sha256').update(files.map((file) => `${file} ${statSync(join(services, file)).mtimeMs}`).join('\n')).digest('hex').slice(0, 16);
  return settings;
}

/**
 * Names of settings that this caller has and the running stack has otherwise or not at all. What the caller lacks is no difference: a
 * second shell without a key must not take it from the stack.
 */
export function changedSettings(state: StateFile, config: Config): string[] {
  return Object.entries(settingsOf(config))
    .filter(([name, digest]) => state.settings[name] !== digest)
    .map(([name]) => name);
}

/** Changes whenever a source file does, so that a stack never runs on with the code of before an upgrade. */
export function codeVersion(): string {
  const hash = createHash('sha256');
  const root = join(modulePath('src/embedded/stack'), '..', '..');
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }).filter((found) => found.isFile() && /\.(ts|js|sql|json)$/.test(found.name))) {
    const path = join(entry.parentPath, entry.name);
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}
