import type { TypedGoal, Want } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import type { Conditions } from './lexical-conditions-of.ts';
import type { Decisions } from './lexical-decisions.ts';
import { spansOf } from './lexical-request-spans.ts';
import type { Request } from './lexical-request.ts';
import { type Shape, stepOf, termOf } from './lexical-shape.ts';
import { type DataSource, timeColumn } from './typed-goal-data.ts';

type Choice = TypedGoal['choices'][number];
type Facets = { [name: string]: FacetValue };

/** A statistic of whole columns: two for a correlation, one over time for a trend, one for outliers. */
export function analysisOf(goal: string, request: Request, shape: Shape, source: DataSource, conditions: Conditions, decisions: Decisions): { wants: Want[]; choices: Choice[] } | null {
  const { analysis } = request;
  if (analysis === null) return null;
  const said = analysis.spans.map((span) => span.text).join(' ');
  const columns = shape.measures.flatMap((one) => (one.column === null ? [] : [one.column]));
  if (columns.length !== (analysis.fn === 'correlation' ? 2 : 1)) return decisions.refuse(`"${said}" needs ${analysis.fn === 'correlation' ? 'two columns' : 'one column'} of numbers, and the goal names ${columns.length}`, analysis.spans);
  if (shape.keys.length > 0 || request.order !== null || request.derived.length > 0 || request.kinds.length > 0 || (shape.interval !== null && analysis.fn !== 'trend')) return decisions.refuse(`"${said}" together with the rest of the goal is more than can be planned from words`, analysis.spans);
  const time = timeColumn(source);
  if (analysis.fn === 'trend' && time === null) return decisions.refuse(`"${said}" needs times, and ${source.title} has no time column`, analysis.spans);
  const dataset = source.given.type.facets['dataset'] ?? source.id;
  const filters: Facets = conditions.filters.length === 0 ? {} : { filters: conditions.filters };
  const title = goal.trim().replace(/\s+/g, ' ').slice(0, 120);
  const spans = [...analysis.spans, ...spansOf(request, shape)];
  const choices: Choice[] = [{ name: 'analysis', value: { fn: analysis.fn, args: [...columns.map(termOf), analysis.method] }, because: 'said', spans: analysis.spans }, ...(conditions.filters.length === 0 ? [] : [{ name: 'predicates', value: conditions.filters, because: 'said' as const, spans: conditions.spans }])];
  if (analysis.fn === 'outliers' && analysis.listed) {
    const facets: Facets = { dataset, filters: [...conditions.filters, { fn: 'outlier', args: [...columns.map(termOf), analysis.method] }] };
    return { wants: [{ id: 'table', type: { kind: 'table', facets }, effect: null, title, spans }, { id: 'report', type: { kind: 'report', facets: {} }, effect: null, title, spans: [] }], choices };
  }
  const several = analysis.fn === 'trend' && source.rows !== time?.distinct;
  if (several && shape.interval === null && !shape.grouped) return decisions.refuse(`"${said}" is said of several values per time; say how they are combined`, analysis.spans);
  const how = shape.measures[0]?.how ?? null;
  if (analysis.fn === 'trend' && shape.grouped && how !== null) choices.push({ name: 'aggregation', value: how, because: 'said', spans: shape.measures[0]?.spans ?? [] });
  const facets: Facets = { dataset, ...filters, analysis: { fn: analysis.fn, args: [...columns.map(termOf), analysis.method] }, ...(analysis.fn === 'trend' && shape.grouped ? { values: 'grouped', ...(shape.interval !== null && shape.interval !== stepOf(source) ? { interval: shape.interval } : {}) } : {}) };
  return { wants: [{ id: 'summary', type: { kind: 'summary', facets }, effect: null, title, spans }, { id: 'report', type: { kind: 'report', facets: {} }, effect: null, title, spans: [] }], choices };
}
