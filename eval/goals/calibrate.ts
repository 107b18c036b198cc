import { parseArgs } from 'node:util';
import { compileGoal } from '../../src/plan/compile.ts';
import { readGoal } from '../../src/plan/read-goal.ts';
import type { Json } from '../../src/schemas/json.ts';
import { openWorkspace } from '../interpreter/workspace.ts';
import { loadPart, partNames } from './corpus.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import { answerQuestion } from './person.ts';
import { openGoal } from './run-goal.ts';

const HELP = `Calibrates the margin of readings on the open parts of the corpus: for each margin, how many wordings are read into the plan that the goal's form leads to,
into another plan, asked about or refused. Plans are compared by their operations and parameters; nothing is run.

node eval/goals/calibrate.ts [--margins 0,0.05,0.1,0.2,0.3,0.4] [--part open-a,open-b]
`;

const { values } = parseArgs({ options: { margins: { type: 'string' }, part: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help === true) {
  process.stdout.write(HELP);
  process.exit(0);
}
const margins = (values.margins ?? '0,0.05,0.1,0.2,0.3,0.4').split(',').map(Number);
const names = partNames().filter((name) => !name.startsWith('frozen') && (values.part === undefined || values.part.split(',').includes(name)));
const NOW = '2026-01-01T00:00:00.000Z';
const workspace = await openWorkspace();
const counts = new Map(margins.map((margin) => [margin, { same: 0, other: 0, asked: 0, refused: 0 }]));
for (const name of names) {
  const part = await loadPart(name);
  for (const goal of part.goals) {
    const form = part.forms[goal.id];
    if ((goal.services ?? []).length > 0 || goal.kind !== 'servable' || form === undefined) continue;
    for (let wording = 0; wording <= goal.paraphrases.length; wording += 1) {
      const { words, profiles, constraints } = await openGoal(part, goal, wording, workspace);
      const context = { registry: workspace.registry, profiles, constraints };
      const wanted = shapeOf(formGoal(words, form, context));
      for (const margin of margins) {
        const count = counts.get(margin);
        if (count === undefined) continue;
        const answers: { [question: string]: Json } = {};
        let asked = false;
        let reading = readGoal(words, { ...context, margin });
        for (let round = 0; round < 3 && reading.result === 'questions'; round += 1) {
          asked = true;
          for (const question of reading.questions) answers[question.question_id] = answerQuestion(question, goal.answers).value;
          if (Object.values(answers).includes(null)) break;
          reading = readGoal(words, { ...context, margin, answers });
        }
        if (reading.result === 'unreadable') count.refused += 1;
        else if (reading.result === 'questions' || asked) count.asked += 1;
        else if (shapeOf(reading) === wanted) count.same += 1;
        else count.other += 1;
      }
    }
  }
}
await workspace.dispose();
process.stdout.write('margin  as the form  another plan  asked  refused\n');
for (const [margin, count] of counts) process.stdout.write(`${margin.toFixed(2)}    ${String(count.same).padStart(6)}       ${String(count.other).padStart(6)}        ${String(count.asked).padStart(4)}   ${String(count.refused).padStart(4)}\n`);

/** What a reading wants, without titles and words. */
function shapeOf(reading: ReturnType<typeof readGoal>): string {
  if (reading.result !== 'typed') return reading.result;
  const compiled = compileGoal(reading.typed_goal, workspace.registry, { now: NOW, dag_id: 'calibrate' });
  if (compiled.result !== 'plan') return compiled.result;
  const tasks = compiled.plan.nodes.filter((task) => task.operation !== 'report.compose');
  const bound = (task: (typeof tasks)[number]): string[] => (task.parameters ?? []).filter(({ name }) => !['title', 'goal', 'predicates'].includes(name)).map(({ name, binding }) => JSON.stringify([name, binding.kind === 'literal' ? binding.value : binding.kind]));
  const lines = tasks.map((task) => `${task.operation ?? ''} ${bound(task).toSorted((a, b) => (a < b ? -1 : 1)).join(' ')}`);
  return lines.toSorted((a, b) => (a < b ? -1 : 1)).join('\n');
}
