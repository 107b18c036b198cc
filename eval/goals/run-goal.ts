import type { Model } from '../../src/llm/model.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { answersOf } from '../../src/plan/asked-values.ts';
import { parseConstraints } from '../../src/plan/constraints.ts';
import { decomposeTask } from '../../src/plan/decompose.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import { planNested } from '../../src/plan/nested-goal.ts';
import { planRound, reachedValues } from '../../src/plan/varied-rounds.ts';
import { linkPlan } from '../../src/plan/link.ts';
import { readGoal } from '../../src/plan/read-goal.ts';
import type { ReadContext } from '../../src/plan/typed-goal.ts';
import type { Clarification, Profile, Reading, TypedGoal } from '../../src/schemas/goal.ts';
import type { Json } from '../../src/schemas/json.ts';
import type { Artifact } from '../../src/schemas/outcome.ts';
import type { Plan, Task } from '../../src/schemas/plan.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { interpretPlan } from '../interpreter/interpret-plan.ts';
import { personArtifact } from '../interpreter/person-artifact.ts';
import { type Workspace, openWorkspace } from '../interpreter/workspace.ts';
import type { GoalResult, Verdict } from './checker.ts';
import { type CorpusGoal, type Part, attachedFiles, mediaTypeOf, startServices } from './corpus.ts';
import { openAnswerStore } from './answer-store.ts';
import { answerQuestion } from './person.ts';
import { readWithModel } from './read-with-model.ts';
import { serviceTools } from './service-tools.ts';
import { viewFiles, viewProducts } from './view-result.ts';

export type Mode = 'form' | 'lexical' | 'model';

/** What became of one goal in one wording. */
export interface GoalRun {
  id: string;
  mode: Mode;
  /** 0: the goal itself; 1 to 3: its paraphrases. */
  wording: number;
  result: GoalResult;
  verdict: Verdict;
  /** Questions that were put, and how many of them the answer sheet answered. */
  asked: number;
  answered: number;
  tasks: number;
  ms: number;
  /** A front end that is not there for this goal: it is left out of the figures. */
  missing: string | null;
  plan: Plan | null;
}

const NOW = '2026-01-01T00:00:00.000Z';
const ROUNDS = 4;

/**
 * Runs one goal from its words (or its form) to a checked result, as a person with the goal's answer sheet would: reads, answers questions, compiles,
 * interprets on real tools and real local services, and asks the goal's checker. `answers` is a directory of a model's answers: what a run
 * needs and it does not have is written there as pending, and the run is left out of the figures.
 */
export async function runGoal(part: Part, goal: CorpusGoal, mode: Mode, wording: number, answers: string | null): Promise<GoalRun> {
  const started = performance.now();
  const services = await startServices(part, goal);
  const imported = await serviceTools(services);
  const store = answers === null ? null : openAnswerStore(answers, { goal: goal.id, wording });
  const workspace = await openWorkspace({ ...imported, model: store?.model ?? null });
  const run: GoalRun = { id: goal.id, mode, wording, result: { outcome: 'failed', reason: null, questions: [], artifacts: [], requests: [], files: [] }, verdict: { right: false, why: '' }, asked: 0, answered: 0, tasks: 0, ms: 0, missing: null, plan: null };
  try {
    await pursue(part, goal, mode, wording, store?.model ?? null, workspace, run, services.map(({ service }) => new URL(service.url).host));
    if (store !== null && store.missing.length > 0) run.missing = missingAnswers(store.missing.length);
    run.result.requests = services.flatMap(({ name, service }) => service.requests.map((request) => ({ ...request, service: request.service ?? name })));
    run.result.files = await viewFiles(workspace.outputRoot);
    if (run.missing === null) run.verdict = part.checkers[goal.id]?.(run.result, { answers: goal.answers }) ?? { right: false, why: 'there is no checker' };
  } catch (error) {
    if (store !== null && store.missing.length > 0) run.missing = missingAnswers(store.missing.length);
    run.result.reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    run.verdict = { right: false, why: `the run broke: ${run.result.reason.slice(0, 300)}` };
  } finally {
    await workspace.dispose();
    await Promise.all(services.map(({ service }) => service.close()));
  }
  run.ms = Math.round(performance.now() - started);
  return run;
}

