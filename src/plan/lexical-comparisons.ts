import type { Scan } from './lexical-scan.ts';
import type { SaidColumn, SaidCondition } from './lexical-request.ts';
import { unitCode } from './lexical-units.ts';

const OVER = ['more', 'greater', 'larger', 'higher', 'bigger', 'longer', 'stronger', 'later'];
const UNDER = ['less', 'fewer', 'smaller', 'lower', 'shorter', 'weaker'];
const LINKS: ReadonlySet<string> = new Set(['is', 'was', 'are', 'were', 'of', 'a', 'an', 'the', 'stays', 'lies', 'being', 'reached', 'value', 'values', 'exactly', 'strictly', 'that', 'be', 'has', 'have', 'had', 'must', 'should']);
const SCALES: { [word: string]: number } = { hundred: 100, thousand: 1e3, million: 1e6, billion: 1e9 };
const MONTHS = new Set(['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']);
const SYMBOLS: { [sign: string]: string } = { '>': '>', '<': '<', '>=': '>=', '<=': '<=', '≥': '>=', '≤': '<=' };

/** The comparison that begins at a word: operator, and how many words it takes. */
function operatorAt(scan: Scan, index: number): { op: string; length: number; about: SaidColumn | null } | null {
  const word = scan.words[index];
  if (word === undefined || !scan.free(index)) return null;
  const symbol = SYMBOLS[word.text];
  if (symbol !== undefined) return { op: symbol, length: 1, about: null };
  const negated = scan.has(index, ['no', 'not']) ? 1 : 0;
  const at = index + negated;
  const compared = [...OVER, ...UNDER].includes(scan.lower(at)) && scan.has(at + 1, 'than');
  if (compared) {
    const over = OVER.includes(scan.lower(at));
    const op = negated === 1 ? (over ? '<=' : '>=') : over ? '>' : '<';
    return { op, length: 2 + negated, about: null };
  }
  if (scan.has(index, 'at', 'least')) return { op: '>=', length: 2, about: null };
  if (scan.has(index, 'at', 'most')) return { op: '<=', length: 2, about: null };
  if (scan.has(index, 'up', 'to')) return { op: '<=', length: 2, about: null };
  if (scan.has(index, ['above', 'over', 'exceeding', 'exceeds', 'exceed', 'exceeded', 'beyond'])) return { op: '>', length: 1, about: null };
  if (scan.has(index, ['below', 'under', 'beneath'])) return { op: '<', length: 1, about: null };
  if (scan.has(index, 'equal', 'to')) return { op: '=', length: 2, about: null };
  if (scan.has(index, ['equals', 'exactly'])) return { op: '=', length: 1, about: null };
  // "warmer than 20", "deeper than 100": the comparative of a word that the packs know, with what it speaks of.
  if (word.lower.endsWith('er') && scan.has(index + 1, 'than')) {
    const base = word.lower.slice(0, -2);
    for (const form of [`${base}est`, base, base.slice(0, -1)]) {
      const meanings = scan.terms.exact.get(form) ?? [];
      const rank = meanings.find((meaning) => meaning.part === 'analysis' && meaning.analysis === 'rank');
      const columns = scan.lexicon.meantBy([{ ...word, lower: form, stem: form }]);
      if (columns.length === 0) continue;
      const asc = rank?.part === 'analysis' ? rank.direction === 'asc' : ['cheap', 'cold', 'cool', 'dry'].some((one) => base.startsWith(one));
      return { op: asc ? '<' : '>', length: 2, about: { match: { length: 1, columns }, spans: [scan.span(index, index)], first: index } };
    }
  }
  return null;
}

