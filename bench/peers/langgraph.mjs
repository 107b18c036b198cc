import { Annotation, START, StateGraph } from '@langchain/langgraph';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { serve, versionOf, work } from './serve.mjs';

/** LangGraph.js with a checkpoint in Postgres after every superstep, written before the next one begins (`durability: sync`). */
const saver = PostgresSaver.fromConnString(process.env.BENCH_DATABASE_URL);
await saver.setup();
let thread = 0;
await serve(`${versionOf('@langchain/langgraph')} + checkpoint-postgres ${versionOf('@langchain/langgraph-checkpoint-postgres')}`, (nodes, ms) => {
  const State = Annotation.Root({ results: Annotation({ reducer: (before, more) => ({ ...before, ...more }), default: () => ({}) }) });
  const graph = new StateGraph(State);
  for (const { id } of nodes) graph.addNode(id, async () => ({ results: { [id]: await work(id, ms) } }));
  for (const { id, needs } of nodes) graph.addEdge(needs.length === 0 ? START : needs.length === 1 ? needs[0] : needs, id);
  const compiled = graph.compile({ checkpointer: saver });
  thread += 1;
  const options = { configurable: { thread_id: `bench-${process.pid}-${thread}` }, durability: 'sync', recursionLimit: nodes.length + 10 };
  return async () => Object.keys((await compiled.invoke({ results: {} }, options)).results).length;
});
