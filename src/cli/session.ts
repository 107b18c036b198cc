import { join, sep } from 'node:path';
import { type Config, readConfig } from '../config/config.ts';
import { ensureStack } from '../embedded/ensure-stack.ts';
import { projectRoot } from '../embedded/project.ts';
import type { Stack } from '../embedded/stack.ts';
import { loadInstalled } from '../library/extensions.ts';
import { type Connection, openConnection } from '../library/connection.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** The options that every command takes. */
export interface GlobalOptions {
  json?: boolean;
  profile?: string;
  namespace?: string;
}

export interface Settings {
  config: Config;
  terminal: Terminal;
}

/** A command that talks to a run: the stack is up and both stores are open. */
export interface Session extends Settings {
  stack: Stack;
  connection: Connection;
}

export function readSettings(options: GlobalOptions): Settings {
  const config = readConfig({ profile: options.profile, namespace: options.namespace });
  return { config, terminal: openTerminal({ json: options.json === true, environment: config.environment }) };
}

/** Starts what is missing of the stack, runs the command, and closes the connections whatever happens. */
export async function withSession(options: GlobalOptions, run: (session: Session) => Promise<number>): Promise<number> {
  const settings = readSettings(options);
  // A fault in the person's own tools is told here, before a role would stumble over it.
  await loadInstalled(settings.config.extensions, settings.config.home);
  const stack = await ensureStack(settings.config, { onProgress: (line) => settings.terminal.progress(`  ${line}`) });
  const connection = await openConnection({ config: settings.config, temporalAddress: stack.temporal_address, databaseUrl: stack.database_url });
  try {
    return await run({ ...settings, stack, connection });
  } finally {
    await connection.close();
  }
}

/** A word as a POSIX shell takes it back, whatever is in it: names in data are not ours. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** How this person calls us: by name where installed, by npm in the clone, by path from elsewhere; with the home where it was moved. */
export function ourName({ config }: Pick<Session, 'config'>): string {
  const moved = (config.environment['PLANWRIGHT_HOME'] ?? '') === '' ? '' : `PLANWRIGHT_HOME=${quoted(config.home)} `;
  if (projectRoot.split(sep).includes('node_modules')) return `${moved}planwright`;
  return `${moved}${process.cwd() === projectRoot ? 'npm run -s planwright --' : `node ${quoted(join(projectRoot, 'bin', 'planwright.mjs'))}`}`;
}

/** Complete commands to print, each word quoted where a shell needs it: with Temporal's own tool, and with ours. */
export function commandsFor(session: Session) {
  const name = ourName(session);
  return {
    planwright: (...words: string[]): string => [name, ...words.map(quoted)].join(' '),
    signal: (workflowId: string, message: string, payload: object): string =>
      [
        session.stack.temporal_cli ?? 'temporal', 'workflow', 'signal', '--address', session.stack.temporal_address, '--namespace', session.connection.namespace,
        '-w', workflowId, '--name', message, '--input', JSON.stringify(payload),
      ]
        .map(quoted)
        .join(' '),
  };
}
