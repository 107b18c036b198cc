import { produceMeant } from '../../src/plan/produce-meant.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import { servicePack } from '../../src/packs/api/service-pack.ts';
import type { Given, TypedGoal } from '../../src/schemas/goal.ts';
import type { ArtifactType, Registry } from '../../src/schemas/operation.ts';
import type { Task } from '../../src/schemas/plan.ts';
import { tools } from '../../src/tools/index.ts';
import { importOpenApi } from '../../src/tools/openapi/import-openapi.ts';
import type { ImportedOperation, ImportedService } from '../../src/tools/openapi/service.ts';
import { toolOf } from '../../src/tools/openapi/tool.ts';
import { visible } from './visible.ts';

export interface Query {
  id: string;
  query: string;
  solution: string[];
}

export interface Trial {
  id: string;
  deleted: string;
  consumer: string;
  entity: string;
  inserted: string[];
  outcome: 'strict' | 'equivalent' | 'wrong' | 'missed';
}

export interface ApiResult {
  api: string;
  trials: Trial[];
  /** Why a producer was not counted, one entry each. */
  skipped: string[];
}

/**
 * Deletes producers from gold paths and lets the planner's own inference (`produce` of the linker over the imported operations) put one back.
 *
 * What is deleted: a reading operation P (GET) of a gold path that a later operation C visibly depends on by entity name, which means: an identifier of C
 * names an entity (`{movie_id}`, `/albums/{id}`, a required `ids` or `uri` whose name, title or path names it); the word of that entity stands in the path of
 * P or in the names of the schemas and properties of its answer; and no other earlier operation of the path has that word, so that without P the identifier
 * has no producer; and P does not itself ask for that entity (a look-up by an identifier does not produce it). Each P is deleted once, for the first such C. `visible.ts` reads names only and shares no inference with the importer.
 *
 * What is given: the operations before C that are left, the words of the query, and the values that a goal would state (search words, numbers of a season), not
 * which operation takes them.
 *
 * Outcomes: `strict`, exactly P is inserted; `equivalent`, another operation that gives records of the same entity, as many of them, and asks for no other
 * record than P does; `wrong`, anything else is inserted; `missed`, nothing.
 */
export function measureApi(api: string, document: unknown, queries: readonly Query[]): ApiResult {
  const service = importOpenApi(document, { name: api });
  const tool = toolOf(service);
  const registry = buildRegistry([servicePack(tool)], [...tools, tool], digestOf);
  const trials: Trial[] = [];
  const skipped: string[] = [];
  for (const query of queries) {
    const path = query.solution.map((one) => ({ name: one, method: one.split(' ')[0] ?? '', path: one.split(' ')[1] ?? '' }));
    const seen = path.map((one) => visible(service.document.root, one.method, one.path));
    for (const [at, deleted] of path.entries()) {
      const dependent = path.findIndex((_, later) => later > at && seen[later]?.asks.some((entity) => offers(seen[at]?.offers, entity)) === true);
      if (dependent < 0) continue;
      const consumer = path[dependent];
      const entity = seen[dependent]?.asks.find((one) => offers(seen[at]?.offers, one));
      if (consumer === undefined || entity === undefined) continue;
      if (deleted.method !== 'GET') {
        skipped.push('the producer changes something (effects are never inserted)');
        continue;
      }
      if (seen[at]?.asks.includes(entity) === true) {
        skipped.push('the operation itself asks for the entity');
        continue;
      }
      if (path.some((other, earlier) => earlier < dependent && earlier !== at && other.name !== deleted.name && offers(seen[earlier]?.offers, entity))) {
        skipped.push('another operation of the path also names the entity');
        continue;
      }
      if (!service.operations.some((one) => nameOf(one) === deleted.name) || !service.operations.some((one) => nameOf(one) === consumer.name)) {
        skipped.push('the path names an operation that the document does not have');
        continue;
      }
      const rest = path.filter((one) => one.name !== deleted.name).map((one) => one.name);
      const kept = path.slice(0, dependent).map((one) => one.name).filter((one) => one !== deleted.name);
      const inserted = restore(service, registry, query, consumer.name, entity, kept, rest);
      trials.push({ id: query.id, deleted: deleted.name, consumer: consumer.name, entity, inserted, outcome: judge(service, deleted.name, inserted) });
    }
  }
  return { api, trials, skipped };
}

function offers(words: Set<string> | undefined, entity: string): boolean {
  return words !== undefined && entity.split('-').every((word) => words.has(word));
}

