import type { FacetValue } from '../schemas/operation.ts';
import { canGroup, isNumber } from './lexical-columns.ts';
import type { Decisions } from './lexical-decisions.ts';
import type { Request, SaidMeasure } from './lexical-request.ts';
import { question } from './typed-goal-ask.ts';
import { type Column, type DataSource, belongsTo, setFacet, textFacet, timeColumn } from './typed-goal-data.ts';
import type { Span } from '../schemas/goal.ts';

/** A measure that is wanted: a column and how its values are combined; column null: rows are counted. */
export interface Combined {
  column: Column | null;
  how: string | null;
  spans: Span[];
}

/** What the rows of a wanted table are and what is measured. */
export interface Shape {
  keys: Column[];
  interval: string | null;
  /** Rows are combined; otherwise they are those of the data. */
  grouped: boolean;
  measures: Combined[];
}

const AMOUNT = /(?:^|_|\b)(units?|quantity|qty|counts?|sales|sold|amount|totals?|visits?|visitors|passengers|revenue|turnover|trips|deaths|births|cases|orders|items|pieces|rain|rainfall|precipitation|snowfall|snow|production|generation|emissions?|output|costs?|fees?|expenses|budget|profit|consumption|income)(?:_|\b|$)/i;

const LEVEL = /(?:^|_|\b|t)(temp|temperature|mean|avg|average|median|rate|ratio|pressure|humidity|speed|price|level|index|score|rating|anomaly|tmean|tmax|tmin|balance|ph|share)(?:_|\b|$)/i;

export function addsUp(column: Column): boolean | null {
  if (column.aggregation === 'sum' || column.overTime === 'sum') return true;
  if (column.aggregation === 'mean' || column.aggregation === 'none') return false;
  if (/^[kMGT]?Wh$/.test(column.unit ?? '')) return true;
  if (LEVEL.test(column.name)) return false;
  return AMOUNT.test(column.name) && column.unit !== '%' ? true : null;
}

/** How fine the times of the data are; null where that is not known. */
export function stepOf(source: DataSource): string | null {
  const coverage = textFacet(source, 'coverage')?.split('/')[0] ?? '';
  return { 4: 'year', 7: 'month', 10: 'day' }[coverage.length] ?? null;
}

const FINE = ['day', 'week', 'month', 'quarter', 'year', 'decade'];

/** Decides keys, steps of time and measures of a request; null where a question or refusal stands before them. */
export function shapeOf(request: Request, source: DataSource, asked: boolean, decisions: Decisions): Shape | null {
  const keys: Column[] = [];
  const addKey = (column: Column): void => {
    if (!keys.includes(column)) keys.push(column);
  };
  for (const said of request.keys) {
    const column = decisions.column(said, source, canGroup);
    if (column === null) return null;
    addKey(column);
    decisions.asking.choose('keys', [column.name], 'said', said.spans);
  }
  const interval = intervalOf(request, source, decisions);
  if (interval === undefined) return null;
  const measures = measuresOf(request, source, keys, decisions);
  if (measures === null) return null;
  // Text that stands without a part of its own names the rows where something is measured or ranked: "rank the stores by units".
  const combining = measures.length > 0 && (request.order !== null || measures.some((one) => one.how !== null) || request.derived.some((one) => one.fn === 'share'));
  for (const said of request.loose) {
    const texts = said.match.columns.filter((one) => belongsTo(one.source, source) && canGroup(one.column) && !isNumber(one.column));
    if (texts.length === 0 || !combining || keys.length > 0) continue;
    const column = decisions.column(said, source, (candidate) => canGroup(candidate) && !isNumber(candidate));
    if (column === null) return null;
    if (measures.some((one) => one.column === column)) continue;
    addKey(column);
    decisions.asking.choose('keys', [column.name], 'said', said.spans);
  }
  const amounts = request.measures.some((one) => one.amount);
  const grouped = isGrouped(request, source, keys, interval, measures, asked, amounts);
  if (!grouped) return { keys, interval: null, grouped, measures };
  for (const measure of measures) {
    if (measure.how !== null || measure.column === null) continue;
    const how = howOf(request, measure, measure.column, keys, interval, amounts, decisions);
    if (how === null) return null;
    measure.how = how;
  }
  return { keys, interval, grouped, measures };
}

function intervalOf(request: Request, source: DataSource, decisions: Decisions): string | null | undefined {
  if (request.interval === null) return null;
  const { value, spans } = request.interval;
  const time = timeColumn(source);
  const said = spans.map((span) => span.text).join(' ');
  if (time === null) {
    decisions.refuse(`"${said}" asks for steps of time, and ${source.title} has no time column`, spans);
    return undefined;
  }
  const step = stepOf(source);
  if (step !== null && FINE.indexOf(value) < FINE.indexOf(step)) {
    decisions.refuse(`${source.title} has one value per ${step}, none per ${value}`, spans);
    return undefined;
  }
  decisions.asking.choose('interval', value, 'said', spans);
  return value;
}

