import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { servicePack } from '../packs/api/service-pack.ts';
import { packs } from '../packs/index.ts';
import type { Pack } from '../schemas/operation.ts';
import { serviceTool, tools } from '../tools/index.ts';
import type { Tool } from '../tools/tool.ts';
import { definePack, defineTool, InvalidExtension } from './define.ts';

/** Everything that runs can be planned with: what is shipped and what the person added. */
export interface Installed {
  tools: Tool[];
  packs: { readonly [name: string]: Pack };
}

/**
 * The shipped tools and packs with those of the module at `path` (`PLANWRIGHT_EXTENSIONS`; absolute, or null for none) and the services
 * imported below `home`, each checked. Every role and the command line call this, so that they agree on digests. Errors: `InvalidExtension`.
 */
export async function loadInstalled(path: string | null, home: string | null = null): Promise<Installed> {
  const services = home === null ? [] : await importedServices(home);
  if (path === null && services.length === 0) return { tools, packs };
  const added = path === null ? { tools: [], packs: [] } : await importModule(path);
  const names = new Set(tools.map((tool) => tool.name));
  for (const tool of added.tools.map(defineTool)) {
    if (names.has(tool.name)) throw new InvalidExtension('tool', tool.name, ['a tool of this name is there already, so it needs another name']);
    names.add(tool.name);
  }
  for (const tool of services) {
    if (names.has(tool.name)) throw new InvalidExtension('service', tool.name, ['a tool of this name is there already, so it needs another name']);
    names.add(tool.name);
  }
  const all = new Map(Object.entries(packs));
  for (const pack of [...added.packs.map(definePack), ...services.map((tool) => definePack(servicePack(tool)))]) {
    if (all.has(pack.name)) throw new InvalidExtension('pack', pack.name, ['a pack of this name is there already, so it needs another name']);
    all.set(pack.name, pack);
  }
  return { tools: [...tools, ...added.tools, ...services], packs: Object.fromEntries(all) };
}

/** Where imported services are kept: one file for each, with its name, its address and its description as it was given. */
export function servicesDirectory(home: string): string {
  return join(home, 'services');
}

async function importedServices(home: string): Promise<Tool[]> {
  const directory = servicesDirectory(home);
  if (!existsSync(directory)) return [];
  const services: Tool[] = [];
  for (const file of (await readdir(directory)).filter((one) => one.endsWith('.json')).toSorted()) {
    try {
      const { name, base, reads, document } = JSON.parse(await readFile(join(directory, file), 'utf8')) as { name: string; base?: string; reads?: string[]; document: unknown };
      services.push(serviceTool(document, { name, ...(base === undefined ? {} : { base }), ...(reads === undefined ? {} : { reads }) }));
    } catch (error) {
      throw new InvalidExtension('service', file, [error instanceof Error ? error.message : String(error)]);
    }
  }
  return services;
}

async function importModule(path: string): Promise<{ tools: Tool[]; packs: Pack[] }> {
  let module: unknown;
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    throw new InvalidExtension('extensions', path, [`the module cannot be loaded: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const { tools: given = [], packs: more = [] } = module as { tools?: unknown; packs?: unknown };
  if (!Array.isArray(given) || !Array.isArray(more) || given.length + more.length === 0) {
    throw new InvalidExtension('extensions', path, ['the module exports neither a list `tools` nor a list `packs`']);
  }
  return { tools: given as Tool[], packs: more as Pack[] };
}
