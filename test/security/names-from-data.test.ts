import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseRun } from '../../src/activities/orchestration/analyse-run.ts';
import { recordAnswers } from '../../src/activities/orchestration/record-decisions.ts';
import type { OrchestrationPorts } from '../../src/activities/ports.ts';
import type { Database } from '../../src/database/database.ts';
import { bindValue } from '../../src/execution/binding.ts';
import { PostgresKnowledge } from '../../src/knowledge/postgres-knowledge.ts';
import { FileBlobStore } from '../../src/provenance/file-blob-store.ts';
import { PostgresRunStore } from '../../src/provenance/postgres-run-store.ts';
import { PostgresProvenanceStore } from '../../src/provenance/postgres-store.ts';
import type { Decision } from '../../src/schemas/approval.ts';
import { openTestDatabase } from '../support/database.ts';
import { makeWorld } from '../execution/world.ts';

let database: Database;
let root: string;
let ports: OrchestrationPorts;
const id = 'goal-names';

beforeAll(async () => {
  [database, root] = await Promise.all([openTestDatabase(), mkdtemp(join(tmpdir(), 'planwright-names-'))]);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  ports = { runStore: new PostgresRunStore(database), provenance: new PostgresProvenanceStore(database), knowledge: new PostgresKnowledge(database), blobs: new FileBlobStore(join(root, 'blobs')), packs: {}, tools: [], privateKeyPem: privateKey, publicKeyPem: publicKey, defaultModel: null, runsDirectory: join(root, 'runs') };
});
afterAll(() => database.close());

describe('names from data', () => {
  it('become files in the directory of the run, beside its record (SB-9)', async () => {
    const { sha256, bytes } = await ports.blobs.put(Buffer.from('text'));
    const names = ['record', '../up.txt', '/etc/passwd', '..', 'a\u202eb.txt', '.hidden'];
    const artifact = (name: string) => ({ kind: 'text', name, title: name, facets: {}, sha256, media_type: 'text/plain', bytes, labels: ['untrusted'], sources: [] });
    const metrics = { duration_ms: 0, resources_used: { bytes_in: 0, bytes_out: 0, calls: 0, input_tokens: 0, output_tokens: 0, usd: 0, cpu_ms: null, max_rss_bytes: null } };
    await ports.runStore.put(id, 'outcome', 't/s/0', { step_id: 's', task_id: 't', execution_status: 'success', outputs: { text: names.map(artifact) }, errors: [], performance_metrics: metrics, side_effects: [], requires_replan: false });
    await analyseRun(ports)({ workflow_id: id, decisions: 0, status: { workflow_id: id, run_id: 'r', goal: '', status: 'failed', phase: 'done', phase_detail: '', revision: 0, plan_digest: null, tasks: [], usage: { llm_calls: 0, input_tokens: 0, output_tokens: 0, usd: 0 }, error: null, effects: [] } });
    const directory = join(root, 'runs', id);
    expect(await readdir(directory)).toHaveLength(names.length + 1);
    expect((await stat(join(directory, 'record'))).isDirectory()).toBe(true);
    expect(await readFile(join(directory, 't-record'), 'utf8')).toBe('text');
    expect((await readdir(root)).toSorted()).toEqual(['blobs', 'runs']);
  });

  it('are one file where they name the records of a list, with all of them', async () => {
    const records = [{ id: 1, title: 'a' }, { id: 2, title: 'b' }];
    const artifacts = await Promise.all(records.map(async (data, at) => ({ kind: 'record', name: `list-issues-${at + 1}.json`, title: data.title, facets: {}, ...(await ports.blobs.put(Buffer.from(JSON.stringify(data)))), media_type: 'application/json', labels: ['untrusted'], sources: [], data })));
    const metrics = { duration_ms: 0, resources_used: { bytes_in: 0, bytes_out: 0, calls: 0, input_tokens: 0, output_tokens: 0, usd: 0, cpu_ms: null, max_rss_bytes: null } };
    await ports.runStore.put('goal-list', 'outcome', 't/s/0', { step_id: 's', task_id: 't', execution_status: 'success', outputs: { record: artifacts }, errors: [], performance_metrics: metrics, side_effects: [], requires_replan: false });
    await analyseRun(ports)({ workflow_id: 'goal-list', decisions: 0, status: { workflow_id: 'goal-list', run_id: 'r', goal: '', status: 'failed', phase: 'done', phase_detail: '', revision: 0, plan_digest: null, tasks: [], usage: { llm_calls: 0, input_tokens: 0, output_tokens: 0, usd: 0 }, error: null, effects: [] } });
    const directory = join(root, 'runs', 'goal-list');
    expect((await readdir(directory)).toSorted()).toEqual(['list-issues.json', 'record']);
    expect(JSON.parse(await readFile(join(directory, 'list-issues.json'), 'utf8'))).toEqual(records);
  });

  it('may be ids of questions, and an answer is what a step is bound to', async () => {
    const by: Decision = { decision_id: 'answer-1', kind: 'answer', accepted: true, reason: '', at: '2026-01-01T00:00:00.000Z', approver: { name: 'p', verified: false }, via: 'update', plan_digest: null, task_id: null, comment: null };
    const questions = ['limit', 'constructor'].map((question_id) => ({ question_id, title: question_id, why: '', type: 'number' as const, options: [], allow_other: true, default: null, spans: [] }));
    await recordAnswers(ports)({ workflow_id: id, round: 1, questions, answers: { limit: 3 }, by });
    const world = await makeWorld();
    const scope = { workflow_id: id, revision: 1, task_id: 't', step_id: 's', iteration: 0, decomposition: { task_id: 't', steps: [] }, construct: () => ({}), other: () => Promise.reject(new Error('none')), secretsUsed: new Set<string>() };
    const bound = (question_id: string) => bindValue('n', { kind: 'answer', question_id }, scope, { ...world, runStore: ports.runStore });
    expect(await bound('limit')).toMatchObject({ value: 3, labels: ['trusted'] });
    expect(await bound('constructor')).toMatchObject({ value: null });
    await expect(bindValue('authorization', { kind: 'secret', name: 'issue-tracker' }, scope, { ...world, secrets: { get: () => Promise.resolve(null) } })).rejects.toMatchObject({ type: 'Binding.Denied', message: expect.stringContaining('Set PLANWRIGHT_SECRET_ISSUE_TRACKER where it is started') as string });
    await world.close();
  });
});
