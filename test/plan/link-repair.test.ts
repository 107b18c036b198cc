import { describe, expect, it } from 'vitest';
import { linkProposal } from '../../src/plan/link.ts';
import { rankByWords } from '../../src/plan/nearest-words.ts';
import type { Given, TypedGoal, Want } from '../../src/schemas/goal.ts';
import type { Operation, Registry } from '../../src/schemas/operation.ts';
import type { Plan, Task } from '../../src/schemas/plan.ts';
import { REGISTRY, operation, task } from './plans.ts';

const port = (name: string, kind: string, more: Partial<Operation['inputs'][number]> = {}): Operation['inputs'][number] => ({ name, kinds: [kind], facets: {}, ...more });

/** Tools that turn media into one another, as a model's catalogue might list them. */
const MEDIA: Registry = {
  ...REGISTRY,
  facets: [], datasets: [],
  kinds: ['text', 'image', 'audio', 'score'].map((name) => ({ name, title: name, description: '' })),
  operations: [
    operation({ tool: 'media', operation: 'transcribe', title: 'Transcribe', description: 'Writes down what is said, also called automatic speech recognition.', inputs: [port('audio', 'audio')], output: { name: 'text', kind: 'text', facets: {} } }),
    operation({ tool: 'media', operation: 'translate', title: 'Translate', description: 'Translates text.', inputs: [port('text', 'text')], output: { name: 'text', kind: 'text', facets: {} } }),
    operation({ tool: 'media', operation: 'summarize', title: 'Summarize', description: 'Makes text shorter.', inputs: [port('text', 'text')], output: { name: 'text', kind: 'text', facets: {} } }),
    operation({ tool: 'media', operation: 'paint', title: 'Paint', description: 'Paints a picture of a text.', inputs: [port('text', 'text')], output: { name: 'image', kind: 'image', facets: {} } }),
    operation({ tool: 'media', operation: 'search_image', title: 'Search image', description: 'Finds a picture by words.', inputs: [port('text', 'text')], output: { name: 'image', kind: 'image', facets: {} } }),
    operation({ tool: 'media', operation: 'colourize', title: 'Colourize', description: 'Gives a picture colours.', inputs: [port('image', 'image')], output: { name: 'image', kind: 'image', facets: {} } }),
    operation({ tool: 'media', operation: 'rate', title: 'Rate', description: 'Rates a picture.', inputs: [port('image', 'image')], output: { name: 'score', kind: 'score', facets: {} } }),
    operation({ tool: 'media', operation: 'pages', title: 'Pages', description: 'Cuts a text into pages.', inputs: [port('text', 'text')], output: { name: 'pages', kind: 'text', facets: {}, cardinality: 'list' } }),
    operation({ tool: 'media', operation: 'post', title: 'Post', description: 'Posts text.', effect: 'write', effect_name: 'post', inputs: [port('text', 'text')], output: { name: 'receipt', kind: 'score', facets: {} }, parameters: { type: 'object', properties: { target: { type: 'string' } }, required: ['target'], additionalProperties: false } }),
  ],
};

const given = (kind: string, id: string, named = true): Given => ({ id, type: { kind, facets: {} }, title: id, source: { kind: 'value', value: id }, named, spans: [] });
const want = (id: string, kind: string, more: Partial<Want> = {}): Want => ({ id, type: { kind, facets: {} }, effect: null, title: id, spans: [], ...more });

function goal(more: Partial<TypedGoal> = {}): TypedGoal {
  return {
    goal: 'Do it', wants: [], givens: [given('audio', 'talk.wav')], choices: [], constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] }, unread: [], front_end: 'model', ...more,
  };
}

/** A task as a model writes it: what it runs, what it waits for, and what it binds, if anything. */
function step(id: string, name: string, waits: string[] = [], inputs: NonNullable<Task['inputs']> = []): Task {
  return { ...task(id, name), dependencies: waits, inputs, parameters: [], outputs: [], parallelizable: false };
}

const from = (id: string, at = 'out'): NonNullable<Task['inputs']>[number]['bindings'] => [{ kind: 'port', task: id, port: at }];

