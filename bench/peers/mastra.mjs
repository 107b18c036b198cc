import { Mastra } from '@mastra/core';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { PostgresStore } from '@mastra/pg';
import { z } from 'zod';
import { levelsOf, serve, versionOf, work } from './serve.mjs';

/** Mastra has no edges: the graph runs level by level. It writes a whole snapshot after every step, so that large graphs take minutes. */
const MOST_NODES = 200;
const storage = new PostgresStore({ id: 'bench', connectionString: process.env.BENCH_DATABASE_URL });
await storage.init?.();
let count = 0;
await serve(`${versionOf('@mastra/core')} + pg ${versionOf('@mastra/pg')}`, (nodes, ms) => {
  if (nodes.length > MOST_NODES) throw new Error(`not run with more than ${MOST_NODES} steps: a snapshot of the whole run is written after every one of them`);
  count += 1;
  let ran = 0;
  const step = ({ id }) =>
    createStep({
      id,
      inputSchema: z.any(),
      outputSchema: z.any(),
      execute: async () => {
        const made = await work(id, ms);
        ran += 1;
        return made;
      },
    });
  let workflow = createWorkflow({ id: `bench-${count}`, inputSchema: z.any(), outputSchema: z.any() });
  for (const level of levelsOf(nodes)) workflow = level.length === 1 ? workflow.then(step(level[0])) : workflow.parallel(level.map(step));
  workflow.commit();
  const mastra = new Mastra({ workflows: { bench: workflow }, storage, logger: false });
  return async () => {
    const run = await mastra.getWorkflow('bench').createRun();
    const result = await run.start({ inputData: {} });
    if (result.status !== 'success') throw new Error(`the run ended ${result.status}`);
    return ran;
  };
});
