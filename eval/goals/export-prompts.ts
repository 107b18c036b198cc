import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { InterpretationFormat } from '../../src/llm/formats/interpretation.ts';
import { interpretationPrompt } from '../../src/llm/prompts/interpretation.ts';
import { allGivens } from '../../src/plan/givens.ts';
import { openWorkspace } from '../interpreter/workspace.ts';
import { loadPart, partNames, startServices } from './corpus.ts';
import { answerFile, modelReadings } from './model-answers.ts';
import { answerQuestion } from './person.ts';
import { openGoal } from './run-goal.ts';
import { serviceTools } from './service-tools.ts';
import type { Json } from '../../src/schemas/json.ts';

const HELP = `Writes the prompts of the corpus, exactly as the model front end sends them, so that any model can answer them without a key.

node eval/goals/export-prompts.ts --out dir [--part name,…] [--id goal,…] [--wordings 1] [--answers dir]

  dir/system-<digest>.md   the system prompt (many goals share one)
  dir/schema.json          JSON Schema that an answer must fulfil
  dir/<goal>.<wording>[.<round>].prompt.json   {system, user}

Answers go into a directory as <goal>.<wording>[.<round>].json. With --answers, only the prompts of the next round are written: those whose answer asked a
question, together with the person's reply, and those whose reading could lead to no plan, with the reason.
`;

const { values } = parseArgs({ options: { out: { type: 'string' }, part: { type: 'string' }, id: { type: 'string' }, wordings: { type: 'string' }, answers: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help === true || values.out === undefined) {
  process.stdout.write(HELP);
  process.exit(values.help === true ? 0 : 2);
}
const out = values.out;
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'schema.json'), JSON.stringify(z.toJSONSchema(InterpretationFormat), null, 1));
const wanted = values.part?.split(',') ?? partNames();
const ids = values.id?.split(',');
let written = 0;
for (const name of partNames().filter((one) => wanted.includes(one) || (wanted.includes('frozen') && one.startsWith('frozen')) || (wanted.includes('open') && !one.startsWith('frozen')))) {
  const part = await loadPart(name);
  for (const goal of part.goals.filter((one) => ids === undefined || ids.includes(one.id))) {
    const services = await startServices(part, goal);
    const workspace = await openWorkspace(await serviceTools(services));
    try {
      for (let wording = 0; wording < Number(values.wordings ?? 1); wording += 1) {
        const { words, profiles, constraints } = await openGoal(part, goal, wording, workspace);
        const answers: { [question: string]: Json } = {};
        const faults: string[] = [];
        const round = values.answers === undefined ? 0 : nextRound(goal.id, wording, values.answers, goal.answers, answers, faults, { goal: words, registry: workspace.registry, profiles, constraints });
        if (round === null) continue;
        const { system, user } = interpretationPrompt({ goal: words, registry: workspace.registry, givens: allGivens(workspace.registry, profiles).givens, profiles, constraints, answers, feedback: [], faults });
        const digest = createHash('sha256').update(system).digest('hex').slice(0, 12);
        writeFileSync(join(out, `system-${digest}.md`), system);
        writeFileSync(join(out, answerFile(goal.id, wording, round).replace(/\.json$/, '.prompt.json')), JSON.stringify({ system: `system-${digest}.md`, user }, null, 1));
        written += 1;
      }
    } finally {
      await workspace.dispose();
      await Promise.all(services.map(({ service }) => service.close()));
    }
  }
}
process.stdout.write(`${written} prompts in ${out}\n`);

/** The round after the last answered one, with the person's replies so far; null where nothing more is asked. */
function nextRound(id: string, wording: number, directory: string, sheet: unknown, answers: { [question: string]: Json }, faults: string[], context: Parameters<ReturnType<typeof modelReadings>>[3]): number | null {
  const readings = modelReadings(directory);
  for (let round = 0; round < 4; round += 1) {
    const answer = readings(id, wording, round, { ...context, answers });
    if (answer === null) return round;
    if (answer.fault !== null && faults.length === 0) {
      faults.push(answer.fault);
      continue;
    }
    const { reading } = answer;
    if (reading.result !== 'questions') return null;
    for (const question of reading.questions) {
      const answer = answerQuestion(question, sheet);
      if (answer.value === null) return null;
      answers[question.question_id] = answer.value;
    }
  }
  return null;
}
