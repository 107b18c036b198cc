import type { TypedGoal } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { isTerm, listOf } from './conditions-on-made.ts';

/**
 * The goal with `top: of(columns, desc(measure), n)` as people write it in the one form that operations know, `best(columns, desc, measure, n)`; one row each where no number stands there.
 * Or the reason why a top cannot be read.
 */
export function withBestOfEach(goal: TypedGoal): TypedGoal | { message: string } {
  if (!goal.wants.some((want) => want.type.facets['top'] !== undefined)) return goal;
  const wants: TypedGoal['wants'] = [];
  for (const want of goal.wants) {
    const { top } = want.type.facets;
    const best = top === undefined || top === 'none' || (isTerm(top) && top.fn === 'best') ? top : bestOf(top);
    if (best === null) return { message: `Cannot read the top of "${want.id}": expected of(columns, desc(measure), number), such as of(region, desc(sales), 3), or asc for the lowest. Write it like that.` };
    wants.push(best === undefined ? want : { ...want, type: { ...want.type, facets: { ...want.type.facets, top: best } } });
  }
  return { ...goal, wants };
}

function bestOf(top: FacetValue): FacetValue | null {
  if (!isTerm(top) || top.fn !== 'of' || top.args.length < 2 || top.args.length > 3) return null;
  const [groups, order, count = 1] = top.args;
  const names = listOf(groups).filter((name) => typeof name === 'string');
  const measure = isTerm(order) && (order.fn === 'desc' || order.fn === 'asc') && order.args.length === 1 ? order.args[0] : undefined;
  if (measure === undefined || !isTerm(order) || names.length === 0 || names.length !== listOf(groups).length || typeof count !== 'number' || !Number.isInteger(count) || count < 1) return null;
  return { fn: 'best', args: [[...new Set(names)].toSorted((a, b) => (a < b ? -1 : 1)), order.fn, measure, count] };
}

/** The columns for whose combinations the best rows are taken. */
export function groupsOfTop(top: FacetValue | undefined): string[] {
  return isTerm(top) ? listOf(top.args[0]).filter((name) => typeof name === 'string') : [];
}
