import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binding, Decomposition } from '../../src/schemas/decomposition.ts';
import type { Plan, Task } from '../../src/schemas/plan.ts';
import type { Shape, ShapeNode } from './shapes.ts';

/** The graph as a plan file: every edge is data that the later step takes. The steps stand in it, so that no activity has to find them. */
export async function writePlan(directory: string, shape: Shape, stepMs: number): Promise<string> {
  const name = stepMs === 0 ? 'noop' : 'sleep';
  const plan: Plan = {
    dag_id: shape.name,
    goal: `Benchmark ${shape.name}, ${name}`,
    nodes: shape.nodes.map((node) => task(node, name, stepMs)),
    decompositions: shape.nodes.map((node) => steps(node, name, stepMs)),
    metadata: { planning_timestamp: '2026-01-01T00:00:00.000Z', confidence_score: null, alternative_approaches: [] },
  };
  const path = join(directory, `${shape.name}-${stepMs}.json`);
  await writeFile(path, JSON.stringify(plan));
  return path;
}

function task(node: ShapeNode, operation: string, stepMs: number): Task {
  return {
    task_id: node.id,
    description: `${operation} ${node.id}`,
    dependencies: node.needs,
    parallelizable: true,
    estimated_complexity: 'low',
    required_capabilities: [],
    operation: `bench.${operation}`,
    inputs: [{ name: 'from', bindings: bindings(node) }],
    parameters: Object.entries(values(node, stepMs)).map(([name, value]) => ({ name, binding: { kind: 'literal', value } })),
    outputs: [{ name: 'mark', type: { kind: 'mark', facets: {} } }],
    effect: 'none',
  };
}

function steps(node: ShapeNode, operation: string, stepMs: number): Decomposition {
  const parameters = Object.entries(values(node, stepMs)).map(([name, value]): [string, Binding] => [name, { kind: 'literal', value }]);
  return {
    task_id: node.id,
    steps: [
      {
        step_id: 's1',
        action: `${operation} ${node.id}`,
        tool_intent: { tool_name: 'bench', operation, required_inputs: { from: bindings(node), ...Object.fromEntries(parameters) }, expected_outputs: { mark: { kind: 'mark' } }, validation_criteria: [] },
        documentation_references: [],
        preconditions: [],
        postconditions: [],
        rollback_strategy: 'nothing to undo',
      },
    ],
  };
}

const bindings = (node: ShapeNode): Binding[] => node.needs.map((need) => ({ kind: 'port', task: need, port: 'mark' }));
const values = (node: ShapeNode, stepMs: number): { [name: string]: string | number } => (stepMs === 0 ? { node: node.id } : { node: node.id, ms: stepMs });
