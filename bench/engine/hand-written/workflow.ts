import { proxyActivities } from '@temporalio/workflow';
import type { work } from '../work.ts';

/** The graph, as a workflow of a hand would get it. */
export interface HandWrittenInput {
  nodes: { id: string; needs: string[] }[];
  ms: number;
  /** Queue of the activities: the workflow's own, or one that another process serves. */
  queue: string;
}

/** What a person would write without Planwright: one plain activity for each node, scheduled as soon as what it needs is there. */
export async function handWritten({ nodes, ms, queue }: HandWrittenInput): Promise<number> {
  const { work: run } = proxyActivities<{ work: typeof work }>({ taskQueue: queue, startToCloseTimeout: '1m' });
  const done = new Map<string, Promise<{ id: string; made: string }>>();
  for (const node of nodes) {
    const before = node.needs.flatMap((need) => done.get(need) ?? []);
    done.set(
      node.id,
      Promise.all(before).then(() => run(node.id, ms)),
    );
  }
  return (await Promise.all(done.values())).length;
}
