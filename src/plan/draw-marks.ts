import type { Plan, Task } from '../schemas/plan.ts';
import type { Predicate } from '../schemas/predicate.ts';
import { describeType } from './compile-describe.ts';
import { duration, plain } from './draw-text.ts';
import { isFormal } from './formal.ts';
import { sayVaried } from './rounds.ts';
import { type Graph, planGraph, topologicalOrder } from './graph.ts';

/** What a drawing says of a task beside its description: the same words in every format. */
export interface TaskMarks {
  /** What kind of node: an operation, a person who is asked, or a plan that is made when its data is there. */
  node: 'operation' | 'person' | 'plan';
  /** Conditions and repetition, shortest first: `×n, each table`, `if data.held = true`, `again ≤ 5`. */
  constructs: string[];
  /** `writes`, `cannot be undone`, or empty where nothing outside changes. */
  effect: '' | 'writes' | 'cannot be undone';
  critical: boolean;
}

/** The marks of every task of a plan, by task id. */
export function planMarks(plan: Plan): Map<string, TaskMarks> {
  const critical = new Set(plan.preview?.critical_path);
  return new Map(plan.nodes.map((task) => [task.task_id, {
    node: task.type === 'user_interaction' ? 'person' : task.type === 'plan' ? 'plan' : 'operation',
    constructs: constructs(task),
    effect: task.effect === 'write' ? 'writes' : task.effect === 'destructive' ? 'cannot be undone' : '',
    critical: critical.has(task.task_id),
  }]));
}

function constructs(task: Task): string[] {
  const marks: string[] = [];
  if (task.for_each) marks.push(`for each of ${task.for_each.port} ×n ≤ ${task.for_each.limit}`);
  if (task.when) marks.push(`when ${conditionText(task.when)}`);
  if (task.repeat) {
    const pause = task.repeat.wait_ms ? `, every ${duration(task.repeat.wait_ms)}` : '';
    const { vary, limit } = task.repeat;
    if (vary !== undefined) marks.push(`again with ${sayVaried(vary, limit)} until ${conditionText(task.repeat.until)}, at most ${limit} times${pause}`);
    else marks.push(`repeat ≤ ${task.repeat.limit} until ${task.repeat.settles === undefined ? conditionText(task.repeat.until) : `${conditionText({ path: task.repeat.settles, op: '=', value: true })} stays the same`}${task.repeat.carry ? ', each from the one before' : ''}${pause}${task.repeat.changes === undefined ? '' : ', each time anew'}`);
  }
  if (task.type === 'user_interaction') marks.push('asks a person');
  if (task.model === 'small') marks.push('small model');
  if (task.type === 'plan') marks.push(`nested plan${task.plan ? ` "${plain(task.plan.words)}"` : ''}`);
  for (const want of task.plan?.wants ?? []) if (isFormal(want)) marks.push(`wants ${cut(plain(describeType(want.type)))}`);
  return marks;
}

/** Longest line about what a nested plan wants. */
const WANTED = 120;

function cut(text: string): string {
  return text.length <= WANTED ? text : `${text.slice(0, WANTED - 1)}…`;
}

/** A predicate in few words: the end of its path, and what it is compared with. */
export function conditionText(predicate: Predicate): string {
  if ('all' in predicate) return predicate.all.map(conditionText).join(' and ');
  if ('any' in predicate) return predicate.any.map(conditionText).join(' or ');
  if ('not' in predicate) return `not ${conditionText(predicate.not)}`;
  const path = predicate.path.replace(/^(inputs|outputs)\./, '').replace(/\.data(?=\.|$)/, '').replace(/\.values\.0\.value$/, '').replace(/^condition\./, '');
  const shown = plain(path);
  if (!('value' in predicate)) return predicate.op === 'exists' ? `${shown} is there` : `${shown} is empty`;
  if (predicate.op === '=' && predicate.value === true) return `${shown}`;
  if (predicate.op === '=' && predicate.value === false) return `not ${shown}`;
  const value = plain(typeof predicate.value === 'string' ? predicate.value : JSON.stringify(predicate.value));
  return `${shown} ${predicate.op} ${value.length <= 40 ? value : `${value.slice(0, 39)}…`}`;
}

