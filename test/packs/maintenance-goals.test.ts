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
import { maintenanceDocument } from './maintenance.ts';

const service = toolOf(importOpenApi(maintenanceDocument(), { name: 'maintenance' }));
const registry = buildRegistry([...Object.values(packs), servicePack(service)], [...tools, service], digestOf);

function planned(wants: FormWant[], values: GoalForm['values'] = []): Plan {
  const reading = formGoal('a goal', { wants, values }, { registry, profiles: [], constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] } });
  if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
  const compiled = compileGoal(reading.typed_goal, registry, { now: '2026-01-01T00:00:00.000Z' });
  if (compiled.result !== 'plan') throw new Error(compiled.message);
  return compiled.plan;
}
const steps = (plan: Plan): string[] => plan.nodes.map((task) => `${(task.operation ?? task.type ?? '').replace('maintenance.', '')}${task.for_each === undefined ? '' : ' each'}`);
const taskOf = (plan: Plan, operation: string): Task => {
  const found = plan.nodes.find((task) => task.operation === operation);
  if (found === undefined) throw new Error(`no ${operation} in ${steps(plan).join(' ')}`);
  return found;
};
/** The operation whose output stands at an input. */
const from = (plan: Plan, task: Task, input: string): string => {
  const binding = task.inputs?.find((one) => one.name === input)?.bindings[0];
  return binding?.kind === 'port' ? (plan.nodes.find((one) => one.task_id === binding.task)?.operation ?? '').replace('maintenance.', '') : JSON.stringify(binding);
};

const OPEN: FormWant = { id: 'open', kind: 'record', cardinality: 'list', facets: { entity: 'work-order', filters: ['status = open', 'priority > 2'] } };

describe('a person chooses what is changed', () => {
  it('from exactly the list that is wanted before', () => {
    const plan = planned([OPEN, { id: 'gone', kind: 'record', effect: 'delete-work-order' }]);
    expect(steps(plan)).toEqual(['list-work-orders', 'record.filter', 'person.choose', 'record.take', 'delete-work-order']);
    expect(from(plan, taskOf(plan, 'person.choose'), 'options')).toBe('record.filter');
    expect(from(plan, taskOf(plan, 'record.take'), 'records')).toBe('record.filter');
  });

  it('from a list of what belongs to another thing', () => {
    const plan = planned([{ id: 'list', kind: 'record', cardinality: 'list', facets: { entity: 'work-order', of: 'branch', filters: ['status = open'] } }, { id: 'gone', kind: 'record', effect: 'delete-work-order' }], [{ name: 'name', value: 'North', facets: { entity: 'branch' } }]);
    expect(from(plan, taskOf(plan, 'person.choose'), 'options')).toBe('record.filter');
    expect(steps(plan)).toEqual(['list-branches', 'record.pick', 'list-branch-work-orders', 'record.filter', 'person.choose', 'record.take', 'delete-work-order']);
  });

  it('from the table that is wanted to be shown', () => {
    const plan = planned([{ id: 'shown', kind: 'table', facets: { entity: 'work-order', filters: ['status = open'] } }, { id: 'gone', kind: 'record', effect: 'delete-work-order' }]);
    const choice = plan.nodes.find((task) => task.type === 'user_interaction');
    expect(choice?.operation).toBe('person.choose-row');
    expect(plan.nodes.find((task) => task.serves?.includes('shown') === true && choice?.inputs?.[0]?.bindings[0]?.kind === 'port' && task.task_id === choice.inputs[0].bindings[0].task)).toBeDefined();
    expect(steps(plan).slice(-3)).toEqual(['person.choose-row', 'record.take', 'delete-work-order']);
  });

  it('from the list of the thing itself, not from a list of something else', () => {
    const plan = planned([{ id: 'technicians', kind: 'record', cardinality: 'list', facets: { entity: 'technician', filters: ['trade = electric'] } }, { id: 'gone', kind: 'record', effect: 'delete-work-order' }]);
    expect(from(plan, taskOf(plan, 'person.choose'), 'options')).toBe('list-work-orders');
  });
});

