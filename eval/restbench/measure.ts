import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { measureApi, type ApiResult } from './producers.ts';
import { wilson } from '../statistics.ts';

/** Where the shared evaluation data is, or null where it is absent. */
export function restbenchDirectory(): string | null {
  const root = path.resolve(fileURLToPath(import.meta.url), '../../..');
  const shared = process.env['PLANWRIGHT_SHARED'] ?? path.join(root, '../shared');
  const directory = path.join(path.resolve(root, shared), 'evaldata/restbench');
  return existsSync(directory) ? directory : null;
}

/** Both services of RestBench, dev half. */
export function measureRestbench(directory: string): ApiResult[] {
  return ['tmdb', 'spotify'].map((api) => {
    const document = JSON.parse(readFileSync(path.join(directory, `${api}.openapi.json`), 'utf8')) as unknown;
    const queries = readFileSync(path.join(directory, `${api}.queries.dev.jsonl`), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { id: string; query: string; solution: string[] });
    return measureApi(api, document, queries);
  });
}

function line(name: string, hits: number, n: number): string {
  const { low, high } = wilson(hits, n);
  return `  ${name.padEnd(34)} ${hits}/${n}  ${(100 * hits / Math.max(1, n)).toFixed(1)} % (95 % Wilson ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const directory = restbenchDirectory();
  if (directory === null) {
    console.log('RestBench is not there: set PLANWRIGHT_SHARED to the directory that holds evaldata/restbench.');
  } else {
    const results = measureRestbench(directory);
    for (const result of [...results, { api: 'both', trials: results.flatMap((one) => one.trials), skipped: results.flatMap((one) => one.skipped) }]) {
      const n = result.trials.length;
      const count = (...outcomes: string[]): number => result.trials.filter((trial) => outcomes.includes(trial.outcome)).length;
      console.log(`${result.api}: ${n} deleted producers`);
      console.log(line('restored, the deleted operation', count('strict'), n));
      console.log(line('restored, strict or equivalent', count('strict', 'equivalent'), n));
      console.log(line('wrong insertion', count('wrong'), n));
      console.log(line('nothing inserted', count('missed'), n));
      if (process.argv.includes('--verbose')) for (const trial of result.api === 'both' ? [] : result.trials) if (trial.outcome !== 'strict') console.log(`    ${trial.outcome.padEnd(10)} ${trial.id} deleted ${trial.deleted} for ${trial.consumer}, inserted ${trial.inserted.join(' + ') || 'nothing'}`);
      const reasons = new Map<string, number>();
      for (const one of result.skipped) reasons.set(one, (reasons.get(one) ?? 0) + 1);
      for (const [reason, times] of [...reasons].toSorted(([a], [b]) => (a < b ? -1 : 1))) console.log(`  not counted: ${reason}: ${times}`);
    }
  }
}
