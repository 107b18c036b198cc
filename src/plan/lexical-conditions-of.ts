import type { Span } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { canGroup, isNumber, unitOf } from './lexical-columns.ts';
import type { Decisions } from './lexical-decisions.ts';
import type { Request } from './lexical-request.ts';
import type { Days } from './lexical-times.ts';
import { convertThreshold } from './lexical-units.ts';
import { yearsOf } from './period.ts';
import { type Column, type DataSource, textFacet, timeColumn } from './typed-goal-data.ts';

export interface Conditions {
  filters: FacetValue[];
  spans: Span[];
}

/** The conditions of a request on the rows of a table: comparisons, times and names; null where a question or refusal stands before them. */
export function conditionsOf(request: Request, source: DataSource, decisions: Decisions): Conditions | null {
  const filters: FacetValue[] = [];
  const spans: Span[] = [];
  for (const one of request.conditions) {
    const filter = comparison(one, source, decisions);
    if (filter === null) return null;
    filters.push(filter);
    spans.push(...one.spans);
  }
  for (const one of request.days) {
    const times = timesOf(one.days, one.spans, source, decisions);
    if (times === null) return null;
    filters.push(...times);
    spans.push(...one.spans);
  }
  const named = namesOf(request, source, decisions);
  if (named === null) return null;
  return { filters: [...filters, ...named.filters], spans: [...spans, ...named.spans] };
}

function comparison(one: Request['conditions'][number], source: DataSource, decisions: Decisions): FacetValue | null {
  const said = one.spans.map((span) => span.text).join(' ');
  if (one.combined) return decisions.refuse(`"${said}" is a condition on combined values, and only conditions on rows can be planned from words`, one.spans);
  const numbers = source.columns.filter((column) => isNumber(column) && column.role !== 'identifier' && column.role !== 'time');
  const ofUnit = one.unit === null ? [] : numbers.filter((column) => unitOf(column) !== null && convertThreshold(one.value, one.unit ?? '', unitOf(column) ?? '') !== null);
  const column = one.column === null ? (ofUnit.length === 1 ? (ofUnit[0] ?? null) : decisions.pick(`compared_${one.op}`, `Which column is "${said}" about?`, 'The goal names a limit, but not what it is compared with.', ofUnit.length > 0 ? ofUnit : numbers, one.spans)) : decisions.column(one.column, source, (candidate) => isNumber(candidate));
  if (column === null) return null;
  const unit = unitOf(column);
  if (one.unit === null || one.unit === '°') return { fn: one.op, args: [column.name, one.value] };
  if (unit === null) return decisions.refuse(`"${said}" is in ${one.unit}, and nothing says in which unit column "${column.name}" is. Leave the unit out if it is the same`, one.spans);
  const value = convertThreshold(one.value, one.unit, unit);
  if (value !== null) return { fn: one.op, args: [column.name, value] };
  return decisions.refuse(`"${said}" is in ${one.unit}, and column "${column.name}" is in ${unit}; these cannot be compared`, one.spans);
}

function timesOf(days: Days, spans: readonly Span[], source: DataSource, decisions: Decisions): FacetValue[] | null {
  const time = timeColumn(source);
  const said = spans.map((span) => span.text).join(' ');
  if (time === null) return decisions.refuse(`"${said}" is a time, and ${source.title} has no time column`, spans);
  const coverage = textFacet(source, 'coverage') ?? '';
  const { first, last } = yearsOf(coverage);
  const filled = (day: string | null): string | null => (day === null || !day.startsWith('????') ? day : first !== null && first === last ? `${first}${day.slice(4)}` : null);
  if (days.openYear && (first === null || first !== last)) return decisions.refuse(`"${said}" names no year, and ${source.title} covers ${coverage.replace('/', ' to ')}. Name the year`, spans);
  const [from, to] = [filled(days.from), filled(days.to)];
  const [start, end] = coverage.split('/');
  const outside = (from !== null && end !== undefined && end !== '' && from.slice(0, end.length) > end) || (to !== null && start !== undefined && start !== '' && to.slice(0, start.length) < start);
  if (outside) return decisions.refuse(`"${said}" lies outside of ${source.title}, which covers ${coverage.replace('/', ' to ')}`, spans);
  const dated = time.type === 'date' || time.type === 'timestamp';
  if (!dated) {
    const whole = (day: string | null, side: 'from' | 'to'): boolean => day === null || day.endsWith(side === 'from' ? '-01-01' : '-12-31');
    if (time.type !== 'integer' || !whole(from, 'from') || !whole(to, 'to')) return decisions.refuse(`"${said}" is finer than the times of ${source.title}`, spans);
    if (from !== null && to !== null && from.slice(0, 4) === to.slice(0, 4)) return [{ fn: '=', args: [time.name, Number(from.slice(0, 4))] }];
    return [...(from === null ? [] : [{ fn: '>=', args: [time.name, Number(from.slice(0, 4))] }]), ...(to === null ? [] : [{ fn: '<=', args: [time.name, Number(to.slice(0, 4))] }])];
  }
  if (days.whole !== null) return [{ fn: '=', args: [time.name, days.whole] }];
  return [...(from === null ? [] : [{ fn: '>=', args: [time.name, from] }]), ...(to === null ? [] : [{ fn: '<=', args: [time.name, to] }])];
}

/** Names of one column are alternatives; where the column is not told, the run finds the one that holds the name. */
function namesOf(request: Request, source: DataSource, decisions: Decisions): Conditions | null {
  const groups = new Map<string, { column: Column | null; texts: string[]; spans: Span[]; without: boolean; words: Request['values'] }>();
  const texts = source.columns.filter((column) => canGroup(column) && !isNumber(column) && (column.type === 'text' || column.type === null) && column.distinct !== source.rows);
  for (const value of request.values) {
    const column = value.column === null ? (texts.length === 1 ? (texts[0] ?? null) : null) : decisions.column(value.column, source, (candidate) => canGroup(candidate) && !isNumber(candidate));
    if (value.column !== null && column === null) return null;
    if (column === null && texts.length === 0) return decisions.refuse(`nothing in ${source.title} is called "${value.text}"`, value.spans);
    const key = `${column?.name ?? ''} ${value.without}`;
    const group = groups.get(key) ?? { column, texts: [], spans: [], without: value.without, words: [] };
    group.texts.push(value.text);
    group.spans.push(...value.spans);
    groups.set(key, group);
  }
  const filters: FacetValue[] = [];
  const spans: Span[] = [];
  for (const group of groups.values()) {
    const names: FacetValue = group.texts.length === 1 ? (group.texts[0] ?? '') : group.texts;
    const about: FacetValue = group.column?.name ?? { fn: 'any', args: texts.map((column) => column.name) };
    filters.push({ fn: group.without ? 'not_called' : 'called', args: [about, names] });
    spans.push(...group.spans);
  }
  return { filters, spans };
}

