import { augmentations } from '../../plan/augment.ts';
import { compileGoal } from '../../plan/compile.ts';
import { showCredentials } from '../../plan/credential.ts';
import { linkProposal } from '../../plan/link.ts';
import { previewPlan } from '../../plan/preview.ts';
import { optimisePlan } from '../../plan/optimise/optimise-plan.ts';
import { sharedWork } from '../../plan/optimise/shared-work.ts';
import { planShape } from '../../plan/shape.ts';
import { storeAlternatives } from '../../provenance/alternatives.ts';
import type { Policy } from '../../schemas/approval.ts';
import type { Profile, TypedGoal } from '../../schemas/goal.ts';
import type { Registry } from '../../schemas/operation.ts';
import type { Plan, Preview } from '../../schemas/plan.ts';
import type { GoalRunInput } from '../../schemas/run.ts';
import type { CompileResult, OrchestrationActivities } from '../contract.ts';
import { estimateContext, estimatesOf, pastRuns } from '../estimates.ts';
import type { OrchestrationPorts } from '../ports.ts';
import { eventKey, record } from '../record.ts';
import { runContext } from '../run-context.ts';

interface Compiled {
  plan: Plan;
  alternatives: Plan[];
  planned_by: 'search' | 'model';
  /** What the record keeps of how the plan came about. */
  made: object;
  /** What linking changed of a proposal, for the person who approves. */
  changes: Preview['optimisations'];
}

/**
 * Phase 2: a model's proposal linked and repaired by code, or a plan searched by code; either way the same compiler decides what it
 * becomes. A proposal that cannot be linked gives way to the search.
 */
export function compilePlan(ports: OrchestrationPorts): OrchestrationActivities['compilePlan'] {
  return async ({ workflow_id, revision, proposal, instead_of, repaired }): Promise<CompileResult> => {
    const context = runContext(ports, workflow_id);
    const [input, registry, typedGoal, profiles, policy] = await Promise.all([context.input(), context.registry(), context.typedGoal(), context.profiles(), context.policy()]);
    const past = await pastRuns(ports.runStore, registry);
    const known = await estimateContext(ports.runStore, input, policy, ports.defaultModel, ports.stepModels?.(input.model ?? null) ?? null);
    const searched = search(typedGoal, registry, profiles, input, workflow_id, estimatesOf(past), policy, (input.model ?? ports.defaultModel) === null);
    const linked = proposal ? await link(ports, workflow_id, revision, registry, typedGoal) : null;
    const refused = linked !== null && 'refused' in linked ? linked.refused : (instead_of ?? null);
    const compiled = linked !== null && !('refused' in linked) ? linked : searched.result === 'plan' ? searched : null;
    const key = repaired === true ? eventKey.searchInstead(revision) : eventKey.search(revision);
    if (compiled === null) {
      const message = searched.result === 'dead-end' ? searched.message : 'Cannot plan this goal.';
      await record(ports.provenance, workflow_id, { key, kind: 'search', subject: String(revision), causes: TYPED_GOAL_KEYS, body: { dead_end: message, instead_of: refused } });
      return { result: 'refused', refusal: { type: 'Plan.Unservable', message, class: 'permanent' } };
    }
    const better = { registry, past, objective: input.objective ?? policy.objective, weights: policy.weights, estimates: known };
    // A secret is shown to its own service, and only where the person who started the run has it for that.
    const optimise = (made: Plan): ReturnType<typeof optimisePlan> => optimisePlan(showCredentials(made, registry.operations, input.inputs), better);
    const optimised = optimise({ ...compiled.plan, planned_by: compiled.planned_by });
    const plan: Plan = {
      ...optimised.plan,
      revision,
      goal: input.goal,
      planned_by: compiled.planned_by,
      constraints: await context.constraints(),
      policy_version: policy.version,
      registry_digests: registry.digests,
    };
    const notes = [...(refused === null ? [] : [{ kind: 'planned by search', description: `The search made this plan instead of the model: ${refused}` }]), ...compiled.changes, ...optimised.changes, ...sharedWork(optimised.plan, better)];
    // The calls that made the proposal: those of the planner; each event names its own causes.
    const proposalCalls = await modelCallKeys(ports, workflow_id);
    const suggested: Plan = { ...plan, augmentations: augmentations(plan, registry, await ports.runStore.augmentationCounts()), preview: previewPlan(plan, registry, past, notes, known) };
    await ports.runStore.put(workflow_id, 'plan', String(revision), suggested);
    // A plan that a model proposed stands beside the one that the search found, where the two differ.
    const others = compiled.planned_by === 'model' && searched.result === 'plan' ? [searched.plan, ...searched.alternatives] : compiled.alternatives;
    const shapes = new Set([planShape(plan)]);
    const alternatives: Plan[] = [];
    for (const other of others) {
      const made = optimise({ ...other, planned_by: 'search' });
      const shape = planShape(made.plan);
      if (shapes.has(shape)) continue;
      shapes.add(shape);
      const { nodes, edges, caveats } = made.plan;
      alternatives.push({ ...plan, nodes, edges, ...(caveats ? { caveats } : {}), planned_by: 'search', augmentations: [], decompositions: [], preview: previewPlan(made.plan, registry, past, [...made.changes, ...sharedWork(made.plan, better)], known) });
    }
    await storeAlternatives(ports.runStore, workflow_id, revision, alternatives);
    await record(ports.provenance, workflow_id, { key, kind: compiled.planned_by === 'model' ? 'link' : 'search', subject: String(revision), causes: [...TYPED_GOAL_KEYS, ...proposalCalls], body: refused === null ? compiled.made : { ...compiled.made, instead_of: refused } });
    return { result: 'plan', revision, tasks: suggested.nodes.flatMap((task) => (task.type === 'plan' ? [] : [task.task_id])), planned_by: compiled.planned_by };
  };
}

