import type { Edge, Plan, Task } from '../schemas/plan.ts';
import type { TaskState } from '../schemas/run.ts';
import type { ValidationResult } from '../schemas/validation.ts';
import { type TaskMarks, planBands, planMarks } from './draw-marks.ts';
import { planNotes } from './draw-notes.ts';
import { duration, durations, plain, sharedEnding, withoutEnding, wrap } from './draw-text.ts';
import { planGraph, topologicalOrder } from './graph.ts';

export interface TableOptions {
  /** Columns of the terminal; at least 60. */
  width?: number;
  validation?: ValidationResult;
  states?: { readonly [task: string]: TaskState };
  /** Below each task why it waits for each of the others, in whole sentences. */
  reasons?: boolean;
}

const MARKS: { readonly [state in TaskState]: string } = {
  pending: ' ', ready: ' ', running: '▸', waiting: '?', succeeded: '✓', partial: '~', failed: '✗', blocked: '⊘', skipped: '–', cancelled: '–',
};
/** Plans of more tasks are shown by stage. */
const UNGROUPED = 8;

/**
 * The plan as a table for a terminal: tasks by stage in an order in which they can run, what each waits for and why, estimates, the critical
 * path (●), and below it what a person has to know before approving. No colour, no line longer than the width.
 */
export function planTable(plan: Plan, options: TableOptions = {}): string {
  const width = Math.max(60, options.width ?? 100);
  const graph = planGraph(plan);
  const { order, cycle } = topologicalOrder(graph);
  const tasks = new Map(plan.nodes.map((task) => [task.task_id, task]));
  const bands = plan.nodes.length > UNGROUPED ? planBands(plan, graph) : [{ title: '', tasks: [...new Set([...order, ...tasks.keys()])] }];
  const into = Map.groupBy(plan.edges ?? [], (edge) => edge.to);
  const number = new Map(bands.flatMap((band) => band.tasks).map((id, index) => [id, index + 1]));
  const marks = planMarks(plan);
  const ending = sharedEnding(plan.nodes.map((task) => plain(task.description)));
  const rows = bands.flatMap((band): Row[] => [
    ...(bands.length > 1 ? [{ stage: band.title === '' ? 'no stage' : band.title }] : []),
    ...band.tasks.flatMap((id) => {
      const [task, mark] = [tasks.get(id), marks.get(id)];
      return task && mark ? [{ cells: cellsOf(task, mark, ending, plan.nodes.length, into.get(id) ?? [], number, options), below: options.reasons === true ? sentences(task, into.get(id) ?? [], number) : [] }] : [];
    }),
  ]);
  const lines = [...layout(rows, width), ''];
  for (const note of planNotes(plan, ending, options.validation, cycle)) {
    const indent = note.startsWith('  ') ? '  ' : '';
    lines.push(...wrap(note, width - 4).map((line, at) => `${indent}${at === 0 ? '' : '  '}${line}`));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

type Cells = [mark: string, task: string, what: string, after: string, takes: string];
type Row = { stage: string } | { cells: Cells; below: string[] };

function cellsOf(task: Task, mark: TaskMarks, ending: string, count: number, into: readonly Edge[], number: ReadonlyMap<string, number>, options: TableOptions): Cells {
  const state = options.states && Object.hasOwn(options.states, task.task_id) ? options.states[task.task_id] : undefined;
  const lead = `${mark.critical ? '●' : ' '} ${String(number.get(task.task_id) ?? 0).padStart(String(count).length)}${state ? ` ${MARKS[state]}` : ''}`;
  const name = task.operation === undefined || (count > UNGROUPED && options.reasons !== true) ? '' : ` [${task.operation}]`;
  const effect = mark.effect === '' ? '' : ` (${mark.effect === 'writes' ? 'writes' : 'destructive'})`;
  const constructs = mark.constructs.map((one) => ` {${one}}`).join('');
  const estimate = task.estimate;
  const takes = mark.node === 'person' ? 'your time' : !estimate ? '' : estimate.runs === 0 ? `~${duration(estimate.duration_ms.high)}` : durations(estimate.duration_ms);
  const what = withoutEnding(plain(task.description), ending);
  return [lead, task.task_id, plain(`${what}${effect}${constructs}${name}`), reasons(task, into, number), takes];
}

/** What a task waits for: numbers of tasks, those with the same reason together. */
function reasons(task: Task, into: readonly Edge[], number: ReadonlyMap<string, number>): string {
  const byTask = new Map<string, string[]>();
  for (const edge of into) {
    const why = edge.reason === 'data' ? (edge.from_port ?? 'data') : edge.detail === '' || edge.detail === edge.reason ? edge.reason : `${edge.reason}: ${edge.detail}`;
    const known = byTask.get(edge.from) ?? [];
    if (!known.includes(why)) byTask.set(edge.from, [...known, why]);
  }
  for (const from of task.dependencies) if (!byTask.has(from)) byTask.set(from, ['declared']);
  const byReason = Map.groupBy([...byTask], ([, why]) => why.join(', '));
  return [...byReason].map(([why, tasks]) => `${tasks.map(([from]) => number.get(from) ?? from).join(', ')} (${why})`).join(', ') || '–';
}

function sentences(task: Task, into: readonly Edge[], number: ReadonlyMap<string, number>): string[] {
  const explained = new Set(into.map((edge) => edge.from));
  return [
    ...into.map((edge) => `↳ ${number.get(edge.from) ?? edge.from} ${edge.from}: ${edge.reason}${edge.detail === '' ? '' : `, ${plain(edge.detail)}`}${edge.to_port === null ? '' : ` (input ${edge.to_port})`}`),
    ...task.dependencies.filter((from) => !explained.has(from)).map((from) => `↳ ${number.get(from) ?? from} ${from}: declared, the plan says so`),
  ];
}

function layout(all: readonly Row[], width: number): string[] {
  const head: Cells = ['', 'task', 'does', 'after (why)', 'takes'];
  const rows = all.flatMap((row) => ('cells' in row ? [row.cells] : []));
  const widest = (column: number, limit: number): number => Math.min(limit, Math.max(head[column]?.length ?? 0, ...rows.map((one) => one[column]?.length ?? 0)));
  const mark = widest(0, 12);
  const task = widest(1, width < 90 ? 20 : 26);
  const takes = widest(4, 14);
  const left = width - mark - task - takes - 8;
  const token = Math.max(...rows.flatMap((one) => one[3].split(' ').map((word) => word.length)), 16);
  const after = Math.min(widest(3, left), Math.max(Math.floor(left * 0.4), Math.min(token, Math.floor(left * 0.6))));
  const what = Math.min(widest(2, left), left - after);
  const widths = [mark, task, what, after, takes];
  const draw = (one: Cells): string[] => {
    const cells = one.map((cell, at) => wrapCell(cell, widths[at] ?? 1));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) => cells.map((cell, at) => (cell[line] ?? '').padEnd(widths[at] ?? 0)).join('  ').trimEnd());
  };
  const full = widths.reduce((sum, one) => sum + one, 2 * (widths.length - 1));
  const indent = ' '.repeat(mark + 2);
  return [
    ...draw(head),
    '─'.repeat(full),
    ...all.flatMap((row) => ('stage' in row ? [stageLine(row.stage, full)] : [...draw(row.cells), ...row.below.flatMap((line) => wrap(line, full - indent.length - 2).map((part, at) => `${indent}${at === 0 ? '' : '  '}${part}`))])),
  ];
}

function stageLine(title: string, width: number): string {
  const shown = plain(title);
  const words = shown.length <= width - 6 ? shown : `${shown.slice(0, width - 7)}…`;
  return `── ${words} ${'─'.repeat(Math.max(0, width - words.length - 4))}`;
}

/** The first column keeps its leading spaces, the others are wrapped. */
function wrapCell(cell: string, width: number): string[] {
  return cell.length <= width ? [cell] : wrap(cell, width);
}
