import type { Json } from '../../schemas/json.ts';
import type { Operation } from '../../schemas/operation.ts';
import type { Task } from '../../schemas/plan.ts';
import { coversPeriod, yearsOf } from '../period.ts';
import { branch } from './branch.ts';
import { literalOf, type Rule, type RuleContext, type Suggestion } from './suggestion.ts';

/** The climatological standard normal that the World Meteorological Organization keeps for comparing long-term change (WMO-No. 1203). */
const NORMAL = '1961/1990';
/** Fewest years of data in which another period of thirty years says something. */
const LEAST_YEARS = 40;

/** Compare with another baseline where something is compared with one. */
export const baseline: Rule = (context) =>
  context.plan.nodes.flatMap((task): Suggestion[] => {
    const operation = context.operation(task.operation ?? '');
    // a picture only draws what was compared
    const parameter = operation === null || ['chart', 'map'].includes(operation.output.kind) ? null : baselineParameter(operation);
    if (operation === null || parameter === null) return [];
    const current = literalOf(task, parameter);
    const other = current === undefined ? anotherPeriod(context, task) : isRequired(operation, parameter) ? null : 'all';
    if (other === null) return [];
    const value = other === 'all' ? null : other;
    if (context.plan.nodes.some((one) => one !== task && one.operation === task.operation && (literalOf(one, parameter) ?? null) === value)) return [];
    const again = branch(context, task, { parameter, value }, other === 'all' ? 'all-times' : 'baseline', 'Suggested: whether something is unusual depends on what it is compared with.');
    if (again === null) return [];
    const said = other === 'all' ? 'all other times' : other.replace('/', ' to ');
    return [{ rule: 'baseline', stage: task.stage ?? 'process', description: `Compare ${task.task_id} with ${said} as well, instead of ${typeof current === 'string' ? current.replace('/', ' to ') : 'all other times'} only.`, ...again }];
  }).slice(0, 1);

/** A parameter that is a period to compare with: its pattern is that of from/to. */
function baselineParameter(operation: Operation): string | null {
  const properties = (operation.parameters['properties'] ?? {}) as { [name: string]: Json };
  return ['reference', 'baseline'].find((name) => {
    const property = properties[name];
    if (typeof property !== 'object' || property === null || Array.isArray(property)) return false;
    return property['type'] === 'string' && typeof property['pattern'] === 'string' && property['pattern'].includes('/');
  }) ?? null;
}

function isRequired(operation: Operation, parameter: string): boolean {
  const required = operation.parameters['required'];
  return Array.isArray(required) && required.includes(parameter);
}

/** The standard normal where the data covers it, else the first thirty years of data that are long enough. */
function anotherPeriod(context: RuleContext, task: Task): string | null {
  const coverage = (task.inputs ?? []).flatMap((input) => context.bound(task, input.name)).map((source) => source.type.facets['coverage']).find((one) => typeof one === 'string');
  if (typeof coverage !== 'string') return null;
  if (coversPeriod(coverage, NORMAL)) return NORMAL;
  const { first, last } = yearsOf(coverage);
  return first !== null && last !== null && last - first + 1 >= LEAST_YEARS ? `${first}/${first + 29}` : null;
}
