import { condition, workflowInfo } from '@temporalio/workflow';
import type { CompileResult, Refusal } from '../activities/contract.ts';
import type { CheckFailure } from '../schemas/validation.ts';
import { checkPlan } from './check-plan.ts';
import { read } from './ingest.ts';
import { noteStatus } from './note-status.ts';
import { called, orchestration, reasoning } from './proxies.ts';
import { recordDecisions } from './record-decisions.ts';
import type { PlanChange, RunState } from './run-state.ts';

/**
 * Phases 2 to 4: compile, decompose every task in parallel, verify, and one bounded repair of what a model made. A change that leads to no
 * plan leaves the plan that waits as it is, and says why.
 */
export async function makePlan(run: RunState): Promise<'made' | 'ended'> {
  const change = run.changes[0];
  const before = run.revision;
  const refused = async (refusal: Refusal): Promise<'made' | 'ended'> => {
    if (change?.change !== 'revise' || run.planDigest === null) {
      run.fail(refusal);
      return 'ended';
    }
    run.revision = before;
    run.feedback.pop();
    // What the plan that waits was made from is read again, so that it stands beside that plan.
    if (run.frontEnd === 'lexical') await read(run);
    run.error = null;
    run.notChanged = `“${change.feedback.slice(0, 200)}” was not done, and the plan is as it was. ${refusal.message}`;
    return 'made';
  };
  const compiled = await compile(run);
  if (compiled.result === 'refused') return await refused(compiled.refusal);
  run.revision = compiled.revision;
  const { verified, notes } = await checkPlan(run, compiled);
  if (verified.result === 'invalid') {
    if (change?.change !== 'revise' || run.planDigest === null) run.planMarkdown = verified.markdown;
    return await refused({ type: 'Plan.Invalid', message: invalidMessage(verified.failures, notes), class: 'permanent' });
  }
  run.notChanged = null;
  run.planDigest = verified.plan_digest;
  run.planMarkdown = verified.markdown;
  run.augmentations = verified.augmentations;
  run.alternatives = verified.alternatives ?? 0;
  run.approvedByPolicy = verified.approval_required ? null : verified.policy_version;
  return 'made';
}

/** All failed checks, the first with its fix; as many as fit a message. */
function invalidMessage(failures: readonly CheckFailure[], notes: readonly string[]): string {
  const [first, ...others] = failures.filter((failure) => failure.severity === 'error');
  const more = others.slice(0, 20).map((failure) => `- ${failure.message}`);
  const left = others.length > more.length ? [`- and ${others.length - more.length} more`] : [];
  return [`The plan does not pass the checks: ${first?.message ?? 'unknown'} ${first?.suggested_fix ?? ''} (${failures.length} findings; see \`plan show\`)`, ...more, ...left, ...notes.slice(0, 3)].join('\n').slice(0, 4_000);
}

/** The next revision: a change that a person asked for, or a plan made from the typed goal. */
async function compile(run: RunState): Promise<CompileResult> {
  const { workflowId } = workflowInfo();
  const revision = Math.max(run.revision, run.lastRevision) + 1;
  run.lastRevision = revision;
  const change: PlanChange | undefined = run.changes.shift();
  run.enter('plan', 'planning', change === undefined ? 'searching for a plan' : 'changing the plan');
  switch (change?.change) {
    case 'augment':
      return await orchestration.decideAugmentation.executeWithOptions(called('orchestration', `${change.accept ? 'accept' : 'dismiss'} ${change.augmentation_id}`), [
        { workflow_id: workflowId, revision: run.revision, next_revision: revision, augmentation_id: change.augmentation_id, accept: change.accept },
      ]);
    case 'replace':
      return await orchestration.replacePlan.executeWithOptions(called('orchestration', 'check the edited plan'), [
        { workflow_id: workflowId, plan_sha256: change.plan_sha256, revision },
      ]);
    case 'choose':
      return await orchestration.chooseAlternative.executeWithOptions(called('orchestration', `take alternative ${change.alternative}`), [
        { workflow_id: workflowId, revision: run.revision, next_revision: revision, alternative: change.alternative, decision_id: change.decision_id },
      ]);
    case 'revise':
      run.feedback.push(change.feedback);
      if (!(await read(run))) return { result: 'refused', refusal: { type: run.error?.type ?? 'Plan.Unservable', message: run.error?.message ?? '', class: 'permanent' } };
      break;
    case undefined:
      break;
  }
  if (run.frontEnd === 'plan' && run.input.plan_sha256 !== null && change === undefined) {
    return await orchestration.replacePlan.executeWithOptions(called('orchestration', 'check the given plan'), [
      { workflow_id: workflowId, plan_sha256: run.input.plan_sha256, revision },
    ]);
  }
  let proposed: { proposed: boolean; note: string | null } = { proposed: false, note: null };
  if (run.frontEnd === 'model') {
    const answer = await reasoning.proposePlan.executeWithOptions(called('reasoning', 'propose a plan'), [{ workflow_id: workflowId, revision, feedback: run.feedback }]);
    run.spend(answer.usage);
    proposed = answer;
  }
  return await orchestration.compilePlan.executeWithOptions(called('orchestration', 'search, link and order the plan'), [
    { workflow_id: workflowId, revision, proposal: proposed.proposed, ...(proposed.note === null ? {} : { instead_of: proposed.note }) },
  ]);
}

/**
 * The approval gate and the seal. `changed`: a person asked for another plan. Silence never approves; `--yes` is an approval that the
 * person gave in advance, for the effect classes it names.
 */
export async function approve(run: RunState): Promise<'approved' | 'changed' | 'ended'> {
  const { workflowId } = workflowInfo();
  const digest = run.planDigest ?? '';
  run.approval = null;
  if (run.approvedByPolicy !== null) run.approval = run.decideInAdvance('approve', run.approvedByPolicy);
  else if (run.input.advance !== null) run.approval = run.decideInAdvance('approve');
  else {
    run.openApproval(run.planMarkdown, digest);
    run.enter('verify', 'awaiting_approval', run.notChanged ?? 'waiting for approval');
    await noteStatus(run);
    while (run.approval === null && run.rejection === null && run.changes.length === 0) {
      await condition(() => run.approval !== null || run.rejection !== null || run.changes.length > 0 || run.unrecorded.length > 0);
      await recordDecisions(run);
    }
    run.closeWait(`approve-${run.revision}`);
  }
  await recordDecisions(run);
  // A refusal wins over everything else that arrived with it.
  if (run.rejection !== null) {
    run.status = 'rejected';
    return 'ended';
  }
  if (run.changes.length > 0 || run.approval === null) return 'changed';
  run.enter('verify', 'planning', 'sealing the approved plan');
  const recorded = await orchestration.recordApproval.executeWithOptions(called('orchestration', 'record the approval'), [
    { workflow_id: workflowId, revision: run.revision, decision: run.approval },
  ]);
  const sealed = recorded.result === 'refused' ? recorded : await orchestration.sealPlan.executeWithOptions(called('orchestration', 'seal the plan'), [{ workflow_id: workflowId, revision: run.revision }]);
  if (sealed.result === 'refused') {
    run.fail(sealed.refusal);
    return 'ended';
  }
  return 'approved';
}
