import type { Derived, Request, SaidColumn, SaidMeasure } from './lexical-request.ts';
import { isNumber } from './lexical-columns.ts';
import type { Scan } from './lexical-scan.ts';
import { unitCode } from './lexical-units.ts';
import { numberOf } from './lexical-words.ts';

const HOW: { [word: string]: string } = {
  average: 'mean', averages: 'mean', averaged: 'mean', mean: 'mean', means: 'mean', avg: 'mean', total: 'sum', totals: 'sum', sum: 'sum', sums: 'sum', summed: 'sum', combined: 'sum', overall: 'sum', cumulated: 'sum', median: 'median', medians: 'median',
  maximum: 'max', maxima: 'max', max: 'max', peak: 'max', minimum: 'min', minima: 'min', min: 'min', std: 'std', stddev: 'std',
};
const TO_MEASURE: ReadonlySet<string> = new Set(['of', 'the', 'a', 'an', 'all', 'daily', 'its', 'their', 'value', 'values', 'amount', 'level', 'levels', 'number', 'observed', 'recorded', 'measured', 'each', 'in']);
const ROWS = new Set(['row', 'rows', 'record', 'records', 'entry', 'entries', 'observation', 'observations', 'measurement', 'measurements', 'reading', 'readings', 'times', 'lines']);
const INTERVALS: { [word: string]: string } = { day: 'day', days: 'day', week: 'week', weeks: 'week', month: 'month', months: 'month', quarter: 'quarter', quarters: 'quarter', year: 'year', years: 'year', decade: 'decade', decades: 'decade' };

export function intervalOf(word: string): string | null {
  return INTERVALS[word] ?? null;
}

/** An aggregation word or phrase at an index. */
function howAt(scan: Scan, index: number): { how: string; length: number } | null {
  if (!scan.free(index)) return null;
  if (scan.has(index, 'standard', ['deviation', 'deviations'])) return { how: 'std', length: 2 };
  const percentile = /^(\d{1,3})(?:st|nd|rd|th)$/.exec(scan.lower(index));
  if (percentile !== null && scan.has(index + 1, ['percentile', 'percentiles'])) return { how: `p${percentile[1]}`, length: 2 };
  if (/^p(?:100|[1-9]\d?)$/.test(scan.lower(index))) return { how: scan.lower(index), length: 1 };
  if (scan.has(index, ['distinct', 'different', 'unique'])) return { how: 'count_distinct', length: 1 };
  const how = HOW[scan.lower(index)];
  return how === undefined ? null : { how, length: 1 };
}

/** Takes aggregations and counts with what they are of: "the average daily temperature", "how many orders", "mean and median of price". */
export function readMeasures(scan: Scan, request: Request, entities: ReadonlySet<string>): void {
  for (let index = 0; index < scan.words.length; index += 1) {
    if (!scan.free(index)) continue;
    if (readCount(scan, request, index, entities)) continue;
    const how = howAt(scan, index);
    if (how === null) continue;
    // A column of that very name ("max_temp") is meant by its whole name.
    const whole = scan.column(index);
    if (whole !== null && whole.length > how.length && whole.columns.length === 1) continue;
    const list = [how.how];
    let at = index + how.length;
    for (;;) {
      const joined = scan.has(at, ['and', 'or', 'as']) ? (scan.has(at, 'as', 'well', 'as') ? at + 3 : at + 1) : at;
      const join = scan.has(joined, 'the') ? joined + 1 : joined;
      const next = howAt(scan, join);
      if (next === null) break;
      list.push(next.how);
      at = join + next.length;
    }
    const skipped = scan.has(at, ['number', 'amount'], 'of') ? at + 2 : -1;
    const numeric = skipped < 0 ? null : scan.column(skipped);
    if (numeric !== null && numeric.columns.some(({ column }) => isNumber(column) && column.role === 'measure') && how.how === 'mean') at = skipped;
    if (list.length === 1 && (how.how === 'sum' || how.how === 'mean') && readCount(scan, request, scan.has(at, 'the') ? at + 1 : at, entities)) {
      scan.take(index, at - 1);
      if (how.how === 'mean') request.vague.push({ word: 'average number', spans: [scan.span(index, at)] });
      continue;
    }
    let to = at;
    while (scan.free(to) && (TO_MEASURE.has(scan.lower(to)) || (entities.has(scan.words[to]?.stem ?? '') && scan.column(to) === null && scan.column(to + 1) !== null)) && !(to > at && scan.clauseBreak(to)) && scan.column(to)?.length !== 2) to += 1;
    const match = to === at && scan.clauseBreak(to) ? null : scan.column(to);
    if (match !== null && (how.how === 'count_distinct' || match.columns.some(({ column }) => isNumber(column)))) {
      const spans = [scan.take(index, to + match.length - 1)];
      for (const one of list) request.measures.push({ of: { match, spans, first: to }, how: one, spans, amount: false });
      shareColumns(scan, request, to + match.length, list);
    } else {
      // "units in total", "the average per station": said of what stands elsewhere.
      const first = scan.has(index - 1, ['in', 'on']) ? index - 1 : index;
      const spans = [scan.take(first, at - 1)];
      for (const one of list) request.measures.push({ of: null, how: one, spans, amount: false });
    }
  }
}

