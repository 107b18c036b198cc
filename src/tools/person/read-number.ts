import { enteredNumber } from '../../plan/entered-number.ts';
import { convertUnit, toUcum } from '../table/units.ts';

/**
 * The number in a short text as people write it. With `unit` it is a number of that unit: another one is converted where it measures the same, else refused with the
 * reason. What may be several numbers is refused.
 */
export function readNumber(text: string, unit: string | null): { value: number } | { reason: string } {
  const plain = Number(text);
  if (text.trim() !== '' && Number.isFinite(plain)) return { value: plain };
  const expected = `a number${unit === null ? '' : ` in ${unit}`}`;
  const entered = enteredNumber(text);
  if (entered === null) return { reason: `expected ${expected}, got ${JSON.stringify(text).slice(0, 80)}` };
  const { value, words } = entered;
  if (unit === null || words === '' || singular(words) === singular(unit)) return { value };
  const [from, to] = [toUcum(words), toUcum(unit)];
  if (from === null || to === null) return { reason: `expected ${expected}, got ${JSON.stringify(words)}` };
  try {
    const { factor, offset } = convertUnit(from, to);
    return { value: Number((value * factor + offset).toPrecision(12)) };
  } catch {
    return { reason: `expected ${expected}, and ${JSON.stringify(words)} measures something else` };
  }
}

function singular(text: string): string {
  return text.toLowerCase().replace(/s$/u, '');
}
