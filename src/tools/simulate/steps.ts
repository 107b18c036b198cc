import { PlanwrightError } from '../../schemas/failure.ts';

/** How a series goes on: whole numbers, or calendar steps of dates. */
export interface Steps {
  unit: 'number' | 'day' | 'month' | 'year';
  size: number;
  /** Times after the last one up to and with the wanted end. */
  times: string[];
  /** Places where the past skips a step. */
  gaps: number;
}

const DAY = 86_400_000;
const MOST_STEPS = 1_000;

/** The step of a series and the times from its last one to `until` (a number, or a date such as 2030 or 2030-06). Numbers are times as they are; dates are ISO 8601. */
export function stepsUntil(times: readonly string[], dated: boolean, until: string, operation: string): Steps {
  const at = times.map((time) => (dated ? Date.parse(time.slice(0, 10)) : Number(time)));
  const differences = at.slice(1).map((time, index) => time - (at[index] ?? 0)).toSorted((a, b) => a - b);
  const usual = differences[Math.floor(differences.length / 2)] ?? 0;
  if (usual <= 0) throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": the series has ${times.length} times, expected at least 2 different ones, one row each. Group the table by time first.`);
  const gaps = differences.filter((difference) => difference > 1.5 * usual).length;
  const days = usual / DAY;
  const months = days >= 28 && days <= 31 ? 1 : days >= 89 && days <= 92 ? 3 : 0;
  const years = Math.round(days / 365.2425);
  const unit = !dated ? 'number' : months > 0 ? 'month' : years >= 1 && Math.abs(days - years * 365.2425) < 2 ? 'year' : 'day';
  const size = unit === 'month' ? months : unit === 'year' ? years : unit === 'day' ? Math.max(1, Math.round(days)) : usual;
  const last = at.at(-1) ?? 0;
  const end = dated ? Date.parse(endOf(until, operation)) : Number(until);
  if (!Number.isFinite(end)) throw new PlanwrightError('Input.Invalid', `Cannot run "${operation}": parameter "until" is "${until}", expected a time such as ${times.at(-1) ?? '2030'}. Correct the parameter.`);
  const following: string[] = [];
  for (let count = 1; following.length <= MOST_STEPS; count += 1) {
    const next = dated ? advance(last, unit, size * count) : last + size * count;
    if (next > end + (dated ? 0 : 1e-9)) break;
    following.push(dated ? new Date(next).toISOString().slice(0, 10) : String(Number(next.toPrecision(12))));
  }
  if (following.length === 0) throw new PlanwrightError('Input.Invalid', `Cannot run "${operation}": "${until}" is not after the last time ${times.at(-1) ?? ''}. Name a later time.`);
  if (following.length > MOST_STEPS) throw new PlanwrightError('Tool.ResourceLimit', `Cannot run "${operation}": there are more than ${MOST_STEPS} steps until "${until}". Combine the series to longer steps of time first.`);
  return { unit, size, times: following, gaps };
}

/** The last day of a year or month. */
function endOf(until: string, operation: string): string {
  if (/^\d{4}$/.test(until)) return `${until}-12-31`;
  if (/^\d{4}-\d{2}$/.test(until)) return new Date(Date.UTC(Number(until.slice(0, 4)), Number(until.slice(5)), 0)).toISOString().slice(0, 10);
  if (/^\d{4}-\d{2}-\d{2}$/.test(until)) return until;
  throw new PlanwrightError('Input.Invalid', `Cannot run "${operation}": parameter "until" is "${until}", expected a date such as 2030, 2030-06 or 2030-06-30. Correct the parameter.`);
}

function advance(from: number, unit: Steps['unit'], count: number): number {
  const date = new Date(from);
  if (unit === 'day') return from + count * DAY;
  const month = unit === 'year' ? date.getUTCMonth() + 12 * count : date.getUTCMonth() + count;
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const first = Date.UTC(date.getUTCFullYear(), month, 1);
  return first + (Math.min(date.getUTCDate(), lastDay) - 1) * DAY;
}
