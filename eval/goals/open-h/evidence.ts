/** What the checkers look at: the documents word by word, and what a result says, piece by piece. */
import { readFileSync, readdirSync } from 'node:fs';
import { close, numbersIn, plain, right, toNumber, wrong } from '../checker.ts';
import type { Expected, GoalResult, Verdict } from '../checker.ts';

// ---------------------------------------------------------------- words

const ENTITIES: { [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', apos: "'" };
const markup = /<\/?(?:p|div|table|thead|tbody|tr|td|th|ul|ol|li|h\d|html|body|head|blockquote|section|article|q|em|strong|b|i|br|span|pre|code)\b[^>]*>/gi;
const decoded = (html: string): string => html.replace(markup, ' ').replace(/&(amp|lt|gt|quot|nbsp|apos);/g, (_, name: string) => ENTITIES[name] ?? ' ').replace(/&#0?39;/g, "'");

/** The words and numbers of a text, without its signs: quotes are compared by these. */
export const wordsOf = (text: string): string[] => plain(decoded(text)).match(/[a-z0-9]+/g) ?? [];
const line = (words: string[]): string => ` ${words.join(' ')} `;
export const contains = (text: string, passage: string): boolean => line(wordsOf(text)).includes(line(wordsOf(passage)));

// ---------------------------------------------------------------- documents

const folder = new URL('./documents/', import.meta.url);
export const documentText = (path: string): string => readFileSync(new URL(path, folder), 'utf8');
export const documentsOf = (set: string): string[] => readdirSync(new URL(`${set}/`, folder)).toSorted().map((name) => `${set}/${name}`);

/** Other names by which a reader would know a document. */
const ALIASES: { [path: string]: string[] } = {
  'allotments/garden-rules.txt': ['garden rules'],
  'allotments/fees-notice-2025.md': ['fees notice', 'notice of fees'],
  'allotments/minutes-2022-11-19.md': ['minutes 2022', '2022 minutes', 'minutes of 2022', '19 November 2022', 'annual meeting 2022', '2022-11-19'],
  'allotments/minutes-2023-11-18.md': ['minutes 2023', '2023 minutes', 'minutes of 2023', '18 November 2023', 'annual meeting 2023', '2023-11-18'],
  'allotments/minutes-2024-11-16.md': ['minutes 2024', '2024 minutes', 'minutes of 2024', '16 November 2024', 'annual meeting 2024', '2024-11-16'],
  'museum/loans-register.md': ['loans register', 'register of outgoing loans', 'loan register'],
  'museum/handling-guide.txt': ['handling guide', 'guide to handling'],
  'museum/transport-instructions.md': ['transport instructions', 'instructions for transports'],
  'museum/condition-survey-2024.md': ['condition survey'],
  'museum/committee-2024-06-11.md': ['collections committee', 'committee minutes', 'minutes of 11 June 2024'],
  'museum/courier-report-velden.md': ['courier report', "courier's report"],
  'bakery/recall-report-2025-02.md': ['recall report', 'report on the recall'],
};

/** Does the text name the document: by its file name, its heading or another usual name? */
export function namesDocument(text: string, path: string): boolean {
  const base = (path.split('/').pop() ?? path).replace(/\.\w+$/, '');
  const heading = /^#\s+(.+)$/m.exec(documentText(path))?.[1];
  return [base, ...(heading === undefined ? [] : [heading]), ...(ALIASES[path] ?? [])].some((name) => contains(text, name));
}

/** A cell that names this document. */
export const documentCell = (path: string): Expected => (value) => typeof value === 'string' && value.length < 120 && namesDocument(value, path);

/** The rows of the first table below a heading (or of the first table at all), cell by cell. */
export function tableBelow(path: string, heading?: RegExp): string[][] {
  const lines = documentText(path).split('\n');
  const start = heading === undefined ? 0 : lines.findIndex((one) => one.startsWith('#') && heading.test(one));
  const first = lines.findIndex((one, index) => index >= start && one.startsWith('|'));
  const end = lines.findIndex((one, index) => index > first && !one.startsWith('|'));
  return lines.slice(first + 2, end < 0 ? lines.length : end).map((one) => one.split('|').slice(1, -1).map((cell) => cell.trim()));
}

export const amount = (cell: string | undefined): number => Number((cell ?? '').replaceAll(',', ''));

// ---------------------------------------------------------------- what a result says

export interface Product {
  from: string;
  /** A row, a named number or a line of a text each. */
  units: string[];
  whole: string;
  rows: { [column: string]: unknown }[];
}

const shown = (value: unknown): string => (value === null || value === undefined ? '' : typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const blocks = /<\/(?:p|li|div|h\d|tr|blockquote|dd|dt)>|<br\s*\/?>/i;

function unitsOf(text: string): string[] {
  const pieces = /<(?:p|div|table|li|h\d|html|blockquote)\b[^>]*>/i.test(text) ? text.split(blocks).map((piece) => decoded(piece.replace(/<\/t[dh]>/gi, ' | '))) : text.split('\n');
  return pieces.map((piece) => piece.replace(/\s+/g, ' ').trim()).filter((piece) => piece !== '' && !/^[|:\-\s]+$/.test(piece));
}

export function productsOf(result: GoalResult): Product[] {
  const products = result.artifacts.map((artifact): Product => {
    const rows = artifact.rows ?? [];
    const units = [
      ...rows.map((row) => Object.values(row).map(shown).join(' | ')),
      ...(artifact.numbers ?? []).map((one) => `${one.title} | ${shown(one.value)} ${one.unit ?? ''}`),
      ...unitsOf(artifact.text ?? ''),
    ];
    return { from: `${artifact.kind} "${artifact.title}"`, units, whole: [artifact.title, artifact.name, ...units].join('\n'), rows };
  });
  return [...products, ...result.files.map((file): Product => ({ from: `file ${file.path}`, units: unitsOf(file.text), whole: `${file.path}\n${file.text}`, rows: [] }))];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
export const says = (text: string, name: string | RegExp): boolean => (typeof name === 'string' ? new RegExp(`(^|[^a-z0-9])${escaped(plain(name))}(?![a-z0-9])`).test(plain(decoded(text))) : name.test(decoded(text)));
/** A cell that names this thing. */
export const called = (name: string | RegExp): Expected => (value) => (typeof value === 'string' || typeof value === 'number') && says(String(value), name);

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
/** The usual ways to write a day. */
export function day(iso: string): RegExp {
  const [year = '', month = '', date = ''] = iso.split('-');
  const name = MONTHS[Number(month) - 1] ?? '';
  const either = `(?:${name}|${name.slice(0, 3)}\\.?|${name.slice(0, 4)}\\.?)`;
  const plainDay = `0?${Number(date)}(?:st|nd|rd|th|\\.)?`;
  return new RegExp(`${iso}|\\b${plainDay} (?:of )?${either},? ${year}|${either} ${plainDay},? ${year}|\\b0?${Number(date)}\\.0?${Number(month)}\\.${year}|\\b${date}/${month}/${year}`, 'i');
}
export const dayCell = (iso: string): Expected => (value) => {
  if (typeof value === 'number' && value > 1e11) return new Date(value).toISOString().startsWith(iso);
  return typeof value === 'string' && value.length < 60 && day(iso).test(value);
};

export const holdsNumber = (text: string, value: number, tolerance?: number): boolean => text.split(' | ').some((cell) => { const number = toNumber(cell); return number !== null && close(number, value, tolerance); }) || numbersIn(text.replaceAll('*', '')).some((number) => close(number, value, tolerance));

const negative = /\b(?:not|no|none|never|nowhere|without|neither|nor|false|absent|nothing)\b|(?<![\w.-])0(?![\w.-])/i;

/** A document that is named as if it belonged to the answer, though it is none of the expected ones. */
export function foreignDocument(result: GoalResult, set: string, expected: string[]): string | undefined {
  const others = documentsOf(set).filter((path) => !expected.includes(path));
  return others.find((path) => productsOf(result).some(({ units }) => units.some((unit) => namesDocument(unit, path) && !negative.test(unit))));
}

/** The passage stands in one product word for word, and the document is named there or beside it. */
export function quoted(result: GoalResult, passage: string, path: string, named = true): Verdict {
  if (!contains(documentText(path), passage)) throw new Error(`${path} does not say: ${passage}`);
  const holding = productsOf(result).filter(({ whole }) => contains(whole, passage));
  if (holding.length === 0) return wrong(`"${passage}" is not quoted`);
  return !named || productsOf(result).some(({ whole }) => namesDocument(whole, path)) ? right(`${path} is quoted`) : wrong(`${path} is quoted but not named`);
}

/** How many words in a row around a place of the document the text repeats at its own place. */
function run(document: string[], at: number, text: string[], place: number): number {
  let before = 0;
  while (at - before > 0 && place - before > 0 && document[at - before - 1] === text[place - before - 1]) before += 1;
  let after = 0;
  while (at + after + 1 < document.length && place + after + 1 < text.length && document[at + after + 1] === text[place + after + 1]) after += 1;
  return before + after + 1;
}

const LEAST = 6;

/** Places of a name in a document (by its first word), and which of them a product quotes with some words around. */
export function quotedPlaces(result: GoalResult, path: string, name: string): { places: number; quoted: number } {
  const document = wordsOf(documentText(path));
  const wanted = wordsOf(name);
  const starts = (words: string[]): number[] => words.flatMap((_, index) => (wanted.every((word, offset) => words[index + offset] === word) ? [index] : []));
  const texts = productsOf(result).filter(({ whole }) => namesDocument(whole, path)).map(({ whole }) => wordsOf(whole));
  const places = starts(document);
  return { places: places.length, quoted: places.filter((place) => texts.some((text) => starts(text).some((other) => run(document, place, text, other) >= LEAST))).length };
}

export interface Thing { name: string | RegExp; values: (number | RegExp)[] }

/** A text (or table) names exactly the expected things of the universe, each in a line (or row) with its values. */
export function listed(result: GoalResult, expected: Thing[], universe: (string | RegExp)[], options: { ordered?: boolean; tolerance?: number } = {}): Verdict {
  const reasons: string[] = [];
  for (const { from, units } of productsOf(result)) {
    const foreign = universe.find((name) => !expected.some((thing) => String(thing.name) === String(name)) && units.some((unit) => says(unit, name)));
    if (foreign !== undefined) { reasons.push(`${from} also names ${String(foreign)}`); continue; }
    const places = expected.map((thing) => units.findIndex((unit) => {
      const others = expected.filter((other) => other !== thing && says(unit, other.name));
      return others.length === 0 && says(unit, thing.name) && thing.values.every((value) => (typeof value === 'number' ? holdsNumber(unit, value, options.tolerance) : value.test(unit)));
    }));
    const lost = places.findIndex((place) => place < 0);
    if (lost >= 0) { reasons.push(`${from} does not say ${String(expected[lost]?.name)} with ${(expected[lost]?.values ?? []).map(String).join(', ')}`); continue; }
    if (options.ordered === true && places.some((place, index) => index > 0 && place <= (places[index - 1] ?? 0))) { reasons.push(`${from}: the order is wrong`); continue; }
    return right(`${from} lists exactly the right ones`);
  }
  return wrong(reasons.slice(0, 3).join(' / ') || 'there are no products');
}

/** All orders of the items in which equal ranks may change places. */
export function ties<Item>(items: Item[], rank: (item: Item) => number): Item[][] {
  if (items.length === 0) return [[]];
  const top = Math.max(...items.map(rank));
  return items.filter((item) => rank(item) === top).flatMap((first) => ties(items.filter((item) => item !== first), rank).map((rest) => [first, ...rest]));
}
