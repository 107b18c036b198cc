import { describe, expect, it } from 'vitest';
import { saferParameters } from '../../src/plan/safer-parameters.ts';
import type { Binding } from '../../src/schemas/decomposition.ts';
import { tools } from '../../src/tools/index.ts';
import { declarationFaults } from '../../src/validation/declaration.ts';

const operations = tools.flatMap((tool) => tool.operations);
const find = (name: string) => operations.find((one) => `${one.tool}.${one.operation}` === name);
const literal = (value: number): Binding => ({ kind: 'literal', value });

describe('safer parameters of shipped operations', () => {
  it('let a simulation go on with fewer draws where a limit is reached, and only where nobody asked for a number', () => {
    const run = find('simulate.run');
    if (run === undefined) throw new Error('no simulate.run');
    expect(saferParameters(run, {})).toEqual([{ parameter: 'draws', value: 20_000, when: 'resource_limit' }]);
    expect(saferParameters(run, { draws: literal(500) })).toEqual([]);
  });

  it('are declared where they can be used', () => {
    for (const operation of operations) expect(declarationFaults(operation), `${operation.tool}.${operation.operation}`).toEqual([]);
  });
});
