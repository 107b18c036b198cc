import type { FacetValue } from '../schemas/operation.ts';
import { unitOfName } from './entered-number.ts';
import type { FoundNode } from './search/extract.ts';

/** Who goes on with an answer, and what of it. */
export interface Asking {
  node: FoundNode;
  /** The nodes that use the answer. */
  users: readonly FoundNode[];
  /** Columns of the data by name, with their units where known. */
  columns: readonly { name: string; title?: string; unit?: string | null }[];
}

/**
 * What a person is asked at a node, in words that name what is decided: the column of which a value is chosen, the thing that is picked, or the value that is
 * entered with the unit of what it is compared with. Null for what is no question to a person.
 */
export function questionWords({ node, users, columns }: Asking): string | null {
  const { operation } = node.operation;
  if (operation.runs_on !== 'person') return null;
  const title = (name: string): string => columns.find((column) => column.name === name)?.title ?? name;
  if (operation.output.kind === 'choice') {
    const names = [...new Set(users.flatMap((user) => namesIn(user.parameters.find((one) => one.name === 'columns')?.value)))];
    if (names.length > 0) return `Which ${names.map(title).join(' and ')} do you choose?`;
    const { entity, of } = node.type.facets;
    return `Which ${typeof entity === 'string' ? entity.replaceAll('-', ' ') : of === 'document' ? 'document' : 'row'} do you choose?`;
  }
  if (operation.output.kind !== 'value') return null;
  const name = node.parameters.find((one) => one.name === 'name')?.value;
  if (typeof name !== 'string') return null;
  const measures = users.flatMap((user) => namesIn(user.parameters.find((one) => one.name === 'measure')?.value));
  const number = numberAsked({ node, users, columns });
  const what = number === null || measures.length > 0 ? 'Which value' : 'Which number';
  return `${what} for "${name.replaceAll('_', ' ')}"${measures.length === 0 ? '' : `, compared with ${measures.map(title).join(' and ')}`}${number === null || number.unit === null ? '' : ` in ${number.unit}`}?`;
}

/** Whether a person is asked for a number, with its unit: that of what it is compared with, or the one that its name says. Null where anything else will do. */
export function numberAsked({ node, users, columns }: Asking): { unit: string | null } | null {
  const { operation } = node.operation;
  const name = node.parameters.find((one) => one.name === 'name')?.value;
  if (operation.runs_on !== 'person' || operation.output.kind !== 'value' || typeof name !== 'string') return null;
  const measures = users.flatMap((user) => namesIn(user.parameters.find((one) => one.name === 'measure')?.value));
  const numeric = users.some((user) => user.operation.operation.inputs.some((port) => port.takes !== undefined && port.facets['name'] === name));
  if (measures.length === 0 && !numeric) return null;
  const unit = measures.map((measure) => columns.find((column) => column.name === measure)?.unit).find((one) => typeof one === 'string' && one !== '');
  return { unit: unit ?? unitOfName(measures[0] ?? name) };
}

function namesIn(value: FacetValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return value !== undefined && typeof value === 'object' ? namesIn(value.args[0]) : [];
}
