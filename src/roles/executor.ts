import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StorePorts } from '../activities/ports.ts';
import type { Config } from '../config/config.ts';
import { modulePath } from '../embedded/project.ts';
import type { ExecutionPorts, Secrets } from '../execution/ports.ts';
import { createSandbox } from '../execution/sandbox/sandbox.ts';
import { secretVariable } from '../plan/credential.ts';
import type { Dataset } from '../schemas/operation.ts';
import type { Tool } from '../tools/tool.ts';

/** Children that wait with the tools' runtime loaded; two is what a small machine runs at once. */
const SPARE_CHILDREN = 2;

/** What the executor needs in either role that runs steps. It gets the public half of the key and nothing else to sign with. */
export async function executorPorts(config: Config, stores: StorePorts, options: { children: boolean; secrets?: boolean }): Promise<ExecutionPorts> {
  if (config.publicKeyFile === null) throw new Error('Cannot start a role that runs steps: PLANWRIGHT_PUBLIC_KEY_FILE is not set. `planwright up` makes the keys; elsewhere name the file.');
  const datasets = new Map<string, Dataset>(Object.values(stores.packs).flatMap((pack) => pack.datasets.map((dataset) => [dataset.id, dataset])));
  return {
    runStore: stores.runStore,
    blobs: stores.blobs,
    tools: stores.tools,
    publicKeyPem: await readFile(config.publicKeyFile, 'utf8'),
    datasets: (id) => Promise.resolve(datasets.get(id) ?? null),
    secrets: options.secrets === true ? serviceSecrets(config, stores.tools) : { get: () => Promise.resolve(null) },
    network: { allowedHosts: hostsOf(datasets.values()), mirror: config.mirror },
    homes: { scratch: join(config.home, 'scratch'), output: join(config.home, 'output') },
    sandbox: createSandbox({ toolsModule: toolsModule(config.extensions), spares: options.children ? SPARE_CHILDREN : 0 }),
  };
}

/** The secret of each tool that names its hosts, by the name of the tool; null where it is not set, and for every other name. */
export function serviceSecrets(config: Pick<Config, 'secrets'>, tools: readonly Pick<Tool, 'name' | 'hosts'>[]): Secrets {
  const services = new Set(tools.filter((tool) => tool.hosts !== undefined).map((tool) => tool.name));
  return { get: (name) => Promise.resolve(services.has(name) ? (config.secrets[secretVariable(name)] ?? null) : null) };
}

/** The URL that the children of a sandbox import their tools from. */
export function toolsModule(extensions: string | null): string {
  const url = pathToFileURL(modulePath('src/tools/installed'));
  if (extensions !== null) url.searchParams.set('extensions', pathToFileURL(extensions).href);
  return url.href;
}

function hostsOf(datasets: Iterable<Dataset>): string[] {
  const hosts = [...datasets].flatMap((dataset) => ('url' in dataset.access ? [new URL(dataset.access.url).hostname] : []));
  return [...new Set(hosts)].toSorted();
}
