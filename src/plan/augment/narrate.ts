import { edgeToReport, edgesInto, type Rule, type Source } from './suggestion.ts';

/** Most parts that a description speaks of. */
const MOST_PARTS = 6;

/** Describe the results in sentences where a report or a picture is wanted and nothing in the plan writes yet. */
export const narrate: Rule = (context) => {
  const operation = context.operation('narrate.describe');
  const port = operation?.inputs.find((one) => one.variadic === true);
  if (operation === null || port === undefined || context.plan.nodes.some((task) => context.operationOf(task)?.output.kind === operation.output.kind)) return [];
  const report = context.collector(operation.output.kind, []);
  const fits = (source: Source): boolean => port.kinds.includes(source.type.kind);
  const shown = report === null ? [] : context.bound(report.task, report.port).filter(fits);
  // without a table or number in the report: what its pictures are drawn from
  const pictures = context.plan.nodes.filter((task) => ['chart', 'map'].includes(context.operationOf(task)?.output.kind ?? ''));
  const drawn = pictures.flatMap((task) => (task.inputs ?? []).flatMap((input) => context.bound(task, input.name))).filter(fits);
  const parts = unique(shown.length > 0 ? shown : drawn).slice(0, MOST_PARTS);
  if (parts.length === 0 || (report === null && pictures.length === 0)) return [];
  if (report !== null && (parts.some((part) => context.dependsOn(part.task, report.task.task_id)) || context.isSentOut(report.task.task_id))) return [];
  const goal = context.plan.goal;
  const task = context.task({
    id: context.freeId('describe-results'),
    operation,
    inputs: [{ port: port.name, sources: parts }],
    parameters: goal === undefined || goal === '' ? {} : { goal: goal.slice(0, 4_000) },
    description: `${operation.title}: ${parts.map((part) => part.task.task_id).join(', ')}`,
    because: 'Suggested: a reader understands a result sooner when a few sentences say what it shows.',
    serves: report?.task.serves ?? parts[0]?.task.serves,
  });
  if (task === null) return [];
  return [
    {
      rule: 'narrate',
      stage: operation.stage ?? 'narrate',
      description: `Describe ${parts.length === 1 ? `the ${parts[0]?.type.kind}` : `${parts.length} results`} in a few sentences${report === null ? '' : ', and put them into the report'}. Every number in them is computed, none is written by a model.`,
      tasks: [task],
      edges: [...edgesInto(task, new Map(parts.map((part) => [part.task.task_id, part.type.kind]))), ...(report === null ? [] : edgeToReport(task, report))],
    },
  ];
};

function unique(sources: readonly Source[]): Source[] {
  return [...new Map(sources.map((source) => [source.task.task_id, source])).values()];
}
