import type { RunPerformance, TaskPerformance } from '../plan/calibration.ts';
import { dollars, duration, durations, range } from '../plan/draw-text.ts';
import type { Session } from './session.ts';
import { visible } from './terminal.ts';

interface Analysis {
  tasks: TaskPerformance[];
  estimate?: RunPerformance | null;
}

/** Tasks outside their range that are named; more are counted. */
const NAMED = 5;

/** Estimate against actual of a run that has ended, and how well estimates held so far; nothing for a run that has not. */
export async function printEstimate({ terminal, connection }: Session, workflowId: string): Promise<void> {
  const analysis = await connection.runStore.get<Analysis>(workflowId, 'analysis', 'analysis');
  const whole = analysis?.estimate;
  if (analysis === null || !whole) return;
  const held = whole.within_estimate === null ? '' : whole.within_estimate ? ', inside' : ', outside';
  const clock = whole.elapsed_ms === null ? '' : `; ${duration(whole.elapsed_ms)} by the clock`;
  terminal.out(`  took ${duration(whole.work_ms)} of work, estimated ${durations(whole.estimate_ms)}${held}${clock}; ${dollars(whole.usd)}, estimated ${range(whole.estimate_usd.low, whole.estimate_usd.high, dollars)}`);
  const known = analysis.tasks.filter((task) => task.within_estimate !== null);
  const missed = known.filter((task) => task.within_estimate === false);
  if (known.length === 0) terminal.out('  no task had past runs behind its estimate yet; this run is the first');
  else terminal.out(`  ${known.length - missed.length} of ${known.length} tasks inside their range${missed.length === 0 ? '' : `; outside: ${missed.slice(0, NAMED).map((task) => `${visible(task.task_id)} ${duration(task.duration_ms)}${task.estimate_ms === null ? '' : ` (${durations(task.estimate_ms)})`}`).join(', ')}${missed.length > NAMED ? ` and ${missed.length - NAMED} more` : ''}`}`);
  const { tasks, runs } = await connection.runStore.calibration();
  if (tasks.of > 0) terminal.out(`  over past runs ${tasks.within} of ${tasks.of} tasks (${Math.round((100 * tasks.within) / tasks.of)} %)${runs.of > 0 ? ` and ${runs.within} of ${runs.of} whole runs` : ''} took what their range said; 80 % is the aim`);
}
