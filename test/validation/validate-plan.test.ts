import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/schemas/json.ts';
import { type Plan, PLAN_LIMITS, type Task } from '../../src/schemas/plan.ts';
import { LIMITS } from '../../src/plan/limits.ts';
import { linkPlan } from '../../src/plan/link.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { type ValidationContext, validatePlan } from '../../src/validation/validate-plan.ts';
import { REGISTRY, operation, plan, stepOf, task, worldPlan } from '../plan/plans.ts';

const CONTEXT: ValidationContext = { registry: REGISTRY, policy: SHIPPED_POLICY, now: '2026-11-22T12:00:00Z', decomposed: true };
const check = (of: Plan, more: Partial<ValidationContext> = {}) => validatePlan(of, { ...CONTEXT, ...more });
const errors = (of: Plan, more: Partial<ValidationContext> = {}): string[] => check(of, more).checks_failed.filter((one) => one.severity === 'error').map((one) => one.rule ?? '');
const fixOf = (of: Plan, rule: string, more: Partial<ValidationContext> = {}): string | undefined => check(of, more).checks_failed.find((one) => one.rule === rule)?.suggested_fix;
const constraints = { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] };
/** CPU time in milliseconds, which does not depend on what else the machine does. */
function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
const load = (id = 'load'): Task => task(id, 'table.load', { source: 'dataset.world' });

/** The world plan with one task changed, and decomposed again. */
function changed(id: string, change: (one: Task) => Task): Plan {
  return plan(worldPlan().nodes.map((one) => (one.task_id === id ? change(one) : one)));
}
function withStep(id: string, change: (step: ReturnType<typeof stepOf>) => ReturnType<typeof stepOf>): Plan {
  const base = worldPlan();
  return { ...base, decompositions: base.decompositions?.map((one) => (one.task_id === id ? { ...one, steps: one.steps.map(change) } : one)) };
}
const parameter = (name: string, value: Json): Task['parameters'] => [{ name, binding: { kind: 'literal', value } }];

