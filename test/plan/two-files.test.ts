import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileGoal } from '../../src/plan/compile.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import type { FormWant } from '../../src/schemas/goal-form.ts';
import type { Profile } from '../../src/schemas/goal.ts';
import { profileFile } from '../../src/tools/profile/profile-file.ts';
import { FREE } from './fixtures/goals.ts';
import { shippedRegistry } from './fixtures/shipped.ts';

const FILES: { [name: string]: string } = {
  'dives.csv': 'site,day,depth,air\nreef,2025-01-01,10,a\nreef,2025-01-02,,a\nwreck,2025-01-01,30,b\nwreck,2025-01-03,50,b\ncave,2025-01-02,70,c\n',
  'sites.csv': 'site,island,deepest,buoys\nreef,Gozo,20,2\nwreck,Malta,40,1\ncave,Gozo,60,3\n',
};
let directory = '';
let profiles: Profile[] = [];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'planwright-two-'));
  profiles = await Promise.all(Object.entries(FILES).map(async ([name, text]) => {
    const path = join(directory, name);
    await writeFile(path, text);
    return profileFile(path, { name, mediaType: 'text/csv' });
  }));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The operations of the plan in order with their predicates, or why there is none. */
function planned(facets: NonNullable<FormWant['facets']>, more: Partial<FormWant> = {}): string[] | string {
  const reading = formGoal('a goal', { wants: [{ id: 'w', kind: 'table', data: Object.keys(FILES), facets, ...more }] }, { registry: shippedRegistry(), profiles, constraints: FREE });
  if (reading.result !== 'typed') return JSON.stringify(reading);
  const { givens } = reading.typed_goal;
  const columns = Object.fromEntries(givens.flatMap((given) => {
    const { source } = given;
    const profile = source.kind === 'attachment' ? profiles.find((one) => one.source.sha256 === source.sha256) : undefined;
    return profile === undefined ? [] : [[given.id, profile.columns]];
  }));
  const result = compileGoal(reading.typed_goal, shippedRegistry(), { now: '2026-01-01T00:00:00.000Z', columns });
  return result.result === 'plan' ? result.plan.nodes.map((task) => task.operation ?? '') : JSON.stringify(result);
}

describe('goals over two files', () => {
  it('keep rows of the file that refers to the other by its own cells where the want names what only it has', () => {
    expect(planned({ keys: 'island', filters: 'present(depth)', measures: 'statistic(depth, sum)' })).not.toContain('table.among');
  });

  it('are refused where missing(column) could be said of either file', () => {
    expect(planned({ filters: 'missing(depth)' })).toContain('Cannot tell what missing(depth)');
  });

  it('do not bring back what conditions on the other file left out', () => {
    for (const filters of ['island = Gozo', 'site = reef']) {
      const plan = planned({ keys: 'site', filters, measures: ['buoys', 'statistic(depth, sum)'] });
      expect(plan).toContain('table.statistic');
      expect(plan).not.toContain('table.attach_all');
    }
    expect(planned({ keys: 'site', filters: 'depth > 20', measures: ['buoys', 'count(rows)'] })).toContain('table.attach_all');
  });

  it('look up the column of a condition inside a measure', () => {
    const plan = planned({ keys: [], time: 'none', measures: ['statistic(where(depth, island = Gozo), sum)', 'statistic(where(depth, island = Malta), sum)'] });
    expect(plan).toEqual(expect.arrayContaining(['table.attach', 'table.calculate']));
  });

  it('look up the column that a computed number is compared with', () => {
    const plan = planned({ filters: 'computed(depth, plus, 0.5) <= deepest' });
    expect(plan).toContain('table.having');
    expect((plan as string[]).some((one) => one.startsWith('table.attach') || one.startsWith('table.lookup'))).toBe(true);
  });
});

describe('settings that no operation has', () => {
  it.each([
    ['per', 'no operation has such a setting'],
    ['stats.trend.unit', 'stats.trend has no such setting'],
    ['stats.tendency.method', 'there is no operation'],
  ])('are refused by name: %s', (name, reason) => {
    expect(planned({ analysis: 'trend(depth, ols)' }, { kind: 'summary', data: ['dives.csv'], parameters: { [name]: 'decade' } })).toContain(reason);
  });
});
