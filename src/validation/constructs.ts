import type { Predicate } from '../schemas/predicate.ts';
import type { Task } from '../schemas/plan.ts';
import { givenBindings } from '../plan/given-bindings.ts';
import { MOST_CHANGES, ROUNDS, valueInRound } from '../plan/rounds.ts';
import { namesVaried } from '../plan/varied-values.ts';
import { topologicalOrder } from '../plan/graph.ts';
import { comparisonsOf } from './predicates.ts';
import type { Finding, Rule } from './rule.ts';
import { type Subject, hasFile, outputPorts, place } from './subject.ts';

/** What conditions, repetition, lists, nested plans and people's input need to have a meaning. */
export const constructRules: Rule[] = [
  {
    id: 'lists',
    check: (subject) => {
      const found: Finding[] = [];
      const lists = listsOf(subject);
      for (const use of subject.uses) {
        const { task, operation } = use;
        // Steps after the first get what an earlier step of the same run made.
        const each = task.for_each;
        if (each !== undefined && use.earlier.length === 0 && !use.bindings.some((one) => one.input === each.port)) {
          found.push({ message: `Cannot run ${place(use)} for each element of "${each.port}": it has no such input.`, fix: 'Name an input that is bound to a list.', task: task.task_id, step: use.step?.step_id });
        }
        for (const { input, list } of use.bindings) {
          const port = operation?.inputs.find((one) => one.name === input);
          const offered = list.length > 1 ? 'list' : lists(list[0]);
          if (port === undefined || offered === null) continue;
          const at = { task: task.task_id, step: use.step?.step_id };
          if (each?.port === input) {
            if (offered !== 'list') found.push({ message: `Cannot run ${place(use)} for each element of "${input}": it is bound to one artifact and not to a list.`, fix: 'Leave for_each out, or bind a list.', ...at });
          } else if (port.variadic !== true && (port.cardinality ?? 'one') !== offered) {
            const [takes, gets, fix] = offered === 'list' ? ['one artifact', 'a list', `Run it for each: "for_each": {"port":"${input}","limit":100}.`] : ['a list', 'one artifact', 'Bind a list, or the elements of it.'];
            found.push({ message: `Cannot run ${place(use)}: input "${input}" takes ${takes} and gets ${gets}.`, fix, ...at });
          }
        }
      }
      return { looked: subject.uses.length, found };
    },
  },
  {
    id: 'conditions',
    check: ({ plan }) => ({
      looked: plan.nodes.filter((task) => task.when !== undefined).length,
      found: plan.nodes.flatMap((task) => {
        const inputs = new Set((task.inputs ?? []).map((input) => input.name));
        return pathsOf(task.when).flatMap((path): Finding[] => {
          const [root, name = '', ...rest] = path.split('.');
          if (root === 'answers') return [];
          if (root !== 'inputs' || !inputs.has(name)) return [{ message: `Cannot decide whether task "${task.task_id}" runs: "${path}" is not at one of its inputs.`, fix: `Bind what is tested as input "condition", and read below inputs.condition.`, task: task.task_id }];
          return rest.length > 0 && READABLE.has(/^\d+$/.test(rest[0] ?? '') ? (rest[1] ?? '') : (rest[0] ?? '')) ? [] : [unreadable(task, path, `inputs.${name}`)];
        });
      }),
    }),
  },
  {
    id: 'wanted-conditions',
    check: (subject) => {
      const conditional = (subject.wants ?? []).filter((want) => want.condition !== undefined);
      const skipped = conditional.length === 0 ? new Set<string>() : mayBeSkipped(subject);
      const found = conditional.flatMap((want): Finding[] => {
        const makers = subject.plan.nodes.filter((task) => task.serves?.includes(want.id) === true && kindOf(subject, task) === want.type.kind);
        const last = makers.at(-1);
        if (last === undefined || makers.some((task) => skipped.has(task.task_id))) return [];
        return [{ message: `Cannot make "${want.title}" with task "${last.task_id}": it is wanted only under a condition, and nothing that leads to it has one.`, fix: `Give task "${last.task_id}" the condition ("when"), and what is wanted in any case a task of its own.`, task: last.task_id }];
      });
      return { looked: conditional.length, found };
    },
  },
  {
    id: 'repetition',
    check: (subject) => ({
      looked: subject.plan.nodes.filter((task) => task.repeat !== undefined).length,
      found: subject.plan.nodes.flatMap((task): Finding[] => {
        const { repeat } = task;
        if (repeat === undefined) return [];
        const outputs = outputPorts(subject, task.task_id).filter((name) => name !== ROUNDS);
        const found = [...pathsOf(repeat.until), ...(repeat.settles === undefined ? [] : [repeat.settles])].flatMap((path): Finding[] => {
          const [root, name = '', ...rest] = path.split('.');
          if (root === 'answers') return [];
          if (root !== 'outputs' || !outputs.includes(name)) return [{ message: `Cannot tell when task "${task.task_id}" is done: "${path}" is not at its output.`, fix: `Read below outputs.${outputs[0] ?? 'output'}.`, task: task.task_id }];
          return rest.length > 0 && READABLE.has(rest[0] ?? '') ? [] : [unreadable(task, path, `outputs.${name}`)];
        });
        const changing = (subject.usesOf.get(task.task_id) ?? []).find((use) => use.operation?.effect === 'write' || use.operation?.effect === 'destructive');
        if (changing && repeat.changes === undefined) found.push({ message: `Cannot repeat task "${task.task_id}": it changes something, and each round would change it again.`, fix: 'Let a task of its own change it once, and repeat what looks at it; or, where the goal asks for this change again and again, set "changes" of its repeat to "asked".', task: task.task_id });
        if (changing && repeat.changes !== undefined) {
          const why = changing.operation?.effect === 'destructive' ? 'what it destroys cannot be destroyed again' : task.for_each !== undefined ? 'each round would change each of several' : repeat.limit > MOST_CHANGES ? `${repeat.limit} changes are more than one approval may cover (${MOST_CHANGES})` : null;
          if (why !== null) found.push({ message: `Cannot repeat task "${task.task_id}": it changes something, and ${why}.`, fix: 'Change it once, or state a lower limit.', task: task.task_id });
        }
        const varied = variedFault(task);
        if (varied !== null) found.push({ message: `Cannot repeat task "${task.task_id}" with another value in each round: ${varied.reason}.`, fix: varied.fix, task: task.task_id });
        const { carry } = repeat;
        if (carry && !outputs.includes(carry.from)) found.push({ message: `Cannot repeat task "${task.task_id}": it carries "${carry.from}" on and has no such output.`, fix: `Carry "${outputs[0] ?? ''}".`, task: task.task_id });
        if (carry && !(task.inputs ?? []).some((input) => input.name === carry.to)) found.push({ message: `Cannot repeat task "${task.task_id}": it carries its output to "${carry.to}" and has no such input.`, fix: `Carry it to ${(task.inputs ?? []).map((input) => `"${input.name}"`).join(' or ') || 'an input'}.`, task: task.task_id });
        return found;
      }),
    }),
  },
  {
    id: 'task-types',
    check: (subject) => ({
      looked: subject.plan.nodes.length,
      found: subject.plan.nodes.flatMap((task): Finding[] => {
        const at = { task: task.task_id };
        const person = (subject.usesOf.get(task.task_id) ?? []).find((use) => use.operation?.runs_on === 'person');
        if (task.type === 'plan') {
          if (task.plan === undefined || task.plan.wants.length === 0) return [{ message: `Cannot plan within task "${task.task_id}": nothing is wanted there.`, fix: 'Say what is wanted of its data in plan.wants.', ...at }];
          if (task.operation !== undefined || subject.decompositions.has(task.task_id)) return [{ message: `Cannot plan within task "${task.task_id}": it names an operation or steps as well.`, fix: 'Leave them out; the nested plan decides.', ...at }];
          return task.repeat?.vary !== undefined || (task.inputs ?? []).some((input) => input.bindings.length > 0) ? [] : [{ message: `Cannot plan within task "${task.task_id}": no data is bound to it.`, fix: 'Bind the data that it is planned for.', ...at }];
        }
        if (task.plan !== undefined) return [{ message: `Cannot use the nested plan of task "${task.task_id}": its type is "${task.type ?? 'operation'}".`, fix: 'Set its type to "plan".', ...at }];
        if (task.type === 'user_interaction' && person === undefined && task.operation !== undefined) return [{ message: `Cannot ask a person in task "${task.task_id}": "${task.operation}" is not for a person.`, fix: 'Set its type to "operation", or name an operation that a person does.', ...at }];
        if (task.type !== 'user_interaction' && person !== undefined) return [{ message: `Cannot run task "${task.task_id}": only a person can do "${person.name}".`, fix: 'Set its type to "user_interaction".', ...at }];
        return [];
      }),
    }),
  },
];

