import type { Json } from '../../schemas/json.ts';
import type { Edge, Task } from '../../schemas/plan.ts';
import { edgeToReport, edgesInto, type RuleContext, type Source } from './suggestion.ts';

/** Most tasks that a suggestion runs again. */
const MOST_TASKS = 6;

/**
 * A task with one parameter changed (null: left out), and what follows from it up to the reports, once more beside the plan. Only what changes nothing
 * and fits the new values; null where that is not possible, nothing would be shown, or it would be more than six tasks. `name` says in an id what
 * is different.
 */
export function branch(context: RuleContext, from: Task, change: { parameter: string; value: Json | null }, name: string, because: string): { tasks: Task[]; edges: Edge[] } | null {
  const follows = context.inOrder().filter((task) => task !== from && context.dependsOn(task, from.task_id));
  const reports = follows.filter((task) => context.operationOf(task)?.output.kind === 'report');
  const again = [from, ...follows.filter((task) => !reports.some((report) => task === report || context.dependsOn(task, report.task_id)))].filter((task) => context.operation(task.operation ?? '')?.inputs.some((port) => port.variadic === true) === false);
  if (!again.includes(from) || again.length > MOST_TASKS) return null;
  const made = new Map<string, Source>();
  const tasks: Task[] = [];
  const edges: Edge[] = [];
  for (const task of again) {
    const operation = context.operation(task.operation ?? '');
    if (operation === null || context.sourceOf(task) === null) return null;
    const inputs = (task.inputs ?? []).map((input) => ({ port: input.name, sources: context.bound(task, input.name).map((source) => made.get(source.task.task_id) ?? source), bindings: input.bindings.length }));
    // every input has to come from a task: given files are for tasks that stand before
    if (inputs.some((input) => input.sources.length !== input.bindings)) return null;
    if (task !== from && !inputs.some((input) => input.sources.some((source) => made.get(source.task.task_id) === source || tasks.includes(source.task)))) continue;
    const parameters: { [name: string]: Json } = {};
    for (const { name: parameter, binding } of task.parameters ?? []) {
      if (binding.kind !== 'literal') return null;
      parameters[parameter] = binding.value;
    }
    if (task === from) {
      if (change.value === null) delete parameters[change.parameter];
      else parameters[change.parameter] = change.value;
    }
    if (typeof parameters['title'] === 'string') parameters['title'] = `${parameters['title']} (${name})`.slice(0, 200);
    const copy = context.task({ id: context.freeId(`${task.task_id}-${name}`), operation, inputs, parameters, description: `${task.description} (${name})`, because, serves: task.serves });
    if (copy === null) return null;
    const source = context.sourceOf(copy);
    if (source === null) return null;
    made.set(task.task_id, source);
    tasks.push(copy);
    edges.push(...edgesInto(copy, new Map(inputs.flatMap((input) => input.sources.map((one) => [one.task.task_id, one.type.kind])))));
    for (const report of reports) {
      const shown = report.inputs?.find((input) => input.bindings.some((binding) => binding.kind === 'port' && binding.task === task.task_id));
      if (shown !== undefined && context.sourceOf(report) !== null) edges.push(...edgeToReport(copy, { task: report, port: shown.name }));
    }
  }
  return { tasks, edges };
}
