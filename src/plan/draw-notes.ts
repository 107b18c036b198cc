import type { Plan, Preview } from '../schemas/plan.ts';
import type { ValidationResult } from '../schemas/validation.ts';
import { dollars, duration, durations, plain, range } from './draw-text.ts';

/** Tasks that are named one by one; more are counted. */
const NAMED = 8;

/** Lines below the table: what a person has to know of the whole plan before approving it. Two spaces begin a line that belongs to the one above. */
export function planNotes(plan: Plan, ending: string, validation: ValidationResult | undefined, cycle: string[] | null): string[] {
  const lines: string[] = [];
  const preview = plan.preview;
  if (ending !== '') lines.push(`Data: ${ending.slice(2, -1)}.`);
  if (preview) {
    lines.push(`● Critical path: ${preview.critical_path.join(' → ') || 'none'}${shareOf(preview)}.`);
    lines.push(`Time: ${durations(preview.duration_ms)}${plan.nodes.some((task) => task.type === 'user_interaction') ? ' beside the time of people' : ''}; up to ${atOnce(preview)} at once, ${preview.depth} deep.${widths(preview)}`);
    if (preview.held_up !== undefined && preview.held_up.length > 0) lines.push(`  Waits for its turn: ${preview.held_up.slice(0, 3).map((one) => `${one.task_id} ${duration(one.ms)} (${one.by})`).join(', ')}${preview.held_up.length > 3 ? ` and ${preview.held_up.length - 3} more` : ''}.`);
    if (preview.without_estimate.length > 0) {
      const all = preview.without_estimate.length === plan.nodes.length;
      lines.push(`  ~ No estimate from past runs yet for ${all ? 'any task' : preview.without_estimate.length > NAMED ? `${preview.without_estimate.length} of ${plan.nodes.length} tasks (marked ~)` : preview.without_estimate.join(', ')}; declared defaults are shown.`);
    }
    const past = pastRunsBehind(plan);
    if (past !== '') lines.push(past);
    const calls = preview.model_calls === 1 ? '1 model step' : `${preview.model_calls} model steps`;
    lines.push(`Cost: ${range(preview.usd.low, preview.usd.high, dollars)}, ${calls}.`);
    const effects = preview.effects.filter((effect) => effect.effect === 'write' || effect.effect === 'destructive');
    lines.push(effects.length === 0 ? 'Effects: none that change anything.' : 'Effects:');
    for (const effect of effects) lines.push(`  ${effect.task_id}: ${plain(effect.description)}${effect.touches === undefined ? '' : `, touches ${effect.touches.map(plain).join(', ')}`} (${effect.effect}; ${effect.undo === null ? 'cannot be undone' : `undo: ${effect.undo}`})`);
    const again = preview.waits.filter((one) => one.kind !== 'answer');
    const answers = preview.waits.filter((one) => one.kind === 'answer');
    if (again.length > 0) lines.push(`Asks you again before: ${again.map((one) => `${one.task_id} (${plain(one.title)})`).join('; ')}.`);
    for (const one of answers) lines.push(`Waits for your answer: ${one.task_id} (${plain(one.title)})${held(one.slack_ms)}.`);
    if (preview.optimisations.length > 0) lines.push('Changed by linking and optimising:');
    for (const one of preview.optimisations) lines.push(`  ${one.kind}: ${plain(one.description)}${gained(one.gain)}`);
    if (preview.calibration && preview.calibration.tasks.of > 0) lines.push(calibrated(preview.calibration));
  }
  if (cycle) lines.push(`Cycle: ${[...cycle, cycle[0]].join(' → ')}`);
  if (validation) lines.push(...checks(validation));
  return lines;
}

