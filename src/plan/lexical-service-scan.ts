import type { Span } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { type Word, spanOf, wordsOf } from './lexical-words.ts';
import { type ServiceField, type ServiceNoun, namesOfField, runLength, wordsOfNoun } from './service-nouns.ts';

/** A text that stands in quotation marks in the goal. */
export interface Quoted {
  first: number;
  last: number;
  text: string;
}

/** Words that connect what was read, and change nothing where they are left out. Prepositions count only because what follows them is accounted for by itself. */
const CONNECTING = new Set(
  `a an the these those this that of in on at to for from with and is are was were be been being has have had there do does did our my me us we i you your its it their them they please can could would
  want need to show list get give find tell see display return fetch look up which what whose who's how many much number count currently now right all records entries ones value values whole complete full
  together including showing along as table report result results overview every single any having where named called kindly everything anything`.split(/\s+/),
);

/** Words of a goal and which of them have been read as what. */
export class ServiceScan {
  readonly goal: string;
  readonly words: readonly Word[];
  readonly quoted: readonly Quoted[];
  readonly #read = new Set<number>();

  constructor(goal: string) {
    this.goal = goal;
    this.words = wordsOf(goal);
    this.quoted = [...goal.matchAll(/["“«]([^"”»\n]{1,300})["”»]|(?<![\p{L}\p{N}])['‘]([^'’\n]{1,300})['’](?![\p{L}\p{N}])/gu)].flatMap((match): Quoted[] => {
      const [start, end] = [match.index, match.index + match[0].length];
      const inside = this.words.flatMap((word, index) => (word.start >= start && word.end <= end ? [index] : []));
      const [first] = inside;
      return first === undefined ? [] : [{ first, last: inside.at(-1) ?? first, text: (match[1] ?? match[2] ?? '').trim() }];
    });
  }

  lower(index: number): string {
    return this.words[index]?.lower ?? '';
  }

  /** Whether the word is neither read nor inside quotation marks. */
  free(index: number): boolean {
    return index >= 0 && index < this.words.length && !this.#read.has(index) && !this.quoted.some((one) => one.first <= index && index <= one.last);
  }

  read(first: number, last: number = first): Span {
    for (let index = first; index <= last; index += 1) this.#read.add(index);
    return spanOf(this.goal, this.words.slice(first, last + 1));
  }

  quotedAt(index: number): Quoted | null {
    return this.quoted.find((one) => one.first === index && !this.#read.has(index)) ?? null;
  }

  /** The first of the nouns whose words stand here, the longest first. */
  nounAt(index: number, nouns: readonly ServiceNoun[]): { nouns: ServiceNoun[]; length: number } | null {
    if (!this.free(index)) return null;
    const found = nouns.map((noun) => ({ noun, length: runLength(this.words, index, wordsOfNoun(noun.entity)) })).filter((one) => one.length > 0);
    const longest = Math.max(0, ...found.map((one) => one.length));
    return longest === 0 ? null : { nouns: found.filter((one) => one.length === longest).map((one) => one.noun), length: longest };
  }

  /** The field whose name stands here, the longest first. */
  fieldAt(index: number, fields: readonly ServiceField[]): { field: ServiceField; length: number } | null {
    if (!this.free(index)) return null;
    const found = fields.flatMap((field) => namesOfField(field).map((parts) => ({ field, length: runLength(this.words, index, parts) }))).filter((one) => one.length > 0);
    return found.toSorted((a, b) => b.length - a.length)[0] ?? null;
  }

  /** What stands here as the value of a field: quoted text, a number, a name with capitals or digits; `any` takes any word. */
  valueAt(index: number, field: ServiceField, any: boolean): { value: FacetValue; last: number } | null {
    const quote = this.quotedAt(index);
    if (quote !== null) return { value: quote.text, last: quote.last };
    const word = this.words[index];
    if (word === undefined || !this.free(index)) return null;
    if (field.type === 'number') return word.number === null ? null : { value: word.number, last: index };
    if (field.type === 'boolean') return ['true', 'yes', 'false', 'no'].includes(word.lower) ? { value: ['true', 'yes'].includes(word.lower), last: index } : null;
    for (let length = 4; length >= 1; length -= 1) {
      const text = this.words.slice(index, index + length).map((one) => one.lower).join(' ');
      const known = field.values.find((one) => plainValue(one) === plainValue(text));
      if (known !== undefined) return { value: known, last: index + length - 1 };
    }
    if (field.values.length > 0) return null;
    return any || isName(word) ? { value: word.text, last: index } : null;
  }

  /** The words that nothing has read. */
  unread(): Span[] {
    return this.words.flatMap((word, index) => (this.#read.has(index) || CONNECTING.has(word.lower) ? [] : [spanOf(this.goal, [word])]));
  }
}

export function isName(word: Word): boolean {
  return /\p{Lu}/u.test(word.text) || /\d/.test(word.text);
}

/** Values as people type them: without regard to case, hyphens and underscores. */
export function plainValue(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, ' ').trim();
}
