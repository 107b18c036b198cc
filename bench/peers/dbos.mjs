import { DBOS } from '@dbos-inc/dbos-sdk';
import { levelsOf, serve, versionOf, work } from './serve.mjs';

/**
 * DBOS: one durable step for each node, level by level. A promise for each node would start steps in the order in which others happen to end, and a
 * recovered run then refuses to go on, because its steps come in another order.
 */
const url = new URL(process.env.BENCH_DATABASE_URL);
url.pathname = '/bench_dbos';
DBOS.setConfig({ name: 'bench', systemDatabaseUrl: url.href, logLevel: 'error', runAdminServer: false });
const graph = DBOS.registerWorkflow(
  async (nodes, ms) => {
    let ran = 0;
    for (const level of levelsOf(nodes)) ran += (await Promise.all(level.map(({ id }) => DBOS.runStep(() => work(id, ms), { name: id })))).length;
    return ran;
  },
  { name: 'graph' },
);
await DBOS.launch();
await serve(versionOf('@dbos-inc/dbos-sdk'), (nodes, ms) => async () => (await DBOS.startWorkflow(graph)(nodes, ms)).getResult());