/** "average temperature and humidity": the aggregation goes on to the next column. */
function shareColumns(scan: Scan, request: Request, from: number, how: readonly string[]): void {
  let at = from;
  while (scan.has(at, ['and', 'or']) || (scan.free(at) && scan.clauseBreak(at) && /,/.test(scan.after(at - 1)))) {
    const start = scan.has(at, ['and', 'or']) ? at + 1 : at;
    if (howAt(scan, start) !== null) return;
    const match = scan.column(start);
    if (match === null || !match.columns.every(({ column }) => isNumber(column) && column.role === 'measure')) return;
    const spans = [scan.take(at, start + match.length - 1)];
    for (const one of how) request.measures.push({ of: { match, spans, first: start }, how: one, spans, amount: false });
    at = start + match.length;
  }
}

function readCount(scan: Scan, request: Request, index: number, entities: ReadonlySet<string>): boolean {
  const length = scan.has(index, 'how', 'much') && scan.column(index + 2)?.columns.some(({ column }) => isNumber(column)) === true ? 2 : scan.has(index, 'how', 'many') ? 2 : scan.has(index, ['number', 'count'], 'of') ? 2 : scan.has(index, ['count', 'counts']) ? 1 : scan.has(index, 'how', 'often') ? 2 : 0;
  if (length === 0) return false;
  let at = index + length;
  let distinct = false;
  while (scan.has(at, ['the', 'all', 'of', 'total', 'single', 'individual', 'distinct', 'different', 'unique'])) {
    distinct ||= ['distinct', 'different', 'unique'].includes(scan.lower(at));
    at += 1;
  }
  const said = (last: number, of: SaidColumn | null, how: string | null, amount = false): boolean => {
    const spans = [scan.take(index, last)];
    request.measures.push({ of: of === null ? null : { ...of, spans }, how, spans, amount });
    return true;
  };
  if (scan.free(at) && (entities.has(scan.words[at]?.stem ?? '') || ROWS.has(scan.lower(at))) && !distinct) return said(at, null, 'count');
  const match = scan.column(at);
  const first = match?.columns[0]?.column;
  if (match === null || first === undefined) {
    const unit = intervalOf(scan.lower(at));
    const time = unit === null ? null : scan.lexicon.match([{ ...scan.words[at], lower: 'day' } as never], 0, () => true);
    if (unit === null || time === null) return false;
    return said(at, null, 'count');
  }
  const of: SaidColumn = { match, spans: [], first: at };
  const last = at + match.length - 1;
  if (distinct) return said(last, of, 'count_distinct');
  const source = match.columns[0]?.source;
  if (isNumber(first) && first.role === 'measure') return said(last, of, null, true);
  if (first.role === 'identifier' || (first.distinct !== null && first.distinct === source?.rows) || first.role === 'time') return said(last, null, 'count');
  if (isNumber(first) && first.role !== 'dimension') return said(last, of, null, true);
  if (isNumber(first)) return said(last, of, null, true);
  return said(last, of, 'count_distinct');
}

