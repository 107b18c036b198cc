import type { Plan, Task } from '../schemas/plan.ts';
import { dollars, duration } from './draw-text.ts';
import { taskBindings } from './graph.ts';

/** One plan beside others: what a person needs to choose. */
export interface PlanFacts {
  name: string;
  plan_digest: string | null;
  tasks: number;
  width: number;
  depth: number;
  duration_ms: { low: number; high: number } | null;
  usd: { low: number; high: number } | null;
  model_calls: number;
  /** Tasks that write, and tasks that cannot be undone. */
  writes: string[];
  irreversible: string[];
  waits: number;
  /** Datasets and files that it reads. */
  data: string[];
  /** Operations that the first plan does not run, and those that only the first one runs. */
  only_here: string[];
  not_here: string[];
  /** Why it is dearer, slower or riskier than the first one, or better; empty for the first one itself. */
  against_first: string[];
}

/** Plans side by side; the first is what the others are compared with. */
export function comparePlans(plans: readonly { name: string; plan: Plan }[]): PlanFacts[] {
  const [first] = plans;
  return plans.map(({ name, plan }, at) => {
    const facts = factsOf(name, plan);
    if (at === 0 || !first) return facts;
    const [mine, theirs] = [operationsOf(plan), operationsOf(first.plan)];
    facts.only_here = difference(mine, theirs);
    facts.not_here = difference(theirs, mine);
    facts.against_first = reasonsOf(facts, plan, factsOf(first.name, first.plan), first.plan);
    return facts;
  });
}

function factsOf(name: string, plan: Plan): PlanFacts {
  const { preview } = plan;
  return {
    name,
    plan_digest: plan.plan_digest ?? null,
    tasks: plan.nodes.length,
    width: preview?.width ?? 0,
    depth: preview?.depth ?? 0,
    duration_ms: preview?.duration_ms ?? null,
    usd: preview?.usd ?? null,
    model_calls: preview?.model_calls ?? 0,
    writes: plan.nodes.filter((task) => task.effect === 'write').map((task) => task.task_id),
    irreversible: plan.nodes.filter((task) => task.effect === 'destructive').map((task) => task.task_id),
    waits: preview?.waits.length ?? 0,
    data: dataOf(plan),
    only_here: [],
    not_here: [],
    against_first: [],
  };
}

/** How often each operation runs. */
function operationsOf(plan: Plan): Map<string, number> {
  const counts = new Map<string, number>();
  for (const task of plan.nodes) if (task.operation !== undefined) counts.set(task.operation, (counts.get(task.operation) ?? 0) + 1);
  return counts;
}

function difference(mine: ReadonlyMap<string, number>, theirs: ReadonlyMap<string, number>): string[] {
  return [...mine].flatMap(([name, count]) => {
    const more = count - (theirs.get(name) ?? 0);
    return more <= 0 ? [] : [more === 1 ? name : `${more}× ${name}`];
  }).toSorted();
}

function dataOf(plan: Plan): string[] {
  const data = new Set<string>();
  for (const task of plan.nodes) {
    for (const { binding } of taskBindings(task)) {
      if (binding.kind === 'dataset') data.add(binding.dataset);
      else if (binding.kind === 'artifact') data.add(binding.name);
    }
  }
  return [...data].toSorted();
}

function reasonsOf(facts: PlanFacts, plan: Plan, first: PlanFacts, firstPlan: Plan): string[] {
  const reasons: string[] = [];
  const own = new Set(facts.only_here.map((name) => name.replace(/^\d+× /, '')));
  const others = new Set(facts.not_here.map((name) => name.replace(/^\d+× /, '')));
  if (facts.usd && first.usd) {
    const more = (facts.usd.low + facts.usd.high - first.usd.low - first.usd.high) / 2;
    if (Math.abs(more) >= 1e-6) reasons.push(`${more > 0 ? 'dearer' : 'cheaper'} by ${dollars(Math.abs(more))}${because({ plan: more > 0 ? plan : firstPlan, only: more > 0 ? own : others }, { plan: more > 0 ? firstPlan : plan, only: more > 0 ? others : own }, (task) => middle(task.estimate?.usd), more > 0, dollars)}`);
  }
  if (facts.duration_ms && first.duration_ms) {
    const more = (facts.duration_ms.low + facts.duration_ms.high - first.duration_ms.low - first.duration_ms.high) / 2;
    const enough = Math.abs(more) >= Math.max(10, 0.02 * middle(first.duration_ms));
    if (enough) reasons.push(`${more > 0 ? 'slower' : 'faster'} by ${duration(Math.abs(more))}${because({ plan: more > 0 ? plan : firstPlan, only: more > 0 ? own : others }, { plan: more > 0 ? firstPlan : plan, only: more > 0 ? others : own }, (task) => middle(task.estimate?.duration_ms), more > 0, duration)}`);
  }
  const irreversible = facts.irreversible.length - first.irreversible.length;
  if (irreversible !== 0) reasons.push(`${Math.abs(irreversible)} ${irreversible > 0 ? 'more' : 'fewer'} that cannot be undone`);
  const writes = facts.writes.length - first.writes.length;
  if (writes !== 0) reasons.push(`${Math.abs(writes)} ${writes > 0 ? 'more' : 'fewer'} that write`);
  if (facts.waits !== first.waits) reasons.push(`${Math.abs(facts.waits - first.waits)} ${facts.waits > first.waits ? 'more' : 'fewer'} waits for a person`);
  const [more, less] = [facts.data.filter((one) => !first.data.includes(one)), first.data.filter((one) => !facts.data.includes(one))];
  if (more.length > 0) reasons.push(`also reads ${more.join(', ')}`);
  if (less.length > 0) reasons.push(`does without ${less.join(', ')}`);
  if (reasons.length === 0) reasons.push('costs the same; other operations');
  return reasons;
}

interface Side {
  plan: Plan;
  /** Operations that the other side does not have. */
  only: ReadonlySet<string>;
}

/**
 * The task that the difference comes from: the dearest of those whose operation the other side does not have, and does not have another one
 * that costs about as much instead of.
 */
function because(dearer: Side, cheaper: Side, cost: (task: Task) => number, here: boolean, show: (value: number) => string): string {
  const tasksOf = ({ plan, only }: Side): Task[] => plan.nodes.filter((task) => only.has(task.operation ?? '') && cost(task) > 0).toSorted((a, b) => cost(b) - cost(a));
  const instead = tasksOf(cheaper);
  const all = tasksOf(dearer);
  const unmatched = all.filter((task) => {
    const at = instead.findIndex((other) => Math.abs(cost(other) - cost(task)) <= 0.1 * cost(task));
    if (at >= 0) instead.splice(at, 1);
    return at < 0;
  });
  const most = unmatched[0] ?? all[0];
  return most === undefined ? '' : `: ${here ? '' : 'without '}${most.operation} (${show(cost(most))})`;
}

function middle(range: { low: number; high: number } | undefined): number {
  return range ? (range.low + range.high) / 2 : 0;
}