describe('a stated value finds what an input of a change takes', () => {
  const asset = { name: 'serial', value: 'S-1', facets: { entity: 'asset' } };
  const create: FormWant = { id: 'made', kind: 'record', effect: 'create-work-order' };
  const title = { name: 'title', value: 'Oil change' };

  it('an optional one, where it is the only one that takes such things', () => {
    const plan = planned([{ id: 'changed', kind: 'record', effect: 'change-work-order' }], [{ name: 'id', value: 'w-1', facets: { entity: 'work-order' } }, { name: 'name', value: 'Ann', facets: { entity: 'technician' } }]);
    expect(steps(plan).toSorted()).toEqual(['change-work-order', 'list-technicians', 'named-work-order', 'record.pick']);
    expect(from(plan, taskOf(plan, 'maintenance.change-work-order'), 'assignee')).toBe('record.pick');
  });

  it('and leaves optional ones alone that nothing is stated for', () => {
    const plan = planned([{ id: 'technicians', kind: 'record', cardinality: 'list', facets: { entity: 'technician' } }, create], [asset, title]);
    expect(taskOf(plan, 'maintenance.create-work-order').inputs?.map((input) => input.name)).toEqual(['title', 'asset']);
  });

  it('by the name of the input, or with a role', () => {
    for (const value of [{ name: 'assignee', value: 'Ann', facets: { entity: 'technician' } }, { name: 'assignee', value: 'Ann' }, { name: 'name', value: 'Ann', facets: { entity: 'technician', role: 'assignee_id' } }]) {
      const plan = planned([create], [asset, title, value]);
      const made = taskOf(plan, 'maintenance.create-work-order');
      expect(made.inputs?.map((input) => input.name)).toEqual(['title', 'asset', 'assignee']);
      const pick = plan.nodes.find((task) => made.inputs?.[2]?.bindings[0]?.kind === 'port' && task.task_id === made.inputs[2].bindings[0].task);
      expect(pick?.inputs?.find((input) => input.name === 'value')?.bindings).toEqual([{ kind: 'literal', value: 'Ann' }]);
      expect(pick?.parameters).toEqual([{ name: 'field', binding: { kind: 'literal', value: 'name' } }]);
      expect(JSON.stringify(plan)).not.toContain('role');
    }
  });

  it('two values of one field go to the inputs that they are for', () => {
    const plan = planned([create], [asset, title, { name: 'name', value: 'Ann', facets: { entity: 'technician', role: 'inspector' } }, { name: 'name', value: 'Bo', facets: { entity: 'technician', role: 'assignee' } }]);
    const made = taskOf(plan, 'maintenance.create-work-order');
    const valueAt = (name: string): unknown => {
      const binding = made.inputs?.find((input) => input.name === name)?.bindings[0];
      const pick = plan.nodes.find((task) => binding?.kind === 'port' && task.task_id === binding.task);
      return pick?.inputs?.find((input) => input.name === 'value')?.bindings[0];
    };
    expect(valueAt('inspector')).toEqual({ kind: 'literal', value: 'Ann' });
    expect(valueAt('assignee')).toEqual({ kind: 'literal', value: 'Bo' });
    const byId = planned([create], [asset, title, { name: 'id', value: 't-1', facets: { entity: 'technician', role: 'inspector' } }, { name: 'id', value: 't-2', facets: { entity: 'technician', role: 'assignee' } }]);
    expect(steps(byId).filter((step) => step === 'named-technician')).toHaveLength(2);
  });

  it('is a setting where its name is one, and is refused where several inputs could be meant', () => {
    const plan = planned([create], [asset, title, { name: 'priority', value: 4 }, { name: 'assignee_id', value: 't-7' }]);
    expect(taskOf(plan, 'maintenance.create-work-order').parameters).toEqual([{ name: 'assignee_id', binding: { kind: 'literal', value: 't-7' } }, { name: 'priority', binding: { kind: 'literal', value: 4 } }]);
    expect(() => planned([create], [asset, title, { name: 'name', value: 'Ann', facets: { entity: 'technician' } }])).toThrow(/for which input of a change/);
  });
});

describe('one of a list', () => {
  it('is the first of what a search found', () => {
    const plan = planned([{ id: 'parts', kind: 'table', facets: { entity: 'comment' } }], [{ name: 'query', value: 'pump', facets: { entity: 'work-order' } }]);
    expect(steps(plan)).toEqual(['search-work-orders-matching', 'record.first', 'list-comments', 'record.tabulate']);
  });

  it('means nothing where nothing was searched for, also where the operation is called a search', () => {
    const ranked = (operation: string): unknown => service.operations.find((one) => one.operation === operation)?.output.facets['ranked'];
    expect(ranked('search-work-orders')).toBeUndefined();
    expect(ranked('search-work-orders-matching')).toBe('relevance');
    expect(ranked('list-assets')).toBeUndefined();
  });
});

it('follows references of a changed record from the last look at it, not from what the change gave back', () => {
  const plan = planned([
    { id: 'made', kind: 'record', effect: 'create-work-order' },
    { id: 'seen', kind: 'record', facets: { entity: 'work-order', operation: 'get-work-order' }, until: { value: 'status', op: '=', than: 'assigned', limit: 5 } },
    { id: 'who', kind: 'record', facets: { entity: 'technician', fields: ['trade'] } },
  ], [{ name: 'serial', value: 'S-1', facets: { entity: 'asset' } }, { name: 'title', value: 'Oil change' }]);
  expect(from(plan, taskOf(plan, 'maintenance.technician-of'), 'record')).toBe('get-work-order');
  expect(from(plan, taskOf(plan, 'maintenance.get-work-order'), 'work-order')).toBe('create-work-order');
});
