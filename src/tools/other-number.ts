/** What a name may be in the singular: berries is berry, loaves loaf, boxes box; the name itself is none of these. */
export function singulars(name: string): string[] {
  return ENDINGS.flatMap(([ending, instead]) => (ending.test(name) ? [name.replace(ending, instead)] : []));
}

const ENDINGS: readonly (readonly [RegExp, string])[] = [[/ies$/i, 'y'], [/ves$/i, 'f'], [/ves$/i, 'fe'], [/(?<=ss|x|ch|sh|o)es$/i, ''], [/(?<!s)s$/i, '']];

/** Whether two names differ only in number, whatever their case: country loaves, Country loaf. Codes that end in digits or few letters never do. */
export function isOtherNumber(a: unknown, b: unknown): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  const [one, other] = [a.normalize('NFKC').trim().toLowerCase(), b.normalize('NFKC').trim().toLowerCase()];
  if (![one, other].every((name) => /\p{L}{3}$/u.test(name))) return false;
  return one !== other && (singulars(one).includes(other) || singulars(other).includes(one));
}
