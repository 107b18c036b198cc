import type { Binding } from '../schemas/decomposition.ts';
import type { Operation } from '../schemas/operation.ts';
import type { Label } from '../schemas/outcome.ts';
import { isCredential } from '../plan/credential.ts';
import { topologicalOrder } from '../plan/graph.ts';
import type { Subject, Use } from './subject.ts';

/** Everything that is said of a value. The empty set is the bottom: trusted and not secret. */
export type Labels = ReadonlySet<Exclude<Label, 'trusted'>>;

const NOTHING: Labels = new Set();
const UNTRUSTED: Labels = new Set(['untrusted']);
const SECRET: Labels = new Set(['secret']);

/** The least labels that say all that any of the given say. */
export function joinLabels(all: Iterable<Labels>): Labels {
  let joined: Labels = NOTHING;
  for (const labels of all) if (labels.size > 0) joined = new Set([...joined, ...labels]);
  return joined;
}

/** Labels of what an operation makes: never less than what went in, and untrusted where it brings something from outside. */
export function outputLabels(operation: Pick<Operation, 'determinism' | 'runs_on'>, inputs: Iterable<Labels>): Labels {
  const foreign = operation.determinism === 'external' || operation.runs_on === 'reasoning';
  return joinLabels([...inputs, foreign ? UNTRUSTED : NOTHING]);
}

/** Labels of every value of a plan before it runs, as a function of a binding and where it stands. Attached files are untrusted. */
export function planLabels(subject: Subject): (use: Use, binding: Binding) => Labels {
  const byTask = new Map<string, Labels>();
  const byStep = new Map<string, Labels>();
  const labelsOf = (use: Use, binding: Binding): Labels => {
    switch (binding.kind) {
      case 'literal':
      case 'answer':
      case 'dataset':
        return NOTHING;
      case 'secret':
        return SECRET;
      case 'artifact':
        return UNTRUSTED;
      case 'step':
        return byStep.get(`${use.task.task_id}/${binding.step}`) ?? UNTRUSTED;
      case 'port':
        return byTask.get(binding.task) ?? UNTRUSTED;
      case 'concat':
        return joinLabels(binding.parts.map((part) => labelsOf(use, part)));
    }
  };
  for (const id of topologicalOrder(subject.graph).order) {
    for (const use of subject.usesOf.get(id) ?? []) {
      // what shows who calls goes into no answer
      const inputs = use.bindings.filter((one) => !use.operation || !isCredential(use.operation, one.input)).flatMap((one) => one.list.map((binding) => labelsOf(use, binding)));
      const labels = use.operation ? outputLabels(use.operation, inputs) : joinLabels([...inputs, UNTRUSTED]);
      if (use.step) byStep.set(`${id}/${use.step.step_id}`, labels);
      byTask.set(id, labels);
    }
  }
  return labelsOf;
}
