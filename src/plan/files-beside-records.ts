import type { ColumnProfile, TypedGoal, Want } from '../schemas/goal.ts';
import type { FacetValue, Registry } from '../schemas/operation.ts';
import { findLinks } from './links.ts';
import { mentionsOf } from './mentioned-columns.ts';

/** Kinds that are made of one table. */
const OF_A_TABLE = new Set(['table', 'chart', 'summary', 'map']);
/** What says which records are meant, and so belongs to the records and not to what is made of them. */
const OF_THE_RECORDS = ['entity', 'service', 'of'];

/**
 * The goal in which a want of records that also names columns of an attached file (`computed(count(rows), times, price_per_sample)`, the price in a file) comes after
 * its records: by which field they belong together shows in the values alone, so the rest is planned when these are there, like any want `after` other data.
 * Nothing changes where the columns are those of the records, or of things that they refer to.
 */
export function withFilesBeside(goal: TypedGoal, { operations }: Pick<Registry, 'operations'>, columns: { [given: string]: readonly Pick<ColumnProfile, 'name'>[] }): TypedGoal {
  const files = goal.givens.flatMap((given) => (given.source.kind === 'attachment' && given.type.facets['content'] === 'table' && columns[given.id] !== undefined ? [new Set(columns[given.id]?.map((one) => one.name))] : []));
  if (files.length === 0 || !goal.wants.some((want) => want.type.facets['entity'] !== undefined)) return goal;
  const { tables } = findLinks([], {}, { operations });
  const records = tables.filter(({ facets }) => facets['entity'] !== undefined);
  // `owner_name`: the name of what `owner` refers to, too
  const isField = (name: string): boolean => records.some((table) => table.columns.includes(name) || table.columns.some((column) => name.endsWith(`_${column}`) && !files.some((file) => file.has(name))));
  const wants = goal.wants.map((want): Want => {
    const { entity } = want.type.facets;
    if (!OF_A_TABLE.has(want.type.kind) || want.after !== undefined || (want.effect ?? null) !== null || want.until !== undefined || typeof entity !== 'string') return want;
    const own = records.filter(({ facets }) => facets['entity'] === entity);
    const names = [...new Set(mentionsOf(want.type).map((one) => one.name))];
    const beside = names.filter((name) => !own.some((table) => table.columns.includes(name)) && !isField(name) && files.some((file) => file.has(name)));
    if (own.length === 0 || beside.length === 0) return want;
    const looked = names.filter((name) => !beside.includes(name) && !own.some((table) => table.columns.includes(name)) && isField(name));
    const pick = (kept: boolean): { [facet: string]: FacetValue } => Object.fromEntries(Object.entries(want.type.facets).filter(([facet]) => OF_THE_RECORDS.includes(facet) === kept));
    return { ...want, type: { ...want.type, facets: pick(false) }, after: { data: { kind: 'table', facets: { ...pick(true), ...(looked.length === 0 ? {} : { columns: looked }) } }, words: want.title } };
  });
  return wants.every((want, at) => want === goal.wants[at]) ? goal : { ...goal, wants };
}
