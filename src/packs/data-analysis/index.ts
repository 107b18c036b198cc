import type { Pack } from '../../schemas/operation.ts';
import { FACETS, KINDS } from '../vocabulary.ts';
import { DATASETS } from './datasets.ts';
import { DOCUMENTS } from './documents.ts';
import { TERMS } from './terms.ts';

/** Words, methods and real example data of general data analysis. */
export const dataAnalysis: Pack = {
  name: 'data-analysis',
  version: '1.0.0',
  title: 'Data analysis',
  description: 'Tables with time, keys, measures and positions: growth, rank, filter, group, summary and anomaly, charts, maps and reports.',
  facets: FACETS,
  kinds: KINDS,
  operations: [
    'http.download', 'table.load', 'table.filter', 'table.having', 'table.group', 'table.aggregate', 'table.resample', 'table.growth', 'table.rank', 'table.top', 'table.select', 'table.derive', 'table.join', 'table.lookup', 'table.lookup_dated', 'table.attach', 'table.attach_grouped', 'table.attach_all', 'table.sql',
    'table.window', 'table.accumulate', 'table.change', 'table.anomaly', 'table.anomaly_by_month', 'table.share', 'table.compute', 'table.convert', 'table.convert_each', 'table.statistic', 'table.statistic_by_time', 'table.statistics', 'table.statistics_by_time', 'table.count', 'table.dimensions', 'table.flag', 'table.runs', 'table.index', 'table.fill', 'table.adjust', 'table.calculate', 'table.where', 'table.slopes', 'table.together', 'table.together_by', 'table.statistic_of', 'table.reshape', 'table.pivot', 'table.deduplicate',
    'table.append', 'table.stack', 'table.split', 'table.keep', 'table.among', 'record.rounds', 'record.reached', 'record.value', 'record.compare', 'table.threshold', 'person.choose-row', 'person.enter', 'person.review',
    'stats.summary', 'stats.anomaly', 'stats.statistic', 'stats.trend', 'stats.outliers', 'stats.outliers_beyond', 'stats.area_mean', 'stats.correlation', 'stats.bootstrap', 'stats.compare', 'stats.regression', 'stats.differences', 'stats.independence', 'stats.paired',
    'simulate.run', 'simulate.sample', 'simulate.project', 'simulate.outlook', 'decide.rank', 'decide.shares', 'decide.sensitivity', 'chart.line', 'chart.bar', 'chart.column', 'chart.line_over', 'chart.column_over', 'chart.scatter', 'chart.histogram', 'chart.box', 'map.points', 'verify.coverage', 'verify.consistency', 'verify.assert',
    'narrate.describe', 'extract.fields', 'classify.rows', 'generate.text', 'report.compose', 'file.write', 'file.remove', 'file.read', 'file.list',
  ],
  stages: ['import', 'process', 'simulate', 'decide', 'visualize', 'narrate', 'verify', 'export'],
  terms: TERMS,
  datasets: DATASETS,
  documents: DOCUMENTS,
  examples: ['earthquakes', 'fastest-region', 'fastest-area'],
};
