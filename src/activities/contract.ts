import type { Json } from '../schemas/json.ts';
import type { Clarification } from '../schemas/goal.ts';
import type { Decision, ProfileSeal } from '../schemas/approval.ts';
import type { Usage } from '../schemas/model.ts';
import type { FailureClass } from '../schemas/outcome.ts';
import type { CheckFailure } from '../schemas/validation.ts';
import type { GoalRunInput, RunStatus, Skeleton } from '../schemas/run.ts';

/** A refusal as a value: what the person reads, and how the run is to treat it. */
export interface Refusal {
  type: string;
  message: string;
  class: FailureClass;
}

export interface ProfileTarget {
  sha256: string;
  name: string;
  media_type: string;
}

export type IngestResult =
  | { result: 'ingested'; front_end: 'model' | 'lexical' | 'plan'; profiles: ProfileTarget[]; packs: string[] }
  | { result: 'refused'; refusal: Refusal };

export type ReadResult =
  | { result: 'typed'; usage: Usage | null }
  | { result: 'questions'; questions: Clarification[]; usage: Usage | null }
  | { result: 'refused'; refusal: Refusal; usage: Usage | null };

/** What the workflow keeps of an augmentation: enough to accept or dismiss it. */
export interface AugmentationSummary {
  id: string;
  stage: string;
  description: string;
}

export type CompileResult =
  | { result: 'plan'; revision: number; tasks: string[]; planned_by: 'search' | 'model' | 'file' }
  | { result: 'refused'; refusal: Refusal };

export type VerifyResult =
  | {
      result: 'valid';
      revision: number;
      plan_digest: string;
      /** The plan as a GFM table of at most 4 kB, for the approval wait and the current details. */
      markdown: string;
      augmentations: AugmentationSummary[];
      /** How many alternatives are stored beside this revision. */
      alternatives?: number;
      /** False where the policy itself approves every task of the plan. */
      approval_required: boolean;
      policy_version: string;
    }
  | { result: 'invalid'; revision: number; failures: CheckFailure[]; markdown: string };

export type ApprovalResult =
  /** `pending`: task ids that still need a person (destructive or always asked for), to be asked when reached. */
  { result: 'recorded'; receipt_id: string; gated: string[] } | { result: 'refused'; refusal: Refusal };

/** What the workflow needs to know of an outcome; the outcome itself stays in the store. */
export interface StepResult {
  status: 'success' | 'partial' | 'failure';
  /** Output ports whose criteria do not hold, where the status is partial. */
  affected_ports: string[];
  error: Refusal | null;
  requires_replan: boolean;
  duration_ms: number;
  usage: Usage | null;
  effects: { description: string; undo: string | null }[];
  /** Last step of a round: whether the criterion of its repetition holds. */
  until?: boolean;
}

/** What the workflow needs to know of an opened task; what was read stays in the store. */
export interface OpeningResult {
  holds: boolean;
  elements: number | null;
  /** What was found, in one line. */
  note: string | null;
  error: Refusal | null;
}

export interface StepCall {
  workflow_id: string;
  revision: number;
  task_id: string;
  step_id: string;
  iteration: number;
  generation: number;
}

/** A file that a person gave, and the round under which that answer stands in the record. */
export interface SourceCall extends StepCall {
  sha256: string;
  name: string;
  media_type: string;
  round: number;
}

/** An answer to a step's question, and the round under which it stands in the record. */
export interface AnswerCall extends StepCall {
  question_id: string;
  value: Json;
  round: number;
}

/** The run that a nested plan is to become, or why it cannot. */
export type NestedResult = { result: 'prepared'; workflow_id: string; input: GoalRunInput } | { result: 'refused'; step: StepResult };

