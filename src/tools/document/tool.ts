import { PlanwrightError } from '../../schemas/failure.ts';
import type { Tool } from '../tool.ts';
import { VERSION, documents, operations } from './declaration.ts';

const NAMES: { [operation: string]: 'load' | 'openAll' | 'search' | 'tabulate' | 'count' | 'table' | 'tables' | 'latest' | 'take' | 'series' | 'gather' | 'fields' | 'countEach' | 'items' | 'lines' } = { load: 'load', open: 'openAll', search: 'search', tabulate: 'tabulate', count: 'count', table: 'table', tables: 'tables', latest: 'latest', take: 'take', series: 'series', gather: 'gather', gather_unseen: 'gather', fields: 'fields', count_each: 'countEach', items: 'items', lines: 'lines' };

/** Markdown and text documents: search, quotes with exact places, counts, tables. */
export const document: Tool = {
  name: 'document',
  version: VERSION,
  title: 'Documents',
  operations,
  documents,
  async load(operation) {
    const name = Object.hasOwn(NAMES, operation) ? NAMES[operation] : undefined;
    if (name === undefined) throw new PlanwrightError('Tool.Unknown', `Cannot load operation "document.${operation}": expected ${Object.keys(NAMES).join(', ')}. Correct the plan.`);
    return (await import('./operations.ts'))[name];
  },
};
