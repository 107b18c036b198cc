import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkPlan, linkProposal } from '../../src/plan/link.ts';
import { planGraph, topologicalOrder } from '../../src/plan/graph.ts';
import type { TypedGoal } from '../../src/schemas/goal.ts';
import { type Plan, PlanSchema, type Task } from '../../src/schemas/plan.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { REGISTRY, plan, task, worldPlan } from './plans.ts';

const reasons = (of: Plan): string[] => (of.edges ?? []).map((edge) => `${edge.from} → ${edge.to} ${edge.reason}`);
const check = (of: Plan): string[] => validatePlan(of, { registry: REGISTRY, policy: SHIPPED_POLICY, now: '2026-11-22T12:00:00Z' }).checks_failed.filter((one) => one.severity === 'error').map((one) => one.message);

describe('linkPlan', () => {
  it('leaves a linked plan as it is, and linking twice changes nothing', () => {
    const once = linkPlan(worldPlan(), REGISTRY);
    expect(once.changes).toEqual([]);
    expect(reasons(once.plan).toSorted()).toEqual(reasons(worldPlan()).toSorted());
    expect(linkPlan(once.plan, REGISTRY)).toEqual({ plan: once.plan, changes: [] });
  });

  it('makes a chain of independent tasks parallel and says so', () => {
    const base = worldPlan();
    const chained = base.nodes.map((one, at) => ({ ...one, dependencies: at === 0 ? [] : [base.nodes[at - 1]?.task_id ?? ''] }));
    const { plan: linked, changes } = linkPlan({ ...base, nodes: chained, edges: [], planned_by: 'model' }, REGISTRY);
    expect(linked.nodes.find((one) => one.task_id === 'narrate')?.dependencies).toEqual(['load']);
    expect(changes).toEqual([{ kind: 'edge removed', task_id: 'narrate', description: 'narrate no longer waits for chart: it uses nothing of it' }]);
  });

  it('keeps what a person wrote down, and what stands before an effect, as declared', () => {
    const base = worldPlan();
    const nodes = base.nodes.map((one) => (one.task_id === 'narrate' ? { ...one, dependencies: ['load', 'chart'] } : one.task_id === 'save' ? { ...one, dependencies: ['report', 'load'] } : one));
    expect(reasons(linkPlan({ ...base, nodes, planned_by: 'file' }, REGISTRY).plan)).toContain('chart → narrate declared');
    const byModel = reasons(linkPlan({ ...base, nodes, planned_by: 'model' }, REGISTRY).plan);
    expect(byModel).not.toContain('chart → narrate declared');
    expect(byModel).toContain('load → save declared');
  });

  it('orders two writers of one target and never makes a cycle of it', () => {
    const nodes = [
      task('load', 'table.load', { source: 'dataset.world' }),
      task('b', 'file.write', { content: 'load.table' }, { path: 'out/x.html' }),
      task('a', 'file.write', { content: 'load.table' }, { path: './out/x.html' }),
      task('c', 'file.write', { content: 'load.table' }, { path: 'other.html' }),
    ];
    const linked = linkPlan(plan(nodes), REGISTRY);
    expect(reasons(linked.plan).filter((edge) => edge.endsWith('effect'))).toEqual(['b → a effect']);
    expect(linked.changes.map((change) => change.kind)).toEqual(['edge added']);
    expect(topologicalOrder(planGraph(linked.plan)).cycle).toBeNull();
    expect(linkPlan(linked.plan, REGISTRY).changes).toEqual([]);
  });

  it('names the only output of a task right where it was misnamed', () => {
    const base = worldPlan();
    const wrong = { ...base, decompositions: base.decompositions?.map((one) => JSON.parse(JSON.stringify(one).replace('"port":"chart"', '"port":"image"')) as typeof one) };
    const linked = linkPlan(wrong, REGISTRY);
    expect(linked.changes.map((change) => change.kind)).toEqual(['port renamed']);
    expect(check(linked.plan)).toEqual([]);
  });
});

const goal = (more: Partial<TypedGoal> = {}): TypedGoal => ({
  goal: 'Report on the world',
  wants: [{ id: 'w1', type: { kind: 'report', facets: {} }, effect: null, title: 'Report', spans: [] }],
  givens: [{ id: 'world', type: { kind: 'source', facets: { content: 'table', dataset: 'world' } }, title: 'World', source: { kind: 'dataset', dataset: 'world' }, named: true, spans: [] }],
  choices: [],
  constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] },
  unread: [],
  front_end: 'model',
  ...more,
});

