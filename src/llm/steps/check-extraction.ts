import type { Json } from '../../schemas/json.ts';
import type { Extraction } from '../formats/model-steps.ts';
import type { Checked } from '../repair-loop.ts';
import type { Passage } from './passages.ts';

/** A field to read, as the plan declares it. */
export interface Field {
  name: string;
  type: 'text' | 'number' | 'integer' | 'date' | 'boolean';
  description: string;
  unit: string | null;
}

/** A value and the words it was read from: offsets into the text of its part. */
export interface Found {
  value: Json;
  quote: string;
  part: number;
  start: number;
  end: number;
}

export interface FoundRow {
  part: number;
  /** The passage it was read from. */
  mark: string;
  title: string;
  values: { [field: string]: Found };
}

/**
 * The rows whose values are really there: the quote stands in the passage, and the value in the quote (numbers and dates by what they mean).
 * What is not there is an issue, worded so that a model can mend it; the rest is usable without it.
 */
export function checkExtraction(answer: Pick<Extraction, 'rows'>, passages: readonly Passage[], fields: readonly Field[]): Checked<FoundRow[]> {
  const byMark = new Map(passages.map((passage) => [passage.mark, passage]));
  const byName = new Map(fields.map((field) => [field.name, field]));
  const issues: string[] = [];
  const rows: FoundRow[] = [];
  for (const [at, row] of answer.rows.entries()) {
    const where = `row ${at + 1}`;
    const passage = byMark.get(row.passage);
    if (passage === undefined) {
      issues.push(`${where}: there is no passage "${row.passage.slice(0, 20)}"`);
      continue;
    }
    const values = new Map<string, Found>();
    for (const { field: name, value, quote } of row.values) {
      const field = byName.get(name);
      if (field === undefined) {
        issues.push(`${where}: there is no field "${name.slice(0, 60)}"`);
        continue;
      }
      const span = findSpan(passage.text, quote);
      if (span === null) {
        issues.push(`${where}, ${name}: the quote "${quote.slice(0, 80)}" does not stand in ${passage.mark}; copy the words exactly, or leave the value out`);
        continue;
      }
      const quoted = passage.text.slice(span.start, span.end);
      const read = readFieldValue(value, field, quoted);
      if ('issue' in read) {
        issues.push(`${where}, ${name}: ${read.issue}`);
        continue;
      }
      values.set(name, { value: read.value, quote: quoted, part: passage.part, start: passage.start + span.start, end: passage.start + span.end });
    }
    if (values.size > 0) rows.push({ part: passage.part, mark: passage.mark, title: passage.title, values: Object.fromEntries(values) });
  }
  return issues.length === 0 ? { ok: true, value: rows } : { ok: false, issues: issues.slice(0, 200), usable: rows };
}

/** Where a quote stands in a text, white space and the shape of quotation marks aside; null where it does not. */
export function findSpan(text: string, quote: string): { start: number; end: number } | null {
  const wanted = flatten(quote).text.trim();
  if (wanted === '') return null;
  const direct = text.indexOf(quote);
  if (direct >= 0) return { start: direct, end: direct + quote.length };
  const { text: flat, at } = flatten(text);
  const found = flat.indexOf(wanted);
  if (found < 0) return null;
  return { start: at[found] ?? 0, end: (at[found + wanted.length - 1] ?? 0) + 1 };
}

function flatten(text: string): { text: string; at: number[] } {
  let flat = '';
  const at: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    const blank = /\s/.test(c);
    if (blank && (flat === '' || flat.endsWith(' '))) continue;
    flat += blank ? ' ' : /[“”„«»]/.test(c) ? '"' : /[‘’]/.test(c) ? "'" : /[–−]/.test(c) ? '-' : c;
    at.push(i);
  }
  return { text: flat, at };
}

function readFieldValue(text: string, field: Field, quote: string): { value: Json } | { issue: string } {
  const value = text.trim();
  switch (field.type) {
    case 'text':
      return findSpan(quote.toLowerCase(), value.toLowerCase()) !== null ? { value } : { issue: `"${value.slice(0, 60)}" does not stand in its quote` };
    case 'number':
    case 'integer': {
      const number = numberIn(value);
      if (number === null || (field.type === 'integer' && !Number.isInteger(number))) return { issue: `"${value.slice(0, 60)}" is not ${field.type === 'integer' ? 'a whole number' : 'a number'}; write digits only, without a unit` };
      return numbersIn(quote).some((one) => same(one, number)) ? { value: number } : { issue: `the number ${number} does not stand in its quote` };
    }
    case 'date':
      return readDate(value, quote);
    case 'boolean':
      return value === 'true' || value === 'false' ? { value: value === 'true' } : { issue: `"${value.slice(0, 60)}" is not true or false` };
  }
}

const same = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= Math.abs(a) * 1e-12;
const SCALES: { readonly [word: string]: number } = { thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 };

function numberIn(text: string): number | null {
  const clean = text.replace(/[−–]/g, '-');
  return /^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(clean) ? Number(clean) : null;
}

/** Every number that a text can be read to say: `1,234.5`, `1 234,5`, `-3`, `2.5 million` (as 2.5 and as 2500000). */
export function numbersIn(text: string): number[] {
  const found: number[] = [];
  for (const match of text.replace(/[−–]/g, '-').matchAll(/-?\d(?:[\d.,'’]|[   ](?=\d{3}(?!\d)))*(?:e[-+]?\d+)?/gi)) {
    const body = match[0].replace(/[.,'’]+$/, '').replace(/[   '’]/g, '');
    const readings = new Set([Number(body.replaceAll(',', '')), Number(body.replaceAll('.', '').replace(',', '.'))].filter((one) => Number.isFinite(one)));
    const scale = SCALES[/^\s*(thousand|million|billion|trillion)\b/i.exec(text.slice(match.index + match[0].length))?.[1]?.toLowerCase() ?? ''];
    for (const reading of readings) {
      found.push(reading);
      // a dash may join two numbers, as in 1990-2000
      if (reading < 0) found.push(-reading);
      if (scale !== undefined) found.push(reading * scale);
    }
  }
  return found;
}

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

function readDate(value: string, quote: string): { value: Json } | { issue: string } {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value);
  if (match === null || Number.isNaN(Date.parse(`${value}T00:00:00Z`)) || new Date(`${value}T00:00:00Z`).toISOString().slice(0, 10) !== value) return { issue: `"${value.slice(0, 60)}" is not a date like 2020-05-31` };
  const [, year = '', month = '', day = ''] = match;
  const numbers = new Set([...quote.matchAll(/\d+/g)].map(([digits]) => Number(digits)));
  const name = MONTHS[Number(month) - 1] ?? '';
  const named = new RegExp(`\\b(${name}|${name.slice(0, 3)})\\b`, 'i').test(quote);
  const there = numbers.has(Number(year)) && numbers.has(Number(day)) && (named || numbers.has(Number(month)));
  return there ? { value } : { issue: `the date ${value} does not stand in its quote` };
}
