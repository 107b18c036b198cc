import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InterpretationFormat, toModelReading } from '../../src/llm/formats/interpretation.ts';
import { faultOfReading } from '../../src/plan/fault-of-reading.ts';
import { readingFromInterpretation } from '../../src/plan/reading-from-interpretation.ts';
import type { ModelReadings } from './run-goal.ts';

/** The file of an exported prompt or an imported answer. */
export function answerFile(id: string, wording: number, round: number): string {
  return `${id}.${wording}${round === 0 ? '' : `.${round}`}.json`;
}

/**
 * Readings from a directory of answers `<goal>.<wording>[.<round>].json`, each in the model format of the exported prompt. An answer that is not in
 * the format counts as unreadable, as it would in a run after its repair round.
 */
export function modelReadings(directory: string): ModelReadings {
  return (id, wording, round, context) => {
    const path = join(directory, answerFile(id, wording, round));
    if (!existsSync(path)) return null;
    const parsed = InterpretationFormat.safeParse(parse(readFileSync(path, 'utf8')));
    if (!parsed.success) {
      const message = `The answer is not in the format: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`;
      return { reading: { result: 'unreadable', message, nearest: [] }, fault: message };
    }
    const reading = readingFromInterpretation(toModelReading(parsed.data, context.goal), context);
    return { reading, fault: faultOfReading(reading, context.registry, parsed.data.not_possible !== null) };
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^```(?:json)?\s*|\s*```$/g, ''));
  } catch {
    return null;
  }
}
