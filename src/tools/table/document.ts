import type { Document } from '../../schemas/operation.ts';

/** The document of an operation of `table`, named after it. */
export const document = (operation: string, title: string, text: string): Document => ({
  doc_id: `table.${operation}`,
  version: '1.0.0',
  title,
  source: 'planwright',
  text: text.trim(),
  operations: [`table.${operation}`],
});
