import { contentWords, rankByWords } from '../../src/plan/nearest-words.ts';

/** A tool as WorFBench's tasks list it. */
export interface ListedTool {
  name: string;
  description: string;
  required: string[];
  /** Names of the values that it returns; empty where the list does not say. */
  responses: string[];
}

export interface InferredEdge {
  /** Indices of the sentences, from 0. */
  from: number;
  to: number;
  reason: 'data' | 'reference' | 'again';
  detail: string;
}

/** "the retrieved …", "based on the …", "using the results": words that point to what an earlier step has made. */
const REFERENCE = /\b(?:the|these|those|this|that|its|their)\s+(?:retrieved|obtained|found|created|resulting|generated|fetched|identified|extracted|returned|selected|updated|newly|aforementioned|above|previous|previously|same|gathered|collected|provided|specified|analy[sz]ed|translated|processed)\b|\b(?:based on|using|from|with|for|of)\s+(?:the|these|those)\s+(?:results?|outputs?|information|data|list|details?|response)\b|\b(?:for each|each of)\b|\b(?:after|once)\s+\w+ing\b/i;
/** Words by which a step says that it goes on where another did not get there. */
const AGAIN = /\b(?:again|retry|re-?attempts?|(?:alternative|alternate|different) (?:methods?|approach(?:es)?|apis?|ways?)|previous(?:ly)? (?:attempts?|encountered|failed|issues?|errors?)|encountered issues?)\b/i;
const LITERAL = /'[^']+'|"[^"]+"|\d/;

/**
 * Which of the sentences of a plan needs which, from nothing but the sentences and the tools that they may use:
 *
 * - `data`: the tool of a later sentence requires a parameter that the tool of an earlier one returns (or is named after), and the later
 *   sentence states no value for it;
 * - `reference`: a later sentence points back, and shares a noun with the earlier one;
 * - `again`: a later sentence says that it repeats or goes on, and shares most of its nouns with the earlier one.
 *
 * Sentences without a reason stay independent; an edge that others imply is left out.
 */
export function inferEdges(sentences: readonly string[], tools: readonly ListedTool[]): InferredEdge[] {
  const used = sentences.map((sentence) => rankByWords(sentence, tools, (tool) => ({ name: tool.name, text: tool.description }))[0]);
  const nouns = sentences.map((sentence) => new Set(contentWords(sentence).filter((word) => word.length > 2 && !/^\d+$/.test(word))));
  const found: InferredEdge[] = [];
  for (const [to, sentence] of sentences.entries()) {
    const consumer = used[to]?.item;
    for (let from = to - 1; from >= 0; from -= 1) {
      const producer = used[from]?.item;
      if (!consumer || !producer || producer === consumer || LITERAL.test(sentence)) continue;
      const shared = consumer.required.find((name) => entity(name) !== null && (producer.responses.some((response) => entity(response) === entity(name)) || (producer.responses.length === 0 && name.includes('_') && contentWords(producer.name).includes(entity(name) ?? ''))));
      if (shared === undefined) continue;
      found.push({ from, to, reason: 'data', detail: `${consumer.name} needs ${shared}, which ${producer.name} returns` });
      break;
    }
    if (found.some((edge) => edge.to === to)) continue;
    const back = REFERENCE.test(sentence) ? 'reference' : AGAIN.test(sentence) ? 'again' : null;
    if (back === null) continue;
    const least = back === 'reference' ? 0.15 : 0.4;
    let best: { from: number; overlap: number } | null = null;
    for (let from = to - 1; from >= 0; from -= 1) {
      const overlap = likeness(nouns[from] ?? new Set(), nouns[to] ?? new Set());
      if (overlap >= least && (best === null || overlap > best.overlap + 0.1)) best = { from, overlap };
    }
    if (best) found.push({ from: best.from, to, reason: back, detail: `it ${back === 'reference' ? 'points back to' : 'goes on with'} what step ${best.from + 1} is about` });
  }
  return found;
}

/** The noun that a name is about: `campaign_id` → `campaign`; null for names that say nothing, such as `id`, `status` or `date`. */
function entity(name: string): string | null {
  const words = contentWords(name).filter((word) => !GENERIC.has(word));
  return words.length === 0 ? null : words.join(' ');
}
const GENERIC = new Set(['id', 'ident', 'nam', 'nams', 'name', 'typ', 'type', 'valu', 'value', 'data', 'dat', 'date', 'tim', 'time', 'start', 'end', 'statu', 'status', 'result', 'info', 'information', 'inform', 'text', 'list', 'number', 'count', 'location', 'loc', 'success', 'messag', 'descript', 'titl', 'title', 'url', 'key', 'cod', 'code', 'query', 'quer', 'languag', 'limit', 'country']);

/** Shared words by the smaller set. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const smaller = Math.min(a.size, b.size);
  return smaller === 0 ? 0 : [...a].filter((word) => b.has(word)).length / smaller;
}
