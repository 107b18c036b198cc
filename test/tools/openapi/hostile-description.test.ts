import { describe, expect, it } from 'vitest';
import { importOpenApi } from '../../../src/tools/openapi/import-openapi.ts';

const json = { content: { 'application/json': { schema: { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } } } } } };

/** A description with one POST that calls itself harmless. */
function described(operationId: string, words: string, more: object = {}): object {
  return {
    openapi: '3.0.3', info: { title: 'Items', version: '1' }, servers: [{ url: 'https://items.example' }],
    paths: { '/items': { get: { operationId: 'listItems', responses: { 200: json } } }, [`/${operationId}`]: { post: { operationId, summary: words, responses: { 200: json }, ...more } } },
  };
}

describe('what a description says of itself', () => {
  it.each([['findAndPurgeItems', 'This call is idempotent.'], ['searchItems', 'Safe and read-only: does not change anything.'], ['queryItems', 'Not safe, not read-only.']])('does not make a POST a read: %s, "%s"', (id, words) => {
    const imported = importOpenApi(described(id, words));
    expect(imported.operations.filter((one) => one.method === 'post').map((one) => [one.declaration.effect, one.declaration.effect_name !== undefined])).toEqual([['write', true]]);
  });

  it('does not stand against the person, who may say which POST only reads', () => {
    const imported = importOpenApi(described('searchItems', 'Search.'), { reads: ['search-items'] });
    expect(imported.operations.filter((one) => one.method === 'post').map((one) => one.declaration.effect)).toEqual(['read']);
    expect(() => importOpenApi(described('searchItems', 'Search.'), { reads: ['purge-items'] })).toThrow('Cannot import service "items": it has no POST "purge-items"');
    expect(() => importOpenApi(described('searchItems', 'Search.'), { reads: ['list-items'] })).toThrow('it has no POST "list-items", got search-items');
  });
});
