import type { Operation, Registry } from '../schemas/operation.ts';
import { rankByWords } from './nearest-words.ts';

/** Cost, in points of preference, of an operation of a service that the words do not speak of at all. */
const UNSPOKEN = 4;
/** Cost of searching by name where the words contain no name. */
const NAMELESS = 3;

/**
 * The registry with the reading operations of services made dearer the less the words of a goal speak of them, so that of several operations that give the same
 * kind of record the one that is meant is planned. A list that a service searches by text costs more where the words hold no name. Nothing else changes.
 */
export function preferWords<Part extends Pick<Registry, 'operations'>>(registry: Part, words: string): Part {
  const services = registry.operations.filter(isReading);
  if (services.length === 0) return registry;
  const ranked = rankByWords(words, services, (one) => ({ name: one.operation.replaceAll('-', ' '), text: `${one.title} ${firstSentence(one.description)}` }));
  const best = Math.max(...ranked.map((one) => one.score), 0.05);
  const scores = new Map(ranked.map(({ item, score }) => [item, score / best]));
  const named = hasName(words);
  return {
    ...registry,
    operations: registry.operations.map((operation) => {
      const score = scores.get(operation);
      if (score === undefined) return operation;
      const search = operation.output.facets['ranked'] === 'relevance';
      const preference = (operation.cost.preference ?? 0) + (search && named ? 0 : UNSPOKEN * (1 - score)) + (search && !named ? NAMELESS : 0);
      return { ...operation, cost: { ...operation.cost, preference } };
    }),
  };
}

/** Whether words hold a name: a quotation, or a word with a capital that does not begin a sentence. */
export function hasName(words: string): boolean {
  if (/["“”«»]|(?<![\p{L}])['‘][^'’]+['’](?![\p{L}])/u.test(words)) return true;
  const capital = [...words.matchAll(/(?<=[\p{L}\p{N},;:)]\s)\p{Lu}[\p{L}\p{N}]*/gu)].map(([word]) => word);
  return capital.some((word) => !/^(I|TV|API|ID|URL|OK|UTC|GMT|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$/.test(word)) || /(?<=[\p{L}]\s)\d+ \p{Lu}\p{L}+/u.test(words);
}

function isReading(operation: Operation): boolean {
  return operation.output.kind === 'record' && operation.output.facets['service'] !== undefined && operation.effect === 'read';
}

function firstSentence(text: string): string {
  return (/^[\s\S]*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text).slice(0, 200);
}