const nameOf = ({ method, path }: ImportedOperation): string => `${method.toUpperCase()} ${path}`;

function restore(service: ImportedService, registry: Registry, query: Query, consumer: string, entity: string, kept: readonly string[], rest: readonly string[]): string[] {
  const declared = service.operations.filter((one) => nameOf(one) === consumer).map((one) => one.declaration);
  const ports = declared.flatMap((one) => one.inputs).filter((one) => one.kinds[0] === 'record');
  const port = ports.find((one) => one.name.startsWith(entity)) ?? (ports.length === 1 ? ports[0] : undefined);
  if (port === undefined) return [];
  const types = new Map<string, ArtifactType>();
  const nodes = kept.flatMap((name, at): Task[] => {
    return service.operations.filter((one) => nameOf(one) === name).map(({ declaration }, part) => {
      const id = `kept-${at}-${part}`;
      types.set(id, { kind: 'record', facets: declaration.output.facets as ArtifactType['facets'], ...(declaration.output.cardinality === undefined ? {} : { cardinality: declaration.output.cardinality }) });
      return { task_id: id, description: declaration.title, dependencies: [], parallelizable: true, estimated_complexity: 'low', required_capabilities: [], operation: `${declaration.tool}.${declaration.operation}` };
    });
  });
  const goal: TypedGoal = {
    goal: query.query, wants: [], givens: valuesOf(service), choices: [], unread: [], front_end: 'form',
    constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] },
  };
  const idle = new Set(nodes.flatMap((node) => (isUsed(service, types.get(node.task_id), rest) ? [] : [node.task_id])));
  const first = produceMeant(port, nodes, types, { registry, goal, taken: new Set(types.keys()) }, idle);
  const made = (first ?? []).flatMap((task) => service.operations.filter((one) => `${service.name}.${one.declaration.operation}` === task.operation).map(nameOf));
  return [...new Set(made)];
}

/** Whether an operation that is left asks for an identifier that these records carry. */
function isUsed(service: ImportedService, type: ArtifactType | undefined, rest: readonly string[]): boolean {
  const { fields = [], refers = [] } = type?.facets ?? {};
  const carried = [fields, refers].flatMap((one) => (Array.isArray(one) ? one : []));
  return service.operations.some((one) => rest.includes(nameOf(one)) && one.declaration.inputs.some((port) => port.kinds[0] === 'record' && Array.isArray(port.facets['fields']) && port.facets['fields'].some((token) => carried.includes(token as string))));
}

/** Every value that an operation looks for and the place in every list: that the goal states it is given, for which operation is not. */
function valuesOf(service: ImportedService): Given[] {
  const givens = new Map<string, Given>();
  for (const port of service.operations.flatMap((one) => one.declaration.inputs)) {
    if (port.kinds[0] !== 'value' || port.facets['use'] !== 'find') continue;
    const id = `value-${givens.size}`;
    const key = JSON.stringify(port.facets);
    if (!givens.has(key)) givens.set(key, { id, type: { kind: 'value', facets: port.facets as ArtifactType['facets'] }, title: id, source: { kind: 'value', value: 'stated' }, named: false, spans: [] });
  }
  for (const entity of new Set(service.operations.map((one) => one.entity))) {
    const facets = { service: service.name, entity, name: 'position', use: 'find' };
    givens.set(JSON.stringify(facets), { id: `value-${givens.size}`, type: { kind: 'value', facets }, title: 'position', source: { kind: 'value', value: 1 }, named: false, spans: [] });
  }
  return [...givens.values()];
}

function judge(service: ImportedService, deleted: string, inserted: readonly string[]): Trial['outcome'] {
  const [only] = inserted;
  if (only === undefined) return 'missed';
  if (inserted.length > 1) return 'wrong';
  if (only === deleted) return 'strict';
  const kinds = (name: string): Set<string> => new Set(service.operations.filter((one) => nameOf(one) === name).map((one) => `${one.entity} ${one.declaration.output.cardinality ?? 'one'}`));
  const asks = (name: string): Set<string> => new Set(service.operations.filter((one) => nameOf(one) === name).flatMap((one) => one.declaration.inputs.filter((port) => port.kinds[0] === 'record').map((port) => JSON.stringify(port.facets['fields']))));
  const [old, now] = [kinds(deleted), kinds(only)];
  const known = asks(deleted);
  return [...now].some((kind) => old.has(kind)) && [...asks(only)].every((one) => known.has(one)) ? 'equivalent' : 'wrong';
}
