import { digestOf } from '../plan/digest.ts';
import type { Clarification } from '../schemas/goal.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Json } from '../schemas/json.ts';
import type { Artifact, Outcome } from '../schemas/outcome.ts';
import type { Operation } from '../schemas/operation.ts';
import { answerOf } from '../tools/person/answer-of.ts';
import { readRows } from '../tools/table/read-rows.ts';
import { type ApprovedStep, type StepPlace, approvedStep } from './approved-step.ts';
import { outcomeKey } from './binding.ts';
import { checkOutput } from './contract.ts';
import { type Materialised, materialise, values } from './materialise.ts';
import type { ExecutionPorts } from './ports.ts';

/** Options that a person is shown at once, and characters of what they look at. */
const MOST_OPTIONS = 50;
const LONGEST_LABEL = 200;
const LONGEST_SUBJECT = 2_000;
const ROWS_SHOWN = 10;

/** A question that a step asks, and what its answers stand for. */
export interface Interaction {
  question: Clarification;
  /** What is chosen with each option, in their order. */
  options: Json[];
}

/** Id of the question that a step asks in an iteration. */
function interactionQuestion({ task_id, iteration }: { task_id: string; iteration: number }): string {
  return `person.${task_id}`.slice(0, 56) + (iteration === 0 ? '' : `.${iteration}`);
}

