import { approvedNested } from '../../execution/approved-nested.ts';
import { outcomeKey } from '../../execution/binding.ts';
import { constructOf } from '../../execution/construct.ts';
import { criterionHolds } from '../../execution/criterion-holds.ts';
import { nestedResults } from '../../execution/nested-results.ts';
import { requiresReplan } from '../../execution/requires-replan.ts';
import { intentKey, verifySeal } from '../../execution/seal.ts';
import { planDigest } from '../../plan/digest.ts';
import { NESTED_STEP } from '../../plan/nested-step.ts';
import type { Decision, Seal, SealManifest } from '../../schemas/approval.ts';
import type { Usage } from '../../schemas/model.ts';
import type { FailureClass, Outcome } from '../../schemas/outcome.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { GoalRunInput, RunStatus } from '../../schemas/run.ts';
import type { OrchestrationActivities, Refusal, StepCall } from '../contract.ts';
import { attemptOf } from '../heartbeat.ts';
import type { OrchestrationPorts } from '../ports.ts';
import { conclude, toResult } from '../run-step.ts';
import { nestedPorts } from './nested-ports.ts';
import { nestedRunId } from './prepare-nested.ts';

/** How a run ended, as it wrote it down itself. */
type Analysis = Pick<RunStatus, 'status' | 'error' | 'usage'> & { duration_ms: number };

/**
 * The outcome of a nested plan: what its run made that nothing in its plan took. Only of the run that belongs to this place, of the plan that was sealed there, and only
 * where it completed; everything else is a failure that says why, and in which run. What it changed in the world and what it paid count either way.
 */
export function acceptNested(ports: OrchestrationPorts): OrchestrationActivities['acceptNested'] {
  return async ({ child, ended, ...call }) => {
    const { runStore } = ports;
    const { now } = attemptOf();
    const [input, analysis, sealed] = await Promise.all([runStore.get<GoalRunInput>(child, 'input', 'input'), runStore.get<Analysis>(child, 'analysis', 'analysis'), sealedPlan(ports, child, now)]);
    const made = await outcomeOf(ports, call, child, analysis, sealed);
    const refusal = !belongs(call, child, input) ? foreign(child) : analysis?.status === 'completed' && sealed !== null ? null : await whyNot(ports, child, analysis, ended);
    const usage = analysis === null || (analysis.usage.llm_calls === 0 && analysis.usage.usd === 0) ? {} : { usage: analysis.usage };
    if (refusal !== null) {
      const outcome: Outcome = { ...made, execution_status: 'failure', errors: [refusal], requires_replan: requiresReplan(refusal.class, []) };
      return { ...(await conclude(ports, call, outcome)), ...usage };
    }
    const { task, manifest } = await approvedNested({ ...call, now }, nestedPorts(ports));
    const results = sealed === null ? [] : await nestedResults(child, sealed.plan, ports);
    const [only] = results;
    const port = task.outputs?.[0];
    const list = port?.cardinality === 'list' || port?.type.cardinality === 'list' || results.length !== 1 || only === undefined;
    const digest = manifest.intents[intentKey(call.task_id, NESTED_STEP)];
    const outcome: Outcome = { ...made, outputs: { [port?.name ?? 'result']: list ? results : only }, ...(digest === undefined ? {} : { intent_digest: digest }) };
    await runStore.put(call.workflow_id, 'outcome', outcomeKey(call.task_id, NESTED_STEP, call.iteration), outcome);
    const construct = constructOf(manifest, call.task_id);
    const until = construct.repeat === undefined ? {} : { until: await criterionHolds({ ...call, now }, construct, outcome, ports) };
    await conclude(ports, call, outcome);
    return { ...toResult(outcome), ...usage, ...until };
  };
}

