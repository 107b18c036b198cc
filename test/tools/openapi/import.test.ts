import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/plan/digest.ts';
import { servicePack } from '../../../src/packs/api/service-pack.ts';
import { OperationSchema, PackSchema } from '../../../src/schemas/operation.ts';
import { singular, wordsOf } from '../../../src/tools/openapi/names.ts';
import { importOpenApi } from '../../../src/tools/openapi/import-openapi.ts';
import { toolOf } from '../../../src/tools/openapi/tool.ts';
import { trackerDocument } from './tracker.ts';

const root = path.resolve(fileURLToPath(import.meta.url), '../../../..');
const shared = path.join(path.resolve(root, process.env['PLANWRIGHT_SHARED'] ?? '../shared'), 'evaldata/restbench');
const service = importOpenApi(trackerDocument('https://tracker.example/v1'), { name: 'tracker' });
const declared = (name: string) => service.operations.find((one) => one.declaration.operation === name)?.declaration;

describe('names in descriptions', () => {
  it('fall into words in any spelling', () => {
    for (const spelling of ['listIssues', 'list_issues', 'list-issues', 'ListIssues']) expect(wordsOf(spelling)).toEqual(['list', 'issues']);
  });
  it('have a singular', () => {
    expect(['movies', 'people', 'companies', 'statuses', 'addresses', 'series', 'news', 'release_dates', 'issues', 'boxes', 'status', 'bus', 'days'].map(singular)).toEqual(['movie', 'person', 'company', 'status', 'address', 'series', 'news', 'release_date', 'issue', 'box', 'status', 'bus', 'day']);
  });
});

describe('importing a service', () => {
  it('declares operations and a pack that fit their schemas, the same each time', () => {
    const tool = toolOf(service);
    for (const operation of tool.operations) expect(OperationSchema.safeParse(operation).error, operation.operation).toBeUndefined();
    expect(PackSchema.safeParse(servicePack(tool)).error).toBeUndefined();
    expect(digestOf(toolOf(importOpenApi(trackerDocument('https://tracker.example/v1'), { name: 'tracker' })).operations)).toBe(digestOf(tool.operations));
  });

  it('types lists in envelopes, identifiers in paths and in bodies', () => {
    expect(declared('list-issues')).toMatchObject({ effect: 'read', inputs: [], output: { kind: 'record', cardinality: 'list', facets: { service: 'tracker', entity: 'issue', measures: ['priority'], time: 'created_at' } } });
    expect(declared('list-issues')?.output.facets).toMatchObject({ refers: ['project_id'] });
    expect(declared('list-comments')?.inputs).toMatchObject([{ name: 'issue', kinds: ['record'], facets: { service: 'tracker', fields: ['issue_id'] } }]);
    expect(declared('list-issues')?.output.facets['fields']).not.toContain('project_id');
    expect(declared('list-comments')?.output.facets).toMatchObject({ entity: 'comment', of: 'issue' });
  });

  it('plans changes only by name, and asks for those that nothing takes back', () => {
    expect(declared('create-issue')).toMatchObject({ effect: 'write', effect_name: 'create-issue', always_ask: true });
    expect(declared('create-issue')?.inputs.map((one) => [one.kinds[0], one.facets])).toEqual([
      ['record', { service: 'tracker', fields: ['project_id'] }],
      ['value', { service: 'tracker', entity: 'issue', name: 'title', use: 'set' }],
      ['record', {}],
    ]);
    expect(service.operations.map((one) => one.declaration.effect_name).filter((one) => one !== undefined)).toEqual(['create-issue', 'close-issue']);
  });

  it('makes ways of using optional parameters that change what comes back', () => {
    expect(service.operations.map((one) => one.declaration.operation).filter((one) => one.startsWith('list-issues'))).toEqual(['list-issues', 'list-issues-where-state', 'list-issues-by-project-id', 'list-issues-matching']);
    expect(declared('list-issues-where-state')).toMatchObject({ bind: { state: { var: 'value' } }, output: { facets: { filters: [{ fn: '=', args: ['state', { var: 'value' }] }] } } });
    expect(declared('list-issues-matching')?.output.facets['ranked']).toBe('relevance');
  });

  it('names the delete as the undo of a create', () => {
    const document = trackerDocument('https://tracker.example/v1');
    const paths = document.paths as { [path: string]: unknown };
    paths['/projects/{project_id}'] = { delete: { operationId: 'deleteProject', parameters: [{ name: 'project_id', in: 'path', required: true, schema: { type: 'integer' } }], responses: { 204: { description: 'gone' } } } };
    (paths['/projects'] as { post?: unknown }).post = { operationId: 'createProject', requestBody: { content: { 'application/json': { schema: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } } } }, responses: { 201: { description: 'made' } } };
    const operations = importOpenApi(document, { name: 't' }).operations.map((one) => one.declaration);
    expect(operations.find((one) => one.operation === 'create-project')).toMatchObject({ effect: 'write', undo: { operation: 'delete-project' } });
    expect(operations.find((one) => one.operation === 'delete-project')).toMatchObject({ effect: 'destructive' });
  });

  it('reads Swagger 2.0', () => {
    const imported = importOpenApi({
      swagger: '2.0', info: { title: 'Pet shop', version: '1' }, host: 'pets.example', basePath: '/api', schemes: ['https'],
      definitions: { Pet: { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } } },
      paths: { '/pets/{petId}': { get: { parameters: [{ name: 'petId', in: 'path', type: 'integer', required: true }], responses: { 200: { description: 'ok', schema: { $ref: '#/definitions/Pet' } } } } } },
    });
    expect(imported).toMatchObject({ name: 'pet-shop', base: 'https://pets.example/api' });
    expect(imported.operations[0]?.declaration).toMatchObject({ operation: 'get-pet', inputs: [{ name: 'pet' }], output: { facets: { entity: 'pet' } } });
  });

  it('refuses what is no description, or has no address', () => {
    expect(() => importOpenApi({ hello: 1 }, { name: 'x' })).toThrow('Cannot import service "x"');
    expect(() => importOpenApi({ ...trackerDocument('/v1') }, { name: 'x' })).toThrow('it has no address');
  });

  it('survives schemas that contain themselves', () => {
    const document = trackerDocument('https://tracker.example/v1');
    (document.components.schemas.Comment.properties as { [name: string]: unknown })['replies'] = { type: 'array', items: { $ref: '#/components/schemas/Comment' } };
    expect(importOpenApi(document).operations.length).toBe(service.operations.length);
  });
});

describe.skipIf(!existsSync(shared))('the services of RestBench', () => {
  it('import with an entity for what their paths identify', () => {
    const load = (name: string) => importOpenApi(JSON.parse(readFileSync(path.join(shared, `${name}.openapi.json`), 'utf8')), { name });
    const tmdb = load('tmdb');
    for (const operation of [...toolOf(tmdb).operations, ...toolOf(load('spotify')).operations]) expect(OperationSchema.safeParse(operation).error, operation.operation).toBeUndefined();
    const credits = tmdb.operations.find((one) => one.path === '/movie/{movie_id}/credits' && one.declaration.operation.endsWith('cast'));
    expect(credits).toMatchObject({ entity: 'person' });
  });
});
