import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import { isFacetValue, refuse } from '../table/parameters.ts';

/** Parameters of each distribution after the name of the input. `lognormal` has mean and standard deviation of the logarithm. */
const PARAMETERS = {
  normal: ['mean', 'sd'], lognormal: ['mean of the logarithm', 'sd of the logarithm'], uniform: ['least', 'most'], triangular: ['least', 'likeliest', 'most'],
  poisson: ['mean'], binomial: ['trials', 'probability'], constant: ['value'], empirical: ['column'],
} as const;
export type Distribution = keyof typeof PARAMETERS;

export type RandomInput = { name: string; distribution: Exclude<Distribution, 'empirical'>; numbers: number[] } | { name: string; distribution: 'empirical'; column: string };

/**
 * Reads the random inputs of a model: terms such as `{fn: "normal", args: ["demand", 100, 15]}`, in the order of their names. Refuses parameters that make
 * no distribution (a negative sd, a least above the most).
 */
export function readInputs(value: Json | undefined, operation: string): RandomInput[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > 50) return refuse(operation, 'inputs', 'one to fifty terms such as {"fn":"normal","args":["demand",100,15]}', value);
  const inputs = value.map((item) => readInput(item, operation));
  const names = inputs.map((input) => input.name);
  const double = names.find((name, at) => names.indexOf(name) !== at);
  if (double !== undefined) throw new PlanwrightError('Input.Invalid', `Cannot simulate with the input "${double}": it is there twice. Give each input a name of its own.`);
  return inputs.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function readInput(item: Json, operation: string): RandomInput {
  if (!isFacetValue(item) || typeof item !== 'object' || Array.isArray(item)) return refuse(operation, 'inputs', 'terms such as {"fn":"normal","args":["demand",100,15]}', item);
  const distribution = (Object.keys(PARAMETERS) as Distribution[]).find((one) => one === item.fn);
  const [name, ...rest] = item.args;
  if (distribution === undefined) throw invalid(item.fn, `expected one of ${Object.keys(PARAMETERS).join(', ')}`);
  if (typeof name !== 'string' || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) throw invalid(JSON.stringify(name ?? null), 'expected a name of letters, digits and _ first');
  const expected = PARAMETERS[distribution];
  if (rest.length !== expected.length) throw invalid(name, `${distribution} has the parameters ${expected.join(', ')} after the name, got ${rest.length}`);
  if (distribution === 'empirical') return typeof rest[0] === 'string' ? { name, distribution, column: rest[0] } : refuse(operation, 'inputs', 'the name of a column after "empirical"', item);
  const numbers = rest.map((one) => (typeof one === 'number' ? one : Number.NaN));
  if (!numbers.every(Number.isFinite)) throw invalid(name, `${expected.join(', ')} must be numbers`);
  const [a = 0, b = 0, c = 0] = numbers;
  const wrong = {
    normal: b < 0 && 'the sd is negative', lognormal: b < 0 && 'the sd is negative', uniform: a > b && 'the least is above the most', triangular: (a > b || b > c) && 'least, likeliest and most are not in order',
    poisson: (a < 0 || a > 1e9) && 'the mean is negative or above 1e9', binomial: (!Number.isInteger(a) || a < 0 || a > 1e9 || b < 0 || b > 1) && 'trials must be a whole number up to 1e9 and the probability from 0 to 1', constant: false as const,
  }[distribution];
  if (wrong !== false) throw invalid(name, wrong);
  return { name, distribution, numbers };
}

/** What an input is, in words: `demand ~ normal(100, 15)`. */
export function describeInput(input: RandomInput): string {
  return `${input.name} ~ ${input.distribution}(${input.distribution === 'empirical' ? input.column : input.numbers.join(', ')})`;
}

function invalid(name: string, reason: string): PlanwrightError {
  return new PlanwrightError('Input.Invalid', `Cannot simulate with the input ${name}: ${reason}. Correct the input.`);
}
