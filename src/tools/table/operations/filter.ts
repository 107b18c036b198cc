import type { FacetValue } from '../../../schemas/operation.ts';
import type { Artifact } from '../../../schemas/outcome.ts';
import type { ToolContext, ToolRequest, ToolResult, ToolRun } from '../../tool.ts';
import { compilePredicates, describePredicate } from '../compile-predicates.ts';
import { isFacetValue, parameter, refuse } from '../parameters.ts';
import { resolveNames } from '../resolve-names.ts';
import { artifactName, withTables, writeTable } from '../table-io.ts';

/** table.filter: the rows for which all predicates hold, in their order. */
export const filter: ToolRun = (request, context) => keepRows(request, context, 'table.filter', (facets, predicates) => ({ ...facets, filters: predicates }));

/** table.having: the same of measures that were made. */
export const having: ToolRun = (request, context) =>
  keepRows(request, context, 'table.having', (facets, predicates) => {
    const measures = parameter(request, 'measures');
    if (!Array.isArray(measures) || !measures.every(isFacetValue)) return refuse('table.having', 'measures', 'a list of measures', measures);
    return { ...facets, having: { fn: 'having', args: [measures, predicates] } };
  });

function keepRows(request: ToolRequest, context: ToolContext, operation: string, facetsOf: (facets: Artifact['facets'], predicates: FacetValue[]) => Artifact['facets']): Promise<ToolResult> {
  return withTables(request, context, operation, ['table'], async (database, [table]) => {
    const predicates = parameter(request, 'predicates');
    if (table === undefined || !Array.isArray(predicates) || predicates.length === 0 || !predicates.every(isFacetValue)) {
      return refuse(operation, 'predicates', 'a list of terms such as {"fn":">","args":["mag",4.5]}', predicates);
    }
    const { artifact, columns, view } = table;
    const words = predicates.map(describePredicate).join(' and ');
    const result = await writeTable(database, context, [artifact], {
      sql: `SELECT * FROM ${view} WHERE ${compilePredicates(await resolveNames(predicates, database, view, columns), columns, view)}`,
      name: artifactName(artifact.name, 'filtered'),
      title: `${artifact.title}, ${words}`,
      columns,
      facets: facetsOf(artifact.facets, predicates),
      notes: [],
      history: `Kept the rows with ${words}.`,
    });
    const before = artifact.rows ?? 0;
    const after = result.output.rows ?? 0;
    const history = [`Kept the rows with ${words}: ${after} of ${before}.`];
    return { ...result, output: { ...result.output, data: amend(result.output.data, history, after === 0 ? [`No row has ${words}.`] : []) } };
  });
}

function amend(data: unknown, history: string[], notes: string[]): { notes: string[]; history: string[] } {
  const before = data as { notes: string[]; history: string[] };
  return { notes: [...before.notes, ...notes], history: [...before.history.slice(0, -1), ...history] };
}
