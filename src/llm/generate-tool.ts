import { PlanwrightError } from '../schemas/failure.ts';
import type { Json } from '../schemas/json.ts';
import { OPERATIONS, VERSION } from '../tools/generate/declaration.ts';
import type { Tool, ToolContext, ToolRequest, ToolResult } from '../tools/tool.ts';
import { mergeSources, numberParameter, partsAt, spent, textParameter, textsParameter } from './model-step.ts';
import type { ModelStepPorts } from './model-tools.ts';
import { readPart } from './narrate-tool.ts';
import { collectCells } from './narration/cells.ts';
import { numbersOf } from './narration/check-sentences.ts';
import { needModel, newAsking } from './steps/asking.ts';
import { generateText, type GenerateInput, ownWords } from './steps/generate-text.ts';
import { readPassages } from './steps/passages.ts';

const NAME = 'generate.text';
/** Most characters of text parts that one request holds. */
const MOST_TEXT = 60_000;

/** The model step `generate.text` for the reasoning role. */
export function generateTool(ports: ModelStepPorts): Tool {
  return {
    name: 'generate',
    version: VERSION,
    title: 'Generation',
    operations: OPERATIONS,
    load: (operation) =>
      operation === 'text'
        ? Promise.resolve((request, context) => run(request, context, ports))
        : Promise.reject(new PlanwrightError('Tool.Unknown', `Cannot load operation "generate.${operation}": expected text. Check the plan.`)),
  };
}

async function run(request: ToolRequest, context: ToolContext, ports: ModelStepPorts): Promise<ToolResult> {
  const model = needModel(ports.modelFor('narrator'), NAME);
  const artifacts = partsAt(request, 'parts', NAME);
  const parts = await Promise.all(artifacts.map((artifact) => readPart(artifact, context, ports.readRows)));
  const input: GenerateInput = {
    instruction: textParameter(request, 'instruction') ?? '',
    goal: textParameter(request, 'goal') ?? '',
    cells: collectCells(parts),
    passages: await readPassages(artifacts, context, MOST_TEXT),
    checks: {
      max_words: numberParameter(request, 'max_words', 300),
      must_mention: textsParameter(request, 'must_mention'),
      must_say: textsParameter(request, 'must_say'),
      must_not_say: textsParameter(request, 'must_not_say'),
    },
  };
  const asking = newAsking();
  const written = await generateText(model, input, asking, { signal: context.signal, heartbeat: () => context.progress('waiting for the model') });
  if (written === null) {
    throw new PlanwrightError('Model.InvalidOutput', `Cannot show the text of "${NAME}": after ${asking.calls.length} answers no sentence holds only numbers that stand in the parts. Try another model or a narrower instruction.`);
  }
  const title = textParameter(request, 'title');
  const markdown = `${[...(title === null ? [] : [`## ${title.replace(/[\r\n]+/g, ' ').trim()}`]), ...written.paragraphs].join('\n\n')}\n`;
  const bytes = new TextEncoder().encode(markdown);
  const { sha256 } = await context.blobs.put(bytes);
  const used = input.cells.filter((cell) => markdown.includes(cell.token));
  const own = new Set(numbersOf(ownWords(input)));
  return {
    output: {
      kind: 'text',
      name: 'text',
      title: title ?? 'Text',
      facets: { instruction: input.instruction },
      sha256,
      media_type: 'text/markdown',
      bytes: bytes.byteLength,
      labels: ['untrusted'],
      sources: mergeSources(artifacts),
      data: {
        written_by: 'model',
        fallback: null,
        parts: artifacts.map(({ name, sha256: digest }, index) => ({ index, name, sha256: digest })),
        numbers: used.map(({ token, value, unit, decimals, sha256: digest, row, name }): Json => {
          const from: Json = row === null ? { sha256: digest, name } : { sha256: digest, row, column: name };
          return { token, value, unit, decimals, from };
        }),
        own_numbers: [...new Set(numbersOf(written.paragraphs.join('\n').replace(/\{\{[^{}]*\}\}/g, ' ')))].filter((number) => own.has(number)),
        checks: written.checks,
        held: written.checks.every((check) => check.held) && written.left_out === 0,
        left_out: written.left_out,
        repairs: asking.repairs,
        failed_checks: asking.failed_checks,
      },
    },
    ...spent(asking.usage, asking.calls, artifacts, bytes.byteLength),
  };
}
