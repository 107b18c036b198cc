import type { Document, Operation, Pack, Registry } from '../schemas/operation.ts';
import { nearestNames } from './nearest.ts';

/** The part of a tool that planning needs. */
export interface DeclaredTool {
  name: string;
  version: string;
  operations: Operation[];
  documents?: Document[];
  hosts?: readonly string[];
}

/**
 * What a run plans with: the union of packs and tools. Operations are those that at least one of the packs names. Facets and kinds that
 * several packs share are taken once and must agree; throws where packs contradict each other or name what no tool has.
 * `digestOf` gives the SHA-256 of a declaration's canonical JSON.
 */
export function buildRegistry(packs: readonly Pack[], tools: readonly DeclaredTool[], digestOf: (declaration: unknown) => string): Registry {
  const byName = new Map<string, Operation>();
  for (const tool of tools) {
    for (const operation of tool.operations) {
      const name = `${operation.tool}.${operation.operation}`;
      if (operation.tool !== tool.name) refuse('tool', tool.name, `its operation "${name}" belongs to another tool`, 'Name the operation after its own tool');
      if (byName.has(name)) refuse('tool', tool.name, `the operation "${name}" is declared twice`, 'Rename or remove one of them');
      byName.set(name, operation);
    }
  }
  const registry: Registry = { facets: [], kinds: [], operations: [], stages: [], terms: [], datasets: [], documents: [], digests: {} };
  const packNames = new Set<string>();
  for (const pack of packs) {
    if (packNames.has(pack.name)) refuse('pack', pack.name, 'it is there twice', 'Leave one out');
    packNames.add(pack.name);
    merge(registry.facets, pack.facets, (one) => one.name, `facet of pack "${pack.name}"`);
    merge(registry.kinds, pack.kinds, (one) => one.name, `kind of pack "${pack.name}"`);
    merge(registry.datasets, pack.datasets, (one) => one.id, `dataset of pack "${pack.name}"`);
    merge(registry.documents, pack.documents, (one) => one.doc_id, `document of pack "${pack.name}"`);
    for (const term of pack.terms) {
      const long = term.words.find((words) => words.trim().split(/\s+/).length > 2);
      if (long !== undefined) refuse('pack', pack.name, `its term "${long}" has more than two words`, 'A pack knows words, never sentences');
      registry.terms.push(term);
    }
    registry.stages = mergeStages(registry.stages, pack.stages);
    for (const name of pack.operations) {
      const operation = byName.get(name);
      if (operation === undefined) {
        const near = nearestNames(name, [...byName.keys()]);
        refuse('pack', pack.name, `no tool has its operation "${name}"`, near.length === 0 ? 'Install the tool' : `Did it mean ${near.join(' or ')}`);
      } else if (!registry.operations.includes(operation)) registry.operations.push(operation);
    }
    registry.digests[`pack:${pack.name}`] = digestOf(pack);
  }
  const used = new Set(registry.operations.map((operation) => operation.tool));
  for (const tool of tools) {
    if (used.has(tool.name)) merge(registry.documents, tool.documents ?? [], (one) => one.doc_id, `document of tool "${tool.name}"`);
    if (used.has(tool.name)) registry.digests[`tool:${tool.name}`] = digestOf({ name: tool.name, version: tool.version, operations: tool.operations });
    if (used.has(tool.name) && tool.hosts !== undefined) registry.hosts = { ...registry.hosts, [tool.name]: [...tool.hosts] };
  }
  return registry;
}

/** The operation of that name (`tool.operation`), if the registry has it. */
export function findOperation(registry: Pick<Registry, 'operations'>, name: string): Operation | undefined {
  return registry.operations.find((operation) => `${operation.tool}.${operation.operation}` === name);
}

function merge<Item>(into: Item[], items: readonly Item[], nameOf: (item: Item) => string, noun: string): void {
  for (const item of items) {
    const known = into.find((one) => nameOf(one) === nameOf(item));
    if (known === undefined) into.push(item);
    else if (JSON.stringify(known) !== JSON.stringify(item)) refuse(noun, nameOf(item), 'another pack declares it differently', 'Rename one of them');
  }
}

/** Keeps the order of both lists where they agree; stages that only the second knows come where they stand there. */
function mergeStages(first: readonly string[], second: readonly string[]): string[] {
  const merged = [...first];
  let position = 0;
  for (const stage of second) {
    const at = merged.indexOf(stage);
    if (at >= 0) position = at + 1;
    else merged.splice(position++, 0, stage);
  }
  return merged;
}

function refuse(noun: string, id: string, reason: string, remedy: string): never {
  throw new Error(`Cannot use ${noun} "${id}": ${reason}. ${remedy}.`);
}
