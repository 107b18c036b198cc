import { stem } from './stem.ts';

export interface Token {
  start: number;
  end: number;
  /** Lower case, without accents. */
  word: string;
  stem: string;
}

/** Words that say nothing in a search, English. */
const STOP = new Set(
  'a an and are as at be been but by can could did do does for from had has have how i if in into is it its may might must of on or our shall should so such than that the their them then there these they this to was we were what when where which who whom whose why will with would you your about any all each not no'.split(' '),
);

/** The words of a stretch of text, with their places in the whole. */
export function tokensOf(text: string, from = 0, to = text.length): Token[] {
  const tokens: Token[] = [];
  for (const match of text.slice(from, to).matchAll(/[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu)) {
    const word = folded(match[0]);
    tokens.push({ start: from + match.index, end: from + match.index + match[0].length, word, stem: stem(word) });
  }
  return tokens;
}

export function isStopWord(word: string): boolean {
  return STOP.has(word);
}

/** Lower case, without accents and without an English possessive. */
export function folded(word: string): string {
  return word.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replace(/['’]s?$/, '').replaceAll(/['’]/g, '');
}
