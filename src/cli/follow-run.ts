import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../embedded/project.ts';
import type { RunStatus, TaskStatus } from '../schemas/run.ts';
import { RefusedDecision, statusOf, waitsOf } from '../library/decide.ts';
import { InvalidStart } from '../library/start-goal.ts';
import { listArtifacts, type RunArtifact } from '../library/run-documents.ts';
import { sharedEnding, withoutEnding } from '../plan/draw.ts';
import { ask, LeftWaiting } from './ask.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { printContent } from './print-content.ts';
import { printPlan, printUnrun } from './print-plan.ts';
import { printWaits } from './print-waits.ts';
import { runDocument } from './run-document.ts';
import { commandsFor, type Session } from './session.ts';
import { visible } from './terminal.ts';

const POLL_MS = 250;
/** Longest silence while the run is at work. */
const SILENCE_MS = 5_000;
/** Stands for the person's own file in the command that shows how to run one. */
const OWN_DATA = 'examples/data/regions.csv';

export interface FollowOptions {
  /** Ask the person at this terminal for what the run waits for; otherwise print it and end with exit code 3. */
  ask: boolean;
  /** Go on while the run waits for somebody else (`watch`). */
  patient?: boolean;
  /** What is shown at the end, and the exit code; by default the results. */
  ended?: (status: RunStatus) => Promise<number>;
  /** Show the plan when it begins to run: nobody is asked, so nothing else shows it. */
  plan?: boolean;
}

/** Shows a run as it goes: phases, tasks, waits, and at the end the artifacts and the next commands. Returns the exit code. Ctrl-C leaves the run to itself. */
export async function followRun(session: Session, workflowId: string, options: FollowOptions): Promise<number> {
  const { terminal } = session;
  const commands = commandsFor(session);
  const leave = new AbortController();
  const left = (): void => leave.abort();
  process.once('SIGINT', left);
  try {
    return await follow(session, workflowId, options, leave.signal);
  } catch (error) {
    if (!leave.signal.aborted) throw error;
    terminal.out(`\nThe run goes on without this terminal.\n  look again:  ${commands.planwright('watch', workflowId)}\n  stop it:     ${commands.planwright('cancel', workflowId)}`);
    return await leaveWaiting(session, workflowId);
  } finally {
    process.off('SIGINT', left);
  }
}

