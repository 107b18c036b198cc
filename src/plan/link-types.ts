import type { Binding } from '../schemas/decomposition.ts';
import type { Json } from '../schemas/json.ts';
import type { TypedGoal } from '../schemas/goal.ts';
import type { ArtifactType, Operation, OperationPort, Registry } from '../schemas/operation.ts';
import type { Task } from '../schemas/plan.ts';
import { type Inferred, TypeInference } from './infer-type.ts';
import { LIMITS } from './limits.ts';
import { operationName, operationsByName } from './operations.ts';

/** The name of the input at which a condition's artifact is bound; no operation declares it. */
export const CONDITION = 'condition';

/** What is known of the types in a plan that is being linked: of each finished task, of given data, and what fits where. */
export class PortTypes {
  readonly made = new Map<string, ArtifactType>();
  readonly operations: ReadonlyMap<string, Operation>;
  readonly registry: Registry;
  readonly goal: TypedGoal;
  private readonly inference: TypeInference;

  constructor(registry: Registry, goal: TypedGoal) {
    this.registry = registry;
    this.goal = goal;
    this.operations = operationsByName(registry.operations);
    this.inference = new TypeInference(registry);
  }

  operationOf(task: Pick<Task, 'operation'>): Operation | undefined {
    return this.operations.get(task.operation ?? '');
  }

  /** The type of what is bound; null where nothing is known of it, so that it fits everywhere; kind '' where there is no such thing. */
  at(binding: Binding): ArtifactType | null {
    const nothing: ArtifactType = { kind: '', facets: {} };
    if (binding.kind === 'port') return this.made.get(binding.task) ?? nothing;
    const { givens } = this.goal;
    if (binding.kind === 'dataset') return (givens.find(({ source }) => source.kind === 'dataset' && source.dataset === binding.dataset) ?? this.registry.datasets.find((one) => one.id === binding.dataset))?.type ?? nothing;
    if (binding.kind === 'artifact') {
      const given = givens.find(({ source }) => (source.kind === 'attachment' && source.sha256 === binding.sha256) || (source.kind === 'attachments' && source.items.some((item) => item.sha256 === binding.sha256)));
      return given?.type ?? null;
    }
    if (binding.kind === 'literal') return givens.find(({ source }) => source.kind === 'value' && source.value === binding.value)?.type ?? null;
    return null;
  }

  /** The type that the task makes of what is bound to it, and the first thing that does not fit. */
  infer(task: Task, operation: Operation): Inferred | undefined {
    const inputs = new Map((task.inputs ?? []).map((input) => [input.name, input.bindings.map((binding) => this.at(binding))]));
    const parameters = new Map<string, Json>((task.parameters ?? []).flatMap(({ name, binding }) => (binding.kind === 'literal' ? [[name, binding.value] as const] : [])));
    return this.inference.infer(operationName(operation), inputs, parameters);
  }

  /** The task with the bindings at the port, once per element where a list meets an input for one; null where they do not fit. */
  place(task: Task, port: OperationPort, bindings: readonly Binding[], operation: Operation): Task | null {
    if (!bindings.every((binding) => this.acceptsKind(port, binding))) return null;
    const lists = bindings.some((binding) => this.at(binding)?.cardinality === 'list');
    let placed = withInput(task, port.name, bindings);
    if (port.variadic !== true) {
      const many = lists || bindings.length > 1;
      if (port.cardinality === 'list' && !many && this.at(bindings[0] ?? { kind: 'literal', value: null }) !== null) return null;
      if (port.cardinality !== 'list' && many) {
        if (!lists && bindings.some((binding) => binding.kind !== 'artifact')) return null;
        if (task.for_each !== undefined && task.for_each.port !== port.name) return null;
        placed = { ...placed, for_each: task.for_each ?? { port: port.name, limit: LIMITS.fan_out } };
      }
    }
    const inferred = this.infer(placed, operation);
    return inferred === undefined || inferred.fault !== null ? null : placed;
  }

  acceptsKind(port: OperationPort, binding: Binding): boolean {
    const type = this.at(binding);
    return type === null || port.kinds.includes(type.kind);
  }

  /** Remembers what the task makes. */
  finish(task: Task, operation: Operation): Task {
    const type = this.infer(task, operation)?.type ?? { kind: operation.output.kind, facets: {} };
    const output: ArtifactType = { kind: type.kind, facets: { ...type.facets }, ...((task.for_each !== undefined || type.cardinality === 'list') && { cardinality: 'list' as const }) };
    this.made.set(task.task_id, output);
    return { ...task, outputs: [{ name: operation.output.name, type: output }] };
  }
}

/** The task with these bindings, and no others, at an input; without bindings the input goes. */
export function withInput(task: Task, name: string, bindings: readonly Binding[]): Task {
  const others = (task.inputs ?? []).filter((input) => input.name !== name);
  return { ...task, inputs: bindings.length === 0 ? others : [...others, { name, bindings: [...bindings] }] };
}

/** What is bound at an input of a task. */
export function boundAt(task: Task, name: string): Binding[] {
  return task.inputs?.find((input) => input.name === name)?.bindings ?? [];
}