function linkMedia(nodes: Task[], of: TypedGoal = goal(), more: Partial<Plan> = {}) {
  return linkProposal({ dag_id: 'p', nodes, metadata: { planning_timestamp: '2026-11-22T12:00:00Z', confidence_score: null, alternative_approaches: [] }, planned_by: 'model', ...more }, MEDIA, of);
}

function linked(nodes: Task[], of?: TypedGoal, more?: Partial<Plan>) {
  const result = linkMedia(nodes, of, more);
  if (result.result === 'refused') throw new Error(result.message);
  return { ...result, edges: (result.plan.edges ?? []).map((edge) => `${edge.from} → ${edge.to} ${edge.reason}`), kinds: new Set(result.changes.map((change) => change.kind)) };
}

function refusal(nodes: Task[], of?: TypedGoal): string {
  const result = linkMedia(nodes, of);
  if (result.result === 'linked') throw new Error(JSON.stringify(result.plan.edges));
  return result.message;
}

describe('ports that a model left out', () => {
  it('are inferred from what it puts before each task', () => {
    const { edges, changes } = linked([step('a', 'media.transcribe'), step('b', 'media.translate', ['a']), step('c', 'media.paint', ['b'])]);
    expect(edges).toEqual(['a → b data', 'b → c data']);
    expect(changes).toContainEqual({ kind: 'input bound', task_id: 'b', description: 'b: "text" is bound to a: it waits for it' });
  });

  it('take what nobody else uses where it waits for nothing', () => {
    expect(linked([step('a', 'media.transcribe'), step('b', 'media.translate', ['a']), step('c', 'media.paint')]).edges).toEqual(['a → b data', 'b → c data']);
  });

  it('take the nearest in the chain where the task before makes something else', () => {
    const { edges, changes } = linked([step('a', 'media.transcribe'), step('b', 'media.paint', ['a']), step('c', 'media.summarize', ['b'])]);
    expect(edges).toEqual(['a → b data', 'a → c data']);
    expect(changes).toContainEqual({ kind: 'edge removed', task_id: 'c', description: 'c does not wait for b: it takes text, not image' });
    expect(changes).toContainEqual({ kind: 'input bound', task_id: 'c', description: 'c: "text" is bound to a: it comes after it, and this is the nearest before it that fits' });
  });

  it('are refused where several would do', () => {
    const nodes = [step('a', 'media.transcribe'), step('b', 'media.translate', ['a']), step('p', 'media.paint', ['a']), step('q', 'media.paint', ['b']), step('r', 'media.rate', ['p']), step('s', 'media.rate', ['q']), step('c', 'media.summarize')];
    expect(refusal(nodes)).toContain('input "text" of task "c" needs a text, and a, b would all fit');
  });

  it('are not bound past a step that the goal speaks of and no task does', () => {
    const nodes = [step('a', 'media.transcribe'), step('b', 'media.paint')];
    expect(linked(nodes).edges).toEqual(['a → b data']);
    expect(refusal(nodes, goal({ goal: 'Summarize the talk and paint it' }))).toContain('between a and it the goal speaks of media.summarize, which no task does');
  });
});

describe('inputs that a model bound wrongly', () => {
  it('go to the input that they fit, and are taken off where none does', () => {
    const { edges, changes } = linked([step('a', 'media.transcribe'), step('b', 'media.paint', ['a'], [{ name: 'prompt', bindings: from('a') }]), step('c', 'media.translate', ['b'], [{ name: 'text', bindings: [...from('a'), ...from('b')] }])]);
    expect(edges).toEqual(['a → b data', 'a → c data']);
    expect(changes).toContainEqual({ kind: 'input bound', task_id: 'b', description: 'b: input "prompt" is called "text"' });
    expect(changes).toContainEqual({ kind: 'edge removed', task_id: 'c', description: 'c does not read b: it takes text, not image' });
  });

  it('run once per element where a list meets an input for one', () => {
    const { plan, kinds } = linked([step('a', 'media.transcribe'), step('p', 'media.pages', ['a']), step('c', 'media.translate', ['p'])]);
    expect(plan.nodes[2]?.for_each).toEqual({ port: 'text', limit: 2000 });
    expect(plan.nodes[2]?.outputs?.[0]?.type.cardinality).toBe('list');
    expect(kinds).toContain('runs per element');
  });

  it('keep the artifact that a condition tests', () => {
    const conditional = { ...step('c', 'media.translate', [], [{ name: 'text', bindings: from('a') }, { name: 'condition', bindings: from('r') }]), when: { path: 'inputs.condition.data.value', op: '>' as const, value: 1 } };
    const { edges } = linked([step('a', 'media.transcribe'), step('b', 'media.paint', ['a']), step('r', 'media.rate', ['b']), conditional]);
    expect(edges).toContain('r → c data');
    expect(edges).toContain('a → c data');
  });
});

