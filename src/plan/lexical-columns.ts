import type { TermIndex } from './lexical-terms.ts';
import { lookup } from './lexical-terms.ts';
import { type Word, nameWords } from './lexical-words.ts';
import type { Column, DataSource } from './typed-goal-data.ts';

export interface FoundColumn {
  column: Column;
  source: DataSource;
}

/** A stretch of words that speaks of a column: the columns that it may be, best first alone where one fits better than all others. */
export interface ColumnMatch {
  length: number;
  columns: FoundColumn[];
}

/** Short forms in names of columns, and what people say. */
const LONG: { [short: string]: string } = {
  temp: 'temperature', tmp: 'temperature', precip: 'precipitation', prcp: 'precipitation', rain: 'precipitation', rainfall: 'precipitation', qty: 'quantity', avg: 'mean', average: 'mean', max: 'maximum', min: 'minimum', pct: 'percent', dept: 'department', cat: 'category',
  amt: 'amount', num: 'number', pop: 'population', lat: 'latitude', lon: 'longitude', elev: 'elevation', dist: 'distance', hum: 'humidity', tmean: 'mean temperature', tavg: 'mean temperature', tmax: 'maximum temperature', tmin: 'minimum temperature', cust: 'customer', prod: 'product', yr: 'year', spd: 'speed', dur: 'duration', mins: 'minute', min_: 'minute', desc: 'description', highest: 'maximum', lowest: 'minimum',
};
/** Words of a name that only tell its unit or that it is a code; nobody says them. */
const SILENT = new Set(['eur', 'usd', 'gbp', 'kg', 'km', 'cm', 'mm', 'm', 'c', 'f', 'k', 'celsius', 'degc', 'hpa', 'kwh', 'mwh', 'kmh', 'mph', 'lb', 'id', 'code', 'name', 'no', 'nr', 'ppm', 'percent', 'ms', 's', 'h', 'w', 'g', 't', 'ug', 'm3', 'm2', 'km2', 'ha', 'l', 'minute', 'second', 'hour', 'day', 'euro', 'in', 'of', 'the', 'per', 'mg', 'gwh', 'twh', 'kw', 'mw', 'pa', 'ft', 'mi']);

export function longForm(word: string): string {
  return LONG[word] ?? word;
}

/** Words of a name in their long form, sorted. */
function wordsOfName(name: string): string[] {
  return nameWords(name).flatMap((word) => longForm(word).split(' '));
}

const SPEEDS = new Set(['km/h', 'm/s', 'mph', 'kn']);
const sameSet = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((one) => b.includes(one));

interface Known {
  column: Column;
  source: DataSource;
  all: string[];
  said: string[];
  /** What its unit measures: may be said with it. */
  extra: string[];
}

/**
 * A lead over other columns that is not larger than this is no lead: the person is asked. Calibrated on 22 November 2026 with
 * `node eval/goals/calibrate.ts --part open-a,open-b,open-c` (192 wordings): up to 0.2 none is asked that was read into the plan of its form (129), at
 * 0.3 nine are asked, of which two would have become another plan.
 */
export const MARGIN = 0.15;

/** How well words name a column: by its whole name, its name without units, its meaning and some of its words, or one of these alone. 0: not at all. */
function scoreOf(one: Known, stems: readonly string[], meanings: readonly string[], general: boolean): number {
  if (sameSet(one.all, stems) || one.all.join('') === stems.join('')) return 1;
  if (sameSet(one.said, stems) || sameSet([...one.said, ...one.extra], stems)) return 0.9;
  if (general) return 0;
  const within = one.column.role !== 'identifier' && stems.every((stem) => one.said.includes(stem)) && stems.some((stem) => stem.length > 2);
  const meant = one.column.meanings.some((meaning) => meanings.includes(meaning));
  return within && meant ? 0.8 : within ? 0.7 : meant ? 0.6 : 0;
}

/** Looks up which columns words speak of, among the columns of the attached data. */
export class ColumnLexicon {
  readonly #known: Known[];
  readonly #terms: TermIndex;
  readonly #margin: number;

