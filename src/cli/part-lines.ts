import { decimalsFor, formatNumber } from '../tools/picture/format-number.ts';
import type { Part } from '../tools/report/read-parts.ts';

/** Rows of a table that a terminal shows. */
const ROWS = 10;
const QUOTES = 5;
const VALUES = 12;
const TEXT_LINES = 12;
const WIDEST = 40;

/** What a person reads of a result in a terminal: the first rows of a table, the values of a summary, quotes with their document, checks, the first lines of a text. Of a picture what it leaves out. */
export function partLines(part: Part, width: number): string[] {
  switch (part.kind) {
    case 'table':
      return [`${part.artifact.title}, ${part.total === 1 ? '1 row' : `${part.total} rows`}`, ...tableLines(part.columns.map(({ name, unit }) => ({ name, unit })), part.rows.slice(0, ROWS), width), ...(part.total > ROWS ? [`… ${part.total - ROWS} more`] : [])];
    case 'summary':
      return [part.artifact.title, ...part.values.slice(0, VALUES).map(({ title, value, unit, decimals }) => `  ${title}: ${value === null ? '–' : typeof value === 'number' ? formatNumber(value, decimals) : value}${unit === null || value === null ? '' : ` ${unit}`}`), ...(part.values.length > VALUES ? [`  … ${part.values.length - VALUES} more`] : [])];
    case 'verdict':
      return [part.artifact.title, ...part.checks.map(({ name, held, detail }) => `  ${held === true ? '✔' : held === false ? '✖' : '?'} ${name}${detail === '' ? '' : `: ${detail}`}`)];
    case 'text':
      return first(part.text.split('\n').filter((line) => line.trim() !== ''), TEXT_LINES);
    case 'quotes':
      return part.quotes.length === 0 ? [`${part.artifact.title}: nothing was found`] : [part.artifact.title, ...first(part.quotes.map(({ document, heading, quote }) => `  “${quote.replace(/\s+/g, ' ').trim().slice(0, 400)}”  ${[document, heading].filter((one) => one !== '').join(', ')}`), QUOTES)];
    case 'picture': {
      const { data } = part.artifact;
      const notes = typeof data === 'object' && data !== null && !Array.isArray(data) && Array.isArray(data['notes']) ? data['notes'].filter((one) => typeof one === 'string') : [];
      return notes.length === 0 ? [] : [part.artifact.title, ...notes.map((note) => `  note: ${note}`)];
    }
  }
}

function first(lines: readonly string[], count: number): string[] {
  return [...lines.slice(0, count), ...(lines.length > count ? [`… ${lines.length - count} more`] : [])];
}

/** Rows under their columns; columns that do not fit are named below. */
export function tableLines(columns: readonly { name: string; unit: string | null }[], rows: readonly Record<string, unknown>[], width: number): string[] {
  const cells = columns.map(({ name, unit }) => {
    const values = rows.map((row) => row[name]);
    const numbers = values.filter((value) => typeof value === 'number');
    const decimals = decimalsFor(numbers);
    const right = numbers.length > 0;
    // a year or a number that names something has no thousands
    const plain = numbers.every((value) => Number.isInteger(value)) && (/year|id$|code|number/i.test(name) || numbers.every((value) => Math.abs(value) < 10_000));
    const text = (value: unknown): string => (value === null || value === undefined ? '–' : typeof value === 'number' ? (plain ? String(value) : formatNumber(value, decimals)) : short(typeof value === 'string' ? value : JSON.stringify(value)));
    const head = short(unit === null ? name : `${name} (${unit})`);
    const all = [head, ...values.map(text)];
    return { name, right, all, width: Math.max(...all.map((one) => Array.from(one).length)) };
  });
  let used = 0;
  const shown = cells.filter((one, at) => {
    used += one.width + 2;
    return at === 0 || used <= width;
  });
  const lines = [0, ...rows.map((_, at) => at + 1)].map((at) => `  ${shown.map((one) => pad(one.all[at] ?? '', one.width, one.right)).join('  ')}`.trimEnd());
  const left = cells.filter((one) => !shown.includes(one)).map((one) => one.name);
  return [...lines, ...(left.length === 0 ? [] : [`  and ${left.length === 1 ? 'column' : 'columns'} ${left.slice(0, 8).join(', ')}${left.length > 8 ? ', …' : ''}`])];
}

function short(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return Array.from(plain).length > WIDEST ? `${Array.from(plain).slice(0, WIDEST - 1).join('')}…` : plain;
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - Array.from(text).length));
  return right ? `${space}${text}` : `${text}${space}`;
}
