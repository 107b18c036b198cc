import type { TypedGoal, Want } from '../schemas/goal.ts';
import type { FacetTerm, FacetValue, Operation } from '../schemas/operation.ts';
import { isTerm, listOf } from './conditions-on-made.ts';
import { canonical } from './unify.ts';

/** Columns that stand beside the fields: where they were read. */
const BESIDE = ['document', 'document_date'];
const NUMBERS: ReadonlySet<FacetValue> = new Set(['number', 'integer']);
/** Kinds that draw rows as they are, by the columns that name them. */
const DRAWN: ReadonlySet<string> = new Set(['chart', 'map']);

/**
 * Operations that read fields out of text, for exactly the fields that the wants name: what they give has these columns and no others, so that whatever else is
 * wanted of them (groups, statistics, steps of time) is planned after the reading, or is not there. One that adds a label leaves the keys as they are where nothing is grouped by it.
 */
export function forReadFields(operations: readonly Operation[], { wants, choices }: Pick<TypedGoal, 'wants' | 'choices'>): Operation[] {
  return operations.flatMap((operation) => {
    if (isVariable(operation.output.facets['extracted'])) return wants.flatMap((want) => readsFor(operation, want, choices));
    return labels(operation) ? [operation, withKeysAsTheyAre(operation)] : [operation];
  }).filter((operation, at, all) => !isGrounded(operation) || all.findIndex((other) => isGrounded(other) && sameOutput(other, operation)) === at);
}

/** Why what a want says of rows that are read out of text cannot be had; null where nothing is in the way. */
export function readFieldsFault(wants: readonly Want[], choices: TypedGoal['choices']): string | null {
  for (const want of wants) {
    const { extracted, keys, measures, values, interval, analysis } = want.type.facets;
    if (want.type.kind !== 'table' || listOf(extracted).length === 0 || keys === undefined || want.after !== undefined) continue;
    if (values !== undefined || interval !== undefined || analysis !== undefined || listOf(measures).some(isTerm) || (onePerDocument(want, choices) && canonical(keys) === canonical(['document']))) continue;
    const named = listOf(keys).map((key) => JSON.stringify(key)).join(', ');
    return `Cannot tell the rows of "${want.id}" apart by ${named === '' ? 'nothing' : named}: every thing that the text speaks of is a row of its own. Say how rows are combined, as "measures": "count(rows)" or "statistic(field, sum)", or leave "keys" out.`;
  }
  return null;
}

function readsFor(operation: Operation, want: Want, choices: TypedGoal['choices']): Operation[] {
  return [want.type.facets, ...(want.after === undefined ? [] : [want.after.data.facets])].flatMap((facets) => {
    const fields = listOf(facets['extracted']);
    if (fields.length === 0) return [];
    const ofType = (fits: (type: FacetValue | undefined) => boolean): string[] => fields.flatMap((field) => (isTerm(field) && typeof field.args[0] === 'string' && fits(field.args[1]) ? [field.args[0]] : []));
    const names = [...ofType(() => true), ...BESIDE].toSorted();
    const numbers = ofType((type) => type !== undefined && NUMBERS.has(type)).toSorted();
    const make = (keys: readonly string[], time: string): Operation => grounded(operation, { fields, keys, numbers, time, columns: names.filter((name) => !numbers.includes(name)) });
    const wanted = listOf(facets['keys']).filter((key) => typeof key === 'string');
    const asDrawn = DRAWN.has(want.type.kind) && wanted.every((key) => names.includes(key));
    const asDocuments = onePerDocument(want, choices) && canonical(wanted) === canonical(['document']);
    return [make(names, 'none'), ...[...ofType((type) => type === 'date'), 'document_date'].map((time) => make(names.filter((name) => name !== time), time)), ...(wanted.length > 0 && (asDrawn || asDocuments) ? [make(wanted, 'none')] : [])];
  });
}

function onePerDocument(want: Want, choices: TypedGoal['choices']): boolean {
  return choices.some(({ name, value, want: of }) => (of === undefined || of === want.id) && (name === 'rows' || name.endsWith('.rows')) && value === 'one');
}

function grounded(operation: Operation, { fields, keys, numbers, time, columns }: { fields: FacetValue[]; keys: readonly string[]; numbers: string[]; time: string; columns: string[] }): Operation {
  const { extracted } = operation.output.facets;
  const bind = Object.fromEntries(Object.entries(operation.bind).flatMap(([name, term]): [string, FacetTerm][] => (isVariable(term) && isVariable(extracted) && term.var === extracted.var ? [[name, fields]] : name === 'time' && time === 'none' ? [] : [[name, time]])));
  // What is read over time is only looked at where a time is asked for.
  const { preference = 0, ...cost } = operation.cost;
  return { ...operation, bind, output: { ...operation.output, facets: { ...operation.output.facets, extracted: fields, keys: [...keys], measures: numbers, time, columns } }, cost: { ...cost, preference: time === 'none' ? preference : preference + 0.01 } };
}

function labels({ output }: Operation): boolean {
  const { classified, keys } = output.facets;
  return typeof classified === 'object' && 'fn' in classified && typeof keys === 'object' && 'fn' in keys;
}

function withKeysAsTheyAre(operation: Operation): Operation {
  const { keys: _, columns: __, ...facets } = operation.output.facets;
  const inputs = operation.inputs.map((port) => {
    const { keys: ___, columns: ____, ...own } = port.facets;
    return { ...port, facets: own };
  });
  return { ...operation, inputs, output: { ...operation.output, facets } };
}

function isGrounded({ output }: Operation): boolean {
  return Array.isArray(output.facets['extracted']) && output.facets['extracted'].length > 0;
}

function sameOutput(one: Operation, other: Operation): boolean {
  return JSON.stringify([one.tool, one.operation, one.output, one.bind]) === JSON.stringify([other.tool, other.operation, other.output, other.bind]);
}

function isVariable(term: FacetTerm | undefined): term is { var: string } {
  return typeof term === 'object' && !Array.isArray(term) && 'var' in term;
}
