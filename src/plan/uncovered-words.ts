import type { Profile, Span, TypedGoal } from '../schemas/goal.ts';
import type { Json } from '../schemas/json.ts';
import { holdsValue, valuesInGoal } from './known-values.ts';
import { numbersInWords } from './numbers-in-words.ts';

/** Words of a goal that say something definite, of which no part of the typed goal knows. */
export interface Uncovered {
  span: Span;
  /** What the words are: `number`, `name in quotes`, `column`, … */
  what: string;
}

const MOST = 12;

/**
 * What a goal says in numbers, dates, quoted names, names of files and columns, values of the data and words such as "top", "per month", "save", "chart", and its
 * typed goal does not cover. A heuristic that is meant to ask a reader once more, never to refuse: what it lists may be covered in another way.
 */
export function uncoveredWords(goal: TypedGoal, profiles: readonly Profile[]): Uncovered[] {
  const { goal: words } = goal;
  const text = coverage(goal);
  const found: Uncovered[] = [];
  const add = (start: number, length: number, what: string): void => {
    const end = start + length;
    if (found.some(({ span }) => span.start < end && start < span.end)) return;
    found.push({ span: { start, end, text: words.slice(start, end) }, what });
  };
  const columns = profiles.flatMap((profile) => (profile.unreadable === null ? profile.columns : []));
  for (const match of words.matchAll(/[\w./-]*\w\.(?:csv|json|md|txt|html|png|svg|xlsx|parquet|tsv)\b/giu)) if (!text.includes(match[0].toLowerCase()) && !profiles.some((profile) => profile.source.name.toLowerCase().endsWith(match[0].toLowerCase()))) add(match.index, match[0].length, 'name of a file');
  for (const match of words.matchAll(/"([^"\n]{2,80})"|“([^”\n]{2,80})”|(?<=^|[\s(])'([^'\n]{2,80})'(?=$|[\s).,;:?!])|`([^`\n]{2,80})`/gu)) {
    const name = match[1] ?? match[2] ?? match[3] ?? match[4] ?? '';
    if (!says(text, name)) add(match.index, match[0].length, 'name in quotes');
  }
  for (const { span } of valuesInGoal(words, columns)) if (!isOrdinary(span.text) && !says(text, span.text)) add(span.start, span.text.length, 'value of the data');
  for (const match of words.matchAll(/\b\p{L}[\p{L}\p{N}]*(?:_[\p{L}\p{N}]+)+\b/gu)) if (!says(text, match[0]) && columns.some((column) => column.name.toLowerCase() === match[0].toLowerCase())) add(match.index, match[0].length, 'column');
  for (const { start, length, accepted, what } of numbersInWords(words)) if (!accepted.some((one) => hasNumber(text, one)) && !isNamed(words.slice(start, start + length), profiles)) add(start, length, what);
  for (const [pattern, covered, what] of MENTIONS) for (const match of words.matchAll(pattern)) if (!covered.test(text) && !isNamed(match[0], profiles)) add(match.index, match[0].length, what);
  return found.toSorted((a, b) => a.span.start - b.span.start).slice(0, MOST);
}

/** Conditions on text columns for which no row can hold, as far as the hashes of their values tell: `payment = credit`. */
export function emptyConditions(goal: TypedGoal, profiles: readonly Profile[]): { want: string; condition: string; columns: string[] }[] {
  const found: { want: string; condition: string; columns: string[] }[] = [];
  for (const want of goal.wants) {
    const { filters, dataset } = want.type.facets;
    if (want.after !== undefined || typeof filters !== 'object' || !Array.isArray(filters)) continue;
    const own = profiles.filter(({ type, source, unreadable }) => unreadable === null && type.facets['content'] === 'table' && (want.data === undefined || want.data.includes(source.sha256)) && (typeof dataset !== 'string' || !dataset.startsWith('attachment-') || dataset === `attachment-${source.sha256.slice(0, 12)}`));
    for (const filter of filters) {
      if (typeof filter !== 'object' || Array.isArray(filter) || (filter.fn !== '=' && filter.fn !== 'in')) continue;
      const [column, value] = filter.args;
      const columns = own.flatMap((profile) => profile.columns).filter((one) => one.name === column && one.type === 'text');
      const values = Array.isArray(value) ? value : [value];
      for (const one of values) {
        if (typeof one !== 'string' || columns.length === 0 || columns.some((known) => holdsValue(known, one) !== false)) continue;
        const elsewhere = own.flatMap((profile) => profile.columns).filter((other) => other.type === 'text' && other.name !== column && holdsValue(other, one) === true).map((other) => other.name);
        found.push({ want: want.id, condition: `${typeof column === 'string' ? column : ''} = ${one}`, columns: [...new Set(elsewhere)] });
      }
    }
  }
  return found.slice(0, MOST);
}

