import { expect, it } from 'vitest';
import type { Json } from '../../../src/schemas/json.ts';
import { record } from '../../../src/tools/record/tool.ts';
import { openWorkbench } from '../table/context.ts';

it('keeps the types that the service gives: text of digits, phones and codes stay text, whole dates and times are times', async () => {
  const bench = await openWorkbench();
  try {
    const artifact = async (data: Json) => ({ ...(await bench.source('shop.json', JSON.stringify(data))), kind: 'record', data, facets: { service: 'shops', entity: 'shop', measures: ['rating'], time: 'none' } });
    const shops = [
      { id: 's-1', phone: '0431-1', code: '24100', flag: 'true', seats: 12, rating: '4.5', opened_on: '2020-05-01', checked_at: '2024-03', open: true, note: '' },
      { id: 's-2', phone: '0431-2', code: '24105', flag: 'false', seats: 8, rating: '3', opened_on: '2021-06-02', checked_at: '2024-04', open: false, note: null },
    ];
    const made = await bench.run(record, 'tabulate', { records: [await artifact(shops[0] ?? {}), await artifact(shops[1] ?? {})] }, {});
    expect(Object.fromEntries((made.columns ?? []).map(({ name, type }) => [name, type]))).toMatchObject({ phone: 'text', code: 'text', flag: 'text', seats: 'integer', rating: 'number', opened_on: 'date', checked_at: 'date', open: 'boolean' });
    expect(await bench.rows(made)).toMatchObject([{ phone: '0431-1', code: '24100' }, { phone: '0431-2', code: '24105' }]);
  } finally {
    await bench.close();
  }
});
