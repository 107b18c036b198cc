import { PlanwrightError } from '../../schemas/failure.ts';
import type { Tool, ToolRun } from '../tool.ts';
import { VERSION, documents, operations } from './declaration.ts';

const NAMES: { [operation: string]: 'first' | 'pick' | 'take' | 'filter' | 'only' | 'order' | 'best' | 'count' | 'values' } = { first: 'first', top: 'first', pick: 'pick', take: 'take', filter: 'filter', only: 'only', order: 'order', best: 'best', count: 'count', values: 'values' };

/** Records of services: lists, single ones, tables of them. */
export const record: Tool = {
  name: 'record',
  version: VERSION,
  title: 'Records of services',
  operations,
  documents,
  async load(operation): Promise<ToolRun> {
    if (operation === 'tabulate') return (await import('./tabulate.ts')).tabulate;
    if (operation === 'rounds') return (await import('./rounds.ts')).rounds;
    if (operation === 'reached') return (await import('./reached.ts')).reached;
    if (operation === 'among') return (await import('./among.ts')).among;
    if (operation === 'value') return (await import('./found-value.ts')).value;
    if (operation === 'compare') return (await import('./found-value.ts')).compare;
    if (operation === 'matching') return (await import('./among.ts')).matching;
    const name = Object.hasOwn(NAMES, operation) ? NAMES[operation] : undefined;
    if (name === undefined) throw new PlanwrightError('Tool.Unknown', `Cannot load operation "record.${operation}": expected tabulate, among, matching, value, compare, rounds, reached, ${Object.keys(NAMES).join(', ')}. Correct the plan.`);
    return (await import('./operations.ts'))[name];
  },
};
