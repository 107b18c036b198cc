import type { Given, TypedGoal, Want } from '../schemas/goal.ts';
import type { ArtifactType, FacetTerm, OperationPort, Registry } from '../schemas/operation.ts';
import type { Task } from '../schemas/plan.ts';
import { draftPlan } from './compile-draft.ts';
import { bindTask } from './graph.ts';
import { prepareProblem } from './search/problem.ts';
import { searchPlans } from './search/search.ts';
import type { Requirement } from './search/state.ts';
import { instantiate } from './unify.ts';

export interface ProduceContext {
  registry: Registry;
  goal: TypedGoal;
  /** Task ids that are in use. */
  taken: Set<string>;
  /** The want that is produced; without one, the input of a task. */
  want?: Want;
}

/** Marks an output of the plan that the search sees as given data; it becomes part of the names of new tasks (`chart-of-load`). */
const MARK = 'of:';

/**
 * Tasks that make an artifact for a port or a want, from given data and from what the tasks of the plan make: up to eight ways, the
 * cheapest first, each in an order in which it can run, the producer last. Effects are never produced unless the want names one.
 */
export function* produce(
  port: Pick<OperationPort, 'kinds' | 'facets' | 'name'>,
  nodes: readonly Task[],
  types: ReadonlyMap<string, ArtifactType>,
  context: ProduceContext,
): Generator<Task[]> {
  const { registry, goal } = context;
  const made: Given[] = nodes.flatMap((task) => {
    const type = types.get(task.task_id);
    return type ? [{ id: task.task_id, type, title: task.description, source: { kind: 'dataset' as const, dataset: `${MARK}${task.task_id}` }, named: false, spans: [] }] : [];
  });
  const givens = [...goal.givens, ...made];
  const problem = prepareProblem(registry, givens, { allows: (operation) => allowed(goal, `${operation.tool}.${operation.operation}`, operation.tool) });
  const requirements = Object.entries(port.facets).flatMap(([facet, term]): Requirement[] => {
    const wanted = ground(term);
    return wanted === null ? [] : [{ facet, match: wanted.atLeast ? 'includes' : (problem.facets.get(facet)?.match ?? 'equal'), term: wanted.term }];
  });
  for (const kind of port.kinds) {
    const found = searchPlans(problem, [{ kind, effect: context.want?.effect ?? null, cardinality: 'one', requirements }], { plans: 8, expansions: 2_000 });
    for (const plan of found.plans) {
      if (plan.nodes.length === 0) continue;
      const want: Want = context.want ?? { id: port.name, type: { kind, facets: {} }, effect: null, title: kind, spans: [] };
      const draft = draftPlan(plan, {
        goal: { ...goal, givens }, wants: [want], registry, now: '1970-01-01T00:00:00.000Z', dagId: 'part', estimates: {}, columns: {}, caveats: [], policyVersion: null,
      });
      if (draft.missing.length === 0) yield settle(draft.plan.nodes, nodes, context.taken);
    }
  }
}

/** Names that are free, and bindings to the plan's own tasks where the search saw given data. */
function settle(made: readonly Task[], nodes: readonly Task[], taken: ReadonlySet<string>): Task[] {
  const names = new Map<string, string>();
  const used = new Set(taken);
  for (const task of made) {
    let name = task.task_id;
    for (let count = 2; used.has(name); count += 1) name = `${task.task_id}-${count}`;
    used.add(name);
    names.set(task.task_id, name);
  }
  const outputs = new Map(nodes.map((task) => [task.task_id, task.outputs?.[0]?.name ?? 'out']));
  return made.map((task) => {
    const bound = bindTask(task, (binding) => {
      if (binding.kind === 'port') return { ...binding, task: names.get(binding.task) ?? binding.task };
      if (binding.kind !== 'dataset' || !binding.dataset.startsWith(MARK)) return binding;
      const from = binding.dataset.slice(MARK.length);
      return { kind: 'port', task: from, port: outputs.get(from) ?? 'out' };
    });
    return { ...bound, task_id: names.get(task.task_id) ?? task.task_id, dependencies: [] };
  });
}

/** A facet term without variables, or null. */
function ground(term: FacetTerm): { term: Requirement['term']; atLeast: boolean } | null {
  const atLeast = typeof term === 'object' && !Array.isArray(term) && 'atLeast' in term;
  let open = false;
  const value = instantiate(term, 0, () => {
    open = true;
    return 0;
  });
  return open ? null : { term: value, atLeast };
}

function allowed(goal: TypedGoal, name: string, tool: string): boolean {
  const tools = goal.constraints.allowed_tools;
  return tools === null || tools.includes(tool) || tools.includes(name);
}
