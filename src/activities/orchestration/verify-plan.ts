import { planMarkdown } from '../../plan/draw.ts';
import { planDigest } from '../../plan/digest.ts';
import { indexTerms } from '../../plan/lexical-terms.ts';
import { linkPlan } from '../../plan/link.ts';
import { orderPlan } from '../../plan/optimise/optimise-plan.ts';
import { type DecompositionMeasure, describeDecomposition, measureDecomposition } from '../../plan/measure-decomposition.ts';
import { keptDecomposition } from '../../plan/past-figures.ts';
import { previewPlan, withEstimates } from '../../plan/preview.ts';
import { planShape } from '../../plan/shape.ts';
import { planSkeleton } from '../../plan/skeleton.ts';
import { dataSources } from '../../plan/typed-goal-data.ts';
import type { Decomposition } from '../../schemas/decomposition.ts';
import type { Given, TypedGoal } from '../../schemas/goal.ts';
import type { Registry } from '../../schemas/operation.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { ValidationResult } from '../../schemas/validation.ts';
import { asksFirst } from '../../validation/policy.ts';
import { validatePlan } from '../../validation/validate-plan.ts';
import type { OrchestrationActivities, VerifyResult } from '../contract.ts';
import { estimateContext, pastRuns } from '../estimates.ts';
import type { OrchestrationPorts } from '../ports.ts';
import { listAlternatives } from '../../provenance/alternatives.ts';
import { decompositionKeys, eventKey, record } from '../record.ts';
import { runContext } from '../run-context.ts';

/** Phase 4: decompositions into the plan, edges derived again from bindings, five levels, preview, digest. */
export function verifyPlan(ports: OrchestrationPorts): OrchestrationActivities['verifyPlan'] {
  return async ({ workflow_id, revision }): Promise<VerifyResult> => {
    const context = runContext(ports, workflow_id);
    const [stored, registry, policy, documents] = await Promise.all([context.plan(revision), context.registry(), context.policy(), ports.knowledge.list()]);
    const decompositions = await decompositionsOf(ports, workflow_id, stored);
    const [past, input] = await Promise.all([pastRuns(ports.runStore, registry), context.input()]);
    const known = await estimateContext(ports.runStore, input, policy, ports.defaultModel, ports.stepModels?.(input.model ?? null) ?? null);
    const measured = measureDecomposition({ ...stored, decompositions }, registry);
    await keepMeasure(ports, workflow_id, revision, measured, stored.planned_by);
    const linked = linkPlan(measured.plan, registry);
    const ordered = orderPlan(linked.plan, { registry, past, objective: input.objective ?? policy.objective, weights: policy.weights, estimates: known });
    const estimated = withEstimates(ordered.plan, registry, past, known);
    const before = stored.preview?.optimisations ?? [];
    const more = [...describeDecomposition(measured), ...linked.changes.map(({ kind, description }) => ({ kind, description })), ...ordered.changes].filter((change) => !before.some((one) => one.description === change.description));
    const optimisations = [...before, ...more];
    const experience = await ports.runStore.skeleton(planShape(estimated));
    const previewed: Plan = { ...estimated, metadata: { ...estimated.metadata, ...confidenceOf(experience) }, preview: previewPlan(estimated, registry, past, optimisations, known) };
    const typedGoal = await ports.runStore.get<TypedGoal>(workflow_id, 'typed_goal', 'current');
    const validation: ValidationResult = validatePlan(previewed, {
      registry,
      policy,
      documents,
      givens: givensOf(await context.profiles(), typedGoal, registry),
      wants: typedGoal?.wants ?? [],
      spent: await ports.runStore.spend(workflow_id, 'budget-check', 0),
      past,
      decomposed: true,
      now: new Date().toISOString(),
    });
    const plan: Plan = { ...previewed, plan_digest: planDigest(previewed, { policyVersion: policy.version, registryDigests: registry.digests }) };
    // Linking may bind what a decomposer left open; what is stored, digested, approved and executed is one and the same.
    for (const decomposition of plan.decompositions ?? []) await ports.runStore.put(workflow_id, 'decomposition', `${revision}/${decomposition.task_id}`, decomposition);
    await ports.runStore.put(workflow_id, 'plan', String(revision), plan);
    await ports.runStore.put(workflow_id, 'validation', String(revision), validation);
    await recordPlan(ports, workflow_id, revision, plan, validation);
    if (!validation.is_valid) return { result: 'invalid', revision, failures: validation.checks_failed, markdown: '' };
    const skeleton = planSkeleton(plan, plan.decompositions ?? [], registry);
    return {
      result: 'valid',
      revision,
      plan_digest: plan.plan_digest ?? '',
      markdown: planMarkdown(skeleton, new Map()),
      augmentations: (plan.augmentations ?? []).filter((one) => one.state === 'suggested').map((one) => ({ id: one.augmentation_id, stage: one.stage, description: one.description })),
      alternatives: (await listAlternatives(ports.runStore, workflow_id, revision)).length,
      approval_required: asksFirst(plan, { policy, registry }),
      policy_version: policy.version,
    };
  };
}

