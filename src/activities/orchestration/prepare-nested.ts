import { nestedInputs } from '../../execution/nested-inputs.ts';
import { answersOf } from '../../plan/asked-values.ts';
import { NESTED_STEP } from '../../plan/nested-step.ts';
import { reachedValues } from '../../plan/varied-rounds.ts';
import { FAILURES, PlanwrightError } from '../../schemas/failure.ts';
import type { Attachment } from '../../schemas/goal.ts';
import type { Artifact } from '../../schemas/outcome.ts';
import type { Task } from '../../schemas/plan.ts';
import type { GoalRunInput } from '../../schemas/run.ts';
import type { NestedResult, OrchestrationActivities, StepCall } from '../contract.ts';
import { attemptOf, isInterrupted } from '../heartbeat.ts';
import type { OrchestrationPorts } from '../ports.ts';
import { runContext } from '../run-context.ts';
import { checkGeneration, conclude, failed } from '../run-step.ts';
import { nestedPorts } from './nested-ports.ts';

/** Runs within runs within …: words that ask for the same again would never end. */
const MOST_DEPTH = 5;

/** The id of the run that a nested plan becomes in an iteration. */
export function nestedRunId({ workflow_id, task_id, iteration }: Pick<StepCall, 'workflow_id' | 'task_id' | 'iteration'>): string {
  return `${workflow_id}.${task_id}${iteration === 0 ? '' : `.${iteration}`}`;
}

/**
 * The run that a nested plan becomes: its words as the goal, its data as files beside what the run around it was given, and the limits, the policy and the
 * approver of that run. It never gets more money than is left. What no retry mends is a failed step, recorded.
 */
export function prepareNested(ports: OrchestrationPorts): OrchestrationActivities['prepareNested'] {
  return async (call): Promise<NestedResult> => {
    try {
      checkGeneration({ ...call, step_id: NESTED_STEP });
      return { result: 'prepared', workflow_id: nestedRunId(call), input: await inputOf(ports, call) };
    } catch (error) {
      if (!(error instanceof PlanwrightError) || FAILURES[error.type].retryable || isInterrupted()) throw error;
      return { result: 'refused', step: await conclude(ports, call, failed(call, error, 0)) };
    }
  };
}

async function inputOf(ports: OrchestrationPorts, call: StepCall): Promise<GoalRunInput> {
  const context = runContext(ports, call.workflow_id);
  const [outer, constraints, policy, { task, manifest, data }] = await Promise.all([context.input(), context.constraints(), context.policy(), nestedInputs({ ...call, now: attemptOf().now }, nestedPorts(ports))]);
  if (policy.version !== manifest.policy_version) throw new PlanwrightError('Seal.Invalid', `Cannot plan task "${call.task_id}": the policy is not the one under which the plan was approved (expected ${manifest.policy_version}, got ${policy.version}). Approve the plan again.`);
  const depth = (outer.nested?.depth ?? 0) + 1;
  if (depth > MOST_DEPTH) throw new PlanwrightError('Plan.TooLarge', `Cannot plan task "${call.task_id}": it would be the ${depth}th run within a run, and ${MOST_DEPTH} are the limit. State in the goal itself what is wanted.`);
  const { files, answers, varied } = sorted(task, data);
  const own = files.map(({ sha256 }) => sha256);
  const left = constraints.budget_usd === null ? null : Math.max(0, constraints.budget_usd - (await ports.runStore.spend(call.workflow_id, 'budget-check', 0)));
  const budgets = [task.plan.budget_usd, left].filter((budget) => budget !== null);
  return {
    goal: task.plan.words,
    packs: outer.packs,
    attachments: [...files, ...outer.attachments.filter(({ sha256 }) => !own.includes(sha256))],
    inputs: outer.inputs,
    wants: [],
    budget_usd: budgets.length === 0 ? null : Math.min(...budgets),
    deadline: constraints.deadline,
    model: outer.model,
    plan_sha256: null,
    policy_sha256: outer.policy_sha256,
    objective: outer.objective,
    advance: outer.advance,
    approver: outer.approver,
    nested: { workflow_id: call.workflow_id, revision: call.revision, task_id: call.task_id, iteration: call.iteration, depth, own, answers, varied },
  };
}

/** What people entered and what rounds reached are values; everything else is data, each file once. */
function sorted(task: Task, data: readonly Artifact[]): Pick<NonNullable<GoalRunInput['nested']>, 'answers' | 'varied'> & { files: Attachment[] } {
  const wants = task.plan?.wants ?? [];
  const values = data.filter(({ kind }) => kind === 'value');
  const rounds = data.filter(({ kind, facets }) => kind === 'summary' && facets['rounds'] !== undefined);
  const files = new Map<string, Attachment>();
  for (const artifact of data) {
    if (values.includes(artifact) || rounds.includes(artifact)) continue;
    files.set(artifact.sha256, { name: artifact.name.slice(0, 200) || 'data', sha256: artifact.sha256, bytes: artifact.bytes, media_type: artifact.media_type });
  }
  return {
    files: [...files.values()],
    answers: Object.assign({}, ...values.map((one) => answersOf(wants, one.data))) as NonNullable<GoalRunInput['nested']>['answers'],
    varied: Object.assign({}, ...rounds.map((one) => reachedValues(one.data))) as NonNullable<GoalRunInput['nested']>['varied'],
  };
}
