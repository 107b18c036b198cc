import { folded, isStopWord, tokensOf } from './tokens.ts';
import { stem } from './stem.ts';

/** Part of a query: words in a row (one or more), the last one perhaps only begun. */
export interface Clause {
  stems: string[];
  prefix: string | null;
  /** Has to occur in the passage. */
  required: boolean;
  excluded: boolean;
}

/**
 * A query: words rank, `"words in a row"` have to occur as such, `a AND b` needs both, `begin*` finds words that begin so, `-word` excludes. Words that say
 * nothing are left out unless there are no others.
 */
export function parseQuery(query: string): Clause[] {
  const clauses: Clause[] = [];
  const parts = [...query.matchAll(/(-?)"([^"]*)"|(\S+)/g)];
  let joined = false;
  for (const [, minus = '', phrase, plain = ''] of parts) {
    if (plain === 'AND') {
      const last = clauses.at(-1);
      if (last !== undefined) last.required = true;
      joined = true;
      continue;
    }
    if (plain === 'OR' || plain === '') if (phrase === undefined) continue;
    const excluded = minus === '-' || (plain.startsWith('-') && plain.length > 1);
    const text = phrase ?? plain;
    const begun = phrase === undefined && /[\p{L}\p{N}]\*$/u.test(text);
    const tokens = tokensOf(text);
    if (tokens.length === 0) continue;
    if (phrase === undefined && tokens.length === 1 && isStopWord(tokens[0]?.word ?? '') && !joined) continue;
    const stems = tokens.map((token) => token.stem);
    const prefix = begun ? folded(tokens.at(-1)?.word ?? '') : null;
    clauses.push({ stems: prefix === null ? stems : stems.slice(0, -1), prefix, required: phrase !== undefined || joined, excluded });
    joined = false;
  }
  return clauses.length > 0 ? clauses : tokensOf(query).map((token) => ({ stems: [stem(token.word)], prefix: null, required: false, excluded: false }));
}
