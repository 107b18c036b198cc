import { linkProposal } from '../../src/plan/link.ts';
import type { TypedGoal } from '../../src/schemas/goal.ts';
import type { Registry } from '../../src/schemas/operation.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { readLines } from '../planner/data.ts';
import { type GoldCase, TYPED_DOMAINS, givenOfRequest, taskbenchRegistry } from '../planner/registry-taskbench.ts';
import { fieldName, fieldsOf, sealCases, sealChoices, sealRegistry, sealTools } from '../planner/registry-seal-tools.ts';
import type { ToolGraph } from '../planner/score.ts';
import { bareTask, caseGoal, graphOf, proposalOf } from '../planner/tool-registry.ts';

/** A plan that is right, in which faults are seeded. */
export interface GoldPlan {
  set: string;
  id: string;
  /** With every input bound. */
  plan: Plan;
  goal: TypedGoal;
  registry: Registry;
  graphOf: (plan: Plan) => ToolGraph;
}

/** TaskBench's gold whose tools exist and whose edges its own types allow, bound by our linker; those that it binds otherwise are left out. */
export function taskbenchGold(): { plans: GoldPlan[]; left_out: number } {
  const plans: GoldPlan[] = [];
  let leftOut = 0;
  const cases = readLines<GoldCase>('taskbench', 'gold_sample.dev.jsonl');
  for (const domain of TYPED_DOMAINS) {
    const tools = taskbenchRegistry(domain);
    for (const one of cases.filter((other) => other.domain === domain)) {
      const goal = caseGoal(one.request, givenOfRequest(one.request));
      const ids = new Map(one.nodes.map((name, at) => [name, `t${at}`]));
      const nodes = one.nodes.map((name) => bareTask(ids.get(name) ?? '', tools.operationOf(name), one.edges.filter(([, to]) => to === name).map(([from]) => ids.get(from) ?? '')));
      const linked = one.unknown_tools.length > 0 || one.edges_off_toolgraph > 0 || ids.size < one.nodes.length ? null : linkProposal(proposalOf(nodes), tools.registry, goal);
      if (linked?.result !== 'linked' || !same(graphOf(linked.plan, tools), one)) leftOut += 1;
      else plans.push({ set: 'taskbench', id: `${domain} ${one.id}`, plan: bare(linked.plan), goal, registry: tools.registry, graphOf: (plan) => graphOf(plan, tools) });
    }
  }
  return { plans, left_out: leftOut };
}

/** Seal-Tools' gold with several calls whose references our names justify: values of the request at their parameters, references as ports. */
export function sealGold(limit: number): { plans: GoldPlan[]; left_out: number } {
  const tools = sealTools();
  const byName = new Map(tools.map((tool) => [tool.api_name, tool]));
  const choices = sealChoices(tools);
  const plans: GoldPlan[] = [];
  let leftOut = 0;
  // Those with a data dependency first: there are few.
  const cases = sealCases().filter((one) => one.calling.length > 1 && new Set(one.calling.map((call) => call.api)).size === one.calling.length);
  for (const one of [...cases.filter((other) => other.edges.length > 0), ...cases.filter((other) => other.edges.length === 0)]) {
    if (plans.length >= limit) break;
    const owner = new Map(one.calling.flatMap((call, at) => call.responses.map((name) => [name, at] as const)));
    let justified = true;
    const nodes = one.calling.map((call, at) => {
      const tool = byName.get(call.api);
      const task = bareTask(`t${at}`, `seal.${call.api}`, []);
      const inputs = (tool?.required ?? []).map((name) => {
        const value = call.parameters[name];
        const from = typeof value === 'string' ? owner.get(value) : undefined;
        if (from === undefined) return { name, bindings: [{ kind: 'literal' as const, value: JSON.stringify(value ?? '') }] };
        const producer = byName.get(one.calling[from]?.api ?? '');
        if (!producer || !fieldsOf(producer).includes(fieldName(name))) justified = false;
        return { name, bindings: [{ kind: 'port' as const, task: `t${from}`, port: 'out' }] };
      });
      const bound = inputs.flatMap((input) => input.bindings.flatMap((binding) => (binding.kind === 'port' ? [binding.task] : [])));
      return { ...task, inputs, dependencies: [...new Set(bound)] };
    });
    const offered = sealRegistry(choices(one));
    const named = nodes.map((task) => ({ ...task, operation: offered.operationOf((task.operation ?? '').slice('seal.'.length)) }));
    const goal = caseGoal(one.query, []);
    const plan = proposalOf(named);
    const linked = justified ? linkProposal(plan, offered.registry, goal) : null;
    if (linked?.result !== 'linked' || !same(graphOf(linked.plan, offered), graphOf(plan, offered))) leftOut += 1;
    else plans.push({ set: 'seal_tools', id: one.id, plan, goal, registry: offered.registry, graphOf: (of) => graphOf(of, offered) });
  }
  return { plans, left_out: leftOut };
}

/** As a model proposes: no edges, outputs or effects; what is bound stays. */
export function bare(plan: Plan): Plan {
  return proposalOf(
    plan.nodes.map(({ task_id, description, dependencies, operation, inputs, parameters, for_each: each }) => ({
      task_id, description, dependencies, parallelizable: true, estimated_complexity: 'medium', required_capabilities: [], operation: operation ?? '', inputs: inputs ?? [], parameters: parameters ?? [], ...(each && { for_each: each }),
    })),
  );
}

export function same(a: ToolGraph, b: ToolGraph): boolean {
  const text = (graph: ToolGraph): string => JSON.stringify([[...graph.nodes].toSorted(), [...new Set(graph.edges.map((edge) => edge.join('\n')))].toSorted()]);
  return text(a) === text(b);
}
