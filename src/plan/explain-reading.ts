import type { Span, TypedGoal } from '../schemas/goal.ts';
import { describeValue } from './compile-describe.ts';

/** Names of choices that a person does not know by these words. */
const SAID: { [name: string]: string } = { predicates: 'only rows with', keys: 'one row per', interval: 'per', order: 'in the order', limit: 'at most', aggregation: 'combined by', measure: 'measure', data: 'data', mode: 'growth' };

/**
 * How each phrase of a goal was read, in the order of the goal: `"Rank" → in the order desc(units)`. Phrases of a want that no choice explains stand
 * with the kind of the want; limits on the run with their name; words that were not read come last. A form says that it stands for the words. One line each; empty where nothing has a phrase.
 */
export function explainReading(goal: Pick<TypedGoal, 'wants' | 'givens' | 'choices' | 'constraints' | 'unread'> & Partial<Pick<TypedGoal, 'front_end'>>): string[] {
  const parts: { spans: readonly Span[]; meaning: string }[] = [
    ...goal.choices.map((one) => ({ spans: one.spans, meaning: meaningOf(one.name, describeValue(one.value)) })),
    ...goal.givens.filter((one) => one.spans.length > 0).map((one) => ({ spans: one.spans, meaning: `data ${one.title}` })),
    ...goal.constraints.spans.map((one) => ({ spans: [one.span], meaning: one.constraint === 'named_data' ? 'named in the goal' : one.constraint.replaceAll('_', ' ') })),
  ];
  const lines = new Map<string, { start: number; text: string; meanings: Set<string> }>();
  const note = (span: Span, meaning: string): void => {
    const key = `${span.start}-${span.end}`;
    const known = lines.get(key) ?? { start: span.start, text: span.text, meanings: new Set<string>() };
    known.meanings.add(meaning);
    lines.set(key, known);
  };
  for (const part of parts) for (const span of part.spans) note(span, part.meaning);
  for (const want of goal.wants) {
    for (const span of want.spans) {
      const inside = [...lines.values()].some((line) => line.start < span.end && span.start < line.start + line.text.length);
      if (!inside) note(span, want.effect ?? (want.type.cardinality === 'list' ? `a list of ${want.type.kind}` : `${/^[aeiou]/.test(want.type.kind) ? 'an' : 'a'} ${want.type.kind}`));
    }
  }
  const read = [...lines.values()].toSorted((a, b) => a.start - b.start).map((line) => `"${line.text.replace(/\s+/g, ' ')}" → ${[...line.meanings].join(', ')}`);
  const unread = goal.unread.length === 0 ? [] : [`not read: ${goal.unread.map((span) => `"${span.text}"`).join(', ')}`];
  return goal.front_end === 'form' ? ['the words of the goal were not read: what was filled in stands for them', ...read, ...unread] : [...read, ...unread];
}

function meaningOf(name: string, value: string): string {
  if (name === 'limit') return value === '0' ? 'all of them' : `at most ${value}`;
  return `${SAID[name] ?? name.split('.').at(-1)?.replaceAll('_', ' ') ?? name} ${value}`;
}
