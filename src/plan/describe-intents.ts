import type { Binding, Decomposition, ToolIntent } from '../schemas/decomposition.ts';
import type { Json } from '../schemas/json.ts';
import { describeFallback } from './safer-parameters.ts';

/**
 * What the steps of a task run, with every argument, on one line: made from the intents themselves, never from what a planner says of them
 * (AP-7). Characters that hide or turn text around are spelt out. Cut at `length` characters, and it says so.
 */
export function describeIntents(decomposition: Decomposition | undefined, length: number): string {
  const said = (decomposition?.steps ?? []).map((step) => describeIntent(step.tool_intent)).join('; ');
  return said.length <= length ? said : `${said.slice(0, length)}… (${said.length - length} more characters; \`plan show --as json\` has all)`;
}

function describeIntent({ tool_name, operation, required_inputs, flows, fallbacks }: ToolIntent): string {
  const inputs = Object.entries(required_inputs).map(([name, bound]) => `${name}: ${Array.isArray(bound) ? `[${bound.map(show).join(', ')}]` : show(bound)}`);
  const allowed = (flows ?? []).map(({ input, label }) => `, lets ${label === 'secret' ? 'a secret' : 'an untrusted value'} into "${spell(input)}"`);
  const safer = (fallbacks ?? []).map((one) => `, ${spell(describeFallback(one))}`);
  return `${tool_name}.${operation}(${inputs.join(', ')})${allowed.join('')}${safer.join('')}`;
}

function show(binding: Binding): string {
  switch (binding.kind) {
    case 'literal':
      return spell(text(binding.value));
    case 'port':
      return `${binding.task}.${binding.port}${binding.path === undefined ? '' : `/${spell(binding.path)}`}`;
    case 'step':
      return `${binding.step}.${binding.port}${binding.path === undefined ? '' : `/${spell(binding.path)}`}`;
    case 'answer':
      return `answer to ${binding.question_id}`;
    case 'secret':
      return `secret ${binding.name}`;
    case 'artifact':
      return `file ${spell(text(binding.name))} (${binding.sha256.slice(0, 12)}…)`;
    case 'dataset':
      return `dataset ${binding.dataset}`;
    case 'concat':
      return binding.parts.map(show).join(' + ');
  }
}

const text = (value: Json): string => JSON.stringify(value);

function spell(shown: string): string {
  return shown.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
