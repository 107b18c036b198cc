import type { Policy } from '../../schemas/approval.ts';
import type { Registry } from '../../schemas/operation.ts';
import type { Plan } from '../../schemas/plan.ts';
import { planGraph } from '../graph.ts';
import { type EstimateContext, type PastRuns, planDraws, planJobs, taskOperations } from '../preview.ts';
import { schedule } from '../schedule.ts';
import type { Optimisation, Pass } from './change.ts';
import { useCheaper } from './cheaper-operation.ts';
import { earlyWaits, lateEffects, widen } from './order-tasks.ts';
import { removeDead } from './remove-dead.ts';
import { shareRepeated } from './share-repeated.ts';
import { useSmallModel } from './small-model.ts';
import { type ObjectiveWeights, objectiveWeights } from './weights.ts';

export interface OptimiseContext {
  registry: Registry;
  past: PastRuns;
  objective?: Policy['objective'];
  /** The policy's own weights stand instead of those of the objective. */
  weights?: Policy['weights'];
  estimates?: EstimateContext;
}

/**
 * The plan made better by the declared objective without changing what is behind any want: the small model where it is enough, cheaper operations of the same contract, repeated
 * sub-plans once, dead tasks gone, needless orders gone, what cannot be undone late, people asked early. Each change is listed with its
 * gain. What a person wrote (a plan file or a form) only gets its effects late and its people early. Pure, deterministic, idempotent.
 */
export function optimisePlan(plan: Plan, context: OptimiseContext): Pass {
  const weights = objectiveWeights(context.objective, context.weights);
  const start: Pass = { plan, changes: [] };
  const shaped = isWritten(plan)
    ? start
    : [
        (one: Plan) => useSmall(one, context),
        (one: Plan) => useCheaper(one, context.registry, context.past, context.estimates ?? {}, weights),
        (one: Plan) => shareRepeated(one, taskOperations(one, context.registry)),
        (one: Plan) => removeDead(one, taskOperations(one, context.registry)),
      ].reduce((before, pass) => apply(before, pass, context), start);
  return orders(shaped, context, weights);
}

/** Only the part that linking has to be followed by: orders of effects, people and independent work. Ids, operations and bindings stay. */
export function orderPlan(plan: Plan, context: OptimiseContext): Pass {
  return orders({ plan, changes: [] }, context, objectiveWeights(context.objective, context.weights));
}

/** A cheaper model may be a weaker one: where risk is what counts, the usual one answers. */
function useSmall(plan: Plan, { registry, objective, estimates = {} }: OptimiseContext): Pass {
  return objective === 'risk' ? { plan, changes: [] } : useSmallModel(plan, registry, estimates);
}

function orders(before: Pass, context: OptimiseContext, weights: ObjectiveWeights): Pass {
  const of = (one: Plan) => taskOperations(one, context.registry);
  const passes = [
    ...(isWritten(before.plan) ? [] : [(one: Plan) => widen(one, of(one))]),
    ...(weights.waits === 0 ? [] : [(one: Plan) => earlyWaits(one, of(one))]),
    ...(weights.risk === 0 ? [] : [(one: Plan) => lateEffects(one, of(one))]),
  ];
  return passes.reduce((done, pass) => apply(done, pass, context), before);
}

function isWritten(plan: Plan): boolean {
  return plan.planned_by === 'file' || plan.planned_by === 'form' || plan.planned_by === undefined;
}

/** Runs a pass and measures it: the expected time and money of the plan before and after, at the pass's first change. */
function apply(before: Pass, pass: (plan: Plan) => Pass, context: OptimiseContext): Pass {
  const after = pass(before.plan);
  if (after.changes.length === 0) return before;
  const [was, is] = [expected(before.plan, context), expected(after.plan, context)];
  const ms = Math.round(was.ms - is.ms);
  const usd = Math.round((was.usd - is.usd) * 1e6) / 1e6;
  return { plan: after.plan, changes: [...before.changes, ...after.changes.map((change, at) => withGain(change, at === 0 ? { ...(ms === 0 ? {} : { ms }), ...(usd === 0 ? {} : { usd }) } : {}, after.changes.length))] };
}

/** Time and money belong to a pass as a whole; where it made several changes the first one says so. */
function withGain(change: Optimisation, measured: { ms?: number; usd?: number }, count: number): Optimisation {
  const { ms: _ms, usd: _usd, ...counted } = change.gain ?? {};
  const gain = { ...measured, ...counted };
  const shared = count > 1 && Object.keys(measured).length > 0 ? ` (with the ${count - 1} below)` : '';
  return { kind: change.kind, description: `${change.description}${shared}`, ...(Object.keys(gain).length > 0 ? { gain } : {}) };
}

function expected(plan: Plan, { registry, past, estimates = {} }: OptimiseContext): { ms: number; usd: number } {
  const operations = taskOperations(plan, registry);
  const draws = planDraws(plan, past, operations, estimates);
  const middle = (id: string): number => {
    const draw = draws.get(id);
    return draw ? Math.sqrt(draw.times.low * draw.times.high) * draw.ms(0.5) : 0;
  };
  return {
    ms: schedule(planJobs(plan, registry, operations), planGraph(plan), middle, estimates.capacity).makespan,
    usd: [...draws.values()].reduce((sum, draw) => sum + Math.sqrt(draw.times.low * draw.times.high) * draw.usd(0.5), 0),
  };
}
