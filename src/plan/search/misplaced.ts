import { keptColumns } from '../found-rows.ts';
import { conditionColumns, isTerm, listOf, madeColumns } from '../conditions-on-made.ts';
import { groupsOfTop } from '../best-of-each.ts';
import type { FacetValue } from '../../schemas/operation.ts';
import type { FoundPlan } from './extract.ts';
import type { Problem } from './problem.ts';
import type { Source } from './state.ts';

/** A condition that stands before the step, or on another table than the one, that has its column. */
export interface Misplaced {
  column: string;
  /** Columns that the table at this point has. */
  columns: string[];
}

/** The first condition of a plan on a column that the table in front of it cannot have; null where there is none, or where columns are not known. */
export function misplacedCondition(problem: Problem, plan: FoundPlan): Misplaced | null {
  const known = new Map<number, Set<string> | null>();
  const at = (source: Source): Set<string> | null => {
    if ('given' in source) {
      const given = problem.givens[source.given];
      return given?.columns === undefined ? null : new Set(given.columns);
    }
    const found = known.get(source.node);
    if (found !== undefined) return found;
    const node = plan.nodes[source.node];
    const columns = node === undefined ? null : columnsMade(node.type.facets, node.operation.operation.output.columns?.map((one) => one.name) ?? [], node.inputs.flatMap((input) => input.sources).map(at));
    known.set(source.node, columns);
    return columns;
  };
  for (const node of plan.nodes) {
    if (node.operation.operation.output.kind !== 'table') continue;
    const facet = node.operation.outputOnly.find((name) => name === 'filters' || name === 'having' || name === 'among' || name === 'top');
    if (facet === undefined) continue;
    const source = node.inputs[0]?.sources[0];
    const columns = source === undefined ? null : at(source);
    if (columns === null) continue;
    const asked = facet === 'among' ? keptColumns(node.type.facets[facet]) : facet === 'top' ? groupsOfTop(node.type.facets[facet]) : conditionsOf(node.type.facets[facet]).flatMap(conditionColumns);
    const missing = asked.find((column) => !columns.has(column));
    if (missing !== undefined) return { column: missing, columns: [...columns] };
  }
  return null;
}

function columnsMade(facets: { [name: string]: FacetValue }, own: readonly string[], inputs: readonly (Set<string> | null)[]): Set<string> | null {
  const columns = new Set<string>(own);
  for (const input of inputs) {
    if (input === null) return null;
    for (const column of input) columns.add(column);
  }
  const measures = listOf(facets['measures']);
  for (const name of [...listOf(facets['keys']), ...measures, facets['time']]) if (typeof name === 'string' && name !== 'none') columns.add(name);
  for (const name of namedByLinks(facets['linked'])) columns.add(name);
  for (const name of madeColumns({ kind: 'table', facets: { measures } }).keys()) columns.add(name);
  return columns;
}

function conditionsOf(value: FacetValue | undefined): FacetValue[] {
  if (typeof value === 'object' && !Array.isArray(value)) return listOf(value.args[1]);
  return listOf(value);
}

/** Names that look-ups gave to columns of other tables. */
function namedByLinks(linked: FacetValue | undefined): string[] {
  if (!isTerm(linked) || linked.fn !== 'linked') return [];
  const [before, link] = linked.args;
  return [...namedByLinks(before), ...(isTerm(link) ? link.args.flatMap((one) => (isTerm(one) && typeof one.args[1] === 'string' ? [one.args[1]] : [])) : [])];
}
