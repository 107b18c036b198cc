import { explainReading } from '../plan/explain-reading.ts';
import { planTable } from '../plan/draw.ts';
import { readPlan, readValidation } from '../library/run-documents.ts';
import { listAlternatives } from '../provenance/alternatives.ts';
import type { TypedGoal } from '../schemas/goal.ts';
import type { Plan } from '../schemas/plan.ts';
import { secretNotes } from './service-secrets.ts';
import { commandsFor, type Session } from './session.ts';
import { visible } from './terminal.ts';

/** The plan as a person reads it: reading of the goal, tasks with reasons of edges, estimates, effects, checks, suggestions. */
export async function printPlan(session: Session, workflowId: string, options: { reasons?: boolean } = {}): Promise<void> {
  const plan = await readPlan(session.connection, workflowId);
  if (plan === null) return;
  const validation = await readValidation(session.connection, workflowId, plan.revision ?? 1);
  printPlanText(session, plan, validation === null ? null : { passed: validation.checks_passed.length, failed: validation.checks_failed }, options);
  for (const note of await secretNotes(session, plan)) session.terminal.out(`  ${session.terminal.style('yellow', 'secret')}: ${visible(note)}`);
  const typed = await session.connection.runStore.get<TypedGoal>(workflowId, 'typed_goal', 'current');
  const others = await listAlternatives(session.connection.runStore, workflowId, plan.revision ?? 1);
  if (others.length > 0) session.terminal.out(`  alternatives: ${others.length}, side by side with ${commandsFor(session).planwright('plan', 'show', workflowId, '--alternatives')}`);
  const read = typed === null ? [] : explainReading(typed);
  if (read.length > 0) session.terminal.out(`\n  how the goal was read\n${read.map((line) => `    ${visible(line)}`).join('\n')}`);
}

/** The plan of a run that only planned, and the way to run it. */
export async function printUnrun(session: Session, workflowId: string): Promise<void> {
  const commands = commandsFor(session);
  await printPlan(session, workflowId);
  session.terminal.out(`\n  run it:        ${commands.planwright('plan', 'show', workflowId, '--as', 'json')} > plan.json && ${commands.planwright('run', '--plan', 'plan.json')}`);
}

export function printPlanText({ terminal }: Pick<Session, 'terminal'>, plan: Plan, checks: { passed: number; failed: { severity: string; message: string; suggested_fix: string }[] } | null, options: { reasons?: boolean } = {}): void {
  const digest = plan.plan_digest === undefined ? '' : `  ${plan.plan_digest.slice(0, 12)}…`;
  terminal.out('');
  terminal.out(`${terminal.style('bold', `Plan r${plan.revision ?? 1}`)}${terminal.style('dim', digest)}`);
  terminal.out(visibleLines(planTable(plan, { width: terminal.width, ...options })));
  if (checks !== null) {
    const errors = checks.failed.filter((failure) => failure.severity === 'error').length;
    const warnings = checks.failed.length - errors;
    terminal.out(`  checks: ${checks.passed} rules hold${errors > 0 ? terminal.style('red', `, ${errors} fail`) : ''}${warnings > 0 ? `, ${warnings} warnings` : ''}`);
    for (const failure of checks.failed) terminal.out(`    ${failure.severity === 'error' ? '✖' : '!'} ${visible(failure.message)} ${terminal.style('dim', visible(failure.suggested_fix))}`);
  }
  const earlier = plan.metadata.earlier_runs;
  if (earlier !== undefined && earlier.succeeded + earlier.failed > 0) terminal.out(`  experience: ${earlier.succeeded} of ${earlier.succeeded + earlier.failed} earlier runs of a plan of this shape succeeded`);
  for (const caveat of plan.caveats ?? []) terminal.out(`  note: ${visible(caveat)}`);
  for (const suggestion of plan.augmentations ?? []) {
    if (suggestion.state !== 'suggested') continue;
    const past = suggestion.confidence === null ? 'never decided before' : `${suggestion.counts.accepted} of ${suggestion.counts.accepted + suggestion.counts.dismissed} accepted before`;
    terminal.out(`  suggestion ${suggestion.augmentation_id}: ${visible(suggestion.description)} (${past})`);
  }
}

const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');
