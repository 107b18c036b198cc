import type { FormWant } from '../schemas/goal-form.ts';
import type { Operation, Registry } from '../schemas/operation.ts';
import { FormFault } from './form-fault.ts';
import { nearestNames } from './nearest.ts';

/**
 * Fails where a want states a setting that no operation has (`per`, `stats.trend.unit`): it would be left out without a word. Settings of a change of a service are checked when the change is
 * known, those of a want that reads text are free.
 */
export function checkSettings(want: FormWant, registry: Pick<Registry, 'operations'>): void {
  if (want.effect !== undefined && want.effect !== null && want.effect !== 'save') return;
  for (const name of Object.keys(want.parameters ?? {})) {
    const [tool, operation, own, ...more] = name.split('.');
    if (own === undefined) {
      if (registry.operations.some((one) => settingsOf(one).includes(name))) continue;
      throw fault(name, want.id, 'no operation has such a setting', [...new Set(registry.operations.flatMap(settingsOf))]);
    }
    const named = registry.operations.filter((one) => one.tool === tool && one.operation === operation);
    if (named.length === 0) throw fault(name, want.id, `there is no operation "${tool ?? ''}.${operation ?? ''}"`, registry.operations.map((one) => `${one.tool}.${one.operation}`));
    if (more.length > 0 || !named.some((one) => settingsOf(one).includes(own))) throw fault(name, want.id, `${tool ?? ''}.${operation ?? ''} has no such setting, but ${named.flatMap(settingsOf).slice(0, 12).join(', ') || 'none at all'}`, []);
  }
}

function settingsOf({ parameters, inputs }: Operation): string[] {
  const { properties } = parameters;
  const stated = typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? Object.keys(properties) : [];
  return [...stated, ...inputs.flatMap((port) => [port.name, ...(typeof port.facets['name'] === 'string' ? [port.facets['name']] : [])])];
}

function fault(name: string, want: string, reason: string, known: readonly string[]): FormFault {
  const near = nearestNames(name, [...known]).slice(0, 3);
  return new FormFault(`Cannot use the setting "${name}" of want "${want}": ${reason}.${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''} Name one that there is, or leave it out.`);
}
