import type { GoalForm } from '../schemas/goal-form.ts';

/** A text that is a goal form as JSON; null for words. Only as much is looked at as tells it from them. */
export function formIn(text: string): GoalForm | null {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('wants' in value) || !Array.isArray(value.wants)) return null;
    const wants = value.wants as unknown[];
    const sound = wants.length > 0 && wants.every((want) => typeof want === 'object' && want !== null && 'id' in want && typeof want.id === 'string' && 'kind' in want && typeof want.kind === 'string');
    return sound ? (value as GoalForm) : null;
  } catch {
    return null;
  }
}
