import { readFileSync } from 'node:fs';
import { checkForm } from '../plan/check-form.ts';
import { DECLARED_KINDS } from '../plan/declared-kinds.ts';
import type { GoalForm } from '../schemas/goal-form.ts';
import type { Json } from '../schemas/json.ts';
import { InvalidStart, type StartOptions } from '../library/start-goal.ts';

/** The options of `run` as commander parses them. */
export interface RunFlags {
  pack?: string[];
  want?: string[];
  form?: string;
  given?: string[];
  input?: string[];
  attach?: string[];
  budget?: string;
  deadline?: string;
  policy?: string;
  objective?: string;
  model?: string;
  plan?: string;
  id?: string;
  yes?: boolean;
  detach?: boolean;
}

/** `name=value` pairs; a value that is JSON is taken as such, anything else as text. */
export function parsePairs(pairs: readonly string[], option: string): { [name: string]: Json } {
  const entries = pairs.map((pair): [string, Json] => {
    const at = pair.indexOf('=');
    if (at < 1) throw new InvalidStart(`Cannot read ${option} "${pair}": expected name=value.`);
    return [pair.slice(0, at), parseValue(pair.slice(at + 1))];
  });
  return Object.fromEntries(entries);
}

function parseValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** An ISO instant, a date (end of that day, UTC), or a span from now such as `90m`, `2h`, `3d`. */
export function parseDeadline(text: string, now: number): string {
  const span = /^(\d+)(m|h|d)$/.exec(text);
  if (span !== null) return new Date(now + Number(span[1]) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[span[2] as 'm' | 'h' | 'd']).toISOString();
  const instant = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59.000Z` : text);
  if (Number.isNaN(instant)) throw new InvalidStart(`Cannot read --deadline "${text}": expected a date, an ISO 8601 instant, or a span such as 90m, 2h, 3d.`);
  return new Date(instant).toISOString();
}

/** A goal form read from a file, checked, as the text that the run is given. Errors: `InvalidStart`. */
export function formText(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new InvalidStart(`Cannot read --form "${path}": there is no such file, or it cannot be opened.`);
  }
  const form = parseForm(text);
  if (form.ok) return JSON.stringify(form.form);
  throw new InvalidStart(`Cannot read --form "${path}": ${form.reason}. Expected {"wants":[{"id":"answer","kind":"table","facets":{…}}]}.`);
}

/** A goal form in JSON, or why it is none. */
export function parseForm(text: string): { ok: true; form: GoalForm } | { ok: false; reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'it is not JSON' };
  }
  const fault = checkForm(value);
  return fault === null ? { ok: true, form: value as GoalForm } : { ok: false, reason: fault };
}

export function startOptions(flags: RunFlags, now: number): StartOptions {
  const budget = flags.budget === undefined ? null : Number(flags.budget);
  if (budget !== null && !(budget >= 0)) throw new InvalidStart(`Cannot read --budget "${flags.budget}": expected US dollars, e.g. 2.50.`);
  const objective = flags.objective ?? null;
  if (objective !== null && !['time', 'money', 'risk', 'waits'].includes(objective)) throw new InvalidStart(`Cannot read --objective "${objective}": expected time, money, risk or waits.`);
  return {
    ...(flags.id === undefined ? {} : { id: flags.id }),
    packs: flags.pack ?? [],
    attach: flags.attach ?? [],
    given: (flags.given ?? []).map((pair) => {
      const at = pair.indexOf('=');
      const kind = pair.slice(0, at);
      if (at < 1 || !DECLARED_KINDS.some((one) => one === kind)) throw new InvalidStart(`Cannot read --given "${pair}": expected type=file with one of ${DECLARED_KINDS.join(', ')}, for example table=units.csv.`);
      return { kind, file: pair.slice(at + 1) };
    }),
    wants: [...(flags.form === undefined ? [] : [formText(flags.form)]), ...(flags.want ?? [])],
    inputs: parsePairs(flags.input ?? [], '--input'),
    budgetUsd: budget,
    deadline: flags.deadline === undefined ? null : parseDeadline(flags.deadline, now),
    model: flags.model ?? null,
    ...(flags.plan === undefined ? {} : { planFile: flags.plan }),
    ...(flags.policy === undefined ? {} : { policyFile: flags.policy }),
    objective: objective as StartOptions['objective'],
    yes: flags.yes === true,
  };
}
