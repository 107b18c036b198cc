import { decomposeTask as ask } from '../../llm/decompose-task.ts';
import { decomposeTask as decomposeByDeclaration, isOpen, keepDecided } from '../../plan/decompose.ts';
import { indexTerms } from '../../plan/lexical-terms.ts';
import { operationName, operationsByName } from '../../plan/operations.ts';
import { dataSources } from '../../plan/typed-goal-data.ts';
import type { Decomposition } from '../../schemas/decomposition.ts';
import type { TypedGoal } from '../../schemas/goal.ts';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { Registry } from '../../schemas/operation.ts';
import type { Task } from '../../schemas/plan.ts';
import type { Passage } from '../../knowledge/knowledge.ts';
import type { ReasoningActivities } from '../contract.ts';
import { withHeartbeat } from '../heartbeat.ts';
import type { ReasoningPorts } from '../ports.ts';
import { eventKey, record } from '../record.ts';
import { recordModelCall, usageOfActivity } from '../record-model-call.ts';
import { runContext } from '../run-context.ts';
import { recordedCalls } from './recorded-calls.ts';
import { modelOfRun } from './run-model.ts';
import { isUselessAnswer } from './useless-answer.ts';

const PASSAGES = 4;

/**
 * Phase 3 for one task: documents first, then steps that cite them. A task whose operation the planner chose and bound is decomposed by
 * the operation's declaration; only what is open needs a model. `issues` are what the checks said about the steps that a model gave last.
 * Where neither can say what the task runs it stays without steps, and the checks say what is missing.
 */
export function decomposeTask(ports: ReasoningPorts): ReasoningActivities['decomposeTask'] {
  return ({ workflow_id, revision, task_id, issues = [], round = 0 }) =>
    withHeartbeat(async ({ signal, heartbeat }) => {
      const context = runContext(ports, workflow_id);
      const [input, registry, profiles, plan] = await Promise.all([context.input(), context.registry(), context.profiles(), context.plan(revision)]);
      const task = plan.nodes.find((one) => one.task_id === task_id);
      if (task === undefined) throw new PlanwrightError('Plan.Invalid', `Cannot decompose task "${task_id}": revision ${revision} has none of that id.`);
      const open = isOpen(task, registry);
      const [passages, model, typedGoal] = await Promise.all([
        ports.knowledge.search(`${task.operation ?? ''} ${task.description}`, { limit: PASSAGES, ...(task.operation === undefined ? {} : { operations: [task.operation] }) }),
        open ? modelOfRun(ports, workflow_id, 'decomposer', task.estimated_complexity) : null,
        ports.runStore.get<TypedGoal>(workflow_id, 'typed_goal', 'current'),
      ]);
      for (const passage of passages) await recordDocument(ports, workflow_id, passage);
      const documents = passages.map((passage) => eventKey.document(passage.doc_id));
      const about = { workflow_id, revision, task_id, round };
      let note: string | null = null;
      if (model !== null) {
        const upstream = plan.nodes.filter((one) => task.dependencies.includes(one.task_id));
        const givens = typedGoal?.givens ?? dataSources(registry, profiles, indexTerms(registry.terms)).map((source) => source.given);
        try {
          const asked = await ask(recordedCalls(model, ports, workflow_id, documents), { goal: input.goal, task, upstream, registry, givens, profiles, passages, issues }, { signal, heartbeat });
          const call = await recordModelCall(ports, workflow_id, asked, documents);
          const unasked = unaskedEffect(asked.value, task, registry);
          if (unasked !== null) return { usage: await usageOfActivity(ports, workflow_id), steps: 0, by: 'model', note: unasked };
          await store(ports, about, keepDecided(asked.value, task, registry), [call, ...documents]);
          return { usage: await usageOfActivity(ports, workflow_id), steps: asked.value.steps.length, by: 'model', note };
        } catch (error) {
          if (!isUselessAnswer(error)) throw error;
          note = error.message;
        }
      }
      const known = registry.operations.some((operation) => operationName(operation) === task.operation);
      const decomposition = known ? decomposeByDeclaration(task, plan, registry, passages) : null;
      if (decomposition !== null) await store(ports, about, decomposition, documents);
      return { usage: await usageOfActivity(ports, workflow_id), steps: decomposition?.steps.length ?? 0, by: 'declaration', note };
    });
}

/** A step that changes something is the plan's to name, by operation or effect: a decomposer that was talked into one is not heard. */
function unaskedEffect(proposed: Decomposition, task: Task, registry: Registry): string | null {
  const operations = operationsByName(registry.operations);
  for (const { tool_intent } of proposed.steps) {
    const name = `${tool_intent.tool_name}.${tool_intent.operation}`;
    const effect = operations.get(name)?.effect;
    if ((effect === 'write' || effect === 'destructive') && name !== task.operation && effect !== task.effect) {
      return `Cannot use the model's steps for task "${task.task_id}": "${name}" has the effect "${effect}", and the plan names neither. Name the operation in the plan if it is meant.`;
    }
  }
  return null;
}

async function recordDocument(ports: ReasoningPorts, workflowId: string, passage: Passage): Promise<void> {
  const { text: _text, ...body } = passage;
  await record(ports.provenance, workflowId, { key: eventKey.document(passage.doc_id), kind: 'document', subject: passage.doc_id, causes: [], body });
}

async function store(ports: ReasoningPorts, about: { workflow_id: string; revision: number; task_id: string; round: number }, decomposition: unknown, causes: readonly string[]): Promise<void> {
  const { workflow_id, revision, task_id, round } = about;
  await ports.runStore.put(workflow_id, 'decomposition', `${revision}/${task_id}`, decomposition);
  await record(ports.provenance, workflow_id, {
    key: eventKey.decomposition(revision, task_id, round),
    kind: 'decomposition',
    subject: task_id,
    causes: [eventKey.search(revision), eventKey.searchInstead(revision), ...causes],
    body: decomposition,
  });
}
