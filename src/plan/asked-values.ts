import type { TypedGoal, Want } from '../schemas/goal.ts';
import type { Json } from '../schemas/json.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { isTerm } from './conditions-on-made.ts';

/** Stands in a facet for what a person enters: `asked(limit)`, or the second number of the answer, `asked("base period", 2)`. */
const ASKED = 'asked';

/**
 * The goal in which wants that depend on what a person enters wait for it: they are planned when the answer is there, with the answer in place of `asked(name)`. Or
 * the reason why one of them cannot be.
 */
export function withAskedValues(goal: TypedGoal): TypedGoal | { message: string } {
  const wants: Want[] = [];
  for (const want of goal.wants) {
    const names = [...new Set(Object.values(want.type.facets).flatMap(namesAsked))];
    const [name] = names;
    if (name === undefined) {
      wants.push(want);
      continue;
    }
    const reason = names.length > 1 ? `it asks for ${names.map((one) => `"${one}"`).join(' and ')}, and waits for one answer. Ask for one text that holds both, asked(name, 1) and asked(name, 2)` : want.effect !== null ? 'it changes something. State the value, or let the change itself ask for it' : want.after !== undefined ? 'it waits for other data already. Ask for the value in a want of its own' : want.until !== undefined ? 'it is repeated. Ask once, and repeat what comes after' : null;
    if (reason !== null) return { message: `Cannot ask a person for a value of "${want.id}": ${reason}.` };
    wants.push({ ...want, after: { data: { kind: 'value', facets: { name } }, words: want.title } });
  }
  return { ...goal, wants };
}

/** The wants with the answers in place of what was asked for; the reason where an answer does not have what is needed. */
export function withAnswers(wants: readonly Want[], answers: { readonly [name: string]: Json }): Want[] | { message: string } {
  let fault: string | null = null;
  const fill = (value: FacetValue): FacetValue => {
    if (Array.isArray(value)) return value.map(fill);
    if (!isTerm(value)) return value;
    if (value.fn !== ASKED) return { fn: value.fn, args: value.args.map(fill) };
    const [name, place] = value.args;
    const answer = typeof name === 'string' ? answers[name] : undefined;
    const found = typeof answer === 'number' || typeof answer === 'boolean' ? answer : typeof answer === 'string' ? partOf(answer, typeof place === 'number' ? place : null) : null;
    if (found === null) fault ??= `Cannot use the answer ${JSON.stringify(answer ?? null).slice(0, 100)} to "${typeof name === 'string' ? name : ''}": ${typeof place === 'number' ? `it has no ${place === 1 ? 'number' : `${place} numbers`}` : 'it is no number or text'}. Answer again.`;
    return found ?? '';
  };
  const filled = wants.map((want) => ({ ...want, type: { ...want.type, facets: Object.fromEntries(Object.entries(want.type.facets).map(([facet, value]) => [facet, fill(value)])) } }));
  return fault === null ? filled : { message: fault };
}

/** The answer itself, as a number where it is one; or its n-th number. */
function partOf(answer: string, place: number | null): FacetValue | null {
  const text = answer.trim();
  if (place !== null) {
    const number = text.match(/-?\d+(?:\.\d+)?/g)?.[place - 1];
    // A hyphen between two numbers is no sign.
    return number === undefined ? null : Number(place > 1 ? number.replace(/^-/, '') : number);
  }
  return text === '' ? null : /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Names of what a facet asks a person for. */
export function namesAsked(value: FacetValue): string[] {
  if (Array.isArray(value)) return value.flatMap(namesAsked);
  if (!isTerm(value)) return [];
  return value.fn === ASKED && typeof value.args[0] === 'string' ? [value.args[0]] : value.args.flatMap(namesAsked);
}
