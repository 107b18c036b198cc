import type { Reading } from '../schemas/goal.ts';
import type { Phrases } from './lexical-phrases.ts';
import { indexTerms, lookup } from './lexical-terms.ts';
import { wordsOf } from './lexical-words.ts';
import { type DataSource, dimensionColumns } from './typed-goal-data.ts';
import type { ReadContext } from './typed-goal.ts';

/** Goals about tables that no plan from words can say, told before anything else is read; null for all others. */
export function refusedOutright(goal: string, sources: readonly DataSource[]): Reading | null {
  return yesOrNo(goal) ?? bestOfEach(goal, sources);
}

function yesOrNo(goal: string): Reading | null {
  const question = /^\s*(?:is|are|was|were|did|does|do|has|have|had)\b(?!\s+(?:you|we)\b)/i.exec(goal)?.[0];
  if (question === undefined) return null;
  return { result: 'unreadable', message: `Cannot serve goal: "${question.trim()} …" asks for yes or no, and only numbers, tables and charts can be planned from words. Ask for the numbers that answer it.`, nearest: [] };
}

/** "The store with the most units for each category": one row of each group, which no plan from words can say; a rank over all would answer another question. */
function bestOfEach(goal: string, sources: readonly DataSource[]): Reading | null {
  const each = /\b(?:per|each|every)\b/i.test(goal);
  const most = /\b(?:most|least|fewest|highest|lowest|largest|smallest|biggest|top|best|worst)\b(?!\s+(?:\p{L}+\s+)?first)/iu.exec(goal)?.[0];
  if (!each || most === undefined) return null;
  const words = new Set(goal.toLowerCase().split(/[^\p{L}\p{N}_]+/u));
  const said = sources.flatMap((source) => dimensionColumns(source)).filter((column, at, all) => all.findIndex((one) => one.name === column.name) === at && [column.name, `${column.name}s`, `${column.name}es`, column.name.replace(/y$/, 'ies')].some((name) => words.has(name.toLowerCase())));
  if (said.length < 2) return null;
  const names = said.map((column) => `"${column.name}"`).join(' and ');
  return { result: 'unreadable', message: `Cannot serve goal: it asks for the ${most} of each group, of ${names}, and only one order over all rows can be planned from words. Ask for the totals by both, or for one group.`, nearest: [] };
}

/** Kinds of results that are read here; others, also those of a pack of one's own, are named outright. */
const OWN_KINDS = ['table', 'chart', 'summary', 'quotes', 'file', 'source', 'record', 'value', 'choice', 'document'];

/** Growth, unusual times, maps, reports and shipped data are read by topics: with those words the goal goes there. */
export function isForTopics(goal: string, { unread }: Phrases, context: ReadContext): boolean {
  const index = indexTerms(context.registry.terms);
  const words = wordsOf(goal);
  return unread.some((span) => {
    const word = words.find((one) => one.start === span.start);
    return word !== undefined && lookup(index, [word]).some((meaning) => (meaning.part === 'analysis' && ['growth', 'anomaly'].includes(meaning.analysis)) || (meaning.part === 'kind' && !OWN_KINDS.includes(meaning.kind)) || (meaning.part === 'facet' && meaning.facet === 'subject'));
  });
}
