/** A number or date that a text says, and how it may be written where it is covered. */
export interface SaidNumber {
  start: number;
  length: number;
  accepted: string[];
  what: 'number' | 'date' | 'time of day';
}

const WORDS: { readonly [word: string]: number } = { two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, fifteen: 15, twenty: 20, thirty: 30, forty: 40, fifty: 50, hundred: 100, dozen: 12 };
const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const SCALES = [1, 60, 3600, 24, 1440, 86_400, 7, 12, 1000, 100, 1 / 60, 1 / 24, 1 / 1000, 1 / 100];

/**
 * Numbers, dates and times of day in a text. A number is accepted as it is, as a share where it is percent, and in seconds, minutes or thousands where a unit stands behind it; a
 * date as ISO. Digits inside names (`CO2`, `r-12`) are no numbers, nor are ordinals and list marks.
 */
export function numbersInWords(text: string): SaidNumber[] {
  const found: SaidNumber[] = [];
  const free = (start: number, length: number): boolean => !found.some((one) => one.start < start + length && start < one.start + one.length);
  const add = (start: number, length: number, accepted: string[], what: SaidNumber['what']): void => {
    if (free(start, length)) found.push({ start, length, accepted, what });
  };
  for (const { 0: whole, 1: year = '', 2: month, 3: day, index } of text.matchAll(/\b(\d{4})-(\d{2})(?:-(\d{2}))?\b/gu)) add(index, whole.length, dates(Number(year), Number(month), day === undefined ? null : Number(day)), 'date');
  const names = MONTHS.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join('|').replace('may(?:)?', 'may');
  const named = new RegExp(`\\b(?:(\\d{1,2})(?:st|nd|rd|th)?(?: of)? )?(${names})\\.?(?: (\\d{1,2})(?:st|nd|rd|th)?(?!\\d))?,?(?: (\\d{4}))?\\b`, 'giu');
  for (const { 0: whole, 1: before, 2: name = '', 3: after, 4: year, index } of text.matchAll(named)) {
    const month = MONTHS.findIndex((one) => one.startsWith(name.toLowerCase().slice(0, 3))) + 1;
    const day = before ?? after;
    // "may" and "march" alone are verbs as well
    if (day === undefined && year === undefined && /^(?:may|march|mar|sep|dec|jan)$/iu.test(name)) continue;
    add(index, whole.length, year === undefined ? monthOnly(month, day === undefined ? null : Number(day)) : dates(Number(year), month, day === undefined ? null : Number(day)), 'date');
  }
  for (const { 0: whole, 1: hour = '', 2: minute = '', index } of text.matchAll(/\b(\d{1,2}):(\d{2})(?::\d{2})?\b/gu)) add(index, whole.length, [`${hour.padStart(2, '0')}:${minute}`, `${hour}:${minute}`, plain(Number(hour) + Number(minute) / 60), plain(Number(hour) * 60 + Number(minute))], 'time of day');
  for (const { 0: whole, index } of text.matchAll(/(?<![\p{L}\p{N}_.#-])[-−]?\d{1,3}(?:[ ,]\d{3})+(?:\.\d+)?(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}_.#-])[-−]?\d+(?:\.\d+)?(?!\d|\.\d|-\d|_|-?\p{L}{1,3}\d|(?:st|nd|rd|th)\b)/gu)) {
    const number = Number(whole.replaceAll(/[ ,]/gu, '').replace('−', '-'));
    if (!Number.isFinite(number) || /^\s*[).]\s/u.test(text.slice(index + whole.length)) && /(?:^|\n)\s*$/u.test(text.slice(0, index))) continue;
    add(index, whole.length, forms(number), 'number');
  }
  for (const { 0: whole, index } of text.matchAll(/\p{L}+/gu)) {
    const number = WORDS[whole.toLowerCase()];
    if (number !== undefined && isCount(text, index, whole)) add(index, whole.length, forms(number), 'number');
  }
  return found.toSorted((a, b) => a.start - b.start);
}

/** Words for numbers count where a bound or a rank stands before them; "the two files" says nothing that has to be kept. */
function isCount(text: string, at: number, word: string): boolean {
  const before = text.slice(Math.max(0, at - 30), at).toLowerCase();
  const after = text.slice(at + word.length, at + word.length + 24).toLowerCase();
  return /(?:\b(?:top|first|last|best|worst|least|most|than|exactly|only|every|within|under|over|after|largest|smallest|highest|lowest|busiest|cheapest|up to|to)|-)\s?$/u.test(before) || /^[ -](?:most|best|worst|highest|lowest|largest|smallest|longest|shortest|busiest|cheapest|days?|weeks?|months?|years?|hours?|minutes?|times)\b/u.test(after);
}

function forms(number: number): string[] {
  return [...new Set(SCALES.flatMap((scale) => [number * scale]).concat(number - 1, number + 1).map(plain))];
}

/** A date, its month and its year as text; a bound may name the day or month beside it. */
function dates(year: number, month: number, day: number | null): string[] {
  const iso = (at: Date, length: number): string => at.toISOString().slice(0, length);
  if (day === null) return [-1, 0, 1].map((step) => iso(new Date(Date.UTC(year, month - 1 + step, 1)), 7)).flatMap((text) => [text, ...Array.from({ length: 31 }, (_, at) => `${text}-${String(at + 1).padStart(2, '0')}`)]);
  return [-1, 0, 1].map((step) => iso(new Date(Date.UTC(year, month - 1, day + step)), 10));
}

function monthOnly(month: number, day: number | null): string[] {
  const text = String(month).padStart(2, '0');
  const whole = MONTHS[month - 1] ?? '';
  return day === null ? [text, `${month}`, whole] : [`${text}-${String(day).padStart(2, '0')}`];
}

const plain = (number: number): string => String(Number(number.toPrecision(10)));
