import { DocumentSchema, type Operation, OperationSchema, type Pack, PackSchema } from '../schemas/operation.ts';
import { IdSchema } from '../schemas/json.ts';
import type { Tool } from '../tools/tool.ts';
import { declarationFaults } from '../validation/declaration.ts';

/** A tool, a pack or a module of them that cannot be used; `faults` lists every reason. */
export class InvalidExtension extends Error {
  override readonly name = 'InvalidExtension';
  readonly faults: readonly string[];
  constructor(noun: string, id: string, faults: readonly string[]) {
    super(`Cannot define ${noun} "${id}": ${faults.length === 1 ? faults[0] : `\n${faults.map((fault) => `  - ${fault}`).join('\n')}\n`}${faults.length === 1 ? '. ' : ''}Correct its declaration.`);
    this.faults = faults;
  }
}

/** Checks the declaration of a tool and returns it unchanged. Loads no implementation. Errors: `InvalidExtension`. */
export function defineTool(tool: Tool): Tool {
  const given: Partial<Tool> = isRecord(tool) ? tool : {};
  const faults: string[] = [];
  const names = new Set<string>();
  check(faults, 'name', IdSchema.safeParse(given.name));
  for (const field of ['version', 'title'] as const) if (typeof given[field] !== 'string' || given[field] === '') faults.push(`${field}: expected a text, got ${shown(given[field])}`);
  if (typeof given.load !== 'function') faults.push(`load: expected a function from the name of an operation to its implementation, got ${shown(given.load)}`);
  if (!Array.isArray(given.operations) || given.operations.length === 0) faults.push(`operations: expected a list of at least one operation, got ${shown(given.operations)}`);
  for (const [at, operation] of list<Operation>(given.operations).entries()) {
    const where = `operations[${at}]`;
    check(faults, where, OperationSchema.safeParse(operation));
    if (!isRecord(operation)) continue;
    if (operation.tool !== given.name) faults.push(`${where}.tool: expected the tool's own name "${String(given.name)}", got ${shown(operation.tool)}`);
    if (names.has(operation.operation)) faults.push(`${where}.operation: "${operation.operation}" is declared twice`);
    names.add(operation.operation);
    faults.push(...looseParameters(operation, where));
    if (OperationSchema.safeParse(operation).success) faults.push(...declarationFaults(operation).map((fault) => `${where}.${fault}`));
  }
  for (const operation of list<Operation>(given.operations)) {
    for (const [what, name] of [['undo', operation.undo?.operation], ['probe', operation.probe]] as const) {
      if (name !== undefined && !names.has(name)) faults.push(`${operation.operation}.${what}: the tool has no operation "${name}"`);
    }
    if (operation.effect === 'write' && operation.undo === undefined) faults.push(`${operation.operation}.undo: a write names the operation that undoes it; what cannot be undone is "destructive"`);
  }
  for (const [at, document] of list(given.documents).entries()) check(faults, `documents[${at}]`, DocumentSchema.safeParse(document));
  if (faults.length > 0) throw new InvalidExtension('tool', typeof given.name === 'string' ? given.name : '', faults);
  return tool;
}

/** Checks the declaration of a pack and returns it unchanged. Errors: `InvalidExtension`. */
export function definePack(pack: Pack): Pack {
  const faults: string[] = [];
  check(faults, '', PackSchema.safeParse(pack));
  const given: Partial<Pack> = isRecord(pack) ? pack : {};
  for (const term of faults.length > 0 ? [] : pack.terms) {
    for (const words of term.words) if (words.trim().split(/\s+/).length > 2) faults.push(`terms: "${words}" has more than two words; a pack knows words, never sentences`);
  }
  if (faults.length > 0) throw new InvalidExtension('pack', typeof given.name === 'string' ? given.name : '', faults);
  return pack;
}

/** An approval covers what is declared: a parameter that the schema does not name must not pass. */
function looseParameters(operation: Operation, where: string): string[] {
  const schema = operation.parameters;
  if (!isRecord(schema)) return [];
  return schema['type'] === 'object' && schema['additionalProperties'] === false ? [] : [`${where}.parameters: expected a JSON Schema with "type": "object" and "additionalProperties": false`];
}

interface Parsed {
  success: boolean;
  error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } | undefined;
}

function check(faults: string[], where: string, parsed: Parsed): void {
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    faults.push(`${`${where}${path}`.replace(/^\./, '') || 'declaration'}: ${issue.message}`);
  }
}

const isRecord = (value: unknown): value is object & { [key: string]: unknown } => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = <Item = unknown>(value: unknown): Item[] => (Array.isArray(value) ? (value as Item[]) : []);
const shown = (value: unknown): string => (value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 60));
