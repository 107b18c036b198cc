/** The port at which a repeated task gives what each of its rounds gave, in order. */
export const ROUNDS = 'rounds';

/** Rounds of a change that one approval covers, at most. */
export const MOST_CHANGES = 50;
