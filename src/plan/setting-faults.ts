import type { Plan } from '../schemas/plan.ts';
import type { Registry } from '../schemas/operation.ts';
import { operationName } from './operations.ts';

const MOST_CHOICES = 40;

/** Settings of a found plan that their operation would refuse when it runs: words that are none of its choices, numbers out of bounds. One sentence each. */
export function settingFaults(plan: Plan, registry: Pick<Registry, 'operations'>): string[] {
  const faults = plan.nodes.flatMap((task) => {
    const operation = registry.operations.find((one) => operationName(one) === task.operation);
    const schemas = operation?.parameters['properties'];
    return (task.parameters ?? []).flatMap(({ name, binding }) => {
      const schema = isObject(schemas) && Object.hasOwn(schemas, name) ? schemas[name] : undefined;
      const expected = binding.kind === 'literal' && isObject(schema) ? refusal(schema, binding.value) : null;
      return expected === null || binding.kind !== 'literal' ? [] : [`Cannot use ${name} = ${JSON.stringify(binding.value).slice(0, 100)} for "${task.task_id}": ${task.operation ?? ''} takes ${expected}.`];
    });
  });
  return [...new Set(faults)];
}

/** What a schema of one value expects in place of this value; null where it takes it, or where more would have to be looked at than words and numbers. */
function refusal(schema: { readonly [name: string]: unknown }, value: unknown): string | null {
  const { enum: choices, pattern, minimum, maximum, description } = schema;
  const said = typeof description === 'string' ? ` (${description.slice(0, 200)})` : '';
  if (typeof value === 'string') {
    if (Array.isArray(choices) && !choices.includes(value)) return `one of ${choices.slice(0, MOST_CHOICES).map(String).join(', ')}${said}`;
    if (typeof pattern === 'string' && !matches(pattern, value)) return `${pattern.replace(/^\^\(?|\)?\$$/gu, '').replaceAll('|', ', ')}${said}`;
  }
  if (typeof value === 'number') {
    if (typeof minimum === 'number' && value < minimum) return `at least ${minimum}${said}`;
    if (typeof maximum === 'number' && value > maximum) return `at most ${maximum}${said}`;
  }
  return null;
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
