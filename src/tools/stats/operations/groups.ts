import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import { choiceParameter, refuse, termParameter, textParameter } from '../../table/parameters.ts';
import { readCells } from '../../table/read-rows.ts';
import { identifier } from '../../table/sql.ts';
import { columnOf, columnTitle, lowerTitle, numberColumnOf, withTables } from '../../table/table-io.ts';
import type { ToolRun } from '../../tool.ts';
import { mean } from '../method/describe.ts';
import { analyseVariance, kruskalWallis, pairedDifference, testIndependence } from '../method/tests.ts';
import { countValues, numberSql, readValues, valueMaker } from '../read-values.ts';
import { type SummaryValue, writeSummary } from '../write-summary.ts';

const MOST_GROUPS = 200;
const count = (name: string, title: string, value: number): SummaryValue => ({ name, title, value, unit: null, decimals: 0 });
const plain = (name: string, title: string, value: number, decimals: number): SummaryValue => ({ name, title, value, unit: null, decimals });

/** stats.differences: whether a measure differs between several groups: analysis of variance, or Kruskal and Wallis by ranks. */
export const differences: ToolRun = (request, context) =>
  withTables(request, context, 'stats.differences', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const term = termParameter(request, 'stats.differences', 'measure');
    const measure = numberColumnOf(table, measureColumn(term), 'stats.differences');
    const by = columnOf(table, textParameter(request, 'stats.differences', 'by'), 'stats.differences');
    const method = choiceParameter(request, 'stats.differences', 'method', ['anova', 'kruskal'] as const) ?? refuse('stats.differences', 'method', 'anova or kruskal', undefined);
    const { rows } = await readCells(database, `SELECT CAST(${identifier(by.name)} AS VARCHAR) AS g, ${numberSql(measure.name)} AS v FROM ${table.view} WHERE ${identifier(by.name)} IS NOT NULL ORDER BY 1 LIMIT 1000000`);
    const groups = new Map<string, number[]>();
    for (const [name, value] of rows) if (typeof value === 'number') groups.set(String(name), [...(groups.get(String(name)) ?? []), value]);
    if (groups.size > MOST_GROUPS) throw new PlanwrightError('Tool.ResourceLimit', `Cannot compare ${groups.size} groups of "${by.name}": expected at most ${MOST_GROUPS}. Filter first.`);
    const values = [...groups.values()];
    const used = values.reduce((sum, group) => sum + group.length, 0);
    const variance = method === 'anova' ? analyseVariance(values) : undefined;
    const ranks = method === 'kruskal' ? kruskalWallis(values) : undefined;
    const p = variance?.p ?? ranks?.p;
    if (p === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot compare groups of "${by.name}": ${groups.size} groups have ${used} values of "${measure.name}", expected two groups or more with some spread. Loosen the filter.`);
    const number = valueMaker(values.flat().slice(0, 2_000), measure.unit);
    return writeSummary(context, table.artifact, {
      suffix: 'differences', title: `${columnTitle(measure)} between groups of ${lowerTitle(columnTitle(by))}`, analysis: { fn: 'differences', args: [term, by.name, method] },
      values: [
        ...(variance === undefined ? [] : [plain('f', 'F statistic', variance.f, 3), plain('eta2', 'Share of the variance between groups', variance.eta2, 3), count('freedom', 'Degrees of freedom between groups', variance.between), count('freedom_within', 'Degrees of freedom within groups', variance.within)]),
        ...(ranks === undefined ? [] : [plain('h', 'H statistic', ranks.h, 3), count('freedom', 'Degrees of freedom', ranks.freedom)]),
        plain('p', 'Probability of such differences without any', p, 4),
        { name: 'clear', title: 'Do groups differ?', value: p < 0.05 ? 'yes' : 'no clear difference', unit: null, decimals: 0 },
        ...[...groups].slice(0, 30).map(([name, group]) => number(`mean_${name}`, `Mean of ${name}`, mean(group))),
        count('groups', 'Groups', groups.size), ...countValues(used, rows.length - used),
      ],
      notes: ['Rows are taken to be independent of each other.', ...(method === 'anova' ? ['The test takes spreads inside groups to be alike.'] : [])],
      history: `Compared ${measure.name} between ${groups.size} groups of ${by.name} (${method}).`,
      about: { measure: measure.name, by: by.name, method },
    });
  });

/** stats.independence: whether two columns of names go together: Pearson's χ² of their counts, with Cramér's V. */
export const independence: ToolRun = (request, context) =>
  withTables(request, context, 'stats.independence', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const [a, b] = [columnOf(table, textParameter(request, 'stats.independence', 'first'), 'stats.independence'), columnOf(table, textParameter(request, 'stats.independence', 'second'), 'stats.independence')];
    const [one, two] = [identifier(a.name), identifier(b.name)];
    const { rows } = await readCells(database, `SELECT CAST(${one} AS VARCHAR) AS a, CAST(${two} AS VARCHAR) AS b, count(*) AS n FROM ${table.view} WHERE ${one} IS NOT NULL AND ${two} IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`);
    const [[all] = [0]] = await database.rows(`SELECT count(*) FROM ${table.view}`);
    const across = [...new Set(rows.map(([name]) => String(name)))];
    const down = [...new Set(rows.map(([, name]) => String(name)))];
    if (across.length * down.length > 10_000) throw new PlanwrightError('Tool.ResourceLimit', `Cannot compare "${a.name}" with "${b.name}": they have ${across.length} and ${down.length} values, expected at most 10,000 pairs. Group them first.`);
    const cells = new Map(rows.map(([first, second, n]) => [JSON.stringify([String(first), String(second)]), Number(n)]));
    const found = testIndependence(across.map((first) => down.map((second) => cells.get(JSON.stringify([first, second])) ?? 0)));
    if (found === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot compare "${a.name}" with "${b.name}": they have ${across.length} and ${down.length} different values, expected at least two each. Loosen the filter.`);
    const used = [...cells.values()].reduce((sum, n) => sum + n, 0);
    return writeSummary(context, table.artifact, {
      suffix: 'independence', title: `${columnTitle(a)} and ${lowerTitle(columnTitle(b))}`, analysis: { fn: 'independence', args: [a.name, b.name] },
      values: [
        plain('chi2', 'χ² statistic', found.chi2, 3), count('freedom', 'Degrees of freedom', found.freedom), plain('p', 'Probability of such counts if they were independent', found.p, 4), plain('v', "Strength (Cramér's V, 0 to 1)", found.v, 3),
        { name: 'clear', title: 'Do they go together?', value: found.p < 0.05 ? 'yes' : 'no clear relation', unit: null, decimals: 0 }, plain('least_expected', 'Smallest expected count', found.least, 1), ...countValues(used, Number(all) - used),
      ],
      notes: found.least < 5 ? ['Some expected counts are below 5: the probability is only rough.'] : [],
      history: `Tested whether ${a.name} and ${b.name} are independent.`,
      about: { first: a.name, second: b.name },
    });
  });

