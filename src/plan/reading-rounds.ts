import type { Reading, Span } from '../schemas/goal.ts';
import { type ReadingFault, faultLines, faultsOfReading } from './faults-of-reading.ts';
import type { ModelReading } from './model-reading.ts';
import { readingFromInterpretation } from './reading-from-interpretation.ts';
import type { ReadContext } from './typed-goal.ts';
import { emptyConditions, uncoveredWords } from './uncovered-words.ts';

/** A reading that goes back to its reader: it cannot be used (`fault`), or something definite of the goal seems to be in no part of it (`doubt`). */
export interface EarlierReading {
  kind: 'fault' | 'doubt';
  reason: string;
  /** The faults behind the reason; empty for a doubt. */
  faults: ReadingFault[];
  reading: ModelReading;
}

export interface Rounds {
  /** Asks the reader; what it said before and what was wrong with that, oldest first. Throws what ends the run, or, of a confirmation, what `gives_up` names. */
  ask: (earlier: readonly EarlierReading[]) => Promise<ModelReading>;
  context: ReadContext & { goal: string };
  /** How often a reading that cannot be used is read again. */
  most?: number;
  /** Whether a failure to ask only means that a reading that can be used stays unconfirmed: its budget is spent, its answer has no form. */
  gives_up?: (error: unknown) => boolean;
}

/** Readings after the first, where policy says nothing else. */
export const MOST_REPAIRS = 3;

/**
 * Reads a goal in rounds. A reading that can lead to no plan goes back with all its faults, at most `most` times, and not after the same faults came twice. One that can
 * be planned, and leaves definite words of the goal uncovered, goes back once to be confirmed or mended; what comes then counts if it can be planned as well. Words that
 * still are in no part of the typed goal are kept in `unread`, so that a person is shown them.
 */
export async function readInRounds({ ask, context, most = MOST_REPAIRS, gives_up = () => false }: Rounds): Promise<Reading> {
  const earlier: EarlierReading[] = [];
  let usable: Reading | null = null;
  for (;;) {
    let read: ModelReading;
    try {
      read = await ask(earlier);
    } catch (error) {
      if (usable !== null && gives_up(error)) return usable;
      throw error;
    }
    const reading = readingFromInterpretation(read, context);
    const faults = faultsOfReading(reading, read, context);
    if (usable !== null) return faults.length === 0 && reading.result !== 'unreadable' ? noted(reading, context).reading : usable;
    if (faults.length > 0) {
      const reason = faultLines(faults).join('\n');
      const repairs = earlier.filter((one) => one.kind === 'fault');
      if (repairs.length >= most || repairs.some((one) => one.reason === reason)) return reading;
      earlier.push({ kind: 'fault', reason, faults, reading: read });
      continue;
    }
    const { doubts, reading: told } = noted(reading, context);
    if (doubts.length === 0) return told;
    usable = told;
    earlier.push({ kind: 'doubt', reason: doubts.join('\n'), faults: [], reading: read });
  }
}

/** What of the words no part of a typed goal covers, in sentences, and the reading that says so. */
function noted(reading: Reading, { profiles }: ReadContext): { doubts: string[]; reading: Reading } {
  if (reading.result !== 'typed' || reading.typed_goal.wants.some((want) => want.after !== undefined && want.after.words.trim() !== '')) return { doubts: [], reading };
  const { typed_goal: goal } = reading;
  const words = uncoveredWords(goal, profiles);
  const empty = emptyConditions(goal, profiles);
  const doubts = [
    ...words.map(({ span, what }) => `not covered: "${span.text}" (${what})`),
    ...empty.map(({ want, condition, columns }) => `want "${want}": no row has ${condition}${columns.length === 0 ? '' : `; it is a value of ${columns.map((name) => `"${name}"`).join(', ')}`}`),
  ];
  const unread = [...goal.unread, ...words.map((one) => one.span).filter((span) => !goal.unread.some((one) => overlaps(one, span)))].toSorted((a, b) => a.start - b.start);
  return { doubts, reading: { ...reading, typed_goal: { ...goal, unread } } };
}

const overlaps = (one: Span, other: Span): boolean => one.start < other.end && other.start < one.end;
