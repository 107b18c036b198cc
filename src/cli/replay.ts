import { readFileSync } from 'node:fs';
import { ensureWorkflowBundle } from '../embedded/bundle-workflows.ts';
import { createHome, sharedCache } from '../embedded/home.ts';
import { type History, historyFromJson } from '../embedded/history-json.ts';
import { replayHistory } from '../embedded/replay-history.ts';
import { UnknownRun } from '../library/decide.ts';
import { InvalidStart } from '../library/start-goal.ts';
import { EXIT } from './exit-code.ts';
import { type GlobalOptions, readSettings, type Session, type Settings, withSession } from './session.ts';
import { visible } from './terminal.ts';

/**
 * `replay --history`: runs the history of a run, by id or from a file in the JSON form of Temporal's own tools, against the workflow code as
 * it is here, and names the first place where it would go another way. Nothing is executed. Exit code 0: it replays; 1: it diverges.
 */
export async function replay(subject: string, options: GlobalOptions & { history?: boolean }): Promise<number> {
  if (options.history !== true) throw new InvalidStart('Cannot replay an archive: this version replays histories only. Use `replay --history <id or file>`.');
  const file = readFile(subject);
  if (file !== null) return await report(readSettings(options), subject, file);
  return await withSession(options, async (session) => await report(session, subject, await fetchHistory(session.connection, subject)));
}

async function report({ config, terminal }: Settings, subject: string, history: History): Promise<number> {
  const events = history.events?.length ?? 0;
  terminal.progress(`  replaying ${events} events of ${visible(subject)}`);
  const bundle = await ensureWorkflowBundle(sharedCache(createHome(config.home)), config.environment);
  if (bundle === null) throw new Error('Cannot replay: the workflow code is not installed.');
  const divergence = await replayHistory(history, bundle, subject);
  terminal.document({ subject, events, replays: divergence === null, divergence });
  if (divergence === null) {
    terminal.out(`${visible(subject)}: all ${events} events replay against the workflow code as it is here.`);
    return EXIT.done;
  }
  const { event_id, event_type, about } = divergence;
  const where = `event ${event_id} (${event_type}${about === null ? '' : `: ${visible(about)}`})`;
  terminal.out(`${visible(subject)}: first divergence at ${where}.\n  ${visible(divergence.reason)}\n  Run it on with workers of the version that it was started with, or keep the old way behind \`patched\`.`);
  return EXIT.failed;
}

function readFile(subject: string): History | null {
  let text: string;
  try {
    text = readFileSync(subject, 'utf8');
  } catch (error) {
    if (subject.endsWith('.json')) throw new InvalidStart(`Cannot read history "${subject}": ${error instanceof Error ? error.message : String(error)}. Write one with \`temporal workflow show -w <id> --output json\`.`);
    return null;
  }
  try {
    const json = JSON.parse(text) as { events?: unknown };
    if (!Array.isArray(json.events) || json.events.length === 0) throw new TypeError('it has no events');
    return historyFromJson(json);
  } catch (error) {
    throw new InvalidStart(`Cannot read history "${subject}": ${error instanceof Error ? error.message : String(error)}. Expected {"events":[…]}, as \`temporal workflow show -w <id> --output json\` writes it.`);
  }
}

async function fetchHistory(connection: Session['connection'], id: string): Promise<History> {
  try {
    return await connection.run(id).fetchHistory();
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') throw new UnknownRun(id);
    throw error;
  }
}
