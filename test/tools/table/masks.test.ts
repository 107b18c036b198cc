import { describe, expect, it } from 'vitest';
import type { FacetValue } from '../../../src/schemas/operation.ts';
import type { Column } from '../../../src/schemas/outcome.ts';
import { rowMeasure } from '../../../src/tools/table/row-measure.ts';

const numbers = (name: string, unit: string | null): Column => ({ name, type: 'number', role: 'measure', unit });
const FLAG: FacetValue = { fn: 'flag', args: ['temp', '>', 5] };
const ABOVE: FacetValue = { fn: 'adjusted', args: ['temp', 'minus', 5] };
const COLUMNS = [numbers('temp', '°C'), numbers('hours', 'h'), { ...numbers('temp_flag_>_5', null), type: 'integer' as const }, numbers('temp_adjusted_minus_5', '°C')];

describe('temperatures in products', () => {
  it.each<[string, FacetValue, string]>([
    ['are masked by a flag', { fn: 'computed', args: ['temp', 'times', FLAG] }, '°C'],
    ['are masked by a flag that stands first', { fn: 'computed', args: [FLAG, 'times', 'temp'] }, '°C'],
    ['above a base are masked', { fn: 'computed', args: [ABOVE, 'times', FLAG] }, '°C'],
    ['above a base are multiplied by a time', { fn: 'computed', args: [ABOVE, 'times', 'hours'] }, '°C·h'],
  ])('%s', (_, term, unit) => {
    expect(rowMeasure(term, COLUMNS).column.unit).toBe(unit);
  });

  it('are refused as levels', () => {
    expect(() => rowMeasure({ fn: 'computed', args: ['temp', 'times', 'hours'] }, COLUMNS)).toThrow('zero °C is not nothing');
    expect(() => rowMeasure({ fn: 'computed', args: ['temp', 'over', FLAG] }, COLUMNS)).toThrow('zero °C is not nothing');
  });
});
