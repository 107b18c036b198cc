import { isCancel, multiline, select, text } from '@clack/prompts';
import type { Json } from '../schemas/json.ts';
import type { Clarification } from '../schemas/goal.ts';
import type { Wait } from '../schemas/run.ts';
import { checkAnswer } from '../plan/check-answer.ts';
import { attachFile } from '../library/start-goal.ts';
import { answer, approve, reject, revise, send } from '../library/decide.ts';
import { readPlan } from '../library/run-documents.ts';
import { checkRevision } from './check-revision.ts';
import { editPlan } from './edit.ts';
import { printPlan } from './print-plan.ts';
import type { Session } from './session.ts';
import { typed, visible } from './terminal.ts';

/** The person pressed Ctrl-C at a question: the run goes on waiting. */
export class LeftWaiting extends Error {
  override readonly name = 'LeftWaiting';
}

const OTHER = '\u0000other';

function kept<T>(value: T): Exclude<T, symbol> {
  if (isCancel(value)) throw new LeftWaiting('The run goes on waiting.');
  return value as Exclude<T, symbol>;
}

/** Asks the person in the terminal for what a run waits for, and sends the decision. A refused decision is shown and asked again. */
export async function ask(session: Session, workflowId: string, wait: Wait): Promise<void> {
  switch (wait.kind) {
    case 'clarification':
    case 'input':
      return await askQuestions(session, workflowId, wait.questions ?? []);
    case 'approval':
      return await askApproval(session, workflowId, wait);
    case 'task_approval':
    case 'decision':
      return await askTask(session, workflowId, wait);
  }
}

async function askQuestions(session: Session, workflowId: string, questions: readonly Clarification[]): Promise<void> {
  const answers: { [id: string]: Json } = {};
  for (const [at, question] of questions.entries()) {
    const count = questions.length > 1 ? `${at + 1} of ${questions.length}  ` : '';
    answers[question.question_id] = question.type === 'file' ? await askFile(session, question) : await askValue(`${count}${visible(question.title)}`, question);
  }
  await answer(session.connection, workflowId, { answers });
}

async function askValue(message: string, question: Clarification): Promise<Json> {
  if (question.options.length > 0) {
    const chosen = kept(
      await select<string>({
        message: question.why === '' ? message : `${message}\n${visible(question.why)}`,
        initialValue: JSON.stringify(question.default ?? question.options[0]?.value),
        options: [
          ...question.options.map((option) => ({
            value: JSON.stringify(option.value),
            label: `${visible(option.label)}${JSON.stringify(option.value) === JSON.stringify(question.default) ? ' (default)' : ''}`,
            ...(option.why === undefined ? {} : { hint: visible(option.why) }),
          })),
          ...(question.allow_other ? [{ value: OTHER, label: 'Something else …' }] : []),
        ],
      }),
    );
    if (chosen !== OTHER) return JSON.parse(chosen) as Json;
  }
  const entered = kept(
    await text({
      message,
      ...(question.default === null ? {} : { placeholder: typed(question.default), defaultValue: typed(question.default) }),
      validate: (value) => {
        const checked = checkAnswer(question, value === '' || value === undefined ? question.default : value);
        return checked.ok ? undefined : checked.message;
      },
    }),
  );
  const checked = checkAnswer(question, entered);
  return checked.ok ? checked.value : entered;
}

async function askFile(session: Session, question: Clarification): Promise<Json> {
  const path = kept(await text({ message: `${visible(question.title)}\n${visible(question.why)}\nPath of a file:` }));
  const { sha256, name, media_type } = await attachFile(session.connection, path);
  return { sha256, name, media_type };
}

async function askApproval(session: Session, workflowId: string, wait: Wait): Promise<void> {
  const digest = wait.plan_digest ?? '';
  await printPlan(session, workflowId);
  const choice = kept(
    await select<'approve' | 'comment' | 'revise' | 'edit' | 'reject' | 'suggest'>({
      message: visible(wait.title),
      initialValue: 'approve',
      options: [
        { value: 'approve', label: 'Approve', hint: `digest ${digest.slice(0, 12)}…` },
        { value: 'comment', label: 'Approve with a comment' },
        { value: 'revise', label: 'Revise', hint: 'say what should be different' },
        { value: 'edit', label: 'Edit the plan', hint: 'opens $EDITOR' },
        { value: 'suggest', label: 'Accept or dismiss suggestions' },
        { value: 'reject', label: 'Reject' },
      ],
    }),
  );
  const { connection } = session;
  switch (choice) {
    case 'approve':
      return void (await approve(connection, workflowId, { plan_digest: digest }));
    case 'comment':
      return void (await approve(connection, workflowId, { plan_digest: digest, comment: kept(await text({ message: 'Comment' })) }));
    case 'revise': {
      const feedback = kept(await multiline({ message: 'What should be different?' }));
      await checkRevision(session, workflowId, feedback);
      return void (await revise(connection, workflowId, { plan_digest: digest, feedback }));
    }
    case 'edit':
      return await editPlan(session, workflowId, null);
    case 'suggest':
      return await askSuggestion(session, workflowId, digest);
    case 'reject':
      return void (await reject(connection, workflowId, { plan_digest: digest, reason: kept(await text({ message: 'Why?', validate: required })) }));
  }
}

const required = (value: string | undefined): string | undefined => (value === undefined || value.trim() === '' ? 'A reason is needed; it is kept in the record.' : undefined);

async function askSuggestion(session: Session, workflowId: string, digest: string): Promise<void> {
  const plan = await readPlan(session.connection, workflowId);
  const open = (plan?.augmentations ?? []).filter((one) => one.state === 'suggested');
  if (open.length === 0) {
    session.terminal.out('No suggestion is open.');
    return;
  }
  const id = kept(await select<string>({ message: 'Which suggestion?', options: open.map((one) => ({ value: one.augmentation_id, label: visible(one.description) })) }));
  const accept = kept(await select<boolean>({ message: 'Accept it?', options: [{ value: true, label: 'Accept' }, { value: false, label: 'Dismiss' }] }));
  await send(session.connection, workflowId, 'decideAugmentation', { augmentation_id: id, plan_digest: digest, accept });
}

async function askTask(session: Session, workflowId: string, wait: Wait): Promise<void> {
  session.terminal.out(visible(wait.markdown));
  const yes = kept(await select<boolean>({ message: visible(wait.title), initialValue: false, options: [{ value: true, label: 'Run it' }, { value: false, label: 'Do not run it' }] }));
  const about = { plan_digest: wait.plan_digest ?? '', ...(wait.task_id === undefined ? {} : { task_id: wait.task_id }) };
  if (yes) await approve(session.connection, workflowId, about);
  else await reject(session.connection, workflowId, { ...about, reason: kept(await text({ message: 'Why not?', validate: required })) });
}
