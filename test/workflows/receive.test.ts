import { describe, expect, it } from 'vitest';
import type { Clarification } from '../../src/schemas/goal.ts';
import type { GoalRunInput } from '../../src/schemas/run.ts';
import { receive } from '../../src/workflows/receive.ts';
import { RunState } from '../../src/workflows/run-state.ts';

const digest = 'a'.repeat(64);
const other = 'b'.repeat(64);
const input: GoalRunInput = {
  goal: 'g', packs: [], attachments: [], inputs: {}, wants: [], budget_usd: null, deadline: null, model: null, plan_sha256: null, policy_sha256: null, objective: null, advance: null, approver: 'me',
};
const question: Clarification = {
  question_id: 'limit', title: 'How many?', why: '', type: 'number', options: [], allow_other: true, default: 5, minimum: 1, spans: [],
};

function waiting(): RunState {
  const run = new RunState(input);
  run.revision = 1;
  run.planDigest = digest;
  run.openApproval('', digest);
  run.status = 'awaiting_approval';
  return run;
}

function asking(): RunState {
  const run = new RunState(input);
  run.openClarification('clarify-1', [question]);
  run.status = 'clarifying';
  return run;
}

describe('receive', () => {
  it('takes an approval of the digest that waits', () => {
    const run = waiting();
    expect(receive(run, 'approve', { plan_digest: digest }, 'signal')).toMatchObject({ accepted: true });
    expect(run.approval?.plan_digest).toBe(digest);
  });

  it('refuses an approval of a stale digest, names the one that waits and changes nothing (AP-2)', () => {
    const run = waiting();
    const receipt = receive(run, 'approve', { plan_digest: other }, 'signal');
    expect(receipt.accepted).toBe(false);
    expect(receipt.reason).toContain(digest);
    expect(run.approval).toBeNull();
    expect(run.decisions).toHaveLength(1);
  });

  it('takes the choice of an alternative that there is as a change, and refuses one that there is not', () => {
    const run = waiting();
    expect(receive(run, 'revise', { plan_digest: digest, feedback: 'cheaper', alternative: 1 }, 'update').reason).toContain('the plan has none');
    run.alternatives = 2;
    expect(receive(run, 'revise', { plan_digest: digest, feedback: 'cheaper', alternative: 3 }, 'update').reason).toContain('alternatives 1 to 2');
    expect(receive(run, 'revise', { plan_digest: other, feedback: 'cheaper', alternative: 2 }, 'update').reason).toContain('Stale');
    for (const wrong of [0, -1, 1.5, '1']) expect(receive(run, 'revise', { plan_digest: digest, feedback: 'x', alternative: wrong as number }, 'signal').accepted).toBe(false);
    expect(run.changes).toEqual([]);
    const receipt = receive(run, 'revise', { plan_digest: digest, feedback: 'cheaper', alternative: 2 }, 'update');
    expect(receipt.accepted).toBe(true);
    expect(run.changes).toEqual([{ change: 'choose', alternative: 2, decision_id: receipt.decision_id }]);
    expect(run.decisions.at(-1)).toMatchObject({ kind: 'revise', alternative: 2, comment: 'cheaper' });
    expect(receive(run, 'approve', { plan_digest: digest }, 'update').accepted).toBe(false);
  });

  it('refuses an approval when nothing waits', () => {
    const run = new RunState(input);
    expect(receive(run, 'approve', { plan_digest: digest }, 'update').reason).toContain('Nothing waits');
  });

  it('lets a rejection win over an approval of the same moment, in either order (AP-6)', () => {
    const first = waiting();
    receive(first, 'approve', { plan_digest: digest }, 'signal');
    receive(first, 'reject', { plan_digest: digest, reason: 'no' }, 'signal');
    expect(first).toMatchObject({ approval: null });
    expect(first.rejection).not.toBeNull();
    const second = waiting();
    receive(second, 'reject', { plan_digest: digest, reason: 'no' }, 'signal');
    expect(receive(second, 'approve', { plan_digest: digest }, 'signal').accepted).toBe(false);
    expect(second.approval).toBeNull();
  });

  it('refuses to decide on a plan that is about to change (AP-1)', () => {
    const run = waiting();
    expect(receive(run, 'revise', { plan_digest: digest, feedback: 'less' }, 'update').accepted).toBe(true);
    expect(receive(run, 'approve', { plan_digest: digest }, 'update').reason).toContain('being made');
  });

  it.each([[null], ['approve'], [{ plan_digest: 7 }], [{ plan_digest: digest, approved: true }], [[]]])('turns the malformed signal %j into a refused entry (AP-5)', (payload) => {
    const run = waiting();
    // A raw signal can carry anything; the types end at Temporal's edge.
    const receipt = receive(run, 'approve', payload as never, 'signal');
    expect(receipt.accepted).toBe(false);
    expect(run.decisions[0]?.accepted).toBe(false);
    expect(run.approval).toBeNull();
  });

  it('keeps the identity that a sender claims as claimed, never as verified', () => {
    const run = waiting();
    receive(run, 'approve', { plan_digest: digest, approver: 'root' }, 'signal');
    expect(run.decisions[0]?.approver).toEqual({ name: 'root', verified: false });
  });

  it('answers the same decision id with the first decision again', () => {
    const run = waiting();
    const first = receive(run, 'approve', { plan_digest: other, decision_id: 'd1' }, 'signal');
    expect(receive(run, 'approve', { plan_digest: digest, decision_id: 'd1' }, 'signal')).toEqual(first);
    expect(run.approval).toBeNull();
  });

  it('takes an answer and keeps the typed value', () => {
    const run = asking();
    receive(run, 'answer', { answers: { limit: '7' } }, 'signal');
    expect(run.answers['limit']).toBe(7);
  });

  it('shows of several questions those that are still open after some were answered', () => {
    const run = new RunState(input);
    run.openClarification('clarify-1', [question, { ...question, question_id: 'period', title: 'When?' }]);
    expect(run.shownWaits()[0]?.questions).toHaveLength(2);
    receive(run, 'answer', { answers: { limit: 3 } }, 'update');
    expect(run.shownWaits()).toMatchObject([{ title: 'When?', questions: [{ question_id: 'period' }] }]);
    expect(receive(run, 'answer', { answers: { limit: 4 } }, 'update').accepted).toBe(true);
    expect(run.answers['limit']).toBe(4);
  });

  it('refuses a bad answer, leaves the question open and changes nothing', () => {
    const run = asking();
    expect(receive(run, 'answer', { answers: { limit: 'many' } }, 'update').reason).toContain('expected a number');
    expect(receive(run, 'answer', { answers: { limit: 0 } }, 'update').reason).toContain('at least 1');
    expect(run.answers).toEqual({});
    expect(run.waits.size).toBe(1);
  });

  it('refuses an answer to a question that was not asked', () => {
    const run = asking();
    expect(receive(run, 'answer', { answers: { colour: 'red' } }, 'update').reason).toContain('was not asked');
  });

  it('fills in defaults only where the person says so', () => {
    const run = asking();
    expect(receive(run, 'answer', { answers: {} }, 'update').accepted).toBe(false);
    expect(receive(run, 'answer', { answers: {}, use_defaults: true }, 'update').accepted).toBe(true);
    expect(run.answers['limit']).toBe(5);
  });

  it('takes nothing once the run has ended', () => {
    const run = waiting();
    run.enter('done', 'completed', '');
    expect(receive(run, 'approve', { plan_digest: digest }, 'signal').reason).toContain('has ended');
  });
});