async function follow(session: Session, workflowId: string, options: FollowOptions, signal: AbortSignal): Promise<number> {
  const { terminal, connection } = session;
  const shown = new Progress(session);
  let announced = '';
  let planned = options.plan !== true;
  for (;;) {
    signal.throwIfAborted();
    const status = await statusOf(connection, workflowId);
    if (!planned && (status.phase === 'execute' || status.tasks.some((task) => task.started_at !== null))) {
      planned = true;
      await printPlan(session, workflowId);
      terminal.out('');
    }
    shown.update(status);
    if (status.phase === 'done') return await (options.ended === undefined ? finish(session, workflowId, status) : options.ended(status));
    const waits = ['clarifying', 'awaiting_approval', 'waiting'].includes(status.status) ? await waitsOf(connection, workflowId) : [];
    const key = waits.map((wait) => wait.wait_id).join(' ');
    const [wait] = waits;
    if (wait !== undefined && options.ask) {
      shown.pause();
      try {
        await ask(session, workflowId, wait);
      } catch (error) {
        if (error instanceof LeftWaiting) {
          terminal.out(`\nThe run goes on waiting; nothing is lost. To be asked here again: ${commandsFor(session).planwright(wait.kind === 'clarification' || wait.kind === 'input' ? 'answer' : 'approve', workflowId)}`);
          printWaits(session, workflowId, waits);
          return EXIT.waiting;
        }
        if (!(error instanceof RefusedDecision) && !(error instanceof InvalidStart)) throw error;
        terminal.out(terminal.style('red', visible(error.message)));
      }
      continue;
    }
    if (status.status === 'paused' && options.patient !== true && !status.tasks.some((task) => task.status === 'running')) {
      terminal.out(`Paused. It goes on with ${commandsFor(session).planwright('resume', workflowId)}`);
      return await leaveWaiting(session, workflowId);
    }
    if (wait !== undefined && key !== announced) {
      announced = key;
      if (waits.some((open) => open.kind === 'approval')) await printPlan(session, workflowId);
      printWaits(session, workflowId, waits);
    }
    // Tasks that run beside the wait are not cut short: only a run that does nothing but wait ends the command.
    const busy = status.tasks.some((task) => task.status === 'running' || task.status === 'ready');
    // Where nothing is asked here and the run waits, a run that one of its tasks became asks; the line of that task says which.
    const inside = status.status === 'waiting' && status.tasks.some((task) => task.status === 'waiting');
    if ((wait !== undefined || inside) && !busy && options.patient !== true) return await leaveWaiting(session, workflowId);
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function leaveWaiting(session: Session, workflowId: string): Promise<number> {
  session.terminal.document(await runDocument(session, workflowId));
  return EXIT.waiting;
}

async function finish(session: Session, workflowId: string, status: RunStatus): Promise<number> {
  const { terminal, connection } = session;
  const commands = commandsFor(session);
  const artifacts = await listArtifacts(connection, workflowId).catch(() => []);
  terminal.out('');
  const seconds = elapsed(status.tasks);
  const mark = status.status === 'completed' ? terminal.style('green', '✔') : terminal.style('red', '✖');
  terminal.out(`${mark} ${terminal.style('bold', status.status === 'completed' ? `Done${seconds === null ? '' : ` in ${seconds} s`}` : status.status)}`);
  if (status.error !== null) terminal.out(`  ${visible(status.error.message)}`);
  for (const effect of status.effects) terminal.out(`  stays: ${visible(effect.description)}${effect.undo === null ? '' : ` (undo: ${visible(effect.undo)})`}`);
  await printContent(session, workflowId);
  printResults(session, artifacts);
  if (status.status === 'completed' && status.revision > 0 && status.tasks.every((task) => task.status === 'pending')) await printUnrun(session, workflowId);
  terminal.out('');
  const [first] = artifacts;
  // of tables that were made of each other the last is the answer
  const report = artifacts.find((artifact) => artifact.media_type === 'text/markdown') ?? (first?.name.endsWith('.parquet') === true ? artifacts.findLast((artifact) => artifact.name.endsWith('.parquet')) : first);
  if (status.status === 'failed' && status.revision > 0 && status.tasks.every((task) => task.started_at === null)) terminal.out(`  the plan:      ${commands.planwright('plan', 'show', workflowId)}`);
  if (report !== undefined) terminal.out(`  why is it so:  ${commands.planwright('why', workflowId, report.media_type === 'application/json' ? report.task_id : report.name)}`);
  terminal.out(`  the record:    ${commands.planwright('log', workflowId)}`);
  if (session.stack.temporal_ui !== null) terminal.out(`  timeline:      ${session.stack.temporal_ui}/namespaces/${connection.namespace}/workflows/${workflowId}`);
  terminal.out(`  your own:      ${commands.planwright('run', 'Which region grew fastest?', '--attach', process.cwd() === projectRoot ? OWN_DATA : join(projectRoot, OWN_DATA))}`);
  terminal.out(`  stop it all:   ${commands.planwright('down')}`);
  terminal.document(await runDocument(session, workflowId));
  return exitCodeOf(status);
}

/** Companions of another artifact, for programs; `artifacts` lists them. */
const COMPANION = /\.(numbers|vl)\.json$/;
/** What a person opens, by media type. */
const OPENED: { readonly [mediaType: string]: string } = { 'text/html': 'report', 'image/png': 'picture' };

/** What a person opens with its path, and the other files by name. */
function printResults({ terminal }: Session, artifacts: readonly RunArtifact[]): void {
  const files = artifacts.filter((artifact) => !COMPANION.test(artifact.name));
  for (const artifact of files) {
    const label = artifact.path === null ? undefined : OPENED[artifact.media_type];
    if (label !== undefined) terminal.out(`  ${label.padEnd(8)} ${artifact.path}`);
  }
  const others = files.filter((artifact) => artifact.path === null || OPENED[artifact.media_type] === undefined);
  const directory = others.find((artifact) => artifact.path !== null)?.path;
  if (others.length > 0) terminal.out(`  ${'files'.padEnd(8)} ${others.map((artifact) => visible(artifact.name)).join(', ')}${directory === undefined || directory === null ? '' : `\n           in ${dirname(directory)}`}`);
}

function elapsed(tasks: readonly TaskStatus[]): string | null {
  const starts = tasks.flatMap((task) => (task.started_at === null ? [] : [Date.parse(task.started_at)]));
  const ends = tasks.flatMap((task) => (task.ended_at === null ? [] : [Date.parse(task.ended_at)]));
  return starts.length === 0 || ends.length === 0 ? null : ((Math.max(...ends) - Math.min(...starts)) / 1000).toFixed(1);
}

/** Progress as lines on stderr: a phase when it begins, a task when it starts and ends. Lines survive pipes and logs. */
class Progress {
  private phase = '';
  private ending = '';
  private readonly states = new Map<string, string>();
  private saidAt = Date.now();
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  update(status: RunStatus): void {
    const { terminal } = this.session;
    const phase = `${status.phase} ${status.phase_detail}`;
    if (phase !== this.phase && status.phase !== 'done') this.say(`${terminal.style('dim', '·')} ${visible(status.phase_detail)}`);
    this.phase = phase;
    this.ending = sharedEnding(status.tasks.map((task) => task.description));
    for (const task of status.tasks) {
      const before = this.states.get(task.task_id);
      this.states.set(task.task_id, task.status);
      if (before === task.status) continue;
      const line = this.line(task);
      if (line !== null) this.say(`  ${line}`);
    }
    this.reassure(status);
  }

  private say(line: string): void {
    this.session.terminal.progress(line);
    this.saidAt = Date.now();
  }

  /** Whoever looks at a command that is silent for long wonders whether it hangs. */
  private reassure({ status, tasks, phase_detail }: RunStatus): void {
    if (!['planning', 'running', 'rolling_back'].includes(status) || Date.now() - this.saidAt < SILENCE_MS) return;
    const now = Date.now();
    const busy = tasks.filter((task) => task.status === 'running').map((task) => `${task.task_id}${task.started_at === null ? '' : ` (${Math.round((now - Date.parse(task.started_at)) / 1_000)} s)`}`);
    this.say(`  … ${busy.length > 0 ? `still running: ${busy.join(', ')}` : `still ${visible(phase_detail)}`}`);
  }

  /** Called before a prompt takes the terminal. */
  pause(): void {
    this.phase = '';
  }

  private line(task: TaskStatus): string | null {
    const { terminal } = this.session;
    const name = `${task.task_id}  ${terminal.style('dim', visible(withoutEnding(task.description, this.ending)))}`;
    const took = task.started_at !== null && task.ended_at !== null ? `  ${((Date.parse(task.ended_at) - Date.parse(task.started_at)) / 1000).toFixed(1)} s` : '';
    switch (task.status) {
      case 'pending':
      case 'ready':
        return null;
      case 'running':
        return `${terminal.style('cyan', '▶')} ${name}`;
      case 'waiting':
        return `${terminal.style('yellow', '?')} ${name}${task.note === null ? '' : `  ${visible(task.note)}`}`;
      case 'succeeded':
        return `${terminal.style('green', '✔')} ${name}${took}`;
      case 'partial':
        return `${terminal.style('yellow', '◐')} ${name}${took}  ${visible(task.note ?? '')}`;
      case 'failed':
      case 'blocked':
      case 'skipped':
      case 'cancelled':
        return `${terminal.style('red', '✖')} ${name}  ${task.status}${task.note === null ? '' : `: ${visible(task.note)}`}`;
    }
  }
}
