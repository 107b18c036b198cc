import { isNumber, unitOf } from './lexical-columns.ts';
import { readPhrases } from './lexical-phrases.ts';
import type { Combining, SaidColumn } from './lexical-request.ts';
import type { TermIndex } from './lexical-terms.ts';
import type { DataSource } from './typed-goal-data.ts';

/** A goal with a condition: the clause that is tested, what is wanted where it holds, and what otherwise. */
export interface ConditionedGoal {
  test: string;
  wanted: string;
  otherwise: string | null;
}

/** The value that a clause tests: a number of a measure, or how many rows there are. */
export interface ClauseTest {
  of: SaidColumn | null;
  how: Combining;
  op: string;
  than: number;
  unit: string | null;
  phrases: ReturnType<typeof readPhrases>;
}

const OTHERWISE = String.raw`(?:[.;,]\s*(?:and\s+)?(?:otherwise|if not|else|in the other case),?\s+(.+?))?`;
const FORMS: readonly { pattern: RegExp; order: readonly ['test' | 'wanted', 'test' | 'wanted'] }[] = [
  { pattern: new RegExp(String.raw`^\s*(?:only\s+)?(?:if|when|in case|provided that|should)\s+(.+?),\s*(?:then\s+)?(.+?)${OTHERWISE}\s*[.!]?\s*$`, 'is'), order: ['test', 'wanted'] },
  { pattern: new RegExp(String.raw`^\s*(?:was|is|did|were|are|does|do|has|have)\s+([^?]+?)\?\s*(?:if so|if yes|then|in that case),?\s+(.+?)${OTHERWISE}\s*[.!]?\s*$`, 'is'), order: ['test', 'wanted'] },
  { pattern: new RegExp(String.raw`^\s*(.+?),?\s+(?:but\s+)?(?:only\s+)?(?:if|in case|provided that|as long as|on condition that|on the condition that)\s+(.+?)${OTHERWISE}\s*[.!]?\s*$`, 'is'), order: ['wanted', 'test'] },
];

/** Splits "If A, B; otherwise C" and "B, but only if A"; null where a goal has no condition. */
export function conditionedGoal(goal: string): ConditionedGoal | null {
  if (!/\b(?:if|in case|provided that|as long as|when|should|then|on condition)\b/i.test(goal)) return null;
  for (const { pattern, order } of FORMS) {
    const match = pattern.exec(goal);
    const [first, second] = [match?.[1]?.trim() ?? '', match?.[2]?.trim() ?? ''];
    if (match === null || first === '' || second === '') continue;
    const [test, wanted] = order[0] === 'test' ? [first, second] : [second, first];
    if (!/\d/.test(test)) continue;
    return { test, wanted, otherwise: match[3]?.trim() ?? null };
  }
  return null;
}

/** Reads "its highest level was above 250 cm", "there are more than 20 trips"; null where the clause is anything else. */
export function readClause(text: string, sources: readonly DataSource[], terms: TermIndex): ClauseTest | null {
  const bare = text.replace(/\b(?:its|their|the|there (?:are|is|were|was)|ever|overall)\b/gi, (cut) => ' '.repeat(cut.length));
  const phrases = readPhrases(bare, sources, terms, []);
  const { request } = phrases;
  const [condition, ...more] = request.conditions;
  if (condition === undefined || more.length > 0 || phrases.unread.length > 0 || request.keys.length > 0 || request.interval !== null || request.derived.length > 0 || request.vague.length > 0) return null;
  const counted = request.measures.some((one) => one.of === null && one.how === 'count') || /\bthere (?:are|were|is|was)\b/i.test(text);
  if (counted) return { of: null, how: 'n', op: condition.op, than: condition.value, unit: null, phrases };
  const extreme = request.order === null ? null : request.order.direction === 'desc' ? 'max' : 'min';
  const ever = !/\bever\b/i.test(text) ? null : condition.op.startsWith('>') ? 'max' : 'min';
  const said = request.measures.find((one) => one.how !== null)?.how ?? wordBefore(bare) ?? extreme ?? ever;
  const ofUnit = condition.unit === null ? [] : sources.flatMap((source) => source.columns.filter((column) => isNumber(column) && unitOf(column)?.toLowerCase() === condition.unit?.toLowerCase()).map((column) => ({ column, source })));
  const of = condition.column ?? (ofUnit.length > 0 ? { match: { length: 1, columns: ofUnit }, spans: condition.spans, first: 0 } : null) ?? request.measures.find((one) => one.of !== null)?.of ?? request.order?.by ?? null;
  if (of === null || said === null || !['mean', 'median', 'max', 'min'].includes(said)) return null;
  return { of, how: said, op: condition.op, than: condition.value, unit: condition.unit, phrases };
}

/** An aggregation that a comparison has taken into its own words: "average level above 250". */
function wordBefore(text: string): string | null {
  const found = /\b(average|mean|median|maximum|highest|largest|peak|minimum|lowest|smallest)\b/i.exec(text)?.[1]?.toLowerCase();
  return found === undefined ? null : ({ average: 'mean', mean: 'mean', median: 'median', maximum: 'max', highest: 'max', largest: 'max', peak: 'max', minimum: 'min', lowest: 'min', smallest: 'min' }[found] ?? null);
}
