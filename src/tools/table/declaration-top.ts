import type { Json } from '../../schemas/json.ts';
import type { Operation } from '../../schemas/operation.ts';
import { ANY, NAMES, TERM, declare, parameters, port } from './declare.ts';

/** table.top: facet `top`: `{fn:"best",args:[[columns],"desc"|"asc",measure,n]}`, written of(columns, desc(measure), n). */
export const topOperations: Operation[] = [
  declare({
    operation: 'top',
    title: 'Best rows of each group',
    description: 'Keeps the highest or lowest rows by a measure for each combination of some columns.',
    capabilities: ['top', 'best of each', 'highest per group', 'rank', 'winner'],
    inputs: [port('table', { measures: [ANY('m')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { top: { fn: 'best', args: [ANY('by'), ANY('direction'), ANY('m'), ANY('n')] } } },
    parameters: parameters({ by: { ...(NAMES as { [key: string]: Json }), minItems: 1 }, direction: { enum: ['desc', 'asc'] }, measure: TERM, count: { type: 'integer', minimum: 1, maximum: 1_000_000 } }, ['by', 'direction', 'measure', 'count']),
    bind: { by: ANY('by'), direction: ANY('direction'), measure: ANY('m'), count: ANY('n') },
  }),
];
