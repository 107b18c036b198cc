import { readJson } from './data.ts';
import { type ToolRegistry, toolRegistry } from './tool-registry.ts';

/** UltraTool's list as a registry: names and descriptions, for the set says neither what a tool takes nor what it makes. */
export function ultratoolRegistry(): ToolRegistry {
  const tools = readJson<{ id: string; desc: string }[]>('gnn4taskplan_ultratool', 'tools.json');
  return toolRegistry('ultratool', tools.map(({ id, desc }) => ({ id, description: desc, inputs: [], output: { kind: 'answer' } })));
}
