import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import { refuse, termParameter } from '../../table/parameters.ts';
import { columnTitle, lowerTitle, numberColumnOf, withTables } from '../../table/table-io.ts';
import type { ToolRun } from '../../tool.ts';
import { fitLine } from '../method/tests.ts';
import { countValues, numberSql, readValues, threeDigits } from '../read-values.ts';
import { writeSummary } from '../write-summary.ts';

/** stats.regression: least squares line of one measure on another over rows that have both, with the 95 % interval of its slope. */
export const regression: ToolRun = (request, context) =>
  withTables(request, context, 'stats.regression', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const terms = [termParameter(request, 'stats.regression', 'response'), termParameter(request, 'stats.regression', 'predictor')] as const;
    const [y, x] = [numberColumnOf(table, measureColumn(terms[0]), 'stats.regression'), numberColumnOf(table, measureColumn(terms[1]), 'stats.regression')];
    if (y.name === x.name) return refuse('stats.regression', 'predictor', 'another measure than the response', x.name);
    const { rows, missing } = await readValues(database, table, [numberSql(x.name), numberSql(y.name)], 'stats.regression');
    const found = fitLine(rows.map(([value = 0]) => value), rows.map(([, value = 0]) => value));
    if (found === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot fit "${y.name}" on "${x.name}": ${rows.length} rows have both, and at least 3 with different values of "${x.name}" are needed. Loosen the filter or choose other measures.`);
    const [left, right] = [columnTitle(y), lowerTitle(columnTitle(x))];
    const per = y.unit === null && x.unit === null ? null : `${y.unit ?? ''}/${x.unit ?? '1'}`;
    const value = (name: string, title: string, number: number, unit: string | null, decimals = threeDigits(number)) => ({ name, title, value: number, unit, decimals });
    return writeSummary(context, table.artifact, {
      suffix: 'regression', title: `${left} on ${right}`, analysis: { fn: 'regression', args: [...terms] },
      values: [
        value('slope', `Change of ${lowerTitle(left)} per unit of ${right}`, found.slope, per), value('slope_low', 'Lower end of the 95 % interval', found.low, per), value('slope_high', 'Upper end of the 95 % interval', found.high, per),
        value('intercept', `${left} where ${right} is zero`, found.intercept, y.unit), value('r2', 'Share of the variance', found.r2, null, 3), value('residual', 'Standard deviation around the line', found.residual, y.unit),
        value('p', 'Probability of such a slope without any relation', found.p, null, 4), ...countValues(rows.length, missing),
      ],
      notes: [...(missing > 0 ? [`${missing} rows do not have both values and were left out.`] : []), 'A line fitted to data says nothing of causes; interval and probability take rows to be independent of each other.'],
      history: `Fitted ${y.name} on ${x.name} by least squares.`,
      about: { response: y.name, predictor: x.name },
    });
  });