describe('references to tasks that do not exist', () => {
  it('are read as the task whose id they misspell', () => {
    const { edges, changes } = linked([step('transcribe-talk', 'media.transcribe'), step('b', 'media.translate', ['Transcribe_Talk'], [{ name: 'text', bindings: from('Transcribe_Talk') }])]);
    expect(edges).toEqual(['transcribe-talk → b data']);
    expect(changes).toContainEqual(expect.objectContaining({ kind: 'reference resolved', task_id: 'b' }));
  });

  it('are not read as a task with another number', () => {
    expect(refusal([step('step-1', 'media.transcribe'), step('step-2', 'media.translate', ['step-1']), step('c', 'media.summarize', [], [{ name: 'text', bindings: from('step-3') }])])).toContain('what it names does not exist');
  });

  it('become the task of the operation that they name', () => {
    const { plan, edges, changes } = linked([step('a', 'media.transcribe'), step('c', 'media.rate', ['paint'], [{ name: 'image', bindings: from('paint') }])]);
    expect(plan.nodes.map((one) => one.operation)).toEqual(['media.transcribe', 'media.paint', 'media.rate']);
    expect(edges).toEqual(['a → paint data', 'paint → c data']);
    expect(changes[0]).toEqual({ kind: 'producer inserted', task_id: 'paint', description: 'paint (media.paint) is inserted: c read it, and no task had that id' });
  });

  it('are not replaced by something else that happens to fit', () => {
    expect(refusal([step('a', 'media.transcribe'), step('c', 'media.paint', ['ghost'], [{ name: 'text', bindings: from('ghost') }])])).toMatch(/input "text" of task "c" needs a text, and /);
  });

  it('go, and are listed, where a task only waits for them', () => {
    expect(linked([step('a', 'media.transcribe', ['ghost'])]).changes).toContainEqual({ kind: 'edge removed', task_id: 'a', description: 'a does not wait for "ghost": there is no such task' });
  });
});

describe('producers that are missing', () => {
  it('are inserted where there is one way, and read what nobody uses', () => {
    const { edges, changes } = linked([step('t', 'media.translate')]);
    expect(edges).toEqual(['transcribe-talk → t data']);
    expect(changes).toContainEqual({ kind: 'producer inserted', task_id: 'transcribe-talk', description: 'transcribe-talk (media.transcribe) is inserted: t needs a text for "text", and this is the way to make it' });
  });

  it('are refused where several make it alike, unless the goal speaks of one', () => {
    const nodes = [step('a', 'media.transcribe'), step('r', 'media.rate')];
    expect(refusal(nodes)).toMatch(/input "image" of task "r" needs a image, and media\.(paint, media\.search_image|search_image, media\.paint) could make it alike/);
    expect(linked(nodes, goal({ goal: 'Paint what is said and rate it' })).edges).toEqual(['a → paint-of-a data', 'paint-of-a → r data']);
  });
});