/** Why a task cannot be planned anew with another value in each round; null where it can, or where no value steps. */
function variedFault(task: Task): { reason: string; fix: string } | null {
  const { plan, repeat } = task;
  if (repeat?.vary === undefined) return plan?.givens === undefined && plan?.choices === undefined ? null : { reason: 'it says what its rounds are made of, and no value steps', fix: 'Say which in repeat.vary, or leave plan.givens and plan.choices out.' };
  const { name } = repeat.vary;
  if (task.type !== 'plan' || plan === undefined) return { reason: `only a nested plan has a place for varied(${name})`, fix: 'Leave repeat.vary out, or set the type to "plan".' };
  if (task.for_each !== undefined || repeat.carry !== undefined || repeat.settles !== undefined || repeat.changes !== undefined) return { reason: 'its rounds start from the same data, and end where the result passes its test', fix: 'Leave for_each, carry, settles and changes out.' };
  if ((task.effect ?? 'none') === 'write' || task.effect === 'destructive' || plan.wants.some((want) => want.effect !== null)) return { reason: 'it changes something, and each round would do so before anyone sees with what', fix: 'Repeat what finds the value, and change it once after that.' };
  const [only, ...more] = plan.wants;
  if (only === undefined || more.length > 0 || namesVaried(only).some((one) => one !== name) || !namesVaried(only).includes(name)) return { reason: `one result has to be wanted that says varied(${name}), and nothing else varied`, fix: `Say varied("${name}") in a facet of the want in plan.wants.` };
  if (valueInRound(repeat.vary, 1) === null || valueInRound(repeat.vary, repeat.limit) === null) return { reason: `"${name}" cannot go from ${JSON.stringify(repeat.vary.from)} by ${repeat.vary.by} for ${repeat.limit} rounds`, fix: 'Start from a number, or from a day such as 2024-01-31 with whole steps; or lower the limit.' };
  const bound = new Set((task.inputs ?? []).flatMap((input) => input.bindings.map((binding) => JSON.stringify(binding))));
  const unbound = (plan.givens ?? []).find((given) => !givenBindings(given).every((binding) => bound.has(JSON.stringify(binding))));
  return unbound === undefined ? null : { reason: `its rounds would take "${unbound.title}", which is not at one of its inputs`, fix: 'Bind it, or leave it out of plan.givens.' };
}

