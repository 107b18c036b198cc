import type { Reading, TypedGoal, Want } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { readPhrases } from './lexical-phrases.ts';
import type { Request } from './lexical-request.ts';
import type { TermIndex } from './lexical-terms.ts';
import { moved } from './lexical-revision.ts';
import type { DataSource } from './typed-goal-data.ts';
import type { ReadContext } from './typed-goal.ts';

type Facets = { [name: string]: FacetValue };

/**
 * The parts of a goal that ask for results of their own: sentences that each name what is measured and what the rows are, and differ in the latter;
 * and, within a sentence, "total units per store and average price per product". One part where nothing of the kind is there.
 */
export function separateGoals(goal: string, sources: readonly DataSource[], terms: TermIndex): { text: string; start: number }[] {
  const pieces = sentences(goal).flatMap((one) => clauses(one, sources, terms));
  const read = pieces.map((piece) => ({ ...piece, grain: grainOf(readPhrases(piece.text, sources, terms, []).request) }));
  const parts: { text: string; start: number; grain: string | null }[] = [];
  for (const piece of read) {
    const last = parts.at(-1);
    // What says no more than how rows are shown goes with what is before it.
    if (last === undefined || piece.grain === null || last.grain === null || last.grain === piece.grain) {
      if (last === undefined) parts.push(piece);
      else parts[parts.length - 1] = { text: goal.slice(last.start, piece.start + piece.text.length), start: last.start, grain: last.grain ?? piece.grain };
    } else parts.push(piece);
  }
  return parts.map(({ text, start }) => ({ text, start }));
}

function sentences(goal: string): { text: string; start: number }[] {
  const found: { text: string; start: number }[] = [];
  let start = 0;
  for (const match of goal.matchAll(/[.?!;]\s+(?=\p{Lu}|and\b|also\b|then\b)/gu)) {
    found.push({ text: goal.slice(start, match.index + 1), start });
    start = match.index + match[0].length;
  }
  return [...found, { text: goal.slice(start), start }].filter((one) => one.text.trim() !== '');
}

/** A sentence cut where another measure with rows of its own begins. */
function clauses(sentence: { text: string; start: number }, sources: readonly DataSource[], terms: TermIndex): { text: string; start: number }[] {
  const { request } = readPhrases(sentence.text, sources, terms, []);
  const marks = [...request.measures.flatMap((one) => one.spans.map((span) => ({ at: span.start, kind: 'M' }))), ...request.keys.flatMap((one) => one.spans.map((span) => ({ at: span.start, kind: 'K' }))), ...(request.interval?.spans ?? []).map((span) => ({ at: span.start, kind: 'K' }))].toSorted((a, b) => a.at - b.at);
  const order = marks.map((one) => one.kind).join('');
  const match = /^(M+K+)M+K+$/.exec(order);
  const second = match?.[1] === undefined ? undefined : marks[match[1].length];
  if (second === undefined) return [sentence];
  const before = sentence.text.slice(0, second.at).replace(/(?:\b(?:and|also|then|as well as|the|plus)\b|[,;\s])+$/i, '');
  return [{ text: before, start: sentence.start }, { text: sentence.text.slice(second.at), start: sentence.start + second.at }];
}

/** What tells rows apart where something is measured; null where a part has no rows of its own. */
function grainOf(request: Request): string | null {
  const measured = request.measures.length > 0 || request.derived.length > 0;
  if (!measured || (request.keys.length === 0 && request.interval === null)) return null;
  const keys = request.keys.map((one) => one.match.columns.map(({ column }) => column.name).join('|')).toSorted((a, b) => (a < b ? -1 : 1));
  return JSON.stringify([keys, request.interval?.value ?? null]);
}

/** Each part is read as a goal of its own; all that they want is wanted, or the first that cannot be read is the reason why not. */
export function readSeveral(goal: string, parts: readonly { text: string; start: number }[], context: ReadContext, read: (goal: string, context: ReadContext) => Reading | null): Reading | null {
  const typed: { start: number; goal: TypedGoal; interpretation: Extract<Reading, { result: 'typed' }>['interpretation'] }[] = [];
  for (const part of parts) {
    const reading = read(part.text, { ...context, constraints: { ...context.constraints, spans: [] } });
    if (reading === null || reading.result !== 'typed') return reading;
    typed.push({ start: part.start, goal: reading.typed_goal, interpretation: reading.interpretation });
  }
  const [first] = typed;
  if (first === undefined) return null;
  const id = (want: Want, index: number): string => (index === 0 ? want.id : `${want.id}-part${index + 1}`);
  const wants = typed.flatMap((one, index) => one.goal.wants.filter((want) => want.type.kind !== 'report').map((want) => ({ ...moved(want, one.start, goal), id: id(want, index) })));
  const choices = typed.flatMap((one, index) => one.goal.wants.filter((want) => want.type.kind !== 'report').flatMap((want) => one.goal.choices.map((choice) => ({ ...moved(choice, one.start, goal), want: id(want, index) }))));
  const report: Want[] = typed.some((one) => one.goal.wants.some((want) => want.type.kind === 'report')) ? [{ id: 'report', type: { kind: 'report', facets: {} }, effect: null, title: goal.trim().replace(/\s+/g, ' ').slice(0, 120), spans: [] }] : [];
  const givens = typed.flatMap((one) => one.goal.givens).reduce<TypedGoal['givens']>((all, given) => {
    const known = all.findIndex((other) => other.id === given.id);
    if (known < 0) return [...all, given];
    return all.with(known, { ...given, type: { ...given.type, facets: { ...given.type.facets, ...joined(all[known]?.type.facets ?? {}, given.type.facets) } } });
  }, []);
  return { result: 'typed', typed_goal: { ...first.goal, goal, wants: [...wants, ...report], choices, givens, constraints: context.constraints }, interpretation: first.interpretation };
}

function joined(a: Facets, b: Facets): Facets {
  const set = (name: string): FacetValue[] => [...new Set([...(Array.isArray(a[name]) ? a[name] : []), ...(Array.isArray(b[name]) ? b[name] : [])].map(String))].toSorted((one, other) => (one < other ? -1 : 1));
  return { keys: set('keys'), measures: set('measures') };
}
