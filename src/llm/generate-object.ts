import { addTokens, type Completer, type Completion, NO_TOKENS, type Turn } from './completer.ts';
import { ModelFailure } from './model-failure.ts';
import type { ModelAnswer, ModelRequest } from './model.ts';
import { LONGEST_ANSWER, parseAnswer } from './parse-answer.ts';
import { digestText, requestDigest } from './request-digest.ts';
import { repairLoop } from './repair-loop.ts';
import { usageOf } from './usage.ts';

/** How often an answer that does not fit is sent back with its issues. */
export const MOST_REPAIRS = 2;
const HEARTBEAT_MS = 5_000;
const SHOWN_BACK = 20_000;

/**
 * Asks, reads, checks, and where the answer does not fit asks again with the issues, at most twice. What every request cost is summed,
 * also when the last one fails.
 */
export async function generateObject<T>(
  completer: Completer,
  request: ModelRequest<T>,
  options: { signal: AbortSignal; heartbeat?: () => void },
): Promise<ModelAnswer<T>> {
  const started = Date.now();
  const beat = options.heartbeat === undefined ? undefined : setInterval(options.heartbeat, HEARTBEAT_MS);
  let tokens = NO_TOKENS;
  let requests = 0;
  const turns: Turn[] = [{ by: 'user', text: request.user }];
  try {
    const repaired = await repairLoop<Completion, T>({
      most: MOST_REPAIRS,
      generate: async ({ feedback, last }) => {
        options.signal.throwIfAborted();
        if (last !== null) turns.push({ by: 'model', text: last.text.slice(0, SHOWN_BACK) || '(nothing)' }, { by: 'user', text: repairText(feedback) });
        requests += 1;
        const completion = await completer.complete(
          {
            role: request.role,
            format: request.format,
            system: request.system,
            turns,
            max_output_tokens: request.max_output_tokens,
            cache_key: digestText(request.system).slice(0, 32),
          },
          options.signal,
        );
        tokens = addTokens(tokens, completion.tokens);
        return completion;
      },
      check: (completion) => readAnswer(completer, request, completion),
    });
    if (!repaired.held) {
      throw new ModelFailure(
        'Model.InvalidOutput',
        `Cannot use the answer of ${completer.provider}:${completer.name} as "${request.format.name}": after ${MOST_REPAIRS} repairs still ${repaired.unmet[0]}. Try again, choose another model, or plan with --model none.`,
      );
    }
    return {
      // Held answers have a value; that it may itself be null is up to the format.
      value: repaired.value as T,
      text: repaired.last.text,
      provider: completer.provider,
      model: completer.name,
      finish_reason: repaired.last.finish_reason,
      usage: usageOf(completer.provider, completer.name, tokens, repaired.rounds),
      repairs: repaired.rounds - 1,
      cached: false,
      request_digest: requestDigest(completer, request),
      duration_ms: Date.now() - started,
    };
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    throw new ModelFailure(error.type, error.message, {
      cause: error.cause ?? error,
      tokens: addTokens(tokens, error.tokens),
      requests,
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    });
  } finally {
    clearInterval(beat);
  }
}

function readAnswer<T>(completer: Completer, request: ModelRequest<T>, completion: Completion) {
  if (completion.text.length > LONGEST_ANSWER) {
    // Not sent back for repair: the answer alone would cost more than the whole plan.
    throw new ModelFailure(
      'Model.InvalidOutput',
      `Cannot use the answer of ${completer.provider}:${completer.name} as "${request.format.name}": it has ${completion.text.length} characters, at most ${LONGEST_ANSWER} are read. Choose another model or make the goal smaller.`,
    );
  }
  return parseAnswer(completion.text, request.format.schema);
}

function repairText(issues: readonly string[]): string {
  return [
    'That answer cannot be used:',
    ...issues.map((issue) => `- ${issue}`),
    'Answer the same request again with exactly one JSON object that fits the schema: every field present, no other fields, nothing before or after it.',
  ].join('\n');
}
