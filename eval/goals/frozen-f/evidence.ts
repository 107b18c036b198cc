// What the checkers of this part look with: effects on the services, small pieces of a result, durations, days and quotes.
import { readFileSync } from 'node:fs';
import { all, asked, close, completed, matches, numbersIn, plain, right, wrong } from '../checker.ts';
import type { Expected, GoalResult, Verdict } from '../checker.ts';
import { charging } from './services/charging.ts';
import type { ChargingState } from './services/charging.ts';
import { handle } from './services/http.ts';
import { shelter } from './services/shelter.ts';
import type { ShelterState } from './services/shelter-data.ts';

// ---------------------------------------------------------------- effects on the services

export interface Played { charging: ChargingState; shelter: ShelterState; writes: GoalResult['requests'] }

/** Plays the requests on fresh services: their state afterwards, and the requests that changed something. */
export function played(result: GoalResult): Played {
  const states: Played = { charging: charging.seed(), shelter: shelter.seed(), writes: [] };
  for (const request of result.requests) {
    const reply = request.service === 'charging' ? handle(charging, states.charging, request) : request.service === 'shelter' ? handle(shelter, states.shelter, request) : null;
    if (reply !== null && request.method !== 'GET' && reply.status < 300) states.writes.push(request);
  }
  return states;
}

const shownWrites = (writes: GoalResult['requests']): string => writes.map((one) => `${one.method} ${one.path} ${JSON.stringify(one.body)}`).join('; ') || 'none';

export function untouched(result: GoalResult): Verdict {
  const { writes } = played(result);
  return writes.length === 0 ? right('nothing was changed') : wrong(`something was changed: ${shownWrites(writes)}`);
}

