import { type PlanFacts } from './compare-plans.ts';
import { dollars, durations, plain, range, wrap } from './draw-text.ts';

/**
 * Plans side by side for a terminal: one column for each, one row for each thing that decides. Where they do not fit beside each other they
 * stand below each other. No line is longer than the width.
 */
export function alternativesTable(plans: readonly PlanFacts[], width = 100): string {
  const rows: [string, ...string[]][] = [
    ['', ...plans.map((plan) => plan.name)],
    ['tasks', ...plans.map((plan) => `${plan.tasks}, up to ${plan.width} at once, ${plan.depth} deep`)],
    ['time', ...plans.map((plan) => (plan.duration_ms ? durations(plan.duration_ms) : 'unknown'))],
    ['money', ...plans.map((plan) => `${plan.usd ? range(plan.usd.low, plan.usd.high, dollars) : 'unknown'}, ${plan.model_calls} model ${plan.model_calls === 1 ? 'step' : 'steps'}`)],
    ['effects', ...plans.map((plan) => (plan.writes.length === 0 ? 'none that change anything' : `writes: ${plan.writes.join(', ')}`))],
    ['risk', ...plans.map((plan) => (plan.irreversible.length === 0 ? 'all can be undone' : `cannot be undone: ${plan.irreversible.join(', ')}`))],
    ['asks people', ...plans.map((plan) => (plan.waits === 0 ? 'no' : `${plan.waits} times`))],
    ['data', ...plans.map((plan) => plan.data.join(', ') || 'none')],
    ['differs', ...plans.map((plan, at) => (at === 0 ? '' : [...plan.only_here.map((one) => `+ ${one}`), ...plan.not_here.map((one) => `− ${one}`)].join(', ') || 'other order or parameters'))],
    ['against it', ...plans.map((plan) => plan.against_first.join('; '))],
    ['digest', ...plans.map((plan) => (plan.plan_digest === null ? '' : `${plan.plan_digest.slice(0, 12)}…`))],
  ];
  const lead = Math.max(...rows.map(([name]) => name.length));
  const column = Math.floor((width - lead) / Math.max(1, plans.length)) - 2;
  if (column < 20 && plans.length > 1) return plans.map((plan) => alternativesTable([plan], width)).join('\n');
  const widths = [lead, ...plans.map(() => Math.min(column, 48))];
  const lines = rows.flatMap((row, index) => {
    const cells = row.map((cell, at) => wrap(plain(cell), widths[at] ?? 1));
    const height = Math.max(...cells.map((cell) => cell.length));
    const drawn = Array.from({ length: height }, (_, line) => cells.map((cell, at) => (cell[line] ?? '').padEnd(widths[at] ?? 0)).join('  ').trimEnd());
    return index === 0 ? [...drawn, widths.map((one) => '─'.repeat(one)).join('──')] : drawn;
  });
  return `${lines.join('\n')}\n`;
}
