import { PlanwrightError } from '../schemas/failure.ts';
import type { Json } from '../schemas/json.ts';
import type { ModelRole } from '../schemas/model.ts';
import type { Artifact } from '../schemas/outcome.ts';
import { OPERATIONS, VERSION } from '../tools/narrate/declaration.ts';
import type { Tool, ToolContext, ToolRequest, ToolResult, ToolRun } from '../tools/tool.ts';
import type { Model } from './model.ts';
import { narrate, type Narrative } from './narrate.ts';
import type { Part } from './narration/cells.ts';

/** Reads the first rows of a Parquet file, in order. Passed in, because models and table engines do not know each other. */
export type ReadRows = (path: string, options: { limit: number; signal: AbortSignal }) => Promise<Record<string, Json>[]>;

/** Tables up to this many rows are read whole; of longer ones only the first row and the count are spoken of. */
const MOST_ROWS = 5_000;

/**
 * The model step `narrate.describe` for the reasoning role. `modelFor` gives the run's model, or null: then the template writes.
 * Declared data in, checked text out, no tools; labels of the text say untrusted where a model wrote it.
 */
export function narrateTool(modelFor: (role: ModelRole) => Model | null, readRows: ReadRows): Tool {
  const describe: ToolRun = (request, context) => run(request, context, modelFor('narrator'), readRows);
  return {
    name: 'narrate',
    version: VERSION,
    title: 'Narration',
    operations: OPERATIONS,
    load: (operation) =>
      operation === 'describe'
        ? Promise.resolve(describe)
        : Promise.reject(new PlanwrightError('Tool.Unknown', `Cannot load operation "narrate.${operation}": expected describe. Check the plan.`)),
  };
}

async function run(request: ToolRequest, context: ToolContext, model: Model | null, readRows: ReadRows): Promise<ToolResult> {
  const artifacts = request.inputs['parts'] ?? [];
  if (artifacts.length === 0) {
    throw new PlanwrightError('Tool.MissingInput', 'Cannot run "narrate.describe": input "parts" is empty. Bind it to at least one table or summary.');
  }
  const parts = await Promise.all(artifacts.map((artifact) => readPart(artifact, context, readRows)));
  const goal = textParameter(request, 'goal') ?? '';
  const { value, calls, usage } = await narrate(
    model,
    { parts, goal, title: textParameter(request, 'title') },
    { signal: context.signal, heartbeat: () => context.progress('waiting for the model') },
  );
  if (value.fallback !== null) context.progress(`template used: ${value.fallback}`);
  const bytes = new TextEncoder().encode(value.markdown);
  const { sha256 } = await context.blobs.put(bytes);
  return {
    output: {
      kind: 'text',
      name: 'text',
      title: textParameter(request, 'title') ?? 'Description',
      facets: {},
      sha256,
      media_type: 'text/markdown',
      bytes: bytes.byteLength,
      labels: [value.written_by === 'model' ? 'untrusted' : 'trusted'],
      sources: mergeSources(artifacts),
      data: describeNumbers(value, artifacts),
    },
    resources: {
      calls: usage.llm_calls,
      bytes_in: artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0),
      bytes_out: bytes.byteLength,
      input_tokens: usage.input_tokens,
      output_tokens: usage.output_tokens,
      usd: usage.usd,
    },
    ...(calls.length > 0 ? { model_calls: calls.map(({ call, prompt, response }) => ({ call, prompt, response })) } : {}),
  };
}

/** A summary or table as a part to speak of, with the rows that are needed for that. */
export async function readPart(artifact: Artifact, context: ToolContext, readRows: ReadRows): Promise<Part> {
  if (artifact.kind !== 'table') return { artifact, rows: [] };
  const limit = artifact.rows === undefined || artifact.rows <= MOST_ROWS ? MOST_ROWS : 1;
  return { artifact, rows: await readRows(await context.blobs.path(artifact.sha256), { limit, signal: context.signal }) };
}

/** What a report needs to put values in, whatever parts of its own it has. */
function describeNumbers(narrative: Narrative, artifacts: readonly Artifact[]): Json {
  return {
    written_by: narrative.written_by,
    fallback: narrative.fallback,
    parts: artifacts.map(({ name, sha256 }, index) => ({ index, name, sha256 })),
    numbers: narrative.cells.map(({ token, value, unit, decimals, sha256, row, name }): Json => {
      const from: Json = row === null ? { sha256, name } : { sha256, row, column: name };
      return { token, value, unit, decimals, from };
    }),
    own_numbers: narrative.own_numbers,
  };
}

function mergeSources(artifacts: readonly Artifact[]): Artifact['sources'] {
  const byKey = new Map(artifacts.flatMap(({ sources }) => sources).map((source) => [JSON.stringify(source), source]));
  return [...byKey.values()];
}

function textParameter(request: ToolRequest, name: string): string | null {
  const value = request.parameters[name];
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
