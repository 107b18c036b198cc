import { KEPT_RECORD } from '../../plan/own-fields.ts';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { FacetValue } from '../../schemas/operation.ts';
import { type RecordValue, carried, readRecords, recordArtifact } from '../record/records.ts';
import { inputsAt } from '../table/table-io.ts';
import { valueAt } from '../record/operations.ts';
import type { ToolRun } from '../tool.ts';
import { identify } from './identify.ts';
import type { Follower, ImportedService } from './service.ts';

/** Takes what a record refers to, or what a stated value names: a record that holds the identifier and nothing else. */
export function followerOf(service: ImportedService, { declaration, entity, token }: Follower): ToolRun {
  return async (request, context) => {
    const facets = { service: service.name, entity, operation: declaration.operation, fields: [token] };
    if (declaration.inputs[0]?.name === 'value') {
      const stated = await valueAt(request, context, 'value');
      const named = Array.isArray(stated) && stated.length > 0 ? stated : [stated];
      if (!named.every((one) => typeof one === 'string' || typeof one === 'number')) throw new PlanwrightError('Tool.Invalid', `Cannot take the ${entity}: expected a text or number that names it, got ${JSON.stringify(stated).slice(0, 80)}. Correct the value.`);
      return { output: await recordArtifact({ [token]: stated }, { name: entity, title: `${entity} ${named.join(', ')}`.slice(0, 120), facets, ...carried(inputsAt(request, 'value', declaration.operation)) }, context) };
    }
    const [artifact] = inputsAt(request, 'record', declaration.operation);
    const [record] = artifact === undefined ? [] : await readRecords([artifact], context);
    const value = artifact === undefined || record === undefined ? undefined : identify(service, artifact, record, token);
    if (value === undefined || artifact === undefined) throw new PlanwrightError('Tool.MissingInput', `Cannot take the ${entity} of "${artifact?.title ?? ''}": the record names none. Choose another record.`);
    const title = `${entity} of ${artifact.title}`;
    const keeps = (declaration.output.facets['fields'] as FacetValue[]).includes(KEPT_RECORD);
    const kept: RecordValue = keeps ? { [KEPT_RECORD]: record ?? null } : {};
    return { output: await recordArtifact({ [token]: value, ...kept }, { name: entity, title, facets: { ...facets, fields: keeps ? [token, KEPT_RECORD].toSorted() : [token] }, ...carried([artifact]) }, context) };
  };
}
