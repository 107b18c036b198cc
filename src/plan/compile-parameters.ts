import type { Json } from '../schemas/json.ts';
import type { ColumnProfile, TypedGoal, Want } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { measureSource } from './measure-column.ts';
import type { FoundNode } from './search/extract.ts';

/** What parameters that the search leaves open can be taken from. */
export interface ParameterSources {
  goal: TypedGoal;
  want: Want | null;
  /** Ids of the wants that the task serves. */
  serves: readonly string[];
  columns: readonly Pick<ColumnProfile, 'name' | 'aggregation'>[];
  caveats: readonly string[];
}

/**
 * Values for the parameters of a task: those that the search bound, then what the goal or an answer chose by name, then what the data says
 * (how a measure aggregates), then title and caveats. `missing` names required parameters without a value.
 */
export function taskParameters(node: FoundNode, sources: ParameterSources): { values: { name: string; value: Json }[]; missing: string[] } {
  const schema = node.operation.operation.parameters;
  const properties = asObject(schema['properties']);
  const required = Array.isArray(schema['required']) ? schema['required'].filter((name): name is string => typeof name === 'string') : [];
  const values = new Map<string, Json>(node.parameters.map(({ name, value }) => [name, value as Json]));
  const name = node.operation.name;
  for (const [property, definition] of Object.entries(properties)) {
    if (values.has(property)) continue;
    const choices = sources.goal.choices.filter((one) => one.want === undefined || sources.serves.includes(one.want))
      // What one change writes is not what another one writes that it goes on from.
      .filter((one) => one.want === undefined || node.operation.operation.effect_name === undefined || sources.want === null || one.want === sources.want.id || one.name.startsWith(`${name}.`));
    const own = choices.toSorted((a, b) => Number(a.want === undefined) - Number(b.want === undefined));
    const choice = own.find((one) => one.name === `${name}.${property}`) ?? own.find((one) => one.name === property && !isWritten(one, node, sources));
    const value = choice === undefined ? derived(node, property, sources) : (choice.value as Json);
    if (value !== null && fits(value, asObject(definition))) values.set(property, value);
    else if (required.includes(property) && asObject(definition)['default'] !== undefined) values.set(property, asObject(definition)['default'] ?? null);
  }
  const order = [...Object.keys(properties), ...values.keys()];
  return {
    values: [...values.entries()].toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b)).map(([key, value]) => ({ name: key, value })),
    missing: required.filter((key) => !values.has(key)),
  };
}

/** Whether a setting is what a change writes and this step only looks something up: `status` of the change is no filter of the list before it. */
function isWritten({ want }: TypedGoal['choices'][number], { operation: { operation } }: FoundNode, { goal }: ParameterSources): boolean {
  const effect = goal.wants.find((one) => one.id === want)?.effect ?? null;
  return effect !== null && operation.effect === 'read' && operation.effect_name !== effect;
}

function derived(node: FoundNode, property: string, sources: ParameterSources): Json {
  // What goes to others is said by the goal, never made up from its words.
  if (node.operation.operation.effect !== 'none') return null;
  if (property === 'title' && sources.want !== null) return sources.want.title;
  // A description may repeat numbers that stand in the person's own words, and only those.
  if (property === 'goal') return sources.goal.goal.slice(0, 4000);
  if (property === 'caveats' && sources.caveats.length > 0) return [...sources.caveats];
  if (property === 'aggregation') {
    const measure = node.parameters.find((one) => one.name === 'measure')?.value ?? firstOf(node.parameters.find((one) => one.name === 'measures')?.value);
    const column = measure === undefined ? undefined : sources.columns.find((one) => one.name === measureSource(measure));
    return column?.aggregation === 'sum' || column?.aggregation === 'mean' ? column.aggregation : null;
  }
  return null;
}

function firstOf(value: FacetValue | undefined): FacetValue | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function asObject(value: Json | undefined): { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** A rough look at type and closed choices, so that a choice of the same name for another operation does not end up here. */
function fits(value: Json, definition: { [key: string]: Json }): boolean {
  const choices = definition['enum'];
  if (Array.isArray(choices) && !choices.some((one) => JSON.stringify(one) === JSON.stringify(value))) return false;
  const type = definition['type'];
  const types = typeof type === 'string' ? [type] : Array.isArray(type) ? type : [];
  if (types.length === 0) return true;
  const actual = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return types.some((one) => one === actual || (one === 'integer' && typeof value === 'number' && Number.isInteger(value)));
}
