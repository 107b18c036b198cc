import { RelaxedCosts } from './bound.ts';
import { expand, lowerBound } from './expand.ts';
import { type FoundPlan, extractPlan } from './extract.ts';
import { Frontier } from './frontier.ts';
import { Landmarks } from './landmarks.ts';
import { type Misplaced, misplacedCondition } from './misplaced.ts';
import { searchInParts } from './large.ts';
import type { Problem } from './problem.ts';
import { namedProblem, relevantProblem, unheardName } from './relevant.ts';
import { type State, type WantedArtifact, startState } from './state.ts';

export interface SearchLimits {
  /** How many plans are asked for. */
  plans: number;
  /** Operations on one path from a want to a given, at most. */
  depth: number;
  /** Partial plans that are looked at, at most. */
  expansions: number;
  /** Milliseconds, by `clock`; only a bound, never a reason to prefer a plan. */
  time_ms: number;
  clock: (() => number) | null;
}

export const DEFAULT_LIMITS: SearchLimits = { plans: 3, depth: 12, expansions: 8_000, time_ms: 5_000, clock: null };

export interface SearchResult {
  /** Cheapest first; empty where there is none within the limits. */
  plans: FoundPlan[];
  expansions: number;
  /**
   * `complete`: nothing cheaper exists up to the stated depth; `parts`: each want was planned by itself, sharing what was there; the others say which limit ended
   * the search with the best so far.
   */
  ended: 'complete' | 'parts' | 'expansions' | 'time';
  /** Where only conditions on columns that are not there stood against a plan: the first of them. */
  misplaced?: Misplaced;
}

interface Entry {
  state: State;
  bound: number;
  order: number;
}

const cheapest = (a: Entry, b: Entry): boolean => a.bound < b.bound || (a.bound === b.bound && (a.state.open.length < b.state.open.length || (a.state.open.length === b.state.open.length && a.order < b.order)));
const nearest = (a: Entry, b: Entry): boolean => a.state.open.length < b.state.open.length || (a.state.open.length === b.state.open.length && cheapest(a, b));
/** Alternatives dearer than this many times the best plan are no help to anyone. */
const WORTH_SHOWING = 3;

/** More wants than that are planned in parts: the ways in which all of them could share are too many to look at. */
const MOST_TOGETHER = 12;
/** From so many wants on, and after so many partial plans without a whole one, they are planned in parts too: that is nearly always the cheapest plan, long before it can be proven. */
const SEVERAL = 4;
const LOOKS_TOGETHER = 2_000;

/**
 * The cheapest plans that produce all wants from the givens: best-first search over partial plans, from what is wanted back to what
 * is given. The same artifact is produced once. The first plan is the cheapest there is, up to the depth, where `ended` is `complete`.
 */
export function searchPlans(whole: Problem, wants: readonly WantedArtifact[], limits: Partial<SearchLimits> = {}): SearchResult {
  const { plans: count, depth, expansions: most, time_ms, clock } = { ...DEFAULT_LIMITS, ...limits };
  const problem = namedProblem(relevantProblem(whole, wants), wants);
  if (problem.unfinished !== true && unheardName(problem, wants) !== null) return { plans: [], expansions: 0, ended: 'complete' };
  if (wants.length > MOST_TOGETHER && problem.unfinished !== true) {
    const parts = searchInParts(problem, wants, depth);
    if (parts !== null) return { plans: [parts.plan], expansions: parts.expansions, ended: 'parts' };
  }
  const relaxed = new RelaxedCosts(problem);
  const landmarks = new Landmarks(problem);
  const started = clock?.() ?? 0;
  const found: FoundPlan[] = [];
  const shapes = new Set<string>();
  let frontier = new Frontier<Entry>(cheapest);
  let order = 0;
  let expansions = 0;
  let ended: SearchResult['ended'] = 'complete';
  let allowed = most;
  let last = false;
  let misplaced: Misplaced | undefined;
  let inParts = wants.length < SEVERAL || problem.unfinished === true;
  const push = (state: State): void => {
    const bound = lowerBound(relaxed, landmarks, state);
    if (bound < Number.POSITIVE_INFINITY) frontier.push({ state, bound: state.cost + bound, order: order++ });
  };
  push(startState(wants));
  while (found.length < count) {
    if (!inParts && found.length === 0 && expansions >= Math.min(allowed, LOOKS_TOGETHER)) {
      inParts = true;
      const parts = searchInParts(problem, wants, depth);
      if (parts !== null && misplacedCondition(problem, parts.plan) === null) return { plans: [parts.plan], expansions: expansions + parts.expansions, ended: 'expansions' };
    }
    if (expansions >= allowed || (clock !== null && expansions % 64 === 0 && clock() - started > time_ms)) {
      if (found.length > 0 && ended === 'complete') break;
      if (last) break;
      // Out of budget without a plan: a short dive for any plan at all.
      ended = expansions >= allowed ? 'expansions' : 'time';
      last = true;
      allowed = expansions + Math.max(200, Math.floor(most / 10));
      const dive = new Frontier<Entry>(nearest);
      for (let entry = frontier.pop(); entry !== undefined; entry = frontier.pop()) dive.push(entry);
      frontier = dive;
    }
    const entry = frontier.pop();
    if (entry === undefined) break;
    const best = found[0];
    if (best !== undefined && entry.bound > best.cost * WORTH_SHOWING) break;
    if (entry.state.open.length === 0) {
      const plan = extractPlan(problem, entry.state);
      const wrong = plan === null || problem.unfinished === true ? null : misplacedCondition(problem, plan);
      misplaced ??= wrong ?? undefined;
      if (plan !== null && wrong === null && !shapes.has(plan.shape)) {
        shapes.add(plan.shape);
        found.push(plan);
        if (ended !== 'complete') break;
        allowed = Math.min(allowed, expansions + Math.max(200, Math.floor(most / 20)));
      }
      continue;
    }
    expansions += 1;
    for (const next of expand(problem, entry.state, depth)) push(next);
  }
  return { plans: found, expansions, ended, ...(misplaced !== undefined && found.length === 0 && { misplaced }) };
}

