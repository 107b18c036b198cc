import { describe, expect, it } from 'vitest';
import { describeConfig, readConfig } from '../../src/config/config.ts';
import { roleEnvironment } from '../../src/embedded/role-environment.ts';
import { checkFlows, labelsOfOutput } from '../../src/execution/labels.ts';
import { serviceSecrets } from '../../src/roles/executor.ts';
import { decomposeTask } from '../../src/plan/decompose.ts';
import type { Binding, ToolIntent } from '../../src/schemas/decomposition.ts';
import { serviceTool } from '../../src/tools/index.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { REGISTRY, plan, task } from '../plan/plans.ts';
import { trackerDocument } from '../tools/openapi/tracker.ts';

const document = { ...trackerDocument('https://tracker.example/v1'), security: [{ token: [] }] };
const tracker = serviceTool(document, { name: 'tracker' });
const operation = tracker.operations.find((one) => one.operation === 'list-projects');
if (operation === undefined) throw new Error('no operation');

/** Rules that refuse a call of the service with this binding as what shows who calls. */
function refusedBy(binding: Binding, declared = true): string[] {
  const registry = { ...REGISTRY, operations: [...REGISTRY.operations, { ...operation!, tool: 'tracker', documents: [] }] };
  const made = task('get', 'http.fetch');
  const call = { ...made, operation: 'tracker.list-projects', parameters: [{ name: 'authorization', binding }], outputs: [] };
  const step = {
    step_id: 's1', action: 'Call', documentation_references: [], preconditions: [], postconditions: [], rollback_strategy: 'none' as const,
    tool_intent: { tool_name: 'tracker', operation: 'list-projects', required_inputs: { authorization: binding }, expected_outputs: {}, validation_criteria: [], ...(declared ? { flows: [{ input: 'authorization', label: 'secret' as const }] } : {}) },
  };
  const whole = { ...plan([made]), nodes: [call], decompositions: [{ task_id: 'get', steps: [step] }] };
  return validatePlan(whole as never, { registry, policy: SHIPPED_POLICY, now: '2026-11-22T12:00:00Z' }).checks_failed.filter((one) => (one.rule ?? '').startsWith('safety')).map((one) => one.rule ?? '');
}

describe('the secret of a service', () => {
  it('stands in a plan by name only, by the name of its own service, and as a declared flow', () => {
    expect(refusedBy({ kind: 'secret', name: 'tracker' })).toEqual([]);
    expect(refusedBy({ kind: 'literal', value: 'hunter2' }, false)).toEqual(['safety.secret-parameters']);
    expect(refusedBy({ kind: 'answer', question_id: 'q' }, false)).toEqual(['safety.secret-parameters']);
    expect(refusedBy({ kind: 'concat', parts: [{ kind: 'secret', name: 'tracker' }] })).toEqual(['safety.secret-parameters']);
    expect(refusedBy({ kind: 'secret', name: 'bank' })).toEqual(['safety.secret-parameters']);
    expect(refusedBy({ kind: 'secret', name: 'tracker' }, false)).toEqual(['safety.flows']);
  });

  it('is declared as a flow when the task is decomposed, so that the person sees it', () => {
    const registry = { ...REGISTRY, operations: [...REGISTRY.operations, operation!] };
    const call = { ...task('get', 'http.fetch'), operation: 'tracker.list-projects', parameters: [{ name: 'authorization', binding: { kind: 'secret' as const, name: 'tracker' } }] };
    expect(decomposeTask(call, plan([call]), registry, []).steps[0]?.tool_intent.flows).toEqual([{ input: 'authorization', label: 'secret' }]);
    const other = { ...call, parameters: [{ name: 'authorization', binding: { kind: 'secret' as const, name: 'bank' } }] };
    expect(decomposeTask(other, plan([other]), registry, []).steps[0]?.tool_intent.flows).toBeUndefined();
  });

  it('is not replaced by a plain value when the step runs, and does not make the answer secret', () => {
    const intent = { flows: [{ input: 'authorization', label: 'secret' }] } as unknown as ToolIntent;
    const given = (label: 'trusted' | 'secret') => ({ authorization: { value: 'x', shown: 'x', labels: [label] } });
    expect(() => checkFlows(operation!, intent, {}, given('secret'))).not.toThrow();
    expect(() => checkFlows(operation!, intent, {}, given('trusted'))).toThrow('takes a secret by name');
    expect(labelsOfOutput(operation!, {}, given('secret'), ['untrusted'])).toEqual(['untrusted']);
  });

  it('comes from one variable for each service, and reaches the execution role alone', async () => {
    const config = readConfig({ environment: { PLANWRIGHT_HOME: '/tmp/none', PLANWRIGHT_SECRET_MY_TRACKER: 'hunter2', PLANWRIGHT_SECRET_EMPTY: '' } });
    const secrets = serviceSecrets(config, [{ ...tracker, name: 'my-tracker' }, { ...tracker, name: 'empty' }, { ...REGISTRY.operations[0], name: 'table' } as never]);
    expect(await Promise.all(['my-tracker', 'empty', 'table', 'PLANWRIGHT_SECRET_MY_TRACKER', 'constructor'].map((name) => secrets.get(name)))).toEqual(['hunter2', null, null, null, null]);
    const connections = { temporalAddress: 'a', databaseUrl: 'b', keys: { public: 'c', signing: 'd' }, workflowBundle: null };
    const roles = (['execution', 'reasoning', 'orchestration'] as const).filter((role) => JSON.stringify(roleEnvironment(role, config, connections)).includes('hunter2'));
    expect(roles).toEqual(['execution']);
    expect(JSON.stringify(describeConfig(config))).not.toContain('hunter2');
    expect(describeConfig(config)).toMatchObject({ secrets: { 'PLANWRIGHT_SECRET_MY_TRACKER': 'set' } });
  });
});
