// A small HTTP service on loopback with state in memory: routes declare their OpenAPI operation, requests are checked against it and logged.
import { createServer } from 'node:http'

export interface Request { service: string; method: string; path: string; query: { [name: string]: string }; body: unknown }
export interface Reply { status: number; body: unknown }
export interface Schema { [key: string]: unknown }
export interface Parameter { name: string; in: 'query' | 'path'; description: string; schema: Schema; required?: boolean }
export interface Call { path: { [name: string]: string }; query: { [name: string]: string }; body: { [name: string]: unknown } }
export interface Route<State> {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  id: string
  tag: string
  summary: string
  description?: string
  parameters?: Parameter[]
  body?: string
  replies: { [status: string]: { description: string; schema?: Schema } }
  run: (state: State, call: Call) => Reply
}
export interface Definition<State> {
  name: string
  title: string
  version: string
  openapi: string
  description: string
  schemas: { [name: string]: Schema }
  routes: Route<State>[]
  seed: () => State
}
export interface Service { url: string; openapi: object; requests: Request[]; close: () => Promise<void>; reset: () => void }

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
export const listOf = (name: string): Schema => ({ type: 'array', items: ref(name) })
export const query = (name: string, description: string, schema: Schema): Parameter => ({ name, in: 'query', description, schema, required: false })
export const inPath = (name: string, description: string, example: string): Parameter => ({ name, in: 'path', description, schema: { type: 'string', example }, required: true })
export const ok = (body: unknown, status = 200): Reply => ({ status, body })
export const missing = (what: string): Reply => ({ status: 404, body: { error: 'not_found', message: `${what} does not exist` } })
export const invalid = (field: string, message: string): Reply => ({ status: 422, body: { error: 'validation_failed', details: [{ field, message }] } })

export const errorSchemas: { [name: string]: Schema } = {
  Error: {
    type: 'object',
    description: 'Why a request could not be answered.',
    required: ['error', 'message'],
    properties: { error: { type: 'string', description: 'A short code.' }, message: { type: 'string', description: 'A sentence for people.' } },
  },
  ValidationError: {
    type: 'object',
    description: 'Which fields of a request are wrong.',
    required: ['error', 'details'],
    properties: {
      error: { type: 'string', enum: ['validation_failed'] },
      details: { type: 'array', items: { type: 'object', required: ['field', 'message'], properties: { field: { type: 'string' }, message: { type: 'string' } } } },
    },
  },
}

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value

function problemsOf(value: unknown, schema: Schema, field: string, schemas: { [name: string]: Schema }): { field: string; message: string }[] {
  if (typeof schema['$ref'] === 'string') return problemsOf(value, schemas[schema['$ref'].split('/').pop() as string] as Schema, field, schemas)
  const types = schema['type'] === undefined ? [] : Array.isArray(schema['type']) ? (schema['type'] as string[]) : [schema['type'] as string]
  if (schema['nullable'] === true) types.push('null')
  const type = typeOf(value)
  if (types.length > 0 && !types.includes(type) && !(type === 'integer' && types.includes('number'))) return [{ field, message: `must be ${types.join(' or ')}` }]
  if (value === null) return []
  const found: { field: string; message: string }[] = []
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) found.push({ field, message: `must be one of ${schema['enum'].join(', ')}` })
  if (typeof value === 'string') {
    if (typeof schema['minLength'] === 'number' && value.length < schema['minLength']) found.push({ field, message: `must have at least ${schema['minLength']} characters` })
    if (typeof schema['maxLength'] === 'number' && value.length > schema['maxLength']) found.push({ field, message: `must have at most ${schema['maxLength']} characters` })
    if (typeof schema['pattern'] === 'string' && !new RegExp(schema['pattern']).test(value)) found.push({ field, message: `must match ${schema['pattern']}` })
    if (schema['format'] === 'date' && !/^\d{4}-\d\d-\d\d$/.test(value)) found.push({ field, message: 'must be a date such as 2025-09-15' })
  }
  if (typeof value === 'number') {
    if (typeof schema['minimum'] === 'number' && value < schema['minimum']) found.push({ field, message: `must be at least ${schema['minimum']}` })
    if (typeof schema['maximum'] === 'number' && value > schema['maximum']) found.push({ field, message: `must be at most ${schema['maximum']}` })
  }
  if (type === 'object') {
    const properties = (schema['properties'] ?? {}) as { [name: string]: Schema }
    const given = value as { [name: string]: unknown }
    for (const name of (schema['required'] ?? []) as string[]) if (given[name] === undefined) found.push({ field: name, message: 'is required' })
    for (const [name, inner] of Object.entries(given)) {
      const property = properties[name]
      if (property === undefined) {
        if (schema['additionalProperties'] === false) found.push({ field: name, message: 'is not a known field' })
      } else found.push(...problemsOf(inner, property, name, schemas))
    }
    if (typeof schema['minProperties'] === 'number' && Object.keys(given).length < schema['minProperties']) found.push({ field, message: 'must change at least one field' })
  }
  return found
}

