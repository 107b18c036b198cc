import type { Json } from '../../schemas/json.ts';
import type { Operation } from '../../schemas/operation.ts';
import { edgeToReport, edgesInto, isObserved, literalOf, type Rule, type RuleContext, type Source, type Suggestion } from './suggestion.ts';

/** Look at the data itself before anything is computed from it: missing values and range, outliers. */
export const quality: Rule = (context) => [
  ...diagnose(context, 'stats.summary', 'quality', (measure) => `Show how many values of ${measure} are missing, and its range, mean and quartiles, before anything is computed from it`),
  ...diagnose(context, 'stats.outliers', 'outliers', (measure) => `List the values of ${measure} that stand far from the others, before anything is computed from it`),
];

function diagnose(context: RuleContext, name: string, rule: string, describe: (measure: string) => string): Suggestion[] {
  const operation = context.operation(name);
  const port = operation?.inputs.find((one) => one.optional !== true);
  if (operation === null || port === undefined) return [];
  const found = measuredData(context, port.kinds);
  if (found === null) return [];
  const { data, measure } = found;
  const known = context.plan.nodes.some((task) => task.operation === name && context.bound(task, port.name).some((source) => source.task === data.task) && (literalOf(task, 'measure') ?? measure) === measure);
  if (known) return [];
  const report = context.collector(operation.output.kind, [data.task]);
  const task = context.task({
    id: context.freeId(`${rule}-${data.task.task_id.replace(/^[a-z]+-/, '')}`),
    operation,
    inputs: [{ port: port.name, sources: [data] }],
    parameters: { ...firstChoices(operation), measure },
    description: `${operation.title}: ${measure} of ${data.task.task_id}`,
    because: 'Suggested: what is wrong with the data is wrong with every result made from it.',
    serves: report?.task.serves ?? data.task.serves,
  });
  if (task === null) return [];
  return [
    {
      rule,
      stage: operation.stage ?? 'verify',
      description: `${describe(measure)}${report === null ? '' : ', and show it in the report'}.`,
      tasks: [task],
      edges: [...edgesInto(task, new Map([[data.task.task_id, data.type.kind]])), ...(report === null ? [] : edgeToReport(task, report))],
    },
  ];
}

/** Of required parameters with closed choices the first: the usual one stands first in a declaration. */
function firstChoices(operation: Operation): { [name: string]: Json } {
  const { properties, required } = operation.parameters;
  if (!Array.isArray(required) || typeof properties !== 'object' || properties === null || Array.isArray(properties)) return {};
  return Object.fromEntries(
    required.flatMap((name): [string, Json][] => {
      const property = typeof name === 'string' ? properties[name] : undefined;
      const choices = typeof property === 'object' && property !== null && !Array.isArray(property) ? property['enum'] : undefined;
      return typeof name === 'string' && Array.isArray(choices) && choices[0] !== undefined ? [[name, choices[0]]] : [];
    }),
  );
}

/** The first observed table that a measure of the plan is in: the one that tasks name, else its first. */
function measuredData(context: RuleContext, kinds: readonly string[]): { data: Source; measure: string } | null {
  const used = new Set(context.plan.nodes.flatMap((task) => ['measure', 'measures', 'order'].flatMap((name) => names(literalOf(task, name)))));
  for (const data of context.sources()) {
    if (!kinds.includes(data.type.kind) || !isObserved(data.type)) continue;
    const measures = names(data.type.facets['measures']);
    const measure = measures.find((name) => used.has(name)) ?? measures[0];
    if (measure !== undefined) return { data, measure };
  }
  return null;
}

/** Every name in a term: `population` of growth(population, percent). */
function names(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(names);
  if (typeof value === 'object' && value !== null && 'args' in value) return names(value.args);
  return [];
}
