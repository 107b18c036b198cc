import { expect, it } from 'vitest';
import { partLines, tableLines } from '../../src/cli/part-lines.ts';
import type { Artifact } from '../../src/schemas/outcome.ts';

const artifact: Artifact = { kind: 'table', name: 'a', title: 'Stores', facets: {}, sha256: 'a'.repeat(64), media_type: 'x', bytes: 1, labels: [], sources: [] };
const column = (name: string, unit: string | null = null) => ({ name, type: 'text' as const, role: 'text', unit });

it('shows the first rows of a table under its columns, numbers to the right, and how many are left', () => {
  const rows = Array.from({ length: 12 }, (_, at) => ({ store: `s${at}`, year: 2020 + at, units: at * 12_345.5 }));
  const lines = partLines({ kind: 'table', artifact, columns: [column('store'), column('year'), column('units', 'kg')], rows, total: 30 }, 100);
  expect(lines.slice(0, 4)).toEqual(['Stores, 30 rows', '  store  year  units (kg)', '  s0     2020         0.0', '  s1     2021    12,345.5'].map((line) => expect.stringMatching(line.trim().split(/\s+/)[0] ?? '') as string));
  expect(lines[2]?.length).toBe(lines[3]?.length);
  expect(lines).toHaveLength(1 + 1 + 10 + 1);
  expect(lines.at(-1)).toBe('… 20 more');
});

it('names the columns that do not fit, and says where there is no value', () => {
  const lines = tableLines(['first', 'second', 'third'].map((name) => ({ name, unit: null })), [{ first: 'x'.repeat(60), second: null, third: 'abc' }], 50);
  expect(lines[1]).toContain('…  –');
  expect(lines.at(-1)).toBe('  and column third');
});

it('shows values with units, quotes with their document, checks and the first lines of a text', () => {
  expect(partLines({ kind: 'summary', artifact, values: [{ name: 'mean', title: 'Mean', value: 1234.5, unit: 'm', decimals: 1 }, { name: 'sd', title: 'SD', value: null, unit: 'm', decimals: 1 }], about: {} }, 80)).toEqual(['Stores', '  Mean: 1,234.5 m', '  SD: –']);
  expect(partLines({ kind: 'quotes', artifact, quotes: [{ document: 'handbook.md', date: null, heading: 'Retention', quote: 'Keep\n it.', start: 0, end: 9 }] }, 80)).toEqual(['Stores', '  “Keep it.”  handbook.md, Retention']);
  expect(partLines({ kind: 'quotes', artifact, quotes: [] }, 80)).toEqual(['Stores: nothing was found']);
  expect(partLines({ kind: 'verdict', artifact, checks: [{ name: 'complete', held: false, detail: '3 missing' }] }, 80)).toEqual(['Stores', '  ✖ complete: 3 missing']);
  expect(partLines({ kind: 'text', artifact, text: 'a\n\nb' }, 80)).toEqual(['a', 'b']);
  expect(partLines({ kind: 'picture', artifact }, 80)).toEqual([]);
  expect(partLines({ kind: 'picture', artifact: { ...artifact, data: { notes: ['2 of 5 rows have no value of units and are not drawn.'] } } }, 80)).toEqual(['Stores', '  note: 2 of 5 rows have no value of units and are not drawn.']);
});
