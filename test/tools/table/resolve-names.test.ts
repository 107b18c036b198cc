import { describe, expect, it } from 'vitest';
import type { FacetValue } from '../../../src/schemas/operation.ts';
import type { Column } from '../../../src/schemas/outcome.ts';
import { compilePredicates } from '../../../src/tools/table/compile-predicates.ts';
import { resolveNames } from '../../../src/tools/table/resolve-names.ts';
import { DuckDBInstance } from '@duckdb/node-api';

const columns = ['store', 'product'].map((name): Column => ({ name, type: 'text', role: 'dimension', unit: null, meaning: null }));

async function resolved(term: FacetValue): Promise<FacetValue[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`CREATE TABLE t AS SELECT * FROM (VALUES ('Kiel', 'chair'), ('Old Town', 'shelf'), ('New Town', 'Kettle'), ('lamp', 'lamp')) v(store, product)`);
  try {
    return await resolveNames([term], { rows: async (sql: string) => (await connection.runAndReadAll(sql)).getRows() as never }, 't', columns);
  } finally {
    connection.closeSync();
  }
}

const called = (name: FacetValue, fn = 'called'): FacetValue => ({ fn, args: [{ fn: 'any', args: ['store', 'product'] }, name] });

describe('resolveNames', () => {
  it.each<[string, FacetValue, FacetValue]>([
    ['finds the column that holds a name, whatever its case', called('kettle'), { fn: 'in', args: ['product', ['Kettle']] }],
    ['takes a plural for its singular', called('chairs'), { fn: 'in', args: ['product', ['chair']] }],
    ['takes several names of one column as alternatives', called(['Kiel', 'old town']), { fn: 'in', args: ['store', ['Kiel', 'Old Town']] }],
    ['leaves out what is not wanted', called('Kiel', 'not_called'), { fn: 'not_in', args: ['store', ['Kiel']] }],
    ['takes the one value that has the word in it', called('Old'), { fn: 'in', args: ['store', ['Old Town']] }],
  ])('%s', async (_, term, expected) => {
    expect(await resolved(term)).toEqual([expected]);
    expect(compilePredicates([expected], columns)).toMatch(/IN \(/);
  });

  it.each<[string, FacetValue, RegExp]>([
    ['no column has', called('Berlin'), /no row has it in store, product\. There are store: Kiel/],
    ['two columns have', called('lamp'), /it is in store and in product/],
    ['only parts of several values have', called('Town'), /no row has it/],
  ])('refuses a name that %s', async (_, term, message) => {
    await expect(resolved(term)).rejects.toThrow(message);
  });
});
