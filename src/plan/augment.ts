import type { Registry } from '../schemas/operation.ts';
import type { Augmentation, Plan } from '../schemas/plan.ts';
import { baseline } from './augment/baseline.ts';
import { narrate } from './augment/narrate.ts';
import { quality } from './augment/quality.ts';
import { sensitivity } from './augment/sensitivity.ts';
import { type Rule, RuleContext, type Suggestion } from './augment/suggestion.ts';
import { verify } from './augment/verify.ts';
import { canonical } from './digest.ts';
import { LIMITS } from './limits.ts';

export interface AugmentationCounts {
  [rule: string]: { accepted: number; dismissed: number };
}

/** The rules, in the order in which suggestions stand that nobody has decided about before. */
const RULES: readonly Rule[] = [verify, quality, narrate, sensitivity, baseline];
/** Most suggestions with one plan: what nobody reads helps nobody. */
const MOST = 5;

/**
 * Suggestions that go with a plan, at most five, each of another effect: check the data, look at it, describe results, vary what was chosen, compare otherwise.
 * Those of rules that people accepted more often come first. `counts` are the decisions of the past by rule; without any there is no
 * confidence. Nothing is added before a person accepts it, and any of them can be accepted with or without the others. Deterministic.
 */
export function augmentations(plan: Plan, registry: Pick<Registry, 'facets' | 'operations' | 'stages'>, counts: AugmentationCounts): Augmentation[] {
  const context = new RuleContext(plan, registry);
  const found = RULES.flatMap((rule) => rule(context)).map((suggestion, index) => ({ suggestion, index, confidence: confidenceOf(counts, suggestion.rule) }));
  // above every share that there is, below none: those without counts come last, in the order of the rules
  const ranked = found.toSorted((a, b) => (b.confidence ?? -1) - (a.confidence ?? -1) || a.index - b.index);
  const kept: Augmentation[] = [];
  const effects = new Set(plan.nodes.map((task) => effectOf({ tasks: [task] })));
  const budget = remainingBudget(plan);
  let spent = 0;
  for (const { suggestion, confidence } of ranked) {
    const effect = effectOf(suggestion);
    const usd = suggestion.tasks.reduce((sum, task) => sum + (task.estimate?.usd.high ?? 0), 0);
    if (kept.length === MOST || effects.has(effect) || spent + usd > budget) continue;
    if (plan.nodes.length + kept.reduce((sum, one) => sum + one.tasks.length, suggestion.tasks.length) > LIMITS.tasks) continue;
    effects.add(effect);
    spent += usd;
    kept.push(toAugmentation(suggestion, confidence, counts, kept));
  }
  return kept;
}

/** Share of earlier suggestions of a rule that were accepted; null where nobody has decided about any. */
function confidenceOf(counts: AugmentationCounts, rule: string): number | null {
  const { accepted, dismissed } = countsOf(counts, rule);
  return accepted + dismissed === 0 ? null : accepted / (accepted + dismissed);
}

function countsOf(counts: AugmentationCounts, rule: string): { accepted: number; dismissed: number } {
  const own = Object.hasOwn(counts, rule) ? counts[rule] : undefined;
  return { accepted: own?.accepted ?? 0, dismissed: own?.dismissed ?? 0 };
}

function toAugmentation({ rule, stage, description, tasks, edges }: Suggestion, confidence: number | null, counts: AugmentationCounts, others: readonly Augmentation[]): Augmentation {
  const same = others.filter((one) => one.rule === rule).length;
  return { stage, description, confidence, augmentation_id: same === 0 ? rule : `${rule}-${same + 1}`, rule, counts: countsOf(counts, rule), state: 'suggested', tasks, edges };
}

/** What tasks do, whatever they are called: equal for two suggestions with the same effect. */
function effectOf({ tasks }: Pick<Suggestion, 'tasks'>): string {
  const own = new Map(tasks.map((task, at) => [task.task_id, `#${at}`]));
  return canonical(
    tasks.map((task) => ({
      operation: task.operation ?? task.task_id,
      inputs: (task.inputs ?? []).map((input) => ({ name: input.name, bindings: input.bindings.map((binding) => (binding.kind === 'port' ? { ...binding, task: own.get(binding.task) ?? binding.task } : binding)) })),
      parameters: (task.parameters ?? []).filter(({ name }) => name !== 'title').toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    })),
  );
}

/** US dollars that suggestions may cost together; without a budget there is no ceiling. */
function remainingBudget(plan: Plan): number {
  const budget = plan.constraints?.budget_usd ?? null;
  return budget === null ? Number.POSITIVE_INFINITY : budget - plan.nodes.reduce((sum, task) => sum + (task.estimate?.usd.high ?? 0), 0);
}

/** The plan after a person accepted or dismissed a suggestion; the same plan where the suggestion is unknown or already decided. */
export function applyAugmentation(plan: Plan, augmentationId: string, accept: boolean): Plan {
  const suggestion = plan.augmentations?.find((one) => one.augmentation_id === augmentationId && one.state === 'suggested');
  if (suggestion === undefined) return plan;
  const state = accept ? ('accepted' as const) : ('dismissed' as const);
  const decided = (plan.augmentations ?? []).map((one) => (one === suggestion ? { ...one, state } : one));
  if (!accept) return { ...plan, augmentations: decided };
  const added = new Set(suggestion.tasks.map((task) => task.task_id));
  const nodes = plan.nodes.map((task) => {
    const incoming = suggestion.edges.filter((edge) => edge.to === task.task_id && added.has(edge.from));
    if (incoming.length === 0) return task;
    const inputs = (task.inputs ?? []).map((input) => {
      const bindings = incoming.flatMap((edge) => (edge.to_port === input.name && edge.from_port !== null ? [{ kind: 'port' as const, task: edge.from, port: edge.from_port }] : []));
      return { ...input, bindings: [...input.bindings, ...bindings] };
    });
    return { ...task, inputs, dependencies: [...new Set([...task.dependencies, ...incoming.map((edge) => edge.from)])] };
  });
  const at = Math.min(...nodes.map((task, index) => (task.dependencies.some((id) => added.has(id)) ? index : nodes.length)));
  return { ...plan, nodes: [...nodes.slice(0, at), ...suggestion.tasks, ...nodes.slice(at)], edges: [...(plan.edges ?? []), ...suggestion.edges], augmentations: decided };
}
