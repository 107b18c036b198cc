import type { FacetDefinition, KindDefinition } from '../schemas/operation.ts';

/** Kinds of artifacts that every pack shares. A domain adds kinds of its own only where none of these fits. */
export const KINDS: KindDefinition[] = [
  { name: 'remote', title: 'Remote data', description: 'Data behind a URL, not yet fetched.' },
  { name: 'source', title: 'Source file', description: 'The bytes of a data file, as they were given or fetched.' },
  { name: 'table', title: 'Table', description: 'Rows with named, typed columns.', media_types: ['application/vnd.apache.parquet'] },
  { name: 'grid', title: 'Grid', description: 'Values on a latitude and longitude grid, for one period or a series of periods.', media_types: ['application/json', 'application/x-netcdf'] },
  { name: 'chart', title: 'Chart', description: 'A drawing of a table with axes.', media_types: ['image/svg+xml', 'image/png'] },
  { name: 'map', title: 'Map', description: 'A drawing of values at places on the Earth.', media_types: ['image/svg+xml', 'image/png'] },
  { name: 'summary', title: 'Summary', description: 'Named numbers with units.', media_types: ['application/json'] },
  { name: 'verdict', title: 'Verdict', description: 'Checks, each held or not.', media_types: ['application/json'] },
  { name: 'text', title: 'Text', description: 'Sentences about data.', media_types: ['text/markdown'] },
  { name: 'report', title: 'Report', description: 'A document of pictures, tables, numbers and sentences.', media_types: ['text/html', 'text/markdown'] },
  { name: 'file', title: 'Saved file', description: 'A file written to the output directory of the run.' },
];

/** What can be said about an artifact, how wanted and offered values compare, and what silence means. */
export const FACETS: FacetDefinition[] = [
  { name: 'content', match: 'equal', description: 'What the bytes hold: table or grid.' },
  { name: 'format', match: 'equal', description: 'File format of the bytes: csv, json, parquet or netcdf.' },
  { name: 'dataset', match: 'equal', description: 'Identity of the data, kept through every step.' },
  { name: 'subject', match: 'includes', default: [], description: 'What the data is about, as a set of subject words.' },
  { name: 'region', match: 'equal', description: 'The area that the data covers.' },
  { name: 'coverage', match: 'covers', description: 'The period that the data spans, from/to.' },
  { name: 'period', match: 'equal', description: 'The one period that a grid shows.' },
  { name: 'step', match: 'equal', description: 'Grids: a series of periods or a single one.' },
  { name: 'keys', match: 'equal', description: 'Names of the columns that tell rows apart, without time.' },
  { name: 'time', match: 'equal', default: 'none', description: 'Name of the time column, or none.' },
  { name: 'interval', match: 'equal', default: 'given', description: 'Step of time that rows were combined to: day, week, month, quarter, year or decade; given where they were not.' },
  { name: 'measures', match: 'includes', description: 'What is measured: columns and quantities derived from them.' },
  { name: 'values', match: 'equal', default: 'observed', description: 'Whether measures are as observed, grouped or derived from observed ones.' },
  { name: 'filters', match: 'equal', default: [], description: 'Conditions that every row fulfils.' },
  { name: 'order', match: 'equal', default: 'none', description: 'Measure and direction of the order of rows.' },
  { name: 'limit', match: 'equal', default: 0, description: 'How many rows are kept at most; 0 keeps all.' },
  { name: 'unique', match: 'equal', default: 'given', description: 'Which double rows were dropped: rows (equal ones) or by(columns, first|last); given where none were.' },
  { name: 'split', match: 'equal', default: 'none', description: 'Tables of a list: the column of which each has one value.' },
  { name: 'position', match: 'equal', default: 'none', description: 'latlon where rows have a latitude and a longitude.' },
  { name: 'analysis', match: 'equal', description: 'What a summary computes.' },
  { name: 'mark', match: 'equal', description: 'How a chart draws: line or bar.' },
  { name: 'extracted', match: 'equal', default: [], description: 'Tables: fields read out of text, as terms field(name, type, description, unit).' },
  { name: 'classified', match: 'equal', default: 'none', description: 'Tables: class(column, labels, name) where a model gave each row a label of a closed set.' },
  { name: 'instruction', match: 'equal', default: 'none', description: 'Texts: the instruction by which a text was written; none where it only describes results.' },
];
