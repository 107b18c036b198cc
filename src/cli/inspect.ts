import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createReadStream } from 'node:fs';
import { diffMarkdown, diffPlans } from '../plan/diff.ts';
import { renderWhy, why as whyOf } from '../provenance/why.ts';
import { decisionsOf, statusOf, waitsOf } from '../library/decide.ts';
import { isRecorded, listArtifacts, readPlan } from '../library/run-documents.ts';
import { InvalidStart } from '../library/start-goal.ts';
import { EXIT } from './exit-code.ts';
import { followRun } from './follow-run.ts';
import { printEstimate } from './print-estimate.ts';
import { printContent } from './print-content.ts';
import { printPlan } from './print-plan.ts';
import { printWaits } from './print-waits.ts';
import { runDocument } from './run-document.ts';
import { commandsFor, type GlobalOptions, withSession } from './session.ts';
import { visible } from './terminal.ts';

export async function ls(options: GlobalOptions): Promise<number> {
  return await withSession(options, async (session) => {
    const { terminal, connection } = session;
    const runs = await connection.runStore.runs();
    const idWidth = Math.max(0, ...runs.map((run) => run.workflow_id.length));
    for (const run of runs) terminal.out(`${run.workflow_id.padEnd(idWidth)}  ${run.status.padEnd(17)}  ${run.created_at.slice(0, 16).replace('T', ' ')}  ${terminal.style('dim', visible(run.goal.slice(0, 60)))}`);
    if (runs.length === 0) terminal.out(`No runs yet. Begin with: ${commandsFor(session).planwright('run', '<goal>')}`);
    else terminal.out(`\n  ${commandsFor(session).planwright('show', runs[0]?.workflow_id ?? '')}`);
    terminal.document(runs);
    return EXIT.done;
  });
}

export async function inbox(options: GlobalOptions): Promise<number> {
  return await withSession(options, async (session) => {
    const waiting = (await session.connection.runStore.runs()).filter((run) => run.ended_at === null && run.waits > 0);
    const open = [];
    for (const { workflow_id, goal } of waiting) {
      const waits = await waitsOf(session.connection, workflow_id).catch(() => []);
      if (waits.length === 0) continue;
      open.push({ workflow_id, goal, waits });
      session.terminal.out(`\n${session.terminal.style('bold', workflow_id)}  ${visible(goal.slice(0, 80))}`);
      printWaits(session, workflow_id, waits);
    }
    if (open.length === 0) session.terminal.out('Nothing waits for a person.');
    session.terminal.document(open);
    return EXIT.done;
  });
}

export async function show(workflowId: string, options: GlobalOptions): Promise<number> {
  return await withSession(options, async (session) => {
    const { terminal, connection } = session;
    const status = await statusOf(connection, workflowId);
    terminal.out(`${terminal.style('bold', 'Goal')}  "${visible(status.goal)}"`);
    terminal.out(`${terminal.style('bold', 'Run')}   ${workflowId}  ${status.status}  ${terminal.style('dim', status.phase_detail)}`);
    await printPlan(session, workflowId);
    for (const task of status.tasks) terminal.out(`  ${task.status.padEnd(10)} ${task.task_id}${task.note === null ? '' : `  ${visible(task.note)}`}`);
    await printEstimate(session, workflowId);
    for (const decision of await decisionsOf(connection, workflowId)) {
      terminal.out(`  ${decision.at}  ${decision.kind} ${decision.accepted ? 'accepted' : 'refused'} by ${visible(decision.approver.name)}${decision.approver.verified ? '' : ' (unverified)'} via ${decision.via}${decision.reason === '' ? '' : `: ${visible(decision.reason)}`}`);
    }
    if (status.error !== null) terminal.out(terminal.style('red', visible(status.error.message)));
    for (const effect of status.effects) terminal.out(`  stays: ${visible(effect.description)}`);
    printWaits(session, workflowId, await waitsOf(connection, workflowId));
    await printContent(session, workflowId);
    for (const artifact of await listArtifacts(connection, workflowId)) terminal.out(`  ${artifact.path ?? artifact.name}`);
    terminal.document(await runDocument(session, workflowId));
    return EXIT.done;
  });
}

