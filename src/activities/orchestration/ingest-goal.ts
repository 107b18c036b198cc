import { digestOf } from '../../plan/digest.ts';
import { parseConstraints } from '../../plan/constraints.ts';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { Constraints } from '../../schemas/goal.ts';
import type { IngestResult, OrchestrationActivities } from '../contract.ts';
import type { OrchestrationPorts } from '../ports.ts';
import { eventKey, record } from '../record.ts';
import { registryFor, runContext } from '../run-context.ts';
import { isFormal } from '../../plan/formal.ts';
import { chooseFrontEnd } from './choose-front-end.ts';
import { nestedTask } from './read-nested.ts';

/** Phase 1, first part: what the person said and gave, written down before anything is made of it. */
export function ingestGoal(ports: OrchestrationPorts): OrchestrationActivities['ingestGoal'] {
  return async ({ workflow_id, run_id, input }): Promise<IngestResult> => {
    const { runStore, provenance } = ports;
    let formal = false;
    await runStore.put(workflow_id, 'input', 'input', input);
    await record(provenance, workflow_id, {
      key: eventKey.goal,
      kind: 'goal',
      subject: workflow_id,
      causes: [],
      body: { goal: input.goal, run_id, packs: input.packs, inputs: input.inputs, approver: input.approver, advance: input.advance, model: input.model, ...(input.nested === undefined ? {} : { nested: input.nested }) },
    });
    try {
      const registry = registryFor(ports, input.packs);
      await ports.knowledge.ingest(registry.documents);
      const policy = await runContext(ports, workflow_id).readPolicy(input.policy_sha256);
      await runStore.put(workflow_id, 'policy', 'policy', policy);
      if (input.nested !== undefined) formal = (await nestedTask(ports, input.nested)).task.plan.wants.every(isFormal);
      // A run within another has the limits of that one.
      const parsed = input.nested !== undefined ? { constraints: { ...(await runContext(ports, input.nested.workflow_id).constraints()), spans: [] }, problems: [] } : parseConstraints(input.goal, { now: new Date().toISOString(), tools: [...new Set(registry.operations.map((operation) => operation.tool))] });
      const problem = parsed.problems[0];
      if (problem !== undefined) return { result: 'refused', refusal: { type: 'Input.Invalid', message: problem, class: 'invalid' } };
      const constraints: Constraints = {
        ...parsed.constraints,
        budget_usd: input.budget_usd ?? parsed.constraints.budget_usd,
        deadline: input.deadline ?? parsed.constraints.deadline,
      };
      if (constraints.deadline !== null && Date.parse(constraints.deadline) <= Date.now()) {
        return { result: 'refused', refusal: { type: 'Input.Invalid', message: `Cannot start run: the deadline ${constraints.deadline} has passed. Give a later one.`, class: 'invalid' } };
      }
      await runStore.put(workflow_id, 'constraints', 'constraints', constraints);
      await record(provenance, workflow_id, { key: eventKey.constraints, kind: 'constraints', subject: workflow_id, causes: [eventKey.goal], body: { ...constraints, registry_digest: digestOf(registry.digests) } });
      for (const attachment of input.attachments) {
        await record(provenance, workflow_id, { key: eventKey.attachment(attachment.sha256), kind: 'attachment', subject: attachment.sha256, causes: [eventKey.goal], body: attachment });
      }
    } catch (error) {
      if (error instanceof PlanwrightError && error.type !== 'Store.Unavailable') return { result: 'refused', refusal: { type: error.type, message: error.message, class: 'invalid' } };
      throw error;
    }
    return {
      result: 'ingested',
      front_end: formal ? 'lexical' : chooseFrontEnd(input, ports.defaultModel),
      profiles: input.attachments.map(({ sha256, name, media_type }) => ({ sha256, name, media_type })),
      packs: input.packs,
    };
  };
}
