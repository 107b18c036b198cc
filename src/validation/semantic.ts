import type { Json } from '../schemas/json.ts';
import type { Binding } from '../schemas/decomposition.ts';
import type { EffectClass } from '../schemas/operation.ts';
import { checkAtomic } from '../plan/decompose.ts';
import { nearestNames } from '../plan/nearest.ts';
import { declaredParameters, schemaFaults } from './json-schema.ts';
import { constructRules } from './constructs.ts';
import { fallbackRule } from './fallbacks.ts';
import { portTypeRule } from './port-types.ts';
import type { Finding, Rule } from './rule.ts';
import { type Subject, type Use, hasFile, place } from './subject.ts';

const RANK: { readonly [effect in EffectClass]: number } = { none: 0, read: 1, write: 2, destructive: 3 };

export const semanticRules: Rule[] = [
  {
    id: 'operation-exists',
    check: (subject) => ({
      looked: subject.uses.length,
      found: subject.uses.filter((use) => !use.operation).map((use) => {
        const near = nearestNames(use.name, [...subject.operations.keys()]);
        const fix = near.length > 0 ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?` : 'Use an operation of `planwright tools ls`, or install the pack that has it.';
        return { message: `Cannot run ${place(use)}: there is no operation ${escaped(use.name)}.`, fix, ...where(use) };
      }),
    }),
  },
  {
    id: 'operation-chosen',
    check: (subject) => {
      const open = subject.plan.nodes.filter((task) => task.operation === undefined && task.type !== 'plan' && !subject.decompositions.has(task.task_id));
      const severity = subject.decomposed ? ('error' as const) : ('warning' as const);
      const found = open.map((task) => ({ message: `Cannot tell what task "${task.task_id}" runs: it names no operation and has no steps yet.`, fix: 'Name an operation, or decompose the task.', task: task.task_id, severity }));
      const bare = subject.decomposed ? subject.plan.nodes.filter((task) => task.operation !== undefined && !subject.decompositions.has(task.task_id)) : [];
      found.push(...bare.map((task) => ({ message: `Cannot run task "${task.task_id}": it is not decomposed into steps.`, fix: 'Decompose it before approval.', task: task.task_id, severity })));
      return { looked: subject.plan.nodes.length, found };
    },
  },
  {
    id: 'same-operation',
    check: (subject) => {
      const found: Finding[] = [];
      for (const task of subject.plan.nodes) {
        const steps = subject.decompositions.get(task.task_id)?.steps;
        if (task.operation === undefined || !steps || steps.length === 0) continue;
        const last = steps.at(-1);
        const name = `${last?.tool_intent.tool_name}.${last?.tool_intent.operation}`;
        if (name !== task.operation) found.push({ message: `Cannot run task "${task.task_id}": it says "${task.operation}" and its last step runs ${escaped(name)}.`, fix: 'Make the two agree, so that what was approved is what runs.', task: task.task_id, step: last?.step_id });
      }
      return { looked: subject.plan.nodes.length, found };
    },
  },
  { id: 'inputs', check: (subject) => each(subject, inputFaults) },
  { id: 'parameters', check: (subject) => each(subject, parameterFaults) },
  {
    id: 'outputs',
    check: (subject) =>
      each(subject, (use) => {
        const { operation } = use;
        if (!operation) return [];
        const expected = use.step ? Object.entries(use.step.tool_intent.expected_outputs).map(([name, output]) => ({ name, kind: output.kind })) : (use.task.outputs ?? []).map((output) => ({ name: output.name, kind: output.type.kind }));
        return expected.flatMap(({ name, kind }): Finding[] => {
          if (name !== operation.output.name) return [{ message: `Cannot run ${place(use)}: it expects output "${name}" and "${use.name}" has "${operation.output.name}".`, fix: `Call the output "${operation.output.name}".`, ...where(use) }];
          if (kind !== operation.output.kind) return [{ message: `Cannot run ${place(use)}: it expects a ${kind} and "${use.name}" makes a ${operation.output.kind}.`, fix: `Expect a ${operation.output.kind}, or choose another operation.`, ...where(use) }];
          return [];
        });
      }),
  },
  portTypeRule,
  ...constructRules,
  {
    id: 'effect',
    check: (subject) => {
      const found: Finding[] = [];
      for (const task of subject.plan.nodes) {
        const own = (subject.usesOf.get(task.task_id) ?? []).flatMap((use) => use.operation?.effect ?? []);
        if (task.effect === undefined || own.length === 0) continue;
        const real = own.reduce((worst, effect) => (RANK[effect] > RANK[worst] ? effect : worst), 'none');
        if (real !== task.effect) found.push({ message: `Cannot accept task "${task.task_id}": it claims effect "${task.effect}" and its operations have "${real}".`, fix: `Set its effect to "${real}".`, task: task.task_id });
      }
      return { looked: subject.plan.nodes.length, found };
    },
  },
  {
    id: 'atomic',
    check: (subject) =>
      each(subject, (use) => (use.step && use.operation ? checkAtomic(use.step, use.operation).map((reason) => ({ message: `Cannot run ${place(use)}: ${reason}.`, fix: 'Split it into one step for each operation and output.', ...where(use) })) : [])),
  },
  fallbackRule,
  { id: 'documents', check: documentFaults },
  { id: 'data', check: (subject) => each(subject, (use) => use.bindings.flatMap((one) => one.list.flatMap((binding) => dataFaults(subject, use, one.input, binding)))) },
];

function each(subject: Subject, check: (use: Use) => Finding[]): { looked: number; found: Finding[] } {
  return { looked: subject.uses.length, found: subject.uses.flatMap(check) };
}

function where(use: Use): { task: string; step: string | undefined } {
  return { task: use.task.task_id, step: use.step?.step_id };
}

/** Names of inputs exist, and what has to be there is there, once or as a list. */
function inputFaults(use: Use): Finding[] {
  const { operation } = use;
  if (!operation) return [];
  const ports = new Map(operation.inputs.map((port) => [port.name, port]));
  const parameters = declaredParameters(operation.parameters);
  const given = new Map(use.bindings.map((one) => [one.input, one]));
  const names = [...ports.keys(), ...parameters.map((one) => one.name)];
  const found: Finding[] = [];
  for (const { input, list } of use.bindings) {
    const port = ports.get(input);
    if (!port && !parameters.some((one) => one.name === input)) {
      const [near] = nearestNames(input, names, 1);
      found.push({ message: `Cannot run ${place(use)}: "${use.name}" has no input ${escaped(input)}.`, fix: near === undefined ? `Remove it; it takes ${names.join(', ') || 'nothing'}.` : `Did you mean "${near}"?`, ...where(use) });
    } else if (port && port.variadic !== true && port.cardinality !== 'list' && list.length > 1 && use.task.for_each?.port !== input) {
      found.push({ message: `Cannot run ${place(use)}: input "${input}" takes one artifact and gets ${list.length}.`, fix: 'Bind one, or join them first.', ...where(use) });
    } else if (!port && list.length !== 1) {
      const many = list.length > 1 && list.every((binding) => binding.kind !== 'artifact' && binding.kind !== 'dataset');
      if (!many) found.push({ message: `Cannot run ${place(use)}: parameter "${input}" has ${list.length} values.`, fix: 'Give it one.', ...where(use) });
    }
  }
  for (const port of operation.inputs) {
    if (!port.optional && (given.get(port.name)?.list.length ?? 0) === 0) {
      found.push({ message: `Cannot run ${place(use)}: input "${port.name}" of "${use.name}" is not bound.`, fix: `Bind it to a ${port.kinds.join(' or ')}.`, ...where(use) });
    }
  }
  for (const parameter of parameters) {
    if (parameter.required && !given.has(parameter.name)) found.push({ message: `Cannot run ${place(use)}: parameter "${parameter.name}" of "${use.name}" is missing.`, fix: `Add it (${typeName(parameter.schema)}).`, ...where(use) });
  }
  return found;
}

/** Literal parameters fit the operation's schema; what is bound is checked when it is known. */
function parameterFaults(use: Use): Finding[] {
  const { operation } = use;
  if (!operation) return [];
  const ports = new Set(operation.inputs.map((port) => port.name));
  const declared = new Map(declaredParameters(operation.parameters).map((one) => [one.name, one.schema]));
  return use.bindings.flatMap(({ input, list, many }): Finding[] => {
    if (ports.has(input)) {
      const value = list.find((binding) => (!(binding.kind === 'literal' && isValuePort(use, input))) && (['literal', 'answer', 'secret', 'concat'].includes(binding.kind) || ('path' in binding && binding.path !== undefined)));
      return value ? [{ message: `Cannot run ${place(use)}: input "${input}" takes an artifact and gets a ${value.kind}.`, fix: 'Bind it to the output of a task or to data.', ...where(use) }] : [];
    }
    const artifact = list.find((binding) => binding.kind === 'artifact' || binding.kind === 'dataset');
    if (artifact) return [{ message: `Cannot run ${place(use)}: parameter "${input}" takes a value and gets a ${artifact.kind}.`, fix: 'Give it a literal, an answer or a small result.', ...where(use) }];
    const schema = declared.get(input);
    const literals = list.flatMap((binding) => (binding.kind === 'literal' ? [binding.value] : []));
    if (schema === undefined || literals.length !== list.length) return [];
    const value: Json = many ? literals : (literals[0] ?? null);
    return schemaFaults(schema, value, input).slice(0, 5).map((fault) => ({ message: `Cannot run ${place(use)}: parameter ${fault}.`, fix: `Give "${input}" a value that fits (${typeName(schema)}).`, ...where(use) }));
  });
}

/** A value that the goal states stands at a port for values as it is. */
function isValuePort(use: Use, input: string): boolean {
  return use.operation?.inputs.some((port) => port.name === input && port.kinds.includes('value')) === true;
}

function documentFaults(subject: Subject): { looked: number; found: Finding[] } {
  const documents = new Map((subject.documents ?? subject.registry.documents).map((one) => [one.doc_id, one.deprecated ?? false]));
  const found = subject.uses.flatMap((use): Finding[] => {
    if (!use.step) return [];
    const cited = use.step.documentation_references;
    const own = use.operation?.documents.filter((id) => documents.get(id) === false) ?? [];
    if (cited.length === 0 && own.length > 0) return [{ message: `Cannot ground ${place(use)}: it cites no document.`, fix: `Cite "${own[0]}".`, severity: 'warning', ...where(use) }];
    return cited.flatMap((id): Finding[] => {
      const deprecated = documents.get(id);
      const [near] = own.length > 0 ? own : nearestNames(id, [...documents.keys()], 1);
      const fix = near === undefined ? 'Remove the reference.' : `Cite "${near}" instead.`;
      if (deprecated === undefined) return [{ message: `Cannot ground ${place(use)}: there is no document ${escaped(id)}.`, fix, ...where(use) }];
      return deprecated ? [{ message: `Cannot ground ${place(use)}: document "${id}" is deprecated.`, fix, ...where(use) }] : [];
    });
  });
  return { looked: subject.uses.length, found };
}

/** Datasets, attached files, answers and secrets exist. */
function dataFaults(subject: Subject, use: Use, input: string, binding: Binding): Finding[] {
  const missing = (what: string, id: string, known: readonly string[]): Finding[] => {
    const [near] = nearestNames(id, known, 1);
    return [{ message: `Cannot bind input "${input}" of ${place(use)}: there is no ${what} ${escaped(id)}.`, fix: near === undefined ? `Name a ${what} that exists.` : `Did you mean "${near}"?`, ...where(use) }];
  };
  switch (binding.kind) {
    case 'dataset': {
      const known = subject.registry.datasets.map((one) => one.id);
      return known.includes(binding.dataset) ? [] : missing('dataset', binding.dataset, known);
    }
    case 'artifact': {
      const known = subject.givens?.some((given) => hasFile(given, binding.sha256)) ?? true;
      return known ? [] : [{ message: `Cannot bind input "${input}" of ${place(use)}: no file with digest ${binding.sha256.slice(0, 12)}… is attached.`, fix: 'Attach the file with --attach.', ...where(use) }];
    }
    case 'answer':
      return subject.questions && !subject.questions.includes(binding.question_id) ? missing('answered question', binding.question_id, subject.questions) : [];
    case 'secret':
      return subject.secrets && !subject.secrets.includes(binding.name) ? missing('secret', binding.name, subject.secrets) : [];
    case 'concat':
      return binding.parts.flatMap((part) => dataFaults(subject, use, input, part));
    case 'literal':
    case 'port':
    case 'step':
      return [];
  }
}

function typeName(schema: Json): string {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return 'any value';
  const choices = schema['enum'];
  if (Array.isArray(choices)) return choices.map((one) => JSON.stringify(one)).join(', ');
  const type = schema['type'];
  return typeof type === 'string' ? type : Array.isArray(type) ? type.filter((one) => typeof one === 'string').join(' or ') : 'see `planwright tools show`';
}

/** Names as they are, with letters outside ASCII written as escapes, so that look-alikes show. */
function escaped(text: string): string {
  return JSON.stringify(text.slice(0, 100)).replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