/** Number at a word with its scale and unit: "50 million", "20 °C", "5 km", "3 units" (then the column is told). */
function amountAt(scan: Scan, index: number): { value: number; unit: string | null; column: SaidColumn | null; last: number } | null {
  const word = scan.words[index];
  if (word === undefined || !scan.free(index)) return null;
  const glued = /^(-?\d+(?:\.\d+)?)([a-z%°/]+)$/i.exec(word.text);
  const number = word.number ?? (glued !== null && unitCode(glued[2] ?? '') !== null ? Number(glued[1]) : null);
  if (number === null) return null;
  const minus = /[-−]\s?$/.test(scan.goal.slice(Math.max(0, word.start - 2), word.start)) && !/\w[-−]$/.test(scan.goal.slice(0, word.start));
  let value = minus ? -Math.abs(number) : number;
  let last = index;
  const scale = scan.free(last + 1) && !scan.clauseBreak(last + 1) ? SCALES[scan.lower(last + 1)] : undefined;
  if (scale !== undefined) {
    value *= scale;
    last += 1;
  }
  if (glued !== null && word.number === null) return { value, unit: glued[2] ?? null, column: null, last };
  const sign = /^\s?(°\s?[CFcf]?|%|€|\$|£)/.exec(scan.goal.slice(scan.words[last]?.end ?? 0))?.[1] ?? null;
  const before = /([€$£])\s?[-−]?$/.exec(scan.goal.slice(Math.max(0, word.start - 3), word.start))?.[1] ?? null;
  if (sign !== null && sign !== '°') {
    const spelled = /[CFcf]$/.test(sign);
    return { value, unit: sign, column: null, last: spelled ? last + 1 : last };
  }
  if (before !== null) return { value, unit: before, column: null, last };
  const next = last + 1;
  if (!scan.free(next) || scan.clauseBreak(next)) return { value, unit: null, column: null, last };
  if (scan.has(next, ['degree', 'degrees'])) {
    const named = scan.has(next + 1, ['celsius', 'fahrenheit', 'c', 'f']);
    return { value, unit: named ? scan.lower(next + 1) : null, column: null, last: named ? next + 1 : next };
  }
  const match = scan.column(next);
  const code = unitCode(scan.lower(next));
  const exact = match !== null && match.columns.every(({ column }) => column.name.toLowerCase().startsWith(scan.lower(next).slice(0, 3)));
  if (match !== null && (code === null || exact) && match.columns.some(({ column }) => column.role === 'measure' || column.type === 'integer' || column.type === 'number')) {
    return { value, unit: null, column: { match, spans: [scan.span(next, next + match.length - 1)], first: next }, last: next + match.length - 1 };
  }
  if (code !== null && scan.lower(next) !== 'in') {
    const of = scan.has(next + 1, 'of') ? (scan.has(next + 2, 'the') ? next + 3 : next + 2) : next + 1;
    const about = scan.clauseBreak(next + 1) ? null : scan.column(of);
    const whole = about !== null && about.columns.some(({ column }) => column.role === 'measure') && !scan.goal.slice(scan.words[next]?.end ?? 0).startsWith('/');
    if (whole) return { value, unit: scan.lower(next), column: { match: about, spans: [scan.span(of, of + about.length - 1)], first: of }, last: of + about.length - 1 };
    const text = scan.goal.slice(scan.words[next]?.start ?? 0, scan.words[next]?.end ?? 0);
    const slash = /^\/[a-zµ³²0-9]+/i.exec(scan.goal.slice(scan.words[next]?.end ?? 0))?.[0] ?? '';
    return { value, unit: `${text}${slash}`, column: null, last: slash === '' ? next : next + 1 };
  }
  return { value, unit: null, column: null, last };
}

/** The column that is spoken of just before a comparison: "with a depth of at least", "where units is more than". */
function columnBefore(scan: Scan, index: number): SaidColumn | null {
  if (scan.clauseBreak(index)) return null;
  let at = index - 1;
  while (at >= 0 && scan.free(at) && LINKS.has(scan.lower(at)) && !scan.clauseBreak(at)) at -= 1;
  for (let start = Math.max(0, at - 3); start <= at; start += 1) {
    const match = scan.column(start);
    if (match !== null && start + match.length - 1 === at) return { match, spans: [scan.span(start, at)], first: start };
  }
  return null;
}

const numeric = (said: SaidColumn | null): boolean => said !== null && said.match.columns.some(({ column }) => column.role !== 'identifier' && column.role !== 'time' && (column.type === 'integer' || column.type === 'number' || column.role === 'measure'));

/** Takes comparisons with numbers out of the words. */
export function readComparisons(scan: Scan, entities: ReadonlySet<string>): SaidCondition[] {
  const heads = new Set([...scan.words.keys()].filter((index) => entities.has(scan.words[index]?.stem ?? '')));
  const found: SaidCondition[] = [];
  for (let index = 0; index < scan.words.length; index += 1) {
    const between = betweenAt(scan, index, heads);
    if (between !== null) {
      found.push(...between);
      continue;
    }
    const operator = operatorAt(scan, index);
    if (operator === null) {
      orMore(scan, index, found, heads);
      continue;
    }
    let at = index + operator.length;
    while (scan.free(at) && ['a', 'an', 'the', 'of'].includes(scan.lower(at))) at += 1;
    let column = operator.about;
    const named = scan.column(at);
    if (column === null && named !== null && amountAt(scan, at) === null) {
      column = { match: named, spans: [scan.span(at, at + named.length - 1)], first: at };
      at += named.length;
      while (scan.free(at) && ['of', 'a'].includes(scan.lower(at))) at += 1;
    }
    const amount = amountAt(scan, at);
    if (amount === null) continue;
    const before = column === null && amount.column === null ? columnBefore(scan, index) : null;
    const said = column ?? amount.column ?? (numeric(before) ? before : null);
    found.push(condition(scan, heads, index, amount.last, said, operator.op, amount));
  }
  return found;
}

