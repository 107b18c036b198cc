import { describe, expect, it } from 'vitest';
import { requiresReplan } from '../../src/execution/requires-replan.ts';
import { FAILURES } from '../../src/schemas/failure.ts';
import { type FailureClass, FailureClassSchema } from '../../src/schemas/outcome.ts';

describe('whether a failure takes another plan', () => {
  const table: [FailureClass, boolean][] = [
    ['transient', false], ['invalid', true], ['missing_input', false], ['permanent', true], ['denied', false], ['budget', false], ['cancelled', false], ['unknown_effect', false],
  ];
  it.each(table)('%s: %s', (failure, expected) => {
    expect(requiresReplan(failure, [])).toBe(expected);
  });
  it('is decided for every class and every type of failure', () => {
    expect(table.map(([failure]) => failure).toSorted()).toEqual([...FailureClassSchema.options].toSorted());
    for (const { class: failure } of Object.values(FAILURES)) expect(typeof requiresReplan(failure, [])).toBe('boolean');
  });
  it('is yes where a criterion does not hold of what came out', () => {
    expect([requiresReplan(null, []), requiresReplan(null, ['outputs.t.rows > 0'])]).toEqual([false, true]);
  });
});
