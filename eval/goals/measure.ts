import { parseArgs } from 'node:util';
import { type CorpusGoal, loadPart, partNames } from './corpus.ts';
import { type GoalRun, type Mode, runGoal } from './run-goal.ts';
import { percent, score } from './score.ts';

const HELP = `Measures the goal corpus: every goal is read, compiled, run on real tools by the reference interpreter, and checked.

node eval/goals/measure.ts [--mode form,lexical,model] [--part name,…] [--id goal,…] [--wordings 1] [--answers dir] [--verbose] [--json]

  --mode      front ends to measure; default form,lexical (model needs --answers, form asks it for model steps and words of nested plans)
  --part      parts of the corpus; default all. "frozen" and "open" stand for the two halves
  --wordings  how many wordings of each goal (1 to 4), without the form; default 4
  --answers   directory with a model's answers, <digest>.json; what is not there yet is written to its pending/ and those runs are left out
`;

const { values } = parseArgs({
  options: { mode: { type: 'string' }, part: { type: 'string' }, id: { type: 'string' }, wordings: { type: 'string' }, answers: { type: 'string' }, verbose: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
});
if (values.help === true) {
  process.stdout.write(HELP);
  process.exit(0);
}

const modes = (values.mode ?? 'form,lexical').split(',') as Mode[];
const wanted = values.part?.split(',') ?? partNames();
const names = partNames().filter((name) => wanted.includes(name) || (wanted.includes('frozen') && name.startsWith('frozen')) || (wanted.includes('open') && !name.startsWith('frozen')));
const ids = values.id?.split(',');
const wordings = Number(values.wordings ?? 4);
const answers = values.answers ?? null;
const goals = new Map<string, CorpusGoal>();
const runs: GoalRun[] = [];
for (const name of names) {
  const part = await loadPart(name);
  for (const goal of part.goals) {
    if (ids !== undefined && !ids.includes(goal.id)) continue;
    goals.set(goal.id, goal);
    for (const mode of modes) {
      // A form leaves nothing open, so there is nothing to ask.
      if (mode === 'form' && goal.kind === 'ambiguous') continue;
      for (let wording = 0; wording < (mode === 'form' ? 1 : wordings); wording += 1) {
        const run = await runGoal(part, goal, mode, wording, answers);
        runs.push(run);
        if (values.verbose === true && run.missing === null && values.json !== true) process.stdout.write(describe(run, goal));
      }
    }
    process.stderr.write(`\r${goals.size} goals, ${runs.length} runs `);
  }
}
process.stderr.write('\n');

const best = new Map<string, number>();
for (const run of runs) if (run.verdict.right && run.tasks > 0) best.set(run.id, Math.min(run.tasks, best.get(run.id) ?? Number.POSITIVE_INFINITY));
const scores = modes.map((mode) => score(mode, runs, goals, best));
const missing = runs.filter((run) => run.missing !== null).length;
const unanswered = runs.filter((run) => run.missing?.includes('answer') === true).length;
if (values.json === true) {
  process.stdout.write(`${JSON.stringify({ parts: names, goals: goals.size, missing, unanswered, scores, runs: runs.map(({ plan: _plan, result, ...run }) => ({ ...run, outcome: result.outcome, reason: result.reason })) }, null, 2)}\n`);
} else {
  process.stdout.write(`\nParts ${names.join(', ')}: ${goals.size} goals, ${runs.length - missing} runs${missing === 0 ? '' : `, ${missing} left out (no form, or not all answers)`}. Shares with 95 % Wilson bounds.\n\n`);
  for (const one of scores) {
    process.stdout.write(`${one.mode}\n  right               ${percent(one.right)}\n    without construct ${percent(one.right_plain)}\n    with a construct  ${percent(one.right_constructs)} (reference interpreter)\n  wrong but completed ${percent(one.wrong_completed)}\n  not right, but asked or refused ${percent(one.abstained)}\n  unservable refused  ${percent(one.refused)}\n  ambiguous asked     ${percent(one.asked_ambiguous)}\n  questions ${one.questions_per_goal.toFixed(2)} per goal, ${one.tasks_per_plan.toFixed(1)} tasks per plan, ${one.size_ratio.toFixed(2)} × the smallest right plan, median ${one.median_ms} ms\n\n`);
  }
}

if (unanswered > 0 && answers !== null) process.stderr.write(`${unanswered} runs miss answers: answer what is in ${answers}/pending as ${answers}/<digest>.json and measure again.\n`);

function describe(run: GoalRun, goal: CorpusGoal): string {
  const words = run.wording === 0 ? goal.goal : (goal.paraphrases[run.wording - 1] ?? '');
  const head = `${run.verdict.right ? 'right' : 'WRONG'} ${run.id}/${run.wording} ${run.mode} [${goal.kind}${goal.construct === null ? '' : ` ${goal.construct}`}] ${run.result.outcome}, ${run.tasks} tasks, ${run.asked} asked, ${run.ms} ms`;
  if (run.verdict.right) return `${head}\n`;
  const plan = run.plan?.nodes.map((task) => `${task.operation ?? task.type ?? ''}(${(task.parameters ?? []).map(({ name, binding }) => `${name}=${binding.kind === 'literal' ? JSON.stringify(binding.value).slice(0, 80) : binding.kind}`).join(' ')})`).join(' → ') ?? '';
  const questions = run.result.questions.map((question) => `${question.title} [${question.options.join(' | ')}]`).join('; ');
  return `${head}\n  goal: ${words}\n  why: ${run.verdict.why.slice(0, 400)}\n${run.result.reason === null ? '' : `  reason: ${run.result.reason.slice(0, 400)}\n`}${plan === '' ? '' : `  plan: ${plan}\n`}${questions === '' ? '' : `  asked: ${questions}\n`}`;
}
