import type { Reading } from '../schemas/goal.ts';
import { GOAL_LIMIT } from './constraints.ts';
import { readDocumentGoal } from './lexical-documents.ts';
import { isFunctionWord } from './lexical-function-words.ts';
import { formGoal } from './front-end-form.ts';
import { readTableGoal } from './lexical-goal.ts';
import { readServiceGoal } from './lexical-services.ts';
import { readWords } from './lexical-read.ts';
import { goalTerms, indexTerms } from './lexical-terms.ts';
import { nearestNames } from './nearest.ts';
import { readWants } from './read-want.ts';
import { serviceNouns } from './service-nouns.ts';
import { dataSources } from './typed-goal-data.ts';
import { type ReadContext, typeGoal } from './typed-goal.ts';
import type { Wish } from './typed-goal-wish.ts';

/**
 * The lexical front end: words matched against the packs' terms and the columns of the data. Returns a typed goal, at most three
 * questions, or why nothing could be read. Never throws for any text; a goal over 20,000 characters is refused.
 */
export function readGoal(goal: string, context: ReadContext): Reading {
  const refusal = refuse(goal);
  if (refusal !== null) return { result: 'unreadable', message: refusal, nearest: [] };
  const wanted = readWants(context.wants ?? []);
  if (!wanted.ok) return { result: 'unreadable', message: wanted.message, nearest: [] };
  if (wanted.form !== null) return formGoal(goal, wanted.form, context);
  const direct = readTableGoal(goal, context) ?? readDocumentGoal(goal, context);
  if (direct !== null && direct.result !== 'unreadable') return direct;
  const service = readServiceGoal(goal, context);
  if (service !== null && service.result !== 'unreadable') return service;
  if (direct !== null) return direct;
  const topic = readTopicGoal(goal, context);
  // What a service has of this name is nearer than shipped data that no word is about.
  const elsewhere = topic.result === 'typed' || (topic.result === 'questions' && !topic.questions.some((one) => ['data', 'kind'].includes(one.question_id)));
  return service === null || elsewhere ? offerServices(topic, context) : service;
}

/** "Which data?" also offers what imported services list. */
function offerServices(reading: Reading, { registry }: ReadContext): Reading {
  if (reading.result !== 'questions') return reading;
  const nouns = serviceNouns(registry).slice(0, 12);
  return { ...reading, questions: reading.questions.map((one) => (one.question_id !== 'data' || nouns.length === 0 ? one : { ...one, options: [...one.options, ...nouns.map(({ service, entity }) => ({ value: `${service}.${entity}`, label: `${entity} records of service ${service}` }))] })) };
}

/** Goals about data by its topic: what is shipped, and what packs of one's own name. */
function readTopicGoal(goal: string, context: ReadContext): Reading {
  const terms = indexTerms(goalTerms(context.registry));
  const sources = dataSources(context.registry, context.profiles, terms);
  const own = sources.some((source) => source.attached);
  const columns = sources.filter((source) => source.attached === own).flatMap((source) => source.columns.filter((column) => own || column.role !== 'text'));
  const taken = context.constraints.spans.map((one) => one.span);
  let wish = readWords(goal, terms, [...new Set(columns.map((column) => column.name))], taken, { titles: columns.flatMap((column) => (column.title === column.name ? [] : [column.title])), values: columns.flatMap((column) => column.values) });
  if ((context.wants ?? []).length > 0) wish = { ...wish, kinds: (context.wants ?? []).map((kind) => ({ kind, mark: null, spans: [] })) };
  const unknown = wish.kinds.find((one) => !context.registry.kinds.some((kind) => kind.name === one.kind));
  if (unknown !== undefined) {
    const near = nearestNames(unknown.kind, context.registry.kinds.map((kind) => kind.name));
    return { result: 'unreadable', message: `Cannot plan for a "${unknown.kind}": there is no such kind of result. ${near.length === 0 ? `There are ${kindsOf(context)}` : `Did you mean ${near.join(' or ')}`}.`, nearest: near };
  }
  if (!saysSomething(wish)) return nothingRead(wish, context);
  const reading = typeGoal(wish, context);
  const served = context.registry.operations.some((operation) => operation.output.kind === 'record' && typeof operation.output.facets['service'] === 'string');
  const unread = reading.result === 'typed' && (own || served) ? reading.typed_goal.unread.filter((span) => !isFunctionWord(span.text.toLowerCase())) : [];
  if (unread.length === 0) return reading;
  // Words about attached data that change nothing would be dropped silently.
  return { result: 'unreadable', message: `Cannot serve goal: ${unread.slice(0, 8).map((span) => `"${span.text}"`).join(', ')} ${unread.length === 1 ? 'names' : 'name'} nothing that the data or the tools have. Say it in other words, or leave ${unread.length === 1 ? 'it' : 'them'} out.`, nearest: [] };
}

