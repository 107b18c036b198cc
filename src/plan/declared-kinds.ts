import type { Attachment, Profile } from '../schemas/goal.ts';

/** What a person may say that a file holds: `--given table=units.csv`. */
export const DECLARED_KINDS = ['table', 'document', 'grid'] as const;

/** Why a file does not hold what the person said of it; null where all do. A file that cannot be read says so itself. */
export function declaredFault(attachments: readonly Pick<Attachment, 'name' | 'sha256' | 'declared_kind'>[], profiles: readonly Profile[]): string | null {
  for (const { name, sha256, declared_kind } of attachments) {
    const profile = profiles.find((one) => one.source.sha256 === sha256);
    if (declared_kind === undefined || profile === undefined || profile.unreadable !== null) continue;
    const { content } = profile.type.facets;
    if (typeof content === 'string' && content !== declared_kind) return `Cannot use "${name}" as ${declared_kind}: it holds a ${content}. Give it as ${content}=${name}, or give another file.`;
  }
  return null;
}
