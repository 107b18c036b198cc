import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** What every step of every system does: nothing, or waiting; and about 200 bytes that do not compress and are its own. */
export async function work(id: string, ms: number): Promise<{ id: string; made: string }> {
  if (ms > 0) await sleep(ms);
  const digest = (part: number): string => createHash('sha256').update(`${id}/${part}`).digest('base64');
  return { id, made: [0, 1, 2, 3].map(digest).join('') };
}
