import { digestOf } from '../../plan/digest.ts';
import type { Tool } from '../tool.ts';
import { type ImportOptions, importOpenApi } from './import-openapi.ts';
import { toolOf } from './tool.ts';

/**
 * A service as a tool, from its description. The version of the tool carries the digest of description and address, so that approvals end where either changes.
 * Errors: `Tool.Invalid`.
 */
export function serviceTool(document: unknown, options: ImportOptions = {}): Tool {
  const service = importOpenApi(document, options);
  const tool = toolOf(service);
  return { ...tool, version: `${tool.version}+${digestOf({ document: service.document.root, base: service.base }).slice(0, 12)}` };
}
