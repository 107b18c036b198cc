import type { TypedGoal, Want } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { isTerm, listOf } from './conditions-on-made.ts';
import { comparesFound, foundValueFault } from './found-values.ts';

/** How a want says that its rows are those that another wanted result has, or has not. */
const MODES = ['among', 'not_among'];

/** A filter on what another want finds: `among(region)`, `not_among(region, column, "column there")`. */
export function isAmong(filter: FacetValue): filter is Extract<FacetValue, { fn: string }> {
  return isTerm(filter) && MODES.includes(filter.fn);
}

/** A filter that the result of another want decides about: on what it found, or on one of its values. */
function isFound(filter: FacetValue): filter is Extract<FacetValue, { fn: string }> {
  return isAmong(filter) || comparesFound(filter);
}

/** The columns that such a filter, or the facet that stands for it, compares here. */
export function amongColumns(filter: FacetValue): string[] {
  return isTerm(filter) ? listOf(filter.args[1]).flatMap((name) => (typeof name === 'string' ? [name] : [])) : [];
}

/** The columns by which rows are kept, of the facet `among`. */
export function keptColumns(facet: FacetValue | undefined): string[] {
  if (!isTerm(facet ?? 'none')) return [];
  const [, , columns, , before] = (facet as { args: FacetValue[] }).args;
  return [...listOf(columns).flatMap((name) => (typeof name === 'string' ? [name] : [])), ...keptColumns(before)];
}

/**
 * The goal with the filters on what other wants find as facet `among`, which the search meets by going on with the result of that want. Without columns these are
 * the ones that tell the rows of the other result apart. Or the reason why one of them cannot be planned.
 */
export function withFoundRows(goal: TypedGoal): TypedGoal | { message: string } {
  if (!goal.wants.some((want) => listOf(want.type.facets['filters']).some(isFound))) return goal;
  const times = new Set(goal.givens.flatMap((given) => (given.type.facets['content'] === 'table' && (given.named || given.source.kind !== 'dataset') ? listOf(given.type.facets['time']) : [])).filter((name) => typeof name === 'string' && name !== 'none'));
  const wants: Want[] = [];
  for (const want of goal.wants) {
    const filters = listOf(want.type.facets['filters']);
    const found = filters.filter(isFound);
    if (found.length === 0) {
      wants.push(want);
      continue;
    }
    const cannot = (reason: string): { message: string } => ({ message: `Cannot take the rows of "${want.id}" from what another result finds: ${reason}` });
    if (want.after !== undefined) return cannot('it is planned when its own data is there. Say it of a result that is planned now, or in the words of what is planned later.');
    let among: FacetValue = 'none';
    for (const filter of found) {
      if (comparesFound(filter)) {
        const [column, value] = filter.args;
        const fault = foundValueFault(value, want, goal.wants);
        if (fault !== null) return cannot(`${fault}.`);
        const [id, name] = value.args;
        const other = goal.wants.find((one) => one.id === id);
        if (other !== undefined && leadsTo(other, want, goal.wants)) return cannot(`"${id}" is itself taken from what "${want.id}" finds. Leave one of them out.`);
        among = { fn: 'kept', args: [filter.fn, id, [column], column === name ? 'same' : { fn: 'columns', args: [name] }, among] };
        continue;
      }
      const [id] = filter.args;
      const other = goal.wants.find((one) => one.id === id && one !== want);
      if (other === undefined) return cannot(`there is no other wanted result "${typeof id === 'string' ? id : ''}". Name the id of one: among(${goal.wants.find((one) => one !== want)?.id ?? 'id'}).`);
      if (other.type.kind !== 'table' && other.type.kind !== 'record') return cannot(`"${other.id}" is a ${other.type.kind}, which has no rows. Want a table or records that hold what is found, and name that.`);
      if (leadsTo(other, want, goal.wants)) return cannot(`"${other.id}" is itself taken from what "${want.id}" finds. Leave one of them out.`);
      const named = amongColumns(filter);
      const columns = named.length > 0 ? named : grainOf(other, times);
      if (columns.length === 0) return cannot(`nothing says by which column the rows of "${other.id}" are told apart. Name it: ${filter.fn}(${other.id}, column).`);
      const there = listOf(filter.args[2]).flatMap((name) => (typeof name === 'string' ? [name] : []));
      if (there.length > 0 && there.length !== columns.length) return cannot(`it compares ${columns.length} columns with ${there.length} of "${other.id}". Name as many there.`);
      // In the order of their names, so that the same condition is the same fact.
      const pairs = columns.map((column, at): [string, string] => [column, there[at] ?? column]).toSorted(([a], [b]) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      const same = pairs.every(([column, at]) => column === at);
      among = { fn: 'kept', args: [filter.fn, other.id, pairs.map(([column]) => column), same ? 'same' : { fn: 'columns', args: pairs.map(([, at]) => at) }, among] };
    }
    const { filters: _, ...facets } = want.type.facets;
    const others = filters.filter((filter) => !isFound(filter));
    wants.push({ ...want, type: { ...want.type, facets: { ...facets, ...(others.length === 0 ? {} : { filters: others }), among } } });
  }
  return { ...goal, wants };
}

/** What tells the rows of a result apart: its keys, and its time where there is one row per time. */
function grainOf({ type: { facets } }: Want, times: ReadonlySet<FacetValue>): string[] {
  const keys = listOf(facets['keys']).flatMap((name) => (typeof name === 'string' ? [name] : []));
  const { time, interval } = facets;
  const [only] = times;
  if (typeof time === 'string' && time !== 'none') return [...keys, time];
  return interval !== undefined && time === undefined && times.size === 1 && typeof only === 'string' ? [...keys, only] : keys;
}

function leadsTo(from: Want, to: Want, wants: readonly Want[], seen = new Set<Want>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  const named = listOf(from.type.facets['filters']).flatMap((filter) => (comparesFound(filter) ? [filter.args[1].args[0]] : isAmong(filter) ? [filter.args[0]] : []));
  return named.some((id) => wants.some((one) => one.id === id && leadsTo(one, to, wants, seen)));
}
