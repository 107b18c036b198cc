import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Times of search, compilation, linking and validation without any server: what `bench/search.ts` prints. */
export async function measurePlanning(repetitions: number, progress: (message: string) => void): Promise<unknown> {
  progress('search, compilation, links and checks of large plans');
  const { stdout } = await run(process.execPath, [fileURLToPath(new URL('../search.ts', import.meta.url)), '--repetitions', String(repetitions)], { maxBuffer: 2 ** 24, timeout: 300_000 });
  return JSON.parse(stdout) as unknown;
}
