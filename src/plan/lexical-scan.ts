import type { Span } from '../schemas/goal.ts';
import type { ColumnLexicon, ColumnMatch, FoundColumn } from './lexical-columns.ts';
import { type Meaning, type TermIndex, lookup } from './lexical-terms.ts';
import { type Word, spanOf } from './lexical-words.ts';

/** A goal under reading by phrases: its words and which part of the reading has taken which of them. */
export class Scan {
  readonly goal: string;
  readonly words: Word[];
  readonly lexicon: ColumnLexicon;
  readonly terms: TermIndex;
  readonly #taken = new Set<number>();
  readonly #defined = new Map<number, { last: number; found: FoundColumn }>();
  readonly #named: { stems: readonly string[]; found: FoundColumn }[] = [];

  constructor(goal: string, words: Word[], lexicon: ColumnLexicon, terms: TermIndex) {
    this.goal = goal;
    this.words = words;
    this.lexicon = lexicon;
    this.terms = terms;
  }

  lower(index: number): string {
    return this.words[index]?.lower ?? '';
  }

  free(index: number): boolean {
    return index >= 0 && index < this.words.length && !this.#taken.has(index);
  }

  /** Words from first to last now belong to a part of the reading; the stretch of the goal that they are. */
  take(first: number, last: number): Span {
    for (let index = first; index <= last; index += 1) this.#taken.add(index);
    return spanOf(this.goal, this.words.slice(first, last + 1));
  }

  /** Whether the free words from an index on are just these, within one clause. */
  has(index: number, ...wanted: readonly (string | readonly string[])[]): boolean {
    return wanted.every((word, at) => this.free(index + at) && (at === 0 || !this.clauseBreak(index + at)) && (typeof word === 'string' ? this.lower(index + at) === word : word.includes(this.lower(index + at))));
  }

  clauseBreak(index: number): boolean {
    return this.words[index]?.afterBreak === true;
  }

  /** The index of the next free word from here on that is none of the fillers, within the clause; -1 where there is none. */
  skip(index: number, fillers: ReadonlySet<string>): number {
    let at = index;
    while (at < this.words.length && this.free(at) && fillers.has(this.lower(at)) && (at === index || !this.clauseBreak(at))) at += 1;
    return at < this.words.length && this.free(at) && !this.clauseBreak(at) ? at : -1;
  }

  /** Words that were taken stand for a column that they define. */
  define(first: number, last: number, found: FoundColumn): void {
    this.#defined.set(first, { last, found });
    this.#taken.delete(first);
  }

  /** Words that stand for a column wherever they come in the goal. */
  name(stems: readonly string[], found: FoundColumn): void {
    this.#named.push({ stems, found });
  }

  column(index: number): ColumnMatch | null {
    const defined = this.#defined.get(index);
    if (defined !== undefined && this.free(index)) return { length: defined.last - index + 1, columns: [defined.found] };
    for (const { stems, found } of this.#named) if (stems.every((stem, at) => this.free(index + at) && this.words[index + at]?.stem === stem)) return { length: stems.length, columns: [found] };
    return this.free(index) ? this.lexicon.match(this.words, index, (at) => this.free(at)) : null;
  }

  meanings(index: number): Meaning[] {
    const word = this.words[index];
    return word === undefined ? [] : lookup(this.terms, [word]);
  }

  /** What stands between the end of a word and the next word. */
  after(index: number): string {
    return this.goal.slice(this.words[index]?.end ?? 0, this.words[index + 1]?.start ?? this.goal.length);
  }

  span(first: number, last: number): Span {
    return spanOf(this.goal, this.words.slice(first, last + 1));
  }
}
