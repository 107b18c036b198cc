import type { Artifact } from '../../schemas/outcome.ts';
import { type RecordValue, readRecords } from '../record/records.ts';
import type { ToolContext, ToolRequest } from '../tool.ts';
import type { Answer } from './answers.ts';
import { type Entities, type Identifier, tokenOf } from './entities.ts';
import { identify } from './identify.ts';
import type { ImportedOperation, ImportedService } from './service.ts';

const NAMES = ['name', 'title'] as const;

/** Fields by which records that are listed for an owner name it, beside those that they have themselves: its identifier, and its name where it has one. */
export function ownerFields(owner: Identifier, answer: Answer, entities: Entities): string[] {
  const name = NAMES.find((field) => entities.knows(owner.entity, field));
  return [tokenOf(owner), ...(name === undefined ? [] : [nameField(tokenOf(owner), name)])].filter((field) => !answer.scalars.has(field) && ![...answer.refers.values()].includes(field));
}

/** Records of a list with what names the owners that they were asked for; what a record says itself stays. */
export async function withOwners(service: ImportedService, operation: ImportedOperation, records: readonly RecordValue[], request: ToolRequest, context: Pick<ToolContext, 'blobs'>): Promise<RecordValue[]> {
  const added: RecordValue = {};
  for (const { from } of operation.parts) {
    if (!('token' in from)) continue;
    const owners: Artifact[] = request.inputs[from.port] ?? [];
    const [artifact] = owners;
    if (owners.length !== 1 || artifact === undefined) continue;
    const [owner] = await readRecords([artifact], context);
    const value = owner === undefined ? undefined : identify(service, artifact, owner, from.token);
    if (value === undefined || owner === undefined) continue;
    // a record that says itself what it belongs to (`hallId`) does not say it twice
    if (operation.tokens.get(from.token)?.length !== 1) added[from.token] = value;
    const name = artifact.facets['entity'] === from.token.slice(0, from.token.lastIndexOf('_')).replaceAll('_', '-') ? NAMES.find((field) => typeof owner[field] === 'string') : undefined;
    if (name !== undefined) added[nameField(from.token, name)] = owner[name] ?? null;
  }
  return records.map((record) => ({ ...added, ...record }));
}

function nameField(token: string, field: string): string {
  return `${token.slice(0, token.lastIndexOf('_'))}_${field}`;
}
