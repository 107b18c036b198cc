import type { Plan } from '../schemas/plan.ts';
import type { ValidationResult } from '../schemas/validation.ts';
import { dollars, durations, plain, range } from './draw-text.ts';

/** Tasks that are named one by one; more are counted. */
const NAMED = 8;

/** Lines below the table: what a person has to know of the whole plan before approving it. Two spaces begin a line that belongs to the one above. */
export function planNotes(plan: Plan, ending: string, validation: ValidationResult | undefined, cycle: string[] | null): string[] {
  const lines: string[] = [];
  const preview = plan.preview;
  if (ending !== '') lines.push(`Data: ${ending.slice(2, -1)}.`);
  if (preview) {
    const time = durations(preview.duration_ms);
    lines.push(`● Critical path: ${preview.critical_path.join(' → ') || 'none'}, ${time}; up to ${preview.width} at once, ${preview.depth} deep.`);
    if (preview.without_estimate.length > 0) {
      const all = preview.without_estimate.length === plan.nodes.length;
      lines.push(`  ~ No estimate from past runs yet for ${all ? 'any task' : preview.without_estimate.length > NAMED ? `${preview.without_estimate.length} of ${plan.nodes.length} tasks (marked ~)` : preview.without_estimate.join(', ')}; declared defaults are shown.`);
    }
    const calls = preview.model_calls === 1 ? '1 model step' : `${preview.model_calls} model steps`;
    lines.push(`Cost: ${range(preview.usd.low, preview.usd.high, dollars)}, ${calls}.`);
    const effects = preview.effects.filter((effect) => effect.effect === 'write' || effect.effect === 'destructive');
    lines.push(effects.length === 0 ? 'Effects: none that change anything.' : 'Effects:');
    for (const effect of effects) lines.push(`  ${effect.task_id}: ${plain(effect.description)} (${effect.effect}; ${effect.undo === null ? 'cannot be undone' : `undo: ${effect.undo}`})`);
    if (preview.waits.length > 0) lines.push(`Asks you again before: ${preview.waits.map((one) => `${one.task_id} (${plain(one.title)})`).join('; ')}.`);
    if (preview.optimisations.length > 0) lines.push('Changed by linking:');
    for (const one of preview.optimisations) lines.push(`  ${one.kind}: ${plain(one.description)}`);
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
