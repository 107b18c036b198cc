import type { Follower, ImportedOperation } from './service.ts';

/**
 * One operation for each identifier that operations ask for: `named-target` makes the record of a target whose identifier somebody states ("target tgt-02").
 * Nothing is looked up; whether there is such a thing shows when the record is used.
 */
export function namedOf(service: string, operations: readonly ImportedOperation[], used: ReadonlySet<string>): Follower[] {
  const tokens = new Set(operations.flatMap((one) => one.parts.flatMap((part) => ('token' in part.from ? [part.from.token] : []))));
  return [...tokens].toSorted().map((token): Follower => {
    const entity = token.slice(0, token.lastIndexOf('_')).replaceAll('_', '-');
    const field = token.slice(token.lastIndexOf('_') + 1);
    const plain = field === 'id' ? `named-${entity}` : `named-${entity}-${field}`;
    const id = (used.has(plain) ? `${plain}-record` : plain).slice(0, 62);
    return {
      token,
      entity,
      declaration: {
        tool: service,
        operation: id,
        version: '1.0.0',
        title: `Take the ${entity} of a stated ${field}`,
        description: `The ${entity} of ${service} that a stated ${field} names.`,
        stage: 'process',
        capabilities: [entity, field],
        inputs: [{ name: 'value', kinds: ['value'], facets: { service, entity, name: field, use: 'find' } }],
        output: { name: 'record', kind: 'record', facets: { service, entity, operation: id, fields: [token] } },
        parameters: { type: 'object', properties: {}, additionalProperties: false },
        bind: {},
        effect: 'none',
        determinism: 'deterministic',
        runs_on: 'execution',
        isolation: 'inline',
        cost: { duration_ms: 10, usd: 0 },
        limits: { timeout_ms: 10_000 },
        documents: [],
      },
    };
  });
}
