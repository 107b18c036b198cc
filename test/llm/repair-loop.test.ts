import { describe, expect, it } from 'vitest';
import { repairLoop } from '../../src/llm/repair-loop.ts';

const loop = (answers: number[][], most = 2) => {
  const seen: { round: number; feedback: readonly string[] }[] = [];
  return {
    seen,
    run: () =>
      repairLoop<number[], number[]>({
        most,
        generate: ({ round, feedback }) => {
          seen.push({ round, feedback });
          return Promise.resolve(answers[round] ?? []);
        },
        check: (answer) => {
          const wrong = answer.filter((one) => one < 0);
          return wrong.length === 0 ? { ok: true, value: answer } : { ok: false, issues: wrong.map((one) => `${one} is below zero`), usable: answer.filter((one) => one >= 0) };
        },
      }),
  };
};

describe('the generate, check, repair loop', () => {
  it('ends at the first answer whose checks hold', async () => {
    const { run, seen } = loop([[1], [2]]);
    expect(await run()).toEqual({ held: true, value: [1], last: [1], rounds: 1, failed_checks: 0, unmet: [] });
    expect(seen).toEqual([{ round: 0, feedback: [] }]);
  });

  it('gives the failed checks of the answer before, and counts them', async () => {
    const { run, seen } = loop([[-1, -2], [3]]);
    expect(await run()).toMatchObject({ held: true, value: [3], rounds: 2, failed_checks: 2 });
    expect(seen[1]?.feedback).toEqual(['-1 is below zero', '-2 is below zero']);
  });

  it('stops after the given number of repairs with what can be used of the best answer', async () => {
    const { run } = loop([[-1, -2, 1], [-1, 5], [-1, -2, -3, 9], [7]]);
    expect(await run()).toEqual({ held: false, value: [5], last: [-1, -2, -3, 9], rounds: 3, failed_checks: 6, unmet: ['-1 is below zero'] });
  });

  it('lets a failure of the generator through', async () => {
    await expect(repairLoop({ most: 2, generate: () => Promise.reject(new Error('down')), check: () => ({ ok: true, value: 1 }) })).rejects.toThrow('down');
  });
});
