/** Several measurements of one thing: the middle one, the smallest, the largest and how many. */
export interface Figure {
  median: number;
  min: number;
  max: number;
  runs: number;
}

/** Null without measurements. */
export function figure(values: readonly number[]): Figure | null {
  if (values.length === 0) return null;
  return { median: round(median(values)), min: round(Math.min(...values)), max: round(Math.max(...values)), runs: values.length };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

export function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** Null where one of the two is missing. */
export function ratio(above: Figure | null | undefined, below: Figure | null | undefined): number | null {
  return above === null || above === undefined || below === null || below === undefined ? null : Number((above.median / below.median).toFixed(2));
}
