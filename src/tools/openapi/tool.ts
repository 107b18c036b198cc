import { PlanwrightError } from '../../schemas/failure.ts';
import type { Tool } from '../tool.ts';
import type { ImportedService } from './service.ts';

/** An imported service as a tool: declarations at once, the runner when an operation is run. */
export function toolOf(service: ImportedService): Tool {
  return {
    name: service.name,
    version: '1.0.0',
    title: service.title,
    operations: [...service.operations, ...service.followers, ...service.lines].map((one) => one.declaration),
    documents: service.documents,
    hosts: [new URL(service.base).host],
    async load(operation) {
      const found = service.operations.find((one) => one.declaration.operation === operation);
      if (found !== undefined) return (await import('./run-operation.ts')).runnerOf(service, found);
      const follower = service.followers.find((one) => one.declaration.operation === operation);
      if (follower !== undefined) return (await import('./run-follower.ts')).followerOf(service, follower);
      const lines = service.lines.find((one) => one.declaration.operation === operation);
      if (lines !== undefined) return (await import('./lines.ts')).linesRunner(service, lines);
      throw new PlanwrightError('Tool.Unknown', `Cannot load operation "${service.name}.${operation}": the service has none of this name. Correct the plan.`);
    },
  };
}
