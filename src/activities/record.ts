import type { EventKind } from '../schemas/provenance.ts';
import type { ProvenanceStore } from '../provenance/store.ts';

/** Keys of events, spelt in one place, so that a later writer can name them as causes. */
export const eventKey = {
  goal: 'goal',
  constraints: 'constraints',
  attachment: (sha256: string) => `attachment/${sha256}`,
  profile: (sha256: string) => `profile/${sha256}`,
  interpretation: (round: number) => `interpretation/${round}`,
  question: (round: number, id: string) => `question/${round}/${id}`,
  answer: (round: number, id: string) => `answer/${round}/${id}`,
  typedGoal: (round: number) => `typed_goal/${round}`,
  modelCall: (digest: string) => `model_call/${digest}`,
  document: (id: string) => `document/${id}`,
  plan: (revision: number) => `plan/${revision}`,
  search: (revision: number) => `search/${revision}`,
  /** The search that took the place of a model's plan. */
  searchInstead: (revision: number) => `search/${revision}/instead`,
  repair: (revision: number) => `link/${revision}/repair`,
  link: (revision: number) => `link/${revision}`,
  augmentation: (revision: number, id: string) => `augmentation/${revision}/${id}`,
  /** `round`: 0 for the first steps of a task; later ones replace them within the same revision. */
  decomposition: (revision: number, task: string, round = 0) => `decomposition/${revision}/${task}${round === 0 ? '' : `/${round}`}`,
  validation: (revision: number, attempt: string) => `validation/${revision}/${attempt}`,
  decision: (id: string) => `decision/${id}`,
  receipt: (id: string) => `receipt/${id}`,
  seal: (revision: number, task?: string) => `seal/${revision}${task === undefined ? '' : `/${task}`}`,
  opening: (task: string) => `opening/${task}`,
  execution: (task: string, step: string, iteration: number, generation: number) => `execution/${task}/${step}/${iteration}/${generation}`,
  artifact: (task: string, step: string, sha256: string) => `artifact/${task}/${step}/${sha256}`,
  analysis: 'analysis',
  archive: 'archive',
} as const;

/** Rounds of decomposition within one revision: the first, the repair, and that of the plan that the search made instead. */
const ROUNDS = [0, 1, 2] as const;

/** Keys of every decomposition that a task may have had in a revision. */
export function decompositionKeys(revision: number, task: string): string[] {
  return ROUNDS.map((round) => eventKey.decomposition(revision, task, round));
}

export interface Entry {
  key: string;
  kind: EventKind;
  subject: string;
  /** Keys of the events that caused this one; those that do not exist are left out. */
  causes: readonly string[];
  body: unknown;
}

/** Appends one event with its causes named by key. Idempotent: a retried activity writes nothing twice. */
export async function record(provenance: ProvenanceStore, workflowId: string, entry: Entry): Promise<void> {
  const causes = await provenance.idsOf(workflowId, entry.causes);
  await provenance.append(workflowId, { key: entry.key, kind: entry.kind, subject: entry.subject, causes, body: entry.body });
}
