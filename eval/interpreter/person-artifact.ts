import type { Clarification } from '../../src/schemas/goal.ts';
import type { Json } from '../../src/schemas/json.ts';
import type { Operation } from '../../src/schemas/operation.ts';
import type { Artifact } from '../../src/schemas/outcome.ts';
import type { Task } from '../../src/schemas/plan.ts';
import { PlanwrightError } from '../../src/schemas/failure.ts';
import { answerOf } from '../../src/tools/person/answer-of.ts';
import { readRows } from '../../src/tools/table/read-rows.ts';
import type { ToolContext, ToolRequest } from '../../src/tools/tool.ts';

/** Options that a person is shown at once. */
const MOST_OPTIONS = 50;

/**
 * What a person supplies at a user interaction, as an artifact: one of the rows or records of the input for a choice, a value, or a verdict. Null where
 * `answer` has nothing.
 */
export async function personArtifact(task: Task, operation: Operation, request: ToolRequest, context: ToolContext, answer: (question: Pick<Clarification, 'title' | 'type' | 'options' | 'default'>) => Json | null): Promise<Artifact | null> {
  const title = typeof request.parameters['title'] === 'string' ? request.parameters['title'] : task.description;
  const options = (await Promise.all(Object.values(request.inputs).flat().map((artifact) => optionsOf(artifact, context)))).flat().slice(0, MOST_OPTIONS);
  const kind = operation.output.kind;
  const type = kind === 'verdict' ? 'confirm' : kind === 'choice' ? 'choice' : 'text';
  const asked = answer({ title, type, options: kind === 'choice' ? options.map((option) => ({ value: option, label: labelOf(option) })) : [], default: null });
  if (asked === null) return null;
  const number = operation.operation === 'enter' && request.parameters['type'] === 'number' ? answerOf(operation, request.parameters, [], asked) : null;
  if (number?.ok === false) throw new PlanwrightError('Tool.MissingInput', `Cannot use the answer to "${title}": ${number.reason}. Answer again.`);
  const given = number === null ? asked : ((number.data as { value: Json }).value);
  const data: Json = kind === 'verdict' ? { held: given, checks: [{ name: 'review', held: given, detail: title, counts: {} }] } : kind === 'choice' && typeof given === 'object' ? given : { value: given };
  const blob = await context.blobs.put(new TextEncoder().encode(JSON.stringify(data)));
  return { kind, name: kind, title, facets: {}, ...blob, media_type: 'application/json', labels: ['trusted'], sources: [], data };
}

async function optionsOf(artifact: Artifact, context: ToolContext): Promise<Json[]> {
  if (artifact.kind === 'table') return await readRows(await context.blobs.path(artifact.sha256), { limit: MOST_OPTIONS });
  return artifact.data === undefined ? [] : [artifact.data];
}

function labelOf(option: Json): string {
  return option !== null && typeof option === 'object' ? Object.values(option).filter((value) => typeof value !== 'object').join(' · ') : String(option);
}