/** What of an artifact a predicate can read; see the artifact schema. */
const READABLE = new Set(['kind', 'name', 'title', 'facets', 'media_type', 'bytes', 'columns', 'rows', 'data', 'sha256', 'labels']);

function unreadable(task: Task, path: string, root: string): Finding {
  return { message: `Cannot decide about task "${task.task_id}": "${path}" reads nothing of an artifact.`, fix: `Read for example ${root}.data.values.0.value or ${root}.rows.`, task: task.task_id };
}

/** Tasks that a condition may skip: their own, or one of a task whose output they read. */
function mayBeSkipped(subject: Subject): Set<string> {
  const skipped = new Set<string>();
  for (const id of topologicalOrder(subject.graph).order) {
    const task = subject.tasks.get(id);
    if (task?.when !== undefined || task?.inputs?.some(({ bindings }) => bindings.some((one) => one.kind === 'port' && skipped.has(one.task))) === true) skipped.add(id);
  }
  return skipped;
}

function kindOf(subject: Subject, task: Task): string | undefined {
  return subject.usesOf.get(task.task_id)?.at(-1)?.operation?.output.kind ?? task.outputs?.[0]?.type.kind;
}

function pathsOf(predicate: Predicate | undefined): string[] {
  return predicate === undefined ? [] : comparisonsOf(predicate).map((one) => one.path);
}

type Bound = Subject['uses'][number]['bindings'][number]['list'][number];

/** Whether what a binding stands for is one artifact or a list; null where that is not known. */
function listsOf(subject: Subject): (binding: Bound | undefined) => 'one' | 'list' | null {
  const byTask = new Map<string, 'one' | 'list' | null>();
  for (const id of topologicalOrder(subject.graph).order) {
    const task = subject.tasks.get(id);
    const last = subject.usesOf.get(id)?.at(-1)?.operation;
    const claimed = task?.outputs?.[0]?.type.cardinality ?? task?.outputs?.[0]?.cardinality;
    byTask.set(id, task?.for_each !== undefined ? 'list' : last !== undefined ? (last.output.cardinality ?? 'one') : task?.type === 'plan' ? (claimed ?? 'one') : (claimed ?? null));
  }
  return (binding) => {
    if (binding?.kind === 'port') return byTask.get(binding.task) ?? null;
    if (binding?.kind === 'artifact') return subject.givens?.find((one) => hasFile(one, binding.sha256))?.source.kind === 'attachment' ? 'one' : null;
    if (binding?.kind === 'dataset') return subject.registry.datasets.find((one) => one.id === binding.dataset)?.type.cardinality ?? 'one';
    return null;
  };
}