/** Over- and under-decomposition of what was proposed: a second look at the same revision sees steps that are mended already. */
async function keepMeasure(ports: OrchestrationPorts, workflowId: string, revision: number, measure: DecompositionMeasure, plannedBy: Plan['planned_by']): Promise<void> {
  const before = await ports.runStore.get(workflowId, 'measure', String(revision));
  if (before !== null && measure.split.length + measure.merged.length === 0) return;
  await ports.runStore.put(workflowId, 'measure', String(revision), keptDecomposition(measure, plannedBy));
}

/** No confidence without counts: the share of earlier plans of this shape that succeeded, or null where there are none. */
function confidenceOf({ succeeded, failed }: { succeeded: number; failed: number }): { confidence_score: number | null; earlier_runs: { succeeded: number; failed: number } } {
  const total = succeeded + failed;
  return { confidence_score: total === 0 ? null : succeeded / total, earlier_runs: { succeeded, failed } };
}

/** The data that the run has: as its typed goal reads it, and beside that everything attached and everything its packs ship. */
function givensOf(profiles: Parameters<typeof dataSources>[1], typedGoal: TypedGoal | null, registry: Registry): Given[] {
  const read = typedGoal?.givens ?? [];
  const others = dataSources(registry, profiles, indexTerms(registry.terms)).map((source) => source.given);
  return [...read, ...others.filter((given) => !read.some((one) => one.id === given.id))];
}

async function decompositionsOf(ports: OrchestrationPorts, workflowId: string, plan: Plan): Promise<Decomposition[]> {
  const found = await Promise.all(plan.nodes.map((task) => ports.runStore.get<Decomposition>(workflowId, 'decomposition', `${plan.revision}/${task.task_id}`)));
  return found.filter((decomposition) => decomposition !== null);
}

async function recordPlan(ports: OrchestrationPorts, workflowId: string, revision: number, plan: Plan, validation: ValidationResult): Promise<void> {
  const digest = plan.plan_digest ?? '';
  await record(ports.provenance, workflowId, {
    key: `${eventKey.plan(revision)}/${digest}`,
    kind: 'plan',
    subject: digest,
    causes: [eventKey.search(revision), eventKey.searchInstead(revision), eventKey.repair(revision), ...plan.nodes.flatMap((task) => decompositionKeys(revision, task.task_id))],
    body: {
      revision,
      plan_digest: digest,
      planned_by: plan.planned_by,
      tasks: plan.nodes.map(({ task_id, description, operation, because, spans, serves }) => ({ task_id, description, operation, because, spans, serves })),
      edges: plan.edges,
      optimisations: plan.preview?.optimisations ?? [],
    },
  });
  await record(ports.provenance, workflowId, {
    key: eventKey.validation(revision, digest),
    kind: 'validation',
    subject: digest,
    causes: [`${eventKey.plan(revision)}/${digest}`],
    body: { revision, plan_digest: digest, is_valid: validation.is_valid, passed: validation.checks_passed, failed: validation.checks_failed },
  });
}
