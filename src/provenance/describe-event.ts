import type { Json } from '../schemas/json.ts';
import type { EventKind, ProvenanceEvent } from '../schemas/provenance.ts';
import { field, listField, numberField, textField, textsField } from './body.ts';

/** One event in words: a title of one line, and notes below it. */
export interface Description {
  title: string;
  notes: string[];
}

type Describe = (body: Json, subject: string) => Description;

const DESCRIBE: { readonly [kind in EventKind]?: Describe } = {
  goal: (body, subject) => ({
    title: `the goal in the person's words: “${textField(body, 'goal') ?? textField(body, 'text') ?? (typeof body === 'string' ? body : subject)}”`,
    notes: nestedNote(body),
  }),
  attachment: (body, subject) => ({ title: `data “${textField(body, 'name') ?? subject}”, given by the person`, notes: [digestNote(body, subject)] }),
  artifact: describeArtifact,
  execution: describeExecution,
  opening: describeOpening,
  decision: describeDecision,
  plan: (body, subject) => ({
    title: `plan, revision ${numberField(body, 'revision') ?? '?'}`,
    notes: [`digest ${short(textField(body, 'plan_digest') ?? subject)}`],
  }),
  model_call: describeModelCall,
  document: (body, subject) => ({
    title: `document ${textField(body, 'doc_id') ?? subject}${suffix('@', textField(body, 'version'))}`,
    notes: present(textField(body, 'heading')),
  }),
  question: (body, subject) => ({ title: `question ${subject}`, notes: present(textField(body, 'question') ?? textField(body, 'title')) }),
  answer: (body, subject) => ({
    title: `answer to ${subject}: ${brief(field(body, 'value') ?? field(body, 'answers') ?? body)}`,
    notes: present(textField(body, 'approver')),
  }),
  typed_goal: (body) => ({
    title: 'the reading of the goal',
    notes: listField(body, 'wants').map((want) => `wanted: ${textField(want, 'title') ?? textField(want, 'id') ?? brief(want)}${words(want)}`),
  }),
  interpretation: (body) => ({ title: 'interpretation of the goal', notes: present(textField(body, 'intent')) }),
  profile: (body, subject) => ({ title: `profile of “${textField(body, 'source', 'name') ?? subject}”`, notes: present(countNote(body)) }),
  search: (body, subject) => ({ title: `search of a plan, revision ${subject}`, notes: present(textField(body, 'dead_end')) }),
  link: (_body, subject) => ({ title: `linking of the proposed plan, revision ${short(subject)}`, notes: [] }),
  decomposition: (body, subject) => ({
    title: `steps of task ${subject}`,
    notes: listField(body, 'steps').map((step) => `${textField(step, 'step_id') ?? '?'}: ${textField(step, 'action') ?? brief(step)}`),
  }),
  validation: (body) => {
    const failed = listField(body, 'failed');
    return {
      title: `validation: ${listField(body, 'passed').length} checks held, ${failed.length} failed`,
      notes: failed.map((check) => `${textField(check, 'severity') ?? 'failed'}: ${textField(check, 'message') ?? brief(check)}`),
    };
  },
  augmentation: (body, subject) => ({
    title: `suggestion ${subject} ${field(body, 'accepted') === true ? 'accepted' : 'dismissed'}`,
    notes: present(textField(body, 'description')),
  }),
  seal: (body, subject) => ({ title: `seal ${short(subject)}`, notes: planNote(textField(body, 'manifest', 'plan_digest')) }),
  receipt: (body, subject) => ({ title: `receipt ${short(subject)}`, notes: planNote(textField(body, 'plan_digest')) }),
};

/** Says what an event was, from its body alone. Unknown shapes fall back to kind and subject. */
export function describeEvent(event: ProvenanceEvent): Description {
  const describe = DESCRIBE[event.kind];
  if (describe !== undefined) return describe(event.body, event.subject);
  return { title: `${event.kind.replaceAll('_', ' ')} ${short(event.subject)}`.trim(), notes: [] };
}

