import type { AskOptions } from '../ask.ts';
import { type Generation, GenerationFormat } from '../formats/model-steps.ts';
import type { Model } from '../model.ts';
import type { Cell } from '../narration/cells.ts';
import { checkSentences } from '../narration/check-sentences.ts';
import { generationPrompt } from '../prompts/model-steps.ts';
import type { Checked } from '../repair-loop.ts';
import { type Asking, askChecked } from './asking.ts';
import type { Passage } from './passages.ts';

export interface TextChecks {
  max_words: number;
  must_mention: readonly string[];
  must_say: readonly string[];
  must_not_say: readonly string[];
}

export interface GenerateInput {
  instruction: string;
  goal: string;
  cells: readonly Cell[];
  passages: readonly Passage[];
  checks: TextChecks;
}

/** A text whose every sentence may be shown, and which of the declared checks hold of it. */
export interface GeneratedText {
  paragraphs: string[];
  checks: { name: string; held: boolean; detail: string }[];
  /** Sentences that were left out because a number, markup or a link in them stands nowhere. */
  left_out: number;
}

/** Writes a text, checks it, and has it written again with the reasons at most twice. Null where no sentence of it may be shown. */
export async function generateText(model: Model, input: GenerateInput, asking: Asking, options: AskOptions): Promise<GeneratedText | null> {
  const repaired = await askChecked(
    model,
    asking,
    { name: 'generation', schema: GenerationFormat, max_output_tokens: 6_000 },
    (issues) => generationPrompt({ ...input, checks: describeChecks(input.checks), issues }),
    (answer) => checkText(answer, input),
    options,
  );
  return repaired.value;
}

/** Numbers that may stand in the text as they are: those of the goal, the instruction and the given texts. */
export function ownWords({ goal, instruction, passages }: Pick<GenerateInput, 'goal' | 'instruction' | 'passages'>): string {
  return [goal, instruction, ...passages.map((passage) => passage.text)].join('\n');
}

/** The text with marks replaced by tokens and sentences that may not be shown left out; not ok where anything is left out or a check fails. */
export function checkText(answer: Generation, input: GenerateInput): Checked<GeneratedText> {
  const own = ownWords(input);
  const issues: string[] = [];
  let leftOut = 0;
  const paragraphs = answer.paragraphs.flatMap(({ sentences }, paragraph) => {
    const shown = sentences.flatMap((text, at) => {
      const checked = checkSentences({ sentences: [{ text, cells: [] }] }, input.cells, own);
      if (checked.ok) return checked.sentences;
      leftOut += 1;
      issues.push(...checked.issues.map((issue) => issue.replace('sentence 1', `paragraph ${paragraph + 1}, sentence ${at + 1}`)));
      return [];
    });
    return shown.length === 0 ? [] : [shown.join(' ')];
  });
  const checks = declaredChecks(paragraphs, input);
  issues.push(...checks.filter((check) => !check.held).map((check) => check.detail));
  if (issues.length === 0) return { ok: true, value: { paragraphs, checks, left_out: 0 } };
  return { ok: false, issues: issues.slice(0, 40), ...(paragraphs.length === 0 ? {} : { usable: { paragraphs, checks, left_out: leftOut } }) };
}

function declaredChecks(paragraphs: readonly string[], { checks, cells }: GenerateInput): GeneratedText['checks'] {
  const text = paragraphs.join('\n');
  const lower = plain(text);
  // a reference is shown as one word or two; it counts as one
  const words = text.replace(/\{\{[^{}]*\}\}/g, 'x').split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  const found: GeneratedText['checks'] = [{ name: 'max_words', held: words <= checks.max_words, detail: `it has ${words} words, at most ${checks.max_words} are allowed` }];
  for (const name of checks.must_mention) {
    const meant = cells.filter((cell) => cell.name === name);
    const held = meant.some((cell) => text.includes(cell.token));
    found.push({ name: 'must_mention', held, detail: held ? `it refers to ${name}` : `it does not refer to "${name}"${meant.length === 0 ? ', which no part has' : `: use ${meant.slice(0, 3).map((cell) => cell.mark).join(' or ')}`}` });
  }
  for (const phrase of checks.must_say) {
    const held = lower.includes(plain(phrase));
    found.push({ name: 'must_say', held, detail: `it ${held ? 'says' : 'does not say'} "${phrase}"` });
  }
  for (const phrase of checks.must_not_say) {
    const held = !lower.includes(plain(phrase));
    found.push({ name: 'must_not_say', held, detail: `it ${held ? 'does not say' : 'says'} "${phrase}"${held ? '' : ', which is forbidden'}` });
  }
  return found;
}

function describeChecks(checks: TextChecks): string[] {
  return [
    `at most ${checks.max_words} words`,
    ...checks.must_mention.map((name) => `a reference to a cell of "${name}"`),
    ...checks.must_say.map((phrase) => `the words "${phrase}"`),
    ...checks.must_not_say.map((phrase) => `never the words "${phrase}"`),
  ];
}

/** Without what would hide a phrase: case, width of letters, invisible characters, white space. */
function plain(text: string): string {
  return text.normalize('NFKC').replace(/\p{Cf}/gu, '').replace(/\s+/g, ' ').toLowerCase();
}
