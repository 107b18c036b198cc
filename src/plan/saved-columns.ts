import type { FormWant } from '../schemas/goal-form.ts';
import type { Json } from '../schemas/json.ts';
import { FormFault } from './form-fault.ts';
import { measureColumn } from './measure-column.ts';
import { readTerm } from './read-term.ts';
import { spelledOut } from './written-dimensions.ts';

/** Settings of a saved table that no step before it takes. */
const OF_SAVING: ReadonlySet<string> = new Set(['columns', 'names', 'decimals']);

/**
 * The settings of a want as its steps know them. Of a file that is saved, `columns` are named by their terms (`statistic(price, sum)`, also `… as total`), and `names` by the column or in
 * their order.
 */
export function settingsOf(want: FormWant): [string, Json][] {
  const settings = Object.entries(want.parameters ?? {});
  if (want.effect !== 'save' || !settings.some(([name]) => OF_SAVING.has(name))) return settings;
  const { columns, names, decimals } = want.parameters ?? {};
  const others = settings.filter(([name]) => !OF_SAVING.has(name));
  const refuse = (what: string): never => {
    throw new FormFault(`Cannot read the columns of want "${want.id}": ${what}. Write "columns": ["region", "statistic(price, sum) as total"] and "decimals": 2.`);
  };
  if (decimals !== undefined && (typeof decimals !== 'number' || !Number.isInteger(decimals) || decimals < 0 || decimals > 15)) refuse('"decimals" is a whole number from 0 to 15');
  if (columns === undefined && names !== undefined) refuse('names are given, and no columns that have them');
  const written = (columns === undefined ? [] : Array.isArray(columns) ? columns : [columns]).map((one) => (typeof one === 'string' ? one : refuse('each is a text'))).map((one) => /^(.*?\S)\s+as\s+(\S.*)$/su.exec(one)?.slice(1) ?? [one]);
  const wanted = written.map(([term = '']) => columnOf(term));
  const called = (at: number): string | null => {
    const [term = '', name] = written[at] ?? [];
    if (name !== undefined) return name.replace(/^"(.*)"$/s, '$1');
    if (Array.isArray(names)) return typeof names[at] === 'string' ? names[at] : refuse('there is a name for each column');
    const said = typeof names === 'object' && names !== null ? (names[term] ?? names[wanted[at] ?? '']) : undefined;
    return typeof said === 'string' ? said : null;
  };
  if (Array.isArray(names) && names.length !== wanted.length) refuse(`there are ${names.length} names for ${wanted.length} columns`);
  const shown = wanted.map((name, at) => called(at) ?? name);
  return [
    ...others,
    ...(wanted.length === 0 ? [] : [['file.write.columns', wanted] satisfies [string, Json]]),
    ...(shown.some((name, at) => name !== wanted[at]) ? [['file.write.names', shown] satisfies [string, Json]] : []),
    ...(decimals === undefined ? [] : [['file.write.decimals', decimals] satisfies [string, Json]]),
  ];
}

function columnOf(written: string): string {
  const read = readTerm(written);
  return read.ok ? measureColumn(spelledOut(read.value)) : written.trim();
}
