/** How long something took, as it is written: `1:23:45`, `58:07`, `2:05.31`; for RE2 and JavaScript alike. */
export const DURATION = '[+-]?([0-9]{1,5}:)?[0-9]{1,5}:[0-5][0-9]([.][0-9]{1,6})?';

/** Words of a name that say how long something took, and those that say when it was. */
const LENGTH = /(^|[_\s-])(duration|elapsed|net|gross|gun|chip|finish|finishing|lap|split|pace|runtime|running|race|swim|bike|ride|run|transition|took|gap|behind|length|best|result|total|worked|overtime|wait|waiting|delay|moving|playing|cook|cooking|prep|downtime|uptime)([_\s-]|$)/i;
const CLOCK = /(^|[_\s-])(start|started|end|ended|begin|begins|depart|departs|departure|arrive|arrives|arrival|open|opens|opening|close|closes|closing|clock|at|sunrise|sunset|moonrise|moonset|rise|set|tide|check|from|to|until|scheduled|local|utc)([_\s-]|$)/i;

/** Whether two parts are hours and minutes: the name says that hours are counted. */
export function isClockMinutes(name: string): boolean {
  return /(^|[_\s-])(hours|hrs|hhmm|worked|overtime)([_\s-]|$)/i.test(name);
}

/**
 * Whether texts such as `1:23:45` are durations and no times of day: they stand beside shorter ones such as `58:07`, count beyond what a clock shows, have fractions of seconds, or are not
 * padded as times of day are; three parts also where the name says so. Two parts that a clock could show stay text: nobody can tell minutes and seconds from hours and minutes.
 */
export function isDurations(name: string, values: readonly string[]): boolean {
  if (values.length === 0 || CLOCK.test(name)) return false;
  const parts = values.map((value) => value.replace(/^[+-]/, '').split(':'));
  const three = parts.filter((one) => one.length === 3);
  // Minutes of three parts are never more than 59; other texts of this shape are no durations.
  if (three.some(([, minutes = '']) => !/^[0-5]?[0-9]$/.test(minutes))) return false;
  const two = parts.length - three.length;
  if (three.length > 0 && two > 0) return true;
  if (parts.some(([first = '']) => Number(first) >= 25) || values.some((value) => /^[+-]/.test(value) || (two > 0 && value.includes('.')))) return true;
  return two === 0 ? LENGTH.test(name) || parts.every(([hours = '']) => hours.length === 1) : /(^|[_\s-])(pace|lap)([_\s-]|$)/i.test(name) || isClockMinutes(name);
}

/** The seconds of a duration as SQL; two parts are minutes and seconds, or hours and minutes. */
export function secondsSql(text: string, two: 'm:s' | 'h:m'): string {
  const part = (at: number): string => `CAST(split_part(ltrim(${text}, '+-'), ':', ${at}) AS DOUBLE)`;
  const [large, small] = two === 'm:s' ? [60, 1] : [3600, 60];
  return `(CASE WHEN starts_with(${text}, '-') THEN -1 ELSE 1 END * CASE WHEN regexp_matches(${text}, ':.*:') THEN ${part(1)} * 3600 + ${part(2)} * 60 + ${part(3)} ELSE ${part(1)} * ${large} + ${part(2)} * ${small} END)`;
}

/** The seconds of a duration that a person writes beside a column of seconds (`1:30:00`, `58:07` as minutes and seconds); null for other texts. */
export function secondsOf(text: string): number | null {
  if (!new RegExp(`^(?:${DURATION})$`).test(text.trim())) return null;
  const parts = text.trim().replace(/^[+-]/, '').split(':').map(Number);
  return parts.reduce((all, part) => all * 60 + part, 0) * (text.trim().startsWith('-') ? -1 : 1);
}
