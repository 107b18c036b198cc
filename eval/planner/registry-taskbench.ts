import type { Given } from '../../src/schemas/goal.ts';
import type { OperationPort } from '../../src/schemas/operation.ts';
import { readJson } from './data.ts';
import { type ToolRegistry, toolRegistry } from './tool-registry.ts';

export type Domain = 'huggingface' | 'multimedia' | 'dailylifeapis';
export const DOMAINS: readonly Domain[] = ['huggingface', 'multimedia', 'dailylifeapis'];
/** Domains whose tools say what they take and make. */
export const TYPED_DOMAINS: readonly Domain[] = ['huggingface', 'multimedia'];

interface Tool {
  id: string;
  desc: string;
  'input-type'?: string[];
  'output-type'?: string[];
  parameters?: { name: string; type: string; desc: string }[];
}

/**
 * TaskBench's tool list as a registry. HuggingFace and Multimedia: kinds are the resource types; a type that a tool takes twice is one
 * input that takes any number, because the set does not say which is which. Daily Life: parameters only, and an answer of which the set
 * says nothing.
 */
export function taskbenchRegistry(domain: Domain): ToolRegistry {
  const tools = readJson<Tool[]>('taskbench', `${domain}.tools.json`);
  return toolRegistry(
    domain,
    tools.map((tool) => ({
      id: tool.id,
      description: tool.desc,
      inputs: portsOf(tool['input-type'] ?? []),
      output: { kind: (tool['output-type']?.[0] ?? 'answer').toLowerCase() },
      ...(tool.parameters && {
        parameters: {
          type: 'object',
          properties: Object.fromEntries(tool.parameters.map(({ name, desc }) => [name, { type: 'string', description: desc }])),
          required: [],
          additionalProperties: false,
        },
      }),
    })),
  );
}

function portsOf(types: readonly string[]): OperationPort[] {
  const counts = new Map<string, number>();
  for (const type of types.map((one) => one.toLowerCase())) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([kind, count]) => ({ name: kind, kinds: [kind], facets: {}, ...(count > 1 && { variadic: true }) }));
}

const FILES: { [kind: string]: RegExp } = {
  image: /[\w-]+\.(?:jpe?g|png|gif|bmp|tiff?|webp)\b/gi,
  audio: /[\w-]+\.(?:wav|mp3|flac|ogg|m4a|aac)\b/gi,
  video: /[\w-]+\.(?:mp4|avi|mov|mkv|webm)\b/gi,
  text: /[\w-]+\.(?:txt|docx?|pdf|csv|md)\b/gi,
  url: /https?:\/\/[^\s'"]+|[\w-]+\.url\b/gi,
};

/** What the request brings: the files and addresses that it names by their endings, and its own words, which every request has. */
export function givenOfRequest(request: string): Given[] {
  const given = (kind: string, value: string, at: number, named: boolean): Given => ({ id: `${kind}-${at}`, type: { kind, facets: {} }, title: value.slice(0, 60), source: { kind: 'value', value }, named, spans: [] });
  const files = Object.entries(FILES).flatMap(([kind, pattern]) => [...new Set(request.match(pattern))].map((value, at) => given(kind, value, at, true)));
  return [...files, given('text', request, 99, false)];
}

export interface GoldCase {
  id: string;
  domain: Domain;
  request: string;
  nodes: string[];
  edges: [string, string][];
  unknown_tools: string[];
  edges_off_toolgraph: number;
}
