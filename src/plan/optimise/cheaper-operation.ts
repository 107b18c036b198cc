import type { Json } from '../../schemas/json.ts';
import type { Operation, Registry } from '../../schemas/operation.ts';
import type { Plan, Task } from '../../schemas/plan.ts';
import { canonical } from '../digest.ts';
import { operationName } from '../operations.ts';
import { type EstimateContext, type PastRuns, estimateOperations } from '../preview.ts';
import type { Optimisation, Pass } from './change.ts';
import type { ObjectiveWeights } from './weights.ts';

/**
 * An operation gives way to one of the same name in another tool that costs less by the objective and keeps the same contract: the same
 * capabilities, the same inputs, the same output to the
 * facet, the same effect, at least as much determinism, no lower declared preference, and parameters that it takes as they are. Tasks with
 * steps stay as they are.
 */
export function useCheaper(plan: Plan, registry: Registry, past: PastRuns, context: EstimateContext, weights: ObjectiveWeights): Pass {
  const byName = new Map(registry.operations.map((operation) => [operationName(operation) as string, operation]));
  const byContract = Map.groupBy(registry.operations, contractOf);
  const decomposed = new Set(plan.decompositions?.map((one) => one.task_id));
  const allowed = plan.constraints?.allowed_tools ?? null;
  const changes: Optimisation[] = [];
  const cost = (operation: Operation): { ms: number; usd: number; weighted: number } => {
    const { duration_ms, usd } = estimateOperations([operation], past, context);
    const [ms, money] = [(duration_ms.low + duration_ms.high) / 2, (usd.low + usd.high) / 2];
    return { ms, usd: money, weighted: (ms / 1000) * weights.time + money * weights.money };
  };
  const nodes = plan.nodes.map((task): Task => {
    const now = decomposed.has(task.task_id) || (task.type ?? 'operation') !== 'operation' ? undefined : byName.get(task.operation ?? '');
    if (!now) return task;
    const before = cost(now);
    const others = (byContract.get(contractOf(now)) ?? []).filter((other) =>
      other !== now && keepsPromise(now, other) && takes(other, task) && (allowed === null || allowed.includes(other.tool) || allowed.includes(operationName(other))));
    const [best] = others.map((other) => ({ other, after: cost(other) })).filter(({ after }) => after.weighted < before.weighted - 1e-9).toSorted((a, b) => a.after.weighted - b.after.weighted || (operationName(a.other) < operationName(b.other) ? -1 : 1));
    if (!best) return task;
    changes.push({
      kind: 'cheaper operation',
      description: `${task.task_id} runs ${operationName(best.other)} instead of ${operationName(now)}: it promises the same and costs less`,
      gain: { ms: Math.round(before.ms - best.after.ms), usd: before.usd - best.after.usd },
    });
    return { ...task, operation: operationName(best.other), required_capabilities: best.other.capabilities };
  });
  return changes.length === 0 ? { plan, changes } : { plan: { ...plan, nodes }, changes };
}

/** Types say what goes in and comes out, not what is done: only operations of one name and with the same capabilities stand for each other. */
function contractOf({ operation, capabilities, inputs, output, effect, effect_name, outbound, always_ask, undo, runs_on }: Operation): string {
  return canonical({ operation, capabilities: capabilities.toSorted(), inputs, output, effect, effect_name: effect_name ?? null, outbound: outbound === true, always_ask: always_ask === true, undo: undo ?? null, person: runs_on === 'person' });
}

const SURE = ['external', 'time_dependent', 'seeded', 'deterministic'] as const;

function keepsPromise(now: Operation, other: Operation): boolean {
  const conditions = (operation: Operation): string => canonical({ pre: operation.preconditions ?? [], post: operation.postconditions ?? [] });
  return SURE.indexOf(other.determinism) >= SURE.indexOf(now.determinism) && (other.cost.preference ?? 0) <= (now.cost.preference ?? 0) && conditions(now) === conditions(other);
}

/** Whether the operation takes the task's parameters as they are: the schemas of those that are given are the same, and no other is required. */
function takes(other: Operation, task: Task): boolean {
  const schema = other.parameters as { properties?: { [name: string]: Json }; required?: string[] };
  const given = new Set((task.parameters ?? []).map((parameter) => parameter.name));
  return (schema.required ?? []).every((name) => given.has(name)) && [...given].every((name) => Object.hasOwn(schema.properties ?? {}, name)) && fits(schema.properties ?? {}, task);
}

/** Literals against what the other operation says of a value: its type and its list of values, as far as it says anything. */
function fits(properties: { [name: string]: Json }, task: Task): boolean {
  return (task.parameters ?? []).every(({ name, binding }) => {
    const property = properties[name] as { type?: string; enum?: Json[]; minimum?: number; maximum?: number } | undefined;
    if (binding.kind !== 'literal' || !property) return property !== undefined;
    const { value } = binding;
    if (property.enum && !property.enum.some((one) => canonical(one) === canonical(value))) return false;
    if (typeof value === 'number' && ((property.minimum !== undefined && value < property.minimum) || (property.maximum !== undefined && value > property.maximum))) return false;
    const type = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
    return property.type === undefined || property.type === type || (property.type === 'number' && type === 'integer');
  });
}
