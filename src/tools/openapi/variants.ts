import type { Answer } from './answers.ts';
import type { ServiceDocument, ServiceOperation, ServiceParameter } from './document.ts';
import { type Entities, type Identifier } from './entities.ts';
import { slugOf, wordsOf } from './names.ts';
import { isScalar, shapeOf } from './shape.ts';

/** A way of using an operation: with none of its optional parameters, or with one that changes what comes back. */
export interface Variant {
  suffix: string;
  /** The optional parameter that this way needs. */
  needs: ServiceParameter | null;
  as: 'plain' | 'identifier' | 'search' | 'filter';
  identifier: Identifier | null;
}

/** Names of parameters that search in text. */
export const SEARCH = /^(q|query|search|searchterm|search_term|term|terms|keyword|keywords|text|search_query|search_text)$/;
const MOST = 8;

export const PLAIN: Variant = { suffix: '', needs: null, as: 'plain', identifier: null };

/**
 * The ways of using an operation that plan differently: plain; restricted to what belongs to a record (`?project_id=`); searching in text (`?q=`); only records
 * whose field equals a value (`?state=open`, where records have a field `state`).
 */
export function variantsOf(document: ServiceDocument, operation: ServiceOperation, entities: Entities, answer: Answer): Variant[] {
  if (operation.method !== 'get' || !answer.list) return [PLAIN];
  const variants = operation.parameters.flatMap((parameter): Variant[] => {
    if (parameter.required || parameter.in !== 'query') return [];
    const shape = shapeOf(document.root, { schema: parameter.schema, example: undefined });
    if (!isScalar(shape)) return [];
    const key = wordsOf(parameter.name).join('_');
    if (SEARCH.test(key)) return [{ suffix: 'matching', needs: parameter, as: 'search', identifier: null }];
    const identifier = entities.identified(parameter, operation);
    if (identifier !== null && identifier.entity !== answer.entity && entities.names.has(identifier.entity)) return [{ suffix: `by-${slugOf(parameter.name, 24)}`, needs: parameter, as: 'identifier', identifier }];
    const field = answer.scalars.get(parameter.name);
    const same = field !== undefined && (field.type === shape.type || shape.type === 'unknown');
    return same ? [{ suffix: `where-${slugOf(parameter.name, 24)}`, needs: parameter, as: 'filter', identifier: null }] : [];
  });
  return [PLAIN, ...variants.slice(0, MOST)];
}
