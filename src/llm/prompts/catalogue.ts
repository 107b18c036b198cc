import { operationName } from '../../plan/operations.ts';
import type { FacetTerm, Operation, OperationPort, Registry } from '../../schemas/operation.ts';
import { escapeName } from './quote.ts';
import { fit, relevance, stems } from './relevance.ts';

/** Characters of a prompt that each part of the catalogue may take; together about 20,000 tokens. */
const LIMITS = { operations: 48_000, results: 48_000, datasets: 16_000, records: 16_000, kinds: 8_000, facets: 8_000 } as const;

/**
 * The closed choices of a run: kinds, facets, datasets and operations. Beyond the size limit the entries nearest to the words of the
 * goal are kept and the number of those left out is said.
 */
export function writeCatalogue(registry: Registry, goal: string, parts: readonly (keyof typeof LIMITS)[]): string {
  const words = stems(goal);
  const section = <T>(title: string, entries: readonly T[], write: (entry: T) => string, limit: number): string => {
    const { texts, left } = fit(entries, write, (entry) => relevance(words, write(entry)), limit);
    return [`## ${title}`, ...texts, ...(left > 0 ? [`(${left} less relevant left out)`] : [])].join('\n');
  };
  const sections: { [part in keyof typeof LIMITS]: () => string } = {
    kinds: () => section('Kinds of artifacts', registry.kinds, (kind) => `- ${kind.name}: ${kind.description}`, LIMITS.kinds),
    facets: () => section('Facets', registry.facets, (facet) => `- ${facet.name} (${facet.match}): ${facet.description}`, LIMITS.facets),
    datasets: () =>
      section(
        'Datasets',
        registry.datasets,
        (dataset) => {
          const columns = (dataset.columns ?? []).map((column) => `${escapeName(column.name)}${column.unit === undefined ? '' : ` in ${column.unit}`}`).join(', ');
          return `- ${dataset.id}: ${dataset.title}. ${dataset.description} Type ${dataset.type.kind} ${JSON.stringify(dataset.type.facets)}.${columns === '' ? '' : ` Columns: ${columns}.`}`;
        },
        LIMITS.datasets,
      ),
    records: () => {
      const entities = recordFields(registry.operations);
      return entities.length === 0 ? '' : section('Records of services: their fields (an object inside one is written owner_name)', entities, (text) => text, LIMITS.records);
    },
    operations: () => section('Operations', registry.operations, writeOperation, LIMITS.operations),
    results: () => section('Operations: what they make, from what, and settings that no facet decides', registry.operations, writeResult, LIMITS.results),
  };
  return parts.map((part) => sections[part]()).filter((text) => text !== '').join('\n\n');
}

/** Values of a field that are told where the description of the service lists them, and how long each may be. */
const MOST_VALUES = 16;
const LONGEST_VALUE = 40;

/** One line for each kind of record that services give: fields with their types, the values that the description of the service lists, and what they refer to. */
function recordFields(operations: readonly Operation[]): string[] {
  const entities = new Map<string, Map<string, string>>();
  for (const { output } of operations) {
    const { service, entity } = output.facets;
    if (output.columns === undefined || typeof service !== 'string' || typeof entity !== 'string') continue;
    const name = `${service} ${entity}`;
    const fields = entities.get(name) ?? new Map<string, string>();
    for (const column of output.columns) {
      const values = (column.values ?? []).slice(0, MOST_VALUES).map((value) => escapeName(value, LONGEST_VALUE));
      const more = (column.values?.length ?? 0) > values.length ? ' | …' : '';
      const text = `${escapeName(column.name)} ${column.type}${values.length === 0 ? '' : ` ${values.join(' | ')}${more}`}${column.refers === undefined ? '' : ', refers'}`;
      if (!fields.has(column.name)) fields.set(column.name, text);
    }
    entities.set(name, fields);
  }
  return [...entities].map(([name, fields]) => `- ${name}: ${[...fields.values()].join('; ')}`);
}

