import type { Predicate } from '../schemas/predicate.ts';
import { comparisonsOf, describePredicate, evaluatePredicate, type PredicateView } from './predicates.ts';

/**
 * The conditions that do not hold, each once in words, and the output ports that they speak of. A condition that speaks of no output is about
 * all of `ports`.
 */
export function unmetConditions(conditions: readonly Predicate[], view: PredicateView, ports: readonly string[]): { unmet: string[]; ports: string[] } {
  const failed = conditions.filter((one) => !evaluatePredicate(one, view));
  const named = failed.flatMap((one) => {
    const own = comparisonsOf(one).flatMap(({ path }) => (path.startsWith('outputs.') ? (path.split('.')[1] ?? []) : []));
    return own.some((port) => ports.includes(port)) ? own : ports;
  });
  return { unmet: [...new Set(failed.map(describePredicate))], ports: ports.filter((port) => named.includes(port)) };
}