/** Takes running and relative quantities: moving averages, running totals, changes from step to step, shares, growth, conversions. */
export function readDerived(scan: Scan, request: Request): void {
  const add = (derived: Derived): void => void request.derived.push(derived);
  for (let index = 0; index < scan.words.length; index += 1) {
    if (!scan.free(index)) continue;
    if (scan.has(index, ['moving', 'rolling', 'running'], ['average', 'mean', 'sum', 'total', 'median', 'averages', 'means']) || scan.has(index, 'sliding', ['average', 'mean'])) readWindow(scan, index, add);
    else if (scan.has(index, ['moving', 'rolling', 'running']) && /^(?:\d+|[a-z]+)-(?:day|week|month|quarter|year|hour)$/.test(scan.lower(index + 1)) && scan.has(index + 2, ['average', 'mean', 'sum', 'total', 'median'])) {
      const [size = '', unit = ''] = scan.lower(index + 1).split('-');
      const kind = scan.lower(index + 2);
      add({ fn: 'moving', how: kind === 'sum' || kind === 'total' ? 'sum' : kind === 'median' ? 'median' : 'mean', size: numberOf(size) ?? 2, unit, spans: [scan.take(index, index + 2)] });
    }
    else if (scan.has(index, 'running', ['total', 'totals', 'sum', 'count'])) add({ fn: 'cumulative', how: 'sum', spans: [scan.take(index, index + 1)] });
    else if (scan.has(index, ['cumulative', 'cumulated', 'cumulatively', 'accumulated', 'accumulate', 'accumulates'])) {
      const last = scan.has(index + 1, ['total', 'sum', 'totals']) ? index + 1 : index;
      add({ fn: 'cumulative', how: 'sum', spans: [scan.take(index, last)] });
    } else if (readStepChange(scan, index, add)) continue;
    else if (readShare(scan, index, add)) continue;
    else readConversion(scan, index, add);
  }
  // The same quantity, said twice.
  request.derived = request.derived.filter((one, index, all) => all.findIndex((other) => other.fn === one.fn) === index);
  if (request.derived.some((one) => one.fn === 'share')) for (const [index] of scan.words.entries()) if (scan.has(index, ['percent', 'percentage', 'relative'])) scan.take(scan.has(index - 1, ['in', 'as']) ? index - 1 : index, index);
}

function readWindow(scan: Scan, index: number, add: (derived: Derived) => void): void {
  const kind = scan.lower(index + 1);
  const how = kind.startsWith('sum') || kind.startsWith('total') ? 'sum' : kind.startsWith('median') ? 'median' : 'mean';
  const sized = (at: number): { size: number; unit: string | null; first: number; last: number } | null => {
    const glued = /^(\d+|[a-z]+)-(day|week|month|quarter|year|row|point|hour)s?$/.exec(scan.lower(at));
    const size = glued === null ? (scan.words[at]?.number ?? null) : numberOf(glued[1] ?? '');
    if (!scan.free(at) || size === null || !Number.isInteger(size) || size < 2) return null;
    if (glued !== null) return { size, unit: glued[2] ?? null, first: at, last: at };
    const unit = /^(day|week|month|quarter|year|row|point|hour|observation|value|period)s?$/.exec(scan.lower(at + 1))?.[1] ?? null;
    return unit === null || !scan.free(at + 1) ? null : { size, unit, first: at, last: at + 1 };
  };
  const before = sized(index - 1) ?? sized(index - 2);
  if (before !== null && before.last === index - 1) {
    add({ fn: 'moving', how, size: before.size, unit: before.unit, spans: [scan.take(before.first, index + 1)] });
    return;
  }
  // "running total" without a size adds up everything so far.
  for (let at = index + 2; at < Math.min(scan.words.length, index + 12); at += 1) {
    const after = sized(at);
    if (after === null) continue;
    let first = at;
    while (scan.has(first - 1, ['over', 'of', 'with', 'a', 'the', 'last', 'previous', 'past', 'using', 'window', 'on', 'in'])) first -= 1;
    const last = scan.has(after.last + 1, ['window', 'windows', 'period']) ? after.last + 1 : after.last;
    add({ fn: 'moving', how, size: after.size, unit: after.unit, spans: [scan.take(index, index + 1), scan.take(first, last)] });
    return;
  }
  if (scan.lower(index) === 'running' && how === 'sum') add({ fn: 'cumulative', how: 'sum', spans: [scan.take(index, index + 1)] });
}

function readStepChange(scan: Scan, index: number, add: (derived: Derived) => void): boolean {
  const glued = /^(day|week|month|quarter|year)-(?:on|over|to)-(day|week|month|quarter|year)$/.exec(scan.lower(index));
  const parted = scan.has(index, ['day', 'week', 'month', 'quarter', 'year'], ['on', 'over', 'to'], ['day', 'week', 'month', 'quarter', 'year']) && scan.lower(index) === scan.lower(index + 2);
  const from = scan.has(index, 'from', ['day', 'week', 'month', 'quarter', 'year', 'one'], 'to') ? index : -1;
  if (glued === null && !parted && from < 0) return false;
  if (from >= 0 && scan.lower(from + 1) === 'one' ) return false;
  const unit = glued?.[1] ?? scan.lower(from >= 0 ? from + 1 : index);
  let last = glued === null ? (from >= 0 ? from + 3 : index + 2) : index;
  const words = ['change', 'changes', 'growth', 'difference', 'differences', 'increase'];
  const kinds = ['percent', 'percentage', 'relative', 'absolute'];
  let how: 'percent' | 'difference' | null = null;
  const note = (at: number): void => {
    if (['percent', 'percentage', 'relative'].includes(scan.lower(at))) how = 'percent';
    if (['absolute', 'difference', 'differences'].includes(scan.lower(at))) how = 'difference';
  };
  while (scan.has(last + 1, [...words, ...kinds])) note((last += 1));
  const spans = [scan.take(from >= 0 ? from : index, last)];
  for (let at = 0; at < scan.words.length; at += 1) {
    if (scan.has(at, words) || scan.has(at, ['changed', 'changes', 'grew', 'percent', 'percentage', 'absolute'])) {
      note(at);
      spans.push(scan.take(scan.has(at - 1, ['in']) ? at - 1 : at, at));
    }
  }
  if (/%/.test(scan.goal)) how = 'percent';
  add({ fn: 'change', how, steps: 1, per: unit, spans });
  return true;
}

