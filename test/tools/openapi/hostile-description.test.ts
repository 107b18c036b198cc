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

describe('the address of a service', () => {
  const at = (url: string): object => ({ ...described('makeItem', 'Make.'), servers: [{ url }] });

  it.each([
    ['https://user:pw@items.example/v1', 'it carries a user name or password'],
    ['http://items.example/v1', 'only https'],
    ['https://169.254.169.254/latest', 'private'],
    ['https://10.1.2.3/v1', 'private'],
    ['https://[fd00::1]/v1', 'private'],
    ['https://2130706433/v1', 'only a person may name'],
    ['https://168.63.129.16/v1', 'private'],
    ['http://[::ffff:169.254.169.254]/', 'only https'],
    ['https://0.0.0.0/v1', 'private'],
    ['https://8.8.8.8/v1', 'an address and not a name'],
  ])('%s is refused, from the description and from the person: %s', (url, reason) => {
    expect(() => importOpenApi(at(url))).toThrow(reason);
    if (!reason.startsWith('only a person')) expect(() => importOpenApi(at('https://items.example'), { base: url })).toThrow(reason);
  });

  it.each(['http://127.0.0.1:8080/v1', 'http://localhost:8080/v1', 'http://[::1]:8080/v1', 'https://localhost/v1'])('%s, on this machine, counts only where the person gives it', (url) => {
    expect(() => importOpenApi(at(url))).toThrow('Give the address with --base');
    expect(importOpenApi(at('https://items.example'), { base: url }).base).toBe(url);
  });

  it('does not show a password in the refusal', () => {
    expect(() => importOpenApi(at('https://user:hunter2@items.example'))).toThrow(/^(?!.*hunter2)/);
  });
});

describe('headers of a description', () => {
  it.each(['Host', 'Cookie', 'Idempotency-Key', 'X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'Connection', 'Content-Length', 'Transfer-Encoding', 'Forwarded', 'X-Forwarded-For', 'x-forwarded-host', 'Proxy-Authorization', 'Origin', 'Referer', 'Authorization', 'Accept', 'Upgrade', 'Expect', 'TE', 'Trailer', 'Keep-Alive'])('%s is nothing that a plan can set', (name) => {
    const imported = importOpenApi(described('makeItem', 'Make.', { parameters: [{ name, in: 'header', schema: { type: 'string' } }, { name: 'X-Team', in: 'header', schema: { type: 'string' } }] }));
    const made = imported.operations.find((one) => one.declaration.operation === 'make-item');
    expect(made?.parts.filter((one) => one.in === 'header').map((one) => one.name)).toEqual(['X-Team']);
    expect(Object.keys(made?.declaration.parameters['properties'] as object)).not.toContain(name);
  });
});

describe('what shows who calls', () => {
  it.each(['Host', 'X-Forwarded-For', 'Idempotency-Key'])('is not put into the header %s', (name) => {
    const document = { ...described('makeItem', 'Make.'), components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name } } } };
    expect(importOpenApi(document).document.auth).toBeNull();
  });
});
