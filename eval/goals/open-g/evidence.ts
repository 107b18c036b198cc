// What the checkers look at: what the logged requests did to the services, and what the products say, piece by piece.
import { all, close, completed, matches, numbersIn, plain, right, wrong } from '../checker.ts';
import type { Expected, GoalResult, Verdict } from '../checker.ts';
import { bakery } from './services/bakery.ts';
import type { BakeryState } from './services/bakery.ts';
import { clinic } from './services/clinic.ts';
import type { ClinicState } from './services/clinic.ts';
import { courier } from './services/courier.ts';
import type { CourierState } from './services/courier.ts';
import { answer } from './services/http.ts';

// ---------------------------------------------------------------- effects on the services

export interface World { clinic: ClinicState; bakery: BakeryState; courier: CourierState }
export const freshWorld = (): World => ({ clinic: clinic.seed(), bakery: bakery.seed(), courier: courier.seed() });

/** Plays the requests on fresh services: how they are afterwards, and the requests that changed something. */
export function played(result: GoalResult): { world: World; writes: GoalResult['requests'] } {
  const world = freshWorld();
  const writes = result.requests.filter((request) => {
    const reply = request.service === 'clinic' ? answer(clinic, world.clinic, request) : request.service === 'bakery' ? answer(bakery, world.bakery, request) : request.service === 'courier' ? answer(courier, world.courier, request) : null;
    return reply !== null && request.method !== 'GET' && reply.status < 300;
  });
  return { world, writes };
}

const written = (writes: GoalResult['requests']): string => writes.map((one) => `${one.method} ${one.path} ${JSON.stringify(one.body)}`).join('; ') || 'nothing';

export function untouched(result: GoalResult): Verdict {
  const { writes } = played(result);
  return writes.length === 0 ? right('nothing was changed') : wrong(`something was changed: ${written(writes)}`);
}

const seeds = freshWorld();
const known = new Set([...seeds.clinic.appointments.map((one) => one.id), ...seeds.bakery.orders.map((one) => one.order_no), ...seeds.courier.shipments.map((one) => one.id)]);

/** What can be changed, in an order of its own; numbers given to new records do not count, nor do capital letters or a full stop at the end of a text. */
function changeable({ clinic: practice, bakery: bakers, courier: couriers }: World): string[] {
  const smooth = (_: string, value: unknown): unknown => (typeof value === 'string' ? plain(value).replace(/\.$/, '') || null : value);
  const numbered = (one: object, id: string): string => JSON.stringify({ ...one, id: known.has(id) ? id : 'new', order_no: null }, smooth);
  return [
    ...practice.appointments.map((one) => numbered(one, one.id)),
    ...bakers.orders.map((one) => numbered(one, one.order_no)),
    ...bakers.batches.map(({ oven_id, product_id, pieces }) => JSON.stringify({ oven_id, product_id, pieces })),
    ...couriers.shipments.map((one) => numbered(one, one.id)),
    ...couriers.offers.map((one) => JSON.stringify(one)),
    ...couriers.plans.map((one) => JSON.stringify({ plan: one.day })),
  ].toSorted();
}

/** The services are afterwards exactly as the change makes them. */
export function changed(result: GoalResult, change: (world: World) => void): Verdict {
  const { world, writes } = played(result);
  const wanted = freshWorld();
  change(wanted);
  return changeable(world).join('\n') === changeable(wanted).join('\n') ? right('exactly the right changes were made') : wrong(`not the right changes: ${written(writes)}`);
}

/** Completed, nothing changed, and all the parts. */
export const looked = (result: GoalResult, ...parts: Verdict[]): Verdict => all(completed(result), untouched(result), ...parts);

/** Asked the right thing and stopped there; or asked, was answered, and did right. */
export function afterQuestion(result: GoalResult, question: Verdict, then: () => Verdict): Verdict {
  return result.outcome === 'asked' ? all(question, untouched(result)) : all(completed(result), question, then());
}

// ---------------------------------------------------------------- what a product says

