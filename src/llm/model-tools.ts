import type { Json } from '../schemas/json.ts';
import type { ModelRole } from '../schemas/model.ts';
import type { Column } from '../schemas/outcome.ts';
import type { Tool } from '../tools/tool.ts';
import { classifyTool } from './classify-tool.ts';
import { extractTool } from './extract-tool.ts';
import { generateTool } from './generate-tool.ts';
import type { Model } from './model.ts';
import { narrateTool, type ReadRows } from './narrate-tool.ts';

/** Writes rows as a Parquet file in a directory and gives its path. Passed in, because models and table engines do not know each other. */
export type WriteRows = (directory: string, columns: readonly Column[], rows: readonly { [name: string]: Json }[], options: { signal: AbortSignal }) => Promise<string>;

export interface ModelStepPorts {
  /** The run's model for a role, or null where the run works offline. */
  modelFor: (role: ModelRole) => Model | null;
  readRows: ReadRows;
  writeRows: WriteRows;
}

/** The tools of the reasoning role: declared data in, checked data out, no tools of their own, output labelled untrusted. */
export function modelTools(ports: ModelStepPorts): Tool[] {
  return [narrateTool(ports.modelFor, ports.readRows), extractTool(ports), classifyTool(ports), generateTool(ports)];
}
