import type { Json } from '../schemas/json.ts';
import type { Artifact, Outcome } from '../schemas/outcome.ts';
import type { Plan } from '../schemas/plan.ts';
import { readPlan } from '../library/run-documents.ts';
import { partLines, tableLines } from './part-lines.ts';
import { commandsFor, type Session } from './session.ts';
import { typed, visible } from './terminal.ts';

/** Results that a terminal shows, at most. */
const MOST = 4;

/** The content of the small results of a run: what the report takes in, or what was wanted where there is none. Nothing where a run has none. */
export async function printContent(session: Session, workflowId: string): Promise<void> {
  const { terminal, connection } = session;
  const plan = await readPlan(connection, workflowId);
  if (plan === null || terminal.json) return;
  const outcomes = (await connection.runStore.list<Outcome>(workflowId, 'outcome')).map((entry) => entry.body);
  const shown = outcomes.filter((outcome) => resultTasks(plan).has(outcome.task_id ?? '')).flatMap((outcome) => Object.values(outcome.outputs));
  const { readParts } = await import('../tools/report/read-parts.ts');
  const blocks: string[][] = [];
  for (const output of shown) {
    const artifacts = Array.isArray(output) ? output : [output];
    const records = artifacts.filter((one) => one.kind === 'record');
    if (records.length > 0) blocks.push(recordLines(records, terminal.width));
    else for (const part of await readParts(artifacts.filter((one) => ['table', 'summary', 'verdict', 'text', 'quotes', 'chart', 'map'].includes(one.kind)), { blobs: connection.blobs, signal: new AbortController().signal }).catch(() => [])) blocks.push(partLines(part, terminal.width));
  }
  const full = blocks.filter((lines) => lines.length > 0);
  for (const [title = '', ...lines] of full.slice(0, MOST)) terminal.out(['', `  ${terminal.style('bold', visible(title))}`, ...lines.map((line) => `  ${visible(line)}`)].join('\n'));
  if (full.length > MOST) terminal.out(`  … ${full.length - MOST} more`);
  if (full.length > 0) terminal.out(`\n  all of it:     ${commandsFor(session).planwright('artifacts', workflowId)}`);
}

/** Tasks whose results a person looks at: the parts of a report, else what was wanted. */
function resultTasks(plan: Plan): Set<string> {
  const reports = plan.nodes.filter((task) => task.operation === 'report.compose');
  const parts = reports.flatMap((task) => (task.inputs ?? []).flatMap((input) => input.bindings.flatMap((binding) => (binding.kind === 'port' ? [binding.task] : []))));
  const used = new Set(plan.nodes.flatMap((task) => (task.inputs ?? []).flatMap((input) => input.bindings.flatMap((binding) => (binding.kind === 'port' ? [binding.task] : [])))));
  const wanted = plan.nodes.filter((task) => (task.serves ?? []).length > 0 && !used.has(task.task_id)).map((task) => task.task_id);
  return new Set(parts.length > 0 ? parts : wanted);
}

/** One record as its fields, several as a table of the fields that hold single values. */
function recordLines(records: readonly Artifact[], width: number): string[] {
  const values = records.flatMap(({ data }) => (typeof data === 'object' && data !== null && !Array.isArray(data) ? [data] : []));
  const [only] = values;
  if (only === undefined) return [];
  const title = records[0]?.title ?? 'Record';
  const plain = (value: Json): boolean => value === null || typeof value !== 'object';
  if (values.length === 1) return [title, ...Object.entries(only).filter(([, value]) => plain(value)).slice(0, 12).map(([name, value]) => `  ${name}: ${value === null ? '–' : typed(value).slice(0, 200)}`)];
  const names = [...new Set(values.flatMap((value) => Object.keys(value)))].filter((name) => values.every((value) => plain(value[name] ?? null)));
  return [`${values.length} records`, ...tableLines(names.map((name) => ({ name, unit: null })), values.slice(0, 10), width), ...(values.length > 10 ? [`… ${values.length - 10} more`] : [])];
}
