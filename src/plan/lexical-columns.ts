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

/** Looks up which columns words speak of, among the columns of the attached data. */
export class ColumnLexicon {
  readonly #known: Known[];
  readonly #terms: TermIndex;

  constructor(sources: readonly DataSource[], terms: TermIndex) {
    this.#terms = terms;
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

  #find(stems: readonly string[], part: readonly Word[]): Known[] {
    const joined = stems.join('');
    const whole = this.#known.filter((one) => sameSet(one.all, stems) || one.all.join('') === joined);
    if (whole.length > 0) return whole;
    const said = this.#known.filter((one) => sameSet(one.said, stems) || sameSet([...one.said, ...one.extra], stems));
    if (said.length > 0) return said;
    if (stems.some((stem) => TOO_GENERAL.has(stem)) && stems.length === 1) return [];
    const meanings = lookup(this.#terms, part).flatMap((meaning) => (meaning.part === 'column' && meaning.meaning !== 'time' && meaning.meaning !== 'place' ? [meaning.meaning] : []));
    const isAdjective = lookup(this.#terms, part).some((meaning) => meaning.part === 'analysis');
    const within = this.#known.filter((one) => one.column.role !== 'identifier' && stems.every((stem) => one.said.includes(stem)) && stems.some((stem) => stem.length > 2));
    const meant = isAdjective ? [] : this.#known.filter((one) => one.column.meanings.some((meaning) => meanings.includes(meaning)));
    const both = within.filter((one) => meant.includes(one));
    return both.length > 0 ? both : within.length > 0 ? within : meant;
  }

  /** Columns of numbers that an adjective such as "warmest" or "cheapest" speaks of. */
  meantBy(words: readonly Word[]): Known[] {
    const meanings = lookup(this.#terms, words).flatMap((meaning) => (meaning.part === 'column' ? [meaning.meaning] : []));
    return this.#known.filter((one) => isNumber(one.column) && meanings.some((meaning) => one.column.meanings.includes(meaning) || one.all.includes(meaning)));
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

const ENDINGS: { [ending: string]: string } = { c: '°C', f: '°F', k: 'K', m: 'm', s: 's', h: 'h', g: 'g', t: 't', min: 'min' };

export function isNumber(column: Column): boolean {
  return column.type === 'integer' || column.type === 'number' || (column.type === null && column.role === 'measure');
}

/** Whether rows can be told apart by a column: not time, and not a measure with decimals. */
export function canGroup(column: Column): boolean {
  return column.term === undefined && column.role !== 'time' && column.type !== 'number' && column.type !== 'date' && column.type !== 'timestamp';
}
