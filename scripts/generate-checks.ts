import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { GoalFormSchema } from '../src/schemas/goal-form.ts';
import * as message from '../src/schemas/message.ts';
import { GoalRunInputSchema } from '../src/schemas/run.ts';

interface Shape {
  type?: string;
  properties?: Record<string, Shape>;
  required?: string[];
  additionalProperties?: Shape | boolean;
  items?: Shape;
  anyOf?: Shape[];
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  maxItems?: number;
  $ref?: string;
}

const CHECKED = {
  approve: message.ApproveSchema,
  reject: message.RejectSchema,
  answer: message.AnswerSchema,
  modify: message.ModifySchema,
  decideAugmentation: message.DecideAugmentationSchema,
  pause: message.PauseSchema,
  resume: message.PauseSchema,
  rollback: message.RollbackSchema,
  revise: message.ReviseSchema,
  replacePlan: message.ReplacePlanSchema,
  nestedNote: message.NestedNoteSchema,
  goalRun: GoalRunInputSchema,
};

const quoted = JSON.stringify;

/** Statements that return a sentence from the enclosing function when `value` does not fit, and fall through when it does. */
function statements(shape: Shape, value: string, path: string, depth: number): string {
  if (shape.$ref !== undefined) return '';
  if (shape.const !== undefined) return `if (${value} !== ${quoted(shape.const)}) return wrong(${path}, ${quoted(quoted(shape.const))}, ${value});\n`;
  if (shape.enum !== undefined) {
    const options = shape.enum.map((option) => `${value} !== ${quoted(option)}`).join(' && ');
    return `if (${options}) return wrong(${path}, ${quoted(`one of ${shape.enum.map((option) => quoted(option)).join(', ')}`)}, ${value});\n`;
  }
  if (shape.anyOf !== undefined) {
    const names = shape.anyOf.map((_, index) => `fits${depth}_${index}`);
    const functions = shape.anyOf.map(
      (option, index) =>
        `const ${names[index]} = (value${depth}: unknown): string | null => {\n${statements(option, `value${depth}`, path, depth + 1)}return null;\n};\n`,
    );
    return `{\n${functions.join('')}const failures = [${names.map((name) => `${name}(${value})`).join(', ')}];\nif (failures.every((failure) => failure !== null)) return failures[failures.length - 1] ?? null;\n}\n`;
  }
  switch (shape.type) {
    case 'string':
      return [
        `if (typeof ${value} !== 'string') return wrong(${path}, 'a text', ${value});`,
        shape.minLength === undefined ? '' : `if (${value}.length < ${shape.minLength}) return wrong(${path}, 'at least ${shape.minLength} characters', ${value});`,
        shape.maxLength === undefined ? '' : `if (${value}.length > ${shape.maxLength}) return wrong(${path}, 'at most ${shape.maxLength} characters', ${value});`,
        shape.pattern === undefined ? '' : `if (!new RegExp(${quoted(shape.pattern)}).test(${value})) return wrong(${path}, ${quoted(`a text that matches ${shape.pattern}`)}, ${value});`,
      ].join('\n');
    case 'integer':
    case 'number':
      return [
        `if (typeof ${value} !== 'number' || !Number.${shape.type === 'integer' ? 'isInteger' : 'isFinite'}(${value})) return wrong(${path}, 'a number', ${value});`,
        shape.minimum === undefined ? '' : `if (${value} < ${shape.minimum}) return wrong(${path}, 'at least ${shape.minimum}', ${value});`,
        shape.exclusiveMinimum === undefined ? '' : `if (${value} <= ${shape.exclusiveMinimum}) return wrong(${path}, 'more than ${shape.exclusiveMinimum}', ${value});`,
      ].join('\n');
    case 'boolean':
      return `if (typeof ${value} !== 'boolean') return wrong(${path}, 'true or false', ${value});\n`;
    case 'null':
      return `if (${value} !== null) return wrong(${path}, 'null', ${value});\n`;
    case 'array': {
      const item = `item${depth}`;
      const cap = shape.maxItems === undefined ? '' : `if (${value}.length > ${shape.maxItems}) return wrong(${path}, 'at most ${shape.maxItems} entries', ${value});\n`;
      return `if (!Array.isArray(${value})) return wrong(${path}, 'a list', ${value});\n${cap}for (const [index${depth}, ${item}] of ${value}.entries()) {\n${statements(shape.items ?? {}, item, `${path} + '[' + String(index${depth}) + ']'`, depth + 1)}}\n`;
    }
    case 'object': {
      const properties = Object.entries(shape.properties ?? {});
      const lines = [`if (!isObject(${value})) return wrong(${path}, 'an object', ${value});\n`];
      if (shape.additionalProperties === false) {
        lines.push(`for (const key of Object.keys(${value})) if (!${quoted(properties.map(([name]) => name))}.includes(key)) return path(${path}, key) + ': unknown field';\n`);
      } else if (typeof shape.additionalProperties === 'object' && properties.length === 0) {
        lines.push(`for (const [key${depth}, entry${depth}] of Object.entries(${value})) {\n`);
        lines.push(`if (key${depth} === '__proto__') return path(${path}, key${depth}) + ': not allowed';\n`);
        lines.push(statements(shape.additionalProperties, `entry${depth}`, `path(${path}, key${depth})`, depth + 1), `void entry${depth};\n}\n`);
      }
      for (const [name, property] of properties) {
        const access = `${value}[${quoted(name)}]`;
        const inside = `{\nconst field${depth} = ${access};\n${statements(property, `field${depth}`, `path(${path}, ${quoted(name)})`, depth + 1)}void field${depth};\n}\n`;
        lines.push(
          shape.required?.includes(name)
            ? `if (!Object.hasOwn(${value}, ${quoted(name)})) return path(${path}, ${quoted(name)}) + ': missing';\n${inside}`
            : `if (${access} !== undefined) ${inside}`,
        );
      }
      return lines.join('');
    }
    case undefined:
    default:
      return '';
  }
}

