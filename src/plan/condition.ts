/** The input at which a task has what its `when` tests, where that is no input of its operation. */
export const CONDITION = 'condition';