/** As a model proposes: no outputs, no edges, everything in a chain, nothing parallel. */
function proposal(nodes: Task[]): Plan {
  const bare = nodes.map(({ outputs: _outputs, effect: _effect, stage: _stage, ...rest }, at) => ({ ...rest, parallelizable: false, dependencies: at === 0 ? [] : [nodes[at - 1]?.task_id ?? ''] }));
  return PlanSchema.parse({ dag_id: 'p', nodes: bare, metadata: { planning_timestamp: '2026-11-22T12:00:00Z', confidence_score: 1, alternative_approaches: [] }, goal: 'x', planned_by: 'model' });
}

function link(nodes: Task[], of = goal()) {
  const linked = linkProposal(proposal(nodes), REGISTRY, of);
  if (linked.result !== 'linked') throw new Error(linked.message);
  return linked;
}

describe('linkProposal', () => {
  const good = [
    task('load', 'table.load', { source: 'dataset.world' }),
    task('chart', 'chart.line', { table: 'load.table' }),
    task('narrate', 'narrate.describe', { about: ['load.table'] }),
    task('report', 'report.compose', { parts: ['chart.chart', 'narrate.text'] }, { title: 'The world' }),
  ];

  it('turns a chain into a parallel plan that passes every check', () => {
    const { plan: linked, changes } = link(good);
    expect(reasons(linked)).toEqual(['load → chart data', 'load → narrate data', 'chart → report data', 'narrate → report data']);
    expect(changes.map((change) => change.kind)).toContain('edge removed');
    expect(linked.nodes.every((one) => one.parallelizable)).toBe(true);
    expect(linked.nodes.at(-1)?.serves).toEqual(['w1']);
    expect(check(linked)).toEqual([]);
  });

  it('replaces an invented operation by the nearest that fits', () => {
    const { plan: linked, changes } = link(good.map((one) => (one.task_id === 'chart' ? { ...one, operation: 'chart.linechart' } : one)));
    expect(linked.nodes.find((one) => one.task_id === 'chart')?.operation).toBe('chart.line');
    expect(changes).toContainEqual({ kind: 'operation replaced', task_id: 'chart', description: 'chart runs chart.line: "chart.linechart" does not exist' });
    expect(check(linked)).toEqual([]);
  });

  it('refuses an invented operation that nothing is near to', () => {
    const linked = linkProposal(proposal([...good, { ...task('x', 'table.load'), operation: 'quantum.entangle' }]), REGISTRY, goal());
    expect(linked).toMatchObject({ result: 'refused', message: expect.stringContaining('quantum.entangle') as string });
  });

  it('inserts a producer that is missing', () => {
    const { plan: linked, changes } = link([task('chart', 'chart.line', { table: 'dataset.world' }), task('report', 'report.compose', { parts: ['chart.chart'] }, { title: 'x' })]);
    expect(linked.nodes.map((one) => one.operation)).toEqual(['table.load', 'chart.line', 'report.compose']);
    expect(changes.map((change) => change.kind)).toContain('producer inserted');
    expect(check(linked)).toEqual([]);
  });

  it('binds inputs that the model left open to what it put before them', () => {
    const { plan: linked } = link(good.map((one) => ({ ...one, inputs: [] })));
    expect(check(linked)).toEqual([]);
    expect(linked.nodes.map((one) => one.operation)).toEqual(['table.load', 'chart.line', 'narrate.describe', 'report.compose']);
  });

  it('adds what the goal wants and the model forgot', () => {
    const { plan: linked, changes } = link(good.slice(0, 2));
    expect(linked.nodes.at(-1)).toMatchObject({ operation: 'report.compose', serves: ['w1'] });
    expect(changes.some((change) => change.kind === 'producer inserted')).toBe(true);
    expect(check(linked)).toEqual([]);
  });

  it('leaves out effects that the goal does not name, and keeps those that it does', () => {
    const withEffects = [...good, task('save', 'file.write', { content: 'report.report' }, { path: 'x.html' }), task('rm', 'file.remove', {}, { path: 'y' })];
    expect(link(withEffects).plan.nodes.map((one) => one.task_id)).toEqual(['load', 'chart', 'narrate', 'report']);
    const wanted = goal({ wants: [...goal().wants, { id: 'w2', type: { kind: 'file', facets: {} }, effect: 'save', title: 'File', spans: [] }] });
    expect(link(withEffects, wanted).plan.nodes.map((one) => one.task_id)).toEqual(['load', 'chart', 'narrate', 'report', 'save']);
  });

  it('removes inputs and parameters that the operation does not have', () => {
    const { plan: linked, changes } = link(good.map((one) => (one.task_id === 'chart' ? { ...one, parameters: [{ name: 'colour', binding: { kind: 'literal' as const, value: 'red' } }] } : one)));
    expect(changes.map((change) => change.kind)).toContain('parameter removed');
    expect(check(linked)).toEqual([]);
  });

  it('cuts a cycle where nothing is read, and refuses one where each reads the other, and two tasks of one id', () => {
    const [a, b] = good;
    if (!a || !b) throw new Error('no tasks');
    const waits = proposal(good);
    waits.nodes[0] = { ...a, dependencies: ['report'] };
    expect(linkProposal(waits, REGISTRY, goal())).toMatchObject({ result: 'linked', changes: expect.arrayContaining([{ kind: 'edge removed', task_id: 'load', description: 'load does not wait for report: it takes source, not report' }]) as unknown });
    const reads = proposal([...good.slice(0, 1), task('one', 'table.filter', { table: 'two.table' }, { column: 'x' }), task('two', 'table.filter', { table: 'one.table' }, { column: 'x' })]);
    expect(linkProposal(reads, REGISTRY, goal())).toMatchObject({ result: 'refused', message: expect.stringContaining('in a circle: ') as string });
    expect(linkProposal(proposal([a, { ...b, task_id: 'load' }]), REGISTRY, goal()).result).toBe('refused');
  });
});