/** Why a task is in the plan, as the plan event tells it. */
export function describeTask(task: Json): Description {
  const serves = textsField(task, 'serves');
  const notes = [...present(textField(task, 'because')), ...(serves.length === 0 ? [] : [`serves ${serves.join(', ')}`])];
  const because = words(task);
  if (because !== '') notes.push(`because of the words${because}`);
  return { title: `task ${textField(task, 'task_id') ?? '?'}${suffix(': ', textField(task, 'description'))}`, notes };
}

/** A number of a report: what it says, and which cell it was computed in. */
export function describeNumber(number: Json, report: string): Description {
  const from = field(number, 'from');
  const row = field(from, 'row');
  const place = [
    ...present(textField(from, 'name')).map((name) => `value “${name}”`),
    ...present(textField(from, 'column')).map((column) => `column “${column}”`),
    ...(row === undefined || row === null ? [] : [`row ${brief(row)}`]),
  ];
  const exact = numberField(number, 'value');
  const notes = exact === undefined ? [] : [`exactly ${exact}${suffix(' ', textField(number, 'unit'))}`];
  notes.push(`from ${place.length === 0 ? 'a value' : place.join(', ')} of artifact ${short(textField(from, 'sha256') ?? '?')}`);
  return { title: `number ${textField(number, 'id') ?? '?'} “${textField(number, 'text') ?? exact ?? '?'}” in “${report}”`, notes };
}

function describeArtifact(body: Json, subject: string): Description {
  const name = textField(body, 'name') ?? short(subject);
  const title = textField(body, 'title');
  const operation = textField(body, 'operation');
  const notes = [digestNote(body, subject)];
  if (operation !== undefined) notes.push(`made by ${operation}${suffix(' in ', place(body))}`);
  // Sources pass through every operation; where there is no input they are the origin, and elsewhere they would only repeat.
  if (textsField(body, 'inputs').length === 0) {
    for (const source of listField(body, 'sources')) {
      notes.push(`source: ${textField(source, 'citation') ?? textField(source, 'title') ?? brief(source)}`, ...textsField(source, 'caveats').map((caveat) => `note: ${caveat}`));
    }
  }
  return { title: `${textField(body, 'kind') ?? 'artifact'} “${name}”${title === undefined || title === name ? '' : `: ${title}`}`, notes };
}

function describeExecution(body: Json, subject: string): Description {
  const duration = numberField(body, 'performance_metrics', 'duration_ms');
  const status = { success: 'succeeded', partial: 'succeeded in part', failure: 'failed' }[textField(body, 'execution_status') ?? ''] ?? 'ran';
  const errors = listField(body, 'errors').map((error) => `${textField(error, 'type') ?? 'error'}: ${textField(error, 'message') ?? brief(error)}`);
  return { title: `step ${subject === '' ? (place(body) ?? '?') : subject} ${status}${duration === undefined ? '' : ` in ${duration} ms`}`, notes: [...errors, ...textsField(body, 'unmet').map((unmet) => `not met: ${unmet}`), ...planNotes(body)] };
}

/** Where the record goes on of a task that became a run of its own. */
function planNotes(body: Json): string[] {
  const run = textField(body, 'nested', 'workflow_id');
  if (run === undefined) return [];
  return [`planned and done as run ${run}${suffix(', plan ', short(textField(body, 'nested', 'plan_digest') ?? ''))}: planwright why ${run} <result>`];
}

/** Which task of which run it was started for. */
function nestedNote(body: Json): string[] {
  const outer = textField(body, 'nested', 'workflow_id');
  return outer === undefined ? [] : [`for task ${textField(body, 'nested', 'task_id') ?? '?'} of run ${outer}: planwright why ${outer} ${textField(body, 'nested', 'task_id') ?? ''}`];
}

