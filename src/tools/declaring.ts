import type { Operation } from '../schemas/operation.ts';

/** What the operations of one tool have in common; a deterministic read of data without effect where it says nothing else. */
export type Common = Pick<Operation, 'tool' | 'version' | 'isolation' | 'cost' | 'limits'> & Partial<Operation>;
/** What one of them says of itself; it may say anything otherwise than the tool does. */
export type Declared = Pick<Operation, 'operation' | 'title' | 'description' | 'capabilities' | 'inputs' | 'output'> & Partial<Operation>;

/** Declares the operations of a tool, each documented under its own name. */
export function declaring<Own extends Declared = Declared>(common: Common): (declared: Own) => Operation {
  return (declared) => ({
    stage: 'process',
    parameters: { type: 'object', properties: {}, additionalProperties: false },
    bind: {},
    effect: 'none',
    determinism: 'deterministic',
    runs_on: 'execution',
    documents: [`${common.tool}.${declared.operation}`],
    ...common,
    ...declared,
  });
}
