import { describe, expect, it } from 'vitest';
import { comparePlans } from '../../src/plan/compare-plans.ts';
import { alternativesTable } from '../../src/plan/draw-alternatives.ts';
import { previewPlan, withEstimates } from '../../src/plan/preview.ts';
import type { Plan, Task } from '../../src/schemas/plan.ts';
import { REGISTRY, plan, task } from './plans.ts';

const previewed = (tasks: Task[]): Plan => {
  const made = withEstimates(plan(tasks), REGISTRY, {});
  return { ...made, preview: previewPlan(made, REGISTRY, {}) };
};
const load = task('load', 'table.load', { source: 'dataset.world' });
const report = (parts: string[]): Task => task('report', 'report.compose', { parts }, { title: 'World' });
const cheap = previewed([load, task('chart', 'chart.line', { table: 'load.table' }), report(['chart.chart'])]);
const dear = previewed([load, task('text', 'narrate.describe', { about: ['load.table'] }), report(['text.text']), task('rm', 'file.remove', {}, { path: 'old' })]);
const compared = comparePlans([{ name: 'plan r1', plan: cheap }, { name: 'alternative 1', plan: dear }, { name: 'alternative 2', plan: cheap }]);

describe('comparePlans', () => {
  it('says of each plan what it takes, and of the others what differs and why they are dearer', () => {
    expect(compared[0]).toMatchObject({ name: 'plan r1', tasks: 3, usd: { low: 0, high: 0 }, data: ['world'], only_here: [], against_first: [] });
    expect(compared[1]).toMatchObject({ tasks: 4, irreversible: ['rm'], model_calls: 1, only_here: ['file.remove', 'narrate.describe'], not_here: ['chart.line'] });
    expect(compared[1]?.against_first).toEqual(['dearer by $0.01: narrate.describe ($0.01)', 'slower by 3.5 s: narrate.describe (4 s)', '1 more that cannot be undone', '1 more waits for a person']);
    expect(compared[2]?.against_first).toEqual(['costs the same; other operations']);
  });

  it('says where an alternative is cheaper, and which operation it does without', () => {
    const [, other] = comparePlans([{ name: 'plan r1', plan: dear }, { name: 'alternative 1', plan: cheap }]);
    expect(other?.against_first.slice(0, 3)).toEqual(['cheaper by $0.01: without narrate.describe ($0.01)', 'faster by 3.5 s: without narrate.describe (4 s)', '1 fewer that cannot be undone']);
  });

  it('counts an operation as often as it runs, and names other data', () => {
    const more = previewed([load, task('again', 'http.fetch', {}, { url: 'https://example.org/x' }), task('a', 'chart.line', { table: 'load.table' }), task('b', 'chart.line', { table: 'load.table' }), report(['a.chart', 'b.chart'])]);
    const elsewhere: Plan = { ...more, nodes: more.nodes.map((one) => (one.task_id === 'load' ? { ...one, inputs: [{ name: 'source', bindings: [{ kind: 'artifact', sha256: 'a'.repeat(64), name: 'mine.csv', media_type: 'text/csv' }] }] } : one)) };
    const [, other] = comparePlans([{ name: 'plan r1', plan: cheap }, { name: 'alternative 1', plan: elsewhere }]);
    expect(other?.only_here).toEqual(['chart.line', 'http.fetch']);
    expect(other?.against_first).toEqual(expect.arrayContaining(['also reads mine.csv', 'does without world']));
  });
});

describe('alternativesTable', () => {
  it('fits 60 to 140 columns, beside or below each other', () => {
    for (const width of [60, 80, 100, 140]) for (const line of alternativesTable(compared, width).split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
    const wide = alternativesTable(compared, 140);
    expect(wide).toMatch(/plan r1 +alternative 1 +alternative 2/);
    expect(wide).toMatch(/risk +all can be undone +cannot be undone: rm/);
    expect(wide).toContain('dearer by $0.01');
    expect(alternativesTable(compared, 60).match(/^tasks/gm)).toHaveLength(3);
  });
});
