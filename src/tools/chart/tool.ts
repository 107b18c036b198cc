import { PlanwrightError } from '../../schemas/failure.ts';
import type { Tool, ToolRun } from '../tool.ts';
import { documents, OPERATIONS, VERSION } from './declaration.ts';

async function load(operation: string): Promise<ToolRun> {
  if (operation === 'line') return (await import('./line.ts')).line;
  if (operation === 'bar') return (await import('./bar.ts')).bar;
  if (operation === 'column') return (await import('./column.ts')).column;
  if (operation === 'line_over') return (await import('./over-part.ts')).lineOver;
  if (operation === 'column_over') return (await import('./over-part.ts')).columnOver;
  if (operation === 'scatter') return (await import('./scatter.ts')).scatter;
  if (operation === 'histogram') return (await import('./histogram.ts')).histogram;
  if (operation === 'box') return (await import('./box.ts')).box;
  throw new PlanwrightError('Tool.Unknown', `Cannot load operation "chart.${operation}": expected line, bar, column, scatter, histogram or box. Check the plan.`);
}

export const chart: Tool = { name: 'chart', version: VERSION, title: 'Charts', operations: OPERATIONS, documents, load };