/** The plan that was sealed last in a run, as it was sealed; null where there is none. */
async function sealedPlan({ runStore, publicKeyPem }: OrchestrationPorts, child: string, now: string): Promise<{ plan: Plan; manifest: SealManifest } | null> {
  const seals = (await runStore.list<Seal>(child, 'seal')).flatMap(({ body }) => {
    const check = verifySeal(body, publicKeyPem, now);
    // What it did while the seal was in force was done.
    return (check.valid || check.type === 'Seal.Expired') && body.manifest.workflow_id === child ? [body.manifest] : [];
  });
  const manifest = seals.toSorted((a, b) => b.revision - a.revision)[0];
  const plan = manifest === undefined ? null : await runStore.get<Plan>(child, 'plan', String(manifest.revision));
  if (manifest === undefined || plan === null) return null;
  return planDigest(plan, { policyVersion: manifest.policy_version, registryDigests: manifest.registry_digests }) === manifest.plan_digest ? { plan, manifest } : null;
}

async function outcomeOf({ runStore }: OrchestrationPorts, call: StepCall, child: string, analysis: Analysis | null, sealed: { plan: Plan; manifest: SealManifest } | null): Promise<Outcome> {
  const outcomes = (await runStore.list<Outcome>(child, 'outcome')).map(({ body }) => body);
  const usage: Usage | null = analysis?.usage ?? null;
  return {
    step_id: NESTED_STEP,
    task_id: call.task_id,
    execution_status: 'success',
    outputs: {},
    errors: [],
    performance_metrics: {
      duration_ms: Math.round(analysis?.duration_ms ?? 0),
      resources_used: { bytes_in: 0, bytes_out: 0, calls: usage?.llm_calls ?? 0, input_tokens: usage?.input_tokens ?? 0, output_tokens: usage?.output_tokens ?? 0, usd: usage?.usd ?? 0, cpu_ms: null, max_rss_bytes: null },
    },
    side_effects: outcomes.flatMap((outcome) => outcome.side_effects),
    requires_replan: false,
    nested: { workflow_id: child, revision: sealed?.manifest.revision ?? 0, plan_digest: sealed?.manifest.plan_digest ?? null },
  };
}

function belongs(call: StepCall, child: string, input: GoalRunInput | null): boolean {
  const nested = input?.nested;
  if (child !== nestedRunId(call)) return false;
  return input === null || (nested !== undefined && nested.workflow_id === call.workflow_id && nested.revision === call.revision && nested.task_id === call.task_id && nested.iteration === call.iteration);
}

function foreign(child: string): Refusal {
  return { type: 'Tool.Denied', message: `Cannot take the results of run "${child}": it was not started for this task. Start the goal again under another id.`, class: 'denied' };
}

/** Why a run gave nothing: in its own words where it has some. */
async function whyNot(ports: OrchestrationPorts, child: string, analysis: Analysis | null, ended: Refusal | null): Promise<Refusal> {
  const said = (reason: string): string => `Run "${child}", which this task became, ${reason} See: planwright show ${child}`.slice(0, 2_000);
  if (analysis?.status === 'rejected') {
    const events = await ports.provenance.read(child, { kinds: ['decision'] });
    const reason = events.map((event) => event.body as unknown as Decision).findLast((one) => one.accepted && one.kind === 'reject')?.reason ?? '';
    return { type: 'Tool.Denied', message: said(`was rejected${reason === '' ? '' : ` (${reason})`}.`), class: 'denied' };
  }
  if (analysis?.status === 'cancelled' || (analysis === null && ended?.class === 'cancelled')) return { type: 'Step.Cancelled', message: said('was cancelled.'), class: 'cancelled' };
  const error = analysis?.error ?? ended;
  // A file that is missing inside is asked for inside.
  const failureClass: FailureClass = error?.class === 'missing_input' ? 'permanent' : (error?.class ?? 'permanent');
  return { type: error?.type ?? 'Plan.Invalid', message: said(`failed: ${error?.message ?? 'it has no plan that was approved.'}`), class: failureClass };
}
