import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random numbers of a seed: the same seed gives the same numbers on every machine. */
export interface Random {
  /** At least 0 and less than 1, with 53 bits. */
  uniform(): number;
  /** A whole number from 0 to `count` − 1, each as likely. */
  below(count: number): number;
}

/** xoroshiro128+ (Blackman and Vigna, 2018) of `pure-rand`, from a seed of 32 bits. */
export function seeded(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return {
    uniform: () => uniformFloat64(generator),
    below: (count) => uniformInt(generator, 0, count - 1),
  };
}
