import type { Clarification } from '../schemas/goal.ts';
import type { Wait } from '../schemas/run.ts';
import { commandsFor, type Session } from './session.ts';
import { typed, visible } from './terminal.ts';

/** What a run waits for, and the complete commands that answer it, ours and Temporal's. */
export function printWaits(session: Session, workflowId: string, waits: readonly Wait[]): void {
  const { terminal } = session;
  const commands = commandsFor(session);
  for (const wait of waits) {
    terminal.out('');
    terminal.out(`${terminal.style('yellow', 'Waiting')}  ${terminal.style('bold', visible(wait.title))}`);
    if (wait.kind === 'task_approval') for (const line of wait.markdown.split('\n')) terminal.out(`  ${visible(line)}`);
    for (const question of wait.questions ?? []) printQuestion(session, question);
    for (const command of answersTo(wait, workflowId, commands)) terminal.out(`  ${visible(command)}`);
  }
}

function printQuestion({ terminal }: Session, question: Clarification): void {
  terminal.out(`  ${terminal.style('bold', question.question_id)}: ${visible(question.title)}`);
  if (question.why !== '') terminal.out(`    ${visible(question.why)}`);
  for (const option of question.options) {
    const marked = JSON.stringify(option.value) === JSON.stringify(question.default);
    terminal.out(`    ${marked ? '●' : '○'} ${visible(typed(option.value))}  ${visible(option.label)}${marked ? ' (default)' : ''}${option.why === undefined ? '' : `: ${visible(option.why)}`}`);
  }
}

function answersTo(wait: Wait, workflowId: string, commands: ReturnType<typeof commandsFor>): string[] {
  switch (wait.kind) {
    case 'clarification': {
      const first = wait.questions?.[0];
      const [id, value] = first === undefined ? ['question', 'value'] : [first.question_id, first.default ?? first.options[0]?.value ?? 'value'];
      return [
        commands.planwright('answer', workflowId, `${id}=${typed(value)}`),
        ...(wait.questions?.every((question) => question.default !== null) === true ? [commands.planwright('answer', workflowId, '--defaults')] : []),
        commands.signal(workflowId, 'answer', { answers: { [id]: value } }),
      ];
    }
    case 'input': {
      const id = wait.questions?.[0]?.question_id ?? 'source';
      const question = wait.questions?.[0];
      const file = question === undefined || question.type === 'file';
      const [task_id, plan_digest, reason] = [wait.task_id ?? '', wait.plan_digest ?? '', file ? 'no other source' : 'not known'];
      const value = question?.options[0]?.value ?? (question?.type === 'confirm' ? true : question?.type === 'number' ? 1 : 'value');
      if (!file) {
        return [
          commands.planwright('answer', workflowId, `${id}=${typed(value)}`),
          commands.planwright('reject', workflowId, '--task', task_id, '--digest', plan_digest, '--reason', reason),
          commands.signal(workflowId, 'answer', { answers: { [id]: value } }),
        ];
      }
      return [
        commands.planwright('answer', workflowId, `${id}=<path of a file>`),
        commands.planwright('reject', workflowId, '--task', task_id, '--digest', plan_digest, '--reason', reason),
        commands.signal(workflowId, 'reject', { plan_digest, task_id, reason }),
        '# a file is given with `answer` only, not by a signal: it is copied first',
      ];
    }
    case 'approval':
    case 'task_approval':
    case 'decision': {
      const digest = wait.plan_digest ?? '';
      const task = wait.task_id === undefined ? [] : ['--task', wait.task_id];
      return [
        commands.planwright('approve', workflowId, '--digest', digest, ...task),
        commands.planwright('reject', workflowId, '--digest', digest, ...task, '--reason', '…'),
        ...(wait.kind === 'approval' ? [commands.planwright('revise', workflowId, 'what should be different'), commands.planwright('suggestions', workflowId)] : []),
        commands.signal(workflowId, 'approve', { plan_digest: digest, ...(wait.task_id === undefined ? {} : { task_id: wait.task_id }) }),
      ];
    }
  }
}
