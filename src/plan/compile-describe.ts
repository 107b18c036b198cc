import type { ValueTest } from '../schemas/goal.ts';
import type { ArtifactType, FacetValue } from '../schemas/operation.ts';

/** "a source with content table and measures gdp": facets in plain words. */
export function describeType(type: ArtifactType): string {
  const facets = Object.entries(type.facets)
    .filter(([, value]) => !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name} ${describeValue(value)}`);
  return `${type.cardinality === 'list' ? 'a list of' : 'a'} ${type.kind}${facets.length === 0 ? '' : ` with ${facets.join(', ')}`}`;
}

/** A facet value in plain words: `mag > 4.5`, `growth(population, percent)`. */
export function describeValue(value: FacetValue): string {
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(describeValue).join(' and ');
  const args = value.args.map(describeValue);
  if (['=', '!=', '<', '<=', '>', '>=', 'in'].includes(value.fn) && args.length === 2) return `${args[0]} ${value.fn} ${args[1]}`;
  if (value.fn === 'named' && args.length === 2) return `${args[0]} named ${args[1]}`;
  if (value.fn === 'called' || value.fn === 'not_called') return `${args[0]} ${value.fn === 'called' ? '' : 'not '}${args[1]}`;
  if (value.fn === 'any') return args.join(' or ');
  return `${value.fn}(${args.join(', ')})`;
}

const COMPARED: { [fn: string]: string } = { '>': 'above', '>=': 'at least', '<': 'below', '<=': 'at most', '!=': 'not', '=': '', in: '', named: '' };
const MODES: { [mode: string]: string } = { percent: ' in percent', absolute: '', per_year: ' per year' };

/** What a column is called within a sentence: its title, else its name in words. */
export function sayColumn(name: string, titles: ReadonlyMap<string, string>): string {
  const known = titles.get(name) ?? name;
  const title = known === name ? name.replaceAll('_', ' ').trim() || name : known;
  return /^\p{Lu}\p{Ll}/u.test(title) ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title;
}

/** A term in plain words: `magnitude above 4.5`, `growth of population in percent`, `lowest income first`. */
export function sayTerm(value: FacetValue, titles: ReadonlyMap<string, string>): string {
  if (typeof value !== 'object') return sayColumn(String(value), titles);
  if (Array.isArray(value)) return value.map((one) => sayTerm(one, titles)).join(' and ');
  const [subject = '', object] = value.args;
  const about = sayTerm(subject, titles);
  if (value.fn === 'growth') return `growth of ${about}${(typeof object === 'string' ? MODES[object] : undefined) ?? ''}`;
  if (value.fn === 'desc') return `highest ${about} first`;
  if (value.fn === 'asc') return `lowest ${about} first`;
  const compared = Object.hasOwn(COMPARED, value.fn) ? COMPARED[value.fn] : undefined;
  if (compared === undefined || object === undefined) return describeValue(value);
  return [about, compared, Array.isArray(object) ? object.map(describeValue).join(' or ') : describeValue(object)].filter((word) => word !== '').join(' ');
}

/** A test in words: `mean > 5`, `not (held = true)`. */
export function sayTest(test: Pick<ValueTest, 'value' | 'op' | 'than'>, otherwise: boolean): string {
  const text = `${test.value ?? 'the value'} ${test.op} ${JSON.stringify(test.than)}`;
  return otherwise ? `not (${text})` : text;
}
