import { measureColumn } from '../../../plan/measure-column.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { ToolRun } from '../../tool.ts';
import { choiceParameter, parameter, refuse, termParameter } from '../parameters.ts';
import { identifier } from '../sql.ts';
import { artifactName, columnOf, columnTitle, lowerTitle, numberColumnOf, withTables, writeTable } from '../table-io.ts';

/** table.share: each row as a share of the total, per point in time where `time` names one. Values below zero are refused: shares of such a total mean nothing. */
export const share: ToolRun = (request, context) =>
  withTables(request, context, 'table.share', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, columns, view } = table;
    const how = choiceParameter(request, 'table.share', 'how', ['percent', 'fraction'] as const) ?? refuse('table.share', 'how', 'percent or fraction', undefined);
    const term = termParameter(request, 'table.share', 'measure');
    const measure = numberColumnOf(table, measureColumn(term), 'table.share');
    const named = parameter(request, 'time');
    const time = typeof named === 'string' && named !== 'none' ? columnOf(table, named, 'table.share') : null;
    const value = identifier(measure.name);
    const [[negative, missing] = [0, 0]] = await database.rows(`SELECT count(*) FILTER (WHERE ${value} < 0), count(*) - count(${value}) FROM ${view}`);
    if (Number(negative) > 0) return refuse('table.share', 'measure', `a measure without values below zero (${Number(negative)} are)`, measure.name);
    const made: FacetValue = { fn: 'share', args: [term, how] };
    const name = measureColumn(made);
    const title = columnTitle(measure);
    const measures = Array.isArray(artifact.facets['measures']) ? artifact.facets['measures'] : [];
    return writeTable(database, context, [artifact], {
      sql: `SELECT *, ${how === 'percent' ? '100.0 * ' : '1.0 * '}${value} / nullif(sum(${value}) OVER (${time === null ? '' : `PARTITION BY ${identifier(time.name)}`}), 0) AS ${identifier(name)} FROM ${view}`,
      name: artifactName(artifact.name, 'share'),
      title: `Share of ${lowerTitle(title)}`,
      columns: [...columns, { name, type: 'number', role: 'measure', unit: how === 'percent' ? '%' : null, title: `Share of ${lowerTitle(title)}`, aggregation: 'none', meaning: measure.meaning ?? null }],
      facets: { ...artifact.facets, measures: [...measures, made], values: 'derived' },
      notes: Number(missing) > 0 ? [`${Number(missing)} rows have no value of ${lowerTitle(title)} and no share; the total is of the others.`] : [],
      history: `Computed each row's share of the total of ${measure.name}${time === null ? '' : ` per ${time.name}`}.`,
    });
  });
