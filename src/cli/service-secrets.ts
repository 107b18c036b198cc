import { existsSync, readdirSync } from 'node:fs';
import { secretInput, secretVariable, withoutCredential } from '../plan/credential.ts';
import type { Plan } from '../schemas/plan.ts';
import { loadInstalled, servicesDirectory } from '../library/extensions.ts';
import { type Session, ourName } from './session.ts';

/** Inputs of a run that let it show imported services who calls: those whose secret is set where the run is started. The secret itself stays with the execution role. */
export function secretInputs(config: Session['config']): { [name: string]: true } {
  const directory = servicesDirectory(config.home);
  const services = existsSync(directory) ? readdirSync(directory).filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length)) : [];
  return Object.fromEntries(services.filter((service) => Object.hasOwn(config.secrets, secretVariable(service))).map((service) => [secretInput(service), true as const]));
}

/** One line for each service of a plan that wants to know who calls and is shown nothing, with the command that gives its secret. */
export async function secretNotes({ config }: Pick<Session, 'config'>, plan: Plan): Promise<string[]> {
  if (!existsSync(servicesDirectory(config.home))) return [];
  const { tools } = await loadInstalled(config.extensions, config.home);
  const open = withoutCredential(plan, tools.flatMap((tool) => tool.operations));
  return [...new Set(open.map((one) => one.service))].map((service) => `${service} wants to know who calls ${open.filter((one) => one.service === service).map((one) => one.task).join(', ')}, and no secret is set: ${secretVariable(service)}=<secret> ${ourName({ config })} run …`);
}