/** What a sealed step asks of a person, made of its data, and stored: the answer is checked against this and nothing else. */
export async function askPerson(place: StepPlace & { iteration: number }, ports: ExecutionPorts): Promise<Interaction> {
  const { approved, bound } = await personStep(place, ports);
  const { operation, step } = approved;
  const parameters = values(bound.parameters);
  const subject = Object.values(bound.inputs).flat();
  const options = operation.output.kind === 'choice' ? (await Promise.all(subject.map((one) => optionsOf(one, ports)))).flat().slice(0, MOST_OPTIONS) : [];
  if (operation.output.kind === 'choice' && options.length === 0) throw new PlanwrightError('Tool.Permanent', `Cannot ask for a choice in task "${place.task_id}": there is nothing to choose from.`);
  const labels = options.map(labelOf);
  const title = typeof parameters['title'] === 'string' ? parameters['title'] : step.action;
  const text = (name: string): string => (typeof parameters[name] === 'string' ? parameters[name] : '');
  const entered = operation.operation === 'enter' ? `${title}: ${text('name')}${text('unit') === '' ? '' : ` (${text('unit')})`}` : title;
  const question: Clarification = {
    question_id: interactionQuestion(place),
    title: entered.slice(0, 500),
    why: operation.output.kind === 'verdict' ? (await Promise.all(subject.map((one) => shownSubject(one, ports)))).join('\n\n').slice(0, LONGEST_SUBJECT) : '',
    type: typeOf(operation, parameters),
    // The same words twice would not say which of them is meant.
    options: labels.map((label, at) => ({ value: at + 1, label: labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${label} (${at + 1})` })),
    allow_other: operation.output.kind !== 'choice',
    default: null,
    ...(typeof parameters['minimum'] === 'number' ? { minimum: parameters['minimum'] } : {}),
    ...(typeof parameters['maximum'] === 'number' ? { maximum: parameters['maximum'] } : {}),
    spans: [],
  };
  const interaction = { question, options };
  await ports.runStore.put(place.workflow_id, 'interaction', outcomeKey(place.task_id, place.step_id, place.iteration), interaction);
  return interaction;
}

/**
 * The outcome of a step that a person answered, stored. `recorded` is the answer as the record has it: one that no person gave is refused
 * (`Tool.Denied`), one that does not fit the question is asked for again (`Tool.MissingInput`).
 */
export async function acceptAnswer(place: StepPlace & { iteration: number }, answer: Json, recorded: Json | null, ports: ExecutionPorts): Promise<Outcome> {
  const { approved, bound } = await personStep(place, ports);
  const { operation, step } = approved;
  const key = outcomeKey(place.task_id, place.step_id, place.iteration);
  const interaction = await ports.runStore.get<Interaction>(place.workflow_id, 'interaction', key);
  if (interaction === null || recorded === null || digestOf(recorded) !== digestOf(answer)) {
    throw new PlanwrightError('Tool.Denied', `Cannot take an answer for step "${place.task_id}/${place.step_id}": no answer in the record gives it. Answer the question that the run asks.`);
  }
  const meant = operation.output.kind === 'choice' && typeof answer === 'number' ? { index: answer - 1 } : answer;
  const read = answerOf(operation, values(bound.parameters), interaction.options, meant);
  if (!read.ok) throw new PlanwrightError('Tool.MissingInput', `Cannot use the answer to "${interaction.question.title}": ${read.reason}. Answer again.`);
  const blob = await ports.blobs.put(new TextEncoder().encode(JSON.stringify(read.data)));
  const { kind, name } = operation.output;
  const labels: Artifact['labels'] = kind === 'choice' ? [...new Set(Object.values(bound.inputs).flat().flatMap((one) => one.labels))].toSorted() : ['trusted'];
  const made = checkOutput(operation, step.tool_intent, { kind, name: `${name}.json`, title: interaction.question.title, facets: {}, ...blob, media_type: 'application/json', labels, sources: [], data: read.data });
  const names = Object.keys(step.tool_intent.expected_outputs);
  const outcome: Outcome = {
    step_id: place.step_id,
    task_id: place.task_id,
    execution_status: 'success',
    outputs: Object.fromEntries((names.length === 0 ? [name] : names).map((one) => [one, made])),
    errors: [],
    performance_metrics: { duration_ms: 0, resources_used: { bytes_in: 0, bytes_out: made.bytes, calls: 0, input_tokens: 0, output_tokens: 0, usd: 0, cpu_ms: null, max_rss_bytes: null } },
    side_effects: [],
    requires_replan: false,
    intent_digest: approved.intent_digest,
  };
  await ports.runStore.put(place.workflow_id, 'outcome', key, outcome);
  return outcome;
}

async function personStep(place: StepPlace & { iteration: number }, ports: ExecutionPorts): Promise<{ approved: ApprovedStep; bound: Materialised }> {
  const approved = await approvedStep(place, ports);
  const { operation } = approved;
  if (operation.runs_on !== 'person') throw new PlanwrightError('Tool.Denied', `Cannot ask a person for step "${place.task_id}/${place.step_id}": "${operation.tool}.${operation.operation}" belongs to the ${operation.runs_on} role. Send it there.`);
  return { approved, bound: await materialise(approved, place, ports, new Set()) };
}

function typeOf(operation: Operation, parameters: { [name: string]: Json }): Clarification['type'] {
  if (operation.output.kind === 'verdict') return 'confirm';
  if (operation.output.kind === 'choice') return 'choice';
  // A number with its unit is read from the text, and converted.
  return parameters['type'] === 'boolean' ? 'confirm' : parameters['type'] === 'number' && parameters['unit'] === undefined ? 'number' : 'text';
}

async function optionsOf(artifact: Artifact, ports: ExecutionPorts): Promise<Json[]> {
  if (artifact.kind === 'table') return await readRows(await ports.blobs.path(artifact.sha256), { limit: MOST_OPTIONS });
  return artifact.data === undefined ? [{ name: artifact.name, title: artifact.title }] : [artifact.data];
}

function labelOf(option: Json): string {
  const text = option !== null && typeof option === 'object' ? Object.values(option).filter((value) => value !== null && typeof value !== 'object').join(' · ') : String(option);
  return text.slice(0, LONGEST_LABEL);
}

/** What a person looks at before they say whether it holds. */
async function shownSubject(artifact: Artifact, ports: ExecutionPorts): Promise<string> {
  const head = `**${artifact.title}** (${artifact.kind}${artifact.rows === undefined ? '' : `, ${artifact.rows} rows`})`;
  if (artifact.kind === 'table') {
    const rows = await readRows(await ports.blobs.path(artifact.sha256), { limit: ROWS_SHOWN });
    return [head, ...rows.map((row) => `- ${labelOf(row)}`)].join('\n');
  }
  return artifact.data === undefined ? head : `${head}\n${JSON.stringify(artifact.data).slice(0, 1_000)}`;
}
