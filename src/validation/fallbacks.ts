import { canonical } from '../plan/digest.ts';
import type { Finding, Rule } from './rule.ts';
import { place } from './subject.ts';

/** Safer parameters of an intent are those that its operation declares, for operations that change nothing: nobody else makes any up. */
export const fallbackRule: Rule = {
  id: 'fallbacks',
  check: (subject) => ({
    looked: subject.uses.length,
    found: subject.uses.flatMap((use): Finding[] => {
      const { operation, step } = use;
      const fallbacks = step?.tool_intent.fallbacks ?? [];
      if (!operation || fallbacks.length === 0) return [];
      const at = { task: use.task.task_id, step: step?.step_id };
      if (operation.effect === 'write' || operation.effect === 'destructive') return [{ message: `Cannot run ${place(use)}: "${use.name}" changes something and has fallbacks.`, fix: 'Remove them; an effect is never tried another way by itself.', ...at }];
      return fallbacks.flatMap(({ parameter, value, when }): Finding[] => {
        const declared = (operation.safer ?? []).some((one) => one.parameter === parameter && one.when === when && canonical(one.to) === canonical(value));
        return declared ? [] : [{ message: `Cannot run ${place(use)}: "${use.name}" declares no safer ${JSON.stringify(parameter.slice(0, 60))} of ${JSON.stringify(value).slice(0, 60)} for ${when === 'invalid' ? 'input that is refused' : 'a limit that is reached'}.`, fix: 'Use the safer parameters that the operation declares, or none.', ...at }];
      });
    }),
  }),
};
