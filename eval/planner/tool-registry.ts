import { createHash } from 'node:crypto';
import type { TypedGoal } from '../../src/schemas/goal.ts';
import type { Operation, OperationPort, Registry } from '../../src/schemas/operation.ts';
import type { Edge, Plan, Task } from '../../src/schemas/plan.ts';
import type { ToolGraph } from './score.ts';

/** One tool of a public set, as far as it is typed there. */
export interface ToolDeclaration {
  /** Its name in the set. */
  id: string;
  description: string;
  inputs: OperationPort[];
  output: { kind: string; facets?: Operation['output']['facets'] };
  parameters?: Operation['parameters'];
}

/** A public tool list as a registry of ours, and the way between its names and ours. */
export interface ToolRegistry {
  registry: Registry;
  /** `tool.operation` of a name; also of names that are not in the list, so that an invented tool stays invented. */
  operationOf: (id: string) => string;
  /** The name in the set; null where no tool of the list is meant. */
  nameOf: (operation: string) => string | null;
  names: Set<string>;
}

/** Operations are declared without effects, costs and documents, which no public tool list has. */
export function toolRegistry(set: string, tools: readonly ToolDeclaration[], facets: Registry['facets'] = []): ToolRegistry {
  const operations = tools.map((tool): Operation => ({
    tool: set,
    operation: slugOf(tool.id),
    version: '1',
    title: tool.id,
    description: tool.description,
    capabilities: [],
    inputs: tool.inputs,
    output: { name: 'out', kind: tool.output.kind, facets: tool.output.facets ?? {} },
    parameters: tool.parameters ?? { type: 'object', properties: { arguments: { type: 'array', items: { type: 'string' } } }, required: [], additionalProperties: false },
    bind: {},
    effect: 'none',
    determinism: 'external',
    runs_on: 'execution',
    isolation: 'inline',
    cost: { duration_ms: 1000, usd: 0 },
    limits: { timeout_ms: 10_000 },
    documents: [],
  }));
  const kinds = [...new Set(operations.flatMap((one) => [one.output.kind, ...one.inputs.flatMap((port) => port.kinds)]))];
  const names = new Map(tools.map((tool) => [`${set}.${slugOf(tool.id)}`, tool.id]));
  return {
    registry: { facets: [...facets], kinds: kinds.map((name) => ({ name, title: name, description: '' })), operations, stages: [], terms: [], datasets: [], documents: [], digests: {} },
    operationOf: (id) => `${set}.${slugOf(id)}`,
    nameOf: (operation) => names.get(operation) ?? null,
    names: new Set(tools.map((tool) => tool.id)),
  };
}

/** A name as an id of ours: `Image Search (by Image)` is `image-search-by-image`. Names without a letter get a digest. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/(\p{Ll})(\p{Lu})/gu, '$1-$2').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60);
  return plain === '' ? `x${createHash('sha256').update(name).digest('hex').slice(0, 8)}` : plain;
}

/** The goal of a case: nothing is wanted in our types, for the sets have none; what the request brings is given. */
export function caseGoal(request: string, givens: TypedGoal['givens']): TypedGoal {
  return {
    goal: request, wants: [], givens, choices: [], constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] }, unread: [], front_end: 'model',
  };
}

/** A plan as a model proposes it. */
export function proposalOf(nodes: Task[], edges?: Edge[]): Plan {
  return { dag_id: 'case', nodes, metadata: { planning_timestamp: '2026-01-01T00:00:00Z', confidence_score: null, alternative_approaches: [] }, planned_by: 'model', ...(edges && { edges }) };
}

/** A task with nothing but its operation and what it waits for. */
export function bareTask(id: string, operation: string, dependencies: string[], parameters: Task['parameters'] = []): Task {
  return { task_id: id, description: operation, dependencies, parallelizable: false, estimated_complexity: 'medium', required_capabilities: [], operation, inputs: [], parameters };
}

/** The plan as the set writes graphs: tools by name; an operation that is not in the list keeps our name. */
export function graphOf(plan: Plan, tools: ToolRegistry): ToolGraph {
  const name = new Map(plan.nodes.map((task) => [task.task_id, tools.nameOf(task.operation ?? '') ?? task.operation ?? '']));
  const pairs = new Map<string, [string, string]>();
  const see = (from: string, to: string): void => {
    pairs.set(`${from}\n${to}`, [name.get(from) ?? from, name.get(to) ?? to]);
  };
  for (const task of plan.nodes) {
    for (const from of task.dependencies) see(from, task.task_id);
    for (const input of task.inputs ?? []) for (const binding of input.bindings) if (binding.kind === 'port') see(binding.task, task.task_id);
  }
  for (const edge of plan.edges ?? []) see(edge.from, edge.to);
  return { nodes: [...name.values()], edges: [...pairs.values()] };
}