async function pursue(part: Part, goal: CorpusGoal, mode: Mode, wording: number, model: Model | null, workspace: Workspace, run: GoalRun, hosts: string[]): Promise<void> {
  const { words, profiles, constraints } = await openGoal(part, goal, wording, workspace);
  const answers: { [question: string]: Json } = {};
  const read = async (): Promise<Reading | null> => {
    const context: ReadContext = { registry: workspace.registry, profiles, constraints, answers };
    if (mode === 'lexical') return readGoal(words, context);
    if (mode === 'model') return model === null ? null : await readWithModel(words, context, model);
    const form = part.forms[goal.id];
    return form === undefined ? null : formGoal(words, form, context);
  };
  let typed: TypedGoal | null = null;
  for (let round = 0; typed === null; round += 1) {
    const reading = await read();
    if (reading === null) {
      run.missing = mode === 'form' ? 'no form' : 'no answers: name a directory with --answers';
      return;
    }
    if (reading.result === 'unreadable') return refuse(run, reading.message);
    if (reading.result === 'typed') typed = reading.typed_goal;
    else if (round >= ROUNDS || !answerAll(reading.questions, goal, answers, run)) {
      run.result.outcome = 'asked';
      return;
    }
  }
  const columns = Object.fromEntries(typed.givens.flatMap((given) => {
    const { source } = given;
    const profile = source.kind === 'attachment' ? profiles.find((one) => one.source.sha256 === source.sha256) : undefined;
    return profile === undefined ? [] : [[given.id, profile.columns]];
  }));
  const compiled = compileGoal(typed, workspace.registry, { now: NOW, dag_id: `eval-${goal.id}`, columns, ...(model === null ? { unread_words: true } : {}) });
  if (compiled.result === 'dead-end') return refuse(run, compiled.message);
  const { registry } = workspace;
  const { plan } = linkPlan({ ...compiled.plan, decompositions: compiled.plan.nodes.filter((task) => task.type !== 'plan').map((task) => decomposeTask(task, compiled.plan, registry, [])) }, registry);
  run.plan = plan;
  run.tasks = plan.nodes.length;
  const checked = validatePlan(plan, { registry, policy: SHIPPED_POLICY, givens: typed.givens, questions: [], secrets: [], now: NOW, decomposed: true });
  const [fault] = checked.checks_failed.filter((one) => one.severity === 'error');
  if (fault !== undefined) return refuse(run, fault.message);
  const interpretation = await interpretPlan(plan, workspace, {
    profiles,
    network: { allowedHosts: hosts, mirror: null },
    person: (task, operation, request, context) => personArtifact(task, operation, request, context, (question) => {
      run.asked += 1;
      run.result.questions.push({ title: question.title, options: question.options.map((option) => option.label) });
      const answer = answerQuestion(question, goal.answers);
      if (answer.from === 'sheet') run.answered += 1;
      return answer.value;
    }),
    nested: async (task, data, round) => task.repeat?.vary !== undefined ? roundPlan(task, round, profiles, workspace, constraints) : await nestedPlan(task.plan?.words ?? '', task.plan?.wants ?? [], data, profiles, workspace, constraints, mode === 'lexical' ? null : model, (questions, own) => answerAll(questions, goal, own, run)),
  });
  const failed = [...interpretation.tasks.entries()].find(([, one]) => one.status === 'failed' || one.unmet !== undefined);
  run.result.outcome = failed === undefined ? 'completed' : 'failed';
  run.result.reason = failed === undefined ? null : `task "${failed[0]}" ${failed[1].status === 'partial' ? 'is partial' : 'failed'}: ${failed[1].note ?? ''}`;
  run.result.artifacts = await viewProducts(plan, interpretation, workspace);
}

