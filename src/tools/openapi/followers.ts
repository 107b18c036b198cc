import { KEPT_RECORD } from '../../plan/own-fields.ts';
import { isOwn } from './declare-operation.ts';
import { slugOf } from './names.ts';
import type { Follower, ImportedOperation } from './service.ts';

/**
 * One operation for each identifier that records carry of something else: `artist-of` gives the artist that a track names. It is a step of its own, so that
 * the plan shows that a reference is followed, and so that what is asked for by name is preferred to what happens to be referred to.
 */
export function followersOf(service: string, operations: readonly ImportedOperation[], used: ReadonlySet<string>): Follower[] {
  const tokens = new Set(operations.flatMap((one) => [...one.tokens.keys()].filter((token) => !isOwn(token, one.entity))));
  const plain = [...tokens].toSorted().map((token): Follower => {
    const entity = token.slice(0, token.lastIndexOf('_')).replaceAll('_', '-');
    const field = token.slice(token.lastIndexOf('_') + 1);
    const name = `${slugOf(field === 'id' ? entity : `${entity} ${field}`, 50) || `reference-${[...tokens].toSorted().indexOf(token) + 1}`}-of`;
    const id = used.has(name) ? `${name}-record` : name;
    return {
      token,
      entity,
      declaration: {
        tool: service,
        operation: id.slice(0, 62),
        version: '1.0.0',
        title: `Take the ${entity} that a record names`,
        description: `The ${entity} that a record of ${service} refers to, by its ${field}. Of several, the first.`,
        stage: 'process',
        capabilities: [entity, 'refer'],
        inputs: [{ name: 'record', kinds: ['record'], facets: { service, refers: [token] } }],
        output: { name: 'record', kind: 'record', facets: { service, entity, operation: id.slice(0, 62), fields: [token] } },
        parameters: { type: 'object', properties: {}, additionalProperties: false },
        bind: {},
        effect: 'none',
        determinism: 'deterministic',
        runs_on: 'execution',
        isolation: 'inline',
        cost: { duration_ms: 10, usd: 0, preference: 3 },
        limits: { timeout_ms: 10_000 },
        documents: [],
      },
    };
  });
  return [...plain, ...plain.map(keeping)];
}

/** The same beside the record that names it, for a change that takes values from there; nothing else has a use for it. */
function keeping({ declaration, ...follower }: Follower): Follower {
  const operation = `${declaration.operation.slice(0, 57)}-kept`;
  return {
    ...follower,
    declaration: {
      ...declaration, operation, title: `${declaration.title}, and keep that record`, description: `${declaration.description} The record that names it is kept beside it.`,
      output: { ...declaration.output, facets: { ...declaration.output.facets, operation, fields: [follower.token, KEPT_RECORD].toSorted() } }, cost: { ...declaration.cost, preference: 6 },
    },
  };
}
