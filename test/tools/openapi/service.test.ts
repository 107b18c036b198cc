import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/schemas/json.ts';
import { type Artifact, ArtifactSchema } from '../../../src/schemas/outcome.ts';
import { importOpenApi } from '../../../src/tools/openapi/import-openapi.ts';
import type { ImportedService } from '../../../src/tools/openapi/service.ts';
import { toolOf } from '../../../src/tools/openapi/tool.ts';
import { record } from '../../../src/tools/record/tool.ts';
import type { Tool, ToolContext, ToolResult } from '../../../src/tools/tool.ts';
import { makeContext } from '../http/world.ts';
import { readRows } from '../../../src/tools/table/read-rows.ts';
import { type Tracker, startTracker, trackerDocument } from './tracker.ts';

let tracker: Tracker;
let service: ImportedService;
let context: Awaited<ReturnType<typeof makeContext>>;
let tool: Tool;

beforeAll(async () => {
  tracker = await startTracker();
  service = importOpenApi(trackerDocument('https://tracker.example/v1', true), { name: 'tracker', base: tracker.base });
  tool = toolOf(service);
  context = await makeContext({ allowedHosts: tool.hosts ?? [], mirror: null });
});
afterAll(async () => {
  await tracker.close();
  await context.close();
});

async function run(of: Tool, operation: string, inputs: { [port: string]: Artifact[] } = {}, parameters: { [name: string]: Json } = {}, more: Partial<ToolContext> = {}): Promise<ToolResult> {
  const result = await (await of.load(operation))({ inputs, parameters }, { ...context, ...more });
  for (const one of [result.output, ...(result.elements ?? [])]) ArtifactSchema.parse(one);
  return result;
}

async function value(of: Json): Promise<Artifact> {
  const blob = await context.blobs.put(Buffer.from(JSON.stringify(of)));
  return { kind: 'value', name: 'value', title: 'value', facets: {}, ...blob, media_type: 'application/json', labels: ['trusted'], sources: [], data: { value: of } };
}

const dataOf = (artifact: Artifact | undefined): { [field: string]: Json } => artifact?.data as { [field: string]: Json };