describe('a missing producer of what the goal wants', () => {
  it('is inserted where something that does not exist is read, before anything else that would fit', () => {
    const world = goal({ givens: [{ id: 'world', type: { kind: 'source', facets: { content: 'table', dataset: 'world' } }, title: 'World', source: { kind: 'dataset', dataset: 'world' }, named: true, spans: [] }], wants: [want('c', 'chart'), want('r', 'report')] });
    const nodes = [task('load', 'table.load', { source: 'dataset.world' }), task('report', 'report.compose', { parts: ['gone.chart'] }, { title: 'x' })];
    const result = linkProposal({ dag_id: 'p', nodes, metadata: { planning_timestamp: '2026-11-22T12:00:00Z', confidence_score: null, alternative_approaches: [] }, planned_by: 'model' }, REGISTRY, world);
    expect(result.result === 'linked' && result.plan.edges?.map((edge) => `${edge.from} → ${edge.to}`)).toEqual(['load → chart-of-load', 'chart-of-load → report']);
    expect(result.changes).toContainEqual(expect.objectContaining({ kind: 'producer inserted', description: expect.stringContaining('the goal wants c, which no task made') as string }));
  });
});

describe('operations that a model invented', () => {
  const run = (name: string) => linkMedia([step('a', name), step('b', 'media.summarize', ['a'])]);
  const first = (name: string): string => {
    const result = run(name);
    return result.result === 'linked' ? (result.plan.nodes[0]?.operation ?? '') : result.message;
  };

  it('are replaced by the nearest in name, title or description', () => {
    for (const name of ['media.transcriber', 'media.trancsribe', 'Media.Transcribe', 'media.automatic-speech-recognition']) expect(first(name), name).toBe('media.transcribe');
  });

  it('are refused where nothing is near or two are', () => {
    expect(first('media.entangle')).toContain('"media.entangle" does not exist, and nothing near it fits');
    const similar: Registry = { ...MEDIA, operations: [...MEDIA.operations, operation({ tool: 'media', operation: 'audio_transcript_fast', inputs: [port('audio', 'audio')], output: { name: 'text', kind: 'text', facets: {} } }), operation({ tool: 'media', operation: 'audio_transcript_slow', inputs: [port('audio', 'audio')], output: { name: 'text', kind: 'text', facets: {} } })] };
    const result = linkProposal({ dag_id: 'p', nodes: [step('a', 'media.audio_transcript')], metadata: { planning_timestamp: '2026-11-22T12:00:00Z', confidence_score: null, alternative_approaches: [] }, planned_by: 'model' }, similar, goal());
    expect(result).toMatchObject({ result: 'refused', message: expect.stringContaining('are equally near') as string });
  });

  it('have to fit what they are bound to, and never become an effect', () => {
    // "paint" would be nearest, and the task that reads it takes text.
    expect(first('media.painter')).toContain('nothing near it fits');
    expect(first('media.poster')).not.toContain('media.post ');
    expect(run('media.poster').result).toBe('refused');
  });

  it('are read by what they convert', () => {
    const named: Registry = { ...MEDIA, operations: [...MEDIA.operations, operation({ tool: 'media', operation: 'image_to_text', inputs: [port('image', 'image')], output: { name: 'text', kind: 'text', facets: {} } }), operation({ tool: 'media', operation: 'text_to_image', inputs: [port('text', 'text')], output: { name: 'image', kind: 'image', facets: {} } })] };
    const nodes = [step('a', 'media.transcribe'), step('b', 'media.text-to-image-v2', ['a'])];
    const result = linkProposal({ dag_id: 'p', nodes, metadata: { planning_timestamp: '2026-11-22T12:00:00Z', confidence_score: null, alternative_approaches: [] }, planned_by: 'model' }, named, goal());
    expect(result.result === 'linked' && result.plan.nodes[1]?.operation).toBe('media.text_to_image');
  });

  it('rank by rare words before common ones', () => {
    const ranked = rankByWords('grid area mean', ['grid mean', 'grid load', 'table mean'], (name) => ({ name, text: '' }));
    expect(ranked.map(({ item }) => item)).toEqual(['grid mean', 'grid load', 'table mean']);
    expect(rankByWords('', ['a b'], (name) => ({ name, text: '' }))[0]?.score).toBe(0);
  });
});

