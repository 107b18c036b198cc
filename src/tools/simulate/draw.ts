import { randomBinomial, randomLogNormal, randomNormal, randomPoisson, randomUniform } from 'd3-random';
import type { Random } from '../stats/method/random.ts';
import type { RandomInput } from './read-model.ts';

/** `count` values of an input. Distributions are those of `d3-random`, fed from our seeded numbers; an empirical input draws from `observed` with replacement. */
export function drawInput(input: RandomInput, count: number, random: Random, observed: readonly number[]): Float64Array {
  const next = sampler(input, random, observed);
  const values = new Float64Array(count);
  for (let at = 0; at < count; at += 1) values[at] = next();
  return values;
}

function sampler(input: RandomInput, random: Random, observed: readonly number[]): () => number {
  if (input.distribution === 'empirical') return () => observed[random.below(observed.length)] ?? Number.NaN;
  const [a = 0, b = 0, c = 0] = input.numbers;
  const source = (): number => random.uniform();
  switch (input.distribution) {
    case 'normal':
      return randomNormal.source(source)(a, b);
    case 'lognormal':
      return randomLogNormal.source(source)(a, b);
    case 'uniform':
      return randomUniform.source(source)(a, b);
    case 'poisson':
      return randomPoisson.source(source)(a);
    case 'binomial':
      return randomBinomial.source(source)(a, b);
    case 'constant':
      return () => a;
    case 'triangular':
      return () => {
        // Inverse of the distribution function.
        const u = random.uniform();
        const split = c === a ? 0 : (b - a) / (c - a);
        return u < split ? a + Math.sqrt(u * (c - a) * (b - a)) : c - Math.sqrt((1 - u) * (c - a) * (c - b));
      };
  }
}
