// Plain JavaScript for Node 20 and newer: `npm run bench`. Arguments go to bench/bench.ts.
import { join } from 'node:path';
import { root } from '../bin/install.mjs';
import { findNode, nodeMissing, runWithNode } from '../bin/node24.mjs';

const node = findNode();
if (node === null) {
  process.stderr.write(`${nodeMissing()}\n`);
  process.exitCode = 1;
} else {
  process.exitCode = await runWithNode(node, [join(root, 'bench/bench.ts'), ...process.argv.slice(2)], { cwd: process.cwd() });
}
