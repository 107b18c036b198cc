import { servicePack } from '../../src/packs/api/service-pack.ts';
import { packs } from '../../src/packs/index.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import { tools } from '../../src/tools/index.ts';
import { importOpenApi } from '../../src/tools/openapi/import-openapi.ts';
import { toolOf } from '../../src/tools/openapi/tool.ts';

const SEVERITIES = ['low', 'medium', 'high', 'critical'];
const string = { type: 'string' };
const integer = { type: 'integer' };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object): object => ({ description: 'ok', content: { 'application/json': { schema } } });
const list = (name: string): object => json({ type: 'array', items: ref(name) });
const path = (name: string): object => ({ name, in: 'path', required: true, schema: integer });
const body = (required: string[], properties: object): object => ({ required: true, content: { 'application/json': { schema: { type: 'object', required, properties } } } });

/** A tracker of issues, and a second service that has projects too. */
const TRACKER = {
  openapi: '3.0.3', info: { title: 'Issue Tracker', version: '1' }, servers: [{ url: 'https://tracker.example' }],
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas: {
    Project: { type: 'object', properties: { id: integer, name: string, archived: { type: 'boolean' } } },
    Issue: { type: 'object', properties: { id: integer, title: string, state: { ...string, enum: ['open', 'closed'] }, review: { ...string, enum: ['open', 'done'] }, severity: { ...string, enum: SEVERITIES }, votes: integer, team: string, created_at: { ...string, format: 'date-time' }, project_id: integer } },
    Comment: { type: 'object', properties: { id: integer, body: string, created_at: { ...string, format: 'date-time' } } },
  } },
  paths: {
    '/projects': { get: { operationId: 'listProjects', responses: { 200: list('Project') } } },
    '/issues': { get: { operationId: 'listIssues', parameters: [{ name: 'state', in: 'query', schema: { ...string, enum: ['open', 'closed'] } }], responses: { 200: list('Issue') } } },
    '/projects/{project_id}/issues': { parameters: [path('project_id')], post: { operationId: 'createIssue', security: [{ token: [] }], requestBody: body(['title'], { title: string, severity: { ...string, enum: SEVERITIES } }), responses: { 201: json(ref('Issue')) } } },
    '/issues/{issue_id}': { parameters: [path('issue_id')], get: { operationId: 'getIssue', responses: { 200: json(ref('Issue')) } } },
    '/issues/{issue_id}/close': { parameters: [path('issue_id')], post: { responses: { 200: json(ref('Issue')) } } },
    '/issues/{issue_id}/comments': { parameters: [path('issue_id')], get: { operationId: 'listComments', responses: { 200: list('Comment') } } },
  },
};
const LAB = {
  openapi: '3.0.3', info: { title: 'Laboratory', version: '1' }, servers: [{ url: 'https://lab.example' }],
  components: { schemas: { Project: { type: 'object', properties: { id: integer, title: string } } } },
  paths: { '/projects': { get: { operationId: 'listProjects', responses: { 200: list('Project') } } } },
};

export const tracker = toolOf(importOpenApi(TRACKER, { name: 'tracker' }));
const lab = toolOf(importOpenApi(LAB, { name: 'lab' }));
/** The shipped registry with both services. */
export const registry = buildRegistry([...Object.values(packs), servicePack(tracker), servicePack(lab)], [...tools, tracker, lab], digestOf);
