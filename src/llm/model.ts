import type { z } from 'zod';
import type { ModelRole, Usage } from '../schemas/model.ts';

/** One structured request. The answer must fit `format.schema`; tools, streaming and conversation do not exist here. */
export interface ModelRequest<T> {
  role: ModelRole;
  format: { name: string; schema: z.ZodType<T> };
  /** Stable prefix first (rules, catalogue, documents), so that providers can cache it. */
  system: string;
  /** Trusted instructions and data; untrusted data stands inside marked quotes. */
  user: string;
  max_output_tokens: number;
  /** Asked again because the checks of a step refused the answer before; the reasons stand in `user`. */
  repair?: boolean;
}

export interface ModelAnswer<T> {
  value: T;
  text: string;
  provider: string;
  model: string;
  finish_reason: string;
  usage: Usage;
  repairs: number;
  cached: boolean;
  request_digest: string;
  duration_ms: number;
}

/**
 * A language model. Retries nothing by itself except the repair of JSON that does not parse or fit (at most twice, counted). Failures
 * are `PlanwrightError` of a `Model.*` type; `retryAfterMs` carries Retry-After.
 */
export interface Model {
  readonly provider: string;
  readonly name: string;
  generate<T>(request: ModelRequest<T>, options: { signal: AbortSignal; heartbeat?: () => void }): Promise<ModelAnswer<T>>;
}
