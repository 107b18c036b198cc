import type { Reading } from '../schemas/goal.ts';
import type { Registry } from '../schemas/operation.ts';
import { compileGoal } from './compile.ts';

/**
 * Why a reading can lead to no plan, as far as that lies in how it was read: a name that does not exist, or a typed goal that nothing reaches. Null where it
 * can, where questions come first, or where the reader itself says that nothing serves the goal. A reader that is told the fault may
 * read again.
 */
export function faultOfReading(reading: Reading, registry: Registry, saysImpossible: boolean): string | null {
  if (reading.result === 'questions') return null;
  if (reading.result === 'unreadable') return saysImpossible ? null : reading.message;
  const compiled = compileGoal(reading.typed_goal, registry, { now: '1970-01-01T00:00:00.000Z', limits: { plans: 1 } });
  return compiled.result === 'plan' ? null : compiled.message;
}
