import { type Amendment, amendmentsIn, amendmentsOf } from './amendments.ts';
import { dateOf } from './date-of.ts';
import { type Clause, parseQuery } from './parse-query.ts';
import type { DocumentText, Passage } from './read-document.ts';
import { type Token, folded, tokensOf } from './tokens.ts';

/** A quoted passage: `text.slice(start, end) === quote` in the document of that name. */
export interface Quote {
  document: string;
  /** From when its document holds, where it says so. */
  date?: string;
  heading: string;
  quote: string;
  start: number;
  end: number;
  score: number;
  /** The heads of the columns, where it is a row of a table. */
  columns?: string[];
  /** Numbers of the sections that it changes, where it says so, and from when. */
  amends?: string[];
  amends_from?: string;
  /** What changes it, the one in force first. */
  amended_by?: { document: string; heading: string; start: number; date?: string }[];
}

/** Okapi BM25 (Robertson and Zaragoza 2009), the usual constants; idf as in Lucene, never negative. */
const K1 = 1.2;
const B = 0.75;
const LONGEST_QUOTE = 700;

interface Indexed {
  document: DocumentText;
  passage: Passage;
  tokens: Token[];
  headings: Set<string>;
}

/**
 * The passages that fit a query best, over all documents, best first; equal scores by order of the documents and place. A quote is the run of sentences of a
 * passage that holds what was found. Deterministic.
 */
export function searchDocuments(documents: readonly DocumentText[], query: string, limit: number): Quote[] {
  const clauses = parseQuery(query);
  const wanted = clauses.filter((clause) => !clause.excluded);
  const passages = documents.flatMap((document) => document.passages.map((passage): Indexed => ({ document, passage, tokens: tokensOf(document.text, passage.start, passage.end), headings: new Set([...passage.headings, ...(passage.columns ?? [])].flatMap((one) => tokensOf(one).map((token) => token.stem))) })));
  const average = passages.reduce((sum, one) => sum + one.tokens.length, 0) / Math.max(1, passages.length);
  const found = passages.map((one) => wanted.map((clause) => occurrences(clause, one.tokens)));
  const idf = wanted.map((_, at) => {
    const holding = found.filter((hits) => (hits[at]?.length ?? 0) > 0).length;
    return Math.log(1 + (passages.length - holding + 0.5) / (holding + 0.5));
  });
  const results = passages.flatMap((one, index) => {
    const hits = found[index] ?? [];
    if (clauses.some((clause) => clause.excluded && occurrences(clause, one.tokens).length > 0)) return [];
    const inHeading = wanted.map((clause) => clause.prefix === null && clause.stems.every((word) => one.headings.has(word)));
    if (hits.every((list) => list.length === 0)) return [];
    if (wanted.some((clause, at) => clause.required && (hits[at]?.length ?? 0) === 0 && !(inHeading[at] === true && clause.stems.length === 1))) return [];
    const norm = K1 * (1 - B + (B * one.tokens.length) / Math.max(1, average));
    const score = wanted.reduce((sum, _, at) => {
      const frequency = (hits[at]?.length ?? 0) + (inHeading[at] === true ? 0.5 : 0);
      return sum + (idf[at] ?? 0) * ((frequency * (K1 + 1)) / (frequency + norm));
    }, 0);
    return [{ one, index, score, spans: hits.flat() }];
  });
  const best = results.toSorted((a, b) => b.score - a.score || a.index - b.index).slice(0, limit);
  return withAmendments(best.map(({ one, score, spans }) => ({ one, quote: quoteOf(one, spans, Number(score.toFixed(6))) })), documents);
}

/** Quotes with what changes them beside them: an amended passage never stands alone, and both say so. */
function withAmendments(found: readonly { one: Indexed; quote: Quote }[], documents: readonly DocumentText[]): Quote[] {
  const amendments = amendmentsIn(documents);
  if (amendments.length === 0) return found.map(({ quote }) => quote);
  const quotes: Quote[] = [];
  const taken = new Set<Passage>(found.map(({ one }) => one.passage));
  for (const { one: { document, passage }, quote } of found) {
    const own = amendments.find((one) => one.passage === passage);
    const by = amendmentsOf(document, passage, amendments);
    const changed = by.map((one) => ({ document: one.document.name, heading: one.passage.headings.join(' › '), start: one.passage.start, ...(one.date === null ? {} : { date: one.date }) }));
    quotes.push({ ...quote, ...(own === undefined ? {} : said(own)), ...(changed.length === 0 ? {} : { amended_by: changed }) });
    for (const one of by) {
      if (taken.has(one.passage)) continue;
      taken.add(one.passage);
      quotes.push({ ...quoteOf({ document: one.document, passage: one.passage, tokens: [], headings: new Set() }, [], quote.score), ...said(one) });
    }
  }
  return quotes;
}

function said({ sections, date }: Amendment): Pick<Quote, 'amends' | 'amends_from'> {
  return { amends: sections, ...(date === null ? {} : { amends_from: date }) };
}

/** How often a query occurs in a document, headings included, over all its words and phrases. */
export function countMentions(document: DocumentText, query: string): number {
  const wanted = parseQuery(query).filter((clause) => !clause.excluded);
  return [...document.passages, ...(document.heads ?? [])].reduce((sum, passage) => {
    const tokens = tokensOf(document.text, passage.start, passage.end);
    return sum + wanted.reduce((inner, clause) => inner + occurrences(clause, tokens).length, 0);
  }, 0);
}

function occurrences(clause: Clause, tokens: readonly Token[]): { start: number; end: number }[] {
  const length = clause.stems.length + (clause.prefix === null ? 0 : 1);
  const spans: { start: number; end: number }[] = [];
  for (let at = 0; at + length <= tokens.length; at += 1) {
    const fits = clause.stems.every((word, offset) => tokens[at + offset]?.stem === word) && (clause.prefix === null || folded(tokens[at + length - 1]?.word ?? '').startsWith(clause.prefix));
    const [first, last] = [tokens[at], tokens[at + length - 1]];
    if (fits && first !== undefined && last !== undefined) spans.push({ start: first.start, end: last.end });
  }
  return spans;
}

function quoteOf({ document, passage }: Indexed, spans: readonly { start: number; end: number }[], score: number): Quote {
  let { start, end } = passage;
  if (end - start > LONGEST_QUOTE) {
    const sentences = sentencesOf(document.text, passage);
    const weight = sentences.map((one) => spans.filter((span) => span.start >= one.start && span.start < one.end).length);
    const best = weight.indexOf(Math.max(...weight));
    [start, end] = [sentences[best]?.start ?? start, sentences[best]?.end ?? end];
    for (let next = best + 1; next < sentences.length; next += 1) {
      const more = sentences[next];
      if (more === undefined || (weight[next] ?? 0) === 0 || more.end - start > LONGEST_QUOTE) break;
      end = more.end;
    }
  }
  const date = dateOf(document.name, document.text);
  return { document: document.name, ...(date === null ? {} : { date }), heading: passage.headings.join(' › '), quote: document.text.slice(start, end), start, end, score, ...(passage.columns === undefined ? {} : { columns: passage.columns }) };
}

function sentencesOf(text: string, { start, end }: Passage): { start: number; end: number }[] {
  const sentences: { start: number; end: number }[] = [];
  for (const match of text.slice(start, end).matchAll(/\S[\s\S]*?(?:[.!?]+["')\]]*(?=\s|$)|$)/g)) {
    if (match[0].trim() !== '') sentences.push({ start: start + match.index, end: start + match.index + match[0].trimEnd().length });
  }
  return sentences;
}