  constructor(sources: readonly DataSource[], terms: TermIndex, margin = MARGIN) {
    this.#terms = terms;
    this.#margin = margin;
    this.#known = sources.flatMap((source) => source.columns.map((column) => {
      const all = wordsOfName(column.name);
      // What only numbers rows is meant by its whole name; its first word is what the rows are called.
      const said = column.role === 'identifier' ? all : all.filter((word) => !SILENT.has(word));
      return { column, source, all, said: said.length === 0 ? all : said, extra: SPEEDS.has(column.unit ?? '') ? ['speed'] : [] };
    }));
  }

  /** The longest stretch from an index on that speaks of columns; null where no word there does. */
  match(words: readonly Word[], index: number, free: (index: number) => boolean): ColumnMatch | null {
    for (let length = Math.min(5, words.length - index); length >= 1; length -= 1) {
      const part = words.slice(index, index + length);
      if (part.some((word, at) => !free(index + at) || (at > 0 && word.afterBreak)) || part.some((word) => word.number !== null && /^\d/.test(word.text))) continue;
      const stems = part.flatMap((word) => nameWords(word.text.replace(/['’]s?$/, ''))).flatMap((word) => longForm(word).split(' '));
      if (stems.length === 0) continue;
      const found = this.#find(stems, part);
      if (found.length > 0) return { length, columns: found.map(({ column, source }) => ({ column, source })) };
    }
    return null;
  }

  /** Columns whose score comes within the margin of the best: one is a reading, several are a question. */
  #find(stems: readonly string[], part: readonly Word[]): Known[] {
    const general = stems.length === 1 && TOO_GENERAL.has(stems[0] ?? '');
    const terms = lookup(this.#terms, part);
    const meanings = terms.some((meaning) => meaning.part === 'analysis') ? [] : terms.flatMap((meaning) => (meaning.part === 'column' && meaning.meaning !== 'time' && meaning.meaning !== 'place' ? [meaning.meaning] : []));
    const scored = this.#known.map((one) => ({ one, score: scoreOf(one, stems, general ? [] : meanings, general) })).filter(({ score }) => score > 0);
    const best = Math.max(0, ...scored.map(({ score }) => score));
    return scored.filter(({ score }) => best - score <= this.#margin).map(({ one }) => one);
  }

  /** Columns of numbers that an adjective such as "warmest" or "cheapest" speaks of. */
  meantBy(words: readonly Word[]): Known[] {
    const meanings = lookup(this.#terms, words).flatMap((meaning) => (meaning.part === 'column' ? [meaning.meaning] : []));
    return this.#known.filter((one) => isNumber(one.column) && meanings.some((meaning) => one.column.meanings.includes(meaning) || one.all.includes(meaning)));
  }

  /** Whether a word is part of the name of a column that rows could be told apart by: "quarter" of `quarter_name`. */
  isPartOfKey(word: string): boolean {
    return this.#known.some((one) => canGroup(one.column) && one.all.includes(word));
  }

  /** Whether the words are a unit of measurement of one column: "over 100 euros". */
  ofUnit(sign: string): Known[] {
    return this.#known.filter((one) => one.column.unit !== null && one.column.unit.toLowerCase() === sign.toLowerCase());
  }
}

/** Words that are part of many names and name nothing by themselves. */
const TOO_GENERAL = new Set(['mean', 'maximum', 'minimum', 'total', 'number', 'count', 'percent', 'value', 'data', 'type', 'unit_', 'of', 'per', 'year', 'month', 'week', 'quarter', 'decade', 'time', 'date', 'median', 'sum', 'record', 'row', 'all', 'each', 'no', 'not', 'and', 'or', 'in', 'by', 'a', 'the', 'to', 'on', 'at', 'is', 'list', 'show', 'top', 'new', 'old']);

/** Unit of a column: what profiling found, or what the last word of its name can only mean. */
export function unitOf(column: Column): string | null {
  return column.unit ?? ENDINGS[nameWords(column.name).at(-1) ?? ''] ?? (/^(?:minutes?|seconds?|hours?)$/i.test(column.name) ? column.name.toLowerCase() : null);
}

const ENDINGS: { [ending: string]: string } = { cm: 'cm', mm: 'mm', km: 'km', kg: 'kg', c: '°C', f: '°F', k: 'K', m: 'm', s: 's', h: 'h', g: 'g', t: 't', min: 'min' };

export function isNumber(column: Column): boolean {
  return column.type === 'integer' || column.type === 'number' || (column.type === null && column.role === 'measure');
}

/** Whether rows can be told apart by a column: not time, and not a measure with decimals. */
export function canGroup(column: Column): boolean {
  return column.term === undefined && column.role !== 'time' && column.type !== 'number' && column.type !== 'date' && column.type !== 'timestamp';
}