function condition(scan: Scan, heads: ReadonlySet<number>, index: number, end: number, said: SaidColumn | null, op: string, amount: { value: number; unit: string | null }): SaidCondition {
  const first = said !== null && said.first < index ? said.first : index;
  let start = first;
  // Links between a column and its comparison belong to the condition.
  const total = scan.free(start - 1) && !scan.clauseBreak(start) && ['total', 'average', 'mean', 'summed', 'overall', 'combined', 'median'].includes(scan.lower(start - 1));
  const combined = total || scan.has(end + 1, 'in', 'total') || scan.has(end + 1, 'on', 'average') || scan.has(end + 1, ['overall', 'altogether']) || ofGroup(scan, start, heads);
  const wordsBefore = ['with', 'where', 'whose', 'having', 'that', 'which'];
  while (scan.free(start - 1) && !scan.clauseBreak(start) && (['a', 'an', 'the', 'is', 'was', 'are', 'were', 'had', 'have', 'has', 'of'].includes(scan.lower(start - 1)) || wordsBefore.includes(scan.lower(start - 1)))) start -= 1;
  return { column: said, op, value: amount.value, unit: amount.unit, spans: [scan.take(start, end)], combined };
}

/** "stores with more than 100 units": what is compared is said of a group of rows, not of a row. */
function ofGroup(scan: Scan, start: number, heads: ReadonlySet<number>): boolean {
  for (let at = start - 1; at >= Math.max(0, start - 5); at -= 1) {
    if (scan.clauseBreak(at + 1)) return false;
    if (!['with', 'that', 'which', 'whose', 'where', 'having', 'who'].includes(scan.lower(at))) continue;
    // "trips with a cargo bike that covered more than 8 km": the rows are the head.
    for (let head = at - 1; head >= Math.max(0, at - 6) && !scan.clauseBreak(head + 1); head -= 1) if (heads.has(head)) return false;
    for (let first = Math.max(0, at - 3); first < at; first += 1) {
      const match = scan.column(first);
      if (match === null || first + match.length !== at) continue;
      return match.columns.some(({ column, source }) => column.role !== 'time' && column.role !== 'identifier' && (source.rows === null || column.distinct === null || column.distinct < source.rows));
    }
    return false;
  }
  return false;
}

function betweenAt(scan: Scan, index: number, heads: ReadonlySet<number>): SaidCondition[] | null {
  if (!scan.has(index, 'between')) return null;
  const low = amountAt(scan, index + 1);
  if (low === null || !scan.has(low.last + 1, 'and')) return null;
  const high = amountAt(scan, low.last + 2);
  if (high === null) return null;
  const before = high.column === null ? columnBefore(scan, index) : null;
  const said = high.column ?? (numeric(before) ? before : null);
  const year = (value: number): boolean => Number.isInteger(value) && value >= 1500 && value <= 2199;
  if (said === null && year(low.value) && year(high.value)) return null;
  if (high.last + 1 < scan.words.length && MONTHS.has(scan.lower(high.last + 1).slice(0, 3)) && /^\p{Lu}/u.test(scan.words[high.last + 1]?.text ?? '')) return null;
  const unit = high.unit ?? low.unit;
  const first = condition(scan, heads, index, high.last, said, '>=', { value: Math.min(low.value, high.value), unit });
  return [first, { ...first, op: '<=', value: Math.max(low.value, high.value) }];
}

/** "4.5 or more", "20 °C or higher". */
function orMore(scan: Scan, index: number, found: SaidCondition[], heads: ReadonlySet<number>): void {
  const amount = amountAt(scan, index);
  if (amount === null || !scan.has(amount.last + 1, 'or')) return;
  const word = scan.lower(amount.last + 2);
  const op = [...OVER, 'above', 'over', 'up', 'warmer', 'hotter'].includes(word) && word !== 'later' ? '>=' : [...UNDER, 'below', 'under', 'colder'].includes(word) ? '<=' : null;
  if (op === null || !scan.free(amount.last + 2)) return;
  const named = amount.column === null ? scan.column(amount.last + 3) : null;
  const after = named === null ? null : { match: named, spans: [scan.span(amount.last + 3, amount.last + 2 + named.length)], first: amount.last + 3 };
  const before = amount.column === null && !numeric(after) ? columnBefore(scan, index) : null;
  const end = numeric(after) ? amount.last + 2 + (named?.length ?? 0) : amount.last + 2;
  found.push(condition(scan, heads, index, end, amount.column ?? (numeric(after) ? after : numeric(before) ? before : null), op, amount));
}

