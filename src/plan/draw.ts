import type { Plan } from '../schemas/plan.ts';

export { planDot, planMermaid } from './draw-graph.ts';
export { planMarkdown } from './draw-markdown.ts';
export { planSvg } from './draw-svg.ts';
export { planTable, type TableOptions } from './draw-table.ts';
export { sharedEnding, withoutEnding } from './draw-text.ts';
export { planTree } from './draw-tree.ts';

/** The seed's DAG JSON, for people and pipes. */
export function planJson(plan: Plan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}