/** stats.paired: mean difference of two measures of the same rows (first minus second), with its 95 % interval. */
export const paired: ToolRun = (request, context) =>
  withTables(request, context, 'stats.paired', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const terms = [termParameter(request, 'stats.paired', 'first'), termParameter(request, 'stats.paired', 'second')] as const;
    const [a, b] = [numberColumnOf(table, measureColumn(terms[0]), 'stats.paired'), numberColumnOf(table, measureColumn(terms[1]), 'stats.paired')];
    if (a.unit !== b.unit && a.unit !== null && b.unit !== null) return refuse('stats.paired', 'second', `a measure in ${a.unit}`, b.name);
    const { rows, missing } = await readValues(database, table, [numberSql(a.name), numberSql(b.name)], 'stats.paired');
    const [first, second] = [rows.map(([value = 0]) => value), rows.map(([, value = 0]) => value)];
    const found = pairedDifference(first, second);
    if (found === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot compare "${a.name}" with "${b.name}" row by row: ${rows.length} rows have both, expected at least two with different differences. Loosen the filter.`);
    const number = valueMaker([...first, ...second].slice(0, 2_000), a.unit);
    const [one, two] = [columnTitle(a), lowerTitle(columnTitle(b))];
    return writeSummary(context, table.artifact, {
      suffix: 'paired', title: `${one} against ${two}, row by row`, analysis: { fn: 'paired', args: [...terms] },
      values: [
        number('difference', `Mean of ${lowerTitle(one)} minus ${two}`, found.difference), number('low', 'Lower end of the 95 % interval', found.low), number('high', 'Upper end of the 95 % interval', found.high),
        number('first', `Mean of ${lowerTitle(one)}`, mean(first)), number('second', `Mean of ${two}`, mean(second)),
        { name: 'clear', title: 'Higher', value: found.low > 0 ? one : found.high < 0 ? columnTitle(b) : 'no clear difference', unit: null, decimals: 0 },
        plain('p', 'Probability of such a difference without any', found.p, 4), count('freedom', 'Degrees of freedom', found.freedom), ...countValues(rows.length, missing),
      ],
      notes: [...(missing > 0 ? [`${missing} rows do not have both values and were left out.`] : []), 'Rows are taken to be independent of each other.'],
      history: `Compared ${a.name} with ${b.name} row by row.`,
      about: { first: a.name, second: b.name },
    });
  });
