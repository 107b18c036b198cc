import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadInstalled, servicesDirectory } from '../library/extensions.ts';
import { InvalidStart } from '../library/start-goal.ts';
import { serviceTool } from '../tools/index.ts';
import { EXIT } from './exit-code.ts';
import { type GlobalOptions, ourName, readSettings } from './session.ts';

/** Imports a service from its OpenAPI document (JSON): checked, kept below the home, there for every run from then on. */
export async function importService(file: string, flags: { name?: string; base?: string; reads?: string }, options: GlobalOptions): Promise<number> {
  const { config, terminal } = readSettings(options);
  let document: unknown;
  try {
    document = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new InvalidStart(`Cannot import "${file}": ${error instanceof Error ? error.message : String(error)}. Give an OpenAPI document as JSON.`);
  }
  const given = { ...(flags.name === undefined ? {} : { name: flags.name }), ...(flags.base === undefined ? {} : { base: flags.base }), ...(flags.reads === undefined ? {} : { reads: flags.reads.split(',').map((one) => one.trim()) }) };
  const tool = serviceTool(document, given);
  const { tools } = await loadInstalled(config.extensions);
  if (tools.some((one) => one.name === tool.name)) throw new InvalidStart(`Cannot import "${file}": a tool "${tool.name}" is there already. Give it another name with --name.`);
  const directory = servicesDirectory(config.home);
  await mkdir(directory, { recursive: true });
  const target = join(directory, `${tool.name}.json`);
  await writeFile(`${target}.new`, `${JSON.stringify({ ...given, name: tool.name, document }, null, 2)}\n`, { mode: 0o600 });
  await rename(`${target}.new`, target);
  const effects = tool.operations.filter((one) => one.effect_name !== undefined).length;
  terminal.out(`Imported ${terminal.style('bold', tool.name)}: ${tool.title}, ${tool.operations.length} operations, ${effects} of them change something. It reaches ${(tool.hosts ?? []).join(', ')}.\nSee them: ${ourName({ config })} tools show ${tool.name}. Remove it: delete ${target}.`);
  terminal.document({ name: tool.name, title: tool.title, version: tool.version, operations: tool.operations.map((one) => one.operation), hosts: tool.hosts ?? [], file: target });
  return EXIT.done;
}
