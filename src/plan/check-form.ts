import { GOAL_FORM } from './checks/goal-form.ts';

/** The part of JSON Schema that the schema of goal forms is written in. A `$ref` stands for any JSON value. */
export interface Shape {
  readonly description?: string;
  readonly type?: string;
  readonly properties?: { readonly [name: string]: Shape };
  readonly required?: readonly string[];
  readonly propertyNames?: Shape;
  readonly additionalProperties?: Shape | false;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly $ref?: string;
}

/** Levels of lists and objects inside one value of a form. */
const DEPTH = 20;
const NAMES: { readonly [type: string]: string } = { string: 'a text', number: 'a number', integer: 'a whole number', boolean: 'true or false', null: 'null', array: 'a list', object: 'an object' };

/** The first thing that is wrong with a value as a goal form, as `place: reason`; null where it is one. Never throws. */
export function checkForm(value: unknown): string | null {
  return faultOf(GOAL_FORM, value, '');
}

/** The whole message about a form that cannot be read. */
export function formMessage(fault: string): string {
  return `Cannot read the goal form: ${fault}. Write {"wants":[{"id":"answer","kind":"table","facets":{"keys":"region"}}]}, with the fields that docs/surface.md names.`;
}

function faultOf(shape: Shape, value: unknown, place: string): string | null {
  if (shape.$ref !== undefined) return jsonFault(value, place, DEPTH);
  if (shape.anyOf !== undefined) {
    const fitting = shape.anyOf.filter((one) => isOf(one.type, value));
    if (fitting.length === 0) return wrong(place, expected(shape), value);
    const faults = fitting.map((one) => faultOf(one, value, place));
    return faults.includes(null) ? null : (faults[0] ?? null);
  }
  if (!isOf(shape.type, value)) return wrong(place, expected(shape), value);
  if (typeof value === 'string') return textFault(shape, value, place);
  if (typeof value === 'number') return numberFault(shape, value, place);
  if (Array.isArray(value)) return listFault(shape, value, place);
  return isObject(value) ? objectFault(shape, value, place) : null;
}

function textFault(shape: Shape, value: string, place: string): string | null {
  if (shape.enum !== undefined && !shape.enum.includes(value)) return wrong(place, `one of ${shape.enum.map((one) => JSON.stringify(one)).join(', ')}`, value);
  if (shape.minLength !== undefined && value.length < shape.minLength) return `${at(place)}: expected at least ${shape.minLength} characters, got ${value.length}`;
  if (shape.maxLength !== undefined && value.length > shape.maxLength) return `${at(place)}: expected at most ${shape.maxLength} characters, got ${value.length}`;
  return shape.pattern !== undefined && !new RegExp(shape.pattern).test(value) ? wrong(place, '1 to 64 of A-Z a-z 0-9 _ . -, the first a letter or digit', value) : null;
}

function numberFault(shape: Shape, value: number, place: string): string | null {
  if (shape.minimum !== undefined && value < shape.minimum) return wrong(place, `at least ${shape.minimum}`, value);
  if (shape.exclusiveMinimum !== undefined && value <= shape.exclusiveMinimum) return wrong(place, `more than ${shape.exclusiveMinimum}`, value);
  return shape.maximum !== undefined && value > shape.maximum ? wrong(place, `at most ${shape.maximum}`, value) : null;
}

function listFault(shape: Shape, value: readonly unknown[], place: string): string | null {
  if (shape.minItems !== undefined && value.length < shape.minItems) return `${at(place)}: expected at least ${shape.minItems} entries, got ${value.length}`;
  if (shape.maxItems !== undefined && value.length > shape.maxItems) return `${at(place)}: expected at most ${shape.maxItems} entries, got ${value.length}`;
  for (const [index, item] of value.entries()) {
    const fault = shape.items === undefined ? null : faultOf(shape.items, item, below(place, String(index)));
    if (fault !== null) return fault;
  }
  return null;
}

function objectFault(shape: Shape, value: { readonly [name: string]: unknown }, place: string): string | null {
  for (const name of shape.required ?? []) if (!Object.hasOwn(value, name)) return `${at(below(place, name))}: missing`;
  for (const [name, member] of Object.entries(value)) {
    const inside = below(place, name);
    const own = shape.properties !== undefined && Object.hasOwn(shape.properties, name) ? shape.properties[name] : undefined;
    if (own !== undefined && member === undefined && !(shape.required ?? []).includes(name)) continue;
    const rest = own ?? shape.additionalProperties;
    if (rest === false || rest === undefined || name === '__proto__') return `${at(inside)}: there is no such field`;
    const fault = (own === undefined && shape.propertyNames !== undefined ? faultOf(shape.propertyNames, name, inside) : null) ?? faultOf(rest, member, inside);
    if (fault !== null) return fault;
  }
  return null;
}

function jsonFault(value: unknown, place: string, depth: number): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : wrong(place, 'a number', value);
  if (!Array.isArray(value) && !isObject(value)) return wrong(place, 'a JSON value', value);
  if (depth === 0) return `${at(place)}: expected at most ${DEPTH} levels of lists and objects, got more`;
  for (const [name, member] of Object.entries(value)) {
    const fault = jsonFault(member, below(place, name), depth - 1);
    if (fault !== null) return fault;
  }
  return null;
}

function isOf(type: string | undefined, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isSafeInteger(value);
  return type === 'number' ? Number.isFinite(value) : typeof value === type;
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function expected(shape: Shape): string {
  if (shape.description !== undefined) return shape.description;
  return shape.anyOf === undefined ? (NAMES[shape.type ?? ''] ?? 'a value') : [...new Set(shape.anyOf.map(expected))].join(' or ');
}

function wrong(place: string, what: string, value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : Array.isArray(value) ? `a list of ${value.length}` : isObject(value) ? 'an object' : value === undefined ? 'nothing' : `${value as number}`;
  return `${at(place)}: expected ${what}, got ${text}`;
}

const below = (place: string, name: string): string => (place === '' ? name.slice(0, 100) : `${place}.${name.slice(0, 100)}`);
const at = (place: string): string => (place === '' ? 'form' : place.length <= 200 ? place : `${place.slice(0, 199)}…`);
