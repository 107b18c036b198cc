import { describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { servicePack } from '../../src/packs/api/service-pack.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { FormWant, GoalForm } from '../../src/schemas/goal-form.ts';
import type { Plan, Task } from '../../src/schemas/plan.ts';
import { tools } from '../../src/tools/index.ts';
import { importOpenApi } from '../../src/tools/openapi/import-openapi.ts';
import { toolOf } from '../../src/tools/openapi/tool.ts';

const keeper = { type: 'object', required: ['id', 'name'], properties: { id: { type: 'string' }, name: { type: 'string' }, pier: { type: 'string' } } };
const boat = { type: 'object', required: ['id', 'pier'], properties: { id: { type: 'string' }, pier: { type: 'string' }, length: { type: 'number' }, state: { type: 'string' }, keeper_id: { type: 'string' } } };
const answer = (schema: object): object => ({ 200: { description: 'ok', content: { 'application/json': { schema } } } });
const one = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const path = (name: string): object => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const query = (name: string): object => ({ name, in: 'query', schema: { type: 'string' } });
const harbour = toolOf(importOpenApi({
  openapi: '3.0.3', info: { title: 'Harbour', version: '1' }, servers: [{ url: 'https://harbour.example' }],
  components: { schemas: { Keeper: keeper, Boat: boat } },
  paths: {
    '/keepers': { get: { operationId: 'listKeepers', responses: answer({ type: 'array', items: one('Keeper') }) } },
    '/boats': { get: { operationId: 'listBoats', parameters: [query('keeper_id')], responses: answer({ type: 'array', items: one('Boat') }) } },
    '/boats/{boat_id}': { patch: { operationId: 'updateBoat', parameters: [path('boat_id')], requestBody: { required: true, content: { 'application/json': { schema: { type: 'object', properties: { keeper_id: { type: 'string' }, state: { type: 'string' } } } } } }, responses: answer(one('Boat')) } },
  },
}, { name: 'harbour' }));
const registry = buildRegistry([...Object.values(packs), servicePack(harbour)], [...tools, harbour], digestOf);

function planned(wants: FormWant[], values: GoalForm['values'] = []): Plan {
  const reading = formGoal('a goal', { wants, values }, { registry, profiles: [], constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] } });
  if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
  const compiled = compileGoal(reading.typed_goal, registry, { now: '2026-01-01T00:00:00.000Z' });
  if (compiled.result !== 'plan') throw new Error(compiled.message);
  return compiled.plan;
}
const taskOf = (plan: Plan, operation: string): Task | undefined => plan.nodes.find((task) => task.operation === operation);
const boats: FormWant = { id: 'boats', kind: 'record', cardinality: 'list', facets: { entity: 'boat', filters: ['state = idle'] } };

describe('a thing that a change takes', () => {
  it('is looked up where the setting for its identifier says a name, for each change as well', () => {
    const plan = planned([{ ...boats, facets: { ...boats.facets, of: 'keeper' } }, { id: 'given', kind: 'record', cardinality: 'list', effect: 'update-boat', parameters: { keeper_id: 'Ada Marsh' } }], [{ name: 'name', value: 'Bo Lund', facets: { entity: 'keeper' } }]);
    const change = taskOf(plan, 'harbour.update-boat');
    const picks = plan.nodes.filter((task) => task.operation === 'record.pick');
    const value = (task: Task | undefined): unknown => task?.inputs?.find((input) => input.name === 'value')?.bindings;
    expect(change?.for_each).toMatchObject({ port: 'boat' });
    expect(change?.parameters).toEqual([]);
    const looked = picks.find((task) => task.task_id === (change?.inputs ?? []).flatMap((input) => (input.name === 'keeper' ? input.bindings : [])).flatMap((binding) => (binding.kind === 'port' ? [binding.task] : []))[0]);
    expect(value(looked)).toEqual([{ kind: 'literal', value: 'Ada Marsh' }]);
    expect(picks.map(value)).toContainEqual([{ kind: 'literal', value: 'Bo Lund' }]);
  });

  it('is looked up for a value of that name too, and an identifier stays as it is', () => {
    const of = (parameters: { [name: string]: string }, values: GoalForm['values'] = []): Plan => planned([boats, { id: 'given', kind: 'record', cardinality: 'list', effect: 'update-boat', parameters }], values);
    expect(taskOf(of({}, [{ name: 'keeper_id', value: 'Ada Marsh' }]), 'record.pick')?.parameters).toMatchObject([{ name: 'field', binding: { value: 'any' } }]);
    const byId = of({ keeper_id: 'k-17' });
    expect(taskOf(byId, 'record.pick')).toBe(undefined);
    expect(taskOf(byId, 'harbour.update-boat')?.parameters).toMatchObject([{ name: 'keeper_id', binding: { value: 'k-17' } }]);
    expect(taskOf(of({ state: 'sold' }), 'record.pick')).toBe(undefined);
  });
});

describe('records by what was found', () => {
  it('are kept by a field of the found record, and one is looked up by it', () => {
    const longest: FormWant = { id: 'longest', kind: 'record', facets: { entity: 'boat', order: 'desc(length)' } };
    const near = planned([longest, { id: 'near', kind: 'record', cardinality: 'list', facets: { entity: 'boat', filters: ['among(longest, pier)', 'state = idle'] } }]);
    expect(near.nodes.map((task) => task.operation ?? '').toSorted()).toEqual(['harbour.list-boats', 'record.among', 'record.best', 'record.filter']);
    expect(taskOf(near, 'record.among')?.dependencies).toContain(taskOf(near, 'record.best')?.task_id);
    const who = planned([longest, { id: 'who', kind: 'record', facets: { entity: 'keeper', filters: ['among(longest, pier)'] } }]);
    expect(taskOf(who, 'record.matching')?.parameters).toMatchObject([{ binding: { value: ['pier'] } }, { binding: { value: 'same' } }, { binding: { value: 'among' } }]);
  });

  it('are changed only where they were found', () => {
    const plan = planned([
      { id: 'longest', kind: 'record', facets: { entity: 'boat', order: 'desc(length)' } },
      { id: 'near', kind: 'record', cardinality: 'list', facets: { entity: 'boat', filters: ['among(longest, pier)'] } },
      { id: 'moved', kind: 'record', cardinality: 'list', effect: 'update-boat', parameters: { state: 'moved' } },
    ]);
    expect(taskOf(plan, 'harbour.update-boat')?.inputs?.find((input) => input.name === 'boat')?.bindings).toMatchObject([{ kind: 'port', task: taskOf(plan, 'record.among')?.task_id }]);
  });
});
