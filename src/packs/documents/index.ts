import type { Pack } from '../../schemas/operation.ts';
import { FACETS, KINDS } from '../vocabulary.ts';

/** Research in Markdown and text documents: quotes with exact places, mentions, tables inside documents. */
export const documents: Pack = {
  name: 'documents',
  version: '1.0.0',
  title: 'Documents',
  description: 'Markdown and plain text documents: full text search with exact quotes, counts of mentions, the tables that documents hold.',
  facets: FACETS,
  kinds: KINDS,
  operations: [
    'document.load', 'document.open', 'document.search', 'document.tabulate', 'document.count', 'document.table', 'document.tables', 'document.latest', 'document.take', 'document.series', 'document.gather', 'document.gather_unseen', 'document.fields', 'document.count_each', 'document.items', 'document.lines', 'person.choose-document', 'table.filter', 'table.among', 'table.group', 'table.rank', 'chart.bar', 'extract.fields', 'generate.text', 'report.compose', 'file.write',
  ],
  stages: ['import', 'process', 'simulate', 'decide', 'visualize', 'narrate', 'verify', 'export'],
  terms: [
    { words: ['quote', 'quotes', 'passage', 'passages', 'citation', 'citations', 'excerpt', 'excerpts'], means: { part: 'kind', kind: 'quotes' } },
    { words: ['document', 'documents'], means: { part: 'kind', kind: 'document' } },
    { words: ['says about', 'say about', 'mentions', 'mention'], means: { part: 'kind', kind: 'quotes' } },
  ],
  datasets: [],
  documents: [],
  examples: [],
};
