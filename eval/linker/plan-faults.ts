import type { Plan } from '../../src/schemas/plan.ts';
import { planGraph, topologicalOrder } from '../../src/plan/graph.ts';
import { operationsByName } from '../../src/plan/operations.ts';
import type { ToolRegistry } from '../planner/tool-registry.ts';

/** What is wrong with a plan by the tool list alone. The first four are hard: such a plan cannot run whatever its words mean. */
export interface PlanFaults {
  unknown_tool: boolean;
  dangling_edge: boolean;
  cyclic: boolean;
  empty: boolean;
  /** An edge whose producer makes nothing that its consumer takes. */
  resource_type: boolean;
}

export function faultsOf(plan: Plan, tools: ToolRegistry): PlanFaults {
  const operations = operationsByName(tools.registry.operations);
  const byId = new Map(plan.nodes.map((task) => [task.task_id, operations.get(task.operation ?? '')]));
  const graph = planGraph(plan);
  const pairs = [...graph].flatMap(([to, needs]) => [...needs].map((from) => ({ from, to })));
  const edges = [...pairs, ...(plan.edges ?? []).map(({ from, to }) => ({ from, to }))];
  return {
    unknown_tool: plan.nodes.some((task) => byId.get(task.task_id) === undefined),
    dangling_edge: edges.some(({ from, to }) => !byId.has(from) || !byId.has(to)),
    cyclic: topologicalOrder(graph).cycle !== null,
    empty: plan.nodes.length === 0,
    resource_type: edges.some(({ from, to }) => {
      const [producer, consumer] = [byId.get(from), byId.get(to)];
      return producer !== undefined && consumer !== undefined && !consumer.inputs.some((port) => port.kinds.includes(producer.output.kind));
    }),
  };
}

export function isHard(faults: PlanFaults): boolean {
  return faults.unknown_tool || faults.dangling_edge || faults.cyclic || faults.empty;
}