describe('duplicates', () => {
  it('become one, and so does what follows from them', () => {
    const { plan, edges, changes } = linked([step('a', 'media.transcribe'), step('a2', 'media.transcribe'), step('b', 'media.translate', ['a']), step('b2', 'media.translate', ['a2']), step('c', 'media.paint', ['b2']), step('d', 'media.summarize', ['b'])]);
    expect(plan.nodes.map((one) => one.task_id)).toEqual(['a', 'b', 'd', 'c']);
    expect(edges).toEqual(['a → b data', 'b → d data', 'b → c data']);
    expect(changes.filter((change) => change.kind === 'task merged').map((change) => change.description)).toEqual(['a2 is a: both run media.transcribe on the same inputs with the same parameters', 'b2 is b: both run media.translate on the same inputs with the same parameters']);
  });

  it('of an effect stay two, in order', () => {
    const posts = goal({ wants: [want('w', 'score', { effect: 'post' })], choices: [{ name: 'target', value: 'board', because: 'said', spans: [] }] });
    const { plan, edges } = linked([step('a', 'media.transcribe'), step('p', 'media.post', ['a']), step('q', 'media.post', ['a'])], posts);
    expect(plan.nodes.map((one) => one.task_id)).toEqual(['a', 'p', 'q']);
    expect(edges).toContain('p → q effect');
    expect(plan.edges?.find((edge) => edge.reason === 'effect')?.detail).toBe('both touch "board"');
  });

  it('of one id are one where they are the same', () => {
    expect(linked([step('a', 'media.transcribe'), step('a', 'media.transcribe'), step('b', 'media.paint', ['a'])]).plan.nodes).toHaveLength(2);
  });
});

describe('cycles', () => {
  it('are cut at the edge that reads nothing', () => {
    const { edges, changes } = linked([step('a', 'media.translate', ['b'], [{ name: 'text', bindings: [{ kind: 'literal', value: 'words' }] }]), step('b', 'media.summarize', ['a'], [{ name: 'text', bindings: from('a') }])], goal({ givens: [given('text', 'words')] }));
    expect(edges).toEqual(['a → b data']);
    expect(changes).toContainEqual({ kind: 'edge removed', task_id: 'a', description: 'a does not wait for b: it reads nothing of it, and they would wait for each other' });
  });

  it('are refused where every edge is read', () => {
    expect(refusal([step('a', 'media.translate', [], [{ name: 'text', bindings: from('b') }]), step('b', 'media.summarize', [], [{ name: 'text', bindings: from('a') }])])).toContain('its tasks depend on each other in a circle');
  });
});

describe('what the goal wants', () => {
  const REPORT = linkProposal.bind(null);
  const world = goal({ givens: [{ id: 'world', type: { kind: 'source', facets: { content: 'table', dataset: 'world' } }, title: 'World', source: { kind: 'dataset', dataset: 'world' }, named: true, spans: [] }], wants: [want('c', 'chart'), want('r', 'report')] });

  it('goes into the collection that is wanted, also where the model forgot it', () => {
    const nodes = [task('load', 'table.load', { source: 'dataset.world' }), task('chart', 'chart.line', { table: 'load.table' }), task('report', 'report.compose', { parts: ['load.table'] }, { title: 'x' })];
    const result = REPORT({ dag_id: 'p', nodes, metadata: { planning_timestamp: '2026-11-22T12:00:00Z', confidence_score: null, alternative_approaches: [] }, planned_by: 'model' }, REGISTRY, world);
    expect(result.result === 'linked' && result.plan.edges?.map((edge) => `${edge.from} → ${edge.to}`)).toContain('chart → report');
    expect(result.changes).toContainEqual({ kind: 'input bound', task_id: 'report', description: 'report: "parts" takes chart as well: the goal wants both' });
  });

  it('leaves a nested plan as it is', () => {
    const nested: Task = { ...step('n', '', ['a']), type: 'plan', inputs: [{ name: 'data', bindings: from('a', 'text') }], outputs: [{ name: 'out', type: { kind: 'image', facets: {} } }], plan: { words: 'paint it', wants: [want('w', 'image')], budget_usd: null } };
    delete nested.operation;
    const { plan, edges } = linked([step('a', 'media.transcribe'), nested, step('r', 'media.rate', ['n'], [{ name: 'image', bindings: from('n') }])]);
    expect(plan.nodes.map((one) => one.type)).toEqual(['operation', 'plan', 'operation']);
    expect(edges).toEqual(['a → n data', 'n → r data']);
  });
});
