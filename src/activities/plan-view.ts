import type { RunStore } from '../provenance/run-store.ts';
import type { Binding } from '../schemas/decomposition.ts';
import type { Plan } from '../schemas/plan.ts';

/** What the record of a step needs to know of its plan. */
export interface PlanView {
  digest: string | null;
  tasks: ReadonlyMap<string, TaskView>;
}

export interface TaskView {
  operation: string | null;
  /** Of all inputs. */
  bindings: readonly Binding[];
  /** Ids of its steps, where the task runs them once; null where it may run them more often, or is not decomposed. */
  once: readonly string[] | null;
}

/** Views of sealed plans by store, run and revision, the oldest first; at most so many tasks in all. */
const kept = new WeakMap<RunStore, Map<string, PlanView>>();
const MOST_TASKS = 50_000;

/** Readings of sealed plans that are under way, for the steps that begin together. */
const reading = new WeakMap<RunStore, Map<string, Promise<PlanView | null>>>();

/**
 * The plan of a revision, or null where none is stored. A sealed plan never changes: with its digest it is read once and kept, so that a step costs
 * the same whatever the size of its plan. Without one it is read.
 */
export async function planView(runStore: RunStore, workflowId: string, revision: number, sealedDigest: string | null): Promise<PlanView | null> {
  const views = kept.get(runStore) ?? new Map<string, PlanView>();
  kept.set(runStore, views);
  const key = JSON.stringify([workflowId, revision]);
  const known = views.get(key);
  if (known !== undefined && sealedDigest !== null && known.digest === sealedDigest) return known;
  if (sealedDigest === null) return await readView(runStore, workflowId, revision);
  const pending = reading.get(runStore) ?? new Map<string, Promise<PlanView | null>>();
  reading.set(runStore, pending);
  const joined = pending.get(key);
  if (joined !== undefined) {
    const view = await joined;
    // what was read before this plan was sealed is not it
    return view?.digest === sealedDigest ? view : await readView(runStore, workflowId, revision);
  }
  const own = readView(runStore, workflowId, revision).finally(() => pending.delete(key));
  pending.set(key, own);
  const view = await own;
  if (view?.digest === sealedDigest) keep(views, key, view);
  return view;
}

async function readView(runStore: RunStore, workflowId: string, revision: number): Promise<PlanView | null> {
  const plan = await runStore.get<Plan>(workflowId, 'plan', String(revision));
  return plan === null ? null : viewOf(plan);
}

function keep(views: Map<string, PlanView>, key: string, view: PlanView): void {
  views.delete(key);
  views.set(key, view);
  let tasks = [...views.values()].reduce((sum, one) => sum + one.tasks.size, 0);
  for (const [oldest, { tasks: own }] of views) {
    if (tasks <= MOST_TASKS || oldest === key) break;
    views.delete(oldest);
    tasks -= own.size;
  }
}

function viewOf(plan: Plan): PlanView {
  const steps = new Map((plan.decompositions ?? []).map((one) => [one.task_id, one.steps.map((step) => step.step_id)]));
  const tasks = plan.nodes.map((task): [string, TaskView] => {
    const once = task.for_each === undefined && task.repeat === undefined ? (steps.get(task.task_id) ?? null) : null;
    return [task.task_id, { operation: task.operation ?? null, bindings: (task.inputs ?? []).flatMap((input) => input.bindings), once }];
  });
  return { digest: plan.plan_digest ?? null, tasks: new Map(tasks) };
}
