import type { FacetValue } from '../schemas/operation.ts';
import type { FoundNode } from './search/extract.ts';
import { measureColumn } from './measure-column.ts';
import { sayTerm } from './compile-describe.ts';

/** ASCII words joined by hyphens, at most 40 characters, never empty. */
export function slug(text: string, otherwise = 'data'): string {
  const plain = text.normalize('NFKD').replace(/[̀-ͯ]/g, '').toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, '-').slice(0, 40).replace(/^-+|-+$/g, '');
  return words === '' ? otherwise : words;
}

/** A readable id such as `load-earthquakes` or `rank-magnitude`, not yet unique. */
export function taskName(node: FoundNode, dataName: string | null): string {
  const { tool, operation, output } = node.operation.operation;
  // A tool that is named after what it draws (chart.line, map.points) says more than its operation.
  const verb = output.kind === tool && !node.inputs.some(({ port }) => port === tool || port === 'source') ? tool : operation;
  const subject = measureOf(node);
  if (output.kind === 'report') return 'report';
  const byMeasure = output.kind !== 'map' && subject !== null && node.parameters.some(({ name }) => name !== 'keys' && name !== 'by');
  const noun = byMeasure ? measureColumn(subject) : dataName;
  if (noun === null) return slug(verb);
  return slug(`${verb}-${noun}`).slice(0, 56);
}

function measureOf(node: FoundNode): FacetValue | null {
  for (const { name, value } of node.parameters) {
    if (name === 'measure') return value;
    if (name === 'order' && typeof value === 'object' && !Array.isArray(value)) return value.args[0] ?? null;
  }
  return null;
}

/** How a setting is spoken of; others by their name. */
const SPOKEN: { [name: string]: string } = { predicates: 'with', by: 'by', keys: 'by', measure: 'of', time: 'over', mode: '', period: 'for', at: 'at', order: ':', limit: ', the first', interval: 'per', columns: 'by', found_columns: 'there', kept: '' };
const MODES: { [mode: string]: string } = { percent: 'in percent', absolute: 'as the difference', per_year: 'per year' };
/** Settings whose values are columns or terms over them; others are said as they are. */
const COLUMNS = new Set(['predicates', 'by', 'keys', 'measure', 'time', 'order']);
/** What comes first in a sentence. */
const FIRST = ['measure', 'mode', 'by', 'keys'];

/** What a task does, in plain words: the operation's title, its settings and the data. */
export function taskDescription(node: FoundNode, dataTitle: string | null, titles: ReadonlyMap<string, string>): string {
  const place = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  const settings = node.parameters
    .filter(({ value }) => !(Array.isArray(value) && value.length === 0) && value !== 0 && value !== 'none')
    .toSorted((a, b) => place(a.name) - place(b.name))
    .map(({ name, value }) => `${SPOKEN[name] ?? name.replaceAll('_', ' ')} ${spoken(name, value, titles)}`.trim());
  return [node.operation.operation.title, ...settings, ...(dataTitle === null ? [] : [`(${dataTitle})`])].join(' ').replace(/ (?=[:,])/g, '');
}

function spoken(name: string, value: FacetValue, titles: ReadonlyMap<string, string>): string {
  if (name === 'mode' && typeof value === 'string') return MODES[value] ?? value;
  return COLUMNS.has(name) || typeof value === 'object' ? sayTerm(value, titles) : String(value).replaceAll('_', ' ');
}