/** The text of `src/workflows/checks/index.ts`, made from the schemas. */
export function generateChecks(): string {
  const functions = Object.entries(CHECKED).map(([name, schema]) => {
    const shape = z.toJSONSchema(schema, { unrepresentable: 'any' }) as Shape;
    return `/** Null when the value is a well-formed \`${name}\` message; otherwise what is wrong, for the person who sent it. */\nexport function check${name[0]?.toUpperCase()}${name.slice(1)}(value: unknown): string | null {\n${statements(shape, 'value', quoted(name), 0)}return null;\n}\n`;
  });
  const text = `// Generated from src/schemas by scripts/generate-checks.ts. Do not edit; run \`node scripts/generate-checks.ts\`.

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function path(prefix: string, key: string): string {
  return prefix + '.' + key;
}

function wrong(at: string, expected: string, value: unknown): string {
  const got = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value);
  return at + ': expected ' + expected + ', got ' + (got.length > 80 ? got.slice(0, 80) + '…' : got);
}

${functions.join('\n')}`;
  return `${text.replace(/\n{2,}(?!\/\*\*|function|export)/g, '\n')}`;
}

/** The text of `src/plan/checks/goal-form.ts`: the schema of goal forms as data, for code that may not load zod. */
export function generateGoalForm(): string {
  const { $schema: _schema, $defs: _defs, ...shape } = z.toJSONSchema(GoalFormSchema, { unrepresentable: 'any' });
  return `// Generated from src/schemas/goal-form.ts by scripts/generate-checks.ts. Do not edit; run \`node scripts/generate-checks.ts\`.
import type { Shape } from '../check-form.ts';

/** The JSON Schema of goal forms, to the field; \`$ref\` stands for any JSON value. */
export const GOAL_FORM: Shape = ${JSON.stringify(shape, null, 1).replace(/\n\s{6,}/g, ' ').replace(/\s+([\]}])/g, ' $1')};
`;
}

if (import.meta.main) {
  await writeFile(new URL('../src/workflows/checks/index.ts', import.meta.url), generateChecks());
  await writeFile(new URL('../src/plan/checks/goal-form.ts', import.meta.url), generateGoalForm());
}
