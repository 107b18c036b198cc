import type { Want } from '../schemas/goal.ts';
import { isTerm } from './conditions-on-made.ts';
import { FormFault } from './form-fault.ts';

/** The names of the numbers in the summary of a statistic. */
const OF_STATISTIC = ['value', 'n', 'missing'];
/** The names of the numbers in the summary of a measure. */
const OF_SUMMARY = ['n', 'missing', 'mean', 'sd', 'min', 'q1', 'median', 'q3', 'max'];
const OTHERS: { readonly [name: string]: string } = { std: 'sd', minimum: 'min', maximum: 'max', count: 'n', p25: 'q1', p50: 'median', p75: 'q3', average: 'mean' };

/** Wants whose conditions and ends name numbers as the summaries that they test have them. */
export function withTestedNames(wants: readonly Want[]): Want[] {
  return wants.map((want) => {
    const { condition, until } = want;
    const of = condition === undefined || !('want' in condition.test.of) ? undefined : condition.test.of.want;
    const other = wants.find((one) => one.id === of);
    return {
      ...want,
      ...(condition !== undefined && other !== undefined && { condition: { ...condition, test: { ...condition.test, value: testedName(condition.test.value, other, want.id) } } }),
      ...(until !== undefined && { until: { ...until, test: { ...until.test, value: testedName(until.test.value, want, want.id) } } }),
    };
  });
}

/**
 * The name of the number that a test of a summary means: the statistic itself by its own name (`sum` of `statistic(price, sum)`), usual names for those of a summary. A name that the
 * summary of a statistic cannot have is a fault: a test of nothing would silently never hold.
 */
function testedName(value: string | null, { type: { kind, facets } }: Pick<Want, 'type'>, want: string): string | null {
  const { analysis } = facets;
  if (value === null || kind !== 'summary' || !isTerm(analysis)) return value;
  if (analysis.fn === 'summary') {
    const name = OTHERS[value] ?? value;
    if (!OF_SUMMARY.includes(name)) throw noNumber(value, want, OF_SUMMARY);
    return name;
  }
  if (analysis.fn !== 'statistic' || OF_STATISTIC.includes(value)) return value;
  if (analysis.args[1] === value || OTHERS[value] === analysis.args[1]) return 'value';
  throw noNumber(value, want, OF_STATISTIC);
}

function noNumber(value: string, want: string, names: readonly string[]): FormFault {
  return new FormFault(`Cannot read the test of want "${want}": the summary that it tests has no number "${value}", it has ${names.join(', ')}. Name one of these.`, [...names]);
}
