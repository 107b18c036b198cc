import type { Operation, Pack, Term } from '../../schemas/operation.ts';
import { FACETS, KINDS } from '../vocabulary.ts';

const STEPS = ['record.tabulate', 'record.first', 'record.top', 'record.pick', 'record.take', 'record.filter', 'record.only', 'record.order', 'record.best', 'record.count', 'record.values', 'person.choose', 'person.choose-row', 'person.enter', 'report.compose'];

/** What a pack needs to know of an imported service. */
export interface ServiceTool {
  name: string;
  title: string;
  operations: Operation[];
}

/** The domain of an imported service: its operations, the steps on records, and its nouns as words for entities. */
export function servicePack({ name, title, operations }: ServiceTool): Pack {
  const entities = [...new Set(operations.map((one) => one.output.facets['entity']).filter((one) => typeof one === 'string'))].toSorted();
  const terms = entities.flatMap((entity): Term[] => {
    const plain = entity.replaceAll('-', ' ');
    if (plain.split(' ').length > 2) return [];
    return [{ words: [...new Set([plain, plural(plain)])], means: { part: 'facet', facet: 'entity', value: entity } }];
  });
  return {
    name: `service-${name}`.slice(0, 64),
    version: '1.0.0',
    title: title.slice(0, 200),
    description: `Operations of ${title}, imported from its description.`.slice(0, 1000),
    facets: FACETS,
    kinds: KINDS,
    operations: [...operations.map((one) => `${one.tool}.${one.operation}`), ...STEPS],
    stages: ['import', 'process', 'simulate', 'decide', 'visualize', 'narrate', 'verify', 'export'],
    terms,
    datasets: [],
    documents: [],
    examples: [],
  };
}

function plural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}
