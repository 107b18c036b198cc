import type { ColumnProfile, Profile, TypedGoal } from '../schemas/goal.ts';

/** The columns of what is given, as profiling found them, by the id of the given: what look-ups are planned by. */
export function profiledColumns({ givens }: Pick<TypedGoal, 'givens'>, profiles: readonly Profile[]): { [given: string]: readonly ColumnProfile[] } {
  return Object.fromEntries(givens.flatMap((given) => {
    const { source } = given;
    const profile = source.kind === 'attachment' ? profiles.find((one) => one.source.sha256 === source.sha256) : source.kind === 'dataset' ? profiles.find((one) => one.source.dataset === source.dataset) : undefined;
    return profile === undefined ? [] : [[source.kind === 'dataset' ? source.dataset : given.id, profile.columns]];
  }));
}