/** A goal is read anew after each answer and revision; the readings that became typed goals are the causes of the plan. */
const TYPED_GOAL_KEYS = Array.from({ length: 50 }, (_, at) => eventKey.typedGoal(at + 1));

/** Model calls of the planner so far: a linked plan goes back to them, a search that took the place of one as well. */
async function modelCallKeys(ports: OrchestrationPorts, workflowId: string): Promise<string[]> {
  const events = await ports.provenance.read(workflowId, { kinds: ['model_call'] });
  return events.flatMap(({ subject, body }) => ((body as { format?: unknown }).format === 'plan_proposal' ? [eventKey.modelCall(subject)] : []));
}

function search(
  typedGoal: TypedGoal,
  registry: Registry,
  profiles: readonly Profile[],
  input: GoalRunInput,
  workflowId: string,
  estimates: ReturnType<typeof estimatesOf>,
  { objective, weights }: Policy,
  wordless: boolean,
): (Compiled & { result: 'plan' }) | { result: 'dead-end'; message: string } {
  const columns = Object.fromEntries(
    typedGoal.givens.flatMap((given) => {
      const { source } = given;
      const profile = source.kind === 'attachment' ? profiles.find((candidate) => candidate.source.sha256 === source.sha256) : undefined;
      return profile === undefined ? [] : [[given.id, profile.columns]];
    }),
  );
  const compiled = compileGoal(typedGoal, registry, { now: new Date().toISOString(), dag_id: workflowId, objective: input.objective ?? objective, ...(weights ? { weights } : {}), estimates, columns, ...(wordless ? { unread_words: true } : {}) });
  if (compiled.result !== 'plan') return { result: 'dead-end', message: compiled.message };
  return { result: 'plan', plan: compiled.plan, alternatives: compiled.alternatives, planned_by: 'search', made: compiled.search, changes: [] };
}

async function link(ports: OrchestrationPorts, workflowId: string, revision: number, registry: Registry, typedGoal: TypedGoal): Promise<Compiled | { refused: string } | null> {
  const proposed = await ports.runStore.get<Plan>(workflowId, 'plan', `${revision}/proposal`);
  if (proposed === null) return null;
  const linked = linkProposal(proposed, registry, typedGoal);
  const changes = linked.changes.map(({ kind, description }) => ({ kind, description }));
  return linked.result === 'linked' ? { plan: linked.plan, alternatives: [], planned_by: 'model', made: { changes: linked.changes }, changes } : { refused: linked.message };
}
