import type { Json } from '../../schemas/json.ts';
import type { Operation } from '../../schemas/operation.ts';
import { readNumber } from './read-number.ts';

/** JSON Schema (draft 2020-12) of what a person answers to an operation of tool `person`, given how many options there are. */
export function answerSchema(operation: Pick<Operation, 'operation'>, parameters: { [name: string]: Json }, options: number): { [key: string]: Json } {
  switch (operation.operation) {
    case 'choose':
    case 'choose-row':
    case 'choose-document':
      return { type: 'object', properties: { index: { type: 'integer', minimum: 0, maximum: Math.max(0, options - 1) } }, required: ['index'], additionalProperties: false };
    case 'review':
      return { type: 'object', properties: { held: { type: 'boolean' }, comment: { type: 'string', maxLength: 2000 } }, required: ['held'], additionalProperties: false };
    default:
      if (parameters['type'] === 'number') return { type: 'number', ...(parameters['minimum'] === undefined ? {} : { minimum: parameters['minimum'] }), ...(parameters['maximum'] === undefined ? {} : { maximum: parameters['maximum'] }) };
      return parameters['type'] === 'boolean' ? { type: 'boolean' } : { type: 'string', minLength: 1, maxLength: 2000 };
  }
}

export type CheckedAnswer = { ok: true; data: Json } | { ok: false; reason: string };

/**
 * What a person's answer means as `data` of the output artifact, or why it is none: a choice of the options that there are, a value of the declared type and
 * within its bounds, a review. Pure; a bad answer changes nothing and is asked for again.
 */
export function answerOf(operation: Pick<Operation, 'operation'>, parameters: { [name: string]: Json }, options: readonly Json[], answer: Json): CheckedAnswer {
  switch (operation.operation) {
    case 'choose':
    case 'choose-row':
    case 'choose-document': {
      if (options.length === 0) return bad('there is nothing to choose from');
      const given = isObject(answer) && Object.keys(answer).length === 1 && 'index' in answer ? answer['index'] : answer;
      const text = JSON.stringify(answer);
      const chosen = typeof given === 'number' && Number.isInteger(given) ? options[given] : options.find((option) => JSON.stringify(option) === text);
      if (chosen === undefined) return bad(`expected one of the ${options.length} options or its place, 0 to ${options.length - 1}, got ${shown(answer)}`);
      return { ok: true, data: isObject(chosen) ? chosen : { value: chosen } };
    }
    case 'review': {
      const held = isObject(answer) ? answer['held'] : answer;
      if (typeof held !== 'boolean') return bad(`expected {"held": true} or {"held": false}, got ${shown(answer)}`);
      const comment = isObject(answer) && typeof answer['comment'] === 'string' ? answer['comment'].slice(0, 2000) : '';
      return { ok: true, data: { checks: [{ name: 'review', held, detail: comment, counts: {} }], held } };
    }
    case 'enter':
      return entered(parameters, answer);
    default:
      return bad(`person.${operation.operation} is not known`);
  }
}

function entered(parameters: { [name: string]: Json }, answer: Json): CheckedAnswer {
  const type = parameters['type'] ?? 'text';
  if (type === 'boolean') return typeof answer === 'boolean' ? { ok: true, data: { value: answer } } : bad(`expected true or false, got ${shown(answer)}`);
  if (type === 'number') {
    const read = typeof answer === 'string' ? readNumber(answer, typeof parameters['unit'] === 'string' ? parameters['unit'] : null) : null;
    if (read !== null && 'reason' in read) return bad(read.reason);
    const value = read?.value ?? answer;
    if (typeof value !== 'number' || !Number.isFinite(value)) return bad(`expected a number, got ${shown(answer)}`);
    const { minimum, maximum } = parameters;
    if (typeof minimum === 'number' && value < minimum) return bad(`expected at least ${minimum}, got ${value}`);
    if (typeof maximum === 'number' && value > maximum) return bad(`expected at most ${maximum}, got ${value}`);
    return { ok: true, data: { value } };
  }
  const text = typeof answer === 'number' ? String(answer) : answer;
  return typeof text === 'string' && text.trim() !== '' && text.length <= 2000 ? { ok: true, data: { value: text.trim() } } : bad(`expected a text of 1 to 2000 characters, got ${shown(answer)}`);
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bad(reason: string): CheckedAnswer {
  return { ok: false, reason };
}

function shown(value: Json): string {
  return JSON.stringify(value).slice(0, 80);
}
