import { describe, expect, it } from 'vitest';
import { measureRestbench, restbenchDirectory } from '../../eval/restbench/measure.ts';
import { visible } from '../../eval/restbench/visible.ts';
import { wilson } from '../../eval/statistics.ts';
import { trackerDocument } from '../tools/openapi/tracker.ts';

const directory = restbenchDirectory();

describe('RestBench, producers deleted from gold paths', () => {
  it.skipIf(directory === null)('are restored in at least 85 %, with at most 5 % wrong insertions', () => {
    const trials = measureRestbench(directory ?? '').flatMap((one) => one.trials);
    const share = (...outcomes: string[]): number => trials.filter((trial) => outcomes.includes(trial.outcome)).length / trials.length;
    expect(trials.length).toBeGreaterThan(70);
    expect(share('strict', 'equivalent')).toBeGreaterThanOrEqual(0.85);
    expect(share('wrong')).toBeLessThanOrEqual(0.05);
  });

  it('count what names show and nothing else', () => {
    const document = JSON.parse(JSON.stringify(trackerDocument('https://tracker.example')));
    const comments = visible(document, 'GET', '/issues/{issue_id}/comments');
    expect(comments.asks).toEqual(['issue']);
    expect(comments.offers.has('comment')).toBe(true);
    expect(comments.offers.has('project')).toBe(false);
    expect(visible(document, 'GET', '/issues').offers.has('project')).toBe(true);
  });

  it('come with an interval', () => {
    expect(wilson(0, 0)).toEqual({ value: 0, low: 0, high: 1 });
    const { low, high } = wilson(77, 80);
    expect([low.toFixed(3), high.toFixed(3)]).toEqual(['0.895', '0.987']);
  });
});