/** Everything that a typed goal says, without titles and the words that it quotes, lower case. */
function coverage({ wants, givens, choices, constraints }: TypedGoal): string {
  const values = givens.flatMap((given): Json[] => (given.source.kind === 'value' ? [given.title, given.source.value, given.type.facets as Json] : []));
  // "since 1880" needs no condition where the data begins there
  const years = givens.flatMap(({ type }) => (typeof type.facets['coverage'] === 'string' ? (type.facets['coverage'].match(/\b\d{4}\b/gu) ?? []) : []));
  const said = [
    years,
    wants.map(({ type, effect, condition, until, after, parts }) => [{ ...type, effect }, condition?.test ?? null, until ?? null, after ?? null, parts ?? null]),
    values,
    choices.filter(({ name }) => name !== 'title').map(({ name, value }) => ({ [name]: value })),
    { budget: constraints.budget_usd, deadline: constraints.deadline, format: constraints.output_format, tools: constraints.allowed_tools, spans: constraints.spans.map((one) => one.span.text) },
  ];
  return JSON.stringify(said).toLowerCase().replaceAll('\\"', '"');
}

/** Whether a name is said, however its words are joined. */
function says(text: string, name: string): boolean {
  const lower = name.trim().toLowerCase();
  const joined = (one: string): string => one.replace(/[\s_-]+/gu, '_');
  return text.includes(lower) || joined(text).includes(joined(lower));
}

/** Words that are values somewhere and mean nothing by that: "no", "all", short ones. */
function isOrdinary(text: string): boolean {
  return text.length < 3 || /^(?:the|and|for|all|any|not|none|yes|per|each|with|from|new|other|others|total|date|name|day|month|year|time|unit|may|march|one|two|three)$/iu.test(text) || /^[\d\s.,:/-]+$/u.test(text);
}

/** Whether data or one of its columns is called so: the words say which data is meant. */
function isNamed(words: string, profiles: readonly Profile[]): boolean {
  const stem = words.toLowerCase().replace(/s$/u, '');
  return profiles.some(({ source, columns }) => [source.name, ...columns.map((column) => column.name)].some((name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u).some((word) => word === stem || word === `${stem}s`)));
}

function hasNumber(text: string, number: string): boolean {
  return new RegExp(`(?<![\\d.])0*${number.replace(/[.+*?^$()[\]{}|\\]/gu, '\\$&')}(?![\\d]|\\.\\d)`, 'u').test(text);
}

/** Words that ask for something definite, and what covers them. */
const MENTIONS: readonly (readonly [RegExp, RegExp, string])[] = [
  [/\b(?:bar |line |pie |scatter )?(?:chart|graph|plot|diagram|histogram)s?\b/giu, /"kind":"(?:chart|map|report|text)"/u, 'kind of result'],
  [/\b(?:on a|draw a|a) map\b/giu, /"kind":"map"/u, 'kind of result'],
  [/\b(?:save|export|write|store)(?: \w+){0,5} (?:as|to|into|in) (?:a |the )?(?:file|csv|json)\b/giu, /"effect":"/u, 'change that is asked for'],
  [/\b(?:sort|sorted|ranked|ordered|highest first|lowest first|largest first|smallest first|most first|least first|newest first|oldest first|latest first|longest first|best first|worst first|descending|ascending|alphabetical(?:ly)?)\b/giu, /"order":|"top":|"criteria|decide/u, 'order'],
  [/\b(?:per|each|every|by|for each) (?:calendar )?(?:day|week|month|quarter|year)\b|(?<!\bthe )\b(?:daily|weekly|monthly|quarterly|yearly)\b/giu, /"interval"|"day"|"week"|"month"|"quarter"|"year"|wait_ms|monthly|weekly|daily|"time":"(?!none)|"keys":\[[^\]]*(?:day|week|month|quarter|year|date)/u, 'grain of time'],
  [/\b(?:leav(?:e|ing) (?:\w+ )?out|exclud\w+|except(?: for)?|ignor\w+|skip(?:ping)?|drop(?:ping)?)\b/giu, /"!="|not_|present|missing|lacks|inlier|"[<>]=?"|unique/u, 'what is left out'],
  [/\bmedian\b/giu, /median/u, 'statistic'],
  [/\b(?:average|mean)\b/giu, /mean|average|avg/u, 'statistic'],
  [/\bstandard deviation\b/giu, /std|deviation/u, 'statistic'],
  [/\bpercentiles?\b/giu, /"p\d\d|percentile|quantile/u, 'statistic'],
  [/\bcorrelat\w+\b/giu, /correlation/u, 'statistic'],
  [/\b(?:running|cumulative|rolling|moving)(?: \d+[- ]\w+)? (?:total|sum|average|mean|median)\b/giu, /running|cumulative|rolling|moving|window/u, 'window of rows'],
  [/\b(?:duplicates?|(?<!than )twice|repeated rows|only once|double(?:s| entries))\b/giu, /unique|duplicate|distinct|count\(|"fn":"count"/u, 'doubles'],
  [/\b(?:share of|percentage of|percent of|proportion of)\b/giu, /share|percent|computed|over|ratio|proportion/u, 'share'],
];
