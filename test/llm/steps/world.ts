import { createModel } from '../../../src/llm/choose-model.ts';
import type { Model } from '../../../src/llm/model.ts';
import { modelTools } from '../../../src/llm/model-tools.ts';
import type { Json } from '../../../src/schemas/json.ts';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { readRows } from '../../../src/tools/table/read-rows.ts';
import { writeRows } from '../../../src/tools/table/write-rows.ts';
import type { ToolContext, ToolResult } from '../../../src/tools/tool.ts';
import { type ProtocolRequest, type ProtocolServer, type Reply, startProtocolServer } from '../protocol-server.ts';

export interface ModelWorld {
  model: Model;
  server: ProtocolServer;
}

/** A real SDK over HTTP; `provider` decides which one. The script sees the request and how many came before it. */
export async function modelThat(answer: (user: string, index: number, request: ProtocolRequest) => Reply, provider: 'anthropic' | 'openai' = 'anthropic'): Promise<ModelWorld> {
  const server = await startProtocolServer((request) => answer(request.turns[0]?.text ?? '', request.index, request));
  const model = createModel(provider === 'anthropic' ? 'anthropic:claude-haiku-5-5' : 'openai:gpt-6-luna', {
    default: null, roles: {}, openai: { apiKey: 'k', baseUrl: server.openaiBaseUrl }, anthropic: { apiKey: 'k', baseUrl: server.anthropicBaseUrl }, gemini: { apiKey: null }, recordings: null,
  });
  if (model === null) throw new Error('no model');
  return { model, server };
}

/** Runs a model step as the reasoning role does. */
export async function runStep(name: string, model: Model | null, inputs: { [port: string]: Artifact[] }, parameters: { [name: string]: Json }, context: ToolContext): Promise<ToolResult> {
  const [tool, operation = ''] = name.split('.');
  const found = modelTools({ modelFor: () => model, readRows, writeRows }).find((one) => one.name === tool);
  if (found === undefined) throw new Error(`no tool ${name}`);
  return (await found.load(operation))({ inputs, parameters }, context);
}

export async function textPart(context: ToolContext, text: string, over: Partial<Artifact> = {}): Promise<Artifact> {
  const blob = await context.blobs.put(new TextEncoder().encode(text));
  return { kind: 'document', name: 'notes.md', title: 'notes.md', facets: {}, ...blob, media_type: 'text/markdown', labels: ['untrusted'], sources: [{ title: 'Notes', citation: 'Somebody', licence: 'CC0', caveats: [] }], ...over };
}

export const value = (json: unknown): Reply => ({ kind: 'value', value: json });
