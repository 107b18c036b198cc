import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureWorkflowBundle } from '../src/embedded/bundle-workflows.ts';
import { createHome, sharedCache } from '../src/embedded/home.ts';
import { BEHAVIOURS, startEmptyMirror } from '../test/support/behaviours.ts';
import { historyToJson } from '../src/embedded/history-json.ts';
import { openRunEnvironment } from '../test/support/run-environment.ts';

/**
 * Records the histories of test/replay anew, from real runs: `node scripts/record-histories.ts [behaviour …]`. Only for a change of the workflow that open runs
 * of earlier versions need not survive; otherwise `patched` keeps the old histories replaying.
 */
const wanted = process.argv.slice(2);
const root = mkdtempSync(join(tmpdir(), 'planwright-histories-'));
const bundle = await ensureWorkflowBundle(sharedCache(createHome(root)), process.env);
if (bundle === null) throw new Error('Cannot record histories: there is no workflow bundle.');
const mirror = await startEmptyMirror();
const environment = await openRunEnvironment({ bundle, mirror: mirror.url });
try {
  for (const [name, behaviour] of Object.entries(BEHAVIOURS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const id = await behaviour.drive(environment);
    const { events } = historyToJson(await environment.connection.run(id).fetchHistory());
    const text = `{ "events": [\n${events.map((event) => `  ${JSON.stringify(event, anonymous)}`).join(',\n')}\n] }\n`;
    writeFileSync(join(import.meta.dirname, '..', 'test', 'replay', 'histories', `${name}.json`), text);
    console.log(`${name}: ${events.length} events, ${text.length} bytes`);
  }
} finally {
  await environment.close();
  mirror.stop();
  rmSync(root, { recursive: true, force: true });
}

/** Leaves out which machine and process it was. */
function anonymous(key: string, value: unknown): unknown {
  if (key === 'identity') return 'worker';
  if (key === 'stackTrace') return '';
  if (key === 'workerVersion' || key === 'workerVersioningInfo') return undefined;
  return typeof value === 'string' ? value.replaceAll(hostname(), 'host') : value;
}
