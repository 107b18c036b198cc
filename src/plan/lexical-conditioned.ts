import type { Reading, Span, Want } from '../schemas/goal.ts';
import { isNumber, unitOf } from './lexical-columns.ts';
import { type ConditionedGoal, readClause } from './lexical-condition-clause.ts';
import { conditionsOf } from './lexical-conditions-of.ts';
import { Decisions } from './lexical-decisions.ts';
import { givensOf } from './lexical-givens.ts';
import { moved } from './lexical-revision.ts';
import type { TermIndex } from './lexical-terms.ts';
import { convertThreshold } from './lexical-units.ts';
import { Asking } from './typed-goal-ask.ts';
import type { DataSource } from './typed-goal-data.ts';
import type { ReadContext } from './typed-goal.ts';

/** A goal under a condition: what is wanted is read as a goal of its own, and so is what is wanted otherwise; the tested number is wanted beside them. */
export function readConditioned(goal: string, { test, wanted, otherwise }: ConditionedGoal, opened: { sources: DataSource[]; terms: TermIndex; reserved: Span[] }, context: ReadContext, read: (goal: string, context: ReadContext) => Reading | null): Reading {
  const refuse = (reason: string): Reading => ({ result: 'unreadable', message: `Cannot serve goal: ${reason}. Say it in other words, or give the goal as a form.`, nearest: [] });
  // "its" in the condition speaks of what the goal is about.
  const sources = opened.sources;
  const clause = readClause(test, sources, opened.terms);
  if (clause === null) return refuse(`the condition "${test}" does not compare one number of the data with another`);
  const main = read(wanted, { ...context, constraints: { ...context.constraints, spans: [] } });
  if (main === null || main.result !== 'typed') return main ?? refuse(`"${wanted}" cannot be read`);
  const other = otherwise === null ? null : read(otherwise, { ...context, constraints: { ...context.constraints, spans: [] } });
  if (otherwise !== null && (other === null || other.result !== 'typed')) return other ?? refuse(`"${otherwise}" cannot be read`);
  const asking = new Asking(context.answers ?? {}, context.inputs ?? {});
  const decisions = new Decisions(asking);
  const source = sources.find((one) => main.typed_goal.givens.some((given) => given.id === one.id)) ?? null;
  if (source === null) return refuse('its condition is about other data than the rest');
  const column = clause.of === null ? (source.columns.find((one) => isNumber(one) && one.role === 'measure' && one.missing === 0) ?? null) : decisions.column(clause.of, source, isNumber);
  const conditions = column === null ? null : conditionsOf({ ...clause.phrases.request, conditions: [] }, source, decisions);
  if (asking.questions.length > 0) return { result: 'questions', questions: asking.questions.slice(0, 3), interpretation: main.interpretation };
  if (column === null || conditions === null) return refuse(decisions.refusal?.reason ?? `the condition "${test}" cannot be read`);
  const unit = unitOf(column);
  const than = clause.unit === null ? clause.than : unit === null ? null : convertThreshold(clause.than, clause.unit, unit);
  if (than === null) return refuse(`"${test}" is in another unit than column "${column.name}"`);
  const at = goal.indexOf(test);
  const spans = at < 0 ? [] : [{ start: at, end: at + test.length, text: test }];
  const dataset = source.given.type.facets['dataset'] ?? source.id;
  const tested: Want = { id: 'tested', type: { kind: 'summary', facets: { dataset, ...(conditions.filters.length === 0 ? {} : { filters: conditions.filters }), analysis: { fn: 'summary', args: [column.name] } } }, effect: null, title: test.slice(0, 120), spans };
  const under = (reading: Reading, text: string, negated: boolean, mark: string): Want[] => {
    if (reading.result !== 'typed') return [];
    const start = Math.max(0, goal.indexOf(text));
    return reading.typed_goal.wants.filter((want) => want.type.kind !== 'report').map((want) => ({ ...moved(want, start, goal), id: `${want.id}${mark}`, condition: { test: { of: { want: 'tested' }, value: clause.how, op: clause.op as '>', than, spans }, otherwise: negated } }));
  };
  const wants = [tested, ...under(main, wanted, false, ''), ...(other === null || otherwise === null ? [] : under(other, otherwise, true, '-otherwise'))];
  const choices = [main, ...(other === null ? [] : [other])].flatMap((one, index) => (one.result === 'typed' ? one.typed_goal.choices.map((choice) => ({ ...choice, spans: [], ...(other === null ? {} : { want: one.typed_goal.wants[0]?.id === undefined ? '' : `${one.typed_goal.wants[0].id}${index === 0 ? '' : '-otherwise'}` }) })) : []));
  return { ...main, typed_goal: { ...main.typed_goal, goal, wants, choices, givens: givensOf(source, wants), constraints: context.constraints } };
}
