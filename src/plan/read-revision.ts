import type { Reading } from '../schemas/goal.ts';
import { type FormText, formIn } from './form-text.ts';
import { formGoal } from './front-end-form.ts';
import { isFunctionWord } from './lexical-function-words.ts';
import { meaningOf, readTableRevision } from './lexical-goal.ts';
import { readGoal } from './read-goal.ts';
import type { ReadContext } from './typed-goal.ts';
import { reportTitle } from './typed-goal-wants.ts';

/** Words of a request that ask for nothing by themselves. */
const CONNECTING = new Set(['only', 'just', 'please', 'instead', 'but', 'rather']);

/**
 * Reads a goal together with what a person has asked to change of it, in order. A change is an edit of the typed goal: it is taken whole, or its words
 * are listed as unread and nothing else changes. A change that is a goal form in JSON replaces the typed goal. Results keep the title of the goal
 * itself; a form that is malformed is unreadable. Never throws.
 */
export function readRevision(goal: string, feedback: readonly string[], context: ReadContext): Reading {
  const last = feedback.at(-1);
  if (last === undefined) return readGoal(goal, context);
  const forms = feedback.map(formIn);
  const at = forms.findLastIndex((one) => one !== null);
  const form = forms[at] ?? null;
  if (form !== null) return revisedForm(goal, form, feedback.slice(at + 1), context);
  const whole = [goal, ...feedback].join('. ');
  const edited = readTableRevision(goal, feedback, context);
  if (edited !== null) return keepTitle(edited, whole, goal);
  const before = readRevision(goal, feedback.slice(0, -1), context);
  const start = whole.length - last.length;
  const refused = (spans: { start: number; end: number; text: string }[]): Reading => (before.result !== 'typed' ? before : { ...before, typed_goal: { ...before.typed_goal, goal: whole, unread: [...before.typed_goal.unread, ...spans] } });
  const reading = readGoal(whole, context);
  // What the change makes unservable is not taken; the goal itself stays as it was.
  if (reading.result === 'unreadable') return before.result === 'typed' ? refused([{ start, end: whole.length, text: last }]) : reading;
  if (reading.result !== 'typed' || before.result !== 'typed') return reading;
  const typed = reading.typed_goal;
  const idle = last.trim() !== '' && meaningOf(before.typed_goal) === meaningOf(typed);
  if (idle) return refused([{ start, end: whole.length, text: last }]);
  const unread = typed.unread.filter((span) => span.start >= start && !CONNECTING.has(span.text.toLowerCase()) && !isFunctionWord(span.text.toLowerCase()));
  if (unread.length > 0) return refused(unread);
  return keepTitle({ ...reading, typed_goal: { ...typed, unread: typed.unread.filter((span) => span.start < start) } }, whole, goal);
}

function keepTitle(reading: Reading, whole: string, goal: string): Reading {
  if (reading.result !== 'typed') return reading;
  const wants = reading.typed_goal.wants.map((want) => (want.title === reportTitle(whole) ? { ...want, title: reportTitle(goal) } : want));
  return { ...reading, typed_goal: { ...reading.typed_goal, wants } };
}

/** Words that follow a form cannot change it: they are unread. */
function revisedForm(goal: string, form: FormText, after: readonly string[], context: ReadContext): Reading {
  if (!form.ok) return { result: 'unreadable', message: form.message, nearest: [] };
  const reading = formGoal(goal, form.form, context);
  if (reading.result !== 'typed' || after.length === 0) return reading;
  const whole = [goal, ...after].join('. ');
  let start = goal.length + 2;
  const unread = after.map((text) => {
    const span = { start, end: start + text.length, text };
    start = span.end + 2;
    return span;
  });
  return { ...reading, typed_goal: { ...reading.typed_goal, goal: whole, unread } };
}
