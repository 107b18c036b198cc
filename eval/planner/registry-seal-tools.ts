import type { OperationPort, Registry } from '../../src/schemas/operation.ts';
import { Bm25 } from './bm25.ts';
import { readLines } from './data.ts';
import { type ToolRegistry, toolRegistry } from './tool-registry.ts';

export interface SealTool {
  api_name: string;
  api_description: string;
  field: string;
  parameters: { [name: string]: { type: string; description: string } };
  required: string[];
  responses: { [name: string]: { type: string; description: string } };
}

export interface SealCase {
  id: string;
  query: string;
  calling: { api: string; parameters: { [name: string]: unknown }; responses: string[] }[];
  edges: [number, number][];
}

const FACETS: Registry['facets'] = [{ name: 'fields', description: 'Names of the values in a response.', match: 'includes', default: [] }];

/**
 * Seal-Tools' list as a registry: a response is a `response` whose facet `fields` names its values; each required parameter is an input
 * that takes a response which has a value of that name, or a value that the request states. Names are compared without case, plural and
 * the words of the tool itself (`film_title` is the `title` of `getFilmInfo`).
 */
export function sealRegistry(tools: readonly SealTool[]): ToolRegistry {
  return toolRegistry('seal', tools.map((tool) => ({
    id: tool.api_name,
    description: `${tool.api_description} (${tool.field})`,
    inputs: tool.required.map((name): OperationPort => ({ name, kinds: ['response'], facets: { fields: [fieldName(name)] } })),
    output: { kind: 'response', facets: { fields: fieldsOf(tool) } },
  })), FACETS);
}

/** The names under which the values of a response are known: their own, and with the noun that the tool is about before them. */
export function fieldsOf(tool: SealTool): string[] {
  const nouns = tool.api_name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase().split(' ').slice(1).map(singular);
  return [...new Set(Object.keys(tool.responses).flatMap((name) => [fieldName(name), ...nouns.map((noun) => `${noun}_${fieldName(name)}`)]))].toSorted();
}

export function fieldName(name: string): string {
  return name.replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2').toLowerCase().split(/[^a-z0-9]+/).map(singular).join('_');
}

function singular(word: string): string {
  return word.length > 3 ? word.replace(/ies$/, 'y').replace(/(?<![su])s$/, '') : word;
}

export function sealTools(): SealTool[] {
  return readLines<SealTool>('seal_tools', 'tools.jsonl');
}

export const SEAL_PARTS = ['dev.dev.jsonl', 'test_in_domain.dev.jsonl', 'test_out_domain.dev.jsonl'] as const;

export function sealCases(): SealCase[] {
  return SEAL_PARTS.flatMap((part) => readLines<SealCase>('seal_tools', part));
}

/** The tools of each case with the nearest others by BM25, as a retriever would offer them; together `size`. */
export function sealChoices(tools: readonly SealTool[], size = 20): (one: SealCase) => SealTool[] {
  const byName = new Map(tools.map((tool) => [tool.api_name, tool]));
  const index = new Bm25(tools.map((tool) => ({ name: tool.api_name, text: `${tool.api_name} ${tool.api_description}` })));
  return (one) => {
    const names = new Set(one.calling.map((call) => call.api));
    for (const { name } of index.rank(one.query)) {
      if (names.size >= size) break;
      names.add(name);
    }
    return [...names].flatMap((name) => byName.get(name) ?? []);
  };
}
