import { describe, expect, it } from 'vitest';
import { servicePack } from '../../src/packs/api/service-pack.ts';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { tools } from '../../src/tools/index.ts';
import { importOpenApi } from '../../src/tools/openapi/import-openapi.ts';
import { toolOf } from '../../src/tools/openapi/tool.ts';
import { FREE } from './fixtures/goals.ts';
import { at, body, date, list, number, object, ok, ref, string } from './fixtures/openapi.ts';


/** A marina: boats of skippers on berths of piers, and jobs on boats. */
const MARINA = {
  openapi: '3.1.0', info: { title: 'Marina', version: '1' }, servers: [{ url: 'https://marina.example' }],
  components: { schemas: {
    Person: object({ id: string, name: string, town: string }), Pier: object({ code: string, name: string }),
    Boat: object({ id: string, skipper_id: { ...string, description: 'The person who sails it.' }, name: string, home_pier: { ...string, description: 'Code of a pier.' }, hull: object({ length_m: number, material: string }) }),
    Job: object({ id: string, boat_id: string, state: { ...string, enum: ['open', 'done'] }, opened_on: date, fee: number, painter_id: { ...string, description: 'The person who does it.' } }),
  } },
  paths: {
    '/people': list('Person'), '/people/{person_id}': { parameters: at('person_id'), get: { operationId: 'getPerson', responses: ok(ref('Person')) } },
    '/piers': list('Pier'), '/boats': list('Boat'), '/boats/{boat_id}': { parameters: at('boat_id'), get: { operationId: 'getBoat', responses: ok(ref('Boat')) } },
    '/jobs': { ...list('Job'), post: { operationId: 'openJob', requestBody: body(object({ boat_id: string, fee: number, where: object({ dock: string, side: string }, ['dock']), items: { type: 'array', items: object({ what: string, pieces: { type: 'integer' } }) } }, ['boat_id', 'where'])), responses: ok(ref('Job')) } },
    '/people/{person_id}/questions': { parameters: at('person_id'), post: { operationId: 'askPerson', requestBody: body(object({ job_id: string }, ['job_id'])), responses: ok(object({ id: string, person_id: string, job_id: string, accepted: { type: 'boolean' } })) } },
    '/jobs/{job_id}': {
      parameters: at('job_id'),
      patch: { operationId: 'changeJob', requestBody: body(object({ state: { ...string, enum: ['open', 'done'] }, fee: number, painter_id: string })), responses: ok(ref('Job')) },
      delete: { operationId: 'dropJob', responses: { 204: { description: 'gone' } } },
    },
  },
};
const marina = toolOf(importOpenApi(MARINA, { name: 'marina' }));
const registry = buildRegistry([...Object.values(packs), servicePack(marina)], [...tools, marina], digestOf);

function plan(form: GoalForm): Plan | string {
  const reading = formGoal('a goal', form, { registry, profiles: [], constraints: FREE });
  if (reading.result !== 'typed') return JSON.stringify(reading);
  const result = compileGoal(reading.typed_goal, registry, { now: '2026-01-01T00:00:00.000Z' });
  return result.result === 'plan' ? result.plan : result.message;
}

const steps = (of: Plan | string): string[] => (typeof of === 'string' ? [of] : of.nodes.map((task) => task.operation ?? ''));
const settings = (of: Plan | string, operation: string): { [name: string]: unknown } =>
  typeof of === 'string' ? {} : Object.fromEntries((of.nodes.find((task) => task.operation === operation)?.parameters ?? []).map(({ name, binding }) => [name, binding.kind === 'literal' ? binding.value : binding]));
const table = (facets: NonNullable<GoalForm['wants'][number]['facets']>): Plan | string => plan({ wants: [{ id: 'w', kind: 'table', facets }] });

describe('tables of records', () => {
  it('look up the names of what their fields refer to, whatever these are called, also where nothing of their own is named', () => {
    const skippers = table({ entity: 'boat', keys: 'person_name', measures: 'count(rows)' });
    expect(steps(skippers)).toEqual(['marina.list-boats', 'record.tabulate', 'marina.list-persons', 'record.tabulate', 'table.attach', 'table.count']);
    expect(settings(skippers, 'table.attach')['link']).toMatchObject({ args: ['skipper_id', 'id', 'skipper', { fn: 'as', args: ['name', 'person_name'] }] });
    expect(settings(table({ entity: 'boat', columns: 'pier_name' }), 'table.attach')['link']).toMatchObject({ args: ['home_pier', 'code', 'home_pier', { fn: 'as', args: ['name', 'pier_name'] }] });
  });

  it('go on from what is looked up to what that refers to', () => {
    expect(steps(table({ entity: 'job', keys: 'skipper_town', measures: 'statistic(fee, sum)' })).filter((one) => one === 'table.attach')).toHaveLength(2);
  });

  it('have several statistics of fields that no file has in one step', () => {
    expect(steps(table({ entity: 'job', keys: 'state', measures: ['statistic(fee, sum)', 'statistic(fee, mean)', 'count(rows)'] }))).toEqual(['marina.list-jobs', 'record.tabulate', 'table.statistics']);
  });

  it('are restricted, ordered and grouped by fields of nested objects', () => {
    expect(settings(table({ entity: 'boat', filters: 'hull_length_m > 9', order: 'desc(hull_length_m)' }), 'record.filter')['predicates']).toEqual([{ fn: '>', args: ['hull_length_m', 9] }]);
    expect(steps(table({ entity: 'boat', keys: 'hull_material', measures: 'statistic(hull_length_m, mean)' })).at(-1)).toBe('table.statistic');
  });
});

