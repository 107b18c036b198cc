import { expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { servicePack } from '../../src/packs/api/service-pack.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { FormWant, GoalForm } from '../../src/schemas/goal-form.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { tools } from '../../src/tools/index.ts';
import { importOpenApi } from '../../src/tools/openapi/import-openapi.ts';
import { toolOf } from '../../src/tools/openapi/tool.ts';

const record = { type: 'object', required: ['id', 'status'], properties: { id: { type: 'string' }, status: { type: 'string' }, score: { type: 'number' }, sample_id: { type: 'string' } } };
const sample = { type: 'object', required: ['id', 'site'], properties: { id: { type: 'string' }, site: { type: 'string' }, depth: { type: 'number' } } };
const answer = (schema: object): object => ({ 200: { description: 'ok', content: { 'application/json': { schema } } } });
const one = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const path = (name: string): object => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const body = (properties: object, required: string[]): object => ({ required: true, content: { 'application/json': { schema: { type: 'object', properties, required } } } });

const service = toolOf(importOpenApi({
  openapi: '3.0.3', info: { title: 'Assays', version: '1' }, servers: [{ url: 'https://assays.example' }],
  components: { schemas: { Sample: sample, Assay: record } },
  paths: {
    '/samples': { get: { operationId: 'listSamples', responses: answer({ type: 'array', items: one('Sample') }) } },
    '/samples/{sample_id}': { get: { operationId: 'getSample', parameters: [path('sample_id')], responses: answer(one('Sample')) }, patch: { operationId: 'changeSample', parameters: [path('sample_id')], requestBody: body({ site: { type: 'string' }, title: { type: 'string' } }, []), responses: answer(one('Sample')) } },
    '/samples/{sample_id}/assays': { get: { operationId: 'listSampleAssays', parameters: [path('sample_id')], responses: answer({ type: 'array', items: one('Assay') }) } },
    '/assays': { post: { operationId: 'startAssay', requestBody: body({ sample_id: { type: 'string' }, text: { type: 'string' } }, ['sample_id', 'text']), responses: answer(one('Assay')) } },
    '/assays/{assay_id}': { get: { operationId: 'getAssay', parameters: [path('assay_id')], responses: answer(one('Assay')) } },
  },
}, { name: 'assays' }));
const registry = buildRegistry([...Object.values(packs), servicePack(service)], [...tools, service], digestOf);

function planned(wants: FormWant[], values: GoalForm['values'] = []): Plan {
  const reading = formGoal('a goal', { wants, values }, { registry, profiles: [], constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] } });
  if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
  const compiled = compileGoal(reading.typed_goal, registry, { now: '2026-01-01T00:00:00.000Z' });
  if (compiled.result !== 'plan') throw new Error(compiled.message);
  return compiled.plan;
}
const steps = (plan: Plan): string[] => plan.nodes.map((task) => `${task.operation ?? task.type ?? ''}${task.for_each === undefined ? '' : ' each'}${task.repeat === undefined ? '' : ' until'}${task.when === undefined ? '' : ' when'}`);

const SAMPLES: FormWant = { id: 'samples', kind: 'record', cardinality: 'list', facets: { entity: 'sample', filters: ['site = North'] } };

it('takes an identifier that the goal states for the record that it names', () => {
  expect(steps(planned([{ id: 'w', kind: 'record', facets: { entity: 'assay', fields: ['score'] } }], [{ name: 'id', value: 'a-7', facets: { entity: 'assay' } }]))).toEqual(['assays.named-assay', 'assays.get-assay']);
});

it('asks again until a field of the record says that it is done', () => {
  const plan = planned([{ id: 'w', kind: 'record', facets: { entity: 'assay', fields: ['status'] }, until: { value: 'status', op: '=', than: 'done', limit: 9 } }], [{ name: 'id', value: 'a-7', facets: { entity: 'assay' } }]);
  expect(steps(plan)).toEqual(['assays.named-assay', 'assays.get-assay until']);
});

it('goes on with what a change gave back: starts a job, then waits for that one', () => {
  const wants: FormWant[] = [{ id: 'started', kind: 'record', effect: 'start-assay' }, { id: 'done', kind: 'record', facets: { entity: 'assay', fields: ['score'], operation: 'get-assay' }, until: { value: 'status', op: '=', than: 'done', limit: 9 } }];
  const plan = planned(wants, [{ name: 'id', value: 's-1', facets: { entity: 'sample' } }, { name: 'text', value: 'urgent' }]);
  const start = plan.nodes.find((task) => task.operation === 'assays.start-assay');
  const wait = plan.nodes.find((task) => task.operation === 'assays.get-assay');
  expect(wait?.inputs?.[0]?.bindings).toMatchObject([{ kind: 'port', task: start?.task_id }]);
  expect(start?.inputs?.find((input) => input.name === 'text')?.bindings).toEqual([{ kind: 'literal', value: 'urgent' }]);
});