export function handle<State>(definition: Definition<State>, state: State, request: { method: string; path: string; query: { [name: string]: string }; body: unknown }): Reply {
  const parts = request.path.split('/').filter((part) => part !== '')
  let pathKnown = false
  for (const route of definition.routes) {
    const pattern = route.path.split('/').filter((part) => part !== '')
    if (pattern.length !== parts.length) continue
    const path: { [name: string]: string } = {}
    const fits = pattern.every((part, index) => {
      const given = decodeURIComponent(parts[index] as string)
      if (part.startsWith('{')) {
        path[part.slice(1, -1)] = given
        return true
      }
      return part === given
    })
    if (!fits) continue
    pathKnown = true
    if (route.method !== request.method) continue
    const problems: { field: string; message: string }[] = []
    for (const [name, text] of Object.entries(request.query)) {
      const parameter = route.parameters?.find((one) => one.in === 'query' && one.name === name)
      if (parameter === undefined) problems.push({ field: name, message: 'is not a known parameter' })
      else {
        const numeric = parameter.schema['type'] === 'integer' || parameter.schema['type'] === 'number'
        const value = numeric && text.trim() !== '' ? Number(text) : parameter.schema['type'] === 'boolean' ? (text === 'true' ? true : text === 'false' ? false : text) : text
        problems.push(...problemsOf(value, parameter.schema, name, definition.schemas))
      }
    }
    if (route.body !== undefined) problems.push(...problemsOf(request.body ?? null, ref(route.body), 'body', definition.schemas))
    if (problems.length > 0) return { status: 422, body: { error: 'validation_failed', details: problems } }
    return route.run(state, { path, query: request.query, body: (request.body ?? {}) as { [name: string]: unknown } })
  }
  return pathKnown
    ? { status: 405, body: { error: 'method_not_allowed', message: `${request.method} is not possible here` } }
    : { status: 404, body: { error: 'not_found', message: `there is nothing at ${request.path}` } }
}

export function describe<State>(definition: Definition<State>, url: string): object {
  const paths: { [path: string]: { [method: string]: unknown } } = {}
  for (const route of definition.routes) {
    const responses: { [status: string]: unknown } = {}
    const replies = { ...route.replies }
    if (route.body !== undefined || (route.parameters ?? []).some((one) => one.in === 'query')) replies['422'] ??= { description: 'A parameter or a field of the body is wrong.', schema: ref('ValidationError') }
    for (const [status, reply] of Object.entries(replies)) {
      responses[status] = { description: reply.description, ...(reply.schema === undefined ? {} : { content: { 'application/json': { schema: reply.schema } } }) }
    }
    const operations = (paths[route.path] ??= {})
    operations[route.method.toLowerCase()] = {
      operationId: route.id,
      tags: [route.tag],
      summary: route.summary,
      ...(route.description === undefined ? {} : { description: route.description }),
      ...(route.parameters === undefined ? {} : { parameters: route.parameters }),
      ...(route.body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: ref(route.body) } } } }),
      responses,
    }
  }
  return {
    openapi: definition.openapi,
    info: { title: definition.title, version: definition.version, description: definition.description },
    servers: [{ url }],
    tags: [...new Set(definition.routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: { schemas: { ...definition.schemas, ...errorSchemas } },
  }
}

export async function serve<State>(definition: Definition<State>): Promise<Service> {
  let state = definition.seed()
  const requests: Request[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const target = new URL(incoming.url ?? '/', 'http://127.0.0.1')
      const text = Buffer.concat(chunks).toString('utf8')
      let body: unknown = null
      let reply: Reply | null = null
      try {
        body = text === '' ? null : JSON.parse(text)
      } catch {
        body = text
        reply = { status: 400, body: { error: 'bad_json', message: 'the body is not JSON' } }
      }
      const request: Request = { service: definition.name, method: incoming.method ?? 'GET', path: target.pathname, query: Object.fromEntries(target.searchParams), body }
      const isDocument = request.method === 'GET' && target.pathname === '/openapi.json'
      if (!isDocument) requests.push(request)
      reply ??= isDocument ? { status: 200, body: describe(definition, url) } : handle(definition, state, request)
      const out = reply.body === undefined ? '' : JSON.stringify(reply.body)
      outgoing.writeHead(reply.status, out === '' ? {} : { 'content-type': 'application/json' })
      outgoing.end(out)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return {
    url,
    openapi: describe(definition, url),
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
    reset: () => {
      state = definition.seed()
      requests.length = 0
    },
  }
}
