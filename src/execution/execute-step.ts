import { randomInt } from 'node:crypto';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Json } from '../schemas/json.ts';
import { type Artifact, type Outcome, OutcomeSchema } from '../schemas/outcome.ts';
import type { ToolResult } from '../tools/tool.ts';
import { describePredicate, evaluatePredicate } from '../validation/predicates.ts';
import { unmetConditions } from '../validation/unmet.ts';
import { type ApprovedStep, approvedStep } from './approved-step.ts';
import { outcomeKey } from './binding.ts';
import { checkOutputs } from './contract.ts';
import { labelsOfOutput } from './labels.ts';
import { type Materialised, idempotencyKey, materialise, values } from './materialise.ts';
import type { ExecutionPorts } from './ports.ts';
import { isRepeatable, reconcile } from './reconcile.ts';
import { redact, redactJson, toTyped } from './redact.ts';
import { requiresReplan } from './requires-replan.ts';
import { runWithFallbacks, type UsedFallback } from './run-with-fallbacks.ts';
import { assertStored } from './scoped-blobs.ts';
import type { Usage } from './sandbox/protocol.ts';

export interface StepInput {
  workflow_id: string;
  revision: number;
  task_id: string;
  step_id: string;
  /** Round of a `for_each` or `repeat`, from 0. */
  iteration: number;
  /** Raised only by a person's explicit retry of a settled effect, from 0. */
  generation: number;
  /** Attempt of the activity, from 1. */
  attempt: number;
  /** Start of the activity as the server sees it, ISO 8601. */
  now: string;
}

/**
 * Runs one sealed step and returns its outcome, `success` or `partial`, stored under `outcome` and in the ledger. A step that is already done
 * returns its recorded outcome without running. Everything that goes wrong is a `PlanwrightError` whose message holds no secret; an effect
 * of which nobody knows whether it happened is `Effect.Unknown` and is never sent again. `known`: what `approvedStep` gave for this very place in this
 * attempt; it is asked where it is left out.
 */
export async function executeStep(
  input: StepInput,
  queue: 'execution' | 'reasoning',
  ports: ExecutionPorts,
  options: { signal: AbortSignal; progress: (message: string) => void },
  known: ApprovedStep | null = null,
): Promise<Outcome> {
  const secretsUsed = new Set<string>();
  const progress = (message: string): void => options.progress(redact(message, secretsUsed));
  try {
    return await execute(input, queue, ports, { signal: options.signal, progress }, secretsUsed, known);
  } catch (error) {
    if (options.signal.aborted && !(error instanceof PlanwrightError && error.type === 'Effect.Unknown')) {
      throw new PlanwrightError('Step.Cancelled', `Step "${input.task_id}/${input.step_id}" was cancelled.`);
    }
    throw toTyped(error, secretsUsed);
  }
}

async function execute(
  input: StepInput,
  queue: 'execution' | 'reasoning',
  ports: ExecutionPorts,
  options: { signal: AbortSignal; progress: (message: string) => void },
  secretsUsed: Set<string>,
  known: ApprovedStep | null,
): Promise<Outcome> {
  const approved = known ?? (await approvedStep(input, ports));
  const { operation, step } = approved;
  const name = `${operation.tool}.${operation.operation}`;
  if (operation.runs_on !== queue) {
    throw new PlanwrightError('Tool.Denied', `Cannot run "${name}" in the ${queue} role: it belongs to the ${operation.runs_on} role. Send it there.`);
  }
  const bound = await materialise(approved, input, ports, secretsUsed);
  const before = { inputs: view(bound) };
  for (const condition of [...(operation.preconditions ?? []), ...step.preconditions]) {
    if (!evaluatePredicate(condition, before)) {
      throw new PlanwrightError('Contract.Precondition', `Cannot run "${name}": the precondition ${describePredicate(condition)} does not hold. Change the inputs in the plan.`);
    }
  }
  const key = idempotencyKey(input, bound.digest);
  const repeatable = isRepeatable(approved);
  // the store lets the same attempt claim twice, and a reset workflow counts from 1 again: an effect claims under a number of its own
  const attempt = repeatable ? input.attempt : randomInt(1, 2 ** 31 - 1);
  const about = { workflow_id: input.workflow_id, task_id: input.task_id, step_id: input.step_id, attempt };
  const entry = await ports.runStore.begin(key, about);
  if (entry.state === 'done') return await store(input, ports, entry.outcome);

  const started = performance.now();
  const request = { inputs: bound.inputs, parameters: values(bound.parameters) };
  const call = { workflow_id: input.workflow_id, tool: approved.tool, operation, request, idempotencyKey: key, now: input.now };
  const found = entry.state === 'begun' && !repeatable ? await reconcile(approved, call, ports, options) : null;
  const { result, usage, blobs, used } = found === null ? await runWithFallbacks(call, step.tool_intent, ports, options) : { ...found, used: [] };
  const duration = Math.max(0, Math.round(performance.now() - started));
  const made = checkOutputs(operation, step.tool_intent, result);
  for (const one of made.elements ?? [made.artifact]) await assertStored(one, blobs);
  // the outcome goes into history and database; bytes that hold a secret stay in the blob store, labelled
  const labelled = (one: Artifact): Artifact => {
    const artifact = redactJson(one as Json, secretsUsed) as Artifact;
    artifact.labels = labelsOfOutput(operation, bound.inputs, bound.parameters, artifact.labels);
    return artifact;
  };
  const value = made.elements === null ? labelled(made.artifact) : made.elements.map(labelled);
  const outcome = assess(input, approved, bound, value, key, { result, usage, duration, secretsUsed, used });
  const asked = result.model_calls?.find(({ call: one }) => !one.cached)?.call;
  const { usd, bytes_in } = outcome.performance_metrics.resources_used;
  const model = asked === undefined ? null : `${asked.provider}:${asked.model}`;
  const finished = { workflow_id: input.workflow_id, key: documentKey(input), operation: name, duration_ms: duration, usd, bytes_in, model };
  return await firstOf(input, ports, outcome, ports.runStore.finish(key, outcome, finished));
}

