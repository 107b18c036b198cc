import type { Json } from '../schemas/json.ts';
import type { Predicate } from '../schemas/predicate.ts';

/** What a predicate can see. */
export interface PredicateView {
  inputs?: Json;
  outputs?: Json;
  answers?: Json;
}

const ROOTS = ['inputs', 'outputs', 'answers'] as const;

/**
 * Whether a predicate holds. A path that leads nowhere is null; only own properties are read. Comparisons of different types do not hold;
 * `matches` is a glob with `*` and `?`, never a regular expression, and takes time proportional to text times pattern.
 */
export function evaluatePredicate(predicate: Predicate, view: PredicateView): boolean {
  if ('all' in predicate) return predicate.all.every((one) => evaluatePredicate(one, view));
  if ('any' in predicate) return predicate.any.some((one) => evaluatePredicate(one, view));
  if ('not' in predicate) return !evaluatePredicate(predicate.not, view);
  const value = readPath(view, predicate.path);
  switch (predicate.op) {
    case 'exists':
      return value !== null;
    case 'empty':
      return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
    case '=':
      return isEqual(value, predicate.value);
    case '!=':
      return !isEqual(value, predicate.value);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(value, predicate.op, predicate.value);
    case 'in':
      return Array.isArray(predicate.value) && predicate.value.some((one) => isEqual(one, value));
    case 'contains':
      if (typeof value === 'string') return typeof predicate.value === 'string' && value.includes(predicate.value);
      return Array.isArray(value) && value.some((one) => isEqual(one, predicate.value));
    case 'matches':
      return typeof value === 'string' && typeof predicate.value === 'string' && matchesGlob(value, predicate.value);
  }
}

/** A predicate in words, for outcomes and messages: `outputs.table.rows > 0`. */
export function describePredicate(predicate: Predicate): string {
  if ('all' in predicate) return predicate.all.length === 0 ? 'always' : joined(predicate.all, 'and');
  if ('any' in predicate) return predicate.any.length === 0 ? 'never' : joined(predicate.any, 'or');
  if ('not' in predicate) return `not (${describePredicate(predicate.not)})`;
  if ('value' in predicate) return `${predicate.path} ${predicate.op} ${JSON.stringify(predicate.value)}`;
  return `${predicate.path} ${predicate.op === 'exists' ? 'exists' : 'is empty'}`;
}

/** Each comparison inside a predicate. */
export function comparisonsOf(predicate: Predicate): { path: string; op: string }[] {
  const found: { path: string; op: string }[] = [];
  const open: Predicate[] = [predicate];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if ('all' in next) open.push(...next.all);
    else if ('any' in next) open.push(...next.any);
    else if ('not' in next) open.push(next.not);
    else found.push(next);
  }
  return found;
}

/** Whether a path begins where a predicate can look: `inputs`, `outputs` or `answers`, and goes on from there. */
export function isPredicatePath(path: string): boolean {
  const [root = '', ...keys] = path.split('.');
  return (ROOTS as readonly string[]).includes(root) && keys.length > 0 && keys.every((key) => key !== '' && key !== '__proto__');
}

function joined(parts: readonly Predicate[], word: string): string {
  return parts.map((part) => ('all' in part || 'any' in part ? `(${describePredicate(part)})` : describePredicate(part))).join(` ${word} `);
}

/** The value at a path; null where nothing is. Only own properties are read. */
export function readPath(view: PredicateView, path: string): Json {
  let value: unknown = view;
  for (const key of path.split('.')) {
    // A list is read by position, or by the name of an element; its own `length` is not data.
    if (Array.isArray(value) && !/^\d+$/.test(key)) {
      value = value.find((item: unknown) => item !== null && typeof item === 'object' && Object.hasOwn(item, 'name') && (item as { name: unknown }).name === key) ?? null;
      continue;
    }
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return null;
    value = (value as { [key: string]: unknown })[key];
  }
  return (value ?? null) as Json;
}

function compare(left: Json, op: '<' | '<=' | '>' | '>=', right: Json): boolean {
  const bothNumbers = typeof left === 'number' && typeof right === 'number';
  const bothTexts = typeof left === 'string' && typeof right === 'string';
  if (!bothNumbers && !bothTexts) return false;
  const order = left < right ? -1 : left > right ? 1 : 0;
  return op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '>' ? order > 0 : order >= 0;
}

function isEqual(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object' || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual((a as { [key: string]: Json })[key] ?? null, (b as { [key: string]: Json })[key] ?? null))
  );
}

/** Greedy matching with one point of return, which is enough for globs: no backtracking over several stars. */
function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let from = 0;
  while (at < text.length) {
    if (pattern[next] === '*') {
      star = next;
      next += 1;
      from = at;
    } else if (next < pattern.length && (pattern[next] === '?' || pattern[next] === text[at])) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      next = star + 1;
      from += 1;
      at = from;
    } else return false;
  }
  while (pattern[next] === '*') next += 1;
  return next === pattern.length;
}
