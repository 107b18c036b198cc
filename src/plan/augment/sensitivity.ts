import type { Json } from '../../schemas/json.ts';
import type { Task } from '../../schemas/plan.ts';
import { branch } from './branch.ts';
import { defaultOf, edgeToReport, edgesInto, literalOf, type Rule, type RuleContext, type Suggestion } from './suggestion.ts';

/** See how far a result hangs on what somebody chose: weights of a decision, the chance of a simulation, a threshold. */
export const sensitivity: Rule = (context) => [...ofDecisions(context), ...ofSimulations(context), ...ofThresholds(context)].slice(0, 2);

/** A ranking under weights has an analysis of its own. */
function ofDecisions(context: RuleContext): Suggestion[] {
  const operation = context.operation('decide.sensitivity');
  if (operation === null || context.plan.nodes.some((task) => task.operation === 'decide.sensitivity')) return [];
  return context.plan.nodes.flatMap((task): Suggestion[] => {
    if (task.operation !== 'decide.rank' || context.sourceOf(task) === null) return [];
    const inputs = operation.inputs.flatMap((port) => {
      const sources = context.bound(task, port.name);
      return sources.length === 0 ? [] : [{ port: port.name, sources }];
    });
    const properties = Object.keys((operation.parameters['properties'] ?? {}) as { [name: string]: Json });
    const parameters = Object.fromEntries(properties.flatMap((name) => { const value = literalOf(task, name); return value === undefined ? [] : [[name, value]]; }));
    const report = context.collector(operation.output.kind, [task]);
    const made = context.task({ id: context.freeId(`sensitivity-${task.task_id}`), operation, inputs, parameters, description: `${operation.title}: ${task.task_id}`, because: BECAUSE, serves: task.serves });
    if (made === null) return [];
    const edges = [...edgesInto(made, new Map(inputs.flatMap(({ sources }) => sources.map((source) => [source.task.task_id, source.type.kind])))), ...(report === null ? [] : edgeToReport(made, report))];
    return [{ rule: 'sensitivity', stage: operation.stage ?? 'decide', description: `See whether the ranking of ${task.task_id} stays the same when its weights change.`, tasks: [made], edges }];
  });
}

function ofSimulations(context: RuleContext): Suggestion[] {
  return context.plan.nodes.flatMap((task): Suggestion[] => {
    const operation = context.operationOf(task);
    // what only measures chance has its own say on it
    if (operation?.determinism !== 'seeded' || operation.stage !== 'simulate') return [];
    const given = task.parameters?.some((parameter) => parameter.name === 'seed') === true;
    const seed = given ? literalOf(task, 'seed') : defaultOf(operation, 'seed');
    if (typeof seed !== 'number' || !Number.isSafeInteger(seed + 1)) return [];
    const otherwise = (one: Task): string => JSON.stringify([one.operation, (one.parameters ?? []).filter(({ name }) => name !== 'seed' && name !== 'title')]);
    if (context.plan.nodes.some((other) => other !== task && otherwise(other) === otherwise(task))) return [];
    const again = branch(context, task, { parameter: 'seed', value: seed + 1 }, `seed-${seed + 1}`, BECAUSE);
    return again === null ? [] : [{ rule: 'sensitivity', stage: task.stage ?? 'simulate', description: `Run the simulation of ${task.task_id} once more with another seed (${seed + 1}), to see how much of the result is chance.`, ...again }];
  });
}

function ofThresholds(context: RuleContext): Suggestion[] {
  return context.plan.nodes.flatMap((task): Suggestion[] => {
    if (task.operation !== 'table.filter') return [];
    const predicates = literalOf(task, 'predicates');
    const moved = Array.isArray(predicates) ? moveThreshold(predicates) : null;
    if (moved === null || isVaried(context, task, moved.shape)) return [];
    const again = branch(context, task, { parameter: 'predicates', value: moved.predicates }, 'threshold', BECAUSE);
    return again === null ? [] : [{ rule: 'sensitivity', stage: task.stage ?? 'process', description: `Do the same with ${moved.column} ${moved.op} ${moved.to} instead of ${moved.from}, to see how far the result hangs on that threshold.`, ...again }];
  });
}

const BECAUSE = 'Suggested: a result that changes with a small change of what was chosen is no firm result.';

/** The first comparison of a measure with a number, moved by a tenth. */
function moveThreshold(predicates: readonly Json[]): { predicates: Json[]; shape: string; column: string; op: string; from: number; to: number } | null {
  for (const [at, term] of predicates.entries()) {
    if (typeof term !== 'object' || term === null || Array.isArray(term)) continue;
    const { fn, args } = term;
    const [column, value] = Array.isArray(args) ? args : [];
    if (typeof fn !== 'string' || !['<', '<=', '>', '>='].includes(fn) || typeof column !== 'string' || typeof value !== 'number' || value === 0) continue;
    // years are not a matter of degree
    if (Number.isInteger(value) && value >= 1000 && value <= 3000) continue;
    const to = Number((value * 1.1).toPrecision(3));
    const other = (number: number): Json[] => predicates.map((one, index) => (index === at ? { fn, args: [column, number] } : one));
    return { predicates: other(to), shape: JSON.stringify(other(0)), column, op: fn, from: value, to };
  }
  return null;
}

/** Whether the plan has the same filter with another threshold already. */
function isVaried(context: RuleContext, task: Task, shape: string): boolean {
  return context.plan.nodes.some((other) => {
    const predicates = other !== task && other.operation === task.operation ? literalOf(other, 'predicates') : undefined;
    return Array.isArray(predicates) && moveThreshold(predicates)?.shape === shape;
  });
}
