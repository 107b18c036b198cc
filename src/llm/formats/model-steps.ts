import { z } from 'zod';

/** Rows read out of passages. Every value comes with the exact words of the passage that say it; what gives no row beside others that do is left out with a reason. */
export const ExtractionFormat = z
  .strictObject({
    rows: z
      .array(
        z.strictObject({
          passage: z.string().max(10),
          values: z.array(z.strictObject({ field: z.string().max(100), value: z.string().max(2_000), quote: z.string().max(2_000) })).max(20),
        }),
      )
      .max(500),
    left_out: z.array(z.strictObject({ passage: z.string().max(10), words: z.string().max(400), reason: z.string().max(400) })).max(300).default([]),
  })
  .meta({ title: 'extraction' });
export type Extraction = z.infer<typeof ExtractionFormat>;

/** One label for each item that was listed. */
export const ClassificationFormat = z
  .strictObject({ items: z.array(z.strictObject({ item: z.string().max(10), label: z.string().max(200) })).max(200) })
  .meta({ title: 'classification' });
export type Classification = z.infer<typeof ClassificationFormat>;

/** Sentences in paragraphs, whose numbers are marks such as `{{c3}}`. */
export const GenerationFormat = z
  .strictObject({ paragraphs: z.array(z.strictObject({ sentences: z.array(z.string().min(1).max(800)).min(1).max(30) })).min(1).max(30) })
  .meta({ title: 'generation' });
export type Generation = z.infer<typeof GenerationFormat>;
