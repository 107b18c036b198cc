import { afterEach, describe, expect, it } from 'vitest';
import { decomposeTask } from '../../src/llm/decompose-task.ts';
import { stepCap } from '../../src/plan/complexity.ts';
import type { Task } from '../../src/schemas/plan.ts';
import { givens, profiles, registry } from './example-registry.ts';
import type { ProtocolServer } from './protocol-server.ts';
import { modelThat, value } from './steps/world.ts';

let server: ProtocolServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const stepOf = (at: number) => ({
  step_id: `s${at}`, action: 'Load', documentation_references: [], preconditions: [], postconditions: [], rollback_strategy: 'nothing to undo',
  tool_intent: { tool_name: 'table', operation: 'load', required_inputs: [], expected_outputs: [{ name: 'table', kind: 'table', description: 'rows' }], validation_criteria: [] },
});
const steps = (count: number) => value({ steps: Array.from({ length: count }, (_, at) => stepOf(at)) });

async function decompose(complexity: Task['estimated_complexity'], counts: number[]) {
  const world = await modelThat((_user, index) => steps(counts[index] ?? 1));
  server = world.server;
  const task: Task = { task_id: 't', description: 'd', dependencies: [], parallelizable: true, estimated_complexity: complexity, required_capabilities: [] };
  return decomposeTask(world.model, { goal: 'g', task, upstream: [], registry, givens, profiles, passages: [], issues: [] }, { signal: new AbortController().signal });
}

describe('the number of steps of a task', () => {
  it.each(['low', 'medium', 'high'] as const)('is bounded by its complexity: %s', async (complexity) => {
    const asked = await decompose(complexity, [stepCap(complexity)]);
    expect(asked.value.steps).toHaveLength(stepCap(complexity));
    expect(server?.requests).toHaveLength(1);
    expect(server?.requests[0]?.turns[0]?.text).toContain(`"most_steps":${stepCap(complexity)}`);
  });

  it('is sent back once with the reason', async () => {
    const asked = await decompose('low', [9, 2]);
    expect(asked.value.steps).toHaveLength(2);
    expect(server?.requests).toHaveLength(2);
    expect(server?.requests[1]?.turns[0]?.text).toContain('at most 3');
  });

  it('is refused where it stays too high', async () => {
    await expect(decompose('low', [9, 9])).rejects.toMatchObject({ type: 'Model.InvalidOutput', message: expect.stringContaining('9 steps') as string });
    expect(server?.requests).toHaveLength(2);
  });
});
