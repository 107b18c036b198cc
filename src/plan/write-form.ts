import type { FormWant, GoalForm, WrittenFacet } from '../schemas/goal-form.ts';
import type { TypedGoal } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { writeTextFacet } from './text-facets.ts';

const COMPARISONS = new Set(['=', '!=', '<', '<=', '>', '>=', 'in']);
/** Choices that the facets of the wants say already. */
const SAID = new Set(['measure', 'keys', 'predicates', 'order', 'limit', 'interval', 'data', 'period']);

/** A typed goal as a form that a person can change: what `formGoal` reads back into the same wants. Titles, quotes and given values are kept. */
export function formOf(goal: TypedGoal): GoalForm {
  const values = goal.givens.flatMap(({ id, type, source, spans }): NonNullable<GoalForm['values']> => {
    if (source.kind !== 'value') return [];
    const facets = Object.fromEntries(Object.entries(type.facets).filter(([name]) => name !== 'name').map(([name, value]) => [name, writeTextFacet(name, value) ?? writeFacet(value)]));
    const name = typeof type.facets['name'] === 'string' ? type.facets['name'] : id;
    return [{ name, value: source.value, ...(spans[0] === undefined ? {} : { quote: spans[0].text }), ...(Object.keys(facets).length === 0 ? {} : { facets }) }];
  });
  return { wants: goal.wants.map((want) => wantOf(want, goal)), ...(values.length === 0 ? {} : { values }) };
}

function wantOf(want: TypedGoal['wants'][number], goal: TypedGoal): FormWant {
  const parameters = Object.fromEntries(goal.choices.filter((one) => !SAID.has(one.name) && (one.want === undefined ? want.effect === null && !['report', 'text'].includes(want.type.kind) : one.want === want.id)).map((one) => [one.name, one.value]));
  const facets = Object.fromEntries(Object.entries(want.type.facets).map(([name, value]) => [name, writeTextFacet(name, value) ?? writeFacet(value)]));
  const { condition, until, after, parts } = want;
  return {
    id: want.id,
    kind: want.type.kind,
    title: want.title,
    ...(want.spans.length === 0 ? {} : { quotes: want.spans.slice(0, 10).map((span) => span.text.slice(0, 300)) }),
    ...(want.effect === null ? {} : { effect: want.effect }),
    ...(want.type.cardinality === undefined ? {} : { cardinality: want.type.cardinality }),
    ...(Object.keys(facets).length === 0 ? {} : { facets }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(parts === undefined ? {} : { parts }),
    ...(condition === undefined || !('want' in condition.test.of) ? {} : { condition: { want: condition.test.of.want, value: condition.test.value, op: condition.test.op, than: condition.test.than, otherwise: condition.otherwise } }),
    ...(until === undefined ? {} : { until: { value: until.test.value, op: until.test.op, than: until.test.than, limit: until.limit, wait_ms: until.wait_ms, ...(until.carry === true && { carry: true }), ...(until.vary !== undefined && { vary: until.vary }) } }),
    ...(after === undefined ? {} : { after: { kind: after.data.kind, facets: Object.fromEntries(Object.entries(after.data.facets).map(([name, value]) => [name, writeTextFacet(name, value) ?? writeFacet(value)])), words: after.words } }),
  };
}

/** A facet value as `readTerm` reads it. */
export function writeFacet(value: FacetValue): WrittenFacet {
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'number' || typeof one === 'boolean' ? one : writeTerm(one, true)));
  return typeof value === 'number' || typeof value === 'boolean' ? value : writeTerm(value, true);
}

function writeTerm(value: FacetValue, whole = false): string {
  if (typeof value === 'string') return /^[A-Za-z_][\w.-]*$/.test(value) && !['true', 'false', 'in'].includes(value) ? value : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((one) => writeTerm(one)).join(', ')}]`;
  const [left, right] = value.args;
  if (whole && COMPARISONS.has(value.fn) && value.args.length === 2 && left !== undefined && right !== undefined) return `${writeTerm(left)} ${value.fn} ${writeTerm(right)}`;
  return `${value.fn}(${value.args.map((one) => writeTerm(one)).join(', ')})`;
}
