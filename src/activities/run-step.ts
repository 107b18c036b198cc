import { CancelledFailure } from '@temporalio/common';
import { acceptSource, checkGiven } from '../execution/accept-source.ts';
import { type ApprovedStep, approvedStep, type StepPlace } from '../execution/approved-step.ts';
import { constructOf, roundOf } from '../execution/construct.ts';
import { criterionHolds } from '../execution/criterion-holds.ts';
import { executeStep } from '../execution/execute-step.ts';
import type { ExecutionPorts } from '../execution/ports.ts';
import { requiresReplan } from '../execution/requires-replan.ts';
import { FAILURES, PlanwrightError } from '../schemas/failure.ts';
import type { Json } from '../schemas/json.ts';
import type { Usage } from '../schemas/model.ts';
import type { FailureClass, Outcome } from '../schemas/outcome.ts';
import type { Construct, Plan } from '../schemas/plan.ts';
import { matchesHost } from '../validation/safety.ts';
import { sourceQuestion } from '../plan/source-question.ts';
import { checkSource } from './check-source.ts';
import type { SourceCall, StepCall, StepResult } from './contract.ts';
import { attemptOf, isInterrupted, withHeartbeat } from './heartbeat.ts';
import type { StorePorts } from './ports.ts';
import { eventKey } from './record.ts';
import { recordOutcome } from './record-outcome.ts';
import { runContext } from './run-context.ts';

/**
 * Runs one sealed step in this role, and writes execution and artifacts into the record. A failure that Temporal should retry is thrown;
 * every other failure is an outcome with status `failure`, recorded like a success.
 */
export async function runStep(stores: StorePorts, ports: ExecutionPorts, queue: 'execution' | 'reasoning', call: StepCall, modelCalls: ModelCalls = NO_MODEL_CALLS): Promise<StepResult> {
  return await withHeartbeat(async ({ signal, progress }) => {
    const { attempt, now } = attemptOf();
    const started = performance.now();
    try {
      const { approved, network, construct, last } = await approvedPlace(stores, ports, { ...call, now });
      const outcome = await executeStep({ ...call, attempt, now }, queue, { ...ports, network }, { signal, progress }, approved);
      const until = last && construct.repeat !== undefined ? { until: await criterionHolds({ ...call, now }, construct, outcome, ports) } : {};
      return { ...(await conclude(stores, call, outcome, modelCalls, approved.manifest.plan_digest)), ...until };
    } catch (error) {
      // A cancel, or a worker that shuts down: Temporal knows which, and retries elsewhere in the second case.
      if (signal.aborted && error instanceof PlanwrightError && error.type === 'Step.Cancelled') throw new CancelledFailure(error.message);
      if (!(error instanceof PlanwrightError) || FAILURES[error.type].retryable || isInterrupted()) throw error;
      const outcome = failed(call, error, Math.round(performance.now() - started));
      return await conclude(stores, call, outcome, modelCalls);
    }
  });
}

/** Files that people gave run through here, so that what is refused is recorded like any other failure of the step. */
export async function runGivenSource(stores: StorePorts, ports: ExecutionPorts, { sha256, name, media_type, round, ...call }: SourceCall): Promise<StepResult> {
  return await withHeartbeat(async () => {
    const answer = eventKey.answer(round, sourceQuestion(call.task_id));
    try {
      checkGeneration(call);
      const plan = await stores.runStore.get<Plan>(call.workflow_id, 'plan', String(call.revision));
      const task = plan?.nodes.find((one) => one.task_id === call.task_id);
      const place = { ...call, now: attemptOf().now };
      const file = { sha256, name, media_type };
      await checkGiven(place, file, await recordedAnswer(stores, call.workflow_id, answer), ports);
      await checkSource(file, task, ports);
      const outcome = await acceptSource(place, file, task?.outputs?.[0]?.type, ports);
      await recordOutcome(stores, call, outcome, [answer, eventKey.attachment(sha256)]);
      return toResult(outcome);
    } catch (error) {
      if (!(error instanceof PlanwrightError) || FAILURES[error.type].retryable || isInterrupted()) throw error;
      return await conclude(stores, call, failed(call, error, 0), NO_MODEL_CALLS);
    }
  });
}

/** The value of an answer in the record, by its key; null where there is none. */
export async function recordedAnswer(stores: StorePorts, workflowId: string, key: string): Promise<Json | null> {
  const [id] = await stores.provenance.idsOf(workflowId, [key]);
  const answers = id === undefined ? [] : await stores.provenance.read(workflowId, { kinds: ['answer'] });
  const body = answers.find((event) => event.event_id === id)?.body as { value?: Json } | undefined;
  return body?.value ?? null;
}

