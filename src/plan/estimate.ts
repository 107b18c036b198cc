/** One finished run of an operation. */
export interface PastRun {
  duration_ms: number;
  usd: number;
  /** Bytes that it read; null where nobody measured them. */
  bytes_in: number | null;
  /** The model that answered, of a model step. */
  model: string | null;
}

/** What the next run will take, as far as past runs tell. */
export interface Prediction {
  /** Ends of the range that four runs of five fall into. */
  low_ms: number;
  high_ms: number;
  /** Runs behind it. */
  runs: number;
  /** Whether the size of the input says something about the duration, or only the runs themselves. */
  basis: 'runs' | 'size';
  /** The duration that a share `p` of runs stays below. */
  quantile(p: number): number;
}

/** Share of runs that a range is to hold. */
export const COVERAGE = 0.8;
/** Runs from which ranks say enough; with fewer a distribution has to be assumed. */
const RANKED = 9;
/** Newest runs that a range is made from: older ones say what was, not what is. */
const WINDOW = 40;
/** How far one run moves the range: Gibbs and Candès call it gamma. */
const STEP = 0.04;
/** Spread of the logarithm of durations that is assumed where a single run is known, and how many runs that assumption is worth. */
const PRIOR = { spread: 0.5, runs: 2 };

/**
 * The range that four of five further runs of an operation stay in, from its past runs, oldest first; null where there are none. `bytes` is
 * the size of the input, where it is known.
 *
 * Nine runs and more: quantiles by rank with the correction for finite samples of split conformal prediction (Vovk, Gammerman and Shafer
 * 2005), on logarithms, around a line over log size where leaving one run out shows that the line helps. The width follows how often the
 * last ranges missed (adaptive conformal inference: Gibbs and Candès 2021), so that it also holds for operations that get slower. Fewer
 * runs: Student's t of log durations, with a prior on their spread.
 */
export function predictDuration(runs: readonly PastRun[], bytes: number | null = null): Prediction | null {
  if (runs.length === 0) return null;
  const points = runs.map(({ duration_ms, bytes_in }) => ({ y: logOf(duration_ms), x: bytes_in === null ? null : logOf(bytes_in) }));
  const miss = adapted(points);
  const window = points.slice(-WINDOW);
  const centre = centred(window, bytes === null ? null : logOf(bytes));
  const sorted = centre.residuals.toSorted((a, b) => a - b);
  const at = (p: number): number => unlog(centre.middle + rankQuantile(sorted, p));
  return { low_ms: at(miss.low), high_ms: at(1 - miss.high), runs: runs.length, basis: centre.basis, quantile: at };
}

interface Point {
  y: number;
  x: number | null;
}

/** Logarithm of a duration or size, so that nothing has to be above zero. */
function logOf(value: number): number {
  return Math.log(Math.max(0, value) + 1);
}

function unlog(value: number): number {
  return Math.max(0, Math.exp(Math.min(value, 45)) - 1);
}

/** The middle of what is expected, and how far past runs were from their own. */
function centred(points: readonly Point[], x: number | null): { middle: number; residuals: number[]; basis: Prediction['basis'] } {
  const line = x === null ? null : fitLine(points);
  if (line !== null && x !== null) {
    // Beyond what was seen the line goes on no further than a factor of four.
    const held = Math.min(Math.max(x, line.from - Math.log(4)), line.to + Math.log(4));
    return { middle: line.level + line.slope * held, residuals: line.residuals, basis: 'size' };
  }
  return { middle: 0, residuals: points.map((point) => point.y), basis: 'runs' };
}

