import type { Span } from '../schemas/goal.ts';

/** Where quoted words stand in a goal, whatever their case; a quote that is not there, or is empty, is dropped. */
export function findSpans(quotes: readonly string[], goal: string): Span[] {
  const lower = goal.toLowerCase();
  return quotes.flatMap((quote) => {
    const text = quote.trim();
    const start = text === '' ? -1 : lower.indexOf(text.toLowerCase());
    return start < 0 ? [] : [{ start, end: start + text.length, text: goal.slice(start, start + text.length) }];
  });
}
