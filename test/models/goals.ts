import { join } from 'node:path';
import type { StartOptions } from '../../src/library/start-goal.ts';
import { EXAMPLE_GOAL, exampleDecomposition, exampleInterpretation, exampleNarration, examplePlan } from '../llm/example-script.ts';
import type { Reply, Script } from '../llm/protocol-server.ts';

/** A goal with what a model says to it, and the figures that somebody computed without the project's code. */
export interface ScriptedGoal {
  goal: string;
  options: StartOptions;
  interpretation: object;
  plan: object;
  figures: number[];
}

const root = join(import.meta.dirname, '../..');

const want = {
  effect: null, data: null, analysis: 'none', measure: null, mode: null, aggregation: null, keys: [], filters: [], order: null, limit: null, period: null, facets: [], typed: null,
};

const reading = (intent: string, wants: object[]) => ({
  intent,
  stages: [
    { name: 'process', description: 'Load the data and compute.', inputs: ['data'], outputs: ['table'] },
    { name: 'visualize', description: 'Draw the chart.', inputs: ['table'], outputs: ['chart'] },
  ],
  dependencies: [{ stage: 'visualize', needs: ['process'] }],
  clarifications_needed: [],
  wants: wants.map((one) => ({ ...want, ...one })),
  questions: [],
  values: [],
  not_possible: null,
});

interface ChainTask {
  task_id: string;
  operation: string | null;
  inputs: { [port: string]: string[] };
  parameters: { [name: string]: unknown };
}

/** A model's plan as models give it: everything one after the other. A source that no task is called is data. */
export const chain = (tasks: readonly ChainTask[]) => ({
  nodes: tasks.map(({ task_id, operation, inputs, parameters }, at) => ({
    task_id,
    description: `Do ${task_id}`,
    operation,
    dependencies: at === 0 ? [] : [tasks[at - 1]?.task_id ?? ''],
    parallelizable: false,
    estimated_complexity: 'low',
    required_capabilities: [],
    inputs: Object.entries(inputs).map(([name, from]) => ({
      name,
      sources: from.map((source) => (tasks.some((one) => one.task_id === source) ? { task: source, port: null, data: null } : { task: null, port: null, data: source })),
    })),
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, value_json: JSON.stringify(value) })),
    because: `The goal needs ${task_id}.`,
  })),
  confidence_score: 0.8,
  alternative_approaches: [],
});

const growth = { fn: 'growth', args: ['population', 'percent'] };
const regions = 'attachment-83d5c8d7a78d';

export const GOALS = {
  earthquakes: {
    goal: EXAMPLE_GOAL,
    options: { packs: ['data-analysis'] },
    interpretation: exampleInterpretation,
    plan: examplePlan,
    figures: [73, 6.4],
  },
  growth: {
    goal: 'Which region grew fastest?',
    options: { packs: ['data-analysis'], attach: [join(root, 'examples/data/regions.csv')], inputs: { growth_mode: 'percent' } },
    interpretation: reading('Rank the regions by growth of population.', [
      { id: 'ranking', kind: 'table', title: 'Growth by region', quotes: ['grew fastest'], analysis: 'growth', measure: 'population', mode: 'percent', keys: ['region'], order: 'desc', limit: 0, data: regions },
      { id: 'chart', kind: 'chart', title: 'Growth by region', quotes: ['grew'], analysis: 'growth', measure: 'population', mode: 'percent', keys: ['region'], data: regions },
      { id: 'text', kind: 'text', title: 'In words', quotes: ['Which region'] },
      { id: 'report', kind: 'report', title: 'Which region grew fastest?', quotes: [] },
    ]),
    plan: chain([
      { task_id: 'load', operation: 'table.load', inputs: { source: [regions] }, parameters: {} },
      { task_id: 'growth', operation: 'table.growth', inputs: { table: ['load'] }, parameters: { keys: ['region'], measure: 'population', time: 'year', mode: 'percent' } },
      { task_id: 'ranking', operation: 'table.rank', inputs: { table: ['growth'] }, parameters: { order: { fn: 'desc', args: [growth] }, limit: 0 } },
      { task_id: 'chart', operation: 'chart.bar', inputs: { table: ['growth'] }, parameters: { measure: growth, title: 'Growth by region' } },
      { task_id: 'words', operation: 'narrate.describe', inputs: { parts: ['ranking'] }, parameters: {} },
      { task_id: 'report', operation: 'report.compose', inputs: { parts: ['ranking', 'chart', 'words'] }, parameters: { title: 'Which region grew fastest?' } },
    ]),
    figures: [48.8812, 47.7731, 15.6143, 13.3832],
  },
  anomaly: {
    goal: 'Chart the global temperature anomaly since 1880 and say how unusual 2020 was',
    options: { packs: ['climate', 'data-analysis'] },
    interpretation: reading('Chart the global anomaly and judge 2020.', [
      { id: 'chart', kind: 'chart', title: 'Global temperature anomaly', quotes: ['Chart the global temperature anomaly'], measure: 'temp', data: 'global-temp', facets: [{ name: 'mark', value_json: '"line"' }] },
      { id: 'unusual', kind: 'summary', title: 'How unusual 2020 was', quotes: ['how unusual 2020 was'], analysis: 'anomaly', measure: 'temp', period: '2020', data: 'global-temp' },
    ]),
    plan: chain([
      { task_id: 'load', operation: 'table.load', inputs: { source: ['global-temp'] }, parameters: {} },
      { task_id: 'chart', operation: 'chart.line', inputs: { table: ['load'] }, parameters: { measure: 'temp', time: 'year', title: 'Global temperature anomaly', highlight: '2020' } },
      { task_id: 'unusual', operation: 'stats.anomaly', inputs: { table: ['load'] }, parameters: { measure: 'temp', time: 'year', at: '2020' } },
      { task_id: 'report', operation: 'report.compose', inputs: { parts: ['chart', 'unusual'] }, parameters: { title: 'The global temperature anomaly' } },
    ]),
    figures: [1.01, 9.295],
  },
} as const satisfies Record<string, ScriptedGoal>;

/** Answers every format for every goal above, found by the goal's words in the request. */
export const goalScript: Script = ({ format, system, turns }): Reply => {
  const user = turns[0]?.text ?? '';
  const known = Object.values(GOALS).find(({ goal }) => user.includes(goal));
  if (known === undefined) return { kind: 'status', status: 400, message: 'the script does not know this goal' };
  switch (format) {
    case 'interpretation':
      return { kind: 'value', value: known.interpretation };
    case 'plan_proposal':
      return { kind: 'value', value: known.plan };
    case 'plan_repair':
      return { kind: 'value', value: { nodes: known.plan.nodes, changes: [] } };
    case 'decomposition':
      return { kind: 'value', value: exampleDecomposition(user, system) };
    case 'narration':
      return { kind: 'value', value: exampleNarration(user) };
    default:
      return { kind: 'status', status: 400, message: `the script does not know the format "${format}"` };
  }
};
