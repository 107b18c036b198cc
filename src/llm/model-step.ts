import type { Json } from '../schemas/json.ts';
import type { Artifact } from '../schemas/outcome.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { ToolRequest, ToolResult } from '../tools/tool.ts';
import type { Asked } from './ask.ts';
import type { Usage } from '../schemas/model.ts';

/** Artifacts at a port; a failure that names the port where there are none. */
export function partsAt(request: ToolRequest, port: string, operation: string): Artifact[] {
  const artifacts = request.inputs[port] ?? [];
  if (artifacts.length === 0) throw new PlanwrightError('Tool.MissingInput', `Cannot run "${operation}": input "${port}" is empty. Bind it to the output of an earlier task.`);
  return artifacts;
}

/** Sources of several artifacts, each once. */
export function mergeSources(artifacts: readonly Artifact[]): Artifact['sources'] {
  const byKey = new Map(artifacts.flatMap(({ sources }) => sources).map((source) => [JSON.stringify(source), source]));
  return [...byKey.values()];
}

/** A parameter that is a text with something in it, or null. */
export function textParameter(request: ToolRequest, name: string): string | null {
  const value = request.parameters[name];
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

export function textsParameter(request: ToolRequest, name: string): string[] {
  const value: Json = request.parameters[name] ?? null;
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

export function numberParameter(request: ToolRequest, name: string, otherwise: number): number {
  const value = request.parameters[name];
  return typeof value === 'number' ? value : otherwise;
}

/** What every model step reports beside its output. */
export function spent(usage: Usage, calls: readonly Asked<null>[], read: readonly Artifact[], written: number): Pick<ToolResult, 'resources' | 'model_calls'> {
  return {
    resources: {
      calls: usage.llm_calls,
      bytes_in: read.reduce((sum, artifact) => sum + artifact.bytes, 0),
      bytes_out: written,
      input_tokens: usage.input_tokens,
      output_tokens: usage.output_tokens,
      usd: usage.usd,
    },
    ...(calls.length > 0 ? { model_calls: calls.map(({ call, prompt, response }) => ({ call, prompt, response })) } : {}),
  };
}
