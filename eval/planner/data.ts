import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Directory of the external evaluation data: `$PLANWRIGHT_SHARED/evaldata`, by default beside the repository. */
export function dataDirectory(): string {
  return resolve(ROOT, process.env['PLANWRIGHT_SHARED'] ?? '../shared', 'evaldata');
}

/** Path of a file of a set, or null where the data is not there. Parts that are kept for measuring are refused. */
export function dataFile(set: string, name: string): string | null {
  if (/heldout|reserved/i.test(name)) throw new Error(`Cannot read "${set}/${name}": it is kept for measuring. Use the dev part.`);
  const path = resolve(dataDirectory(), set, name);
  return existsSync(path) ? path : null;
}

/** The JSON document in a file of a set. Throws where it is not there. */
export function readJson<T>(set: string, name: string): T {
  return JSON.parse(readFileSync(need(set, name), 'utf8')) as T;
}

/** One value per line of a file of a set. Throws where it is not there. */
export function readLines<T>(set: string, name: string): T[] {
  return readFileSync(need(set, name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Whether the files are all there; where not, says so on stderr, and the caller has nothing to measure. */
export function hasData(set: string, names: readonly string[]): boolean {
  const missing = names.find((name) => dataFile(set, name) === null);
  if (missing === undefined) return true;
  process.stderr.write(`Skipped: the evaluation data "${set}/${missing}" is not in ${dataDirectory()}. Set PLANWRIGHT_SHARED to the directory that has evaldata/.\n`);
  return false;
}

function need(set: string, name: string): string {
  const path = dataFile(set, name);
  if (path === null) throw new Error(`Cannot read "${set}/${name}": it is not in ${dataDirectory()}. Set PLANWRIGHT_SHARED to the directory that has evaldata/.`);
  return path;
}
