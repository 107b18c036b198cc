import type { Reply, Script } from './protocol-server.ts';

/** The goal that `exampleScript` answers. */
export const EXAMPLE_GOAL = 'Map the earthquakes above magnitude 4.5 and report the strongest';

const want = {
  effect: null,
  data: 'earthquakes',
  analysis: 'none',
  measure: 'mag',
  mode: null,
  aggregation: null,
  keys: [],
  filters: [{ column: 'mag', op: '>', value_json: '4.5', quote: 'above magnitude 4.5' }],
  order: null,
  limit: null,
  period: null,
  facets: [],
  typed: null,
} as const;

export const exampleInterpretation = {
  intent: 'Map the earthquakes above magnitude 4.5 and name the strongest.',
  stages: [
    { name: 'process', description: 'Load the earthquakes and keep those above magnitude 4.5.', inputs: ['earthquakes'], outputs: ['table'] },
    { name: 'visualize', description: 'Map them.', inputs: ['table'], outputs: ['map'] },
    { name: 'narrate', description: 'Report the strongest.', inputs: ['table', 'map'], outputs: ['report'] },
  ],
  dependencies: [
    { stage: 'visualize', needs: ['process'] },
    { stage: 'narrate', needs: ['process', 'visualize'] },
  ],
  clarifications_needed: [],
  wants: [
    { ...want, id: 'map', kind: 'map', title: 'Earthquakes above magnitude 4.5', quotes: ['Map the earthquakes above magnitude 4.5'] },
    { ...want, id: 'strongest', kind: 'table', title: 'The strongest earthquake', quotes: ['the strongest'], analysis: 'rank', order: 'desc', limit: 1 },
    { ...want, id: 'report', kind: 'report', title: 'Report', quotes: ['report'], measure: null, filters: [], data: null },
  ],
  questions: [],
  values: [],
  not_possible: null,
};

interface ProposedTask {
  task_id: string;
  description: string;
  operation: string;
  dependencies: string[];
  inputs: { name: string; sources: { task: string | null; port: string | null; data: string | null }[] }[];
  parameters: { name: string; value_json: string }[];
}

const from = (...tasks: string[]) => tasks.map((task) => ({ task, port: null, data: null }));

/**
 * A chain: every task is declared to depend on the one before it, although map, rank and summary each need only the filtered table.
 * Linking has to find that out and let them run side by side.
 */
const chain: ProposedTask[] = [
  { task_id: 'load', description: 'Load the earthquakes', operation: 'table.load', dependencies: [], inputs: [{ name: 'source', sources: [{ task: null, port: null, data: 'earthquakes' }] }], parameters: [] },
  {
    task_id: 'filter', description: 'Keep those above magnitude 4.5', operation: 'table.filter', dependencies: ['load'],
    inputs: [{ name: 'table', sources: from('load') }], parameters: [{ name: 'predicates', value_json: '[{"fn":">","args":["mag",4.5]}]' }],
  },
  { task_id: 'map', description: 'Map them', operation: 'map.points', dependencies: ['filter'], inputs: [{ name: 'table', sources: from('filter') }], parameters: [{ name: 'measure', value_json: '"mag"' }] },
  {
    task_id: 'strongest', description: 'Take the strongest', operation: 'table.rank', dependencies: ['map'],
    inputs: [{ name: 'table', sources: from('filter') }], parameters: [{ name: 'order', value_json: '{"fn":"desc","args":["mag"]}' }, { name: 'limit', value_json: '1' }],
  },
  { task_id: 'summary', description: 'Summarise the magnitudes', operation: 'stats.summary', dependencies: ['strongest'], inputs: [{ name: 'table', sources: from('filter') }], parameters: [{ name: 'measure', value_json: '"mag"' }] },
  {
    task_id: 'report', description: 'Compose the report', operation: 'report.compose', dependencies: ['summary'],
    inputs: [{ name: 'parts', sources: from('map', 'strongest', 'summary') }], parameters: [{ name: 'title', value_json: '"Earthquakes above magnitude 4.5"' }],
  },
];

export const examplePlan = {
  nodes: chain.map((task) => ({ ...task, parallelizable: false, estimated_complexity: 'low', required_capabilities: [], because: `${task.description}.` })),
  confidence_score: 0.9,
  alternative_approaches: ['Rank without a map.'],
};

