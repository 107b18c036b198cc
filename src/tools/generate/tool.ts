import { PlanwrightError } from '../../schemas/failure.ts';
import type { Tool } from '../tool.ts';
import { OPERATIONS, VERSION, documents } from './declaration.ts';

/** The declaration for roles that plan; the reasoning role brings the implementation. */
export const generate: Tool = {
  name: 'generate',
  version: VERSION,
  title: 'Generation',
  operations: OPERATIONS,
  documents,
  load: (operation) => Promise.reject(new PlanwrightError('Tool.Unknown', `Cannot load "generate.${operation}" here: it runs in the reasoning role. Send the step to its queue.`)),
};
