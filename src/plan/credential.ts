import type { Operation } from '../schemas/operation.ts';

/** Whether a parameter shows a service who calls: its schema says `writeOnly`, so that it takes a secret by name and nothing else. */
export function isCredential({ parameters }: Pick<Operation, 'parameters'>, name: string): boolean {
  const { properties } = parameters;
  const schema = typeof properties === 'object' && properties !== null && !Array.isArray(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema) && schema['writeOnly'] === true;
}

/** The variable of the execution role that holds the secret of a service. */
export function secretVariable(service: string): string {
  return `PLANWRIGHT_SECRET_${service.toUpperCase().replaceAll('-', '_')}`;
}
