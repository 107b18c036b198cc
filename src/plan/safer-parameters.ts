import type { Binding, ToolIntent } from '../schemas/decomposition.ts';
import type { Json } from '../schemas/json.ts';
import type { Operation } from '../schemas/operation.ts';
import { canonical } from './digest.ts';

type Fallback = NonNullable<ToolIntent['fallbacks']>[number];

/**
 * The safer parameters that an intent may fall back to, in the order of the declaration: those whose `from` is what the plan says (or the schema's
 * default, or what an earlier fallback put there), or that replace anything. Nothing for an operation that changes something.
 */
export function saferParameters(operation: Operation, inputs: { readonly [name: string]: Binding | Binding[] }): Fallback[] {
  if (operation.effect === 'write' || operation.effect === 'destructive') return [];
  const reached = new Map<string, Json | undefined>();
  const found: Fallback[] = [];
  for (const { parameter, from, to, when } of operation.safer ?? []) {
    const key = `${when} ${parameter}`;
    const current = reached.has(key) ? reached.get(key) : planned(operation, inputs[parameter], parameter);
    if (current !== undefined && canonical(current) === canonical(to)) continue;
    if (from !== null && (current === undefined || canonical(current) !== canonical(from))) continue;
    found.push({ parameter, value: to, when });
    reached.set(key, to);
  }
  return found;
}

/** What stands at a parameter as far as the plan knows; undefined where only the run will. */
function planned(operation: Operation, binding: Binding | Binding[] | undefined, parameter: string): Json | undefined {
  if (binding !== undefined) return !Array.isArray(binding) && binding.kind === 'literal' ? binding.value : undefined;
  const properties = operation.parameters['properties'];
  const property = isObject(properties) ? properties[parameter] : undefined;
  return isObject(property) ? property['default'] : undefined;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A fallback in words: "where a limit is reached: limit 100". */
export function describeFallback({ parameter, value, when }: Fallback): string {
  return `${when === 'invalid' ? 'where its input is refused' : 'where a limit is reached'}: ${parameter} ${JSON.stringify(value)}`;
}
