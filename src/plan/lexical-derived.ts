import type { FacetValue } from '../schemas/operation.ts';
import type { Decisions } from './lexical-decisions.ts';
import type { Request } from './lexical-request.ts';
import { type Shape, addsUp, statisticOf, stepOf, termOf } from './lexical-shape.ts';
import { question } from './typed-goal-ask.ts';
import { type DataSource, setFacet, timeColumn } from './typed-goal-data.ts';

/** Terms and facets of running and relative quantities over the rows of a shape; `terms` null where none is asked for, null where something stands before it. */
export function derivedTerm(request: Request, shape: Shape, source: DataSource, decisions: Decisions): { terms: FacetValue[] | null; facets: { [name: string]: FacetValue } } | null {
  const [derived, ...more] = request.derived;
  if (derived === undefined) return { terms: null, facets: {} };
  const said = derived.spans.map((span) => span.text).join(' ');
  if (more.length > 0) return decisions.refuse(`"${said}" and "${more[0]?.spans.map((span) => span.text).join(' ')}" together are more than can be planned from words`, derived.spans);
  const [measure] = shape.measures;
  if (measure === undefined || shape.measures.length > 1) {
    if (measure === undefined) return decisions.refuse(`"${said}" does not say of which column`, derived.spans);
    return decisions.refuse(`"${said}" is said of several columns`, derived.spans);
  }
  const time = timeColumn(source);
  const own: FacetValue = shape.grouped && measure.column !== null && measure.how !== 'count_distinct' ? termOf(measure.column) : statisticOf(measure);
  if (derived.fn === 'in') return { terms: [{ fn: 'in', args: [own, derived.unit] }], facets: {} };
  if (derived.fn === 'share') {
    if (shape.keys.length === 0) return decisions.refuse(`"${said}" does not say between what the total is shared`, derived.spans);
    if (!shape.grouped && measure.column !== null) {
      shape.grouped = true;
      measure.how ??= 'sum';
    }
    return { terms: [{ fn: 'share', args: [own, derived.how] }], facets: { values: 'derived', time: shape.interval === null ? 'none' : (time?.name ?? 'none') } };
  }
  if (time === null) return decisions.refuse(`"${said}" needs times, and ${source.title} has no time column`, derived.spans);
  if (derived.fn === 'growth') return decisions.refuse(`"${said}" does not say how growth is measured`, derived.spans);
  const step = stepOf(source);
  const unit = derived.fn === 'moving' ? derived.unit : derived.fn === 'change' ? derived.per : null;
  const counted = unit === 'row' || unit === 'point' || unit === 'value' || unit === 'period' || unit === 'observation' || unit === null;
  const wanted = counted ? (shape.interval ?? null) : unit;
  if (shape.interval !== null && wanted !== shape.interval && !(derived.fn === 'moving' && shape.interval === wanted)) return decisions.refuse(`"${said}" counts in another step than ${shape.interval}`, derived.spans);
  const onePerTime = setFacet(source, 'keys').every((key) => shape.keys.some((column) => column.name === key)) || time.distinct === source.rows;
  const facets: { [name: string]: FacetValue } = { time: time.name, values: 'derived' };
  if ((wanted === null || wanted === step) && onePerTime && !shape.grouped) {
    if (shape.keys.length > 0) facets['keys'] = shape.keys.map((column) => column.name).toSorted((a, b) => (a < b ? -1 : 1));
  } else {
    const interval = wanted ?? step;
    if (interval === null) return decisions.refuse(`"${said}" does not say in which steps of time`, derived.spans);
    if (measure.how === null && measure.column !== null) {
      const sum = addsUp(measure.column);
      const answer = sum === true ? 'sum' : sum === false ? 'mean' : decisions.asking.ask(question('aggregation', `How are values of ${measure.column.name} combined per ${interval}?`, `There are several values per ${interval}.`, { type: 'choice', options: [{ value: 'mean', label: 'their mean' }, { value: 'sum', label: 'their total' }] }));
      if (typeof answer !== 'string') return null;
      measure.how = answer;
    }
    shape.grouped = true;
    shape.interval = interval;
    if (interval !== step || time.type === 'timestamp') facets['interval'] = interval;
    facets['keys'] = shape.keys.map((column) => column.name).toSorted((a, b) => (a < b ? -1 : 1));
  }
  const base: FacetValue = measure.column === null ? own : termOf(measure.column);
  if (derived.fn === 'moving') return { terms: [{ fn: 'moving', args: [base, derived.how, derived.size] }], facets };
  if (derived.fn === 'cumulative') return { terms: [{ fn: 'cumulative', args: [base, derived.how] }], facets };
  const how = derived.how ?? decisions.asking.ask(question('change', `How is the change of ${measure.column?.name ?? 'the number'} measured?`, 'The goal does not say it.', { type: 'choice', options: [{ value: 'percent', label: 'in percent of the value before' }, { value: 'difference', label: 'as the difference from the value before' }], spans: derived.spans }));
  return typeof how === 'string' ? { terms: [{ fn: 'change', args: [base, how, derived.steps] }], facets } : null;
}
