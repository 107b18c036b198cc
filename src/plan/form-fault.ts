import { nearestNames } from './nearest.ts';

/** Why a form cannot be read, with the nearest that could be. */
export class FormFault extends Error {
  readonly nearest: string[];

  constructor(message: string, nearest: string[] = []) {
    super(message);
    this.nearest = nearest;
  }
}

/** A name that nothing has. */
export function unknown(what: string, why: string, name: string, names: readonly string[]): FormFault {
  const nearest = nearestNames(name, names);
  return new FormFault(`${what}: ${why}. ${nearest.length === 0 ? `There are ${names.slice(0, 20).join(', ') || 'none'}` : `Did you mean ${nearest.join(' or ')}`}.`, nearest);
}
