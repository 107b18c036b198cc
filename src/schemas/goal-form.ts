import { z } from 'zod';
import { IdSchema, JsonSchema } from './json.ts';
import { VarySchema } from './goal.ts';
import { CardinalitySchema } from './operation.ts';

/**
 * A facet value as people and models write it: a name, a number, a list, or a term as text — `sum(revenue)`, `desc(growth(population, percent))`,
 * `mag >= 4.5`. Names that are not plain words stand in double quotes.
 */
export const WrittenFacetSchema = z.union([z.string().max(1000), z.number(), z.boolean(), z.array(z.union([z.string().max(1000), z.number(), z.boolean()])).max(100)]).describe('a text, a number, true or false, or a list of those');
export type WrittenFacet = z.infer<typeof WrittenFacetSchema>;

const TestSchema = z.strictObject({
  /** Id of a want of this form. */
  want: IdSchema,
  /** Name of the number, check or field inside it; null: its only or first one. */
  value: z.string().max(200).nullable(),
  op: z.enum(['=', '!=', '<', '<=', '>', '>=']),
  than: z.union([z.number(), z.string().max(500), z.boolean()]),
});

export const FormWantSchema = z.strictObject({
  id: IdSchema,
  /** A kind of the registry; for an effect the kind of its output. */
  kind: z.string().min(1).max(64),
  title: z.string().max(200).optional(),
  /** The person's own words behind it. */
  quotes: z.array(z.string().max(300)).max(10).describe('a list of texts').optional(),
  effect: z.string().max(64).nullable().optional(),
  cardinality: CardinalitySchema.optional(),
  /** Names or ids of the data it is made of; without it any. */
  data: z.array(z.string().max(200)).max(50).describe('a list of names').optional(),
  facets: z.record(z.string().max(64), WrittenFacetSchema).optional(),
  /** Parameters of the operations that serve this want, by name or by `tool.operation.name`. */
  parameters: z.record(z.string().max(200), JsonSchema).optional(),
  /** Of a report, a review or saved files: ids of the wants of this form that it takes in; without it all that it accepts. */
  parts: z.array(IdSchema).min(1).max(40).describe('a list of ids of wants').optional(),
  condition: TestSchema.extend({ otherwise: z.boolean().optional() }).optional(),
  until: TestSchema.omit({ want: true }).extend({ limit: z.number().int().positive().max(1000), wait_ms: z.number().int().nonnegative().optional(), carry: z.boolean().optional(), vary: VarySchema.optional() }).optional(),
  /** What is wanted of data that nobody has seen yet, in words; `data_kind` is what is there first. */
  after: z.strictObject({ kind: z.string().max(64), facets: z.record(z.string().max(64), WrittenFacetSchema).optional(), words: z.string().max(1000) }).optional(),
});
export type FormWant = z.infer<typeof FormWantSchema>;

/** A typed goal as a person fills it in or a model answers it: wants, values that the goal states, and nothing that code can find out itself. */
export const GoalFormSchema = z.strictObject({
  wants: z.array(FormWantSchema).min(1).max(40).describe('a list of wants'),
  /** Values that the goal itself states and that an operation takes as an input. */
  values: z.array(z.strictObject({
    name: IdSchema,
    value: JsonSchema,
    quote: z.string().max(300).optional(),
    /** What the value is of, where its name alone does not tell: `entity`, `service`, `use`. */
    facets: z.record(z.string().max(64), WrittenFacetSchema).optional(),
  })).max(20).describe('a list of values').optional(),
});
export type GoalForm = z.infer<typeof GoalFormSchema>;
