/**
 * The environment variable with which the product turns slices off (any value). Null: this version has no slices, so every step is an activity
 * and the column of sliced steps stays empty. When there is one, the harness measures with and without it; nothing else changes here.
 */
export const SLICES_OFF: string | null = null;

export const WITHOUT_SLICES = 'this version runs no steps in slices: every step is an activity of its own';
