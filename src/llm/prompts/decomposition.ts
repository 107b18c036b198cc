import type { Passage } from '../../knowledge/knowledge.ts';
import { stepCap } from '../../plan/complexity.ts';
import { operationName } from '../../plan/operations.ts';
import type { Given, Profile } from '../../schemas/goal.ts';
import type { Registry } from '../../schemas/operation.ts';
import type { Task } from '../../schemas/plan.ts';
import type { CheckFailure } from '../../schemas/validation.ts';
import { writeOperation } from './catalogue.ts';
import { writeGivenData } from './given-data.ts';
import { quote } from './quote.ts';
import { fit, relevance, stems } from './relevance.ts';
import { COMMON_RULES } from './rules.ts';

export interface DecompositionInput {
  goal: string;
  task: Task;
  /** Tasks that this one depends on, with their output ports. */
  upstream: readonly Task[];
  registry: Registry;
  givens: readonly Given[];
  profiles: readonly Profile[];
  passages: readonly Passage[];
  /** What an earlier decomposition of this task got wrong. */
  issues: readonly CheckFailure[];
}

const TASK = `Your task: break one task of a plan into steps.
- A step is atomic: one operation, one effect, one undo, one output port, retryable alone. Most tasks are one step; never more than "most_steps".
- "required_inputs": every input port and parameter of the operation. Bindings: "port" is an output port of an upstream task, "step" an earlier step of this task, "data" given data, "answer" a person's answer, "literal" a value. Never refer into the steps of another task.
- "expected_outputs": the output port of the operation with its kind.
- "documentation_references": ids of the passages below that you used, no others; say nothing about an operation that they do not say.
- Predicates compare a path below inputs, outputs or answers with a value. Use few and only such as must hold.
- "rollback_strategy": the undo operation for a write, "nothing to undo" for a read.`;

const PASSAGES_LIMIT = 24_000;
const OPERATIONS_LIMIT = 24_000;

export function decompositionPrompt(input: DecompositionInput): { system: string; user: string } {
  const { task, registry, passages } = input;
  const words = stems(`${task.description} ${task.required_capabilities.join(' ')} ${task.operation ?? ''}`);
  const chosen = registry.operations.filter((operation) => operationName(operation) === task.operation);
  const operations = fit(chosen.length > 0 ? chosen : registry.operations, writeOperation, (operation) => relevance(words, writeOperation(operation)), OPERATIONS_LIMIT);
  const documents = fit(
    passages.filter((passage) => !passage.deprecated),
    (passage) => quote(`document ${passage.doc_id}`, `version ${passage.version}, ${passage.heading}\n${passage.text}`),
    (passage) => passage.score,
    PASSAGES_LIMIT,
  );
  return {
    system: [
      COMMON_RULES,
      TASK,
      ['## Operations', ...operations.texts].join('\n'),
      ['## Documentation', ...(documents.texts.length > 0 ? documents.texts : ['none: leave documentation_references empty'])].join('\n'),
    ].join('\n\n'),
    user: [
      writeGivenData(input.givens, input.profiles),
      quote('upstream', JSON.stringify(input.upstream.map(({ task_id, description, operation, outputs }) => ({ task_id, description, operation, outputs })))),
      ...(input.issues.length > 0 ? [quote('issues of the last attempt', JSON.stringify(input.issues.map(({ message, suggested_fix, step_id }) => ({ step_id, message, suggested_fix }))))] : []),
      quote('goal', input.goal, 4_000),
      quote('task', JSON.stringify({ ...task, most_steps: stepCap(task.estimated_complexity) })),
    ].join('\n\n'),
  };
}
