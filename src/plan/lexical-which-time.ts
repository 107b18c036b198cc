import type { Want } from '../schemas/goal.ts';
import type { Decisions } from './lexical-decisions.ts';
import { nameWords, stem, wordsOf } from './lexical-words.ts';
import { type Column, type DataSource, timeColumn } from './typed-goal-data.ts';

/**
 * The source with the time column that a goal means. Data may say of one thing when it was opened and when it was closed: where the wants go by time and the words name
 * one of these columns, it is that; where they name none or several, it is asked. Null while the question stands.
 */
export function whichTime(goal: string, wants: readonly Want[], source: DataSource, decisions: Decisions): DataSource | null {
  const time = timeColumn(source);
  const dated = source.columns.filter((column) => column.type === 'date' || column.type === 'timestamp');
  if (time === null || dated.length < 2 || source.parts !== undefined || !dated.some((column) => column.name === time.name) || !wants.some((want) => goesByTime(want, time.name))) return source;
  const said = new Set(wordsOf(goal).map((word) => word.stem));
  const words = dated.map((column) => nameWords(column.name).map(stem));
  const own = words.map((mine, at) => mine.filter((word) => !words.some((other, index) => index !== at && other.includes(word))));
  const named = dated.filter((_column, at) => own[at]?.some((word) => said.has(word)) === true);
  const [only] = named;
  const chosen = named.length === 1 && only !== undefined ? only : decisions.pick('time', 'Which date is meant?', `${source.title} has several, and they give different results.`, dated, []);
  return chosen === null ? null : withTime(source, chosen);
}

function goesByTime({ type: { facets } }: Want, time: string): boolean {
  const filters = Array.isArray(facets['filters']) ? facets['filters'] : [];
  return facets['interval'] !== undefined || filters.some((filter) => typeof filter === 'object' && !Array.isArray(filter) && filter.args[0] === time);
}

function withTime(source: DataSource, time: Column): DataSource {
  if (timeColumn(source)?.name === time.name) return source;
  const { given } = source;
  return {
    ...source,
    given: { ...given, type: { ...given.type, facets: { ...given.type.facets, time: time.name } } },
    columns: source.columns.map((column) => (column.name === time.name ? { ...column, role: 'time' } : column.role === 'time' ? { ...column, role: 'text' } : column)),
  };
}
