import type { FacetValue } from '../schemas/operation.ts';
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
  const unit = measures.map((measure) => columns.find((column) => column.name === measure)?.unit).find((one) => typeof one === 'string' && one !== '');
  return `Which value for "${name.replaceAll('_', ' ')}"${measures.length === 0 ? '' : `, compared with ${measures.map(title).join(' and ')}`}${unit === undefined || unit === null ? '' : ` in ${unit}`}?`;
}

function namesIn(value: FacetValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return value !== undefined && typeof value === 'object' ? namesIn(value.args[0]) : [];
}
