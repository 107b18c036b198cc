import type { Pack } from '../../schemas/operation.ts';
import { FACETS, KINDS } from '../vocabulary.ts';

/** Words and steps for records of services. The services themselves are imported from their OpenAPI documents, each with a pack of its own. */
export const api: Pack = {
  name: 'api',
  version: '1.0.0',
  title: 'Services',
  description: 'Records of services described by OpenAPI: look them up, pick one, filter, count, make tables, change them when asked.',
  facets: FACETS,
  kinds: KINDS,
  operations: [
    'record.tabulate', 'record.first', 'record.top', 'record.pick', 'record.take', 'record.filter', 'record.only', 'record.among', 'record.matching', 'record.value', 'record.compare', 'record.rounds', 'record.reached', 'record.order', 'record.best', 'record.count', 'record.values',
    'person.choose', 'person.choose-row', 'person.enter', 'person.review', 'table.filter', 'table.among', 'table.group', 'table.rank', 'chart.bar', 'report.compose', 'file.write',
  ],
  stages: ['import', 'process', 'simulate', 'decide', 'visualize', 'narrate', 'verify', 'export'],
  // Its nouns are those of the services; common words such as "count" or "record" already mean something in data.
  terms: [],
  datasets: [],
  documents: [],
  examples: [],
};