/** The words of a goal, its attached files as profiles, and the limits that it states. */
export async function openGoal(part: Part, goal: CorpusGoal, wording: number, workspace: Workspace): Promise<{ words: string; profiles: Profile[]; constraints: TypedGoal['constraints'] }> {
  const words = wording === 0 ? goal.goal : (goal.paraphrases[wording - 1] ?? goal.goal);
  const profiles: Profile[] = [];
  for (const path of attachedFiles(part, goal)) profiles.push(await workspace.attach(path, mediaTypeOf(path)));
  const { constraints } = parseConstraints(words, { now: NOW, tools: [...new Set(workspace.registry.operations.map((operation) => operation.tool))] });
  return { words, profiles, constraints };
}

function refuse(run: GoalRun, reason: string): void {
  run.result.outcome = 'refused';
  run.result.reason = reason;
}

/** Answers what is asked; false where the person has no answer to one of the questions. */
function answerAll(questions: readonly Clarification[], goal: CorpusGoal, answers: { [question: string]: Json }, run: GoalRun): boolean {
  for (const question of questions) {
    run.asked += 1;
    run.result.questions.push({ title: question.title, options: question.options.map((option) => option.label) });
    const answer = answerQuestion(question, goal.answers);
    if (answer.value === null) return false;
    if (answer.from === 'sheet') run.answered += 1;
    answers[question.question_id] = answer.value;
  }
  return true;
}

function roundPlan(task: Task, round: number, profiles: readonly Profile[], { registry }: Workspace, constraints: TypedGoal['constraints']): { plan: Plan; profiles: readonly Profile[] } | string {
  const made = planRound(task, round, { registry, profiles, constraints }, { now: NOW, dag_id: `eval-round-${round}` });
  return 'message' in made ? made.message : { plan: made.plan, profiles };
}

/** The plan of a nested task: its data is stored as files and profiled, and its words are read like a goal about them, by the model where there is one. */
async function nestedPlan(
  words: string,
  wants: TypedGoal['wants'],
  data: { [port: string]: Artifact[] },
  outer: readonly Profile[],
  workspace: Workspace,
  constraints: TypedGoal['constraints'],
  model: Model | null,
  answer: (questions: readonly Clarification[], answers: { [question: string]: Json }) => boolean,
): Promise<{ plan: Plan; profiles: Profile[] } | string> {
  const { registry } = workspace;
  const profiles: Profile[] = [];
  const answers: { [question: string]: Json } = {};
  const varied: { [name: string]: number | string } = {};
  for (const artifact of Object.values(data).flat()) {
    if (artifact.kind === 'value') Object.assign(answers, answersOf(wants, artifact.data));
    else if (artifact.kind === 'summary' && artifact.facets['rounds'] !== undefined) Object.assign(varied, reachedValues(artifact.data));
    else profiles.push(await workspace.attach(await workspace.blobs.path(artifact.sha256), artifact.media_type));
  }
  const formal = planNested({ words, wants, budget_usd: null }, { registry, own: profiles, outer, constraints, answers, varied }, { now: NOW, dag_id: 'eval-nested' });
  if (formal !== null) return 'message' in formal ? formal.message : { plan: formal.plan, profiles: [...formal.profiles] };
  const context: ReadContext = { registry, profiles: [...profiles, ...outer], constraints, answers };
  for (let round = 0; ; round += 1) {
    const reading = model === null ? readGoal(words, context) : await readWithModel(words, context, model);
    if (reading.result === 'questions') {
      if (model === null || round >= ROUNDS || !answer(reading.questions, answers)) return `its words leave open: ${reading.questions.map((one) => one.title).join('; ')}`;
      continue;
    }
    if (reading.result === 'unreadable' && (model !== null || wants.length === 0)) return reading.message;
    if (reading.result !== 'typed') return 'its words cannot be read';
    const compiled = compileGoal(reading.typed_goal, registry, { now: NOW, dag_id: 'eval-nested' });
    return compiled.result === 'plan' ? { plan: compiled.plan, profiles: [...profiles, ...outer] } : compiled.message;
  }
}

function missingAnswers(count: number): string {
  return `${count} ${count === 1 ? 'answer' : 'answers'}`;
}
