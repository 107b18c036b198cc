import type { Want } from '../schemas/goal.ts';
import { isTerm, listOf } from './conditions-on-made.ts';
import { FormFault } from './form-fault.ts';

/** Refuses wants of the steps of time in which there are no rows: rows are combined per step that has some, so that there would be none, whatever the data holds. */
export function refuseEmptySteps(wants: readonly Want[]): void {
  for (const { id, type } of wants) {
    if (type.facets['interval'] === undefined) continue;
    for (const filter of listOf(type.facets['filters'])) {
      const [subject, value] = isTerm(filter) ? filter.args : [];
      if (!isTerm(filter) || subject === undefined || !isTerm(subject) || subject.fn !== 'count' || subject.args[0] !== 'rows') continue;
      const none = filter.fn === 'missing' || (typeof value === 'number' && ((filter.fn === '=' && value === 0) || (filter.fn === '<' && value === 1) || (filter.fn === '<=' && value === 0)));
      if (none) throw new FormFault(`Cannot find the steps of time without rows for want "${id}": what is combined per ${String(type.facets['interval'] as string)} has only those with rows. Ask for the steps that there are, as count(rows) per step.`);
    }
  }
}
