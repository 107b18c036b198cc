import { PlanwrightError } from '../../schemas/failure.ts';
import type { Tool } from '../tool.ts';
import { VERSION, documents, operations } from './declaration.ts';

/** What only a person can supply: the engine asks, nothing here answers. */
export const person: Tool = {
  name: 'person',
  version: VERSION,
  title: 'Questions to a person',
  operations,
  documents,
  load(operation) {
    return Promise.reject(new PlanwrightError('Tool.Denied', `Cannot run "person.${operation}": only a person can answer it. Let the run ask.`));
  },
};
