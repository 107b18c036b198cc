import { contentWords } from '../../src/plan/nearest-words.ts';

/** A document of a ranking, by name. */
export interface Ranked {
  name: string;
  score: number;
}

/** BM25 (Robertson and Zaragoza 2009) with k1 = 1.2 and b = 0.75 over word stems; best first, ties by name. */
export class Bm25 {
  private readonly documents: { name: string; counts: Map<string, number>; length: number }[];
  private readonly having = new Map<string, number>();
  private readonly mean: number;

  constructor(documents: readonly { name: string; text: string }[]) {
    this.documents = documents.map(({ name, text }) => {
      const words = wordsOf(text);
      const counts = new Map<string, number>();
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
      for (const word of counts.keys()) this.having.set(word, (this.having.get(word) ?? 0) + 1);
      return { name, counts, length: words.length };
    });
    this.mean = this.documents.reduce((sum, one) => sum + one.length, 0) / Math.max(1, this.documents.length);
  }

  rank(query: string): Ranked[] {
    const words = [...new Set(wordsOf(query))];
    return this.documents
      .map(({ name, counts, length }) => {
        let score = 0;
        for (const word of words) {
          const count = counts.get(word) ?? 0;
          if (count === 0) continue;
          const having = this.having.get(word) ?? 0;
          const rarity = Math.log(1 + (this.documents.length - having + 0.5) / (having + 0.5));
          score += (rarity * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * length) / this.mean));
        }
        return { name, score };
      })
      .toSorted((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1));
  }
}

/** Lower-case words without small words and endings; `camelCase` and `snake_case` are split. A floor without stems would be too easy to beat. */
export const wordsOf = contentWords;

/**
 * The floor without any model: the k best tools by BM25, chained in the order in which the request mentions them. A tool is mentioned where
 * the first word of its name or description stands.
 */
export function lexicalChain(request: string, ranking: readonly Ranked[], k: number, textOf: (name: string) => string): { nodes: string[]; edges: [string, string][] } {
  const words = wordsOf(request);
  const place = (name: string): number => {
    const own = new Set(wordsOf(textOf(name)));
    const at = words.findIndex((word) => own.has(word));
    return at < 0 ? words.length : at;
  };
  const nodes = ranking.slice(0, k).map((one) => one.name).toSorted((a, b) => place(a) - place(b));
  return { nodes, edges: nodes.slice(1).map((name, at) => [nodes[at] ?? '', name]) };
}
