import { md5 } from '@noble/hashes/legacy.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { ColumnProfile, Span } from '../schemas/goal.ts';

/** As many hashes of one column as profiling keeps; columns with fewer different values are known whole. */
const WHOLE = 256;
/** Words of a goal that are looked at together, and how many of them in all. */
const LONGEST_PHRASE = 5;
const MOST_WORDS = 600;
const MOST_FOUND = 40;

type Known = Pick<ColumnProfile, 'name' | 'type' | 'sketch' | 'distinct'>;

/**
 * Whether a column holds a value, as far as the hashes of its values tell, whatever case it is written in; null where they do not. 32 bits of a hash can be those
 * of another value: once in ten million looks at a column of 256 values.
 */
export function holdsValue({ sketch, distinct }: Pick<ColumnProfile, 'sketch' | 'distinct'>, value: string): boolean | null {
  if (sketch === undefined) return null;
  if (sketch.hashes.includes(hashOf(value))) return true;
  return distinct < WHOLE && sketch.hashes.length < WHOLE ? false : null;
}

/** The hash that profiling keeps of a value: 32 bits of the MD5 of its text, without case and outer spaces. */
function hashOf(value: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = md5(utf8ToBytes(value.trim().toLowerCase().toWellFormed()));
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

/**
 * Words of a goal that text columns hold as values, longest first where they overlap: what a person wrote that stands in the data. Nothing of the data is told
 * that the goal does not say itself.
 */
export function valuesInGoal(goal: string, columns: readonly Known[]): { span: Span; columns: string[] }[] {
  const telling = columns.filter((column) => column.type === 'text' && column.sketch !== undefined);
  const sets = telling.map((column) => ({ name: column.name, hashes: new Set(column.sketch?.hashes) }));
  const words = [...goal.matchAll(/[\p{L}\p{N}][\p{L}\p{N}_.&/+'-]*/gu)].slice(0, MOST_WORDS).map((match) => ({ start: match.index, end: match.index + match[0].replace(/[.'/-]+$/u, '').length }));
  const found: { span: Span; columns: string[] }[] = [];
  if (sets.length === 0) return found;
  for (let length = Math.min(LONGEST_PHRASE, words.length); length >= 1; length -= 1) {
    for (let at = 0; at + length <= words.length && found.length < MOST_FOUND; at += 1) {
      const [start, end] = [words[at]?.start ?? 0, words[at + length - 1]?.end ?? 0];
      const text = goal.slice(start, end);
      if (found.some(({ span }) => span.start < end && start < span.end)) continue;
      const hash = hashOf(text);
      const holding = sets.filter(({ hashes }) => hashes.has(hash)).map(({ name }) => name);
      if (holding.length > 0) found.push({ span: { start, end, text }, columns: holding });
    }
  }
  return found.toSorted((a, b) => a.span.start - b.span.start);
}
