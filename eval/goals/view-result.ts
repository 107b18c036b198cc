import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '../../src/schemas/outcome.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { readRows } from '../../src/tools/table/read-rows.ts';
import { type Interpretation, drawnInside } from '../interpreter/interpret-plan.ts';
import type { Workspace } from '../interpreter/workspace.ts';
import type { GoalResult, ResultArtifact } from './checker.ts';

/** Kinds that only show what other results say. */
const COLLECTING = new Set(['report', 'text']);

/**
 * The products of a run as a person receives them: the result of each want, what no other task goes on with, and what a report or a description is made
 * of. Charts and maps show the rows of the table that they draw.
 */
export async function viewProducts(plan: Plan, interpretation: Interpretation, workspace: Workspace): Promise<ResultArtifact[]> {
  const nodes = new Map(plan.nodes.map((task) => [task.task_id, task]));
  const users = new Map<string, string[]>();
  for (const task of plan.nodes) for (const from of task.dependencies) users.set(from, [...(users.get(from) ?? []), task.task_id]);
  const collecting = (id: string): boolean => COLLECTING.has(nodes.get(id)?.outputs?.[0]?.type.kind ?? '') || nodes.get(id)?.effect === 'write';
  const products = plan.nodes.filter((task) => {
    const by = users.get(task.task_id) ?? [];
    const isResult = (task.serves ?? []).some((want) => !by.some((id) => nodes.get(id)?.serves?.includes(want) === true));
    return by.length === 0 || isResult || by.some((id) => collecting(id) && !(plan.edges ?? []).every((edge) => edge.from !== task.task_id || edge.to !== id || edge.reason !== 'data'));
  });
  const views: ResultArtifact[] = [];
  for (const task of products) {
    const outputs = interpretation.tasks.get(task.task_id)?.outputs ?? [];
    for (const [index, output] of outputs.entries()) {
      const drawn = ['chart', 'map'].includes(output.kind) ? (task.inputs ?? []).flatMap((input) => input.bindings).flatMap((binding) => (binding.kind === 'port' ? (interpretation.tasks.get(binding.task)?.outputs ?? []) : [])) : [];
      views.push(await viewArtifact(output, workspace, drawnInside(output).length > 0 ? drawnInside(output) : drawn.length === outputs.length ? drawn.slice(index, index + 1) : drawn));
    }
  }
  return views;
}

async function viewArtifact(artifact: Artifact, workspace: Workspace, drawn: readonly Artifact[]): Promise<ResultArtifact> {
  const view: ResultArtifact = { kind: artifact.kind, name: artifact.name, title: artifact.title, media_type: artifact.media_type };
  const table = artifact.kind === 'table' ? artifact : drawn.find((one) => one.kind === 'table');
  if (table !== undefined) {
    view.rows = await readRows(await workspace.blobs.path(table.sha256), { limit: 5_000 });
    view.columns = table.columns?.map((column) => column.name) ?? Object.keys(view.rows[0] ?? {});
  }
  const { data } = artifact;
  if (data !== null && typeof data === 'object' && !Array.isArray(data)) {
    const values = data['values'];
    if (Array.isArray(values)) view.numbers = values.flatMap((one) => (one !== null && typeof one === 'object' && !Array.isArray(one) ? [{ name: wordsOf(one['name']), title: wordsOf(one['title'] ?? one['name']), value: (one['value'] ?? null) as number | string | null, unit: typeof one['unit'] === 'string' ? one['unit'] : null }] : []));
    if (artifact.kind === 'record' || artifact.kind === 'value' || artifact.kind === 'choice') view.rows = [data];
  }
  if (artifact.kind === 'quotes' || artifact.kind === 'verdict') view.text = await quotesText(artifact, workspace);
  else if (artifact.media_type.startsWith('text/')) view.text = new TextDecoder().decode(await workspace.blobs.get(artifact.sha256));
  if (artifact.kind === 'record' && view.rows === undefined) view.rows = [JSON.parse(new TextDecoder().decode(await workspace.blobs.get(artifact.sha256))) as { [column: string]: unknown }];
  return view;
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

async function quotesText(artifact: Artifact, workspace: Workspace): Promise<string> {
  const content = artifact.data ?? (JSON.parse(new TextDecoder().decode(await workspace.blobs.get(artifact.sha256))) as unknown);
  const quotes = content !== null && typeof content === 'object' && 'quotes' in content && Array.isArray(content.quotes) ? (content.quotes as { document?: string; quote?: string; heading?: string }[]) : null;
  return quotes === null ? JSON.stringify(content) : quotes.map((one) => `${one.document ?? ''}${one.heading === undefined ? '' : ` (${one.heading})`}:\n> ${one.quote ?? ''}`).join('\n\n');
}

/** Files that the run saved. */
export async function viewFiles(root: string): Promise<GoalResult['files']> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return await Promise.all(entries.filter((entry) => entry.isFile()).map(async (entry) => ({ path: entry.name, text: (await readFile(join(entry.parentPath, entry.name))).toString('utf8') })));
}
