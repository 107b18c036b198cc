import { createServer } from 'node:http';
import type { Service } from '../../../eval/goals/corpus.ts';

export interface Asked {
  /** Values of the path by their names. */
  path: { [name: string]: string };
  query: { [name: string]: string };
  body: { [name: string]: unknown };
  headers: { readonly [name: string]: string | string[] | undefined };
}
type Handler = (asked: Asked) => unknown;

/** A service on loopback with its state in memory: `GET /things/{id}` and the like, each answering with what its handler gives, 404 where that is undefined. */
export async function serve(name: string, openapi: object, handlers: { [route: string]: Handler }): Promise<Service> {
  const requests: Service['requests'] = [];
  const routes = Object.entries(handlers).map(([route, handler]) => {
    const [method = '', path = ''] = route.split(' ');
    return { method, pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`), handler };
  });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const text = Buffer.concat(chunks).toString('utf8');
      const body = (text === '' ? {} : JSON.parse(text)) as Asked['body'];
      const query = Object.fromEntries(url.searchParams);
      requests.push({ service: name, method: request.method ?? '', path: url.pathname, query, body });
      const found = routes.find((one) => one.method === request.method && one.pattern.test(url.pathname));
      const path = Object.fromEntries(Object.entries(found?.pattern.exec(url.pathname)?.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]));
      const answer = found?.handler({ path, query, body, headers: request.headers });
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? { message: 'there is none' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, openapi, requests, reset: () => requests.splice(0), close: () => new Promise((resolve) => server.close(() => resolve())) };
}
