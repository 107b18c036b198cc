import { measureColumn } from '../../../plan/measure-column.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import { drawing } from '../../stats/operations/bootstrap.ts';
import { seeded } from '../../stats/method/random.ts';
import { identifier, list } from '../../table/sql.ts';
import { artifactName, lowerTitle, withTables, writeTable } from '../../table/table-io.ts';
import type { ToolRun } from '../../tool.ts';
import { describeCriteria, readOptions } from '../read-options.ts';
import { scores, winShares } from '../score.ts';

const number = (value: number): string => `CAST('${value}' AS DOUBLE)`;

/** decide.rank: the options by their weighted score, best first, with what each criterion contributes; options without a value of a criterion stand last, without a score. */
export const rank: ToolRun = (request, context) =>
  withTables(request, context, 'decide.rank', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, view } = table;
    const options = await readOptions(database, table, request, 'decide.rank');
    const { criteria, weights, parts, rows, missing, normalisation } = options;
    const all = scores(parts, weights);
    const made: FacetValue = { fn: 'score', args: [options.term, normalisation] };
    const name = measureColumn(made);
    const places = all.map((score) => 1 + all.filter((other) => other > score).length);
    const contribution = (column: string): string => `contribution_${column}`;
    const values = rows.map((row, at) => `(${row}, ${number(all[at] ?? 0)}, ${places[at] ?? 0}, ${criteria.map((_, criterion) => number((parts[at]?.[criterion] ?? 0) * (weights[criterion] ?? 0))).join(', ')})`);
    const added: Column[] = [
      { name, type: 'number', role: 'measure', unit: null, title: 'Score', aggregation: 'none' },
      { name: 'place', type: 'integer', role: 'measure', unit: null, title: 'Place', aggregation: 'none' },
      ...criteria.map((one): Column => ({ name: contribution(one.column), type: 'number', role: 'measure', unit: null, title: `Contribution of ${lowerTitle(one.title)}`, aggregation: 'none' })),
    ];
    const tied = new Set(places).size < places.length;
    const measures = Array.isArray(artifact.facets['measures']) ? artifact.facets['measures'] : [];
    return writeTable(database, context, [artifact], {
      sql: `SELECT * EXCLUDE (pw_row) FROM (SELECT t.*, ${list(added.map((column) => `s.${identifier(column.name)}`))} FROM (SELECT *, row_number() OVER () AS pw_row FROM ${view}) t LEFT JOIN (VALUES ${values.join(', ')}) AS s(pw_option, ${list(added.map((column) => identifier(column.name)))}) ON t.pw_row = s.pw_option) ORDER BY ${identifier(name)} DESC NULLS LAST, pw_row`,
      name: artifactName(artifact.name, 'decision'),
      title: `${artifact.title}, ranked by ${criteria.length} criteria`,
      columns: [...table.columns, ...added],
      facets: { ...artifact.facets, measures: [...measures, made], values: 'derived' },
      notes: [
        `Criteria: ${describeCriteria(options)}; values made comparable ${normalisation === 'minmax' ? 'from worst (0) to best (1)' : 'as standard deviations from the mean'}.`,
        ...(missing > 0 ? [`${missing} rows have no value of one of the criteria; they have no score and stand last.`] : []),
        ...(tied ? ['Some options have the same score and share their place.'] : []),
      ],
      history: `Scored ${rows.length} options by ${describeCriteria(options)}.`,
    });
  });

/** decide.shares: in which share of random weights each option is first, seeded; how much the choice depends on the weights at all. */
export const shares: ToolRun = (request, context) =>
  withTables(request, context, 'decide.shares', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, view } = table;
    const options = await readOptions(database, table, request, 'decide.shares');
    const { draws, seed } = drawing(request, 'decide.shares');
    const won = winShares(options.parts, options.criteria.length, draws, seeded(seed));
    const made: FacetValue = { fn: 'win_share', args: [options.term, options.normalisation] };
    const name = measureColumn(made);
    const measures = Array.isArray(artifact.facets['measures']) ? artifact.facets['measures'] : [];
    return writeTable(database, context, [artifact], {
      sql: `SELECT * EXCLUDE (pw_row) FROM (SELECT t.*, s.${identifier(name)} FROM (SELECT *, row_number() OVER () AS pw_row FROM ${view}) t LEFT JOIN (VALUES ${options.rows.map((row, at) => `(${row}, ${number(100 * (won[at] ?? 0))})`).join(', ')}) AS s(pw_option, ${identifier(name)}) ON t.pw_row = s.pw_option) ORDER BY ${identifier(name)} DESC NULLS LAST, pw_row`,
      name: artifactName(artifact.name, 'shares'),
      title: `${artifact.title}: how often each is first under random weights`,
      columns: [...table.columns, { name, type: 'number', role: 'measure', unit: '%', title: 'First place under random weights', aggregation: 'none' }],
      facets: { ...artifact.facets, measures: [...measures, made], values: 'derived' },
      notes: [`${draws} sets of random weights, all sets as likely (seed ${seed}).`, ...(options.missing > 0 ? [`${options.missing} rows have no value of one of the criteria and took no part.`] : [])],
      history: `Drew ${draws} sets of weights for ${options.criteria.length} criteria (seed ${seed}).`,
    });
  });
