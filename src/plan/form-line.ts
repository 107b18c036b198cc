import type { GoalForm, WrittenFacet } from '../schemas/goal-form.ts';

/** A form as the option that a person types after a goal, in single quotes: short where the want has facets alone, as JSON where it has more. */
export function formLine({ wants, values }: GoalForm): string {
  const [want] = wants;
  const plain = wants.length === 1 && want !== undefined && values === undefined && Object.keys(want).every((key) => ['id', 'kind', 'facets', 'title', 'quotes'].includes(key));
  if (!plain) return `--want '${JSON.stringify({ wants, ...(values === undefined ? {} : { values }) }).replaceAll("'", '’')}'`;
  const facets = Object.entries(want.facets ?? {}).map(([name, value]) => `${name}=${written(value)}`);
  return `--want '${want.kind}${facets.length === 0 ? '' : `{${facets.join('; ').replaceAll("'", '’')}}`}'`;
}

function written(value: WrittenFacet): string {
  if (!Array.isArray(value)) return String(value);
  return value.length === 1 ? String(value[0]) : `[${value.map(String).join(', ')}]`;
}