describe('changes of a service', () => {
  it('take objects and lists of objects as they are stated', () => {
    const opened = plan({
      wants: [{ id: 'w', kind: 'record', effect: 'open-job', parameters: { items: [{ what: 'rope', pieces: 2 }] } }],
      values: [{ name: 'id', value: 'b-1', facets: { entity: 'boat' } }, { name: 'where', value: { dock: 'A', side: 'port' } }],
    });
    expect(steps(opened)).toEqual(['marina.named-boat', 'marina.open-job']);
    expect(settings(opened, 'marina.open-job')).toEqual({ items: [{ what: 'rope', pieces: 2 }] });
    expect(typeof opened === 'string' ? [] : opened.nodes[1]?.inputs?.find((one) => one.name === 'where')?.bindings).toEqual([{ kind: 'literal', value: { dock: 'A', side: 'port' } }]);
  });

  it('are made to the one record that an earlier want finds by several conditions, and nobody has to choose it', () => {
    const changed = plan({ wants: [{ id: 'job', kind: 'record', facets: { entity: 'job', filters: ['state = open', 'opened_on = 2025-02'] } }, { id: 'w', kind: 'record', effect: 'change-job', parameters: { state: 'done' } }] });
    expect(steps(changed)).toEqual(['marina.list-jobs', 'record.only', 'marina.change-job']);
    const found = plan({
      wants: [{ id: 'boat', kind: 'record', facets: { entity: 'boat', fields: 'name' } }, { id: 'job', kind: 'record', facets: { entity: 'job', filters: ['among(boat, boat_id, id)', 'state = open'] } }, { id: 'w', kind: 'record', effect: 'drop-job' }],
      values: [{ name: 'name', value: 'Tern', facets: { entity: 'boat' } }],
    });
    expect(steps(found)).toContain('record.matching');
    expect(steps(found)).not.toContain('person.choose');
  });

  it('still let a person choose from a list that is shown', () => {
    const chosen = plan({ wants: [{ id: 'jobs', kind: 'record', cardinality: 'list', facets: { entity: 'job', filters: 'state = open' } }, { id: 'w', kind: 'record', effect: 'drop-job' }] });
    expect(steps(chosen)).toEqual(['marina.list-jobs', 'record.filter', 'person.choose', 'record.take', 'marina.drop-job']);
  });

  it('write a stated value whose name is also a field to find by, where nothing is found by it', () => {
    const changed = plan({ wants: [{ id: 'w', kind: 'record', effect: 'change-job' }], values: [{ name: 'id', value: 'j-1', facets: { entity: 'job' } }, { name: 'fee', value: 77, facets: { entity: 'job' } }] });
    expect(settings(changed, 'marina.change-job')).toEqual({ fee: 77 });
  });

  it('look up by name what an input refers to, also where only another schema says what that is', () => {
    const changed = plan({ wants: [{ id: 'w', kind: 'record', effect: 'change-job', parameters: { painter_id: 'Ola Berg' } }], values: [{ name: 'id', value: 'j-1', facets: { entity: 'job' } }] });
    expect(settings(changed, 'marina.change-job')).toEqual({});
    expect(typeof changed === 'string' ? [changed] : changed.nodes.find((task) => task.operation === 'marina.change-job')?.inputs?.map((one) => one.name)).toEqual(['job', 'painter']);
  });

  it('are not repeated through a list, of which nobody says which one each round is made to', () => {
    const repeated = plan({
      wants: [{ id: 'people', kind: 'record', cardinality: 'list', facets: { entity: 'person', order: 'asc(name)' } }, { id: 'w', kind: 'record', effect: 'ask-person', until: { value: 'accepted', op: '=', than: true, limit: 3 } }],
      values: [{ name: 'id', value: 'j-1', facets: { entity: 'job' } }],
    });
    expect(repeated).toMatch(/Cannot repeat .* for one of "people" after the other/);
  });
});

describe('what is wanted before a change for an input that it could do without', () => {
  const change = { id: 'changed', kind: 'record', effect: 'change-job', parameters: { state: 'done' } };
  const values = [{ name: 'id', value: 'j-1', facets: { entity: 'job' } }];
  const wiring = (of: Plan | string): string | undefined => (typeof of === 'string' ? of : of.nodes.find((task) => task.operation === 'marina.change-job')?.inputs?.find((input) => input.name === 'painter')?.bindings.map((one) => (one.kind === 'port' ? one.task : one.kind)).join());

  it.each<[string, GoalForm['wants'][number], string]>([
    ['a choice', { id: 'who', kind: 'choice', facets: { entity: 'person' } }, 'person.choose'],
    ['a list', { id: 'people', kind: 'record', cardinality: 'list', facets: { entity: 'person' } }, 'person.choose'],
    ['the one that fits', { id: 'who', kind: 'record', facets: { entity: 'person', filters: ['name = Bo'] } }, 'record.only'],
  ])('goes into it: %s', (_, before, operation) => {
    const made = plan({ wants: [before, change], values });
    expect(steps(made)).toEqual(expect.arrayContaining(['marina.list-persons', operation, 'marina.change-job']));
    expect(wiring(made)).toBeTruthy();
  });

  it('does not where the goal says what goes in, or nothing is wanted before', () => {
    const list: GoalForm['wants'][number] = { id: 'people', kind: 'record', cardinality: 'list', facets: { entity: 'person' } };
    expect(steps(plan({ wants: [list, { ...change, parameters: { state: 'done', painter_id: 'p-1' } }], values }))).not.toContain('person.choose');
    expect(wiring(plan({ wants: [change], values }))).toBeUndefined();
  });

  it('is refused where a person would have to enter a setting, which would else be written as it stands', () => {
    expect(plan({ wants: [{ ...change, parameters: { state: 'asked(state)' } }], values })).toMatch(/^Cannot use "asked\(state\)" for "state": what a person enters stands in facets only/);
  });
});