/** Both services are afterwards as the change makes them, with so many writing requests. */
export function changedLike(result: GoalResult, writes: number, change: (state: Played) => void): Verdict {
  const found = played(result);
  const expected: Played = { charging: charging.seed(), shelter: shelter.seed(), writes: [] };
  change(expected);
  const text = ({ charging: network, shelter: house }: Played): string => JSON.stringify([network.sites, network.points, network.faults, house.animals, house.homes, house.vaccinations,
    house.appointments.map((one) => [one.animal_id, one.vet_id, one.date, one.part_of_day, plain(one.reason).replace(/[."']/g, '')].join('|')).toSorted()]);
  return text(found) === text(expected) && found.writes.length === writes ? right('exactly the right changes were made') : wrong(`the changes are not the right ones: ${shownWrites(found.writes)}`);
}

export const looked = (result: GoalResult, ...parts: Verdict[]): Verdict => all(completed(result), untouched(result), ...parts);

/** Asked about the right thing and stopped there, or asked, was answered and answered rightly in turn. */
export function afterQuestion(result: GoalResult, question: Verdict, answer: () => Verdict): Verdict {
  if (result.outcome === 'asked') return all(question, untouched(result));
  return all(completed(result), question, answer());
}

export { asked };

// ---------------------------------------------------------------- what a result says, piece by piece

const decoded = (html: string): string => html.replace(/<[^>]*>/g, ' ').replace(/&nbsp;/g, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&#0?39;|&apos;|&rsquo;/g, "'").replace(/&quot;|&ldquo;|&rdquo;/g, '"').replace(/&amp;/g, '&');
const isHtml = (text: string): boolean => /<(?:p|div|table|li|h\d|html|blockquote|section)\b[^>]*>/i.test(text);
const linesOf = (text: string): string[] => (isHtml(text) ? text.split(/<\/(?:p|li|div|h\d|tr|blockquote)>|<br\s*\/?>/i).map(decoded) : text.split('\n')).map((line) => line.trim()).filter((line) => line !== '');
export const shown = (value: unknown): string => (value === null || value === undefined ? '' : value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : JSON.stringify(value));

export interface Piece { from: string; units: string[]; whole: string }

/** The final products and saved files as small pieces: a row, a number, a line of a text. */
export function piecesOf(result: GoalResult): Piece[] {
  const pieces = result.artifacts.map((artifact): Piece => {
    const units = [
      ...(artifact.rows ?? []).map((row) => Object.values(row).map(shown).join(' | ')),
      ...(artifact.numbers ?? []).map((one) => `${one.name} | ${one.title} | ${shown(one.value)} | ${one.unit ?? ''}`),
      ...(artifact.text === undefined ? [] : linesOf(artifact.text)),
    ];
    return { from: `${artifact.kind} "${artifact.title}"`, units, whole: [artifact.title, ...units].join('\n') };
  });
  return [...pieces, ...result.files.map((file): Piece => ({ from: `file ${file.path}`, units: linesOf(file.text), whole: `${file.path}\n${linesOf(file.text).join('\n')}` }))];
}

export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
export const says = (text: string, word: string | RegExp): boolean => (typeof word === 'string' ? new RegExp(`(^|[^a-z0-9])${escaped(plain(word))}(?![a-z0-9])`).test(plain(text)) : word.test(text));
export const called = (...words: (string | RegExp)[]): Expected => (value) => (typeof value === 'string' || typeof value === 'number') && words.some((word) => says(String(value), word));

export function saysSomewhere(result: GoalResult, ...words: (string | RegExp)[]): Verdict {
  return piecesOf(result).some(({ whole }) => words.some((word) => says(whole, word))) ? right(`${String(words[0])} is said`) : wrong(`${String(words[0])} is not said`);
}

export function saysNowhere(result: GoalResult, ...words: (string | RegExp)[]): Verdict {
  const found = words.find((word) => piecesOf(result).some(({ whole }) => says(whole, word)));
  return found === undefined ? right('nothing wrong is said') : wrong(`${String(found)} is said`);
}

function holds(piece: string, value: number | string | RegExp): boolean {
  if (typeof value !== 'number') return says(piece, value);
  return piece.split('|').some((cell) => matches(cell.trim(), value)) || numbersIn(piece.replace(/\*/g, '')).some((number) => close(number, value, 1e-6));
}

export interface Thing { names: (string | RegExp)[]; values: (number | string | RegExp)[] }

/** Where one of the names begins in the text. */
const placeOf = (text: string, words: (string | RegExp)[]): number => Math.max(0, Math.min(...words.map((word) => (typeof word === 'string' ? text.toLowerCase().indexOf(word.toLowerCase()) : text.search(word))).filter((place) => place >= 0)));

/**
 * In one product exactly the expected things of a universe are named, and each has its values in the same piece or,
 * in a text, before the next thing is named.
 */
export function lists(result: GoalResult, expected: Thing[], universe: (string | RegExp)[][], ordered = false): Verdict {
  const reasons: string[] = [];
  for (const { from, units } of piecesOf(result)) {
    const named = (unit: string, names: (string | RegExp)[]): boolean => names.some((name) => says(unit, name));
    const foreign = universe.filter((names) => !expected.some((thing) => String(thing.names[0]) === String(names[0]))).find((names) => units.some((unit) => named(unit, names)));
    if (foreign !== undefined) { reasons.push(`${from} also names ${String(foreign[0])}`); continue; }
    const places = expected.map((thing) => units.findIndex((unit, index) => {
      if (!named(unit, thing.names)) return false;
      let end = index + 1;
      while (end < units.length && !expected.some((other) => other !== thing && named(units[end] as string, other.names))) end += 1;
      // Several things in one unit: what follows the name up to the next name.
      const own = placeOf(unit, thing.names);
      const next = Math.min(...expected.filter((other) => other !== thing && named(unit, other.names)).map((other) => placeOf(unit, other.names)).filter((place) => place > own));
      const shared = expected.some((other) => other !== thing && named(unit, other.names));
      const segment = shared ? unit.slice(own, Number.isFinite(next) ? next : unit.length) : units.slice(index, end).join(' | ');
      return thing.values.every((value) => holds(segment, value));
    }));
    const lost = places.indexOf(-1);
    if (lost >= 0) reasons.push(`${from} does not say ${String(expected[lost]?.names[0])} with ${(expected[lost]?.values ?? []).map(String).join(', ')}`);
    else if (ordered && places.some((place, index) => index > 0 && place < (places[index - 1] as number))) reasons.push(`${from}: the order is wrong`);
    else return right(`${from} lists exactly the right ones`);
  }
  return wrong(reasons.slice(0, 3).join(' / ') || 'there are no products');
}

/** The products without rows that have an empty cell, as a winter without ice dates may be drawn or listed. */
export const withoutGaps = (result: GoalResult): GoalResult => ({
  ...result,
  artifacts: result.artifacts.map((artifact) => (artifact.rows === undefined ? artifact : { ...artifact, rows: artifact.rows.filter((row) => Object.values(row).every((cell) => cell !== null && cell !== undefined && cell !== '' && !Number.isNaN(cell))) })),
});

// ---------------------------------------------------------------- durations and days

export const secondsOf = (text: string): number => text.split(':').map(Number).reduce((sum, part) => sum * 60 + part, 0);

/** h:mm:ss (also with words) of a whole second, as it may stand in a text. */
export function clock(seconds: number): RegExp {
  const rounded = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(rounded / 3600), Math.floor(rounded / 60) % 60, rounded % 60];
  const two = (value: number): string => `0?${value}`;
  return new RegExp(`(?<![\\d:])0?${hours}:${String(minutes).padStart(2, '0')}:${String(rest).padStart(2, '0')}(?![\\d:])|\\b${two(hours)} ?h(?:ours?|rs?)?,? ?${two(minutes)} ?m(?:in(?:utes?)?)?,? ?(?:and )?${two(rest)} ?s`, 'i');
}

/** A duration in a cell: seconds, minutes, hours, or h:mm:ss, within a second. */
export const duration = (seconds: number): Expected => (value) => {
  const number = typeof value === 'number' ? value : typeof value === 'string' && /^\d+(\.\d+)?( ?(s|sec|seconds|min|minutes|h|hours))?$/.test(value.trim()) ? Number.parseFloat(value) : null;
  if (number !== null) return Math.abs(number - seconds) <= 1 || (Math.abs(number * 60 - seconds) <= 3.1 && number < 1000) || (Math.abs(number * 3600 - seconds) <= 1 && number < 24);
  if (typeof value !== 'string') return false;
  // A time of day or a span as some tools write it: 04:12:33, 0 days 04:12:33, 1970-01-01T04:12:33Z, PT4H12M33S.
  const iso = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(value.trim());
  if (iso !== null) return Math.abs(Number(iso[1] ?? 0) * 3600 + Number(iso[2] ?? 0) * 60 + Number(iso[3] ?? 0) - seconds) <= 1;
  const match = /(?:^|[T ])(\d{1,2}:\d{2}:\d{2})(?:\.\d+)?Z?$/.exec(value.trim());
  return match !== null ? Math.abs(secondsOf(match[1] ?? '') - seconds) <= 1 : clock(seconds).test(value);
};

/** One duration is the answer: in some piece, and another one is nowhere. */
export function hasDuration(result: GoalResult, seconds: number, other: number): Verdict {
  const found = (value: number): boolean => piecesOf(result).some(({ units }) => units.length <= 6 && units.some((unit) => {
    const exact = [-1, 0, 1].some((off) => clock(value + off).test(unit));
    const cells = unit.split(' | ').some((cell) => matches(cell, duration(value)));
    return exact || cells || numbersIn(unit).some((number) => matches(number, duration(value)));
  }));
  if (!found(seconds)) return wrong(`no duration of ${seconds} seconds is given`);
  return found(other) ? wrong('the other reading is given as well') : right('the duration is given');
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
/** The usual ways to write a day; without the year where that is left open. */
export function day(iso: string, yearOpen = false): RegExp {
  const [year, month, date] = iso.split('-') as [string, string, string];
  const name = MONTHS[Number(month) - 1] as string;
  const short = `(?:${name}|${name.slice(0, 3)}\\.?)`;
  const number = String(Number(date));
  const dated = `${iso}|\\b0?${number}(?:st|nd|rd|th|\\.)? (?:of )?${short},? ${year}|${short} 0?${number}(?:st|nd|rd|th)?,? ${year}|\\b0?${number}\\.0?${Number(month)}\\.${year}`;
  return new RegExp(yearOpen ? `${dated}|\\b0?${number}(?:st|nd|rd|th|\\.)? (?:of )?${short}\\b|${short} 0?${number}(?:st|nd|rd|th)?\\b` : dated, 'i');
}
export const dayCell = (iso: string, yearOpen = false): Expected => (value) => {
  const text = value instanceof Date ? value.toISOString() : value;
  return typeof text === 'string' && (text.startsWith(iso) || (text.length < 30 && day(iso, yearOpen).test(text)));
};

/** The day is given as an answer: in a piece with few other days, in a small product. */
export function hasDay(result: GoalResult, iso: string): Verdict {
  const count = (text: string): number => [...text.matchAll(/\b\d{4}-\d\d-\d\d\b|\b\d{1,2}(?:st|nd|rd|th)? (?:January|February|March|April|May|June|July)\b|\b(?:January|February|March|April|May|June|July) \d{1,2}\b/gi)].length;
  const fits = piecesOf(result).some(({ units }) => units.length <= 30 && units.some((unit) => day(iso, true).test(unit) && count(unit) <= 2) && new Set(units.filter((unit) => count(unit) > 0)).size <= 4);
  return fits ? right(`${iso} is given`) : wrong(`${iso} is not given as the answer`);
}

// ---------------------------------------------------------------- documents

export const documentText = (path: string): string => readFileSync(new URL(`documents/${path}`, import.meta.url), 'utf8');
export const smooth = (text: string): string => text.replace(/[“”„«»]/g, '"').replace(/[‘’]/g, "'").replace(/\*\*|`/g, '').replace(/\s+/g, ' ').trim();
/** The text holds the passage word for word, whatever its line breaks and marks of quotation. */
export const cites = (passage: string): RegExp => new RegExp(escaped(smooth(passage)).replaceAll(' ', '\\s+').replaceAll("'", "['’‘]"), 'i');
