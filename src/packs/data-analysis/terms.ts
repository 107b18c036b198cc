import type { Term } from '../../schemas/operation.ts';

const kind = (kindName: string, ...words: string[]): Term => ({ words, means: { part: 'kind', kind: kindName } });
const analysis = (name: string, direction: 'asc' | 'desc' | undefined, ...words: string[]): Term => ({
  words,
  means: direction === undefined ? { part: 'analysis', analysis: name } : { part: 'analysis', analysis: name, direction },
});
const column = (meaning: string, ...words: string[]): Term => ({ words, means: { part: 'column', meaning } });
const facet = (name: string, value: string | string[], ...words: string[]): Term => ({ words, means: { part: 'facet', facet: name, value } });

/**
 * General words of data analysis. A word with two meanings has two entries: "strongest" asks for an order and speaks of magnitude.
 * Analytic words say what is done; which column they are about is read from the profile of the data.
 */
export const TERMS: Term[] = [
  kind('chart', 'chart', 'charts', 'plot', 'plots', 'graph', 'graphs', 'curve', 'line chart', 'bar chart', 'line graph', 'bar graph', 'time series'),
  facet('mark', 'line', 'line chart', 'line graph', 'curve', 'time series'),
  facet('mark', 'bar', 'bar chart', 'bar graph'),
  kind('map', 'map', 'maps', 'mapped', 'mapping'),
  kind('table', 'table', 'tables', 'list', 'listing', 'rows'),
  kind('report', 'report', 'reports', 'document'),
  kind('text', 'describe', 'narrate', 'narrative', 'explain', 'write up'),
  kind('verdict', 'verify', 'check', 'validate'),
  kind('summary', 'summary', 'statistics', 'figures'),

  analysis('summary', undefined, 'summary', 'summarize', 'summarise', 'statistics', 'overview'),
  analysis('growth', 'desc', 'grow', 'grows', 'grew', 'grown', 'growing', 'growth', 'increase', 'increased', 'increasing', 'rise', 'rose', 'risen', 'rising', 'gain', 'gained', 'expand', 'expanded'),
  analysis('growth', 'asc', 'shrink', 'shrank', 'shrunk', 'shrinking', 'decline', 'declined', 'declining', 'decrease', 'decreased', 'fall', 'fell', 'fallen', 'drop', 'dropped', 'lost'),
  analysis('growth', undefined, 'change', 'changed', 'changes', 'trend'),
  analysis('rank', 'desc', 'fast', 'faster', 'fastest', 'quickest', 'most', 'more', 'top', 'best', 'rank', 'ranked', 'ranking', 'sort', 'sorted'),
  analysis('rank', 'desc', 'large', 'larger', 'largest', 'big', 'bigger', 'biggest', 'great', 'greater', 'greatest', 'high', 'higher', 'highest', 'maximum', 'strong', 'stronger', 'strongest', 'most powerful'),
  analysis('rank', 'asc', 'slow', 'slower', 'slowest', 'least', 'fewest', 'bottom', 'worst'),
  analysis('rank', 'asc', 'small', 'smaller', 'smallest', 'low', 'lower', 'lowest', 'minimum', 'weak', 'weaker', 'weakest'),
  analysis('rank', 'desc', 'deepest', 'hottest', 'warmest', 'wettest', 'rainiest', 'windiest', 'richest', 'deadliest', 'longest', 'oldest'),
  analysis('rank', 'asc', 'shallowest', 'coldest', 'coolest', 'driest', 'poorest', 'shortest'),
  analysis('anomaly', undefined, 'unusual', 'unusually', 'how unusual', 'anomaly', 'anomalous', 'exceptional', 'abnormal', 'extraordinary', 'outlier', 'stand out', 'record'),
  analysis('compare', undefined, 'compare', 'compared', 'comparison', 'versus', 'vs', 'against', 'difference'),
  analysis('group', undefined, 'per', 'by', 'each', 'every', 'grouped', 'group'),
  analysis('mean', undefined, 'average', 'averages', 'averaged', 'mean', 'typical'),
  analysis('sum', undefined, 'total', 'totals', 'sum', 'altogether'),
  analysis('median', undefined, 'median'),
  analysis('count', undefined, 'count', 'how many', 'number of'),
  analysis('filter', 'desc', 'above', 'over', 'exceeding', 'greater than', 'more than', 'larger than', 'higher than', 'at least'),
  analysis('filter', 'asc', 'below', 'under', 'less than', 'fewer than', 'smaller than', 'lower than', 'at most'),
  analysis('since', undefined, 'since', 'from', 'after', 'starting'),
  analysis('until', undefined, 'until', 'till', 'before', 'up to'),
  analysis('between', undefined, 'between'),
  analysis('during', undefined, 'in', 'during', 'for'),

  // Quantities and methods with operations of their own; the declarations of the tools say which facets plan each.
  analysis('moving', undefined, 'moving average', 'moving mean', 'rolling average', 'rolling mean', 'smoothed'),
  analysis('cumulative', undefined, 'cumulative', 'cumulatively', 'running total', 'running sum', 'accumulated'),
  analysis('share', undefined, 'share', 'shares', 'proportion', 'proportions'),
  analysis('trend', undefined, 'trend line', 'linear trend', 'regression'),
  analysis('outliers', undefined, 'outliers', 'extreme values'),
  analysis('correlation', undefined, 'correlation', 'correlate', 'correlated', 'correlates'),
  analysis('bootstrap', undefined, 'bootstrap', 'confidence interval', 'confidence intervals'),
  analysis('percentile', undefined, 'percentile', 'percentiles', 'quantile', 'quantiles'),
  analysis('std', undefined, 'standard deviation', 'variability'),
  analysis('count_distinct', undefined, 'distinct'),
  analysis('pivot', undefined, 'pivot', 'pivoted', 'pivot table', 'cross table', 'crosstab', 'cross tabulation'),
  analysis('reshape', undefined, 'reshape', 'reshaped', 'unpivot', 'melt', 'long format'),
  analysis('deduplicate', undefined, 'deduplicate', 'deduplicated', 'duplicates', 'duplicate rows', 'without duplicates'),
  analysis('append', undefined, 'append', 'appended', 'concatenate', 'concatenated'),
  analysis('convert', undefined, 'convert', 'converted', 'fahrenheit', 'celsius'),
  analysis('simulation', undefined, 'simulate', 'simulated', 'simulation', 'monte carlo'),
  analysis('projection', undefined, 'projection', 'projected', 'forecast', 'forecasts', 'extrapolate', 'extrapolated'),
  analysis('decision', undefined, 'weigh', 'criteria'),

  facet('mode', 'percent', 'percent', 'percentage', 'relative', 'relatively', 'proportionally'),
  facet('mode', 'absolute', 'absolute', 'absolutely', 'in numbers'),
  facet('mode', 'per_year', 'per year', 'annual rate', 'yearly rate', 'annually'),

  facet('interval', 'day', 'daily', 'day', 'days'),
  facet('interval', 'week', 'weekly', 'week', 'weeks'),
  facet('interval', 'month', 'monthly', 'month', 'months'),
  facet('interval', 'quarter', 'quarterly', 'quarter', 'quarters'),
  facet('interval', 'year', 'yearly', 'annual', 'annually', 'year', 'years', 'per year'),
  facet('interval', 'decade', 'decade', 'decades'),

  column('magnitude', 'magnitude', 'magnitudes', 'strong', 'stronger', 'strongest', 'weak', 'weaker', 'weakest', 'strength', 'powerful', 'most powerful'),
  column('depth', 'depth', 'depths', 'deep', 'deeper', 'deepest', 'shallow', 'shallowest'),
  column('population', 'population', 'populations', 'populous', 'inhabitants', 'people', 'residents'),
  column('life_expectancy', 'life expectancy', 'lifespan', 'live longest'),
  column('fertility', 'fertility', 'births', 'birth rate'),
  column('income', 'income', 'incomes', 'rich', 'richest', 'poor', 'poorest'),
  column('temperature', 'temperature', 'temperatures', 'warm', 'warmest', 'hot', 'hottest', 'cold', 'coldest', 'cool', 'coolest'),
  column('precipitation', 'precipitation', 'rain', 'rainfall', 'rainy', 'rainiest', 'wettest', 'driest'),
  column('wind', 'wind', 'windy', 'windiest'),
  column('deaths', 'deaths', 'died', 'dead', 'fatalities', 'deadly', 'deadliest', 'killed', 'victims'),
  column('generation', 'electricity', 'generation', 'power generation'),
  column('co2', 'co2', 'carbon dioxide', 'concentration'),
  column('place', 'place', 'places', 'region', 'regions', 'country', 'countries', 'area', 'areas', 'city', 'cities', 'state', 'states', 'province', 'provinces', 'district', 'districts', 'county', 'counties'),
  column('time', 'when', 'date', 'dates', 'year', 'years', 'month', 'months', 'week', 'weeks', 'quarter', 'quarters', 'day', 'days', 'decade', 'decades', 'time'),

  facet('subject', ['earthquake'], 'earthquake', 'earthquakes', 'quake', 'quakes', 'seismic'),
  facet('subject', ['demography'], 'demography', 'demographic', 'life expectancy', 'fertility', 'gapminder'),
  facet('subject', ['weather'], 'weather', 'rainfall', 'precipitation'),
  facet('subject', ['co2'], 'co2', 'carbon dioxide'),
  facet('subject', ['disaster'], 'disaster', 'disasters', 'catastrophe', 'catastrophes', 'flood', 'floods', 'drought', 'droughts', 'wildfire', 'wildfires', 'landslide', 'landslides'),
  facet('subject', ['electricity'], 'electricity', 'power generation'),

  facet('region', 'seattle', 'seattle'),
  facet('region', 'iowa', 'iowa'),
  facet('region', 'mauna-loa', 'mauna loa', 'hawaii'),

  { words: ['save', 'saved', 'export', 'write to'], means: { part: 'effect', effect: 'save' } },
  {
    words: [
      'a', 'an', 'the', 'this', 'that', 'these', 'those', 'and', 'or', 'of', 'to', 'on', 'at', 'with', 'as', 'is', 'are', 'was', 'were', 'be', 'been', 'has', 'have', 'had', 'do', 'does', 'did',
      'it', 'its', 'their', 'there', 'me', 'my', 'us', 'our', 'i', 'we', 'you', 'please', 'can', 'could', 'would', 'should', 'want', 'need', 'like', 'just', 'also', 'then', 'all',
      'what', 'which', 'who', 'where', 'how', 'why', 'generate', 'create', 'make', 'draw', 'produce', 'build', 'show', 'display', 'give', 'get', 'find', 'tell', 'say', 'see', 'visualize', 'visualise',
      'data', 'dataset', 'file', 'values', 'value', 'result', 'results', 'using', 'use',
    ],
    means: { part: 'ignore' },
  },
];
