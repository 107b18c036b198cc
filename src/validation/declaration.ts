import type { Json } from '../schemas/json.ts';
import type { Operation } from '../schemas/operation.ts';

/**
 * What an operation promises and its declaration does not allow: a class of determinism that cannot be kept, safer parameters that do not exist.
 * Empty where nothing contradicts. Class by class: `deterministic` depends on its inputs alone, so it asks no model, no person and no network;
 * `seeded` takes its chance from a parameter `seed`; `time_dependent` sees the time and nothing else from outside; `external` promises nothing.
 */
export function declarationFaults(operation: Operation): string[] {
  const faults: string[] = [];
  const { determinism, runs_on, outbound, effect, safer } = operation;
  const properties = objectOf(operation.parameters['properties']);
  const required = Array.isArray(operation.parameters['required']) ? operation.parameters['required'] : [];
  if (determinism !== 'external') {
    if (runs_on !== 'execution') faults.push(`determinism: what a ${runs_on === 'person' ? 'person' : 'model'} answers is "external", not "${determinism}"`);
    if (outbound === true) faults.push(`determinism: an operation that sends data out is "external", not "${determinism}"`);
  }
  if (determinism === 'seeded') {
    const seed = objectOf(properties['seed']);
    if (seed['type'] !== 'integer' || (!required.includes('seed') && !Number.isSafeInteger(seed['default']))) faults.push('determinism: a seeded operation has an integer parameter "seed" that is required or has a default');
  }
  for (const [at, { parameter, from, to }] of (safer ?? []).entries()) {
    if (!Object.hasOwn(properties, parameter)) faults.push(`safer[${at}].parameter: there is no parameter "${parameter}"`);
    if (JSON.stringify(from) === JSON.stringify(to)) faults.push(`safer[${at}]: "from" and "to" are the same`);
    if (effect === 'write' || effect === 'destructive') faults.push(`safer[${at}]: an operation with the effect "${effect}" is never tried another way by itself`);
  }
  return faults;
}

function objectOf(value: Json | undefined): { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
