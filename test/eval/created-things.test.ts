import { describe, expect, it } from 'vitest';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import { runServices } from './form-run.ts';

type Wants = GoalForm['wants'];
const run = async (service: string, wants: Wants, values: GoalForm['values'] = []) => {
  const done = await runServices({ wants, values }, [service]);
  return { ...done.result, asked: done.result.requests.map((one) => `${one.method} ${one.path}`), changed: done.result.requests.filter((one) => one.method !== 'GET').map((one) => [one.path, one.body]) };
};
const finished = { value: 'status', op: '=' as const, than: 'finished', limit: 5 };

describe('what a change gives back under another name', () => {
  const scene = [{ name: 'title', value: 'Harbour', facets: { entity: 'scene' } }];
  const job: Wants = [{ id: 'started', kind: 'record', effect: 'start-render' }, { id: 'job', kind: 'record', facets: { entity: 'job', fields: ['status'] }, until: finished }];

  it('is polled until it is done, and then what it names is fetched or acted on', async () => {
    const fetched = await run('render', [...job, { id: 'output', kind: 'record', facets: { entity: 'output', fields: ['megabytes'] } }], scene);
    expect(fetched.reason).toBe(null);
    expect(fetched.asked).toEqual(['GET /scenes', 'POST /scenes/s1/renders', 'GET /jobs/job-of-s1', 'GET /jobs/job-of-s1', 'GET /jobs/job-of-s1', 'GET /outputs/out-job-of-s1']);
    const noted = await run('render', [...job, { id: 'output', kind: 'record', facets: { entity: 'output', fields: ['megabytes'] } }, { id: 'noted', kind: 'record', effect: 'annotate-output', parameters: { text: '{megabytes} MB' } }], scene);
    expect(noted.changed.at(-1)).toEqual(['/outputs/out-job-of-s1/annotations', { text: '12.5 MB' }]);
  });

  it('is known where the service calls it neither id nor by its kind', async () => {
    const read = await run('office', [{ id: 'started', kind: 'record', effect: 'start-import' }, { id: 'import', kind: 'record', facets: { entity: 'import', fields: ['rows_read'] }, until: { value: 'phase', op: '=', than: 'complete', limit: 5 } }], [{ name: 'source_name', value: 'rain 2024' }]);
    expect(read.reason).toBe(null);
    expect(read.asked).toEqual(['POST /imports', 'GET /imports/i7', 'GET /imports/i7']);
    const built = await run('office', [{ id: 'started', kind: 'record', effect: 'build-report' }, { id: 'work', kind: 'record', facets: { entity: 'operation' }, until: { value: 'done', op: '=', than: true, limit: 5 } }, { id: 'report', kind: 'record', facets: { entity: 'report', fields: ['pages'] } }], [{ name: 'name', value: 'Rain', facets: { entity: 'dataset' } }]);
    expect(built.asked.at(-1)).toBe('GET /reports/r-1');
  });
});

describe('a change after something is created', () => {
  it('is made to what was created, without asking which, and each writes its own settings only', async () => {
    const done = await run('office', [{ id: 'made', kind: 'record', effect: 'create-customer', parameters: { name: 'Ada' } }, { id: 'moved', kind: 'record', effect: 'update-customer', parameters: { city: 'Bonn' } }]);
    expect(done).toMatchObject({ reason: null, questions: [] });
    expect(done.changed).toEqual([['/customers', { name: 'Ada' }], ['/customers/C-8', { city: 'Bonn' }]]);
  });

  it('is made to the thing that the goal names instead, where it names one', async () => {
    const done = await run('office', [{ id: 'made', kind: 'record', effect: 'create-customer', parameters: { name: 'Ada' } }, { id: 'moved', kind: 'record', effect: 'update-customer', parameters: { city: 'Bonn' } }], [{ name: 'id', value: 'C-1', facets: { entity: 'customer' } }]);
    expect(done.changed).toEqual([['/customers', { name: 'Ada' }], ['/customers/C-1', { city: 'Bonn' }]]);
  });
});
