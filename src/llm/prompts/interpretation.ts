import type { ModelReading } from '../../plan/model-reading.ts';
import type { EarlierReading } from '../../plan/reading-rounds.ts';
import type { Json } from '../../schemas/json.ts';
import type { Constraints, Given, Profile } from '../../schemas/goal.ts';
import type { Registry } from '../../schemas/operation.ts';
import { writeCatalogue } from './catalogue.ts';
import { writeGivenData } from './given-data.ts';
import { nearestExamples } from './nearest-example.ts';
import { quote } from './quote.ts';
import { COMMON_RULES } from './rules.ts';
import { TYPED_WANTS } from './typed-wants.ts';

export interface InterpretationInput {
  goal: string;
  registry: Registry;
  givens: readonly Given[];
  profiles: readonly Profile[];
  constraints: Constraints;
  /** Answers to earlier questions, by question id. */
  answers: { readonly [questionId: string]: Json };
  /** What the person said about an earlier reading. */
  feedback: readonly string[];
  /** Kinds of results that the person named beside the words (`--want`): what the words become. */
  kinds?: readonly string[];
  /** Earlier readings of the same words that could not be used or left something uncovered, and why, as code found it; oldest first. */
  earlier?: readonly EarlierReading[];
}

const TASK = `Your task: read a person's goal.
- "intent", "stages", "dependencies", "clarifications_needed": the reading in words; stages by the names of the catalogue.
- "wants": one entry for each artifact or effect that the person asks for, nothing more. Kinds, facets, data, measures and keys come from the catalogue and the given data.
- "quotes": the person's own words behind each want, copied letter by letter.
- "typed": the want in facets, as explained below; give it for every want. Code then reads it and none of the simple fields (data, analysis "none", measure, mode, aggregation, keys, filters, order, limit, period, facets): leave those null or empty.
- "values": what the goal states and an operation takes at an input of kind value.
- "effect": only where the person asks in so many words for something to be saved, sent, started, changed or removed.
- "clarifications_needed": the titles of "questions" and nothing else. A mild choice with one usual meaning is not a question.
- "questions": at most three, most important first, only where the answer changes the result; each with a default where one is sensible. Do not ask what is already answered.
- "not_possible": one sentence, only if nothing in the catalogue could serve the goal; then "wants" is empty.`;

/** Rules and catalogue first, the goal last. */
export function interpretationPrompt(input: InterpretationInput): { system: string; user: string } {
  const { registry, goal } = input;
  return {
    system: [COMMON_RULES, TASK, `## Stages, in their usual order\n${registry.stages.join(', ')}`, TYPED_WANTS, writeCatalogue(registry, goal, ['kinds', 'facets', 'datasets', 'records', 'results'])].join('\n\n'),
    user: [
      writeGivenData(input.givens, input.profiles, goal),
      writeConstraints(input.constraints),
      ...(Object.keys(input.answers).length > 0 ? [quote('answers', JSON.stringify(input.answers, null, 1))] : []),
      ...input.feedback.map((text) => quote('feedback', text)),
      ...writeEarlier(input.earlier ?? []),
      ...((input.kinds ?? []).length > 0 ? [`## Kinds of results\nThe person named beside the goal what it becomes: one want of each of these kinds, and of no other.\n${quote('kinds', (input.kinds ?? []).join(', '))}`] : []),
      quote('goal', goal),
    ].join('\n\n'),
  };
}

/** Longest form of an earlier reading, its reason, and the reason of one before it. */
const LONGEST_FORM = 8_000;
const LONGEST_REASON = 6_000;
const LONGEST_BEFORE = 800;

const MEND = 'That reading cannot be used: change what each line of the fault names, keep the rest. Names and facets come from the catalogue and the given data. If nothing there serves the goal, "wants" is empty and "not_possible" says why.';
const CONFIRM = 'That reading can be planned. Code found no part of it that covers the words above; it compares letters only. For each: where the goal needs it and it is missing, mend the reading; where it is covered in another way, or says nothing that changes the result, leave it. Answer with the whole reading either way.';

/** What was wrong with readings before, in short, and the last one in full with the nearest examples. */
function writeEarlier(earlier: readonly EarlierReading[]): string[] {
  const last = earlier.at(-1);
  if (last === undefined) return [];
  const before = earlier.slice(0, -1).map(({ reason }) => quote('fault of a reading before', reason, LONGEST_BEFORE));
  const examples = nearestExamples(last.faults, last.reading);
  return [
    ...before,
    quote('earlier reading', JSON.stringify(formOf(last.reading)), LONGEST_FORM),
    quote(last.kind, last.reason, LONGEST_REASON),
    ...(examples.length === 0 ? [] : [`Nearest examples of the cookbook:\n${examples.join('\n')}`]),
    last.kind === 'fault' ? MEND : CONFIRM,
  ];
}

function formOf(reading: ModelReading): object {
  return { wants: reading.wants.map((want) => want.typed ?? { id: want.id, kind: want.kind, measure: want.measure, keys: want.keys, analysis: want.analysis }), ...(reading.values.length === 0 ? {} : { values: reading.values }) };
}

export function writeConstraints(constraints: Constraints): string {
  const { budget_usd, deadline, allowed_tools, output_format } = constraints;
  return `## Constraints\n${JSON.stringify({ budget_usd, deadline, allowed_tools, output_format })}`;
}
