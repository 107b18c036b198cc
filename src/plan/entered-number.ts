/** Words that make another number of what stands before them. */
const SCALES = /^(hundreds?|thousands?|millions?|billions?|dozens?|k|tsd|mio|mrd)\b/iu;
const NUMBER = /^([+-]?(?:\d{1,3}(?:[ \u00A0']\d{3})+|\d+))(?:([.,])(\d+))?\s*(\D*)$/u;

/**
 * The number that a person wrote, and the words behind it: "48 points", "14 percent", "2,5 kg", "1 200". Null where it is not one number for sure: several, a range, a scale
 * such as million, or 1,000, which may be one or a thousand.
 */
export function enteredNumber(text: string): { value: number; words: string } | null {
  const [, whole, mark, decimals, rest = ''] = NUMBER.exec(text.trim()) ?? [];
  const words = rest.trim().replace(/[.!]$/u, '');
  if (whole === undefined || (mark === ',' && decimals?.length === 3)) return null;
  if (words.length > 40 || SCALES.test(words) || /[-–,;:]|\b(or|and|to)\b/iu.test(words)) return null;
  return { value: Number(`${whole.replaceAll(/[ \u00A0']/gu, '')}${decimals === undefined ? '' : `.${decimals}`}`), words };
}

/** Parts of words for units that others measure the same with. */
const MEASURES = /gram|met(er|re)|lit(er|re)|mile|foot|feet|inch|yard|hour|minute|second|day|week|month|year|pound|ounce|ton|degree|celsius|fahrenheit|watt|joule|pascal|volt|knot|acre|hectare/iu;

/** Whether the words behind a number only say what is counted, or that it is a percentage: nothing could have to be converted. */
export function isNoun(words: string): boolean {
  return words === '' || words === '%' || (/^\p{L}[\p{L} ]{3,}$/u.test(words) && !MEASURES.test(words));
}

const UNITS: { [word: string]: string } = { percent: '%', pct: '%', eur: 'EUR', usd: 'USD', gbp: 'GBP', chf: 'CHF', kmh: 'km/h', kwh: 'kWh', mwh: 'MWh', degc: '°C' };
const PLAIN_UNITS = new Set(['kg', 'km', 'cm', 'mm', 'ha', 'm2', 'm3', 'days', 'hours', 'minutes', 'seconds', 'weeks', 'months', 'years']);

/** The unit that a name says at its end, as services write it: `weight_kg`, `price_eur`, `humidity_percent`; null where none. */
export function unitOfName(name: string): string | null {
  const [last = '', ...before] = name.toLowerCase().split(/[_\s-]/u).toReversed();
  if (before.length === 0) return null;
  return UNITS[last] ?? (PLAIN_UNITS.has(last) ? last : null);
}