function readShare(scan: Scan, index: number, add: (derived: Derived) => void): boolean {
  if (scan.has(index, ['share', 'shares', 'proportion', 'proportions', 'percentage', 'fraction']) || scan.has(index, 'percent', 'of')) {
    const fraction = scan.lower(index) === 'fraction';
    let first = index;
    while (scan.has(first - 1, ['what', 'percentage', 'relative', 'percent'])) first -= 1;
    let last = index;
    if (scan.has(last + 1, ['of'])) last += 1;
    if (scan.has(last + 1, ['the', 'all', 'total', 'overall', 'our'])) while (scan.has(last + 1, ['the', 'all', 'total', 'overall', 'our'])) last += 1;
    add({ fn: 'share', how: fraction ? 'fraction' : 'percent', spans: [scan.take(first, last)] });
    return true;
  }
  return false;
}

function readConversion(scan: Scan, index: number, add: (derived: Derived) => void): void {
  if (!scan.has(index, ['in', 'to', 'into', 'as'])) return;
  let at = index + 1;
  while (scan.has(at, ['degrees', 'degree'])) at += 1;
  const composed = /^(?:km\/h|m\/s|mi\/h|km\/s)(?![\p{L}\p{N}])/iu.exec(scan.goal.slice(scan.words[at]?.start ?? scan.goal.length))?.[0];
  if (composed !== undefined && scan.free(at)) {
    const speed = unitCode(composed);
    if (speed === null) return;
    takeVerb(scan, index);
    add({ fn: 'in', unit: speed, spans: [scan.take(index, at + 1)] });
    takeInstead(scan, at + 2);
    return;
  }
  if (scan.column(at) !== null && !/°/.test(scan.goal.slice(scan.words[index]?.end ?? 0, scan.words[at]?.start ?? 0))) return;
  const code = scan.free(at) && (scan.lower(at).length > 2 || /^(?:km|mi|kg|lb|ft|cm|mm|kn)$/.test(scan.lower(at)) || /°\s?$/.test(scan.goal.slice(0, scan.words[at]?.start ?? 0))) ? unitCode(/°\s?$/.test(scan.goal.slice(0, scan.words[at]?.start ?? 0)) ? `°${scan.lower(at)}` : scan.lower(at)) : null;
  if (code === null || code === '%') return;
  if (scan.has(at + 1, 'per', ['hour', 'second'])) {
    const speeds: { [words: string]: string } = { 'mile hour': 'mph', 'kilometre hour': 'km/h', 'kilometer hour': 'km/h', 'metre second': 'm/s', 'meter second': 'm/s' };
    const speed = unitCode(speeds[`${scan.words[at]?.stem ?? ''} ${scan.lower(at + 2)}`] ?? '');
    if (speed === null) return;
    add({ fn: 'in', unit: speed, spans: [scan.take(index, at + 2)] });
    return;
  }
  if (/^(?:s|min|h)$/.test(code) && !scan.has(index, ['to', 'into', 'in'])) return;
  takeVerb(scan, index);
  add({ fn: 'in', unit: code, spans: [scan.take(index, at)] });
  takeInstead(scan, at + 1);
}

function takeVerb(scan: Scan, index: number): void {
  const verb = [...Array(index).keys()].findLast((one) => scan.has(one, ['convert', 'converted', 'expressed', 'converting']));
  if (verb !== undefined) scan.take(verb, verb);
}

/** "instead of km/h": what the unit was. */
function takeInstead(scan: Scan, index: number): void {
  if (!scan.has(index, 'instead', 'of') && !scan.has(index, 'rather', 'than')) return;
  let last = index + 2;
  while (scan.has(last, ['degrees', 'degree'])) last += 1;
  const composed = /^[a-z]+\/[a-z]+/i.test(scan.goal.slice(scan.words[last]?.start ?? scan.goal.length));
  if (composed || unitCode(scan.lower(last)) !== null) scan.take(index, composed ? last + 1 : last);
}

export type { SaidMeasure };
