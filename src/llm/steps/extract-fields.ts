import type { AskOptions } from '../ask.ts';
import { ExtractionFormat } from '../formats/model-steps.ts';
import type { Model } from '../model.ts';
import { extractionPrompt } from '../prompts/model-steps.ts';
import type { Extraction } from '../formats/model-steps.ts';
import type { Checked } from '../repair-loop.ts';
import { type Asking, askChecked } from './asking.ts';
import { checkCoverage, issueOf, type LeftOut, type Unread } from './check-coverage.ts';
import { checkExtraction, type Field, type FoundRow } from './check-extraction.ts';
import type { Passage } from './passages.ts';

export interface Extracted {
  rows: FoundRow[];
  /** Values and rows that the last answers gave and that no words of the text stand behind. */
  dropped: number;
  /** Stretches that gave no row, and why. */
  left_out: LeftOut[];
  /** Stretches of which nothing was read and nothing said, though others like them gave rows. */
  unread: Unread[];
  /** Requests, repairs not counted. */
  batches: number;
}

/** Most text in one request, characters. */
const BATCH = 16_000;
/** Passed-over stretches that are told at once. */
const MOST_UNREAD = 100;

/**
 * Reads fields out of passages: each batch is asked, checked against the text, and asked again with what is not there. What is still not there
 * then is dropped and counted. Stretches that were passed over are asked for in the same way; what is unread in the end is told. With `one`, rows of the same part
 * become one row, first values first.
 */
export async function extractFields(
  model: Model,
  input: { passages: readonly Passage[]; fields: readonly Field[]; rows: 'each' | 'one' },
  asking: Asking,
  options: AskOptions,
): Promise<Extracted> {
  const rows: FoundRow[] = [];
  const leftOut: LeftOut[] = [];
  const unread: Unread[] = [];
  let dropped = 0;
  const batches = batched(input.passages);
  for (const passages of batches) {
    const repaired = await askChecked(
      model,
      asking,
      { name: 'extraction', schema: ExtractionFormat, max_output_tokens: 12_000 },
      (issues) => extractionPrompt({ fields: input.fields, rows: input.rows, passages, issues }),
      (answer) => checkAnswer(answer, passages, input),
      options,
    );
    rows.push(...(repaired.value?.rows ?? []));
    leftOut.push(...(repaired.value?.left_out ?? []));
    unread.push(...(repaired.value?.unread ?? []));
    dropped += repaired.unmet.length - (repaired.value?.unread.length ?? 0);
  }
  return { rows: input.rows === 'one' ? merged(rows) : rows, dropped, left_out: leftOut, unread, batches: batches.length };
}

interface Answered {
  rows: FoundRow[];
  left_out: LeftOut[];
  unread: Unread[];
}

/** Whether what was read stands in the text, and whether all of the text was read. */
function checkAnswer(answer: Extraction, passages: readonly Passage[], input: { fields: readonly Field[]; rows: 'each' | 'one' }): Checked<Answered> {
  const read = checkExtraction(answer, passages, input.fields);
  const rows = read.ok ? read.value : (read.usable ?? []);
  const leftOut = answer.left_out;
  const unread = checkCoverage(rows, leftOut, passages, input.fields, input.rows === 'each').slice(0, MOST_UNREAD);
  const issues = [...(read.ok ? [] : read.issues), ...unread.map(issueOf)];
  const value = { rows, left_out: leftOut, unread };
  return issues.length === 0 ? { ok: true, value } : { ok: false, issues, usable: value };
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
