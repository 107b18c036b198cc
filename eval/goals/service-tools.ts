import type { Pack } from '../../src/schemas/operation.ts';
import { servicePack } from '../../src/packs/api/service-pack.ts';
import { importOpenApi } from '../../src/tools/openapi/import-openapi.ts';
import { toolOf } from '../../src/tools/openapi/tool.ts';
import type { Tool } from '../../src/tools/tool.ts';
import type { Service } from './corpus.ts';

/** Tools and a pack made from the OpenAPI documents of running services, each under the name by which the part knows it. */
export async function serviceTools(services: readonly { name: string; service: Service }[]): Promise<{ tools: Tool[]; packs: Pack[] }> {
  const imported = services.map(({ name, service }) => importOpenApi(service.openapi, { name, base: service.url }));
  return await Promise.resolve({ tools: imported.map(toolOf), packs: imported.map((one) => servicePack({ name: one.name, title: one.title, operations: toolOf(one).operations })) });
}
