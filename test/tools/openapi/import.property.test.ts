import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlanwrightError } from '../../../src/schemas/failure.ts';
import type { Json } from '../../../src/schemas/json.ts';
import { servicePack } from '../../../src/packs/api/service-pack.ts';
import { DocumentSchema, OperationSchema, PackSchema } from '../../../src/schemas/operation.ts';
import { importOpenApi } from '../../../src/tools/openapi/import-openapi.ts';
import { toolOf } from '../../../src/tools/openapi/tool.ts';
import { trackerDocument } from './tracker.ts';

const strange: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  null, true, 7, '', 'x', '../..', '%', '#/components/schemas/%E0%A4%A', [], {}, [null], { $ref: '#/components/schemas/Issue' }, { $ref: '#/nowhere' }, { $ref: 7 }, { type: ['object', 'null'] }, { type: 'array' },
  { type: 'array', items: { $ref: '#/components/schemas/Issue' } }, { allOf: [{ $ref: '#/components/schemas/Issue' }, 3] }, { oneOf: [] }, { enum: ['a', 1, null] }, 'Ünïcödé näme', '__proto__', 'constructor', 'x'.repeat(300), '日本語',
);

/** Every place in a document, as keys from the top. */
function places(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inside]) => places(inside, [...at, key]))];
}

function changed(document: unknown, at: string[], change: { kind: 'put' | 'drop' | 'rename'; value: Json }): unknown {
  const copy = JSON.parse(JSON.stringify(document)) as { [key: string]: unknown };
  let parent: { [key: string]: unknown } = copy;
  for (const key of at.slice(0, -1)) {
    const inside = parent[key];
    if (typeof inside !== 'object' || inside === null) return copy;
    parent = inside as { [key: string]: unknown };
  }
  const last = at.at(-1);
  if (last === undefined || !Object.hasOwn(parent, last)) return copy;
  if (change.kind === 'put') parent[last] = change.value;
  else {
    const old = parent[last];
    Reflect.deleteProperty(parent, last);
    if (change.kind === 'rename' && !Array.isArray(parent)) Object.defineProperty(parent, typeof change.value === 'string' ? change.value : 'renamed', { value: old, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

describe('descriptions that are not as they should be', () => {
  it('are refused with a reason, or give declarations that hold', () => {
    const original = trackerDocument('https://tracker.example/v1', true);
    const all = places(original).filter((at) => at.length > 0);
    const change = fc.record({ kind: fc.constantFrom('put' as const, 'drop' as const, 'rename' as const), value: strange });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...all), change), { minLength: 1, maxLength: 4 }), (changes) => {
        const document = JSON.parse(JSON.stringify(changes.reduce<unknown>((before, [at, one]) => changed(before, at, one), original))) as unknown;
        let service;
        try {
          service = importOpenApi(document, { name: 'tracker' });
        } catch (error) {
          expect(error).toBeInstanceOf(PlanwrightError);
          return;
        }
        const tool = toolOf(service);
        for (const operation of tool.operations) expect(OperationSchema.safeParse(operation).error, operation.operation).toBeUndefined();
        for (const text of tool.documents ?? []) expect(DocumentSchema.safeParse(text).error).toBeUndefined();
        expect(PackSchema.safeParse(servicePack(tool)).error).toBeUndefined();
        expect(new Set(tool.operations.map((one) => one.operation)).size).toBe(tool.operations.length);
      }),
      { numRuns: 150 },
    );
  });
});