it('tests a condition on what is there before, never on what the conditional change gives back', () => {
  const wants: FormWant[] = [{ id: 'sample', kind: 'record', facets: { entity: 'sample', fields: ['depth'] } }, { id: 'moved', kind: 'record', effect: 'change-sample', parameters: { site: 'South' }, condition: { want: 'sample', value: 'depth', op: '<', than: 3 } }];
  const plan = planned(wants, [{ name: 'id', value: 's-1', facets: { entity: 'sample' } }]);
  expect(steps(plan)).toEqual(['assays.named-sample', 'assays.get-sample', 'assays.change-sample when']);
});

it('makes a list for each element of the list that is wanted with its filter, and for every element without one', () => {
  const plan = planned([SAMPLES, { id: 'assays', kind: 'table', facets: { entity: 'assay' } }]);
  expect(steps(plan)).toEqual(['assays.list-samples', 'record.filter', 'assays.list-sample-assays each', 'record.tabulate']);
  const filter = plan.nodes[1]?.task_id;
  expect(plan.nodes[2]?.inputs?.[0]?.bindings).toMatchObject([{ kind: 'port', task: filter }]);
  expect(steps(planned([{ id: 'assays', kind: 'table', facets: { entity: 'assay' } }]))).toEqual(['assays.list-samples', 'assays.list-sample-assays each', 'record.tabulate']);
});

it('lets a person choose from the list that the goal asked to be shown', () => {
  const plan = planned([SAMPLES, { id: 'moved', kind: 'record', effect: 'change-sample', parameters: { site: 'South' } }]);
  expect(steps(plan)).toEqual(['assays.list-samples', 'record.filter', 'person.choose', 'record.take', 'assays.change-sample']);
});

it('plans what is wanted of data that nobody has seen as a plan of its own, and does not look its columns up', () => {
  const plan = planned([{ id: 'w', kind: 'table', facets: { keys: 'sample_id', measures: 'statistic(score, mean)', order: 'asc(statistic(score, mean))' }, after: { kind: 'table', facets: { entity: 'sample' }, words: 'mean score per sample' } }]);
  expect(steps(plan)).toEqual(['assays.list-samples', 'record.tabulate', 'plan']);
});

it('looks up or changes each element of the list that is wanted, and not of another', () => {
  const looked = planned([SAMPLES, { id: 'details', kind: 'record', cardinality: 'list', facets: { entity: 'sample', operation: 'get-sample' } }]);
  expect(steps(looked)).toEqual(['assays.list-samples', 'record.filter', 'assays.get-sample each']);
  expect(looked.nodes[2]?.inputs?.[0]?.bindings).toMatchObject([{ kind: 'port', task: looked.nodes[1]?.task_id }]);
  const changed = planned([SAMPLES, { id: 'moved', kind: 'record', cardinality: 'list', effect: 'change-sample', parameters: { site: 'South' } }]);
  expect(steps(changed)).toEqual(['assays.list-samples', 'record.filter', 'assays.change-sample each']);
  // a field of the service that happens to be called title is nobody's business
  expect(changed.nodes[2]?.parameters).toEqual([{ name: 'site', binding: { kind: 'literal', value: 'South' } }]);
  expect(changed.nodes[2]?.inputs?.[0]?.bindings).toMatchObject([{ kind: 'port', task: changed.nodes[1]?.task_id }]);
});

it('takes the record with the largest value, or the first ones of an order', () => {
  const best = planned([{ id: 'deepest', kind: 'record', facets: { entity: 'sample', order: 'desc(depth)' } }, { id: 'moved', kind: 'record', effect: 'change-sample', parameters: { site: 'South' } }]);
  expect(steps(best)).toEqual(['assays.list-samples', 'record.best', 'assays.change-sample']);
  const first = planned([{ id: 'deepest', kind: 'record', cardinality: 'list', facets: { entity: 'sample', order: 'desc(depth)', limit: 3 } }, { id: 'assays', kind: 'table', facets: { entity: 'assay' } }]);
  expect(steps(first)).toEqual(['assays.list-samples', 'record.order', 'assays.list-sample-assays each', 'record.tabulate']);
});
