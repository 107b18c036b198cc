import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Issue {
  id: number;
  title: string;
  state: 'open' | 'closed';
  priority: number;
  created_at: string;
  project_id: number;
}

const error = { '422': { description: 'Not valid', content: { 'application/json': { schema: { type: 'object', properties: { message: { type: 'string' } } } } } } };
const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const id = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'integer' } });

/** An issue tracker as its description tells it; `odd` adds what behaves badly. */
export function trackerDocument(base: string, odd = false) {
  return {
    openapi: '3.0.3',
    info: { title: 'Issue Tracker', version: '2.1' },
    servers: [{ url: base }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Project: { type: 'object', required: ['id', 'name'], properties: { id: { type: 'integer' }, name: { type: 'string' } } },
        Issue: {
          type: 'object', required: ['id', 'title', 'state'],
          properties: { id: { type: 'integer' }, title: { type: 'string' }, state: { type: 'string', enum: ['open', 'closed'] }, priority: { type: 'integer' }, created_at: { type: 'string', format: 'date-time' }, project_id: { type: 'integer' } },
        },
        Comment: { type: 'object', required: ['id', 'body'], properties: { id: { type: 'integer' }, body: { type: 'string' }, author: { type: 'object', properties: { name: { type: 'string' } } } } },
        IssuePage: { type: 'object', required: ['items', 'total'], properties: { items: { type: 'array', items: ref('Issue') }, page: { type: 'integer' }, total: { type: 'integer' } } },
      },
    },
    paths: {
      '/projects': { get: { operationId: 'listProjects', summary: 'List projects', responses: { 200: json({ type: 'array', items: ref('Project') }) } } },
      '/issues': {
        get: {
          operationId: 'listIssues', summary: 'List issues',
          parameters: [
            { name: 'state', in: 'query', schema: { type: 'string', enum: ['open', 'closed'] } }, { name: 'project_id', in: 'query', schema: { type: 'integer' } },
            { name: 'q', in: 'query', schema: { type: 'string' } }, { name: 'page', in: 'query', schema: { type: 'integer' } },
          ],
          responses: { 200: json(ref('IssuePage')) },
        },
      },
      '/projects/{project_id}/issues': {
        parameters: [id('project_id')],
        post: {
          operationId: 'createIssue', summary: 'Create an issue', security: [{ token: [] }],
          requestBody: { required: true, ...json({ type: 'object', required: ['title'], properties: { title: { type: 'string' }, priority: { type: 'integer' } } }) },
          responses: { 201: json(ref('Issue')), ...error },
        },
      },
      '/issues/{issue_id}': { parameters: [id('issue_id')], get: { operationId: 'getIssue', summary: 'Get an issue', responses: { 200: json(ref('Issue')) } } },
      '/issues/{issue_id}/close': { parameters: [id('issue_id')], post: { summary: 'Close an issue', responses: { 200: json(ref('Issue')), ...error } } },
      '/issues/{issue_id}/comments': {
        parameters: [id('issue_id')],
        get: { operationId: 'listComments', summary: 'Comments of an issue', responses: { 200: json({ type: 'array', items: ref('Comment') }) } },
      },
      ...(odd ? { '/busy': { get: { operationId: 'getBusy', summary: 'Always busy', responses: { 200: json({ type: 'object', properties: { ok: { type: 'boolean' } } }) } } },
      '/wrong': { get: { operationId: 'getWrong', summary: 'Answers unlike its description', responses: { 200: json(ref('Issue')) } } } } : {}),
    },
  };
}

export interface Tracker {
  base: string;
  issues: Issue[];
  requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
  close(): Promise<void>;
}

/** A real issue tracker on loopback: 60 issues, 25 to a page. */
export async function startTracker(): Promise<Tracker> {
  const issues = Array.from({ length: 60 }, (_, at): Issue => ({ id: at + 1, title: `Issue ${at + 1}`, state: at % 3 === 0 ? 'closed' : 'open', priority: (at % 5) + 1, created_at: `2026-01-${String((at % 28) + 1).padStart(2, '0')}T00:00:00Z`, project_id: (at % 2) + 1 }));
  const requests: Tracker['requests'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      const url = new URL(request.url ?? '/', 'http://tracker');
      const send = (status: number, value: unknown, headers: Record<string, string> = {}) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
      const [, first, second, third] = url.pathname.replace(/^\/v1/, '').split('/');
      const issue = issues.find((one) => String(one.id) === second);
      if (first === 'busy') return send(429, { message: 'slow down' }, { 'retry-after': '7' });
      if (first === 'wrong') return send(200, { id: 'not a number' });
      if (first === 'projects' && second === undefined) return send(200, [{ id: 1, name: 'Alpha' }, { id: 2, name: 'Beta' }]);
      if (first === 'projects' && request.method === 'POST') {
        const given = JSON.parse(body) as { title?: string };
        if (given.title === 'crash') return send(500, { message: 'disk on fire' });
        if (given.title === 'hang up') return void request.socket.destroy();
        if (given.title === undefined || given.title.length < 3) return send(422, { message: 'title needs at least 3 characters' });
        const made: Issue = { id: issues.length + 1, title: given.title, state: 'open', priority: 3, created_at: '2026-02-01T00:00:00Z', project_id: Number(second) };
        issues.push(made);
        return send(201, made);
      }
      if (first === 'issues' && second === undefined) {
        const { state, project_id, q, page = '1' } = Object.fromEntries(url.searchParams);
        const fitting = issues.filter((one) => (state === undefined || one.state === state) && (project_id === undefined || String(one.project_id) === project_id) && (q === undefined || one.title.includes(q)));
        return send(200, { items: fitting.slice((Number(page) - 1) * 25, Number(page) * 25), page: Number(page), total: fitting.length });
      }
      if (issue === undefined) return send(404, { message: 'no such issue' });
      if (third === 'comments') return send(200, [{ id: 1, body: 'Seen too', author: { name: 'Ada' } }, { id: 2, body: 'Fixed', author: { name: 'Bo' } }]);
      if (third === 'close') {
        if (issue.state === 'closed') return send(409, { message: 'the issue is closed already' });
        issue.state = 'closed';
      }
      return send(200, issue);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${port}/v1`, issues, requests,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
}
