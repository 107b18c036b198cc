import type { Json } from '../schemas/json.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { isTerm } from './conditions-on-made.ts';
import { isFoundValue } from './found-values.ts';
import { readTerm } from './read-term.ts';

/** What may be made of a record's own fields; the places of arguments that are fields or such terms themselves. */
const FIELDS: { readonly [fn: string]: readonly number[] } = { column: [0], adjusted: [0], computed: [0, 2], rounded: [0], later: [0] };
const WHOLE = /^\s*(?:column|adjusted|computed|rounded|later|value)\(.*\)\s*$/su;
/** `{title}` and `{rounded(price, 2)}` inside a text; a name of one word, so that braces of other languages stay as they are. */
const BRACED = /\{([\p{L}_][\p{L}\p{N}_.]*|(?:column|adjusted|computed|rounded|later|value)\([^{}]*\))\}/gu;

/** A setting that takes fields of the record that it is about, as terms, with the names of these fields; or why it cannot be read. */
export type OwnTerm = { term: Json; fields: string[]; /** Wants that it names: `value(want, field)`. */ of: string[] } | { reason: string };

/** The setting with its texts read as terms; null where it takes no field of a record. */
export function ownTerm(value: Json): OwnTerm | null {
  const fields = new Set<string>();
  const of = new Set<string>();
  const read = (one: Json): Json => {
    if (typeof one === 'string') return readText(one, fields, of);
    if (Array.isArray(one)) return one.map(read);
    return typeof one === 'object' && one !== null ? Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, read(inner)])) : one;
  };
  try {
    const term = read(value);
    return fields.size === 0 ? null : { term, fields: [...fields].toSorted(), of: [...of] };
  } catch (error) {
    if (error instanceof Unreadable) return { reason: error.message };
    throw error;
  }
}

class Unreadable extends Error {}

function readText(text: string, fields: Set<string>, of: Set<string>): Json {
  if (WHOLE.test(text)) return termOf(text, fields, of);
  const parts: Json[] = [];
  let end = 0;
  for (const found of text.matchAll(BRACED)) {
    const [all, inner = ''] = found;
    // Doubled braces are braces.
    if (text[found.index - 1] === '{' && text[found.index + all.length] === '}') continue;
    if (found.index > end) parts.push(text.slice(end, found.index));
    parts.push(inner.endsWith(')') ? termOf(inner, fields, of) : column(inner, fields));
    end = found.index + all.length;
  }
  if (parts.length === 0) return text;
  if (end < text.length) parts.push(text.slice(end));
  return parts.length === 1 ? (parts[0] ?? text) : { fn: 'text', args: parts.map((part) => (typeof part === 'string' ? part.replaceAll('{{', '{').replaceAll('}}', '}') : part)) };
}

function column(name: string, fields: Set<string>): Json {
  fields.add(name);
  return { fn: 'column', args: [name] };
}

function termOf(text: string, fields: Set<string>, of: Set<string>): Json {
  const read = readTerm(text);
  if (!read.ok) throw new Unreadable(`"${text.slice(0, 80)}" cannot be read: ${read.reason}`);
  const term = ofWants(read.value, of);
  look(term, fields);
  return term as Json;
}

/** The term with the fields of named wants as columns. */
function ofWants(value: FacetValue, of: Set<string>): FacetValue {
  if (isFoundValue(value)) {
    of.add(value.args[0]);
    return { fn: 'column', args: [value.args[1]] };
  }
  return isTerm(value) ? { fn: value.fn, args: value.args.map((one) => ofWants(one, of)) } : value;
}

function look(value: FacetValue, fields: Set<string>): void {
  if (!isTerm(value)) return;
  const places = FIELDS[value.fn];
  if (places === undefined) throw new Unreadable(`"${value.fn}" is none of ${Object.keys(FIELDS).join(', ')}`);
  for (const [at, arg] of value.args.entries()) {
    if (isTerm(arg)) look(arg, fields);
    else if (places.includes(at) && typeof arg === 'string') fields.add(arg);
  }
}