describe('linkProposal on what models get wrong', () => {
  const base = [
    task('load', 'table.load', { source: 'dataset.world' }),
    task('filter', 'table.filter', { table: 'load.table' }, { column: 'population' }),
    task('chart', 'chart.line', { table: 'filter.table' }),
    task('narrate', 'narrate.describe', { about: ['load.table'] }),
    task('report', 'report.compose', { parts: ['chart.chart', 'narrate.text'] }, { title: 'The world' }),
    task('save', 'file.write', { content: 'report.report' }, { path: 'x.html' }),
  ];
  const spoil = fc.record({ at: fc.nat(), kind: fc.constantFrom('typo', 'unbound', 'gone', 'misnamed port', 'misnamed input', 'extra parameter', 'wrong source', 'extra task', 'dangling') });

  it('either refuses with a reason or gives a plan that passes every check', () => {
    let linkedPlans = 0;
    fc.assert(
      fc.property(fc.array(spoil, { maxLength: 4 }), fc.boolean(), (faults, saves) => {
        let nodes = structuredClone(base);
        for (const { at, kind } of faults) {
          const one = nodes[at % Math.max(1, nodes.length)];
          if (!one) continue;
          if (kind === 'typo') one.operation = `${one.operation}s`;
          if (kind === 'unbound') one.inputs = [];
          if (kind === 'gone') nodes = nodes.filter((other) => other !== one);
          if (kind === 'misnamed port') one.inputs?.forEach((input) => (input.bindings = input.bindings.map((binding) => (binding.kind === 'port' ? { ...binding, port: 'result' } : binding))));
          if (kind === 'misnamed input') one.inputs?.forEach((input) => (input.name = 'input'));
          if (kind === 'extra parameter') one.parameters = [...(one.parameters ?? []), { name: 'verbose', binding: { kind: 'literal', value: true } }];
          if (kind === 'wrong source') one.inputs?.forEach((input) => (input.bindings = [{ kind: 'port', task: 'load', port: 'table' }]));
          if (kind === 'extra task') nodes.push(task(`extra${nodes.length}`, 'chart.line', { table: 'load.table' }));
          if (kind === 'dangling') one.inputs?.forEach((input) => (input.bindings = [{ kind: 'port', task: 'ghost', port: 'table' }]));
        }
        const wanted = goal(saves ? { wants: [...goal().wants, { id: 'w2', type: { kind: 'file', facets: {} }, effect: 'save', title: 'File', spans: [] }], choices: [{ name: 'path', value: 'x.html', because: 'said', spans: [] }] } : {});
        const linked = linkProposal(proposal(nodes), REGISTRY, wanted);
        if (linked.result === 'refused') {
          expect(linked.message).toMatch(/^Cannot link the proposed plan: .+\. The search plans instead\.$/);
          return;
        }
        linkedPlans += 1;
        const missing = /parameter "(column|path)" of/;
        expect(check(linked.plan).filter((message) => !missing.test(message))).toEqual([]);
        expect(topologicalOrder(planGraph(linked.plan)).cycle).toBeNull();
        for (const one of wanted.wants) expect(linked.plan.nodes.some((node) => node.serves?.includes(one.id))).toBe(true);
        expect(linked.plan.nodes.some((node) => node.effect === 'destructive' || (node.effect === 'write' && !saves))).toBe(false);
      }),
      { numRuns: 200 },
    );
    expect(linkedPlans).toBeGreaterThan(60);
  });
});
