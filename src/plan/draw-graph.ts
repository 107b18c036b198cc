import type { Plan, Task } from '../schemas/plan.ts';
import { type Link, type TaskMarks, planBands, planLinks, planMarks } from './draw-marks.ts';
import { plain } from './draw-text.ts';

export interface GraphOptions {
  /** Say at each arrow why it is there in a whole sentence. */
  reasons?: boolean;
}

/**
 * A Mermaid flowchart: stages as subgraphs, arrows with the port or the reason; writes are rounded, destructive tasks are hexagons, what a
 * person does is a stadium, nested plans have double sides, what is only done under a condition has a broken border.
 */
export function planMermaid(plan: Plan, options: GraphOptions = {}): string {
  const names = new Map(plan.nodes.map((task, index) => [task.task_id, `t${index + 1}`]));
  const tasks = new Map(plan.nodes.map((task) => [task.task_id, task]));
  const marks = planMarks(plan);
  const lines = ['flowchart TB'];
  const bands = planBands(plan);
  for (const [at, band] of bands.entries()) {
    const grouped = band.title !== '' && bands.length > 1;
    if (grouped) lines.push(`  subgraph s${at + 1}["${mermaidText(band.title)}"]`);
    for (const id of band.tasks) {
      const [task, mark] = [tasks.get(id), marks.get(id)];
      if (!task || !mark) continue;
      const [open, close] = mermaidShape(mark);
      lines.push(`  ${grouped ? '  ' : ''}${names.get(id)}${open}"${[task.description, ...said(mark)].map(mermaidText).join('<br/>')}"${close}`);
    }
    if (grouped) lines.push('  end');
  }
  const links = planLinks(plan);
  for (const link of links) lines.push(`  ${names.get(link.from)} ${link.data ? '-->' : '-.->'}|"${mermaidText(labelOf(link, options))}"| ${names.get(link.to)}`);
  const marked = plan.nodes.filter((task) => marks.get(task.task_id)?.critical).map((task) => names.get(task.task_id));
  const conditional = plan.nodes.filter((task) => task.when).map((task) => names.get(task.task_id));
  const thick = links.flatMap((link, at) => (link.critical ? [at] : []));
  if (marked.length > 0) lines.push('  classDef critical stroke-width:3px', `  class ${marked.join(',')} critical`);
  if (conditional.length > 0) lines.push('  classDef conditional stroke-dasharray:5 3', `  class ${conditional.join(',')} conditional`);
  if (thick.length > 0) lines.push(`  linkStyle ${thick.join(',')} stroke-width:3px`);
  return `${lines.join('\n')}\n`;
}

/** A Graphviz digraph with the same marks; reasons are tooltips, or with `reasons` labels. */
export function planDot(plan: Plan, options: GraphOptions = {}): string {
  const marks = planMarks(plan);
  const tasks = new Map(plan.nodes.map((task) => [task.task_id, task]));
  const lines = ['digraph plan {', '  rankdir=TB; node [shape=box, fontname="sans-serif", fontsize=11]; edge [fontname="sans-serif", fontsize=9];'];
  const bands = planBands(plan);
  for (const [at, band] of bands.entries()) {
    const grouped = band.title !== '' && bands.length > 1;
    if (grouped) lines.push(`  subgraph cluster_${at + 1} {`, `    label=${quote(band.title)}; style=filled; color="#eef1f5";`);
    for (const id of band.tasks) {
      const [task, mark] = [tasks.get(id), marks.get(id)];
      if (task && mark) lines.push(`    ${quote(id)} [label="${[task.description, ...said(mark)].map(quoted).join('\\n')}"${dotShape(task, mark)}];`);
    }
    if (grouped) lines.push('  }');
  }
  for (const link of planLinks(plan)) {
    const style = `${link.data ? '' : ', style=dashed'}${link.critical ? ', penwidth=3' : ''}`;
    lines.push(`  ${quote(link.from)} -> ${quote(link.to)} [label=${quote(labelOf(link, options))}, tooltip=${quote(link.details.join('; '))}${style}];`);
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

/** Constructs and effect, one to a line. */
function said(mark: TaskMarks): string[] {
  return [...mark.constructs, ...(mark.effect === '' ? [] : [mark.effect])];
}

function labelOf(link: Link, options: GraphOptions): string {
  const details = link.details.join('; ');
  return options.reasons === true && details !== '' ? `${link.label}: ${details}` : link.label;
}

function mermaidShape(mark: TaskMarks): [string, string] {
  if (mark.effect === 'cannot be undone') return ['{{', '}}'];
  if (mark.node === 'person') return ['([', '])'];
  if (mark.node === 'plan') return ['[[', ']]'];
  return mark.effect === 'writes' ? ['(', ')'] : ['[', ']'];
}

function dotShape(task: Task, mark: TaskMarks): string {
  const styles = [...(mark.effect === 'writes' || mark.node === 'person' ? ['rounded'] : []), ...(task.when ? ['dashed'] : [])];
  const shape = mark.effect === 'cannot be undone' ? ', shape=hexagon' : mark.node === 'plan' ? ', shape=box3d' : '';
  const peripheries = task.for_each ? ', peripheries=2' : '';
  return `${shape}${peripheries}${styles.length > 0 ? `, style=${quote(styles.join(','))}` : ''}${mark.critical ? ', penwidth=3' : ''}`;
}

function quoted(text: string): string {
  return plain(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}

function quote(text: string): string {
  return `"${quoted(text)}"`;
}

function mermaidText(text: string): string {
  return plain(text).replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;');
}
