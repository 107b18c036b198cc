import type { FormWant, GoalForm, WrittenFacet } from '../schemas/goal-form.ts';
import { formIn } from './form-text.ts';

export type ReadWants = { ok: true; form: GoalForm | null; kinds: string[] } | { ok: false; message: string };

/**
 * Reads the texts of `--want`: `kind`, `kind:measure`, `id=kind{facet=value; facet=value}` with values as written terms, or a whole goal form as JSON.
 * Kinds alone only say what the words of the goal are to become (`kinds`); anything more is a form. Never throws.
 */
export function readWants(texts: readonly string[]): ReadWants {
  const wants: FormWant[] = [];
  const values: NonNullable<GoalForm['values']> = [];
  const plain = texts.every((text) => /^[a-z][\w.-]*$/i.test(text.trim()));
  if (plain) return { ok: true, form: null, kinds: texts.map((text) => text.trim()) };
  for (const text of texts) {
    const form = formIn(text);
    if (form !== null) {
      if (!form.ok) return form;
      wants.push(...form.form.wants);
      values.push(...(form.form.values ?? []));
      continue;
    }
    const read = readWant(text, wants.length + 1);
    if (typeof read === 'string') return { ok: false, message: read };
    wants.push(read);
  }
  const taken = new Set<string>();
  for (const want of wants) {
    for (let count = 2; taken.has(want.id); count += 1) want.id = `${want.kind}-${count}`;
    taken.add(want.id);
  }
  return { ok: true, form: { wants, ...(values.length === 0 ? {} : { values }) }, kinds: [] };
}

function readWant(text: string, count: number): FormWant | string {
  const refuse = (reason: string): string => `Cannot read --want "${text.slice(0, 100)}": ${reason}. Write kind, kind:measure or id=kind{facet=value; facet=value}, for example table{keys=store; measures=units; values=grouped}.`;
  const match = /^\s*(?:([A-Za-z][\w.-]{0,63})\s*=\s*)?([A-Za-z][\w.-]{0,63})\s*(?::\s*([^{}]+?)\s*|\{(.*)\}\s*)?$/s.exec(text);
  if (match === null) return refuse('expected a kind and its facets in braces');
  const [, id, kind = '', measure, body] = match;
  const want: FormWant = { id: id ?? (count === 1 ? kind : `${kind}-${count}`), kind };
  if (measure !== undefined) return { ...want, facets: { measures: measure } };
  if (body === undefined || body.trim() === '') return want;
  const facets: { [name: string]: WrittenFacet } = {};
  for (const part of parts(body)) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim();
    const value = part.slice(at + 1).trim();
    if (at < 1 || !/^[a-z][\w]*$/i.test(name) || value === '') return refuse(`"${part.trim()}" is not facet=value`);
    if (Object.hasOwn(facets, name)) return refuse(`facet "${name}" stands there twice`);
    facets[name] = value;
  }
  return { ...want, facets };
}

/** What semicolons separate, outside of quotation marks. */
function parts(body: string): string[] {
  const found: string[] = [];
  let part = '';
  let quoted = false;
  for (const sign of body) {
    if (sign === '"') quoted = !quoted;
    if (sign === ';' && !quoted) {
      found.push(part);
      part = '';
    } else part += sign;
  }
  return [...found, part].filter((one) => one.trim() !== '');
}
