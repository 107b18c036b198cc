import type { Given } from '../schemas/goal.ts';
import type { FoundPlan } from './search/extract.ts';

/** Choices that what uses a value is made of as well: a person enters how many when it is known of what. */
export function choicesBehind(users: readonly number[], found: FoundPlan): number[] {
  const seen = new Set<number>();
  const look = (index: number): void => {
    if (seen.has(index)) return;
    seen.add(index);
    for (const source of found.nodes[index]?.inputs.flatMap((input) => input.sources) ?? []) if ('node' in source) look(source.node);
  };
  for (const user of users) look(user);
  return [...seen].filter((index) => found.nodes[index]?.operation.operation.output.kind === 'choice').toSorted((a, b) => a - b);
}

/** Per node the one given that everything behind it comes from; null where there are several or none. */
export function givensBehind(found: FoundPlan): (number | null)[] {
  const results: (number | 'several' | null)[] = [];
  for (const node of found.nodes) {
    let only: number | 'several' | null = null;
    for (const source of node.inputs.flatMap((input) => input.sources)) {
      const from = 'given' in source ? source.given : (results[source.node] ?? null);
      if (from !== null) only = only === null || only === from ? from : 'several';
    }
    results.push(only);
  }
  return results.map((one) => (one === 'several' ? null : one));
}

/** Per node how many elements its list has, where that is known: as many as the attached files that it was made of one by one. */
export function listLengths(found: FoundPlan, givens: readonly Given[]): (number | null)[] {
  const results: (number | null)[] = [];
  for (const node of found.nodes) {
    const source = node.lift === null ? undefined : node.inputs.find((input) => input.port === node.lift)?.sources[0];
    const given = source !== undefined && 'given' in source ? givens[source.given]?.source : undefined;
    results.push(source === undefined ? null : 'node' in source ? (found.nodes[source.node]?.operation.operation.output.cardinality === 'list' ? null : (results[source.node] ?? null)) : given?.kind === 'attachments' ? given.items.length : null);
  }
  return results;
}
