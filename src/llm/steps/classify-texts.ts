import type { AskOptions } from '../ask.ts';
import { type Classification, ClassificationFormat } from '../formats/model-steps.ts';
import type { Model } from '../model.ts';
import { classificationPrompt } from '../prompts/model-steps.ts';
import type { Checked } from '../repair-loop.ts';
import { type Asking, askChecked } from './asking.ts';

const BATCH_ITEMS = 40;
const BATCH_TEXT = 16_000;
/** Longer texts are decided by their beginning. */
const LONGEST = 2_000;

/** A label of the closed set for each distinct text; null where the model gave none of the set in three answers. */
export async function classifyTexts(
  model: Model,
  input: { texts: readonly string[]; labels: readonly string[]; instruction: string },
  asking: Asking,
  options: AskOptions,
): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>();
  for (const texts of batched([...new Set(input.texts)])) {
    const items = texts.map((text, at) => ({ mark: `i${at + 1}`, text: text.slice(0, LONGEST) }));
    const repaired = await askChecked(
      model,
      asking,
      { name: 'classification', schema: ClassificationFormat, max_output_tokens: 8_000 },
      (issues) => classificationPrompt({ labels: input.labels, instruction: input.instruction, items, issues }),
      (answer) => checkLabels(answer, items.map((item) => item.mark), input.labels),
      options,
    );
    for (const [at, text] of texts.entries()) found.set(text, repaired.value?.get(`i${at + 1}`) ?? null);
  }
  return found;
}

/** Labels by item, if every item that was asked has exactly one of the set. */
export function checkLabels(answer: Classification, marks: readonly string[], labels: readonly string[]): Checked<Map<string, string>> {
  const asked = new Set(marks);
  const allowed = new Set(labels);
  const issues: string[] = [];
  const given = new Map<string, string>();
  const refused = new Set<string>();
  for (const { item, label } of answer.items) {
    if (!asked.has(item)) issues.push(`there is no item "${item.slice(0, 20)}"`);
    else if (!allowed.has(label)) {
      issues.push(`item ${item}: "${label.slice(0, 60)}" is not a label; take one of ${labels.map((one) => JSON.stringify(one)).join(', ').slice(0, 200)}`);
      refused.add(item);
    } else if (given.has(item) && given.get(item) !== label) {
      issues.push(`item ${item}: it has two labels; give one`);
      refused.add(item);
    } else given.set(item, label);
  }
  for (const mark of marks) if (!given.has(mark) && !refused.has(mark)) issues.push(`item ${mark}: it has no label`);
  for (const mark of refused) given.delete(mark);
  return issues.length === 0 ? { ok: true, value: given } : { ok: false, issues, usable: given };
}

function batched(texts: readonly string[]): string[][] {
  const batches: string[][] = [];
  let size = 0;
  for (const text of texts) {
    const length = Math.min(text.length, LONGEST);
    const last = batches.at(-1);
    if (last === undefined || last.length === BATCH_ITEMS || size + length > BATCH_TEXT) {
      batches.push([text]);
      size = length;
    } else {
      last.push(text);
      size += length;
    }
  }
  return batches;
}