/** One operation with its typed ports, parameters and effect, in three lines. */
export function writeOperation(operation: Operation): string {
  const inputs = operation.inputs.map(writePort).join('; ') || 'none';
  const output = `${operation.output.name}: ${operation.output.kind} ${writeFacets(operation.output.facets)}`;
  const effect = operation.effect === 'none' ? '' : ` Effect: ${operation.effect}.`;
  const parameters = isObject(operation.parameters['properties']) ? JSON.stringify(operation.parameters['properties']) : '{}';
  return [
    `- ${operationName(operation)}: ${operation.description}${effect}`,
    `  inputs ${inputs} -> output ${output}`,
    `  parameters ${parameters.length > 2_000 ? `${Object.keys(Object(operation.parameters['properties'])).join(', ')}` : parameters}`,
  ].join('\n');
}

/**
 * One operation as a reader of goals needs it: what it makes with which facets, from what, its effect by name, and the settings that a want may give. What an
 * input must be like is said where a goal has to name it, of services; elsewhere code finds what fits.
 */
export function writeResult(operation: Operation): string {
  const ofService = (port: OperationPort): boolean => port.facets['service'] !== undefined || port.kinds.includes('value');
  const inputs = operation.inputs.map((port) => (ofService(port) ? writePort(port) : `${port.kinds.join(' or ')}${port.cardinality === 'list' ? ' (list)' : port.variadic === true ? ' (any number)' : ''}`)).join('; ') || 'nothing';
  const effect = operation.effect_name === undefined ? '' : ` Only for the effect "${operation.effect_name}" (${operation.effect}).`;
  const list = operation.output.cardinality === 'list' ? ' (list)' : '';
  const settings = Object.entries(isObject(operation.parameters['properties']) ? operation.parameters['properties'] : {}).flatMap(([name, schema]) => (Object.hasOwn(operation.bind, name) ? [] : [writeSetting(name, schema)]));
  return [
    `- ${operationName(operation)}: ${operation.description}${effect}`,
    `  ${operation.output.kind}${list} ${writeFacets(toldFacets(operation))} from ${inputs}`,
    ...(settings.length === 0 ? [] : [`  settings ${settings.join('; ')}`]),
  ].join('\n');
}

/** Facets of what an operation makes, without those of records that stand with their fields above. */
function toldFacets({ output }: Operation): { [name: string]: FacetTerm } {
  if (output.columns === undefined || typeof output.facets['entity'] !== 'string') return output.facets;
  return Object.fromEntries(Object.entries(output.facets).filter(([name]) => !['fields', 'measures', 'keys', 'time', 'refers', 'columns'].includes(name)));
}

function writeSetting(name: string, schema: unknown): string {
  const { type, enum: choices, description } = isObject(schema) ? (schema as { type?: unknown; enum?: unknown; description?: unknown }) : {};
  const values = Array.isArray(choices) ? choices.map(String).join('|') : typeof type === 'string' ? type : Array.isArray(type) ? type.join('|') : 'value';
  return `${name} (${values}${typeof description === 'string' ? `; ${description.slice(0, 160)}` : ''})`;
}

function writePort(port: OperationPort): string {
  const marks = [port.variadic === true ? 'any number' : '', port.optional === true ? 'optional' : '', port.cardinality === 'list' ? 'list' : ''].filter((mark) => mark !== '');
  const facets = Object.keys(port.facets).length === 0 ? '' : ` ${writeFacets(port.facets)}`;
  return `${port.name}: ${port.kinds.join(' or ')}${facets}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
}

function writeFacets(facets: { [name: string]: FacetTerm }): string {
  return `{${Object.entries(facets)
    .map(([name, term]) => `${name}: ${writeTerm(term)}`)
    .join(', ')}}`;
}

function writeTerm(term: FacetTerm): string {
  if (typeof term !== 'object') return JSON.stringify(term);
  if (Array.isArray(term)) return `[${term.map(writeTerm).join(', ')}]`;
  if ('fn' in term) return `${term.fn}(${term.args.map(writeTerm).join(', ')})`;
  if ('var' in term) return `?${term.var}${term.not === undefined ? '' : ` (not ${JSON.stringify(term.not)})`}`;
  return `at least ${writeTerm(term.atLeast)}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
