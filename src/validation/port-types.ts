import type { Json } from '../schemas/json.ts';
import type { Binding } from '../schemas/decomposition.ts';
import type { ArtifactType, FacetValue } from '../schemas/operation.ts';
import { topologicalOrder } from '../plan/graph.ts';
import { TypeInference, show } from '../plan/infer-type.ts';
import { canonical } from '../plan/unify.ts';
import type { Finding, Rule } from './rule.ts';
import { type Subject, type Use, hasFile, place } from './subject.ts';

/**
 * Types are computed forward from the data, through every operation, and compared with what each input takes and with what the plan says
 * that each task makes. What is not known fits.
 */
export const portTypeRule: Rule = {
  id: 'port-types',
  check: (subject) => {
    const inference = new TypeInference(subject.registry);
    const byTask = new Map<string, ArtifactType | null>();
    const byStep = new Map<string, ArtifactType | null>();
    const found: Finding[] = [];
    const sets = new Set(subject.registry.facets.flatMap((facet) => (facet.match === 'includes' ? [facet.name] : [])));
    let looked = 0;
    const typeOf = (use: Use, binding: Binding): ArtifactType | null => {
      if (binding.kind === 'port') return byTask.get(binding.task) ?? null;
      if (binding.kind === 'step') return byStep.get(`${use.task.task_id}/${binding.step}`) ?? null;
      return givenType(subject, binding, use.task.outputs?.[0]?.type.facets['dataset']);
    };
    for (const id of topologicalOrder(subject.graph).order) {
      for (const use of subject.usesOf.get(id) ?? []) {
        const inputs = new Map(use.bindings.map((one) => [one.input, listTypes(subject, one.list) ?? one.list.map((binding) => typeOf(use, binding))]));
        found.push(...kindFaults(use, inputs));
        const last = use === subject.usesOf.get(id)?.at(-1);
        const made = inference.infer(use.name, inputs, literals(use));
        const inferred = made && last ? { ...made, type: withClaimedColumns(use, made.type) } : made;
        looked += 1;
        if (takesUnknown(use, inputs)) {
          // Data that is not here to look at, as with a plan file: what the plan says of it stands until it is.
          const claimed = last ? (use.task.outputs?.[0]?.type ?? null) : null;
          if (use.step) byStep.set(`${id}/${use.step.step_id}`, claimed);
          byTask.set(id, claimed);
          continue;
        }
        if (inferred?.fault) found.push({ message: `Cannot run ${place(use)}: ${inferred.fault.message}.`, fix: `Bind "${inferred.fault.at}" to something that fits, or insert the operation that makes it.`, task: id, step: use.step?.step_id });
        if (use.step) byStep.set(`${id}/${use.step.step_id}`, inferred?.type ?? null);
        byTask.set(id, inferred?.type ?? use.task.outputs?.[0]?.type ?? null);
        if (inferred && !inferred.fault && last) found.push(...claimFaults(use, inferred.type, sets));
      }
      if (!subject.usesOf.has(id)) byTask.set(id, subject.tasks.get(id)?.outputs?.[0]?.type ?? null);
    }
    return { looked, found };
  },
};

/** Types of several files that the goal has as one list: that of the list, which may have an identity of its own. */
function listTypes(subject: Subject, bindings: readonly Binding[]): ArtifactType[] | null {
  if (bindings.length < 2) return null;
  const digests = bindings.flatMap((binding) => (binding.kind === 'artifact' ? [binding.sha256] : []));
  const list = subject.givens?.find(({ source }) => source.kind === 'attachments' && source.items.length === bindings.length && source.items.every((item) => digests.includes(item.sha256)));
  return list === undefined ? null : bindings.map(() => list.type);
}

/** The type of what is given. A file that is given as several things, table by table, is the one that the plan says it loads. */
function givenType(subject: Subject, binding: Binding, dataset: FacetValue | undefined): ArtifactType | null {
  if (binding.kind === 'dataset') {
    const given = subject.givens?.find((one) => one.source.kind === 'dataset' && one.source.dataset === binding.dataset);
    return given?.type ?? subject.registry.datasets.find((one) => one.id === binding.dataset)?.type ?? null;
  }
  if (binding.kind !== 'artifact') return null;
  const files = (subject.givens ?? []).filter((one) => hasFile(one, binding.sha256));
  return (files.find((one) => dataset !== undefined && one.type.facets['dataset'] === dataset) ?? files[0])?.type ?? null;
}

/** A list of records whose fields are known may be said to have any of them as keys or measures, beside those that its declaration takes for such. */
function withClaimedColumns(use: Use, type: ArtifactType): ArtifactType {
  const columns = new Set((use.operation?.output.columns ?? []).map((one) => one.name));
  const claimed = use.task.outputs?.[0]?.type;
  if (columns.size === 0 || !claimed || type.kind !== 'record') return type;
  const facets = Object.fromEntries(['keys', 'measures'].flatMap((facet): [string, FacetValue][] => {
    const [own, said] = [type.facets[facet], claimed.facets[facet]];
    return Array.isArray(said) && Array.isArray(own) && own.every((name) => said.includes(name)) && said.every((name) => own.includes(name) || (typeof name === 'string' && columns.has(name))) ? [[facet, said]] : [];
  }));
  return { ...type, facets: { ...type.facets, ...facets } };
}

function takesUnknown(use: Use, inputs: ReadonlyMap<string, readonly (ArtifactType | null)[]>): boolean {
  return (use.operation?.inputs ?? []).some((port) => inputs.get(port.name)?.includes(null) === true);
}

function kindFaults(use: Use, inputs: ReadonlyMap<string, readonly (ArtifactType | null)[]>): Finding[] {
  return (use.operation?.inputs ?? []).flatMap((port): Finding[] => {
    const wrong = inputs.get(port.name)?.find((type) => type !== null && !port.kinds.includes(type.kind));
    const kinds = port.kinds.join(' or ');
    return wrong ? [{ message: `Cannot run ${place(use)}: input "${port.name}" takes a ${kinds} and gets a ${wrong.kind}.`, fix: `Bind it to a ${kinds}.`, task: use.task.task_id, step: use.step?.step_id }] : [];
  });
}

function literals(use: Use): Map<string, Json> {
  return new Map(use.bindings.flatMap(({ input, list, many }) => (!many && list[0]?.kind === 'literal' ? [[input, list[0].value] as const] : [])));
}

/** A facet that the plan claims of a task's output and that what runs gives another value. */
function claimFaults(use: Use, type: ArtifactType, sets: ReadonlySet<string>): Finding[] {
  const claimed = use.task.outputs?.[0]?.type;
  if (!claimed || claimed.kind !== type.kind) return [];
  return Object.entries(claimed.facets).flatMap(([facet, value]): Finding[] => {
    const real: FacetValue | undefined = Object.hasOwn(type.facets, facet) ? type.facets[facet] : undefined;
    if (real === undefined || canonical(real) === canonical(value)) return [];
    // A plan may say less of a set than is there.
    if (sets.has(facet) && Array.isArray(real) && Array.isArray(value) && value.every((one) => real.some((other) => canonical(other) === canonical(one)))) return [];
    return [{ message: `Cannot accept task "${use.task.task_id}": it says that ${facet} of its output is ${show(value)}, and it is ${show(real)}.`, fix: 'Correct the output, or the operation and its parameters.', task: use.task.task_id }];
  });
}
