import { z } from 'zod';
import { findSpans } from '../../plan/find-spans.ts';
import type { ModelReading } from '../../plan/model-reading.ts';
import type { FormWant } from '../../schemas/goal-form.ts';
import type { Clarification, Interpretation, Vary } from '../../schemas/goal.ts';
import { IdSchema } from '../../schemas/json.ts';
import { readValue, toRecord, ValueJsonSchema } from './named-values.ts';

const QuoteSchema = z.string().max(300).describe("the person's own words, copied exactly from the goal; empty if the goal has none");

const FacetText = z.string().max(1000).describe('a name, number or term as text, e.g. revenue, sum(revenue), desc(growth(population, percent)), mag >= 4.5; sets as [a, b]');

const TestFormat = { value: z.string().max(200).nullable().describe('name of the number, check or field; null: the only one'), op: z.enum(['=', '!=', '<', '<=', '>', '>=']), than_json: ValueJsonSchema };

const VaryFormat = z.strictObject({ name: IdSchema, from_json: ValueJsonSchema, by: z.number(), how: z.enum(['plus', 'times']), unit: z.enum(['day', 'week', 'month', 'year']).nullable().describe('of a day that steps; otherwise null') });

/** What the simple fields of a want cannot say, in facets of the catalogue. */
export const TypedWantFormat = z.strictObject({
  data: z.array(z.string().max(200)).max(20).describe('ids of given data or datasets that it is made of; empty: any'),
  cardinality: z.enum(['one', 'list']).describe('list: one result for each element of a list'),
  facets: z.array(z.strictObject({ name: z.string().max(64), value: FacetText })).max(20),
  parameters: z.array(z.strictObject({ name: z.string().max(200), value_json: ValueJsonSchema })).max(20).describe('parameters of operations that serve this want, by name or tool.operation.name'),
  parts: z.array(IdSchema).max(40).describe('of a report, a review or a saved file: ids of the wants that it takes in; empty: all that it accepts'),
  condition: z.strictObject({ want: IdSchema, ...TestFormat, otherwise: z.boolean() }).nullable().describe('only wanted if this test of another want holds (otherwise: does not hold)'),
  until: z.strictObject({ ...TestFormat, limit: z.number().int().min(1).max(1000), wait_ms: z.number().int().min(0), carry: z.boolean().describe('each round starts from what the one before gave'), vary: VaryFormat.nullable().describe('the value that steps from round to round, varied(name) in facets; null: every round is the same') }).nullable().describe('made again until this test of its own value holds'),
  after: z.strictObject({ kind: z.string().max(64), facets: z.array(z.strictObject({ name: z.string().max(64), value: FacetText })).max(20), words: z.string().max(1000) }).nullable().describe('what is wanted of data that nobody has seen yet: the data, and the goal about it in words'),
});

/** One thing that is wanted, in closed choices of the catalogue; null or an empty list where the goal says nothing. */
export const WantFormat = z.strictObject({
  id: IdSchema,
  kind: z.string().max(64).describe('an artifact kind of the catalogue'),
  title: z.string().max(200),
  quotes: z.array(QuoteSchema).max(10),
  effect: z.string().max(64).nullable().describe('a named effect of the catalogue, only where the person asks for it'),
  data: z.string().max(200).nullable().describe('id of given data or of a dataset'),
  analysis: z.enum(['none', 'growth', 'rank', 'anomaly', 'summary', 'group', 'grid_summary']),
  measure: z.string().max(200).nullable().describe('a column name or meaning'),
  mode: z.enum(['percent', 'absolute', 'per_year']).nullable().describe('for growth, only where the goal says which'),
  aggregation: z.enum(['sum', 'mean', 'min', 'max', 'count']).nullable(),
  keys: z.array(z.string().max(200)).max(10).describe('dimension columns: per what'),
  filters: z
    .array(z.strictObject({ column: z.string().max(200), op: z.enum(['=', '!=', '<', '<=', '>', '>=', 'in']), value_json: ValueJsonSchema, quote: QuoteSchema }))
    .max(10),
  order: z.enum(['asc', 'desc']).nullable(),
  limit: z.number().int().min(0).max(1_000_000).nullable(),
  period: z.string().max(50).nullable().describe('a year, month or range such as 2020, 2020-07 or 1990/1999'),
  facets: z.array(z.strictObject({ name: z.string().max(64), value_json: ValueJsonSchema })).max(20).describe('other facets of the catalogue'),
  typed: TypedWantFormat.nullable().describe('null where the fields above say it all; otherwise it replaces data, analysis, measure, mode, aggregation, keys, filters, order, limit, period and facets'),
});

const QuestionFormat = z.strictObject({
  question_id: IdSchema,
  title: z.string().min(1).max(300),
  why: z.string().max(500),
  type: z.enum(['choice', 'text', 'number', 'period', 'file', 'confirm']),
  options: z.array(z.strictObject({ value_json: ValueJsonSchema, label: z.string().max(200) })).max(20),
  default_json: ValueJsonSchema.nullable(),
  quote: QuoteSchema,
});

