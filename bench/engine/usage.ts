import { readFileSync, readdirSync } from 'node:fs';

/** Processor time in milliseconds by the name under which processes are grouped. */
export type Usage = { [group: string]: number };

/** The kernel counts in ticks of 10 ms on every system that this runs on. */
const TICK_MS = 10;

interface Seen {
  pid: number;
  parent: number;
  ticks: number;
}

/**
 * Processor time of this process and of all below it, each counted for the nearest named process above it. `named` maps process ids to groups;
 * this process is `client`, what nobody named below it `other`. Empty where the system has no /proc.
 */
export function processorTime(named: ReadonlyMap<number, string>): Usage {
  const seen = new Map(processes().map((one) => [one.pid, one]));
  const groups = new Map([...named, [process.pid, 'client'] as const]);
  const usage: Usage = {};
  for (const one of seen.values()) {
    const group = groupOf(one, seen, groups);
    if (group !== null) usage[group] = (usage[group] ?? 0) + one.ticks * TICK_MS;
  }
  return usage;
}

/** What was used between two looks. */
export function usedSince(before: Usage, after: Usage): Usage {
  return Object.fromEntries(Object.entries(after).map(([group, ms]) => [group, ms - (before[group] ?? 0)]));
}

function groupOf(one: Seen, seen: ReadonlyMap<number, Seen>, groups: ReadonlyMap<number, string>): string | null {
  for (let at: Seen | undefined = one, below = false; at !== undefined; at = seen.get(at.parent), below = true) {
    const group = groups.get(at.pid);
    if (group !== undefined) return group === 'client' && below ? 'other' : group;
  }
  return null;
}

function processes(): Seen[] {
  const found: Seen[] = [];
  for (const name of listed()) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // its own time, and that of children that ended: those that live are listed themselves
      found.push({ pid: Number(name), parent: Number(fields[1]), ticks: [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) });
    } catch {
      // it ended between the list and the look
    }
  }
  return found;
}

function listed(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
