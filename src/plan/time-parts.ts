import type { FacetValue } from '../schemas/operation.ts';
import { isTerm } from './conditions-on-made.ts';
import { FormFault, unknown } from './form-fault.ts';

/** Parts of a time that rows are grouped and kept by: `part(time, month)`. */
export const TIME_PARTS: readonly string[] = ['year', 'decade', 'season_year', 'hydrological_year', 'quarter', 'month', 'week', 'day', 'day_of_year', 'hour', 'weekday', 'weekend', 'date', 'year_quarter', 'year_week', 'year_month', 'season'];

const CLOSED: { readonly [part: string]: readonly string[] } = {
  season: ['DJF', 'MAM', 'JJA', 'SON'],
  weekday: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  weekend: ['weekend', 'weekday'],
};

/** Fails where a term names a part of a time that there is not, or compares one with a text that it never has: no row would have it. */
export function checkParts(value: FacetValue, want: string): void {
  if (Array.isArray(value)) return value.forEach((one) => checkParts(one, want));
  if (!isTerm(value)) return;
  const [subject, said] = value.args;
  if (value.fn === 'part' && typeof said === 'string' && !TIME_PARTS.includes(said)) throw unknown(`Cannot read the part "${said}" of a time in want "${want}"`, 'there is no such part', said, TIME_PARTS);
  const part = subject !== undefined && isTerm(subject) && subject.fn === 'part' ? subject.args[1] : undefined;
  const known = typeof part === 'string' ? CLOSED[part] : undefined;
  if (typeof part === 'string' && known !== undefined && ['=', '!=', 'in', 'not_in'].includes(value.fn)) {
    const strange = (Array.isArray(said) ? said : [said]).find((one) => typeof one !== 'string' || (!known.includes(one) && !isTerm(one)));
    if (typeof strange === 'string' || typeof strange === 'number') throw new FormFault(`Cannot compare the ${part} of a time with "${strange}" in want "${want}": it is one of ${known.join(', ')}.`, [...known]);
  }
  value.args.forEach((one) => checkParts(one, want));
}
