import { priceOf } from './usage.ts';

/** The two models that may answer a model step, by name (`provider:model`), and how much less the small one costs. */
export interface StepModels {
  usual: string;
  small: { name: string; price_ratio: number } | null;
}

/** A model step reads more than it writes; this mix makes one price of a model's two. */
const MIX = { input: 800_000, cached_input: 0, written_to_cache: 0, output: 200_000 };

/**
 * Which models answer the steps of a run, by names alone: `choice` (`--model`) and a narrator of its own stand for every step, so that there
 * is no small one beside them; and a small model that is not known to be cheaper is none. Null: the run works offline.
 */
export function stepModels(settings: { default: string | null; small: string | null; roles: { readonly narrator?: string | null } }, choice: string | null): StepModels | null {
  const named = choice ?? settings.roles.narrator ?? null;
  const usual = named ?? settings.default;
  if (usual === null || usual === 'none') return null;
  const ratio = named === null && settings.small !== null && settings.small !== 'none' ? priceRatio(settings.small, usual) : null;
  return { usual, small: settings.small === null || ratio === null || ratio >= 1 ? null : { name: settings.small, price_ratio: ratio } };
}

/** What a model costs as a share of what another costs; null where the price of either is not known. */
function priceRatio(small: string, usual: string): number | null {
  const [a, b] = [price(small), price(usual)];
  return a === null || b === null || b === 0 ? null : a / b;
}

function price(name: string): number | null {
  const colon = name.indexOf(':');
  return colon < 0 ? null : priceOf(name.slice(0, colon), name.slice(colon + 1), MIX);
}
