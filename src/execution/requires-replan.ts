import type { FailureClass } from '../schemas/outcome.ts';

/** What the plan could do about a failure: only where the plan itself is at fault does it take another plan. */
const BY_CLASS: { readonly [failure in FailureClass]: boolean } = {
  // the same plan may work later, or when the other side is back
  transient: false,
  // what the plan hands over does not fit, and its safer parameters are used up
  invalid: true,
  // a person supplies what is missing; the plan stays
  missing_input: false,
  permanent: true,
  // about permission, money and people's will, not about the plan
  denied: false,
  budget: false,
  cancelled: false,
  // nobody may act before a person has looked
  unknown_effect: false,
};

/** Whether what happened takes another plan: by the class of the failure (null: none), and where a criterion does not hold of what came out. */
export function requiresReplan(failure: FailureClass | null, unmet: readonly string[]): boolean {
  return failure === null ? unmet.length > 0 : BY_CLASS[failure];
}
