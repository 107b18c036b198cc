import type { Want } from '../schemas/goal.ts';

/** Whether what is wanted is said in facets, so that no words have to be read. */
export function isFormal(want: Pick<Want, 'type'>): boolean {
  return Object.keys(want.type.facets).length > 0;
}
