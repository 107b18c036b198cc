import type { Given, Want } from '../schemas/goal.ts';
import { widened } from './front-end-form.ts';
import type { DataSource } from './typed-goal-data.ts';

/** The givens behind a source, with the columns that the wants use. */
export function givensOf(source: DataSource, wants: readonly Want[]): Given[] {
  const parts = source.parts ?? [source];
  return parts.map((part) => ({ ...part.given, type: widened(part.given, parts, wants) }));
}
