import { type Dispatcher, request } from 'undici';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import type { NetworkRules } from '../http/address-rules.ts';
import { guardedAgent } from '../http/connect.ts';
import { failureOf } from '../http/failure.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import { serviceTarget } from './service-target.ts';

const MOST_BYTES = 5 * 1024 ** 2;

export interface Call {
  method: string;
  address: string;
  headers: { [name: string]: string };
  body: Json | undefined;
  /** Whether the call changes something: then nobody knows what happened where the connection fails on the way. */
  effect: boolean;
}

export interface CallResult {
  status: number;
  /** Null where the answer has no body. */
  body: Json;
  bytes: number;
  link: string;
}

/** Calls of one run of an operation over one guarded connection pool. `close` it, whatever happens. */
export function openCaller(rules: NetworkRules, signal: AbortSignal): { call: (call: Call) => Promise<CallResult>; close: () => Promise<void> } {
  const exempt = new Set(rules.allowedHosts.filter((host) => /^(localhost|127\.0\.0\.1|\[::1\]):\d+$/.test(host)).map((host) => host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')));
  const agent = guardedAgent({ exempt: (host) => exempt.has(host), connectTimeoutMs: 10_000 });
  return {
    close: () => agent.destroy(),
    async call(call) {
      const target = serviceTarget(call.address, rules.allowedHosts);
      let answer: Dispatcher.ResponseData;
      let text: string;
      try {
        answer = await request(target.fetched, {
          dispatcher: agent,
          method: call.method as Dispatcher.HttpMethod,
          headers: { accept: 'application/json', 'user-agent': 'planwright', ...call.headers, ...(call.body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
          headersTimeout: 30_000,
          bodyTimeout: 30_000,
          signal,
        });
        text = await readText(answer, target.url);
      } catch (error) {
        const failure = failureOf(error, `${target.url.origin}${target.url.pathname}`);
        throw call.effect && failure.type === 'Tool.Transient' ? unknown(call, target.url, 'the connection failed') : failure;
      }
      if (answer.statusCode >= 300) throw statusFailure(call, target.url, answer, text);
      const { link } = answer.headers;
      return { status: answer.statusCode, body: parse(text, target.url), bytes: Buffer.byteLength(text), link: Array.isArray(link) ? link.join(', ') : (link ?? '') };
    },
  };
}

async function readText(answer: Dispatcher.ResponseData, url: URL): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) {
      answer.body.destroy();
      throw new PlanwrightError('Tool.ResourceLimit', `Cannot use the answer of "${url.host}${url.pathname}": it is larger than ${MOST_BYTES / 1024 ** 2} MiB. Ask for less.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string, url: URL): Json {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new PlanwrightError('Tool.Permanent', `Cannot use the answer of "${url.host}${url.pathname}": it is not JSON. Check the address of the service.`);
  }
}

function unknown({ method }: Pick<Call, 'method'>, url: URL, reason: string): PlanwrightError {
  return new PlanwrightError('Effect.Unknown', `Cannot tell whether ${method} "${url.host}${url.pathname}" happened: ${reason}. Look at the service before sending it again.`);
}

function statusFailure({ method, effect }: Call, url: URL, answer: Dispatcher.ResponseData, text: string): PlanwrightError {
  const status = answer.statusCode;
  const said = `Cannot ${method} "${url.host}${url.pathname}": the service answered ${status}${messageOf(text)}.`;
  if (status === 400 || status === 422 || status === 409) return new PlanwrightError('Tool.Invalid', `${said} Change the values in the plan.`);
  if (status === 401 || status === 403 || status === 407 || status === 451) return new PlanwrightError('Tool.Denied', `${said} Give the service a secret that allows it.`);
  // the service refused with 429 and 503; after any other fault of its own nobody knows how far it came
  if (effect && (status === 408 || (status >= 500 && status !== 503))) return unknown({ method }, url, `the service answered ${status}${messageOf(text)}`);
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const wait = retryAfterMs(answer.headers['retry-after'], Date.now());
    return new PlanwrightError('Tool.Transient', `${said} Try again later.`, wait === undefined ? {} : { retryAfterMs: wait });
  }
  return new PlanwrightError('Tool.Permanent', `${said} ${status < 400 ? 'Redirects are not followed; correct the address of the service.' : 'Look up what it should be.'}`);
}

/** What the service itself says went wrong, short. */
function messageOf(text: string): string {
  let said: unknown = text;
  try {
    const body = JSON.parse(text) as { [key: string]: unknown };
    said = body['message'] ?? body['detail'] ?? body['error'] ?? body['title'] ?? body['errors'] ?? text;
    if (typeof said === 'object' && said !== null && 'message' in said) said = said.message;
  } catch {
    // not JSON: the text itself is what it says
  }
  const words = (typeof said === 'string' ? said : JSON.stringify(said)).replaceAll(/\s+/g, ' ').trim().slice(0, 300).replace(/[.\s]+$/, '');
  return words === '' || words.startsWith('<') ? '' : `: ${words}`;
}
