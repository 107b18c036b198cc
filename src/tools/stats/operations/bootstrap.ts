import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import { choiceParameter, parameter, refuse, termParameter } from '../../table/parameters.ts';
import { columnTitle, lowerTitle, numberColumnOf, withTables } from '../../table/table-io.ts';
import type { ToolRequest, ToolRun } from '../../tool.ts';
import { bootstrap as resample } from '../method/bootstrap.ts';
import { seeded } from '../method/random.ts';
import { countValues, numberSql, readValues, valueMaker } from '../read-values.ts';
import { writeSummary } from '../write-summary.ts';

/** Values times draws, at most: about ten seconds. */
export const MOST_WORK = 100_000_000;

/** stats.bootstrap: a mean or median with a 95 % interval from resampling its rows; the same seed gives the same interval. */
export const bootstrap: ToolRun = (request, context) =>
  withTables(request, context, 'stats.bootstrap', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const term = termParameter(request, 'stats.bootstrap', 'measure');
    const column = numberColumnOf(table, measureColumn(term), 'stats.bootstrap');
    const statistic = choiceParameter(request, 'stats.bootstrap', 'statistic', ['mean', 'median'] as const) ?? refuse('stats.bootstrap', 'statistic', 'mean or median', undefined);
    const { draws, seed } = drawing(request, 'stats.bootstrap');
    const { rows, missing } = await readValues(database, table, [numberSql(column.name)], 'stats.bootstrap');
    const data = rows.map(([value = 0]) => value);
    if (data.length < 5) throw new PlanwrightError('Tool.Invalid', `Cannot resample "${column.name}": ${data.length} rows have a value, expected at least 5. Loosen the filter or choose another measure.`);
    refuseWork(data.length, draws);
    const found = resample(data, statistic, draws, seeded(seed));
    const title = lowerTitle(columnTitle(column));
    const number = valueMaker(data, column.unit);
    const word = statistic === 'mean' ? 'Mean' : 'Median';
    return writeSummary(context, table.artifact, {
      suffix: 'bootstrap', title: `${word} of ${title} with its interval`, analysis: { fn: 'bootstrap', args: [term, statistic] },
      values: [
        number('estimate', `${word} of ${title}`, found.estimate), number('low', 'Lower end of the 95 % interval', found.low), number('high', 'Upper end of the 95 % interval', found.high),
        number('error', 'Standard error', found.error), number('draws', 'Resamples', draws, { unit: null, decimals: 0 }), ...countValues(data.length, missing),
      ],
      notes: [`The interval is ${found.method === 'bca' ? 'bias-corrected and accelerated (BCa)' : 'the percentile interval, as the corrected one is not defined here'}; it takes rows to be independent of each other.`, ...(missing > 0 ? [`${missing} rows have no value and were left out.`] : [])],
      history: `Resampled ${column.name} ${draws} times (seed ${seed}).`,
      about: { measure: column.name, statistic, seed, draws, method: found.method },
    });
  });

/** Draws and seed of a request: 2000 and 1 where they are not given. */
export function drawing(request: ToolRequest, operation: string): { draws: number; seed: number } {
  const draws = parameter(request, 'draws') ?? 2_000;
  const seed = parameter(request, 'seed') ?? 1;
  if (typeof draws !== 'number' || !Number.isInteger(draws) || draws < 100 || draws > 100_000) return refuse(operation, 'draws', 'a whole number from 100 to 100000', draws);
  if (typeof seed !== 'number' || !Number.isInteger(seed) || seed < 0 || seed > 4_294_967_295) return refuse(operation, 'seed', 'a whole number from 0 to 4294967295', seed);
  return { draws, seed };
}

export function refuseWork(values: number, draws: number): void {
  if (values * draws > MOST_WORK) throw new PlanwrightError('Tool.ResourceLimit', `Cannot resample ${values} values ${draws} times: expected at most ${MOST_WORK} values in all. Use fewer draws.`);
}