function describeOpening(body: Json, subject: string): Description {
  const said = textField(body, 'condition', 'said');
  const elements = numberField(body, 'elements');
  const read = field(body, 'condition', 'read');
  const notes = typeof read === 'object' && read !== null && !Array.isArray(read) ? Object.entries(read).map(([path, value]) => `${path} was ${brief(value)}`) : [];
  const found = [...(said === undefined ? [] : [`${said} ${field(body, 'holds') === true ? 'holds' : 'does not hold'}`]), ...(elements === undefined ? [] : [`its list has ${elements} elements`])];
  return { title: `task ${subject} was reached: ${found.join('; ')}`, notes };
}

function describeDecision(body: Json, subject: string): Description {
  const verified = field(body, 'approver', 'verified') === true;
  const via = textField(body, 'via');
  const digest = textField(body, 'plan_digest');
  const notes = [
    ...(via === undefined ? [] : [via === 'advance' ? 'given in advance' : `by ${via}`]),
    ...(digest === undefined ? [] : [`plan ${short(digest)}`]),
    ...present(textField(body, 'comment')).map((comment) => `comment: “${comment}”`),
    ...(field(body, 'accepted') === false ? [`refused: ${textField(body, 'reason') ?? 'no reason kept'}`] : []),
  ];
  const name = textField(body, 'approver', 'name');
  return { title: `${textField(body, 'kind') ?? 'decision'} by ${name ?? short(subject)}${name === undefined ? '' : verified ? ' (identity verified)' : ' (identity as claimed)'}`, notes };
}

function describeModelCall(body: Json, subject: string): Description {
  const provider = textField(body, 'provider');
  const usage = field(body, 'usage');
  const notes = [
    ...present(textField(body, 'prompt_digest')).map((digest) => `prompt ${short(digest)}`),
    ...present(textField(body, 'response_digest')).map((digest) => `response ${short(digest)}`),
  ];
  notes.push(...present(textField(body, 'failed', 'message')).map((message) => `failed: ${message}`));
  if (usage !== undefined) notes.push(`${numberField(usage, 'input_tokens') ?? 0} tokens in, ${numberField(usage, 'output_tokens') ?? 0} out, ${numberField(usage, 'usd') ?? 0} USD${field(body, 'cached') === true ? ', from the cache' : ''}`);
  return { title: `model ${provider === undefined ? short(subject) : `${provider}:${textField(body, 'model') ?? '?'}`}${suffix(' as ', textField(body, 'role'))}${suffix(', format ', textField(body, 'format'))}`, notes };
}

/** A digest as people see it: its first twelve digits. */
export function short(text: string): string {
  return /^[0-9a-f]{64}$/.test(text) ? text.slice(0, 12) : text;
}

function place(body: Json): string | undefined {
  const task = textField(body, 'task_id');
  const step = textField(body, 'step_id');
  return task !== undefined && step !== undefined ? `${task}/${step}` : (task ?? step);
}

function digestNote(body: Json, subject: string): string {
  const bytes = numberField(body, 'bytes');
  return `sha256 ${short(textField(body, 'sha256') ?? subject)}${bytes === undefined ? '' : `, ${bytes} bytes`}`;
}

function planNote(digest: string | undefined): string[] {
  return present(digest).map((known) => `plan ${short(known)}`);
}

function countNote(body: Json): string | undefined {
  const rows = numberField(body, 'rows');
  const columns = listField(body, 'columns').length;
  return rows === undefined ? undefined : `${rows} rows, ${columns} columns`;
}

function words(body: Json): string {
  const texts = [...new Set(listField(body, 'spans').map((span) => textField(span, 'text')).filter((text) => text !== undefined))];
  return texts.length === 0 ? '' : ` ${texts.map((text) => `“${text}”`).join(', ')}`;
}

function suffix(before: string, text: string | undefined): string {
  return text === undefined || text === '' ? '' : `${before}${text}`;
}

function present(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : [text];
}

function brief(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