export const watch = (workflowId: string, options: GlobalOptions): Promise<number> =>
  withSession(options, (session) => followRun(session, workflowId, { ask: false, patient: true }));

export async function planDiff(workflowId: string, from: string | undefined, to: string | undefined, options: GlobalOptions): Promise<number> {
  return await withSession(options, async ({ terminal, connection }) => {
    const newest = await readPlan(connection, workflowId);
    const last = to === undefined ? (newest?.revision ?? 1) : Number(to);
    const first = from === undefined ? last - 1 : Number(from);
    const [before, after] = await Promise.all([readPlan(connection, workflowId, first), readPlan(connection, workflowId, last)]);
    if (before === null || after === null) throw new InvalidStart(`Cannot compare revisions ${first} and ${last} of run "${workflowId}": the run has revisions 1 to ${newest?.revision ?? 0}.`);
    const diff = diffPlans(before, after);
    terminal.out(diffMarkdown(diff));
    terminal.document(diff);
    return EXIT.done;
  });
}

export async function artifacts(workflowId: string, verb: string | undefined, name: string | undefined, flags: { output?: string }, options: GlobalOptions): Promise<number> {
  return await withSession(options, async (session) => {
    const { terminal, connection } = session;
    const list = await listArtifacts(connection, workflowId);
    if (verb === undefined) {
      for (const artifact of list) terminal.out(`${artifact.sha256.slice(0, 12)}  ${String(artifact.bytes).padStart(9)}  ${artifact.media_type.padEnd(28)}  ${artifact.path ?? artifact.name}`);
      if (list.length === 0) terminal.out('No artifacts yet.');
      else terminal.out(`\n  ${commandsFor(session).planwright('artifacts', workflowId, 'get', list[0]?.name ?? '', '-o', list[0]?.name ?? '')}`);
      terminal.document(list);
      return EXIT.done;
    }
    if (verb !== 'get' || name === undefined) throw new InvalidStart('Cannot read artifacts: expected `artifacts <id>` or `artifacts <id> get <name> -o <file>`.');
    const artifact = list.find((candidate) => candidate.name === name || candidate.sha256.startsWith(name));
    if (artifact === undefined) throw new InvalidStart(`Cannot get artifact "${name}": the run has ${list.map((candidate) => candidate.name).join(', ') || 'none'}.`);
    const path = await connection.blobs.path(artifact.sha256);
    if (flags.output === undefined) process.stdout.write(await readFile(path));
    else {
      await pipeline(createReadStream(path), createWriteStream(flags.output));
      terminal.out(`${flags.output}  ${artifact.bytes} bytes  sha256 ${artifact.sha256}`);
    }
    return EXIT.done;
  });
}

export async function why(workflowId: string, subject: string, options: GlobalOptions): Promise<number> {
  return await withSession(options, async ({ terminal, connection }) => {
    await isRecorded(connection, workflowId);
    const events = await connection.provenance.read(workflowId);
    const causes = whyOf(events, subject);
    if (causes.length === 0) throw new InvalidStart(`Cannot explain "${subject}": the record of run "${workflowId}" does not know it. Name an artifact, a task, task/step, or a number of the report such as n1.`);
    terminal.out(renderWhy(causes).split('\n').map(visible).join('\n'));
    terminal.document(causes);
    return EXIT.done;
  });
}

export async function log(workflowId: string, options: GlobalOptions): Promise<number> {
  return await withSession(options, async ({ terminal, connection }) => {
    await isRecorded(connection, workflowId);
    const events = await connection.provenance.read(workflowId);
    for (const event of events) terminal.out(`${String(event.seq).padStart(4)}  ${event.at}  ${event.kind.padEnd(18)} ${visible(event.subject.slice(0, 60)).padEnd(36)} ${event.hash.slice(0, 12)}${event.causes.length === 0 ? '' : `  ← ${event.causes.join(' ')}`}`);
    const broken = await connection.provenance.verify(workflowId);
    terminal.out(broken === null ? `\n${events.length} events, chain intact` : `\n${terminal.style('red', `The chain is broken at event ${broken.seq}: ${broken.reason}`)}`);
    terminal.document({ events, broken });
    return broken === null ? EXIT.done : EXIT.failed;
  });
}
