import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';

/** The value of an expression tree (see `readExpression`) for each draw. Division by zero gives an infinite or undefined number, which the caller counts. */
export function evaluate(tree: Json, inputs: ReadonlyMap<string, Float64Array>, count: number): Float64Array {
  if (typeof tree === 'number') return new Float64Array(count).fill(tree);
  if (tree === null || typeof tree !== 'object' || Array.isArray(tree)) throw new TypeError('no expression tree');
  const { column, op, left, right } = tree;
  if (typeof column === 'string') {
    const values = inputs.get(column);
    if (values === undefined) throw new PlanwrightError('Input.Invalid', `Cannot simulate: the expression names "${column}", expected one of the inputs ${[...inputs.keys()].join(', ')}. Correct the expression or add the input.`);
    return values;
  }
  const [a, b] = [evaluate(left ?? null, inputs, count), evaluate(right ?? null, inputs, count)];
  const result = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    const [x, y] = [a[at] ?? 0, b[at] ?? 0];
    result[at] = op === '+' ? x + y : op === '-' ? x - y : op === '*' ? x * y : x / y;
  }
  return result;
}
