import type { Plan } from '../schemas/plan.ts';
import { planLinks, planMarks } from './draw-marks.ts';
import { plain, wrap } from './draw-text.ts';
import { planGraph, topologicalOrder } from './graph.ts';

export interface TreeOptions {
  /** Columns of the terminal; unlimited where absent. */
  width?: number;
  /** Say at each branch why it is there. */
  reasons?: boolean;
}

/**
 * The plan read backwards from its results: each task with what it is made from. ● is the critical path; what was shown before is marked
 * with ↑ and not opened again.
 */
export function planTree(plan: Plan, options: TreeOptions = {}): string {
  const graph = planGraph(plan);
  const tasks = new Map(plan.nodes.map((task) => [task.task_id, task]));
  const marks = planMarks(plan);
  const links = new Map(planLinks(plan).map((link) => [`${link.from} ${link.to}`, link]));
  const needed = new Set([...graph.values()].flatMap((needs) => [...needs]));
  const roots = plan.nodes.filter((task) => !needed.has(task.task_id)).map((task) => task.task_id);
  const shown = new Set<string>();
  const lines: string[] = [];
  const open = (roots.length > 0 ? roots : topologicalOrder(graph).order.slice(-1)).map((id) => ({ id, lead: '', own: '', above: '' })).toReversed();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const task = tasks.get(next.id);
    const mark = marks.get(next.id);
    const again = shown.has(next.id);
    shown.add(next.id);
    const link = links.get(`${next.id} ${next.above}`);
    const said = again || !mark ? [] : [...mark.constructs, ...(mark.effect === '' ? [] : [mark.effect])];
    const why = options.reasons === true && link ? ` ← ${[link.label, ...link.details].map(plain).join('; ')}` : '';
    const text = `${next.id}${task ? `: ${plain(task.description)}` : ' (missing)'}${said.length > 0 ? ` [${said.join('; ')}]` : ''}${mark?.critical ? ' ●' : ''}${again ? ' ↑' : ''}${why}`;
    const children = again ? [] : [...(graph.get(next.id) ?? [])];
    const hang = `${next.lead}${children.length > 0 ? '│  ' : '   '}`;
    const broken = options.width === undefined ? [text] : wrap(text, Math.max(24, options.width - hang.length));
    lines.push(...broken.map((line, at) => `${at === 0 ? next.own : hang}${line}`));
    const { id: above, lead } = next;
    const below = children.map((id, at) => {
      const last = at === children.length - 1;
      return { id, above, lead: `${lead}${last ? '   ' : '│  '}`, own: `${lead}${last ? '└─ ' : '├─ '}` };
    });
    open.push(...below.toReversed());
  }
  return `${lines.join('\n')}\n`;
}
