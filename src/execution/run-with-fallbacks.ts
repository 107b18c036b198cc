import { canonical } from '../plan/digest.ts';
import { FAILURES, PlanwrightError } from '../schemas/failure.ts';
import type { Json } from '../schemas/json.ts';
import type { Operation } from '../schemas/operation.ts';
import type { Outcome } from '../schemas/outcome.ts';
import type { ToolIntent } from '../schemas/decomposition.ts';
import { checkParameters } from './contract.ts';
import type { ExecutionPorts } from './ports.ts';
import { type OperationCall, type Ran, runOperation } from './run-operation.ts';

type Fallback = NonNullable<ToolIntent['fallbacks']>[number];
export type UsedFallback = NonNullable<Outcome['fallbacks']>[number];

/**
 * Runs the operation, and where it refuses its input or reaches a limit, runs it again with the next safer parameter that the approved intent
 * has for such a failure, each at most once and in order. Never for an operation that changes something, and never with a value that the
 * operation itself does not declare as safer.
 */
export async function runWithFallbacks(
  call: OperationCall,
  intent: ToolIntent,
  ports: ExecutionPorts,
  options: { signal: AbortSignal; progress: (message: string) => void },
): Promise<Ran & { used: UsedFallback[] }> {
  const used: UsedFallback[] = [];
  const left = [...(intent.fallbacks ?? [])];
  for (let current = call; ; ) {
    try {
      return { ...(await runOperation(current, ports, options)), used };
    } catch (error) {
      const kind = failureKind(error);
      const next = kind === null || !isHarmless(call.operation) ? undefined : left.find((one) => one.when === kind && isDeclared(one, call.operation) && !same(current.request.parameters[one.parameter], one.value));
      if (next === undefined || !(error instanceof PlanwrightError)) throw error;
      left.splice(0, left.indexOf(next) + 1);
      const parameters = { ...current.request.parameters, [next.parameter]: next.value };
      checkParameters(call.operation, parameters);
      used.push({ parameter: next.parameter, from: current.request.parameters[next.parameter] ?? null, to: next.value, because: error.message.slice(0, 500) });
      options.progress(`trying again with ${next.parameter} ${JSON.stringify(next.value)}: ${error.message}`.slice(0, 500));
      current = { ...current, request: { ...current.request, parameters } };
    }
  }
}

function failureKind(error: unknown): Fallback['when'] | null {
  if (!(error instanceof PlanwrightError)) return null;
  if (error.type === 'Tool.ResourceLimit') return 'resource_limit';
  return FAILURES[error.type].class === 'invalid' ? 'invalid' : null;
}

function isHarmless(operation: Operation): boolean {
  return operation.effect === 'none' || operation.effect === 'read';
}

function isDeclared(fallback: Fallback, operation: Operation): boolean {
  return (operation.safer ?? []).some((one) => one.parameter === fallback.parameter && one.when === fallback.when && same(one.to, fallback.value));
}

function same(a: Json | undefined, b: Json): boolean {
  return a !== undefined && canonical(a) === canonical(b);
}
