import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import type { Checker } from './checker.ts';

export interface CorpusGoal {
  id: string;
  domain: string;
  kind: 'servable' | 'unservable' | 'ambiguous';
  construct: null | 'for_each' | 'when' | 'repeat' | 'plan' | 'user_interaction';
  goal: string;
  paraphrases: string[];
  attach?: string[];
  services?: string[];
  answers?: unknown;
  question?: string | null;
  why_unservable?: string | null;
  notes?: string;
}

/** A running local service of a corpus part, as its own module starts it. */
export interface Service {
  url: string;
  openapi: object;
  requests: { service: string; method: string; path: string; query: { [k: string]: string }; body: unknown }[];
  close: () => Promise<void>;
  reset: () => void;
}

/** One part of the corpus: its goals, their checkers, and the typed goals that a person would fill in for them. */
export interface Part {
  name: string;
  frozen: boolean;
  directory: string;
  goals: CorpusGoal[];
  checkers: { [id: string]: Checker };
  forms: { [id: string]: GoalForm };
}

const ROOT = import.meta.dirname;

/** Names of the parts that are there: directories with a `goals.json`. */
export function partNames(): string[] {
  return readdirSync(ROOT).filter((name) => statSync(join(ROOT, name)).isDirectory() && readdirSync(join(ROOT, name)).includes('goals.json')).toSorted();
}

export async function loadPart(name: string): Promise<Part> {
  const directory = join(ROOT, name);
  const read = <Value>(file: string, otherwise: Value): Value => (readdirSync(directory).includes(file) ? (JSON.parse(readFileSync(join(directory, file), 'utf8')) as Value) : otherwise);
  const { checkers } = (await import(join(directory, 'checkers.ts'))) as { checkers: Part['checkers'] };
  return { name, frozen: name.startsWith('frozen'), directory, goals: read<CorpusGoal[]>('goals.json', []), checkers, forms: read<Part['forms']>('forms.json', {}) };
}

/** Absolute paths of the files that a goal attaches; `*` stands for all files of a directory. */
export function attachedFiles(part: Part, goal: CorpusGoal): string[] {
  return (goal.attach ?? []).flatMap((pattern) => {
    if (!pattern.includes('*')) return [join(part.directory, pattern)];
    const [folder = '', ending = ''] = pattern.split('*');
    const directory = join(part.directory, folder);
    return readdirSync(directory).filter((name) => name.endsWith(ending)).toSorted().map((name) => join(directory, name));
  });
}

const MEDIA: { [extension: string]: string } = { '.csv': 'text/csv', '.json': 'application/json', '.md': 'text/markdown', '.txt': 'text/plain' };

export function mediaTypeOf(path: string): string {
  return MEDIA[extname(path)] ?? 'application/octet-stream';
}

export async function startServices(part: Part, goal: CorpusGoal): Promise<{ name: string; service: Service }[]> {
  const started: { name: string; service: Service }[] = [];
  for (const name of goal.services ?? []) {
    const module = (await import(join(part.directory, 'services', `${name}.ts`))) as { start: () => Promise<Service> };
    started.push({ name, service: await module.start() });
  }
  return started;
}

/** A path inside the corpus, for reports. */
export function shownPath(path: string): string {
  return relative(ROOT, path);
}
