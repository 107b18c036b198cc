import type { Operation, Registry } from '../schemas/operation.ts';
import { contentWords, rankByWords } from './nearest-words.ts';

/** Cost, in points of preference, of an operation of a service that the words do not speak of at all. */
const UNSPOKEN = 4;
/** Cost of searching by name where the words contain no name, or speak of what is the person's own. */
const NAMELESS = 3;

/**
 * The registry with the reading operations of services made dearer the less the words of a goal speak of them, so that of several operations that give the same
 * kind of record the one that is meant is planned. Names of entities do not count: they are what types are for. A list that a service searches by text costs
 * more where the words hold no name; "my" prefers what is about the caller. Nothing else changes.
 */
export function preferWords<Part extends Pick<Registry, 'operations'>>(registry: Part, words: string): Part {
  const services = registry.operations.filter(isReading);
  if (services.length === 0) return registry;
  const entities = new Set(services.flatMap((one) => (carriesItself(one) && typeof one.output.facets['entity'] === 'string' ? contentWords(one.output.facets['entity'].replaceAll('-', ' ')) : [])));
  const asked = words.split(/\s+/).filter((word) => !contentWords(word).some((one) => entities.has(one))).join(' ');
  const ranked = rankByWords(asked, services, (one) => ({ name: one.operation.replaceAll('-', ' '), text: `${one.title} ${firstSentence(one.description)}` }));
  const best = Math.max(...ranked.map((one) => one.score), 0.05);
  const scores = new Map(ranked.map(({ item, score }) => [item, score / best]));
  const named = hasName(words);
  const own = /\b(my|mine)\b/i.test(words.replaceAll(QUOTED, ' '));
  return {
    ...registry,
    operations: registry.operations.map((operation) => {
      const score = scores.get(operation);
      if (score === undefined) return operation;
      return { ...operation, cost: { ...operation.cost, preference: (operation.cost.preference ?? 0) * (1 - score) + dearer(operation, score, named, own) } };
    }),
  };
}

function dearer(operation: Operation, score: number, named: boolean, own: boolean): number {
  const personal = isPersonal(operation);
  if (operation.output.facets['ranked'] === 'relevance') return (named ? 0 : UNSPOKEN * (1 - score) + NAMELESS) + (own ? NAMELESS : 0);
  // who the caller is needs no words
  if (personal && operation.inputs.length === 0 && operation.output.cardinality !== 'list' && carriesItself(operation)) return 0;
  return Math.max(0, UNSPOKEN * (1 - score) - (own && personal ? UNSPOKEN / 2 : 0));
}

const QUOTED = /["“”«»][^"“”«»]*["“”«»]|(?<!\p{L})['‘][^'’]+['’](?!\p{L})/gu;

/** Whether words hold a name: a quotation, or a word with a capital that does not begin a sentence. "My Music" is a place of one's own, not a name. */
export function hasName(words: string): boolean {
  if (words.match(QUOTED) !== null) return true;
  const capitals = words.replaceAll(/\bMy \p{Lu}\p{L}*/gu, ' ').matchAll(/(?<=[\p{L}\p{N},;:)]\s+)\p{Lu}[\p{L}\p{N}]*/gu);
  return [...capitals].some(([word]) => !/^(I|TV|API|ID|URL|OK|UTC|GMT|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$/.test(word));
}

function isPersonal(operation: Operation): boolean {
  return /(^|-)(me|my|mine|self|current|currently|own|saved|followed|user|users|whoami)(-|$)/.test(operation.operation) || /\bcurrent user\b/i.test(operation.description);
}

/** Whether records of the operation are identified as what they are about. */
function carriesItself({ output }: Operation): boolean {
  const { entity, fields } = output.facets;
  return typeof entity === 'string' && Array.isArray(fields) && fields.includes(`${entity.replaceAll('-', '_')}_id`);
}

function isReading(operation: Operation): boolean {
  return operation.output.kind === 'record' && operation.output.facets['service'] !== undefined && operation.effect === 'read';
}

function firstSentence(text: string): string {
  return (/^[\s\S]*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text).slice(0, 200);
}
