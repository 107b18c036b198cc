import type { AskOptions } from '../ask.ts';
import { ExtractionFormat } from '../formats/model-steps.ts';
import type { Model } from '../model.ts';
import { extractionPrompt } from '../prompts/model-steps.ts';
import { type Asking, askChecked } from './asking.ts';
import { checkExtraction, type Field, type FoundRow } from './check-extraction.ts';
import type { Passage } from './passages.ts';

export interface Extracted {
  rows: FoundRow[];
  /** Values and rows that the last answers gave and that no words of the text stand behind. */
  dropped: number;
  /** Requests, repairs not counted. */
  batches: number;
}

/** Most text in one request, characters. */
const BATCH = 16_000;

/**
 * Reads fields out of passages: each batch is asked, checked against the text, and asked again with what is not there. What is still not there
 * then is dropped and counted. With `one`, rows of the same part become one row, first values first.
 */
export async function extractFields(
  model: Model,
  input: { passages: readonly Passage[]; fields: readonly Field[]; rows: 'each' | 'one' },
  asking: Asking,
  options: AskOptions,
): Promise<Extracted> {
  const rows: FoundRow[] = [];
  let dropped = 0;
  const batches = batched(input.passages);
  for (const passages of batches) {
    const repaired = await askChecked(
      model,
      asking,
      { name: 'extraction', schema: ExtractionFormat, max_output_tokens: 12_000 },
      (issues) => extractionPrompt({ fields: input.fields, rows: input.rows, passages, issues }),
      (answer) => checkExtraction(answer, passages, input.fields),
      options,
    );
    rows.push(...(repaired.value ?? []));
    dropped += repaired.unmet.length;
  }
  return { rows: input.rows === 'one' ? merged(rows) : rows, dropped, batches: batches.length };
}

function batched(passages: readonly Passage[]): Passage[][] {
  const batches: Passage[][] = [];
  let size = BATCH;
  for (const passage of passages) {
    size += passage.text.length;
    if (size > BATCH) {
      batches.push([]);
      size = passage.text.length;
    }
    batches.at(-1)?.push(passage);
  }
  return batches;
}

function merged(rows: readonly FoundRow[]): FoundRow[] {
  const byPart = new Map<string, FoundRow>();
  for (const row of rows) {
    const key = `${row.part} ${row.title}`;
    const known = byPart.get(key);
    byPart.set(key, known === undefined ? row : { ...known, values: { ...row.values, ...known.values } });
  }
  return [...byPart.values()];
}