/** Nothing in this version does a settled effect again, so an approval covers each round of a step once (G6). */
export function checkGeneration({ task_id, step_id, generation }: StepCall): void {
  if (generation === 0) return;
  throw new PlanwrightError('Seal.NotApproved', `Cannot run step "${task_id}/${step_id}" as generation ${generation}: it was approved to run once. Plan it again to run it again.`);
}

/** What a model step asked of models: keys of its events in the record, and what they cost. */
export type ModelCalls = () => Promise<{ keys: string[]; usage: Usage | null }>;

const NO_MODEL_CALLS: ModelCalls = () => Promise.resolve({ keys: [], usage: null });

/** Writes an outcome into the record, and tells the workflow what it needs of it. `planDigest`: of the sealed plan, where the step was approved. */
export async function conclude(stores: StorePorts, call: StepCall, outcome: Outcome, modelCalls: ModelCalls = NO_MODEL_CALLS, planDigest: string | null = null): Promise<StepResult> {
  const { keys, usage } = await modelCalls();
  await recordOutcome(stores, call, outcome, keys, planDigest);
  return { ...toResult(outcome), ...(usage === null ? {} : { usage }) };
}

/**
 * What the approval says of where and how often a step runs: hosts that the run's policy adds, less those that it forbids, by the policy that was
 * approved with the plan and no other; and the construct of its task.
 */
async function approvedPlace(stores: StorePorts, ports: ExecutionPorts, place: StepPlace & StepCall): Promise<{ approved: ApprovedStep; network: ExecutionPorts['network']; construct: Construct; last: boolean }> {
  checkGeneration(place);
  const [approved, policy] = await Promise.all([approvedStep(place, ports), runContext(stores, place.workflow_id).policy()]);
  const { manifest, decomposition } = approved;
  if (policy.version !== manifest.policy_version) {
    throw new PlanwrightError('Seal.Invalid', `Cannot run step "${place.task_id}/${place.step_id}": the policy is not the one under which the plan was approved (expected ${manifest.policy_version}, got ${policy.version}). Approve the plan again.`);
  }
  const allowedHosts = [...new Set([...ports.network.allowedHosts, ...policy.allowed_hosts])].filter((host) => !policy.forbids.hosts.some((pattern) => matchesHost(pattern, host.toLowerCase())));
  const construct = constructOf(manifest, place.task_id);
  roundOf(construct, place.iteration);
  return { approved, network: { ...ports.network, allowedHosts, forbids: policy.forbids.hosts }, construct, last: decomposition.steps.at(-1)?.step_id === place.step_id };
}

/** The outcome of a step that failed. */
export function failed(call: StepCall, error: PlanwrightError, duration: number): Outcome {
  const failureClass = FAILURES[error.type].class as FailureClass;
  return {
    step_id: call.step_id,
    task_id: call.task_id,
    execution_status: 'failure',
    outputs: {},
    errors: [{ type: error.type, message: error.message, class: failureClass }],
    performance_metrics: {
      duration_ms: duration,
      resources_used: { bytes_in: 0, bytes_out: 0, calls: 0, input_tokens: 0, output_tokens: 0, usd: 0, cpu_ms: null, max_rss_bytes: null },
    },
    side_effects: [],
    requires_replan: requiresReplan(failureClass, []),
  };
}

export function toResult(outcome: Outcome): StepResult {
  const [error] = outcome.errors;
  const used = outcome.performance_metrics.resources_used;
  const usage = used.input_tokens + used.output_tokens > 0 ? { llm_calls: Math.max(1, used.calls), input_tokens: used.input_tokens, output_tokens: used.output_tokens, usd: used.usd } : null;
  return {
    status: outcome.execution_status,
    affected_ports: outcome.execution_status === 'partial' ? (outcome.unmet_ports ?? Object.keys(outcome.outputs)) : [],
    error: error === undefined ? (outcome.unmet === undefined || outcome.unmet.length === 0 ? null : { type: 'Contract.Output', message: `Not met: ${outcome.unmet.join('; ')}`.slice(0, 1_000), class: 'permanent' }) : { ...error, message: error.message.slice(0, 2_000) },
    requires_replan: outcome.requires_replan,
    duration_ms: outcome.performance_metrics.duration_ms,
    usage,
    effects: shownEffects(outcome),
  };
}

/** What a person is told stays; all of it is in the stored outcome, the history holds no more than this. */
const EFFECTS_SHOWN = 50;

function shownEffects({ side_effects }: Outcome): StepResult['effects'] {
  const shown = side_effects.slice(0, EFFECTS_SHOWN).map(({ description, undo }) => ({ description: description.slice(0, 500), undo: undo?.slice(0, 200) ?? null }));
  const more = side_effects.length - shown.length;
  return more <= 0 ? shown : [...shown, { description: `… and ${more} more (\`log\` lists them)`, undo: null }];
}
