import type { FacetValue } from '../schemas/operation.ts';

/** A term that was read, or where and why it could not be. */
export type ReadTerm = { ok: true; value: FacetValue } | { ok: false; reason: string };

const OPERATORS = ['>=', '<=', '!=', '=', '>', '<'];

/**
 * Reads a facet value as people write it: `revenue`, `4.5`, `"net sales"` (a backslash before quotation marks inside), `growth(population, percent)`, `[a, b]`, and comparisons such as
 * `mag >= 4.5`, `region in [north, south]` or `flag not_in [S, X]`, which become terms of the operator, also inside others: `flag(wait > 30)`. Never throws; at most 1,000 characters, 20 levels deep.
 */
export function readTerm(text: string): ReadTerm {
  if (text.length > 1_000) return { ok: false, reason: 'it is longer than 1,000 characters' };
  const reader = new TermReader(text);
  try {
    return { ok: true, value: reader.whole() };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, reason: error.message };
    throw error;
  }
}

class Unreadable extends Error {}

class TermReader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  whole(): FacetValue {
    const value = this.comparison(0);
    this.space();
    if (this.at < this.text.length) throw new Unreadable(`"${this.text.slice(this.at, this.at + 20)}" is left over`);
    return value;
  }

  private comparison(depth: number): FacetValue {
    const left = this.value(depth);
    const operator = this.operator();
    return operator === null ? left : { fn: operator, args: [left, this.value(depth)] };
  }

  private operator(): string | null {
    this.space();
    const symbol = OPERATORS.find((one) => this.text.startsWith(one, this.at));
    if (symbol !== undefined) {
      this.at += symbol.length;
      return symbol;
    }
    const word = /^(?:in|not_in|not +in)(?=[\s["])/.exec(this.text.slice(this.at))?.[0];
    if (word === undefined) return null;
    this.at += word.length;
    return word === 'in' ? 'in' : 'not_in';
  }

  private value(depth: number): FacetValue {
    if (depth > 20) throw new Unreadable('it is nested more than 20 levels deep');
    this.space();
    if (this.text[this.at] === '[') return this.list(']', depth);
    if (this.text[this.at] === '"') return this.quoted();
    const word = /^[^\s,()[\]"<>=!]+(?: +(?!(?:in|not_in|not +in)\b)[^\s,()[\]"<>=!]+)*/u.exec(this.text.slice(this.at))?.[0];
    if (word === undefined) throw new Unreadable(this.at >= this.text.length ? 'something is missing at its end' : `"${this.text[this.at] ?? ''}" is not expected at character ${this.at + 1}`);
    this.at += word.length;
    if (this.text[this.at] === '(') return { fn: word, args: this.list(')', depth) };
    if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(word)) return Number(word);
    return word === 'true' ? true : word === 'false' ? false : word;
  }

  private list(end: string, depth: number): FacetValue[] {
    this.at += 1;
    const items: FacetValue[] = [];
    for (;;) {
      this.space();
      if (this.text[this.at] === end) break;
      items.push(this.comparison(depth + 1));
      this.space();
      if (this.text[this.at] === ',') this.at += 1;
      else if (this.text[this.at] !== end) throw new Unreadable(`"${end}" is missing`);
    }
    this.at += 1;
    return items;
  }

  private quoted(): string {
    let text = '';
    for (let at = this.at + 1; at < this.text.length; at += 1) {
      const sign = this.text[at] ?? '';
      if (sign === '"') {
        this.at = at + 1;
        return text;
      }
      if (sign === '\\' && at + 1 < this.text.length) at += 1;
      text += this.text[at] ?? '';
    }
    throw new Unreadable('a quotation mark is not closed');
  }

  private space(): void {
    while (this.at < this.text.length && /\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }
}
