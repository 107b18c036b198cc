import { expect, it } from 'vitest';
import { declaredFault } from '../../src/plan/declared-kinds.ts';
import type { Profile } from '../../src/schemas/goal.ts';

const sha256 = 'a'.repeat(64);
const profile = (content: string, unreadable: string | null = null): Profile => ({ source: { name: 'units.csv', sha256, dataset: null }, media_type: 'text/csv', format: 'csv', rows: 1, columns: [], type: { kind: 'source', facets: { content } }, warnings: [], unreadable });
const given = (declared_kind?: string) => [{ name: 'units.csv', sha256, ...(declared_kind === undefined ? {} : { declared_kind }) }];

it('takes a file that holds what the person said of it, or of which nothing was said', () => {
  expect(declaredFault(given('table'), [profile('table')])).toBeNull();
  expect(declaredFault(given(), [profile('table')])).toBeNull();
});

it('refuses a file that holds something else, with the option that would be right, and leaves what cannot be read to its own message', () => {
  expect(declaredFault(given('document'), [profile('table')])).toBe('Cannot use "units.csv" as document: it holds a table. Give it as table=units.csv, or give another file.');
  expect(declaredFault(given('document'), [profile('table', 'broken')])).toBeNull();
});