function measuresOf(request: Request, source: DataSource, keys: readonly Column[], decisions: Decisions): Combined[] | null {
  const found: Combined[] = [];
  const add = (column: Column | null, how: string | null, spans: Span[]): void => {
    const known = found.find((one) => one.column === column && (one.how === how || one.how === null || how === null));
    if (known === undefined) found.push({ column, how, spans });
    else {
      known.how ??= how;
      known.spans.push(...spans);
    }
  };
  const pending: SaidMeasure[] = [];
  for (const measure of request.measures) {
    if (measure.of === null && measure.how === 'count') add(null, 'count', measure.spans);
    else if (measure.of === null) pending.push(measure);
    else {
      const column = decisions.column(measure.of, source, measure.how === 'count_distinct' ? () => true : (candidate) => isNumber(candidate) && candidate.role !== 'time');
      if (column === null) return null;
      if (measure.amount && addsUp(column) === false) {
        decisions.refuse(`"${measure.spans.map((span) => span.text).join(' ')}" asks for an amount of ${column.name}, which is a level or a rate`, measure.spans);
        return null;
      }
      add(column, measure.how ?? (measure.amount && request.order === null ? 'sum' : null), measure.spans);
    }
  }
  for (const said of [...request.loose, ...(request.order?.by === null || request.order === null ? [] : [request.order.by])]) {
    const numbers = said.match.columns.filter((one) => belongsTo(one.source, source) && isNumber(one.column) && one.column.role !== 'time' && one.column.role !== 'identifier' && !keys.includes(one.column));
    if (numbers.length === 0) continue;
    if (found.length > 0 && numbers.some((one) => found.some((measure) => measure.column === one.column))) continue;
    const column = decisions.column(said, source, (candidate) => numbers.some((one) => one.column === candidate));
    if (column === null) return null;
    add(column, null, said.spans);
  }
  const hows = [...new Set(pending.map((one) => one.how))];
  if (pending.length > 0) {
    const open = found.filter((one) => one.how === null && one.column !== null);
    if (open.length === 0 && found.length === 0) {
      const numbers = source.columns.filter((column) => isNumber(column) && (column.role === 'measure' || AMOUNT.test(column.name)) && !keys.includes(column));
      const column = decisions.pick('measure', `Which column is "${pending[0]?.spans[0]?.text ?? 'the value'}" to be taken of?`, `${source.title} has several columns of numbers, and the goal names none of them.`, numbers, pending.flatMap((one) => one.spans));
      if (column === null) return null;
      for (const how of hows) add(column, how, pending.flatMap((one) => one.spans));
    } else {
      for (const one of open) {
        const [first, ...more] = hows;
        one.how = first ?? null;
        one.spans.push(...pending.flatMap((measure) => measure.spans));
        for (const how of more) found.push({ column: one.column, how, spans: one.spans });
      }
    }
  }
  return found;
}

function isGrouped(request: Request, source: DataSource, keys: readonly Column[], interval: string | null, measures: readonly Combined[], asked: boolean, amounts: boolean): boolean {
  if (measures.some((one) => one.how !== null) || request.derived.some((one) => one.fn === 'share')) return true;
  const known = setFacet(source, 'keys');
  const step = stepOf(source);
  const covered = known.every((key) => keys.some((one) => one.name === key));
  // One row per key and time is what the data has: nothing is to be combined.
  const kept = timeColumn(source) === null || interval === step || (request.kinds.some((one) => one.kind === 'chart' && one.mark !== 'bar') && interval === null);
  if (covered && kept && !amounts && known.length > 0 && keys.length === known.length) return false;
  if (interval === step && interval !== null && asked && request.order !== null && (request.limit?.value ?? 1) === 1 && !amounts && measures.every((one) => one.column !== null && addsUp(one.column) !== true)) return false;
  const perRow = keys.some((key) => key.distinct !== null && key.distinct === source.rows);
  if (interval !== null) return !(interval === stepOf(source) && setFacet(source, 'keys').length === 0 && timeColumn(source)?.distinct === source.rows && keys.length === 0);
  if (measures.length === 0) return false;
  if (keys.length > 0 && !perRow) {
    // "Which station had the highest temperature?" is about one row, whatever its station; amounts are added up first.
    const single = asked && request.order !== null && (request.limit === null || request.limit.value === 1) && !amounts && measures.every((one) => one.column !== null && addsUp(one.column) === null);
    return !single;
  }
  if (perRow || keys.length > 0) return false;
  // "What is the highest price?" asks for one number.
  return request.order !== null && request.limit === null && request.entity.length === 0 && !asked;
}

function howOf(request: Request, measure: Combined, column: Column, keys: readonly Column[], interval: string | null, amounts: boolean, decisions: Decisions): string | null {
  const said = measure.spans.map((span) => span.text).join(' ');
  const extreme = request.order === null ? null : request.order.direction === 'desc' ? 'max' : 'min';
  if (amounts || request.derived.some((one) => one.fn === 'share')) return 'sum';
  if (extreme !== null && request.perKey && request.limit === null) return extreme;
  if (extreme !== null && keys.length === 0 && interval === null && request.limit === null) return extreme;
  const sum = addsUp(column);
  if (sum === true) return 'sum';
  const superlative = request.measures.some((one) => one.of !== null && one.how === null);
  if (sum === false && (!superlative || interval !== null)) return 'mean';
  const options = [{ value: 'mean', label: `the mean ${column.name}` }, { value: 'sum', label: `the total ${column.name}` }, { value: 'max', label: `the highest ${column.name}` }, { value: 'min', label: `the lowest ${column.name}` }, { value: 'median', label: `the median ${column.name}` }];
  const answer = decisions.asking.ask(question('aggregation', `How are values of ${column.name} combined?`, `"${said}" does not say it, and the results differ.`, { type: 'choice', options: sum === false ? options.filter((one) => one.value !== 'sum') : options, spans: measure.spans.slice(0, 3) }));
  return typeof answer === 'string' ? answer : null;
}

/** The term of a combined measure, where a want has several. */
export function statisticOf(measure: Combined): FacetValue {
  if (measure.column === null) return { fn: 'count', args: ['rows'] };
  if (measure.how === 'count_distinct') return { fn: 'count', args: [measure.column.name] };
  return measure.how === null ? termOf(measure.column) : { fn: 'statistic', args: [termOf(measure.column), measure.how] };
}

export function termOf(column: Column): FacetValue {
  return column.term ?? column.name;
}
