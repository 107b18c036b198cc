import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolRun } from '../../tool.ts';
import { choiceParameter, namesParameter, refuse, termParameter, textParameter } from '../parameters.ts';
import { identifier, list } from '../sql.ts';
import { artifactName, columnOf, columnTitle, numberColumnOf, withTables, writeTable } from '../table-io.ts';

export const GROWTH_MODES = ['percent', 'absolute', 'per_year'] as const;
export type GrowthMode = (typeof GROWTH_MODES)[number];

/**
 * SQL for the growth of `measure` per combination of `keys` between its first and last time with a value. `per_year` divides by the
 * time between them: units of the time column where it is a number, years of 365.2425 days where it is a date. Percent of a base that
 * is zero or negative, and growth between fewer than two points, is null; the row is kept.
 */
export function compileGrowth(view: string, keys: readonly string[], measure: string, time: Column, mode: GrowthMode, output: string): string {
  const [value, at] = [identifier(measure), identifier(time.name)];
  const names = keys.map(identifier);
  const dated = time.type === 'date' || time.type === 'timestamp';
  const span = dated ? '(epoch(pw_t_last) - epoch(pw_t_first)) / 31556952.0' : '(pw_t_last - pw_t_first)';
  const change = '(CAST(pw_v_last AS DOUBLE) - CAST(pw_v_first AS DOUBLE))';
  const growth = { percent: `CASE WHEN pw_v_first > 0 THEN 100.0 * ${change} / pw_v_first END`, absolute: change, per_year: `${change} / nullif(${span}, 0)` }[mode];
  const present = `FILTER (WHERE ${value} IS NOT NULL AND ${at} IS NOT NULL)`;
  return (
    `SELECT ${list([
      ...names,
      `CASE WHEN pw_points >= 2 THEN ${growth} END AS ${identifier(output)}`,
      `pw_v_first AS ${identifier(`${measure}_first`)}`,
      `pw_v_last AS ${identifier(`${measure}_last`)}`,
      `pw_t_first AS ${identifier(`${time.name}_first`)}`,
      `pw_t_last AS ${identifier(`${time.name}_last`)}`,
    ])} FROM (SELECT ${list([
      ...names,
      `count(DISTINCT ${at}) ${present} AS pw_points`,
      `arg_min(${value}, ${at}) ${present} AS pw_v_first`,
      `arg_max(${value}, ${at}) ${present} AS pw_v_last`,
      `min(${at}) ${present} AS pw_t_first`,
      `max(${at}) ${present} AS pw_t_last`,
    ])} FROM ${view}${names.length === 0 ? '' : ` GROUP BY ${list(names)}`})${names.length === 0 ? '' : ` ORDER BY ${list(names.map((name) => `${name} NULLS LAST`))}`}`
  );
}