const documentKey = ({ task_id, step_id, iteration }: StepInput): string => outcomeKey(task_id, step_id, iteration);

/** Stores the outcome of a step that was done before. */
async function store(input: StepInput, ports: ExecutionPorts, outcome: Outcome): Promise<Outcome> {
  return await firstOf(input, ports, outcome, ports.runStore.put(input.workflow_id, 'outcome', documentKey(input), outcome));
}

/** The outcome that stands: this one once it is written, or that of another attempt at the same effect which was written first. */
async function firstOf(input: StepInput, ports: ExecutionPorts, outcome: Outcome, written: Promise<void>): Promise<Outcome> {
  try {
    await written;
    return outcome;
  } catch (error) {
    const first = OutcomeSchema.safeParse(await ports.runStore.get<Outcome>(input.workflow_id, 'outcome', documentKey(input)).catch(() => null));
    if (first.success && first.data.idempotency_key === outcome.idempotency_key) return first.data;
    throw error;
  }
}

/** The outcome in the seed's shape: `partial` where a criterion or postcondition does not hold. */
function assess(
  input: StepInput,
  { operation, step, intent_digest }: ApprovedStep,
  bound: Materialised,
  value: Artifact | Artifact[],
  key: string,
  run: { result: ToolResult; usage: Usage | null; duration: number; secretsUsed: ReadonlySet<string>; used: readonly UsedFallback[] },
): Outcome {
  const names = Object.keys(step.tool_intent.expected_outputs);
  const outputs = Object.fromEntries((names.length === 0 ? [operation.output.name] : names).map((name) => [name, value]));
  const after = { inputs: view(bound), outputs: { [operation.output.name]: value as Json, ...(outputs as { [name: string]: Json }) } };
  const { unmet, ports } = unmetConditions([...step.tool_intent.validation_criteria, ...step.postconditions, ...(operation.postconditions ?? [])], after, Object.keys(outputs));
  const { resources } = run.result;
  const made = [value].flat().reduce((sum, artifact) => sum + artifact.bytes + (artifact.also ?? []).reduce((more, one) => more + one.bytes, 0), 0);
  const read = Object.values(bound.inputs).flat().reduce((sum, one) => sum + one.bytes, 0);
  return {
    step_id: input.step_id,
    execution_status: unmet.length === 0 ? 'success' : 'partial',
    outputs,
    errors: [],
    performance_metrics: {
      duration_ms: run.duration,
      resources_used: {
        bytes_in: resources?.bytes_in ?? read,
        bytes_out: resources?.bytes_out ?? made,
        calls: resources?.calls ?? 0,
        input_tokens: resources?.input_tokens ?? 0,
        output_tokens: resources?.output_tokens ?? 0,
        usd: resources?.usd ?? 0,
        cpu_ms: run.usage?.cpu_ms ?? null,
        max_rss_bytes: run.usage?.max_rss_bytes ?? null,
      },
    },
    side_effects: sideEffects(operation, run.result).map((one) => ({ ...one, description: redact(one.description, run.secretsUsed), at: input.now })),
    requires_replan: requiresReplan(null, unmet),
    ...(unmet.length === 0 ? {} : { unmet, unmet_ports: ports }),
    ...(run.used.length === 0 ? {} : { fallbacks: run.used.map((one) => ({ ...one, because: redact(one.because, run.secretsUsed) })) }),
    task_id: input.task_id,
    intent_digest,
    idempotency_key: key,
  };
}

/** What the operation reported; an effect that reports nothing is listed by what it declares. */
function sideEffects(operation: ApprovedStep['operation'], result: ToolResult): { effect: string; description: string; undo: string | null }[] {
  if (result.sideEffects !== undefined && result.sideEffects.length > 0) {
    return result.sideEffects.map(({ effect, description, undo }) => ({ effect: String(effect), description: String(description), undo: undo === null ? null : String(undo) }));
  }
  if (operation.effect !== 'write' && operation.effect !== 'destructive') return [];
  return [{ effect: operation.effect_name ?? operation.effect, description: operation.title, undo: operation.undo?.operation ?? null }];
}

/** What predicates see below `inputs`: parameters by their recordable value, single artifacts as such, several as a list. */
function view(bound: Materialised): { [name: string]: Json } {
  const artifacts = Object.entries(bound.inputs).map(([name, list]) => [name, (list.length === 1 ? list[0] : list) as Json] as const);
  const parameters = Object.entries(bound.parameters).map(([name, { shown }]) => [name, shown] as const);
  return Object.fromEntries([...artifacts, ...parameters]);
}
