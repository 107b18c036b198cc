import type { Span } from '../schemas/goal.ts';
import type { Request } from './lexical-request.ts';
import type { Shape } from './lexical-shape.ts';

/** All stretches of the goal that a request was read from, in order. */
export function spansOf(request: Request, shape: Shape): Span[] {
  const all = [...shape.measures.flatMap((one) => one.spans), ...request.keys.flatMap((one) => one.spans), ...(request.interval?.spans ?? []), ...request.conditions.flatMap((one) => one.spans), ...request.days.flatMap((one) => one.spans), ...request.values.flatMap((one) => one.spans), ...(request.order?.spans ?? []), ...request.derived.flatMap((one) => one.spans)];
  return [...new Map(all.map((span) => [`${span.start}-${span.end}`, span])).values()].toSorted((a, b) => a.start - b.start);
}