/** Tasks that belong together, in an order in which the groups and the tasks in them can run. `title` is empty where tasks name no stage. */
export interface Band {
  title: string;
  tasks: string[];
}

/**
 * The tasks of a plan by stage. Stages that need each other both ways share one band, so that every need of a band lies in it or above it.
 * Of bands that could stand in either order the one listed first in the plan comes first.
 */
export function planBands(plan: Plan, graph: Graph = planGraph(plan)): Band[] {
  const stageOf = new Map(plan.nodes.map((task) => [task.task_id, task.stage ?? '']));
  const { order } = topologicalOrder(graph);
  const listed = [...new Set([...order, ...graph.keys()])];
  const stages = [...new Set(plan.nodes.map((task) => task.stage ?? ''))];
  const needs: Graph = new Map(stages.map((stage) => [stage, new Set()]));
  for (const [task, own] of graph) {
    const stage = stageOf.get(task) ?? '';
    for (const need of own) if (stageOf.has(need) && stageOf.get(need) !== stage) needs.get(stage)?.add(stageOf.get(need) ?? '');
  }
  const reach = new Map(stages.map((stage) => [stage, reachable(needs, stage)]));
  const together = (a: string, b: string): boolean => a === b || (reach.get(a)?.has(b) === true && reach.get(b)?.has(a) === true);
  const groups: string[][] = [];
  for (const stage of stages) {
    const group = groups.find(([first]) => first !== undefined && together(first, stage));
    if (group) group.push(stage);
    else groups.push([stage]);
  }
  const groupOf = new Map(groups.flatMap((group, at) => group.map((stage) => [stage, at] as const)));
  const contracted: Graph = new Map(groups.map((_, at) => [String(at), new Set()]));
  for (const [stage, own] of needs) for (const need of own) if (groupOf.get(need) !== groupOf.get(stage)) contracted.get(String(groupOf.get(stage)))?.add(String(groupOf.get(need)));
  return topologicalOrder(contracted).order.flatMap((at) => {
    const group = groups[Number(at)] ?? [];
    const tasks = listed.filter((task) => group.includes(stageOf.get(task) ?? ''));
    return tasks.length === 0 ? [] : [{ title: group.filter((stage) => stage !== '').join(', '), tasks }];
  });
}

function reachable(needs: Graph, from: string): Set<string> {
  const seen = new Set<string>();
  const open = [...(needs.get(from) ?? [])];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(needs.get(at) ?? []));
  }
  return seen;
}

/** A dependency as drawings show it: all edges between two tasks in one, with every reason. */
export interface Link {
  from: string;
  to: string;
  /** What is handed over, or why the order is kept. */
  label: string;
  /** The same in whole sentences. */
  details: string[];
  /** Data is handed over; otherwise only the order counts. */
  data: boolean;
  /** A piece of the critical path. */
  critical: boolean;
}

/** Every dependency between two tasks of the plan once. */
export function planLinks(plan: Plan): Link[] {
  const known = new Set(plan.nodes.map((task) => task.task_id));
  const path = plan.preview?.critical_path ?? [];
  const critical = new Set(path.slice(1).map((task, at) => `${path[at]} ${task}`));
  const links = new Map<string, Link & { labels: string[] }>();
  const add = (from: string, to: string, label: string, detail: string, data: boolean): void => {
    if (!known.has(from) || !known.has(to)) return;
    const key = `${from} ${to}`;
    const link = links.get(key) ?? { from, to, label: '', details: [], data: false, critical: critical.has(key), labels: [] };
    if (!link.labels.includes(label)) link.labels.push(label);
    if (detail !== '' && !link.details.includes(detail)) link.details.push(detail);
    links.set(key, { ...link, data: link.data || data });
  };
  for (const edge of plan.edges ?? []) add(edge.from, edge.to, edge.reason === 'data' ? (edge.from_port ?? 'data') : edge.reason, edge.detail, edge.reason === 'data');
  for (const task of plan.nodes) for (const from of task.dependencies) if (!links.has(`${from} ${task.task_id}`)) add(from, task.task_id, 'declared', `${task.task_id} waits for ${from}: the plan says so`, false);
  return [...links.values()].map(({ labels, ...link }) => ({ ...link, label: labels.join(', ') }));
}