describe('an imported service on a real server', () => {
  it('follows pages and gives a record for each element, untrusted', async () => {
    const { output, elements = [] } = await run(tool, 'list-issues');
    expect(elements).toHaveLength(60);
    expect(dataOf(elements[59])['title']).toBe('Issue 60');
    expect(output.labels).toContain('untrusted');
    expect(elements[0]?.facets).toMatchObject({ service: 'tracker', entity: 'issue', operation: 'list-issues' });
  });

  it('asks the service to filter where it can', async () => {
    const { elements = [], output } = await run(tool, 'list-issues-where-state', {}, { state: 'closed' });
    expect(elements.map((one) => dataOf(one)['state'])).toEqual(Array.from({ length: 20 }, () => 'closed'));
    expect(output.facets['filters']).toEqual([{ fn: '=', args: ['state', 'closed'] }]);
    expect(tracker.requests.at(-1)?.url).toContain('state=closed');
  });

  it('takes identifiers from records, also where the parameter has another name', async () => {
    const { elements = [] } = await run(tool, 'list-projects');
    const { elements: of = [] } = await run(tool, 'list-issues-by-project-id', { project: [elements[1] as Artifact] });
    expect(new Set(of.map((one) => dataOf(one)['project_id']))).toEqual(new Set([2]));
  });

  it('searches, takes the best match and reads its comments as a table that names what they belong to', async () => {
    const found = await run(tool, 'list-issues-matching', { q: [await value('Issue 17')] });
    const first = await run(record, 'first', { records: found.elements ?? [] });
    const comments = await run(tool, 'list-comments', { issue: [first.output] });
    expect(tracker.requests.at(-1)?.url).toBe('/v1/issues/17/comments');
    const table = await run(record, 'tabulate', { records: comments.elements ?? [] });
    expect(await readRows(await context.blobs.path(table.output.sha256), { limit: 10 })).toEqual([{ issue_id: 17, issue_title: 'Issue 17', id: 1, body: 'Seen too', author_name: 'Ada' }, { issue_id: 17, issue_title: 'Issue 17', id: 2, body: 'Fixed', author_name: 'Bo' }]);
    expect(tool.operations.find((one) => one.operation === 'list-comments')?.output.facets['keys']).toEqual(expect.arrayContaining(['issue_id', 'issue_title']));
  });

  it('makes the record of a stated identifier, and refuses what names nothing', async () => {
    const { output } = await run(tool, 'named-issue', { value: [await value(17)] });
    expect(output.facets).toMatchObject({ service: 'tracker', entity: 'issue', fields: ['issue_id'] });
    expect(dataOf((await run(tool, 'get-issue', { issue: [output] })).output)['title']).toBe('Issue 17');
    await expect(run(tool, 'named-issue', { value: [await value({ name: 'x' })] })).rejects.toThrow('expected a text or number');
  });

  it('creates with a key that makes a repeat recognisable, and shows what it did', async () => {
    const { elements = [] } = await run(tool, 'list-projects');
    const made = await run(tool, 'create-issue', { project: [elements[0] as Artifact], title: [await value('Broken door')] }, { authorization: 'T0P' }, { idempotencyKey: 'key-1' });
    const sent = tracker.requests.at(-1);
    expect(sent).toMatchObject({ method: 'POST', url: '/v1/projects/1/issues', body: '{"title":"Broken door"}' });
    expect(sent?.headers).toMatchObject({ 'idempotency-key': 'key-1', authorization: 'Bearer T0P' });
    expect(dataOf(made.output)).toMatchObject({ title: 'Broken door', state: 'open' });
    expect(made.sideEffects).toEqual([{ effect: 'create-issue', description: 'POST /v1/projects/1/issues of Issue Tracker', undo: null }]);
  });

  it('sends its own key for repeats whatever the description calls its headers', async () => {
    const found = service.operations.find((one) => one.declaration.operation === 'create-issue');
    const sly = { ...service, operations: service.operations.map((one) => (one === found ? { ...one, parts: [...one.parts, { name: 'Idempotency-Key', in: 'header' as const, from: { constant: 'theirs' }, list: false }] } : one)) };
    const { elements = [] } = await run(tool, 'list-projects');
    await run(toolOf(sly), 'create-issue', { project: [elements[0] as Artifact], title: [await value('Open window')] }, {}, { idempotencyKey: 'ours' });
    expect(tracker.requests.at(-1)?.headers['idempotency-key']).toBe('ours');
  });

  it('counts the calls and bytes of all pages', async () => {
    const before = tracker.requests.length;
    const { resources } = await run(tool, 'list-issues');
    const sent = tracker.requests.length - before;
    expect(sent).toBe(3);
    const bytes = [1, 2, 3].map((page) => JSON.stringify({ items: tracker.issues.slice((page - 1) * 25, page * 25), page, total: tracker.issues.length }).length);
    expect(resources).toEqual({ calls: sent, bytes_in: bytes.reduce((sum, one) => sum + one, 0) });
  });

  it('says what the service said of values that are not valid', async () => {
    const { elements = [] } = await run(tool, 'list-projects');
    await expect(run(tool, 'create-issue', { project: [elements[0] as Artifact], title: [await value('x')] })).rejects.toMatchObject({ type: 'Tool.Invalid', message: expect.stringContaining('422: title needs at least 3 characters') as string });
  });

  it('does not know whether a change happened where the service breaks on the way, so that it is not sent again', async () => {
    const { elements = [] } = await run(tool, 'list-projects');
    for (const title of ['crash', 'hang up']) {
      const before = tracker.requests.length;
      await expect(run(tool, 'create-issue', { project: [elements[0] as Artifact], title: [await value(title)] })).rejects.toMatchObject({ type: 'Effect.Unknown' });
      expect(tracker.requests.length).toBe(before + 1);
    }
  });

  it('classes failures: gone is permanent, busy is transient with the wait, an answer unlike the description is refused', async () => {
    const [issue] = (await run(tool, 'list-issues')).elements ?? [];
    const gone: Artifact = { ...(issue as Artifact), data: { id: 9999 } };
    await expect(run(tool, 'get-issue', { issue: [gone] })).rejects.toMatchObject({ type: 'Tool.Permanent', message: expect.stringContaining('404: no such issue') as string });
    await expect(run(tool, 'get-busy')).rejects.toMatchObject({ type: 'Tool.Transient', retryAfterMs: 7000 });
    await expect(run(tool, 'get-wrong')).rejects.toMatchObject({ type: 'Contract.Output' });
  });

  it('does not reach a loopback address that nobody allowed, and lets no value lead out of its segment', async () => {
    await expect(run(tool, 'list-issues', {}, {}, { network: { allowedHosts: ['example.org'], mirror: null } })).rejects.toMatchObject({ type: 'Tool.Denied' });
    const [issue] = (await run(tool, 'list-issues')).elements ?? [];
    const sly: Artifact = { ...(issue as Artifact), data: { id: '../../admin?x=' } };
    await expect(run(tool, 'get-issue', { issue: [sly] })).rejects.toMatchObject({ type: 'Tool.Permanent' });
    expect(tracker.requests.at(-1)?.url).toBe('/v1/issues/..%2F..%2Fadmin%3Fx%3D');
  });

  it('picks by value without regard to case, and names what there is where none fits', async () => {
    const { elements = [] } = await run(tool, 'list-projects');
    const picked = await run(record, 'pick', { records: elements, value: [await value('beta')] }, { field: 'name' });
    expect(dataOf(picked.output)['id']).toBe(2);
    await expect(run(record, 'pick', { records: elements, value: [await value('Gamma')] }, { field: 'name' })).rejects.toMatchObject({ type: 'Tool.MissingInput', message: expect.stringContaining('"Alpha", "Beta"') as string });
  });

  it('filters and counts', async () => {
    const { elements = [] } = await run(tool, 'list-issues');
    const kept = await run(record, 'filter', { records: elements }, { predicates: [{ fn: '>=', args: ['priority', 4] }, { fn: '=', args: ['state', 'open'] }] });
    const expected = tracker.issues.filter((one) => one.priority >= 4 && one.state === 'open').length;
    expect(kept.elements).toHaveLength(expected);
    const counted = await run(record, 'count', { records: kept.elements ?? [] });
    expect(dataOf(counted.output)['values']).toMatchObject([{ name: 'count', value: expected }]);
  });
});
