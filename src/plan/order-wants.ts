import type { Want } from '../schemas/goal.ts';
import type { Registry } from '../schemas/operation.ts';

/** Collections (a report, a description) come after what they collect, effects last; otherwise the order of the goal stays. */
export function orderWants(wants: readonly Want[], registry: Pick<Registry, 'operations'>): Want[] {
  const known = new Map<string, Set<string> | null>();
  const accepted = (want: Want): Set<string> | null => {
    const key = `${want.type.kind} ${want.effect ?? ''}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const kinds = acceptedBy(want);
    known.set(key, kinds);
    return kinds;
  };
  const acceptedBy = (want: Want): Set<string> | null => {
    const makers = registry.operations.filter((operation) => operation.output.kind === want.type.kind && (operation.effect_name ?? null) === want.effect);
    const ports = makers.flatMap((operation) => operation.inputs.filter((port) => port.variadic === true && port.optional !== true));
    return makers.length > 0 && makers.every((operation) => operation.inputs.some((port) => port.variadic === true && port.optional !== true)) ? new Set(ports.flatMap((port) => port.kinds)) : null;
  };
  const rank = (want: Want): number => {
    if (want.effect !== null) return 1_000;
    const kinds = accepted(want);
    if (kinds === null) return 0;
    return 1 + wants.filter((other) => other !== want && other.effect === null && kinds.has(other.type.kind) && accepted(other) !== null).length;
  };
  return wants.map((want, index) => ({ want, index, rank: rank(want) })).toSorted((a, b) => a.rank - b.rank || a.index - b.index).map((one) => one.want);
}
