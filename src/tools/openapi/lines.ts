import type { FacetTerm } from '../../schemas/operation.ts';
import { type RecordValue, carried, isRecord, listAt, readRecords, recordList } from '../record/records.ts';
import type { ToolRun } from '../tool.ts';
import type { Inner } from './answers.ts';
import { isOwn } from './declare-operation.ts';
import { slugOf } from './names.ts';
import type { ImportedOperation, ImportedService, Lines } from './service.ts';

/**
 * One operation for each list of objects inside the records of a list: `order-lines` gives one record per line, with the fields of the order around it. Names that both have are
 * those of the element; the record's own stand below its noun (`order_id`).
 */
export function linesOf(service: string, operations: readonly ImportedOperation[], used: ReadonlySet<string>): Lines[] {
  const found = new Map<string, Lines>();
  const entities = new Set(operations.map((one) => one.entity));
  for (const { declaration, inner, entity } of operations) {
    if (declaration.effect !== 'read' || declaration.output.cardinality !== 'list' || declaration.output.facets['filters'] !== undefined) continue;
    for (const one of inner) {
      const of = `${entity}-${one.noun}`;
      const id = `${slugOf(`${entity} ${one.property}`, 50)}`;
      if (id === '' || used.has(id) || entities.has(of) || found.has(of)) continue;
      found.set(of, { property: one.property, entity, own: one.columns.map(({ name }) => name), declaration: declare(service, id, of, entity, one, declaration) });
    }
  }
  return [...found.values()];
}

function declare(service: string, id: string, entity: string, of: string, inner: Inner, { output }: ImportedOperation['declaration']): Lines['declaration'] {
  const own = new Set(inner.columns.map(({ name }) => name));
  const around = (output.columns ?? []).map((column) => ({ ...column, name: outerName(column.name, of, own), ...(column.name === 'id' && column.refers === undefined ? { refers: `${of.replaceAll('-', '_')}_id` } : {}) }));
  const columns = [...inner.columns, ...around.filter(({ name }) => !own.has(name))].slice(0, 60);
  const texts = (facet: string): string[] => (Array.isArray(output.facets[facet]) ? output.facets[facet] : []).flatMap((one: FacetTerm) => (typeof one === 'string' ? [one] : []));
  const time = output.facets['time'];
  const refers = [...new Set([...inner.tokens, ...texts('refers').filter((token) => !isOwn(token, entity))])].toSorted();
  const keys = [...inner.columns.flatMap(({ name, type }) => (type === 'text' || type === 'boolean' ? [name] : [])), ...texts('keys').map((name) => outerName(name, of, own)), ...(columns.some(({ name }) => name === `${of.replaceAll('-', '_')}_id`) ? [`${of.replaceAll('-', '_')}_id`] : [])];
  return {
    tool: service,
    operation: id,
    version: '1.0.0',
    title: `List the ${inner.property} of each ${of}`.slice(0, 120),
    description: `One record per element of "${inner.property}" of every ${of}, with the fields of the ${of} around it.`,
    stage: 'process',
    capabilities: [of, inner.noun, 'lines', 'unnest'],
    inputs: [{ name: 'records', kinds: ['record'], cardinality: 'list', facets: { service, entity: of, filters: [], among: 'none', order: 'none', limit: 0 } }],
    output: {
      name: 'record',
      kind: 'record',
      cardinality: 'list',
      facets: {
        service, entity, operation: id,
        fields: columns.map(({ name }) => name).filter((name) => !refers.includes(name)).slice(0, 40).toSorted(),
        measures: inner.columns.flatMap(({ name, type }) => (type === 'number' ? [name] : [])).slice(0, 20).toSorted(),
        keys: [...new Set(keys)].slice(0, 16).toSorted(),
        time: inner.columns.find(({ type }) => type === 'time')?.name ?? (typeof time === 'string' && time !== 'none' ? outerName(time, of, own) : 'none'),
        ...(refers.length === 0 ? {} : { refers }),
      },
      columns,
    },
    parameters: { type: 'object', properties: {}, additionalProperties: false },
    bind: {},
    effect: 'none',
    determinism: 'deterministic',
    runs_on: 'execution',
    isolation: 'inline',
    cost: { duration_ms: 20, usd: 0 },
    limits: { timeout_ms: 60_000 },
    documents: [],
  };
}

/** What a field of the record is called beside those of its elements. */
function outerName(name: string, entity: string, own: ReadonlySet<string>): string {
  return name === 'id' || own.has(name) ? `${entity.replaceAll('-', '_')}_${name}` : name;
}

/** Runs it: elements in the order of the records, those of an empty list are none. */
export function linesRunner(service: ImportedService, { declaration, entity, property, own }: Lines): ToolRun {
  const taken = new Set(own);
  return async (request, context) => {
    const artifacts = listAt(request, 'records', declaration.operation);
    const rows = (await readRecords(artifacts, context)).flatMap((record): RecordValue[] => {
      const list = record[property];
      const { [property]: _, ...rest } = record;
      const around = Object.fromEntries(Object.entries(rest).map(([name, value]) => [outerName(name, entity, taken), value]));
      return (Array.isArray(list) ? list : []).filter(isRecord).map((element) => ({ ...element, ...Object.fromEntries(Object.entries(around).filter(([name]) => !Object.hasOwn(element, name))) }));
    });
    const of = declaration.output.facets['entity'];
    const facets = { service: service.name, entity: typeof of === 'string' ? of : entity, operation: declaration.operation };
    return recordList(rows, { name: facets.entity, title: `${property} of ${entity} records`, facets, ...carried(artifacts) }, context);
  };
}
