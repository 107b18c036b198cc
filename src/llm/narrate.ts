import { FAILURES, PlanwrightError } from '../schemas/failure.ts';
import type { Usage } from '../schemas/model.ts';
import { ask, type Asked, type AskOptions } from './ask.ts';
import { type Narration, NarrationFormat } from './formats/narration.ts';
import { ModelFailure } from './model-failure.ts';
import type { Model } from './model.ts';
import { type Cell, collectCells, type Part } from './narration/cells.ts';
import { checkSentences, numbersOf } from './narration/check-sentences.ts';
import { writeTemplate } from './narration/template.ts';
import { type NarrationPromptInput, narrationPrompt } from './prompts/narration.ts';
import { repairLoop } from './repair-loop.ts';
import { addUsage, NO_USAGE, usageOf } from './usage.ts';

export interface NarrateInput {
  parts: readonly Part[];
  /** The person's words; numbers in them may be repeated. Empty: none. */
  goal: string;
  title: string | null;
}

export interface Narrative {
  /** Markdown whose every number is a token of src/tools/narrate/token.ts or stands in the goal. */
  markdown: string;
  cells: Cell[];
  written_by: 'template' | 'model';
  /** Why a model's text was not used, if one was asked. */
  fallback: string | null;
  /** The goal's own numbers, which may stand in the text as they are. */
  own_numbers: string[];
}

const MOST_REPAIRS = 1;

/**
 * Describes tables and summaries in sentences. With a model its sentences are checked and repaired once; what still does not hold, or a
 * failure that trying again cannot mend, falls back to the template. `calls` are all requests that were made. Transient failures throw.
 */
export async function narrate(model: Model | null, input: NarrateInput, options: AskOptions): Promise<{ value: Narrative; calls: Asked<null>[]; usage: Usage }> {
  const cells = collectCells(input.parts);
  const calls: Asked<null>[] = [];
  let usage = NO_USAGE;
  const finish = (sentences: readonly string[], written_by: Narrative['written_by'], fallback: string | null): Narrative => ({
    markdown: write(sentences, input),
    cells: cells.filter((cell) => sentences.some((sentence) => sentence.includes(cell.token))),
    written_by,
    fallback,
    own_numbers: [...new Set(numbersOf(input.goal))],
  });
  const template = (fallback: string | null): Narrative => finish(writeTemplate(input.parts, cells, input.goal), 'template', fallback);
  if (model === null || cells.length === 0) return { value: template(null), calls, usage };

  try {
    const repaired = await repairLoop<Narration, string[]>({
      most: MOST_REPAIRS,
      generate: async ({ feedback }) => {
        const asked = await ask(model, 'narrator', { name: 'narration', schema: NarrationFormat, max_output_tokens: 4_000 }, narrationPrompt(promptInput(input, cells, feedback)), options);
        calls.push({ ...asked, value: null });
        usage = addUsage(usage, asked.call.usage);
        return asked.value;
      },
      check: (answer) => {
        const checked = checkSentences(answer, cells, input.goal);
        return checked.ok ? { ok: true, value: checked.sentences } : checked;
      },
    });
    if (repaired.held && repaired.value !== null) return { value: finish(repaired.value, 'model', null), calls, usage };
    return { value: template(`The model's text was refused: ${repaired.unmet[0] ?? 'it does not fit'}.`), calls, usage };
  } catch (error) {
    if (!(error instanceof PlanwrightError) || FAILURES[error.type].retryable || error.type === 'Model.NotRecorded') throw error;
    // A refusal or a cut-off answer is paid for as well.
    if (error instanceof ModelFailure) usage = addUsage(usage, usageOf(model.provider, model.name, error.tokens, error.requests));
    return { value: template(error.message), calls, usage };
  }
}

function promptInput(input: NarrateInput, cells: readonly Cell[], issues: readonly string[]): NarrationPromptInput {
  return { goal: input.goal, cells, issues, parts: input.parts.map(({ artifact }) => ({ title: artifact.title, kind: artifact.kind, notes: notesOf(artifact.data) })) };
}

function notesOf(data: unknown): string[] {
  if (typeof data !== 'object' || data === null || !('notes' in data) || !Array.isArray(data.notes)) return [];
  return data.notes.filter((note): note is string => typeof note === 'string').slice(0, 5);
}

function write(sentences: readonly string[], input: NarrateInput): string {
  const heading = input.title === null ? [] : [`## ${input.title.replace(/[\r\n]+/g, ' ').trim()}`];
  return `${[...heading, sentences.join(' ')].join('\n\n')}\n`;
}