interface WireTask {
  task_id: string;
  description: string;
  operation?: string;
  inputs?: { name: string; bindings: { kind: string; task?: string; port?: string; dataset?: string; sha256?: string }[] }[];
  parameters?: { name: string; binding: { value?: unknown } }[];
}

/** One step for the task in the request: its operation with its own bindings, citing the first document that was shown. */
export function exampleDecomposition(user: string, system: string): unknown {
  const task = JSON.parse(quoted(user, 'task')) as WireTask;
  const [tool = '', operation = ''] = (task.operation ?? '').split('.');
  const none = { value_json: null, task: null, step: null, port: null, question: null, data: null };
  const kind = new RegExp(`- ${tool}\\.${operation}: [^\\n]*\\n[^\\n]*-> output (\\S+): (\\S+)`).exec(system);
  return {
    steps: [
      {
        step_id: operation,
        action: task.description,
        tool_intent: {
          tool_name: tool,
          operation,
          required_inputs: [
            ...(task.inputs ?? []).map(({ name, bindings }) => ({
              name,
              bindings: bindings.map((binding) =>
                binding.kind === 'port' ? { ...none, kind: 'port', task: binding.task, port: binding.port } : { ...none, kind: 'data', data: binding.dataset ?? `attachment-${(binding.sha256 ?? '').slice(0, 12)}` },
              ),
            })),
            ...(task.parameters ?? []).map(({ name, binding }) => ({ name, bindings: [{ ...none, kind: 'literal', value_json: JSON.stringify(binding.value ?? null) }] })),
          ],
          expected_outputs: [{ name: kind?.[1] ?? 'output', kind: kind?.[2] ?? 'table', description: '' }],
          validation_criteria: [],
        },
        documentation_references: [...system.matchAll(/<<<document (\S+)/g)].slice(0, 1).map((match) => match[1]),
        preconditions: [],
        postconditions: [],
        rollback_strategy: 'nothing to undo',
      },
    ],
  };
}

/** One sentence about the first two cells that were offered. */
export function exampleNarration(user: string): unknown {
  const marks = [...quoted(user, 'cells').matchAll(/^(c\d+): /gm)].slice(0, 2).map((match) => match[1]);
  return { sentences: [{ text: `The result is ${marks.map((mark) => `{{${mark}}}`).join(' and ')}.`, cells: marks }] };
}

/** Answers every format for the example goal, looking only at the name of the format that is asked for. */
export const exampleScript: Script = ({ format, system, turns }): Reply => {
  const user = turns[0]?.text ?? '';
  switch (format) {
    case 'interpretation':
      return { kind: 'value', value: exampleInterpretation };
    case 'plan_proposal':
      return { kind: 'value', value: examplePlan };
    case 'plan_repair':
      return { kind: 'value', value: { nodes: examplePlan.nodes, changes: [] } };
    case 'decomposition':
      return { kind: 'value', value: exampleDecomposition(user, system) };
    case 'narration':
      return { kind: 'value', value: exampleNarration(user) };
    default:
      return { kind: 'status', status: 400, message: `exampleScript does not know the format "${format}"` };
  }
};

/** A plan with an operation that no tool has. */
export const unknownToolPlan = { ...examplePlan, nodes: examplePlan.nodes.map((node) => (node.task_id === 'map' ? { ...node, operation: 'teleport.now' } : node)) };

/** The script with one answer replaced, e.g. a decomposition that cites an invented document. */
export function withInventedDocument(script: Script = exampleScript): Script {
  return async (request) => {
    const reply = await script(request);
    if (request.format !== 'decomposition' || reply.kind !== 'value') return reply;
    const value = structuredClone(reply.value) as { steps: { documentation_references: string[] }[] };
    for (const step of value.steps) step.documentation_references = ['handbook-of-everything'];
    return { kind: 'value', value };
  };
}

/** The script with every plan naming an unknown tool. */
export function withUnknownTool(script: Script = exampleScript): Script {
  return (request) => (request.format === 'plan_proposal' ? { kind: 'value', value: unknownToolPlan } : script(request));
}

function quoted(text: string, label: string): string {
  const start = text.indexOf(`<<<${label}\n`);
  const end = text.indexOf(`\n>>>${label}`, start);
  return start < 0 ? '' : text.slice(start + label.length + 4, end);
}
