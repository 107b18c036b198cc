import { isNumber } from './lexical-columns.ts';
import { isFunctionWord } from './lexical-function-words.ts';
import type { Scan } from './lexical-scan.ts';
import { measureColumn } from './measure-column.ts';
import type { Column } from './typed-goal-data.ts';

const SIGNS: { [sign: string]: string } = { '*': 'times', '×': 'times', '·': 'times', '/': 'over', '÷': 'over', '-': 'minus', '−': 'minus', '–': 'minus', '+': 'plus' };
const WORDS: readonly (readonly [op: string, ...words: string[]])[] = [['times', 'times'], ['times', 'multiplied', 'by'], ['over', 'divided', 'by'], ['over', 'over'], ['minus', 'minus'], ['minus', 'less'], ['plus', 'plus']];
const DEFINES = new Set(['is', 'as', 'equals', 'means', 'ie', 'that', 'i', 'e', 'meaning', 'being', 'defined', 'computed', 'calculated', 'where', 'which', 'of', 'the', 'with', 'compute', 'calculate']);

/**
 * Takes definitions of a measure by two columns, "units × price", "cost divided by output", together with the name that the goal gives it ("revenue is units
 * times price"). The name then speaks of what was computed.
 */
export function readComputed(scan: Scan): void {
  for (let index = 0; index < scan.words.length; index += 1) {
    const divide = scan.has(index, ['divide', 'multiply']);
    const left = scan.column(divide ? (scan.has(index + 1, 'the') ? index + 2 : index + 1) : index);
    if (left === null) continue;
    const start = divide ? (scan.has(index + 1, 'the') ? index + 2 : index + 1) : index;
    const a = left.columns.filter(({ column }) => isNumber(column) && column.role !== 'identifier' && column.role !== 'time');
    const end = start + left.length;
    const operator = divide && scan.has(end, 'by') ? { op: scan.lower(index) === 'divide' ? 'over' : 'times', at: end + 1 } : operatorAt(scan, end);
    if (operator === null || a.length !== 1 || a[0] === undefined) continue;
    const at = scan.has(operator.at, ['the', 'its', 'total']) ? operator.at + 1 : operator.at;
    const right = scan.column(at);
    const b = right?.columns.filter(({ column }) => isNumber(column) && column.role !== 'identifier' && column.role !== 'time') ?? [];
    if (right === null || b.length !== 1 || b[0] === undefined) continue;
    const last = at + right.length - 1;
    const term = { fn: 'computed', args: [a[0].column.name, operator.op, b[0].column.name] };
    const rate = operator.op === 'over';
    const column: Column = { ...a[0].column, name: measureColumn(term), title: scan.goal.slice(scan.words[start]?.start, scan.words[last]?.end), role: 'measure', type: 'number', unit: null, aggregation: rate ? null : 'sum', meanings: [], term };
    const name = nameBefore(scan, divide ? index : start);
    if (name === null) {
      scan.take(divide ? index : start, last);
      scan.define(divide ? index : start, last, { column, source: a[0].source });
    } else {
      scan.take(name.last + 1, last);
      scan.name(scan.words.slice(name.first, name.last + 1).map((word) => word.stem), { column, source: a[0].source });
    }
    index = last;
  }
}

function operatorAt(scan: Scan, index: number): { op: string; at: number } | null {
  const sign = SIGNS[scan.after(index - 1).trim()];
  if (sign !== undefined && scan.free(index)) return { op: sign, at: index };
  for (const [op, ...words] of WORDS) if (op !== undefined && scan.has(index, ...words)) return { op, at: index + words.length };
  return null;
}

/** The unknown words that a definition stands behind: "revenue (units × price)", "cost per MWh is cost divided by output". */
function nameBefore(scan: Scan, start: number): { first: number; last: number } | null {
  let last = start - 1;
  let link = /[(=:]\s*$/.test(scan.goal.slice(0, scan.words[start]?.start ?? 0));
  while (scan.free(last) && DEFINES.has(scan.lower(last))) {
    link ||= ['is', 'as', 'equals', 'means', 'i', 'meaning'].includes(scan.lower(last));
    last -= 1;
  }
  if (!link || last < 0 || !scan.free(last) || /[.!?;]\s*$/.test(scan.goal.slice(0, scan.words[last + 1]?.start ?? 0))) return null;
  let first = last;
  while (scan.free(first - 1) && !scan.clauseBreak(first) && (!isFunctionWord(scan.lower(first - 1)) || scan.lower(first - 1) === 'per') && first > last - 3 && !HOW.has(scan.lower(first - 1))) first -= 1;
  return isFunctionWord(scan.lower(last)) && first === last ? null : { first, last };
}

const HOW = new Set(['total', 'average', 'mean', 'median', 'sum', 'highest', 'lowest', 'most', 'compute', 'calculate', 'rank', 'list', 'sort', 'plot', 'chart', 'monthly', 'daily', 'per']);