/** table.growth: how much a measure grew per key, with the first and last values and times that it was computed from. */
export const growth: ToolRun = (request, context) =>
  withTables(request, context, 'table.growth', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, view } = table;
    const keys = namesParameter(request, 'table.growth', 'keys').map((name) => columnOf(table, name, 'table.growth').name).sort();
    const term = termParameter(request, 'table.growth', 'measure');
    const measure = numberColumnOf(table, measureColumn(term), 'table.growth');
    const time = columnOf(table, textParameter(request, 'table.growth', 'time'), 'table.growth');
    if (time.type === 'text' || time.type === 'boolean') return refuse('table.growth', 'time', `a column of numbers or dates ("${time.name}" holds ${time.type})`, time.name);
    const mode = choiceParameter(request, 'table.growth', 'mode', GROWTH_MODES) ?? 'percent';
    await refuseDoubleRows(database, view, [...keys, time.name], measure.name);

    const grown: FacetValue = { fn: 'growth', args: [term, mode] };
    const output = measureColumn(grown);
    const title = columnTitle(measure);
    // What can fall below zero does not grow, it changes.
    const named = mode === 'absolute' ? 'Change of' : 'Growth of';
    const unit = mode === 'percent' ? '%' : mode === 'absolute' ? measure.unit : `${measure.unit ?? ''} per year`.trim();
    const per = time.type === 'integer' || time.type === 'number' ? { ...time, role: 'text' } : { ...time, role: 'text' };
    const columns: Column[] = [
      ...keys.map((name) => columnOf(table, name, 'table.growth')),
      { name: output, type: 'number', role: 'measure', unit, title: `${named} ${lower(title)}`, aggregation: 'none', meaning: measure.meaning ?? null },
      { ...measure, name: `${measure.name}_first`, title: `${title}, first` },
      { ...measure, name: `${measure.name}_last`, title: `${title}, last` },
      { ...per, name: `${time.name}_first`, title: `${columnTitle(time)}, first` },
      { ...per, name: `${time.name}_last`, title: `${columnTitle(time)}, last` },
    ];
    const sql = compileGrowth(view, keys, measure.name, time, mode, output);
    const notes = await growthNotes(database, sql, columns, output, measure.name, time.name, mode);
    const words = { percent: 'in percent', absolute: 'from first to last', per_year: 'per year' }[mode];
    const { time: _, ...rest } = artifact.facets;
    return writeTable(database, context, [artifact], {
      sql,
      name: artifactName(artifact.name, 'growth'),
      title: `${named} ${lower(title)}${keys.length === 0 ? '' : ` by ${keys.map((name) => lower(columnTitle(columnOf(table, name, 'table.growth')))).join(' and ')}`} ${words}`,
      columns,
      facets: { ...rest, keys, time: 'none', measures: [grown], values: 'derived', position: 'none' },
      notes,
      history: `Computed the growth of ${measure.name} ${words} per ${keys.join(', ') || 'table'}, between the first and last ${time.name} with a value.`,
    });
  });

async function refuseDoubleRows(database: { rows(sql: string): Promise<unknown[][]> }, view: string, grain: string[], measure: string): Promise<void> {
  const [[count] = [0]] = await database.rows(
    `SELECT count(*) FROM (SELECT 1 FROM ${view} WHERE ${identifier(measure)} IS NOT NULL GROUP BY ${list(grain.map(identifier))} HAVING count(*) > 1)`,
  );
  if (Number(count) > 0) {
    throw new PlanwrightError('Tool.Invalid', `Cannot compute the growth of "${measure}": ${Number(count)} combinations of ${grain.join(', ')} have more than one row. Group the table by these columns first.`);
  }
}

async function growthNotes(database: { rows(sql: string): Promise<unknown[][]> }, sql: string, columns: Column[], output: string, measure: string, time: string, mode: GrowthMode): Promise<string[]> {
  const [first, from, to] = [`${measure}_first`, `${time}_first`, `${time}_last`].map(identifier);
  const [counts = []] = await database.rows(
    `SELECT count(*) FILTER (WHERE ${identifier(output)} IS NULL AND ${from} IS DISTINCT FROM ${to} AND ${first} <= 0), ` +
      `count(*) FILTER (WHERE ${from} IS NULL OR ${from} = ${to}), count(DISTINCT (${from}, ${to})) FILTER (WHERE ${from} <> ${to}), count(*) FROM (${sql})`,
  );
  const [base, short, periods, rows] = counts.map(Number);
  const notes: string[] = [];
  const title = columnTitle(columns.find((column) => column.name === `${measure}_first`) ?? { name: measure, type: 'number', role: 'measure', unit: null }).replace(/, first$/, '');
  if (mode === 'percent' && (base ?? 0) > 0) notes.push(`${base} of ${rows} rows have no growth in percent, because the first value of ${title} is zero or negative.`);
  if ((short ?? 0) > 0) notes.push(`${short} of ${rows} rows have no growth, because there are fewer than two points in time with a value.`);
  if ((periods ?? 0) > 1) notes.push(`The rows do not all cover the same period: there are ${periods} different ones; compare with care.`);
  return notes;
}

function lower(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
