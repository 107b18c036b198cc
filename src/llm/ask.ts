import type { z } from 'zod';
import type { ModelCall, ModelRole } from '../schemas/model.ts';
import type { Model, ModelAnswer, ModelRequest } from './model.ts';
import { digestText, promptDigest } from './request-digest.ts';

export interface AskOptions {
  signal: AbortSignal;
  heartbeat?: () => void;
  /** The answer before was refused by checks; see `ModelRequest`. */
  repair?: boolean;
}

/** The value in wire format, and what the record keeps: the call, and the texts that it names by digest. */
export interface Asked<T> {
  value: T;
  call: ModelCall;
  prompt: string;
  response: string;
}

/** Asks a model for one value of a format. */
export async function ask<T>(
  model: Model,
  role: ModelRole,
  format: { name: string; schema: z.ZodType<T>; max_output_tokens: number },
  prompt: { system: string; user: string },
  options: AskOptions,
): Promise<Asked<T>> {
  const request: ModelRequest<T> = { role, format: { name: format.name, schema: format.schema }, ...prompt, max_output_tokens: format.max_output_tokens, ...(options.repair === true ? { repair: true } : {}) };
  const answer = await model.generate(request, options);
  return { value: answer.value, call: toModelCall(request, answer), prompt: `${prompt.system}\n\n${prompt.user}`, response: answer.text };
}

/** What the record keeps of an answer. */
export function toModelCall<T>(request: ModelRequest<T>, answer: ModelAnswer<T>): ModelCall {
  return {
    provider: answer.provider,
    model: answer.model,
    role: request.role,
    format: request.format.name,
    request_digest: answer.request_digest,
    prompt_digest: promptDigest(request),
    response_digest: digestText(answer.text),
    usage: answer.usage,
    duration_ms: Math.round(answer.duration_ms),
    repairs: answer.repairs,
    cached: answer.cached,
    finish_reason: answer.finish_reason,
  };
}