/** The seed's interpretation and, beside it, the typed reading that the compiler needs. */
export const InterpretationFormat = z
  .strictObject({
    intent: z.string().max(1000),
    stages: z
      .array(z.strictObject({ name: z.string().max(100), description: z.string().max(500), inputs: z.array(z.string().max(200)).max(20), outputs: z.array(z.string().max(200)).max(20) }))
      .max(20),
    dependencies: z.array(z.strictObject({ stage: z.string().max(100), needs: z.array(z.string().max(100)).max(20) })).max(20),
    clarifications_needed: z.array(z.string().max(500)).max(10),
    wants: z.array(WantFormat).max(20),
    questions: z.array(QuestionFormat).max(3),
    values: z.array(z.strictObject({ name: IdSchema, value_json: ValueJsonSchema, quote: QuoteSchema, facets: z.array(z.strictObject({ name: z.string().max(64), value: FacetText })).max(5) })).max(10).describe('values of the goal that an operation takes at an input of kind value'),
    not_possible: z.string().max(500).nullable().describe('why nothing in the catalogue can serve the goal; otherwise null'),
  })
  .meta({ title: 'interpretation' });
export type InterpretationAnswer = z.infer<typeof InterpretationFormat>;

/** The seed's JSON out of the model's answer. */
export function toInterpretation(answer: InterpretationAnswer): Interpretation {
  return {
    intent: answer.intent,
    stages: answer.stages,
    dependencies: toRecord(answer.dependencies.map(({ stage, needs }) => [stage, needs] as const)),
    clarifications_needed: answer.clarifications_needed,
  };
}

/** The model's questions as clarifications; spans are found in the goal, never believed. */
export function toClarifications(answer: InterpretationAnswer, goal: string): Clarification[] {
  return answer.questions.map((question) => ({
    question_id: question.question_id,
    title: question.title,
    why: question.why,
    type: question.type,
    options: question.options.map(({ value_json, label }) => ({ value: readValue(value_json), label })),
    allow_other: question.type !== 'choice' || question.options.length === 0,
    default: question.default_json === null ? null : readValue(question.default_json),
    spans: findSpans([question.quote], goal),
  }));
}

/** Everything that the model read; the compiler looks up its names and reads its values. */
export function toModelReading(answer: InterpretationAnswer, goal: string): ModelReading {
  return {
    interpretation: toInterpretation(answer),
    wants: answer.wants.map((want) => ({ ...want, typed: toTyped(want) })),
    values: answer.values.map(({ name, value_json, quote, facets }) => ({ name, value: readValue(value_json), quote, facets: toRecord(facets.map((facet) => [facet.name, facet.value] as const)) })),
    questions: toClarifications(answer, goal),
    not_possible: answer.not_possible,
  };
}

type WantAnswer = z.infer<typeof WantFormat>;

function toTyped(want: WantAnswer): FormWant | null {
  const { typed } = want;
  if (typed === null) return null;
  const test = ({ value, op, than_json }: { value: string | null; op: '=' | '!=' | '<' | '<=' | '>' | '>='; than_json: string }): { value: string | null; op: typeof op; than: string | number | boolean } => {
    const than = readValue(than_json);
    return { value, op, than: typeof than === 'object' ? JSON.stringify(than) : than };
  };
  return {
    id: want.id,
    kind: want.kind,
    effect: want.effect,
    quotes: want.quotes,
    ...(want.title.trim() === '' ? {} : { title: want.title }),
    ...(typed.data.length === 0 ? {} : { data: typed.data }),
    ...(typed.parts.length === 0 ? {} : { parts: typed.parts }),
    ...(typed.cardinality === 'list' ? { cardinality: 'list' as const } : {}),
    facets: toRecord(typed.facets.map(({ name, value }) => [name, value] as const)),
    parameters: toRecord(typed.parameters.map(({ name, value_json }) => [name, readValue(value_json)] as const)),
    ...(typed.condition === null ? {} : { condition: { want: typed.condition.want, ...test(typed.condition), otherwise: typed.condition.otherwise } }),
    ...(typed.until === null ? {} : { until: { ...test(typed.until), limit: typed.until.limit, wait_ms: typed.until.wait_ms, ...(typed.until.carry && { carry: true }), ...(typed.until.vary === null ? {} : { vary: varyOf(typed.until.vary) }) } }),
    ...(typed.after === null ? {} : { after: { kind: typed.after.kind, words: typed.after.words, facets: toRecord(typed.after.facets.map(({ name, value }) => [name, value] as const)) } }),
  };
}

function varyOf({ name, from_json, by, how, unit }: z.infer<typeof VaryFormat>): Vary {
  const from = readValue(from_json);
  return { name, from: typeof from === 'number' || typeof from === 'string' ? from : JSON.stringify(from), by, ...(how === 'times' && { how }), ...(unit !== null && { unit }) };
}