describe('validatePlan', () => {
  it('accepts a valid plan at all five levels and asks for approval', () => {
    const result = check(worldPlan());
    expect(result).toMatchObject({ is_valid: true, checks_failed: [], approval_required: true });
    expect(new Set(result.checks_passed.map((one) => one.split('.')[0]))).toEqual(new Set(['syntactic', 'semantic', 'dependency', 'safety', 'resource']));
  });

  it('gives every failure a message, a fix, a rule and a level', () => {
    const bad = { ...changed('chart', (one) => ({ ...one, operation: 'chart.lin', dependencies: ['ghost', 'chart'] })), constraints: { ...constraints, deadline: '2020-01-01T00:00:00.000Z', allowed_tools: ['table'] } };
    const { checks_failed: failed } = check(bad);
    expect(new Set(failed.map((one) => one.check_type)).size).toBeGreaterThanOrEqual(4);
    for (const one of failed) {
      expect(one.message).toMatch(/^(Cannot|The|Task) .*\.$/);
      expect(one.suggested_fix).toMatch(/[.?\]}]$/);
      expect(one.rule).toMatch(/^[a-z]+\.[a-z-]+$/);
    }
  });

  it('knows the limits of the schema', () => {
    expect(LIMITS).toEqual(PLAN_LIMITS);
  });

  describe('dependency level', () => {
    it('refuses a cycle of two and a self-loop (PV-1)', () => {
      const [a, b] = [load('a'), load('b')];
      expect(errors(plan([{ ...a, dependencies: ['b'] }, { ...b, dependencies: ['a'] }]))).toEqual(['dependency.cycle']);
      expect(errors(plan([{ ...a, dependencies: ['a'] }]))).toEqual(['dependency.cycle']);
    });
    it('refuses a cycle that only the bindings of steps close (PV-1)', () => {
      const base = plan([load('a'), task('b', 'table.filter', { table: 'a.table' }, { column: 'x' })]);
      const first = base.decompositions?.[0]?.steps[0];
      if (!first) throw new Error('no step');
      first.tool_intent.required_inputs.source = { kind: 'port', task: 'b', port: 'table' };
      expect(errors(base)).toContain('dependency.cycle');
    });
    it('refuses dangling dependencies, edges and bindings, naming the nearest (PV-8)', () => {
      expect(fixOf(changed('chart', (one) => ({ ...one, dependencies: ['filterr'] })), 'dependency.task-exists')).toBe('Did you mean "filter"?');
      expect(errors({ ...worldPlan(), edges: [...(worldPlan().edges ?? []), { from: 'ghost', from_port: null, to: 'chart', to_port: null, reason: 'declared', detail: '' }] })).toEqual(['dependency.task-exists']);
      expect(errors(changed('chart', (one) => ({ ...one, inputs: [{ name: 'table', bindings: [{ kind: 'port', task: 'ghost', port: 'table' }] }], dependencies: [] })))).toContain('dependency.task-exists');
    });
    it('refuses an output that the task does not have (PV-8)', () => {
      expect(fixOf(changed('chart', (one) => ({ ...one, inputs: [{ name: 'table', bindings: [{ kind: 'port', task: 'filter', port: 'rows' }] }] })), 'dependency.port-exists')).toBe('Use "table".');
    });
    it('refuses a reference to a later step, or to a step of another task (PV-8)', () => {
      expect(errors(withStep('filter', (step) => ({ ...step, tool_intent: { ...step.tool_intent, required_inputs: { ...step.tool_intent.required_inputs, table: { kind: 'step', step: 's2', port: 'table' } } } })))).toContain('dependency.step-order');
    });
    it('refuses data from a task that a condition may skip (PV-8)', () => {
      expect(errors(changed('filter', (one) => ({ ...one, when: { path: 'answers.q', op: 'exists' } })))).toContain('dependency.conditional');
    });
    it('refuses a use that nothing orders', () => {
      const base = worldPlan();
      expect(errors({ ...base, edges: base.edges?.filter((edge) => edge.to !== 'chart'), nodes: base.nodes.map((one) => (one.task_id === 'chart' ? { ...one, dependencies: [] } : one)) })).toEqual(['dependency.ordered']);
    });
  });

  describe('caps (PV-2)', () => {
    const seed = (count: number, dependencies: (at: number) => string[]): Plan => ({
      ...plan([]), decompositions: [],
      nodes: Array.from({ length: count }, (_, at) => ({ ...load(`t${at}`), dependencies: dependencies(at) })),
    });
    it('refuses 10,001 tasks and a million dependencies in under 200 ms', () => {
      for (const bad of [seed(10_001, () => []), seed(2, () => Array.from({ length: 1_000_000 }, () => 't0'))]) {
        expect(cpuMs(() => expect(errors(bad)).toEqual(['syntactic.limits']))).toBeLessThan(200);
      }
    });
    it('refuses a chain of 1,001 and a fan-out of 2,001, and takes 1,000 and 2,000', () => {
      const chain = (count: number): Plan => seed(count, (at) => (at === 0 ? [] : [`t${at - 1}`]));
      const fan = (count: number): Plan => seed(count + 1, (at) => (at === 0 ? [] : ['t0']));
      const open = { decomposed: false };
      expect(errors(chain(1001), open)).toEqual(['dependency.depth']);
      expect(errors(fan(2001), open)).toEqual(['dependency.fan-out']);
      expect(errors(chain(1000), open)).toEqual([]);
      expect(errors(fan(2000), open)).toEqual([]);
    });
    it('checks a plan of 10,000 tasks in bounded time, also a chain too deep for any stack', () => {
      const ten = seed(10_000, (at) => (at < 10 ? [] : [`t${at - 10}`]));
      const deep = seed(10_000, (at) => (at === 0 ? [] : [`t${at - 1}`]));
      expect(cpuMs(() => expect(errors(ten, { decomposed: false })).toEqual([]))).toBeLessThan(5000);
      expect(cpuMs(() => expect(errors(deep, { decomposed: false })).toEqual(['dependency.depth']))).toBeLessThan(5000);
    });
    it('refuses more than 50 steps in a task', () => {
      const base = worldPlan();
      const steps = Array.from({ length: 51 }, (_, at) => ({ ...stepOf(load()), step_id: `s${at}` }));
      expect(errors({ ...base, decompositions: [{ task_id: 'load', steps }] })).toEqual(['syntactic.limits']);
    });
  });

  describe('syntactic level', () => {
    it('refuses loops without a bound (PV-3)', () => {
      expect(errors(changed('load', (one) => ({ ...one, repeat: { until: { path: 'outputs.table.rows', op: 'exists' }, limit: 1e9 } })))).toContain('syntactic.bounded');
      expect(errors(changed('load', (one) => ({ ...one, for_each: { port: 'table', limit: Number.NaN } })))).toContain('syntactic.plain-data');
    });
    it('refuses duplicate ids and ids that differ only in case or form (PV-4)', () => {
      expect(errors(plan([load('a'), load('a')]))).toContain('syntactic.distinct-ids');
      expect(errors(plan([load('Load'), load('load')]))).toEqual(['syntactic.distinct-ids']);
      expect(errors(plan([load('caf\u00e9'), load('cafe\u0301')]))).toEqual(expect.arrayContaining(['syntactic.distinct-ids', 'syntactic.task-ids']));
    });
    it('refuses confusable, zero-width and right-to-left ids and tool names, shown as escapes (PV-5)', () => {
      for (const id of ['lo\u0430d', 'lo\u200bad', 'lo\u202ead']) expect(errors(plan([load(id)]))).toContain('syntactic.task-ids');
      const { checks_failed: failed } = check(changed('load', (one) => ({ ...one, operation: 'table.lo\u0430d' })));
      expect(failed[0]?.message).toContain('table.lo\\u0430d');
      expect(failed[0]?.suggested_fix).toContain('"table.load"');
    });
    it('refuses keys that reach prototypes, anywhere (PV-6)', () => {
      const evil = JSON.parse('{"__proto__":{"polluted":true}}') as Json;
      expect(errors(changed('filter', (one) => ({ ...one, parameters: parameter('column', evil) })))).toEqual(['syntactic.plain-data']);
      expect(errors(changed('filter', (one) => ({ ...one, parameters: parameter('column', { constructor: 1 }) })))).toEqual(['syntactic.plain-data']);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    });
    it('refuses values without a JSON form and endless nesting (PV-7)', () => {
      let deep: Json = 1;
      for (let at = 0; at < 100_000; at += 1) deep = [deep];
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '\ud800', deep]) expect(errors(changed('filter', (one) => ({ ...one, parameters: parameter('column', value) })))).toEqual(['syntactic.plain-data']);
    });
    it('refuses predicates that begin nowhere', () => {
      expect(errors(withStep('load', (step) => ({ ...step, postconditions: [{ path: 'rows', op: '>', value: 0 }] })))).toEqual(['syntactic.predicates']);
    });
    it('fails closed on what is no plan at all (PV-16)', () => {
      for (const bad of [null, 3, {}, { nodes: 3 }, { nodes: [null] }, { nodes: [{}] }, { nodes: [{ task_id: 1, dependencies: [] }] }]) {
        const result = validatePlan(bad as never, CONTEXT);
        expect(result.is_valid, JSON.stringify(bad)).toBe(false);
        expect(result.approval_required).toBe(true);
      }
    });
    it('fails closed when a rule throws (PV-16)', () => {
      const registry = { ...REGISTRY, operations: REGISTRY.operations.map((one) => ({ ...one, get documents(): string[] { throw new Error('broken rule'); } })) };
      const result = check(worldPlan(), { registry });
      expect(result.is_valid).toBe(false);
      expect(result.checks_failed.map((one) => one.message).join()).toContain('broken rule');
    });
  });

  describe('semantic level', () => {
    it('refuses an unknown operation and names the nearest (PV-10)', () => {
      expect(fixOf(changed('chart', (one) => ({ ...one, operation: 'chart.lines' })), 'semantic.operation-exists')).toContain('"chart.line"');
    });
    it.each<[string, Task['parameters'], string]>([
      ['a wrong type', parameter('column', 3), 'should be string'],
      ['a value outside the choices', [...(parameter('column', 'a') ?? []), ...(parameter('mode', 'kepp') ?? [])], 'should be one of'],
      ['a value below the minimum', [...(parameter('column', 'a') ?? []), ...(parameter('minimum', -1) ?? [])], 'should be at least 0'],
      ['a missing parameter', parameter('minimum', 1), 'is missing'],
      ['an extra argument', [...(parameter('column', 'a') ?? []), ...(parameter('sql', 'drop table') ?? [])], 'has no input'],
    ])('refuses %s (PV-9)', (_, parameters, words) => {
      const { checks_failed: failed } = check(changed('filter', (one) => ({ ...one, parameters })));
      expect(failed.map((one) => one.message).join(' ')).toContain(words);
    });
    it('refuses the wrong kind, two where one fits, and an open input (PV-9)', () => {
      const bind = (...sources: string[]) => (one: Task): Task => ({ ...one, inputs: [{ name: 'table', bindings: sources.map((from) => ({ kind: 'port', task: from, port: from === 'load' ? 'table' : 'text' })) }], dependencies: sources });
      expect(errors(changed('chart', bind('narrate')))).toContain('semantic.port-types');
      expect(errors(changed('chart', bind('load', 'load')))).toContain('semantic.inputs');
      expect(errors(changed('chart', (one) => ({ ...one, inputs: [], dependencies: [] })))).toContain('semantic.inputs');
    });
    it('follows facets through operations: a source without a table cannot be charted (PV-9)', () => {
      const grid = { ...REGISTRY.datasets[0], id: 'grid', type: { kind: 'source', facets: { content: 'grid' } } } as (typeof REGISTRY.datasets)[0];
      const { checks_failed: failed } = check(plan([task('load', 'table.load', { source: 'dataset.grid' })]), { registry: { ...REGISTRY, datasets: [...REGISTRY.datasets, grid] } });
      expect(failed[0]).toMatchObject({ rule: 'semantic.port-types', message: 'Cannot run step "s1" of task "load": input "source" gets source whose content is "grid", and needs "table".' });
    });
    it('refuses an output that claims to be what it is not', () => {
      expect(errors(changed('load', (one) => ({ ...one, outputs: [{ name: 'table', type: { kind: 'table', facets: { dataset: 'other' } } }] })))).toEqual(['semantic.port-types']);
      expect(errors(withStep('load', (step) => ({ ...step, tool_intent: { ...step.tool_intent, expected_outputs: { table: { kind: 'chart' } } } })))).toContain('semantic.outputs');
    });
    it('refuses invented and deprecated documents, naming one that exists (PV-10, PV-11)', () => {
      const cite = (id: string): Plan => withStep('load', (step) => ({ ...step, documentation_references: [id] }));
      expect(fixOf(cite('made-up'), 'semantic.documents')).toBe('Cite "table-guide" instead.');
      expect(errors(cite('old-guide'))).toEqual(['semantic.documents']);
      expect(errors(cite('table-guide'), { documents: [] })).toContain('semantic.documents');
    });
    it('refuses a claim of a smaller effect than the operation has', () => {
      expect(fixOf(changed('save', (one) => ({ ...one, effect: 'none' })), 'semantic.effect')).toBe('Set its effect to "write".');
    });
    it('refuses steps that are not atomic', () => {
      expect(errors(withStep('load', (step) => ({ ...step, tool_intent: { ...step.tool_intent, expected_outputs: { table: { kind: 'table' }, summary: { kind: 'summary' } } } })))).toContain('semantic.atomic');
    });
    it('refuses a task whose steps run something else than it says', () => {
      const swapped = withStep('chart', (step) => ({ ...step, tool_intent: { ...step.tool_intent, tool_name: 'mail', operation: 'send' } }));
      expect(errors(swapped)).toContain('semantic.same-operation');
    });
    it('refuses data, answers and secrets that are not there', () => {
      expect(fixOf(plan([task('load', 'table.load', { source: 'dataset.wrld' })]), 'semantic.data')).toBe('Did you mean "world"?');
      const bind = (binding: NonNullable<Task['parameters']>[0]['binding']): Plan => changed('filter', (one) => ({ ...one, parameters: [{ name: 'column', binding }] }));
      expect(errors(bind({ kind: 'answer', question_id: 'q9' }), { questions: ['q1'] })).toContain('semantic.data');
      expect(errors(bind({ kind: 'secret', name: 'token' }), { secrets: [] })).toContain('semantic.data');
      const file = { kind: 'artifact' as const, sha256: 'a'.repeat(64), name: 'x.csv', media_type: 'text/csv' };
      expect(errors(changed('load', (one) => ({ ...one, inputs: [{ name: 'source', bindings: [file] }] })), { givens: [] })).toContain('semantic.data');
    });
    it('refuses to repeat a change', () => {
      expect(errors(changed('save', (one) => ({ ...one, repeat: { until: { path: 'outputs.file.bytes', op: '>', value: 3 }, limit: 3 } })))).toContain('semantic.repetition');
    });
    it('lets a change repeat that the goal asked to repeat, within what one approval may cover, and each of several never', () => {
      const repeated = (more: Partial<NonNullable<Plan['nodes'][number]['repeat']>>, task: Partial<Plan['nodes'][number]> = {}): string[] =>
        errors(changed('save', (one) => ({ ...one, ...task, repeat: { until: { path: 'outputs.file.bytes', op: '>', value: 3 }, limit: 3, changes: 'asked', ...more } })));
      expect(repeated({})).not.toContain('semantic.repetition');
      expect(repeated({ limit: 51 })).toContain('semantic.repetition');
      expect(repeated({}, { for_each: { port: 'content', limit: 3 } })).toContain('semantic.repetition');
    });
    it('asks for steps only when the plan is about to be approved', () => {
      const open = { ...worldPlan(), decompositions: [] };
      expect(errors(open)).toEqual(Array.from({ length: 6 }, () => 'semantic.operation-chosen'));
      expect(errors(open, { decomposed: false })).toEqual([]);
    });
  });

  describe('safety level', () => {
    const secret = { kind: 'secret' as const, name: 'token' };
    it('refuses forbidden operations and those that the goal does not allow', () => {
      expect(errors(worldPlan(), { policy: { ...SHIPPED_POLICY, forbids: { operations: ['file.*'], hosts: [] } } })).toEqual(['safety.forbidden-operation']);
      expect(errors({ ...worldPlan(), constraints: { ...constraints, allowed_tools: ['table', 'chart.line'] } })).toEqual(['safety.allowed-tools', 'safety.allowed-tools', 'safety.allowed-tools']);
    });
    it.each(['https://evil.example/x', 'http://127.0.0.1:9/', 'http://user@evil.example/', 'ftp://evil.example', 'http://[::1]/'])('refuses host of %s unless the policy allows it', (url) => {
      expect(errors(plan([task('get', 'http.fetch', {}, { url })]))).toEqual(['safety.hosts']);
    });
    it('allows hosts of the policy, and lets a ban win', () => {
      const get = plan([task('get', 'http.fetch', {}, { url: 'https://data.example.org/a.csv' })]);
      expect(errors(get, { policy: { ...SHIPPED_POLICY, allowed_hosts: ['*.example.org'] } })).toEqual([]);
      expect(errors(get, { policy: { ...SHIPPED_POLICY, allowed_hosts: ['*.example.org'], forbids: { operations: [], hosts: ['data.example.org'] } } })).toEqual(['safety.hosts']);
    });
    it('refuses an address whose host is put together at run time (LM-5)', () => {
      const get = task('get', 'http.fetch');
      const url = { kind: 'concat' as const, parts: [{ kind: 'literal' as const, value: 'https://' }, { kind: 'answer' as const, question_id: 'host' }] };
      expect(errors(plan([{ ...get, parameters: [{ name: 'url', binding: url }] }]))).toContain('safety.hosts');
    });
    it('refuses a secret on its way out over several tasks, and takes it where the flow is declared (PV-12)', () => {
      // read secret → encode → narrate → post: each step by itself is harmless
      const encode = operation({ tool: 'text', operation: 'encode', inputs: [{ name: 'text', kinds: ['text'], facets: {}, optional: true }], output: { name: 'text', kind: 'text', facets: {} }, parameters: { type: 'object', properties: { value: { type: 'string' } }, additionalProperties: false }, documents: [] });
      const registry = { ...REGISTRY, operations: [...REGISTRY.operations, encode] };
      const first: Task = { ...task('first', 'table.load'), operation: 'text.encode', inputs: [], parameters: [{ name: 'value', binding: secret }], outputs: [{ name: 'text', type: { kind: 'text', facets: {} } }] };
      const second: Task = { ...first, task_id: 'second', dependencies: ['first'], inputs: [{ name: 'text', bindings: [{ kind: 'port', task: 'first', port: 'text' }] }], parameters: [] };
      const send = task('send', 'mail.send', { body: 'second.text' }, { to: 'a@b.c' });
      const steps = (one: Task) => ({ ...stepOf(one), tool_intent: { ...stepOf(one).tool_intent, ...(one.operation === 'text.encode' && { expected_outputs: { text: { kind: 'text' } } }) }, documentation_references: [] });
      const chain = plan([first, second, send]);
      const base = { ...chain, decompositions: chain.nodes.map((one) => ({ task_id: one.task_id, steps: [steps(one)] })) };
      expect(check(base, { registry }).checks_failed.filter((one) => one.rule === 'safety.flows').map((one) => one.task_id)).toEqual(['first', 'send']);
      const flows = base.decompositions.map((one) => ({ ...one, steps: one.steps.map((step) => ({ ...step, tool_intent: { ...step.tool_intent, flows: [{ input: one.task_id === 'send' ? 'body' : one.task_id === 'first' ? 'value' : 'text', label: 'secret' as const }] } })) }));
      expect(errors({ ...base, decompositions: flows }, { registry })).toEqual([]);
    });
    it('refuses an untrusted value that decides about an effect (G4)', () => {
      const base = plan([load(), task('narrate', 'narrate.describe', { about: ['load.table'] }), task('rm', 'file.remove', {}, { path: 'x' })]);
      const rm = base.decompositions?.[2]?.steps[0];
      if (!rm) throw new Error('no step');
      rm.tool_intent.required_inputs.path = { kind: 'port', task: 'narrate', port: 'text', path: 'file' };
      expect(errors(linkPlan(base, REGISTRY).plan)).toEqual(['safety.flows']);
    });
    it('refuses keys written into the plan', () => {
      expect(errors(changed('filter', (one) => ({ ...one, parameters: parameter('column', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789') })))).toEqual(['safety.secrets-in-text']);
    });
    it('asks for approval of a destructive task, however sure the plan is of itself (PV-15)', () => {
      const sure = plan([task('rm', 'file.remove', {}, { path: 'x' })], { metadata: { planning_timestamp: CONTEXT.now, confidence_score: 1, alternative_approaches: [] } });
      const policy = { ...SHIPPED_POLICY, approves: { effects: ['none' as const, 'read' as const, 'write' as const, 'destructive' as const], operations: ['file.remove'] } };
      expect(check(sure, { policy })).toMatchObject({ is_valid: true, approval_required: true });
    });
  });

  describe('resource level', () => {
    it('refuses a plan over the budget and warns where it may be (PV-13)', () => {
      const past = { 'narrate.describe': { low_ms: 1, high_ms: 1, low_usd: 0.02, high_usd: 0.2, runs: 5 } };
      const budget = (usd: number): Plan => ({ ...worldPlan(), constraints: { ...constraints, budget_usd: usd } });
      expect(errors(budget(0.01), { past })).toEqual(['resource.budget']);
      expect(check(budget(0.1), { past }).checks_failed.map((one) => one.severity)).toEqual(['warning']);
      expect(check(budget(1), { past }).checks_failed).toEqual([]);
      expect(errors(budget(1), { past, spent: 0.99 })).toEqual(['resource.budget']);
    });
    it('goes by the registry and past runs, not by the estimate in the plan', () => {
      const lying = changed('narrate', (one) => ({ ...one, estimate: { duration_ms: { low: 0, high: 0 }, usd: { low: 0, high: 0 }, runs: 99 } }));
      expect(errors({ ...lying, constraints: { ...constraints, budget_usd: 0.001 } })).toEqual(['resource.budget']);
    });
    it('refuses a deadline that has passed or cannot be met', () => {
      const deadline = (at: string): Plan => ({ ...worldPlan(), constraints: { ...constraints, deadline: at } });
      expect(errors(deadline('2026-11-22T11:00:00.000Z'))).toEqual(['resource.deadline']);
      expect(errors(deadline('2026-11-22T12:00:01.000Z'))).toEqual(['resource.deadline']);
      expect(errors(deadline('2026-11-22T13:00:00.000Z'))).toEqual([]);
      expect(errors(deadline('tomorrow'))).toEqual(['resource.deadline']);
    });
    it('refuses more calls than the quota has', () => {
      expect(errors(worldPlan(), { quota: { table: 1 } })).toEqual(['resource.quota']);
      expect(errors(worldPlan(), { quota: { table: 2 } })).toEqual([]);
    });
  });
});
