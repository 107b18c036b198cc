import { type PortReference, depths, eachReference, fanOut, taskBindings, topologicalOrder } from '../plan/graph.ts';
import { LIMITS } from '../plan/limits.ts';
import { nearestNames } from '../plan/nearest.ts';
import type { Finding, Rule } from './rule.ts';
import { type Subject, outputPorts } from './subject.ts';

export const dependencyRules: Rule[] = [
  {
    id: 'task-exists',
    check: (subject) => {
      const found: Finding[] = [];
      let looked = 0;
      const check = (id: string, task: string, words: string): void => {
        looked += 1;
        if (subject.tasks.has(id)) return;
        const [near] = nearestNames(id, [...subject.tasks.keys()].slice(0, 1000), 1);
        found.push({ message: `Cannot order the plan: ${words} "${id.slice(0, 80)}", and there is no such task.`, fix: near === undefined ? 'Remove the reference, or add the task.' : `Did you mean "${near}"?`, ...(subject.tasks.has(task) && { task }) });
      };
      for (const task of subject.plan.nodes) for (const id of task.dependencies) check(id, task.task_id, `task "${task.task_id}" depends on`);
      for (const edge of subject.plan.edges ?? []) {
        check(edge.from, edge.to, `an edge to "${edge.to.slice(0, 80)}" comes from`);
        check(edge.to, edge.from, `an edge from "${edge.from.slice(0, 80)}" goes to`);
      }
      eachPort(subject, (task, reference) => check(reference.task, task, `task "${task}" uses`));
      return { looked, found };
    },
  },
  {
    id: 'cycle',
    check: (subject) => {
      const { cycle } = topologicalOrder(subject.graph);
      const shown = cycle && cycle.length > 12 ? [...cycle.slice(0, 11), `… ${cycle.length - 11} more`] : cycle;
      const message = cycle && cycle.length === 1 ? `Cannot order the plan: task "${cycle[0]}" depends on itself.` : `Cannot order the plan: ${[...(shown ?? []), cycle?.[0]].join(' → ')} is a cycle.`;
      return { looked: subject.graph.size, found: cycle ? [{ message, fix: 'Remove one of these dependencies.', task: cycle[0] ?? '' }] : [] };
    },
  },
  {
    id: 'depth',
    check: (subject) => {
      let [deepest, id] = [0, ''];
      for (const [task, depth] of depths(subject.graph)) if (depth > deepest) [deepest, id] = [depth, task];
      const over = deepest > LIMITS.depth;
      return { looked: subject.graph.size, found: over ? [{ message: `Cannot take the plan: ${deepest} tasks stand in one chain and ${LIMITS.depth} may.`, fix: 'Let tasks that do not need each other run beside each other.', task: id }] : [] };
    },
  },
  {
    id: 'fan-out',
    check: (subject) => {
      const found: Finding[] = [];
      for (const [task, count] of fanOut(subject.graph)) {
        if (count > LIMITS.fan_out) found.push({ message: `Cannot take the plan: ${count} tasks need "${task}" and ${LIMITS.fan_out} may.`, fix: 'Put tasks between, each for a part.', task });
      }
      return { looked: subject.graph.size, found };
    },
  },
  {
    id: 'port-exists',
    check: (subject) => {
      const found: Finding[] = [];
      let looked = 0;
      const check = (task: string, from: string, port: string): void => {
        looked += 1;
        if (!subject.tasks.has(from)) return;
        const ports = outputPorts(subject, from);
        // A task without operation, steps and outputs is still open: its ports are not known yet.
        if (ports.length === 0 && !subject.usesOf.has(from)) return;
        if (!ports.includes(port)) found.push({ message: `Cannot bind task "${task}": task "${from}" has no output "${port}".`, fix: ports.length > 0 ? `Use "${ports.join('" or "')}".` : `Give task "${from}" an output.`, task });
      };
      eachPort(subject, (task, reference) => check(task, reference.task, reference.port));
      for (const edge of subject.plan.edges ?? []) if (edge.reason === 'data' && edge.from_port !== null) check(edge.to, edge.from, edge.from_port);
      return { looked, found };
    },
  },
  {
    id: 'step-order',
    check: (subject) => {
      const found: Finding[] = [];
      let looked = 0;
      for (const use of subject.uses) {
        for (const { input, list } of use.bindings) {
          const open = [...list];
          for (let binding = open.pop(); binding !== undefined; binding = open.pop()) {
            if (binding.kind === 'concat') open.push(...binding.parts);
            if (binding.kind !== 'step') continue;
            looked += 1;
            const { step: id, port } = binding;
            const step = use.earlier.find((one) => one.step_id === id);
            const at = { task: use.task.task_id, step: use.step?.step_id };
            if (!step) found.push({ message: `Cannot bind input "${input}" of task "${use.task.task_id}": "${id}" is not an earlier step of it.`, fix: use.earlier.length > 0 ? `Use one of ${use.earlier.map((one) => one.step_id).join(', ')}.` : 'Refer to another task by task and port.', ...at });
            else if (!Object.hasOwn(step.tool_intent.expected_outputs, port)) found.push({ message: `Cannot bind input "${input}" of task "${use.task.task_id}": step "${id}" has no output "${port}".`, fix: `Use ${Object.keys(step.tool_intent.expected_outputs).map((name) => `"${name}"`).join(' or ')}.`, ...at });
          }
        }
      }
      return { looked, found };
    },
  },
  {
    id: 'ordered',
    check: (subject) => {
      const found: Finding[] = [];
      const seen = new Set<string>();
      let looked = 0;
      eachPort(subject, (task, reference) => {
        looked += 1;
        const key = `${reference.task} ${task}`;
        if (seen.has(key) || !subject.tasks.has(reference.task)) return;
        seen.add(key);
        const ordered = subject.tasks.get(task)?.dependencies.includes(reference.task) || subject.edgesInto.get(task)?.some((edge) => edge.from === reference.task);
        if (!ordered) found.push({ message: `Cannot run task "${task}": it uses "${reference.task}.${reference.port}" and nothing makes it wait for it.`, fix: `Add "${reference.task}" to its dependencies, or link the plan again.`, task });
      });
      return { looked, found };
    },
  },
  {
    id: 'edges',
    check: (subject) => {
      const found: Finding[] = [];
      const bound = new Set<string>();
      eachPort(subject, (task, reference) => bound.add(`${reference.task}\n${reference.port}\n${task}`));
      for (const edge of subject.plan.edges ?? []) {
        if (edge.reason !== 'data' || !subject.usesOf.has(edge.to) || bound.has(`${edge.from}\n${edge.from_port}\n${edge.to}`)) continue;
        found.push({ message: `The edge from "${edge.from}" to "${edge.to}" says that data flows, and no input is bound to it.`, fix: 'Link the plan again: the edge goes, and the two can run at once.', task: edge.to, severity: 'warning' });
      }
      return { looked: subject.plan.edges?.length ?? 0, found };
    },
  },
  {
    id: 'conditional',
    check: (subject) => {
      const found: Finding[] = [];
      let looked = 0;
      const flagged = new Set<string>();
      eachPort(subject, (task, reference) => {
        const from = subject.tasks.get(reference.task);
        const to = subject.tasks.get(task);
        looked += 1;
        if (!from?.when || to?.when || flagged.has(task) || takesWhatIsThere(subject, task, reference.task)) return;
        flagged.add(task);
        found.push({ message: `Cannot bind task "${task}": it needs "${reference.task}", which a condition may skip.`, fix: `Give task "${task}" the same condition, or remove the one of "${reference.task}".`, task });
      });
      return { looked, found };
    },
  },
];

/** Calls `visit` for each reference to another task, of steps where there are any, otherwise of the task. */
function eachPort(subject: Subject, visit: (task: string, reference: PortReference) => void): void {
  for (const task of subject.plan.nodes) {
    for (const { binding } of taskBindings(task)) eachReference(binding, (reference) => visit(task.task_id, reference));
  }
  for (const use of subject.uses) {
    if (use.step) for (const { list } of use.bindings) for (const binding of list) eachReference(binding, (reference) => visit(use.task.task_id, reference));
  }
}

/** Whether the output of `from` is only a part of a collection of `task`, which takes the parts that there are. */
function takesWhatIsThere(subject: Subject, task: string, from: string): boolean {
  const uses = (subject.usesOf.get(task) ?? []).flatMap((use) => use.bindings.flatMap(({ input, list }) => list.map((binding) => ({ use, input, binding }))));
  const own = uses.filter(({ binding }) => {
    let found = false;
    eachReference(binding, (reference) => (found ||= reference.task === from));
    return found;
  });
  return own.length > 0 && own.every(({ use, input }) => use.operation?.inputs.some((port) => port.name === input && port.variadic === true) === true);
}
