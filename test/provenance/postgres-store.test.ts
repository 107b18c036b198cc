import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { PostgresProvenanceStore } from '../../src/provenance/postgres-store.ts';
import { EventSchema, type NewEvent } from '../../src/schemas/provenance.ts';
import { describeStores, type TestServer } from '../database/stores.ts';
import { WITHOUT_POSTGRES } from '../support/postgres.ts';

function event(key: string, more: Partial<NewEvent> = {}): NewEvent {
  return { key, kind: 'artifact', subject: key, causes: [], body: { key }, ...more };
}

describeStores('the record', (start) => {
  let server: TestServer | null;
  let database: Database;
  let store: PostgresProvenanceStore;
  beforeAll(async () => {
    server = await start();
    if (server === null) return;
    database = await server.connect();
    store = new PostgresProvenanceStore(database);
  });
  afterAll(async () => server?.stop());

  it('appends in order, reads back what was written, and verifies', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    const first = await store.append('plain', event('goal', { kind: 'goal', body: { goal: 'Wärme über\nalles 🌍', z: 1, a: [1e21, -0, 0.1] } }));
    const second = await store.append('plain', event('a', { causes: [first.event_id] }));
    expect([first.event_id, first.seq, second.event_id, second.seq]).toEqual(['e1', 1, 'e2', 2]);
    const events = await store.read('plain');
    for (const read of events) EventSchema.parse(read);
    expect(events[0]?.body).toEqual({ goal: 'Wärme über\nalles 🌍', z: 1, a: [1e21, 0, 0.1] });
    expect(events[1]).toMatchObject({ previous: first.hash, hash: second.hash, causes: ['e1'] });
    expect(await store.head('plain')).toEqual({ seq: 2, hash: second.hash });
    expect(await store.verify('plain')).toBeNull();
    expect(await store.verify('plain', { seq: 1, hash: first.hash })).toBeNull();
    expect(await store.verify('nobody')).toBeNull();
  });

  it('TI-4 returns the event that is there when an append is repeated', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    const first = await store.append('again', event('k', { body: 1 }));
    await store.append('again', event('other'));
    expect(await store.append('again', event('k', { body: 'something else' }))).toEqual(first);
    expect((await store.read('again')).map((read) => read.body)).toEqual([1, { key: 'other' }]);
    const other = await store.append('another-run', event('k'));
    expect(other.seq).toBe(1);
  });

  it('appends several events at once with causes by key, for many callers together, and nothing twice', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    await store.append('many-a', event('goal', { kind: 'goal' }));
    const of = (step: number): NewEvent[] => [event(`step ${step} \u0000 "x"`, { kind: 'execution', causes: ['absent', 'goal', 'goal'] }), event(`made ${step}`, { causes: [`step ${step} \u0000 "x"`, 'goal'], body: { text: `"ü" \u0000 ${step}` } })];
    await Promise.all([...[1, 2, 3, 4].map((step) => store.appendAll('many-a', of(step))), ...[1, 2].map((step) => store.appendAll('many-b', of(step)))]);
    await store.appendAll('many-a', of(2));
    await store.appendAll('many-a', []);
    const events = await store.read('many-a');
    expect(events).toHaveLength(9);
    for (const made of events.filter((one) => one.subject.startsWith('made'))) {
      const step = events.find((one) => one.event_id === made.causes[0]);
      expect([step?.causes, made.causes]).toEqual([['e1'], [step?.event_id, 'e1']]);
      expect(made.body).toEqual({ text: `"ü" \u0000 ${made.subject.slice(5)}` });
    }
    expect((await store.read('many-b')).map((one) => one.causes.length)).toEqual([0, 1, 0, 1]);
    expect([await store.verify('many-a'), await store.verify('many-b')]).toEqual([null, null]);
    await expect(store.appendAll('many-a', [event('x', { kind: 'no-such-kind' as NewEvent['kind'] })])).rejects.toMatchObject({ type: 'Input.Invalid' });
  });

  it('reads from a place, a number of events, and kinds', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    for (let n = 1; n <= 6; n += 1) await store.append('pages', event(`k${n}`, { kind: n % 2 === 0 ? 'execution' : 'artifact' }));
    expect((await store.read('pages', { after: 2, limit: 2 })).map((read) => read.seq)).toEqual([3, 4]);
    expect((await store.read('pages', { kinds: ['execution'] })).map((read) => read.seq)).toEqual([2, 4, 6]);
    expect(await store.read('pages', { after: 6 })).toEqual([]);
  });

  it('gives the ids of the events with some keys, in the order of the keys', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    for (const key of ['one', 'two', 'three\u0000']) await store.append('keys', event(key, { body: null }));
    expect(await store.idsOf('keys', ['three\u0000', 'absent', 'one', 'three\u0000'])).toEqual(['e3', 'e1']);
    expect(await store.idsOf('keys', [])).toEqual([]);
    expect(await store.idsOf('no-run', ['one'])).toEqual([]);
  });

  it('keeps hostile subjects and keys, and refuses unknown kinds and workflow ids with line breaks', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    const hostile = "x'); DROP TABLE provenance_events; --\n\u0000\ud800 \u202e";
    await store.append('hostile', event(hostile, { body: { __proto__x: hostile.toWellFormed() } }));
    expect((await store.append('hostile', event(hostile, { body: null }))).seq).toBe(1);
    expect(await store.verify('hostile')).toBeNull();
    await expect(store.append('a\nb', event('k'))).rejects.toMatchObject({ type: 'Input.Invalid' });
    await expect(store.append('w', event('k', { kind: 'invented' as never }))).rejects.toMatchObject({ type: 'Input.Invalid' });
    await expect(store.append('w', event('k', { body: { n: Number.NaN } }))).rejects.toMatchObject({ type: 'Input.Invalid' });
  });

  it('AU-1 refuses to update, delete or truncate events, and to move a head by hand', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    const { hash } = await store.append('kept', event('k'));
    for (const statement of [
      `UPDATE provenance_events SET body = '{}' WHERE workflow_id = 'kept'`,
      `DELETE FROM provenance_events WHERE workflow_id = 'kept'`,
      'TRUNCATE provenance_events',
      'TRUNCATE provenance_heads CASCADE',
      `DELETE FROM provenance_heads WHERE workflow_id = 'kept'`,
      `UPDATE provenance_heads SET hash = repeat('0', 64) WHERE workflow_id = 'kept'`,
      `UPDATE provenance_heads SET seq = 0 WHERE workflow_id = 'kept'`,
      `UPDATE provenance_heads SET seq = 2 WHERE workflow_id = 'kept'`,
    ]) {
      await expect(database.query(statement), statement).rejects.toThrow(/append-only|only moves/);
    }
    expect(await store.head('kept')).toEqual({ seq: 1, hash });
  });

  it('AU-3 makes one chain with one genesis when 64 writers append to an empty run', { timeout: 120_000 }, async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    const writers = await Promise.all(Array.from({ length: 64 }, async () => {
      const connection = await server!.connect();
      return { connection, store: new PostgresProvenanceStore(connection) };
    }));
    const each = 15;
    // Every key is written by two writers, as by a retried activity: half of the appends must find the event that is there.
    await Promise.all(writers.map(async (writer, n) => {
      for (let k = 0; k < each; k += 1) await writer.store.append('crowd', event(`${Math.floor(n / 2)}-${k}`));
    }));
    const events = await store.read('crowd');
    expect(events).toHaveLength(32 * each);
    expect(events.filter((read) => read.previous === '0'.repeat(64))).toHaveLength(1);
    expect(new Set(events.map((read) => read.previous)).size).toBe(events.length);
    expect(await store.verify('crowd')).toBeNull();
    await Promise.all(writers.map((writer) => writer.connection.close()));
  });

  it('verifies while others append', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    const writer = new PostgresProvenanceStore(await server.connect());
    await writer.append('moving', event('first'));
    let done = false;
    const writing = (async () => {
      for (let n = 0; n < 200; n += 1) await writer.append('moving', event(`k${n}`));
      done = true;
    })();
    while (!done) expect(await store.verify('moving')).toBeNull();
    await writing;
    expect(await store.verify('moving')).toBeNull();
  });
});
