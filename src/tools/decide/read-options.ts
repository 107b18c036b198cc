import { measureColumn } from '../../plan/measure-column.ts';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { FacetValue } from '../../schemas/operation.ts';
import type { Column } from '../../schemas/outcome.ts';
import type { TableDatabase } from '../table/open-database.ts';
import { choiceParameter, isFacetValue, namesParameter, parameter, refuse } from '../table/parameters.ts';
import { readCells } from '../table/read-rows.ts';
import { identifier, list } from '../table/sql.ts';
import { type InputTable, columnOf, columnTitle, numberColumnOf } from '../table/table-io.ts';
import type { ToolRequest } from '../tool.ts';
import { type Criterion, NORMALISATIONS, type Normalisation, normalise } from './score.ts';

const MOST_OPTIONS = 10_000;

/** Options with all their criteria, made comparable. */
export interface Options {
  keys: Column[];
  criteria: (Criterion & { title: string; unit: string | null })[];
  normalisation: Normalisation;
  /** Weights that add up to one. */
  weights: number[];
  labels: string[];
  /** Position of each option in the table, from 1. */
  rows: number[];
  parts: number[][];
  missing: number;
  term: FacetValue;
}

/** Reads criteria and the options of a table; an option without one of the values takes no part and is counted. */
export async function readOptions(database: TableDatabase, table: InputTable, request: ToolRequest, operation: string): Promise<Options> {
  const given = parameter(request, 'criteria');
  if (!isFacetValue(given) || !Array.isArray(given) || given.length === 0 || given.length > 30) return refuse(operation, 'criteria', 'one to thirty terms such as {"fn":"max","args":["quality",0.5]}', given);
  const criteria = given.map((term) => readCriterion(term, table, operation));
  const double = criteria.find((one, at) => criteria.findIndex((other) => other.column === one.column) !== at);
  if (double !== undefined) throw new PlanwrightError('Input.Invalid', `Cannot run "${operation}": the criterion "${double.column}" is there twice. Name each once.`);
  const total = criteria.reduce((sum, one) => sum + one.weight, 0);
  if (!(total > 0)) return refuse(operation, 'criteria', 'weights of which at least one is above zero', given);
  const normalisation = choiceParameter(request, operation, 'normalisation', NORMALISATIONS) ?? refuse(operation, 'normalisation', NORMALISATIONS.join(' or '), undefined);
  const keys = namesParameter(request, operation, 'keys').map((name) => columnOf(table, name, operation));
  const { rows } = await readCells(
    database,
    `SELECT row_number() OVER () AS pw_row, ${list([...keys.map((key) => `CAST(${identifier(key.name)} AS VARCHAR)`), ...criteria.map((one) => `CAST(${identifier(one.column)} AS DOUBLE)`)])} FROM ${table.view} LIMIT ${MOST_OPTIONS + 1}`,
  );
  if (rows.length > MOST_OPTIONS) throw new PlanwrightError('Tool.ResourceLimit', `Cannot run "${operation}": the table has more than ${MOST_OPTIONS} rows. Filter it first.`);
  const whole = rows.filter((row) => row.slice(1 + keys.length).every((cell) => typeof cell === 'number'));
  if (whole.length < 2) throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": ${whole.length} rows have a value of every criterion, expected at least 2. Choose other criteria or loosen the filter.`);
  const columns = criteria.map((one, at) => normalise(whole.map((row) => Number(row[1 + keys.length + at])), one.direction, normalisation));
  return {
    keys, criteria, normalisation,
    weights: criteria.map((one) => one.weight / total),
    labels: whole.map((row) => row.slice(1, 1 + keys.length).map((cell) => String(cell ?? '')).join(' · ')),
    rows: whole.map((row) => Number(row[0])),
    parts: whole.map((_, row) => columns.map((column) => column[row] ?? 0)),
    missing: rows.length - whole.length,
    term: given,
  };
}

function readCriterion(term: FacetValue, table: InputTable, operation: string): Options['criteria'][number] {
  if (typeof term !== 'object' || Array.isArray(term) || (term.fn !== 'max' && term.fn !== 'min') || term.args.length !== 2) return refuse(operation, 'criteria', 'terms such as {"fn":"max","args":["quality",0.5]} (most is best) or "min"', JSON.stringify(term));
  const [subject = '', weight] = term.args;
  if (typeof weight !== 'number' || weight < 0) return refuse(operation, 'criteria', 'a weight that is not below zero', JSON.stringify(term));
  const column = numberColumnOf(table, measureColumn(subject), operation);
  return { column: column.name, direction: term.fn, weight, title: columnTitle(column), unit: column.unit };
}

/** Criteria in words: `quality (more is better, 60 %)`. */
export function describeCriteria({ criteria, weights }: Options): string {
  return criteria.map((one, at) => `${one.title} (${one.direction === 'max' ? 'more' : 'less'} is better, ${Number((100 * (weights[at] ?? 0)).toFixed(1))} %)`).join(', ');
}
