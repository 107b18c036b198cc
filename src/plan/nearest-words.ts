import { editDistance } from './nearest.ts';

/** Something with a name and words about it. */
export interface Described {
  name: string;
  text: string;
}

/** An item and how near it is to what was asked: 0 shares nothing, 1 has the same name. */
export interface Ranked<Item> {
  item: Item;
  score: number;
}

const SMALL = new Set(['a', 'an', 'and', 'as', 'at', 'by', 'for', 'from', 'in', 'into', 'is', 'it', 'its', 'of', 'on', 'or', 'that', 'the', 'this', 'to', 'with', 'be', 'are', 'i', 'my', 'me', 'you', 'your', 'then', 'can', 'please', 'want', 'need', 'would', 'like']);

/** The words of a text in lower case, without small words and plural or verb endings; `camelCase` and `snake_case` are split. */
export function contentWords(text: string): string[] {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 0 && !SMALL.has(word))
    .map(stem);
}

function stem(word: string): string {
  if (word.length <= 4) return word.replace(/(?<=\p{L}{2})s$/u, '');
  return word.replace(/(ations?|ators?|ating|ates?|ated|izing|izers?|izes?|ized|ings?|ions?|ers?|ors?|ies|ed|es|s|e|y)$/u, '') || word;
}

/**
 * Items ranked by how near their name and words are to what was asked, best first; items of equal score keep their order. A word counts
 * the more, the fewer items have it (inverse document frequency); words a letter or two apart count for most of one another.
 */
export function rankByWords<Item>(asked: string, items: readonly Item[], describe: (item: Item) => Described): Ranked<Item>[] {
  const all = items.map((item) => {
    const { name, text } = describe(item);
    return { item, plain: plain(name), name: [...new Set(contentWords(name))], text: new Set(contentWords(`${name} ${text}`)) };
  });
  const weigh = wordWeights(all.map((one) => one.text));
  const words = [...new Set(contentWords(asked))];
  const total = words.reduce((sum, word) => sum + weigh(word), 0);
  return all
    .map((one) => {
      if (one.plain === plain(asked)) return { item: one.item, score: 1 };
      if (total === 0) return { item: one.item, score: 0 };
      let matched = 0;
      let spoken = 0;
      for (const word of words) {
        const inName = Math.max(0, ...one.name.map((other) => alike(word, other)));
        matched += inName * weigh(word);
        spoken += Math.max(inName, one.text.has(word) ? 1 : 0) * weigh(word);
      }
      const named = one.name.reduce((sum, word) => sum + weigh(word), 0);
      const dice = (2 * matched) / (total + named);
      return { item: one.item, score: 0.65 * Math.min(1, dice) + 0.35 * (spoken / total) };
    })
    .toSorted((a, b) => b.score - a.score);
}

/** Weight of a word among documents: ln(1 + n / documents that have it), as in BM25's inverse document frequency. */
export function wordWeights(documents: readonly ReadonlySet<string>[]): (word: string) => number {
  const having = new Map<string, number>();
  for (const document of documents) for (const word of document) having.set(word, (having.get(word) ?? 0) + 1);
  return (word) => Math.log(1 + documents.length / (having.get(word) ?? 0.5));
}

/** Whether two stems mean the same word: 1 the same, 0.8 a letter or two apart or one the beginning of the other, 0 otherwise. */
function alike(a: string, b: string): number {
  if (a === b) return 1;
  const short = Math.min(a.length, b.length);
  if (short < 4) return 0;
  if (short >= 5 && (a.startsWith(b) || b.startsWith(a))) return 0.8;
  return editDistance(a, b) <= (short >= 7 ? 2 : 1) ? 0.8 : 0;
}

/** A name without case and separators. */
export function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
