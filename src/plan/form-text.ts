import type { GoalForm } from '../schemas/goal-form.ts';
import { checkForm, formMessage } from './check-form.ts';

export type FormText = { ok: true; form: GoalForm } | { ok: false; message: string };

/**
 * A text that is a goal form as JSON, checked, or why it cannot be read; null for words. An object with `wants` or `values` is meant as a form, also
 * where its JSON is not whole. Never throws.
 */
export function formIn(text: string): FormText | null {
  if (!text.trimStart().startsWith('{')) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return /^\s*\{\s*"(?:wants|values)"\s*:/.test(text) ? { ok: false, message: formMessage('it is not JSON') } : null;
  }
  if (typeof value !== 'object' || value === null || !(Object.hasOwn(value, 'wants') || Object.hasOwn(value, 'values'))) return null;
  const fault = checkForm(value);
  return fault === null ? { ok: true, form: value as GoalForm } : { ok: false, message: formMessage(fault) };
}
