import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http2';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import * as restate from '@restatedev/restate-sdk';
import { serve, versionOf, work } from './serve.mjs';

/**
 * Restate with a server and a log of its own (it keeps no state in Postgres). One loop waits for whichever step ends first: a promise for each node makes
 * its SDK fail on layered graphs.
 */
const [ingress, admin, node, endpoint] = await freePorts(4);
const base = await mkdtemp(join(tmpdir(), 'planwright-bench-restate-'));
const binary = fileURLToPath(new URL(`./node_modules/@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`, import.meta.url));
const server = spawn(binary, ['--base-dir', base, '--node-name', 'bench'], {
  stdio: 'ignore',
  env: {
    PATH: process.env.PATH,
    RESTATE_LISTEN_MODE: 'tcp',
    RESTATE_BIND_IP: '127.0.0.1',
    RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
    RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    RESTATE_DISABLE_TELEMETRY: 'true',
    DO_NOT_TRACK: '1',
    RUST_LOG: 'error',
  },
});
server.once('error', (error) => {
  process.send({ type: 'failed', message: `its server does not start: ${error.message}` });
  process.exit(1);
});
const stop = () => {
  server.kill('SIGKILL');
  void rm(base, { recursive: true, force: true }).finally(() => process.exit(0));
};
process.once('SIGTERM', stop);
process.once('disconnect', stop);

const bench = restate.service({
  name: 'bench',
  handlers: {
    graph: async (context, { nodes, ms }) => {
      const waiting = new Map(nodes.map((one) => [one.id, one.needs.length]));
      const dependents = new Map();
      for (const one of nodes) for (const need of one.needs) dependents.set(need, [...(dependents.get(need) ?? []), one.id]);
      const running = new Map();
      const start = (id) => running.set(id, context.run(id, () => work(id, ms)));
      for (const [id, left] of waiting) if (left === 0) start(id);
      let ran = 0;
      while (running.size > 0) {
        const { id } = await restate.RestatePromise.race([...running.values()]);
        running.delete(id);
        ran += 1;
        for (const next of dependents.get(id) ?? []) {
          waiting.set(next, waiting.get(next) - 1);
          if (waiting.get(next) === 0) start(next);
        }
      }
      return ran;
    },
  },
});
// its own `serve` listens on every address of the machine
const handlers = createHttpServer(restate.createEndpointHandler({ services: [bench] }));
await new Promise((resolve) => handlers.listen(endpoint, '127.0.0.1', resolve));
await register();
await serve(`server ${versionOf('@restatedev/restate-server')}, sdk ${versionOf('@restatedev/restate-sdk')}`, (nodes, ms) => async () => {
  const answer = await fetch(`http://127.0.0.1:${ingress}/bench/graph`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ nodes, ms }) });
  if (!answer.ok) throw new Error(`the call ended with ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  return await answer.json();
});

async function register() {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await fetch(`http://127.0.0.1:${admin}/deployments`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ uri: `http://127.0.0.1:${endpoint}` }) });
      if (answer.ok) return;
      if (attempt > 120) throw new Error(`its server refuses the service: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
    } catch (error) {
      if (attempt > 120) throw error;
    }
    await sleep(250);
  }
}

async function freePorts(count) {
  const open = await Promise.all(Array.from({ length: count }, () => new Promise((resolve) => {
    const listener = createServer().listen(0, '127.0.0.1', () => resolve(listener));
  })));
  const ports = open.map((listener) => listener.address().port);
  await Promise.all(open.map((listener) => new Promise((resolve) => listener.close(resolve))));
  return ports;
}
