import { isNumber } from './lexical-columns.ts';
import type { Decisions } from './lexical-decisions.ts';
import type { Request } from './lexical-request.ts';
import { type Shape, addsUp } from './lexical-shape.ts';
import type { DataSource } from './typed-goal-data.ts';

/** "Best" and the like need a measure to say what they mean. */
export function isVague(request: Request, shape: Shape, decisions: Decisions): boolean {
  const [first] = request.vague;
  if (first === undefined) return false;
  if (['best', 'worst'].includes(first.word) && shape.measures.length > 0) return false;
  decisions.refuse(`"${first.word}" can mean several things here`, first.spans);
  return true;
}

/** "The best store": by which measure is asked for, and its amount or level then told by the answer. */
export function saysOfWhat(request: Request, source: DataSource, decisions: Decisions): boolean {
  const vague = request.vague.find((one) => ['best', 'worst'].includes(one.word));
  if (vague === undefined || request.measures.length > 0 || request.loose.some((one) => one.match.columns.some(({ column }) => isNumber(column)))) return true;
  const numbers = source.columns.filter((column) => isNumber(column) && column.role !== 'identifier' && column.role !== 'time');
  const column = decisions.pick('measure', `What makes the ${vague.word}: which column is it measured by?`, `"${vague.word}" can mean any of them.`, numbers, vague.spans);
  if (column === null) return false;
  request.measures.push({ of: { match: { length: 1, columns: [{ column, source }] }, spans: vague.spans, first: 0 }, how: null, spans: vague.spans, amount: addsUp(column) !== false });
  return true;
}

/** An order needs something to order by: asked for where the goal names nothing of the kind. */
export function hasMeasure(request: Request, source: DataSource, decisions: Decisions): boolean {
  if (request.order === null || request.order.by !== null || request.measures.length > 0 || request.vague.length > 0) return true;
  if (request.loose.some((one) => one.match.columns.some(({ column }) => isNumber(column) && column.role !== 'identifier'))) return true;
  const numbers = source.columns.filter((column) => isNumber(column) && column.role !== 'identifier' && column.role !== 'time');
  const said = request.order.spans.map((span) => span.text).join(' ');
  const column = decisions.pick('measure', `Which column is "${said}" measured by?`, 'The goal asks for an order and does not say of what.', numbers, request.order.spans);
  if (column === null) return false;
  request.order = { ...request.order, by: { match: { length: 1, columns: [{ column, source }] }, spans: request.order.spans, first: 0 } };
  return true;
}
