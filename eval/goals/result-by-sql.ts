import { join } from 'node:path';
import { openDatabase } from '../../src/tools/table/open-database.ts';
import { readCells } from '../../src/tools/table/read-rows.ts';
import type { GoalResult, ResultArtifact } from './checker.ts';
import type { CheckedResults } from './check-checkers.ts';

/** A result that holds these products and nothing else. */
export const completedWith = (artifacts: ResultArtifact[], more: Partial<GoalResult> = {}): GoalResult => ({ outcome: 'completed', reason: null, questions: [], artifacts, requests: [], files: [], ...more });

export const REFUSAL = completedWith([], { outcome: 'refused', reason: 'the data has nothing of that kind' });
export const NOTHING = completedWith([]);

type Line = { [column: string]: unknown };

/** How a right result may look, beside the SQL that computes it. */
export interface ResultShape {
  kind?: 'table' | 'chart' | 'summary';
  /** The order of the rows is part of the answer. */
  ordered?: boolean;
}

/**
 * Results for a checker, computed by SQL over the raw files and so another way than the checker computes them: the right one; and as wrong
 * ones a value that is off, a row too few, the other order where the order counts, the same in another kind where the kind does, and nothing.
 */
export async function resultBySql(directory: string, sql: string, { kind = 'table', ordered = false }: ResultShape = {}): Promise<CheckedResults> {
  const files = new Set<string>();
  const query = sql.replaceAll(/\b(FROM|JOIN) (\w+\.csv)\b/g, (_, word: string, name: string) => {
    files.add(join(directory, name));
    return `${word} read_csv('${join(directory, name)}')`;
  });
  const database = await openDatabase({ allowed: [...files] });
  try {
    const { names, rows } = await readCells(database, query);
    const lines = rows.map((row): Line => Object.fromEntries(names.map((name, at) => [name, row[at] ?? null])));
    const last = names.at(-1) ?? '';
    const off = lines.map((line, at) => (at === 0 ? { ...line, [last]: shifted(line[last]) } : line));
    const wrong = [off, lines.slice(1), ...(ordered && lines.length > 1 ? [lines.toReversed()] : [])].map((one) => completedWith([shown(one, kind)]));
    return { right: [completedWith([shown(lines, kind)])], wrong: [...wrong, ...(kind === 'chart' ? [completedWith([shown(lines, 'table')])] : []), NOTHING] };
  } finally {
    database.close();
  }
}

function shifted(value: unknown): unknown {
  return typeof value === 'number' ? value * 1.1 + 1 : `not ${String(value)}`;
}

function shown(lines: readonly Line[], kind: NonNullable<ResultShape['kind']>): ResultArtifact {
  const frame = { kind, name: 'result', title: 'Result' };
  if (kind === 'summary') return { ...frame, media_type: 'application/json', numbers: lines.flatMap((line) => Object.entries(line).map(([name, value]) => ({ name, title: name, value: value as number, unit: null }))) };
  return { ...frame, media_type: kind === 'chart' ? 'image/svg+xml' : 'application/vnd.apache.parquet', columns: Object.keys(lines[0] ?? {}), rows: [...lines] };
}