export interface OrchestrationActivities {
  /** Parses the constraints, resolves packs, stores the input and says which files are to be profiled. */
  ingestGoal(call: { workflow_id: string; run_id: string; input: GoalRunInput }): Promise<IngestResult>;
  sealProfile(call: { workflow_id: string; target: ProfileTarget }): Promise<ProfileSeal>;
  /** The lexical front end. `answers` are those given so far, by question id. */
  readGoal(call: { workflow_id: string; round: number; answers: { [id: string]: Json }; feedback: string[] }): Promise<ReadResult>;
  /** Searches, or links and repairs a model's proposal, and stores revision `revision`. `instead_of`: why a model's plan is not used; `repaired`: after its repair. */
  compilePlan(call: { workflow_id: string; revision: number; proposal: boolean; instead_of?: string; repaired?: boolean }): Promise<CompileResult>;
  /** Links bindings, validates on five levels, previews, digests and stores the plan of `revision`. */
  verifyPlan(call: { workflow_id: string; revision: number }): Promise<VerifyResult>;
  decideAugmentation(call: { workflow_id: string; revision: number; next_revision: number; augmentation_id: string; accept: boolean }): Promise<CompileResult>;
  /** Makes alternative `alternative` of `revision` the next revision; what was the plan becomes an alternative of it. */
  chooseAlternative(call: { workflow_id: string; revision: number; next_revision: number; alternative: number; decision_id: string }): Promise<CompileResult>;
  /** Checks a plan edited by hand and stores it as the next revision. */
  replacePlan(call: { workflow_id: string; plan_sha256: string; revision: number }): Promise<CompileResult>;
  recordDecisions(call: { workflow_id: string; decisions: Decision[] }): Promise<void>;
  recordAnswers(call: { workflow_id: string; round: number; questions: Clarification[]; answers: { [id: string]: Json }; by: Decision }): Promise<void>;
  recordApproval(call: { workflow_id: string; revision: number; decision: Decision }): Promise<ApprovalResult>;
  /** `task_id`: seals that one task beside the plan's manifest, after an approval of its own. */
  sealPlan(call: { workflow_id: string; revision: number; task_id?: string }): Promise<{ result: 'sealed'; expires_at: string } | { result: 'refused'; refusal: Refusal }>;
  loadSkeleton(call: { workflow_id: string; revision: number; page: number }): Promise<Skeleton>;
  /** Keeps the index behind `ls` and `inbox` up to date. */
  recordStatus(call: { workflow_id: string; run_id: string; goal: string; status: string; waits: number; ended: boolean }): Promise<void>;
  /** Binds the data of a nested plan, as it was approved, and says which run it becomes. */
  prepareNested(call: StepCall): Promise<NestedResult>;
  /** Takes what the run of a nested plan gave as the outcome of its task. `ended`: why that run ended other than by itself, as the workflow saw it. */
  acceptNested(call: StepCall & { child: string; ended: Refusal | null }): Promise<StepResult>;
  /** `decisions`: how many arrived; they are in the record already. */
  analyseRun(call: { workflow_id: string; status: RunStatus; decisions: number }): Promise<void>;
}

export interface ReasoningActivities {
  /** The model front end; profiles and registry come from the store. */
  interpretGoal(call: { workflow_id: string; round: number; answers: { [id: string]: Json }; feedback: string[] }): Promise<ReadResult>;
  /** Stores a model's DAG proposal for `revision`; code compiles it afterwards. */
  proposePlan(call: { workflow_id: string; revision: number; feedback: string[] }): Promise<{ usage: Usage | null; proposed: boolean; note: string | null }>;
  /** `issues`: what the checks said about the last steps. `note`: why a model's steps could not be used. */
  decomposeTask(call: { workflow_id: string; revision: number; task_id: string; issues?: CheckFailure[]; round?: number }): Promise<{ usage: Usage | null; steps: number; by: 'model' | 'declaration'; note: string | null }>;
  /** One bounded round: the failures go to the model, its repaired plan is linked and stored; `tasks` need new steps. */
  repairPlan(call: { workflow_id: string; revision: number; failures: CheckFailure[] }): Promise<{ usage: Usage | null; changed: boolean; tasks: string[] }>;
  executeStep(call: StepCall): Promise<StepResult>;
}

export interface ExecutionActivities {
  profileData(call: { workflow_id: string; target: ProfileTarget; seal: ProfileSeal }): Promise<{ unreadable: string | null }>;
  executeStep(call: StepCall): Promise<StepResult>;
  /** Evaluates the condition of a task and counts its list; `step_id` is its first step. */
  openTask(call: Omit<StepCall, 'iteration' | 'generation'>): Promise<OpeningResult>;
  /** What a step asks of a person, made of its data. */
  askPerson(call: StepCall): Promise<{ question: Clarification; error: null } | { question: null; error: Refusal }>;
  /** Takes what a person answered as the outcome of the step that asked: only if the answer is in the record. */
  acceptAnswer(call: AnswerCall): Promise<StepResult>;
  /** Takes a file that a person gave in place of a source that could not be reached, as the outcome of that step: only of a sealed one that gets a source, and only if the answer is in the record. */
  acceptSource(call: SourceCall): Promise<StepResult>;
}