function refuse(goal: string): string | null {
  if (goal.trim() === '') return 'Cannot read goal: it is empty. Say what is wanted and of which data, for example: Map the earthquakes above magnitude 4.5.';
  if (goal.length > GOAL_LIMIT) return `Cannot read goal: it has ${goal.length} characters, more than ${GOAL_LIMIT}. Shorten it and attach data as files.`;
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const odd = goal.match(/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/gu)?.length ?? 0;
  if (odd > 0) return `Cannot read goal: it has ${odd} characters that are not text, as a binary file has. Give the goal as plain text and attach files with --attach.`;
  return null;
}

function saysSomething(wish: Wish): boolean {
  const analytic = wish.growth !== null || wish.rank !== null || wish.anomaly !== null || wish.summary !== null || wish.aggregation !== null || wish.filters.length > 0 || wish.region !== null || wish.values.length > 0;
  return wish.kinds.length > 0 || wish.subjects.length > 0 || wish.mentions.length > 0 || analytic;
}

function nothingRead(wish: Wish, context: ReadContext): Reading {
  const words = wish.unread.map((span) => span.text.toLowerCase());
  const known = [...new Set(context.registry.terms.filter((term) => term.means.part === 'kind' || term.means.part === 'facet').flatMap((term) => term.words))];
  const near = [...new Set(words.slice(0, 20).flatMap((word) => (word.length < 4 ? [] : nearestNames(word, known.filter((one) => Math.abs(one.length - word.length) <= 2), 1))))].slice(0, 3);
  const foreign = words.length >= 3 ? ' Without a language model only English goals can be read.' : '';
  const hint = near.length === 0 ? `${whatIsMissing(context)} Name a kind of result (${kindsOf(context)})` : `Did you mean ${near.map((one) => `"${one}"`).join(' or ')}`;
  return { result: 'unreadable', message: `Cannot read goal: none of its words name a result or data that the packs know.${foreign} ${hint}.`, nearest: near };
}

/** Every plan begins with data: what is attached and how it may be named, or the input that nothing supplies. */
function whatIsMissing(context: ReadContext): string {
  const [attached] = context.profiles.filter((profile) => profile.source.dataset === null && profile.unreadable === null);
  if (attached !== undefined) return `"${attached.source.name}" is attached; speak of its columns: ${attached.columns.slice(0, 8).map((column) => column.name).join(', ')}.`;
  const loader = context.registry.operations.find((operation) => operation.effect === 'none' && operation.inputs.some((port) => port.kinds.includes('source') && port.variadic !== true));
  const input = loader === undefined ? 'data' : `the input "${loader.inputs.find((port) => port.kinds.includes('source'))?.name ?? 'source'}" of ${loader.tool}.${loader.operation}`;
  return `Nothing supplies ${input}: attach a file with --attach, or name data of a pack, for example ${context.registry.datasets.slice(0, 3).map((dataset) => dataset.title).join('; ')}.`;
}

function kindsOf(context: ReadContext): string {
  const produced = new Set(context.registry.operations.filter((operation) => operation.stage !== 'import').map((operation) => operation.output.kind));
  return context.registry.kinds.map((kind) => kind.name).filter((kind) => produced.has(kind) && kind !== 'file').join(', ');
}
