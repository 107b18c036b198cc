import { Context } from '@temporalio/activity';
import { addUsage, NO_USAGE } from '../llm/usage.ts';
import type { ModelCall, Usage } from '../schemas/model.ts';
import { charge } from './charge.ts';
import type { StorePorts } from './ports.ts';
import { eventKey, record } from './record.ts';

/** A model call in the record: the texts as blobs by digest, the call as an event. Returns the event's key as a cause for what follows. */
export async function recordModelCall(stores: StorePorts, workflowId: string, asked: { call: ModelCall; prompt: string; response: string }, causes: readonly string[]): Promise<string> {
  const [prompt, response] = await Promise.all([stores.blobs.put(Buffer.from(asked.prompt)), stores.blobs.put(Buffer.from(asked.response))]);
  const key = eventKey.modelCall(asked.call.request_digest);
  await record(stores.provenance, workflowId, {
    key,
    kind: 'model_call',
    subject: asked.call.request_digest,
    causes: [eventKey.goal, ...causes],
    body: { ...asked.call, prompt_sha256: prompt.sha256, response_sha256: response.sha256, activity: activityId() },
  });
  await charge(stores, workflowId, key, asked.call.usage.usd);
  return key;
}

/** A request that failed: what it cost is charged all the same. Each attempt is an event of its own. */
export async function recordFailedCall(
  stores: StorePorts,
  workflowId: string,
  failed: { call: Pick<ModelCall, 'provider' | 'model' | 'role' | 'format' | 'request_digest' | 'prompt_digest' | 'usage'>; prompt: string; failure: { type: string; message: string } },
): Promise<void> {
  const { call, failure } = failed;
  const { attempt } = Context.current().info;
  const key = `${eventKey.modelCall(call.request_digest)}/failed/${activityId()}/${attempt}`;
  const prompt = await stores.blobs.put(Buffer.from(failed.prompt));
  await record(stores.provenance, workflowId, {
    key,
    kind: 'model_call',
    subject: call.request_digest,
    causes: [eventKey.goal],
    body: { ...call, prompt_sha256: prompt.sha256, activity: activityId(), attempt, failed: failure },
  });
  await charge(stores, workflowId, key, call.usage.usd);
}

/** Who pays for the calls of the running activity: the same on every attempt, so that a retry finds and reports what an earlier one paid. */
export function payerOf(workflowId: string): string {
  return `${workflowId}/${activityId()}`;
}

const activityId = (): string => Context.current().info.activityId;

/** Keys and usage of the model calls in the record that the running activity paid for, on this attempt or an earlier one. */
export async function callsOfActivity(stores: Pick<StorePorts, 'provenance'>, workflowId: string): Promise<{ keys: string[]; usage: Usage | null }> {
  const events = await stores.provenance.read(workflowId, { kinds: ['model_call'] });
  const own = events.flatMap(({ subject, body }) => {
    // Boundary: bodies of this kind are written by this module only.
    const call = body as unknown as { activity?: string; usage: Usage; failed?: unknown };
    return call.activity === activityId() ? [{ subject, ...call }] : [];
  });
  if (own.length === 0) return { keys: [], usage: null };
  const usage = own.reduce<Usage>((sum, one) => addUsage(sum, one.usage), NO_USAGE);
  return { keys: own.flatMap((one) => (one.failed === undefined ? [eventKey.modelCall(one.subject)] : [])), usage };
}

/** What the running activity's model calls cost, failed ones included; null where it made none. */
export async function usageOfActivity(stores: Pick<StorePorts, 'provenance'>, workflowId: string): Promise<Usage | null> {
  return (await callsOfActivity(stores, workflowId)).usage;
}
