import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Decision } from '../schemas/approval.ts';
import type * as message from '../schemas/message.ts';
import type { Usage } from '../schemas/model.ts';
import type { RunStatus, Wait } from '../schemas/run.ts';

/** The answer to an update, and the entry that a signal leaves in `decisions`. */
export interface Receipt {
  decision_id: string;
  accepted: boolean;
  reason: string;
  status: string;
}

/** The workflow's own view of its plan: what the query `plan` returns. */
export interface PlanView {
  revision: number;
  plan_digest: string | null;
  tasks: { id: string; title: string; needs: string[]; status: string }[];
}

export interface MessagePayloads {
  approve: message.Approve;
  reject: message.Reject;
  answer: message.Answer;
  modify: message.Modify;
  decideAugmentation: message.DecideAugmentation;
  pause: message.Pause;
  resume: message.Pause;
  rollback: message.Rollback;
  revise: message.Revise;
  replacePlan: message.ReplacePlan;
}
export type MessageName = keyof MessagePayloads;

/** Every message that changes a run: what it is for, with an example to copy. `signal`: whether the signal twin exists. */
export const MESSAGES: { [Name in MessageName]: { signal: boolean; description: string } } = {
  approve: { signal: true, description: 'Approve the plan with this digest (or one task of it). {"plan_digest":"…","comment":"ok"}' },
  reject: { signal: true, description: 'Reject the plan with this digest; the run ends. {"plan_digest":"…","reason":"too expensive"}' },
  answer: { signal: true, description: 'Answer open questions by id; use_defaults takes the marked ones. {"answers":{"limit":5},"use_defaults":true}' },
  decideAugmentation: { signal: true, description: 'Accept or dismiss a suggestion. {"augmentation_id":"verify-1","plan_digest":"…","accept":true}' },
  pause: { signal: true, description: 'Start no further step. {"reason":"quota"}' },
  resume: { signal: true, description: 'Go on after a pause. {}' },
  revise: { signal: false, description: 'Ask for another plan, in words, or take an alternative that was found with it. {"feedback":"only 2010 and later","plan_digest":"…"} {"feedback":"cheaper","alternative":1,"plan_digest":"…"}' },
  replacePlan: { signal: false, description: 'Replace the plan by one edited by hand, stored by digest. {"plan_sha256":"…","base_digest":"…"}' },
  modify: { signal: true, description: 'Change a running plan. {"base_digest":"…","dag_modification":{"action":"skip_node","task_id":"…"},"reason":"…"}' },
  rollback: { signal: true, description: 'Undo effects. {"from_task":"…","reason":"…"}' },
};


/** Between runs, not for people: what a run within this one waits for. */
export const nestedSignal = defineSignal<[message.NestedNote]>('nestedNote');
/** Between runs, not for people: a run within another pauses and resumes with it. */
export const outerPauseSignal = defineSignal<[{ paused: boolean }]>('outerPause');

export const statusQuery = defineQuery<RunStatus>('status');
export const waitsQuery = defineQuery<Wait[]>('waits');
export const planQuery = defineQuery<PlanView>('plan');
export const decisionsQuery = defineQuery<Decision[]>('decisions');
export const usageQuery = defineQuery<Usage>('usage');

export const signalOf = <Name extends MessageName>(name: Name) => defineSignal<[MessagePayloads[Name]]>(name);
export const updateOf = <Name extends MessageName>(name: Name) => defineUpdate<Receipt, [MessagePayloads[Name]]>(name);

/** The only places where workflow types and queues are spelt. */
export const GOAL_RUN = 'goalRun';
export const QUEUES = { orchestration: 'planwright-orchestration', reasoning: 'planwright-reasoning', execution: 'planwright-execution' } as const;
