import type { Plan, Preview } from '../../schemas/plan.ts';

/** One applied optimisation, as the preview lists it. */
export type Optimisation = Preview['optimisations'][number];

/** A plan after one pass, and what the pass did. Without changes the plan is the one that came in. */
export interface Pass {
  plan: Plan;
  changes: Optimisation[];
}