const shown = (value: unknown): string => (value === null || value === undefined ? '' : typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const isHtml = (text: string): boolean => /<(?:p|div|table|li|h\d|html|section)\b[^>]*>/i.test(text);
const untag = (html: string): string => html.replace(/<\/t[hd]>/gi, ' | ').replace(/<[^>]*>/g, ' ').replace(/&nbsp;/g, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&#0?39;|&apos;/g, "'").replace(/&quot;/g, '"').replace(/&amp;/g, '&').replace(/[ \t]+/g, ' ');
const linesOf = (text: string): string[] => (isHtml(text) ? text.split(/<\/(?:p|li|div|h\d|tr)>|<br\s*\/?>/i).map(untag) : text.split('\n')).map((line) => line.trim()).filter((line) => line !== '');

export interface Product { from: string; units: string[]; whole: string }

/** Final products and saved files as small pieces: a row, a number, a line. */
export function productsOf(result: GoalResult): Product[] {
  const products = result.artifacts.map((artifact): Product => {
    const units = [
      ...(artifact.rows ?? []).map((row) => Object.values(row).map(shown).join(' | ')),
      ...(artifact.numbers ?? []).map((one) => `${one.title} | ${shown(one.value)} | ${one.unit ?? ''}`),
      ...(artifact.text === undefined ? [] : linesOf(artifact.text)),
    ];
    return { from: `${artifact.kind} "${artifact.title}"`, units, whole: [artifact.title, ...units].join('\n') };
  });
  return [...products, ...result.files.map((file) => ({ from: `file ${file.path}`, units: linesOf(file.text), whole: file.text }))];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
export type Word = string | RegExp;
export const says = (text: string, word: Word): boolean => (typeof word === 'string' ? new RegExp(`(^|[^a-z0-9])${escaped(plain(word))}(?![a-z0-9])`).test(plain(text)) : word.test(text));

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
/** The usual ways to write a day; in a sentence the year may be left out. */
export function day(iso: string, yearNeeded = true): RegExp {
  const [year = '', month = '', date = ''] = iso.split('-');
  const name = MONTHS[Number(month) - 1] ?? '';
  const called = `(?:${name}|${name.slice(0, 3)}\\.?)`;
  const ending = yearNeeded ? `,? ${year}` : `(?:,? ${year})?`;
  return new RegExp(`${iso}|\\b0?${Number(date)}(?:st|nd|rd|th|\\.)? (?:of )?${called}${ending}|\\b${called} 0?${Number(date)}(?:st|nd|rd|th)?(?!\\d)${ending}|\\b0?${Number(date)}\\.0?${Number(month)}\\.${year}`, 'i');
}
export const dayCell = (iso: string): Expected => (value) => typeof value === 'string' && (value.startsWith(iso) || (day(iso).test(value) && value.length < 30));
/** A time of day such as 09:20, however its hour is written. */
export const clockTime = (time: string): RegExp => new RegExp(`(^|[^\\d:.])0?${Number(time.slice(0, 2))}[:.]${time.slice(3)}(?![\\d])(?!:(?!00))`);
export const timeCell = (time: string): Expected => (value) => typeof value === 'string' && clockTime(time).test(value.replace('T', ' '));
export const called = (...words: Word[]): Expected => (value) => typeof value === 'string' && words.some((word) => says(value, word));

function holds(piece: string, value: number | Word): boolean {
  if (typeof value !== 'number') return says(piece, value);
  return piece.split(' | ').some((cell) => matches(cell, value)) || numbersIn(piece.replace(/\*/g, '')).some((number) => close(number, value, 1e-6));
}

export interface Thing { name: Word; values: (number | Word)[] }

/** One product names all the things, each with its values in the same piece (or the pieces up to the next thing), and nothing foreign. */
export function lists(result: GoalResult, things: Thing[], foreign: Word[], ordered = false): Verdict {
  const reasons: string[] = [];
  for (const { from, units } of productsOf(result)) {
    const stranger = foreign.find((word) => units.some((unit) => says(unit, word)));
    if (stranger !== undefined) {
      reasons.push(`${from} also says ${String(stranger)}`);
      continue;
    }
    const places = things.map(({ name, values }) => units.findIndex((unit, index) => {
      if (!says(unit, name)) return false;
      const next = units.findIndex((other, later) => later > index && things.some((thing) => says(other, thing.name)));
      return [unit, units.slice(index, next < 0 ? units.length : next).join(' | ')].some((stretch) => values.every((value) => holds(stretch, value)));
    }));
    const lacking = things.find((_, index) => (places[index] ?? -1) < 0);
    if (lacking !== undefined) reasons.push(`${from} does not say ${String(lacking.name)} with ${lacking.values.map(String).join(', ')}`);
    else if (ordered && places.some((place, index) => index > 0 && place <= (places[index - 1] ?? -1))) reasons.push(`${from} has another order`);
    else return right(`${from} says exactly the right ones`);
  }
  return wrong(reasons.slice(0, 3).join(' / ') || 'there are no products');
}

/** Some product names, of all the candidates, just the expected one; and no product names just another. */
export function names(result: GoalResult, expected: string, candidates: readonly string[]): Verdict {
  const single = productsOf(result).flatMap(({ whole }) => {
    const named = candidates.filter((one) => says(whole, one));
    return named.length === 1 ? named : [];
  });
  const other = single.find((one) => one !== expected);
  if (other !== undefined) return wrong(`${other} is named instead of ${expected}`);
  return single.length > 0 ? right(`${expected} is named`) : wrong(`${expected} is not named as the answer`);
}

/** Some piece of a product fits. */
export const anyUnit = (result: GoalResult, test: (unit: string) => boolean, what: string): Verdict => (productsOf(result).some(({ units }) => units.some(test)) ? right(what) : wrong(`not said: ${what}`));
