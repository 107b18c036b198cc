import type { Operation, Registry } from '../schemas/operation.ts';
import { type Word, nameWords } from './lexical-words.ts';

/** A field of the records of an imported service. */
export interface ServiceField {
  name: string;
  type: 'text' | 'number' | 'boolean' | 'time';
  /** The only values that occur, as the description lists them; empty where it lists none. */
  values: readonly string[];
}

/** What a service lists: the noun of its records and what is known of their fields. */
export interface ServiceNoun {
  service: string;
  entity: string;
  fields: readonly ServiceField[];
}

/** The nouns of the imported services of which lists can be had, with their fields, in the order of the registry. */
export function serviceNouns(registry: Pick<Registry, 'operations'>): ServiceNoun[] {
  const nouns = new Map<string, { service: string; entity: string; fields: Map<string, ServiceField> }>();
  for (const operation of registry.operations) {
    const about = recordOf(operation);
    if (about === null || operation.effect !== 'read' || operation.output.cardinality !== 'list') continue;
    const key = `${about.service} ${about.entity}`;
    const noun = nouns.get(key) ?? { ...about, fields: new Map<string, ServiceField>() };
    for (const { name, type, values = [] } of operation.output.columns ?? []) if (!noun.fields.has(name)) noun.fields.set(name, { name, type, values });
    nouns.set(key, noun);
  }
  return [...nouns.values()].map(({ fields, ...about }) => ({ ...about, fields: [...fields.values()] }));
}

/** The service and noun of the records that an operation gives; null where it gives none. */
export function recordOf({ output }: Pick<Operation, 'output'>): { service: string; entity: string } | null {
  const { service, entity } = output.facets;
  return output.kind === 'record' && typeof service === 'string' && typeof entity === 'string' ? { service, entity } : null;
}

/** The words by which a noun goes, in their first form. */
export function wordsOfNoun(entity: string): string[] {
  return nameWords(entity);
}

/** The words by which a field goes, longest first: `created_at` is also "created", `project_id` also "project". */
export function namesOfField({ name }: Pick<ServiceField, 'name'>): string[][] {
  const parts = nameWords(name);
  const tail = parts.at(-1) ?? '';
  return parts.length > 1 && ['id', 'at', 'on', 'date', 'time'].includes(tail) ? [parts, parts.slice(0, -1)] : [parts];
}

/** How many words from `index` on are the given ones, in their first form; 0 where they are not. */
export function runLength(words: readonly Word[], index: number, parts: readonly string[]): number {
  if (parts.length === 0) return 0;
  let taken = 0;
  let at = index;
  while (taken < parts.length) {
    const word = words[at];
    if (word === undefined || (at > index && word.afterBreak)) return 0;
    const own = nameWords(word.text);
    if (own.length === 0 || own.some((one, offset) => one !== parts[taken + offset])) return 0;
    taken += own.length;
    at += 1;
  }
  return at - index;
}