/** Least squares of log duration over log size with residuals that leave their own run out; null where the line explains too little. */
function fitLine(points: readonly Point[]): { level: number; slope: number; residuals: number[]; from: number; to: number } | null {
  const known = points.flatMap(({ x, y }) => (x === null ? [] : [{ x, y }]));
  if (known.length < RANKED) return null;
  const [mx, my] = [average(known.map((one) => one.x)), average(known.map((one) => one.y))];
  const sxx = known.reduce((sum, { x }) => sum + (x - mx) ** 2, 0);
  if (sxx / known.length < 0.05) return null;
  const slope = Math.min(2, Math.max(0, known.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0) / sxx));
  const level = my - slope * mx;
  const residuals = known.map(({ x, y }) => (y - level - slope * x) / Math.max(0.2, 1 - 1 / known.length - (x - mx) ** 2 / sxx));
  const without = known.map(({ y }) => (y - my) / (1 - 1 / known.length));
  if (squares(residuals) > 0.7 * squares(without)) return null;
  return { level, slope, residuals, from: Math.min(...known.map((one) => one.x)), to: Math.max(...known.map((one) => one.x)) };
}

/** The value that a share `p` of further draws stays below, of sorted ones: by rank among n + 1, or with few values by Student's t and a prior. */
function rankQuantile(sorted: readonly number[], p: number): number {
  if (sorted.length < RANKED) return studentQuantile(sorted, p);
  const rank = p * (sorted.length + 1) - 1;
  const below = Math.min(Math.max(Math.floor(rank), 0), sorted.length - 1);
  const above = Math.min(Math.max(Math.ceil(rank), 0), sorted.length - 1);
  const [low = 0, high = 0] = [sorted[below], sorted[above]];
  const inside = low + (high - low) * (rank - Math.floor(rank));
  // Ranks end at the extremes seen; past them the range grows by half the distance to the middle for each missing rank.
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  if (rank < 0) return low - (middle - low) * 0.5 * Math.min(1, -rank);
  return rank > sorted.length - 1 ? high + (high - middle) * 0.5 * Math.min(1, rank - sorted.length + 1) : inside;
}

function studentQuantile(values: readonly number[], p: number): number {
  const n = values.length;
  const mean = average(values);
  const variance = (squares(values.map((value) => value - mean)) + PRIOR.runs * PRIOR.spread ** 2) / (n - 1 + PRIOR.runs);
  return mean + studentT(p, n - 1 + PRIOR.runs) * Math.sqrt(variance * (1 + 1 / n));
}

/** Quantile of Student's t by the expansion of Cornish and Fisher, good to a percent from two degrees of freedom between 2 and 98 %. */
function studentT(p: number, degrees: number): number {
  const z = normalQuantile(p);
  const [z3, z5] = [z ** 3, z ** 5];
  return z + (z3 + z) / (4 * degrees) + (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees ** 2);
}

/** Quantile of the standard normal distribution (Abramowitz and Stegun 26.2.23: error below 0.00045). */
export function normalQuantile(p: number): number {
  const tail = Math.min(Math.max(Math.min(p, 1 - p), 1e-9), 0.5);
  const t = Math.sqrt(-2 * Math.log(tail));
  const z = t - (2.515517 + 0.802853 * t + 0.010328 * t ** 2) / (1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3);
  return p < 0.5 ? -z : z;
}

/** How large a share each end is to miss, after replaying the past: an end that misses too often moves out, one that never does moves in. */
function adapted(points: readonly Point[]): { low: number; high: number } {
  const wanted = (1 - COVERAGE) / 2;
  const miss = { low: wanted, high: wanted };
  for (let at = RANKED; at < points.length; at += 1) {
    const next = points[at];
    if (!next) break;
    const { middle, residuals } = centred(points.slice(Math.max(0, at - WINDOW), at), next.x);
    residuals.sort((a, b) => a - b);
    const [low, high] = [middle + rankQuantile(residuals, miss.low), middle + rankQuantile(residuals, 1 - miss.high)];
    miss.low = held(miss.low + STEP * (wanted - (next.y < low ? 1 : 0)));
    miss.high = held(miss.high + STEP * (wanted - (next.y > high ? 1 : 0)));
  }
  return miss;
}

function held(share: number): number {
  return Math.min(0.3, Math.max(0.002, share));
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value ** 2, 0);
}
