import { edgeToReport, edgesInto, isObserved, type Rule } from './suggestion.ts';

/** Check that the data behind the results is complete, and show the verdict in the report. */
export const verify: Rule = (context) => {
  const operation = context.operation('verify.coverage');
  const port = operation?.inputs[0];
  if (operation === null || port === undefined || context.plan.nodes.some((task) => task.operation === 'verify.coverage')) return [];
  const steps = operation.inputs.flatMap((one) => one.facets['step'] ?? []);
  const data = context
    .sources()
    .filter(({ type }) => port.kinds.includes(type.kind) && isObserved(type) && (steps.length === 0 || steps.some((step) => step === type.facets['step'])))
    .at(-1);
  if (data === undefined) return [];
  const report = context.collector(operation.output.kind, [data.task]);
  const id = data.task.task_id;
  const task = context.task({
    id: context.freeId(`verify-${id.replace(/^[a-z]+-/, '')}`),
    operation,
    inputs: [{ port: port.name, sources: [data] }],
    parameters: {},
    description: `${operation.title}: ${id}`,
    because: 'Suggested: results are only as complete as the data behind them.',
    serves: report?.task.serves ?? data.task.serves,
  });
  if (task === null) return [];
  return [
    {
      rule: 'verify',
      stage: operation.stage ?? 'verify',
      description: `Check that the ${data.type.kind} behind the results (${id}) is complete${report === null ? '' : ', and show the verdict in the report'}.`,
      tasks: [task],
      edges: [...edgesInto(task, new Map([[id, data.type.kind]])), ...(report === null ? [] : edgeToReport(task, report))],
    },
  ];
};
