/** The one step of a task of type `plan`: its plan is made and run as a run of its own. */
export const NESTED_STEP = 'plan';