function checks(result: ValidationResult): string[] {
  const levels = ['syntactic', 'semantic', 'dependency', 'safety', 'resource'] as const;
  const summary = levels.map((level) => {
    const failed = result.checks_failed.filter((one) => one.check_type === level);
    const errors = failed.filter((one) => one.severity === 'error').length;
    return `${level} ${errors > 0 ? `✗ ${errors}` : failed.length > 0 ? `✓ (${failed.length} warning${failed.length > 1 ? 's' : ''})` : '✓'}`;
  });
  return [
    `Checks: ${summary.join(' · ')}${result.approval_required ? ' · needs your approval' : ''}`,
    ...result.checks_failed.map((one) => `  ${one.severity === 'error' ? '✗' : '!'} ${plain(one.message)} ${plain(one.suggested_fix)}`),
  ];
}

/** How many past runs stand behind the ranges: of the task with the fewest, and with the most. */
function pastRunsBehind({ nodes }: Plan): string {
  const counts = nodes.flatMap(({ estimate }) => (estimate !== undefined && estimate.runs > 0 ? [estimate.runs] : []));
  if (counts.length === 0) return '';
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return `  Ranges rest on ${least === most ? `${most} past ${most === 1 ? 'run' : 'runs'}` : `${least} to ${most} past runs`} of ${counts.length === nodes.length ? 'each task' : `each of ${counts.length} ${counts.length === 1 ? 'task' : 'tasks'}`}.`;
}

/** Never more than the workers and rates let run. */
function atOnce({ steps, held_up, width }: Preview): number {
  return held_up === undefined || steps === undefined ? width : Math.min(width, Math.max(1, ...steps.map((step) => step.running)));
}

/** How sure the critical path is, and who else may decide. */
function shareOf(preview: Preview): string {
  if (preview.critical_share === undefined || preview.critical_share >= 0.995) return '';
  const others = (preview.critical_others ?? []).slice(0, 3).map((one) => `${one.task_id} ${percent(one.share)}`);
  return `, in ${percent(preview.critical_share)} of simulated runs${others.length > 0 ? `; also on the deciding way: ${others.join(', ')}` : ''}`;
}

/** Width over time as a line of bars, one for each tenth of the expected time. */
function widths({ steps }: Preview): string {
  const end = steps?.at(-1)?.at_ms ?? 0;
  if (steps === undefined || end <= 0 || steps.length < 3 || Math.max(...steps.map((step) => step.running)) < 3) return '';
  const at = (ms: number): number => steps.findLast((step) => step.at_ms <= ms)?.running ?? 0;
  const most = Math.max(1, ...steps.map((step) => step.running));
  const bars = Array.from({ length: 20 }, (_, part) => BARS[Math.max(0, Math.ceil((at(((part + 0.5) / 20) * end) / most) * BARS.length) - 1)] ?? ' ');
  return ` Tasks at once over time: ${bars.join('')} (most: ${most}).`;
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

function held(slack: number | undefined): string {
  if (slack === undefined) return '';
  return slack === 0 ? ', which is on the critical path' : `, which delays the end where it takes longer than ${duration(slack)}`;
}

function gained(gain: Preview['optimisations'][number]['gain']): string {
  if (!gain) return '';
  const [ms, usd] = [gain.ms ?? 0, gain.usd ?? 0];
  const saves = [
    ...(ms > 0 ? [duration(ms)] : []),
    ...(gain.work_ms ? [`${duration(gain.work_ms)} of work`] : []),
    ...(usd > 0 ? [dollars(usd)] : []),
    ...(gain.tasks ? [`${gain.tasks} ${gain.tasks === 1 ? 'task' : 'tasks'}`] : []),
  ];
  const costs = [...(ms < 0 ? [duration(-ms)] : []), ...(usd < 0 ? [dollars(-usd)] : [])];
  const parts = [...(saves.length > 0 ? [`saves ${saves.join(', ')}`] : []), ...(costs.length > 0 ? [`costs ${costs.join(', ')}`] : []), ...(gain.waits ? ['asks earlier'] : [])];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function calibrated({ tasks, runs }: NonNullable<Preview['calibration']>): string {
  const whole = runs.of > 0 ? `, ${runs.within} of ${runs.of} whole runs` : '';
  return `Earlier estimates: ${tasks.within} of ${tasks.of} tasks (${percent(tasks.within / tasks.of)})${whole} took what their range said; 80 % is the aim.`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
