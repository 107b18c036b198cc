import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The same work as in bench/engine/work.ts: nothing or waiting, and about 200 bytes that do not compress. */
export async function work(id, ms) {
  if (ms > 0) await sleep(ms);
  const digest = (part) => createHash('sha256').update(`${id}/${part}`).digest('base64');
  return { id, made: [0, 1, 2, 3].map(digest).join('') };
}

/** The levels of a graph: each node stands behind all that it needs. */
export function levelsOf(nodes) {
  const levels = [];
  const level = new Map();
  for (const node of nodes) {
    const at = 1 + Math.max(-1, ...node.needs.map((need) => level.get(need)));
    level.set(node.id, at);
    (levels[at] ??= []).push(node);
  }
  return levels;
}

/** Version of an installed package. */
export const versionOf = (name) => JSON.parse(readFileSync(new URL(`./node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;

/** Answers graphs that the harness sends: `prepare` compiles one and gives what runs it; only the run is timed. It returns how many nodes ran. */
export async function serve(version, prepare) {
  process.once('disconnect', () => process.exit(0));
  process.on('message', ({ nodes, ms }) => {
    void (async () => {
      try {
        const run = await prepare(nodes, ms);
        const began = performance.now();
        const ran = await run();
        process.send({ type: 'ran', ms: performance.now() - began, nodes: ran });
      } catch (error) {
        process.send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
      }
    })();
  });
  process.send({ type: 'ready', version });
}
