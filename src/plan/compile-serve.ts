import type { Want } from '../schemas/goal.ts';
import type { FoundPlan } from './search/extract.ts';
import type { Source } from './search/state.ts';
import type { Constructs } from './compile-constructs.ts';

/** What each task of a found plan is for. */
export interface Serving {
  /** Per node the wants (by index) that need it, in ascending order. */
  wants: number[][];
  /** Per node the wants that it is the result of. */
  results: number[][];
  /** Per node the want whose condition decides about it; null where something needs it in any case. */
  condition: (number | null)[];
  /** Per node who uses its output. */
  users: { node: number; port: string }[][];
}

/** The artifact that decides about a want. */
export function testedSource(found: FoundPlan, constructs: Constructs, want: number): Source | null {
  const at = constructs.tested[want];
  if (at === null || at === undefined) return null;
  return found.wants[at.hidden >= 0 ? at.hidden : constructs.hidden.length + at.want] ?? null;
}

/**
 * Who needs what. A task depends on a condition where all that need it have the same one; a collection needs its parts only as far as they are there, so it
 * does not make a conditional part unconditional.
 */
export function whoServes(found: FoundPlan, wants: readonly Want[], constructs: Constructs): Serving {
  const { nodes } = found;
  const hidden = constructs.hidden.length;
  const serving: Serving = { wants: nodes.map(() => []), results: nodes.map(() => []), condition: nodes.map(() => null), users: nodes.map(() => []) };
  for (const [node, { inputs }] of nodes.entries()) {
    for (const { port, sources } of inputs) for (const source of new Set(sources.flatMap((one) => ('node' in one ? [one.node] : [])))) serving.users[source]?.push({ node, port });
  }
  const keys = wants.map((want, index) => (want.condition === undefined ? null : JSON.stringify([testedSource(found, constructs, index), want.condition.test.value, want.condition.test.op, want.condition.test.than, want.condition.otherwise])));
  const parts = new Set<number>();
  for (const [index] of wants.entries()) {
    const source = found.wants[hidden + index];
    if (source === undefined || !('node' in source)) continue;
    serving.results[source.node]?.push(index);
    if (keys[index] !== null) parts.add(source.node);
  }
  // A node that is also wanted without a condition is there in any case.
  for (const [index] of wants.entries()) {
    const source = found.wants[hidden + index];
    if (source !== undefined && 'node' in source && keys[index] === null) parts.delete(source.node);
  }
  const needed = nodes.map(() => new Map<string | null, number>());
  const walk = (from: Source | undefined, visit: (node: number) => boolean, skips: boolean): void => {
    const open: number[] = from !== undefined && 'node' in from ? [from.node] : [];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const node = nodes[next];
      if (node === undefined || !visit(next)) continue;
      for (const { port, sources } of node.inputs) {
        const variadic = node.operation.ports.some((one) => one.name === port && one.variadic);
        for (const source of sources) if ('node' in source && !(skips && variadic && parts.has(source.node))) open.push(source.node);
      }
    }
  };
  const marks = nodes.map(() => -1);
  for (const [index] of wants.entries()) {
    walk(found.wants[hidden + index], (node) => {
      if (marks[node] === index) return false;
      marks[node] = index;
      serving.wants[node]?.push(index);
      return true;
    }, false);
  }
  for (const [index, at] of constructs.tested.entries()) {
    if (at === null || at.hidden < 0) continue;
    walk(found.wants[at.hidden], (node) => {
      if (serving.wants[node]?.includes(index) === true) return false;
      serving.wants[node]?.push(index);
      return true;
    }, false);
  }
  if (parts.size === 0) return serving;
  const roots: [Source | undefined, string | null, number][] = [...found.wants.slice(0, hidden).map((source): [Source, null, number] => [source, null, -1]), ...wants.map((_, index): [Source | undefined, string | null, number] => [found.wants[hidden + index], keys[index] ?? null, index])];
  for (const [source, key, index] of roots) {
    walk(source, (node) => {
      if (needed[node]?.has(key) === true) return false;
      needed[node]?.set(key, index);
      return true;
    }, true);
  }
  for (const [node, by] of needed.entries()) {
    const [only] = by;
    if (by.size === 1 && only !== undefined && only[0] !== null) serving.condition[node] = only[1];
  }
  return serving;
}
