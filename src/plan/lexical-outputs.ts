import type { Span } from '../schemas/goal.ts';
import type { Request } from './lexical-request.ts';
import type { Scan } from './lexical-scan.ts';

const PICTURES = new Set(['chart', 'charts', 'plot', 'plots', 'graph', 'graphs', 'diagram', 'curve', 'plotted', 'charted', 'graphed']);
const DOWNS = new Set(['draw', 'drawn', 'as', 'in', 'a', 'an', 'the', 'make', 'with', 'on', 'me', 'and', 'also', 'visualise', 'visualize']);

/** Takes kinds of results out of the words: "as a line chart", "plot", "bars", "save as result.csv", "overview". */
export function readOutputs(scan: Scan, request: Request): void {
  for (let index = 0; index < scan.words.length; index += 1) {
    if (!scan.free(index)) continue;
    const word = scan.lower(index);
    const mark = word === 'line' || word === 'lines' ? 'line' : word === 'bar' || word === 'bars' || word === 'column' ? 'bar' : null;
    if (mark !== null && scan.free(index + 1) && PICTURES.has(scan.lower(index + 1)) && !scan.clauseBreak(index + 1)) {
      request.kinds.push({ kind: 'chart', mark, spans: [taken(scan, index, index + 1)] });
    } else if (word === 'line' && scan.has(index + 1, ['per', 'for'])) request.kinds.push({ kind: 'chart', mark: 'line', spans: [scan.take(scan.has(index - 1, 'one') ? index - 1 : index, index)] });
    else if (word === 'bars' || ((word === 'lines' || word === 'line') && scan.has(index - 1, ['as', 'a', 'with']))) request.kinds.push({ kind: 'chart', mark: mark ?? 'bar', spans: [taken(scan, index, index)] });
    else if (PICTURES.has(word)) request.kinds.push({ kind: 'chart', mark: word === 'curve' ? 'line' : null, spans: [taken(scan, index, index)] });
    else if (scan.has(index, ['visualise', 'visualize', 'draw'])) {
      scan.take(index, index);
      if (!request.kinds.some((one) => one.kind === 'chart')) request.kinds.push({ kind: 'chart', mark: null, spans: [scan.span(index, index)] });
    } else if (scan.has(index, ['time'], ['series'])) taken(scan, index, index + 1);
    else if (scan.has(index, ['table', 'tables', 'list', 'listing', 'tabulate']) && !/^(list)$/.test(word)) taken(scan, index, index);
    else if (scan.has(index, ['save', 'saved', 'write', 'export', 'store']) && isVerb(scan, index)) readSave(scan, request, index);
    else if (scan.has(index, ['summarise', 'summarize', 'summary', 'statistics', 'describe']) || scan.has(index, ['descriptive', 'summary', 'basic'], ['statistics', 'stats'])) {
      const last = scan.has(index + 1, ['statistics', 'stats']) ? index + 1 : index;
      request.summary = { spans: [taken(scan, index, scan.has(last + 1, ['of', 'for']) ? last + 1 : last)] };
    } else if (scan.has(index, ['correlation', 'correlate', 'correlated', 'correlations', 'correlates'])) {
      const method = scan.words.findIndex((_, at) => scan.has(at, ['spearman', 'pearson']));
      const spans = [taken(scan, index, scan.has(index + 1, ['coefficient']) ? index + 1 : index)];
      request.analysis = { fn: 'correlation', method: method >= 0 && scan.lower(method) === 'spearman' ? 'spearman' : 'pearson', listed: false, spans: method >= 0 ? [...spans, scan.take(method, scan.has(method + 1, ['rank']) ? method + 1 : method)] : spans };
      if (scan.has(index - 1, 'rank')) request.analysis = { ...request.analysis, method: 'spearman', spans: [...spans, scan.take(index - 1, index - 1)] };
    } else if (scan.has(index, ['trend', 'trends'])) {
      const robust = scan.words.findIndex((_, at) => scan.has(at, ['theil-sen', 'theil', 'robust', 'sen']));
      const spans = [taken(scan, scan.has(index - 1, ['linear', 'overall', 'long-term']) ? index - 1 : index, index)];
      if (robust >= 0) spans.push(scan.take(robust, scan.has(robust + 1, ['sen', 'slope']) ? robust + 1 : robust));
      request.analysis = { fn: 'trend', method: robust >= 0 ? 'theil_sen' : 'ols', listed: false, spans };
    } else if (scan.has(index, ['outlier', 'outliers'])) {
      const rule = scan.words.findIndex((_, at) => scan.has(at, ['iqr', 'mad', 'tukey']));
      const counted = scan.has(index - 2, 'how', 'many') || scan.has(index - 2, 'number', 'of');
      const spans = [taken(scan, counted ? index - 2 : index, index)];
      request.analysis = { fn: 'outliers', method: rule >= 0 && scan.lower(rule) === 'mad' ? 'mad' : 'iqr', listed: !counted, spans: rule >= 0 ? [...spans, scan.take(rule, scan.has(rule + 1, ['rule', 'method']) ? rule + 1 : rule)] : spans };
    } else if (scan.has(index, ['remove', 'drop', 'delete', 'without', 'ignore', 'ignoring', 'removing', 'dropping', 'after'])) {
      const at = scan.lower(index) === 'after' ? index + 1 : index;
      let last = at + 1;
      while (scan.has(last, ['the', 'all', 'any', 'exact', 'out', 'double', 'duplicate', 'duplicated', 'repeated', 'removing', 'dropping'])) last += 1;
      if (scan.has(last, ['duplicates', 'rows', 'entries', 'lines', 'records']) && [...Array(last - at + 1).keys()].some((one) => /^dupl|^double|^repeated/.test(scan.lower(at + one)))) request.unique = { spans: [taken(scan, index, last)] };
    }
  }
}

function isVerb(scan: Scan, index: number): boolean {
  return scan.column(index) === null && (scan.lower(index) !== 'store' || scan.has(index + 1, ['it', 'the', 'them', 'this', 'result']));
}

function taken(scan: Scan, first: number, last: number): Span {
  let from = first;
  while (scan.free(from - 1) && DOWNS.has(scan.lower(from - 1)) && !scan.clauseBreak(from)) from -= 1;
  return scan.take(from, last);
}

function readSave(scan: Scan, request: Request, index: number): void {
  let last = index;
  const fill = ['it', 'them', 'the', 'this', 'that', 'result', 'results', 'table', 'output', 'answer', 'as', 'to', 'in', 'into', 'a', 'an', 'file', 'csv', 'json', 'disk', 'list', 'called', 'named', 'parquet', 'these', 'chart', 'rows'];
  while (scan.has(last + 1, fill)) last += 1;
  request.save = { spans: [scan.take(index, last)] };
}
