import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { together } from '../../src/provenance/together.ts';

/** Doubles numbers, slowly, and keeps which were asked together. */
function doubling(most: number, alone?: (error: unknown) => boolean) {
  const batches: number[][] = [];
  const ask = together<number, number>(
    most,
    async (numbers) => {
      batches.push([...numbers]);
      await sleep(5);
      if (numbers.includes(13)) throw new Error('thirteen');
      return numbers.map((one) => 2 * one);
    },
    alone,
  );
  return { ask, batches };
}

it('answers at once what one caller asks for at once, and each with its own answer', async () => {
  const { ask, batches } = doubling(10);
  expect(await Promise.all([1, 2, 3].map(ask))).toEqual([2, 4, 6]);
  expect(batches).toEqual([[1, 2, 3]]);
});

it('keeps what is asked meanwhile for the next batch, and no batch is larger than the limit', async () => {
  const { ask, batches } = doubling(2);
  const first = ask(1);
  await sleep(1);
  expect(await Promise.all([first, ask(2), ask(3), ask(4)])).toEqual([2, 4, 6, 8]);
  expect(batches).toEqual([[1], [2, 3], [4]]);
});

it('goes on after a failure, which all of its batch see', async () => {
  const { ask } = doubling(10);
  const settled = await Promise.allSettled([1, 13].map(ask));
  expect(settled.map((one) => one.status)).toEqual(['rejected', 'rejected']);
  expect(await ask(4)).toBe(8);
});

it('tries each alone where the failure may be that of one of them', async () => {
  const { ask } = doubling(10, () => true);
  const settled = await Promise.allSettled([1, 13, 3].map(ask));
  expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([2, 'failed', 6]);
});
