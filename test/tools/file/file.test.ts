import { execFileSync } from 'node:child_process';
import { link, lstat, mkdir, mkdtemp, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileBlobStore } from '../../../src/provenance/file-blob-store.ts';
import type { PlanwrightError } from '../../../src/schemas/failure.ts';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { list, read, remove, write } from '../../../src/tools/file/operations.ts';
import { openDirectory, pathComponents } from '../../../src/tools/file/safe-path.ts';
import { writeFileSafely } from '../../../src/tools/file/write-file.ts';
import type { ToolContext } from '../../../src/tools/tool.ts';

let base: string;
let root: string;
let context: ToolContext;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'planwright-file-'));
  root = join(base, 'root');
  await mkdir(root);
  await mkdir(join(base, 'root-evil'));
  await mkdir(join(base, 'scratch'));
  await mkdir(join(base, 'blobs'));
  await writeFile(join(base, 'outside.txt'), 'outside');
  context = {
    blobs: new FileBlobStore(join(base, 'blobs')),
    scratch: join(base, 'scratch'),
    outputRoot: root,
    signal: new AbortController().signal,
    idempotencyKey: 'k',
    progress: () => undefined,
    datasetPath: () => Promise.reject(new Error('not asked for')),
    now: '2026-03-01T12:00:00.000Z',
  };
});
afterEach(() => rm(base, { recursive: true, force: true }));

async function artifact(content: string, over: Partial<Artifact> = {}): Promise<Artifact> {
  const blob = await context.blobs.put(Buffer.from(content));
  return { kind: 'report', name: 'report.html', title: 'Report', facets: {}, ...blob, media_type: 'text/html', labels: ['trusted'], sources: [], ...over };
}
const save = async (content: string, path?: string, over: Partial<Artifact> = {}) =>
  write({ inputs: { content: [await artifact(content, over)] }, parameters: path === undefined ? {} : { path } }, context);
const failure = async (promise: Promise<unknown>): Promise<PlanwrightError> => {
  const error = await promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (thrown: unknown) => thrown as PlanwrightError,
  );
  expect(error.name).toBe('PlanwrightError');
  return error;
};
const outsideIsUntouched = async (): Promise<void> => {
  expect(await readFile(join(base, 'outside.txt'), 'utf8')).toBe('outside');
  expect(await readdir(join(base, 'root-evil'))).toEqual([]);
  expect((await readdir(base)).toSorted()).toEqual(['blobs', 'outside.txt', 'root', 'root-evil', 'scratch']);
};

describe('file.write', () => {
  it('saves an artifact and its other renderings, and says what undoes it', async () => {
    const png = await context.blobs.put(Buffer.from('png'));
    const result = await save('<p>hi', undefined, { also: [{ name: 'report.png', ...png, media_type: 'image/png' }] });
    expect(await readFile(join(root, 'report.html'), 'utf8')).toBe('<p>hi');
    expect(await readFile(join(root, 'report.png'), 'utf8')).toBe('png');
    expect(result.output).toMatchObject({ kind: 'file', name: 'report.html', data: { files: [{ path: 'report.html', bytes: 5 }, { path: 'report.png', bytes: 3 }] } });
    expect(result.sideEffects).toEqual([{ effect: 'save', description: `Wrote report.html, report.png in ${root}`, undo: 'file.remove' }]);
  });

  it('writes the rendering that a path ends like', async () => {
    const csv = await context.blobs.put(Buffer.from('a,b'));
    const result = await save('parquet', 'rows.csv', { kind: 'table', name: 'rows.parquet', also: [{ name: 'rows.csv', ...csv, media_type: 'text/csv' }] });
    expect(await readFile(join(root, 'rows.csv'), 'utf8')).toBe('a,b');
    expect(result.output.data).toMatchObject({ files: [{ path: 'rows.csv' }] });
  });

  it('makes directories below the root', async () => {
    await save('x', 'a/b/c.txt');
    expect(await readFile(join(root, 'a/b/c.txt'), 'utf8')).toBe('x');
  });

  it('is the same twice as once, and overwrites nothing', async () => {
    await save('one');
    await save('one');
    expect(await readdir(root)).toEqual(['report.html']);
    expect((await save('two')).output.name).toBe('report-2.html');
    expect((await save('two')).output.name).toBe('report-2.html');
    expect(await readFile(join(root, 'report.html'), 'utf8')).toBe('one');
    await save('three', 'given.txt');
    expect((await failure(save('four', 'given.txt'))).type).toBe('Tool.Invalid');
    expect(await readFile(join(root, 'given.txt'), 'utf8')).toBe('three');
  });

  it('takes a name from data as a name and never as a path (LM-2)', async () => {
    for (const name of ['../../outside.txt', '/etc/passwd', '..', '\u202Etxt.exe', 'a\u0000b', '.bashrc', '']) await save(name, undefined, { name });
    const names = await readdir(root);
    expect(names).toHaveLength(7);
    for (const name of names) expect(name).toMatch(/^[\p{L}\p{N}_][\p{L}\p{N}._ -]*$/u);
    await outsideIsUntouched();
  });

  it('leaves no part of a file that is too large', async () => {
    const source = await context.blobs.put(Buffer.alloc(10_000));
    const options = { exact: true, signal: context.signal, maxBytes: 9_999 };
    const error = await failure(writeFileSafely(root, 'big.bin', { path: await context.blobs.path(source.sha256), sha256: source.sha256 }, options));
    expect(error.type).toBe('Tool.ResourceLimit');
    expect(await readdir(root)).toEqual([]);
    expect(await writeFileSafely(root, 'big.bin', { path: await context.blobs.path(source.sha256), sha256: source.sha256 }, { ...options, maxBytes: 10_000 })).toMatchObject({ bytes: 10_000 });
  });

  it('leaves no part of a file whose bytes are not those that were recorded (AU-6)', async () => {
    await writeFile(join(base, 'scratch', 'changed'), 'changed');
    const error = await failure(writeFileSafely(root, 'x', { path: join(base, 'scratch', 'changed'), sha256: 'a'.repeat(64) }, { exact: true, signal: context.signal }));
    expect(error.type).toBe('Binding.Unresolved');
    expect(await readdir(root)).toEqual([]);
  });

  it('leaves no part of a file when it is cancelled', async () => {
    const source = await context.blobs.put(Buffer.alloc(5_000_000));
    const abort = new AbortController();
    const writing = writeFileSafely(root, 'x', { path: await context.blobs.path(source.sha256), sha256: source.sha256 }, { exact: true, signal: abort.signal });
    abort.abort();
    await failure(writing);
    expect(await readdir(root)).toEqual([]);
  });
});

it('a full disk ends the write typed and leaves no half file (TI-5)', async (test) => {
  const small = mountSmall();
  if (small === null) return test.skip('a small file system cannot be mounted here');
  try {
    const source = await context.blobs.put(Buffer.alloc(1_000_000, 'x'));
    const error = await failure(writeFileSafely(small, 'x.bin', { path: await context.blobs.path(source.sha256), sha256: source.sha256 }, { exact: true, signal: context.signal }));
    expect(error.type).toBe('Tool.Permanent');
    expect(error.message).toContain('the disk is full');
    expect(await readdir(small)).toEqual([]);
  } finally {
    execFileSync('umount', [small]);
    await rm(small, { recursive: true });
  }
});

function mountSmall(): string | null {
  try {
    const at = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', at], { stdio: 'ignore' });
    return at;
  } catch {
    return null;
  }
}

describe('a path that could mean another place (SB-9)', () => {
  const hostile = [
    '../outside.txt', '..', '.', '', '/', '/etc/passwd', 'a/../../outside.txt', 'a/./b', 'a//b', 'a/', '..\\outside.txt', 'a\\b', '%2e%2e/outside.txt', '%2E%2E%2Foutside.txt', '..%2foutside.txt',
    '%252e%252e/x', 'a\u0000.txt', 'a%00b', '~/x', '~root/x', 'C:/x', 'c:x', 'file:///etc/passwd\u0000', '../root-evil/x', '/root-evil', 'x\u202Etxt', 'x\u200B', 'x\n', 'e\u0301/x', 'x\uD800', 'a'.repeat(201),
    'a/'.repeat(20) + 'b', `${'a/'.repeat(600)}b`, 'x.', 'x ', ' x', 'a/.. /b', '/proc/self/environ', '....//x',
  ];
  it.each(hostile)('%j is refused before anything is opened', async (path) => {
    expect((await failure(save('x', path))).type).toBe('Tool.Denied');
    expect((await failure(Promise.resolve(read({ inputs: {}, parameters: { path } }, context)))).type).toBe('Tool.Denied');
    await outsideIsUntouched();
    expect(await readdir(root)).toEqual([]);
  });

  it('never leads out of the root, whatever it is made of', () => {
    const parts = fc.array(fc.constantFrom('..', '.', '', 'a', 'é', '%2e', '\\', '~', 'C:', '\u0000', ' ', '/'), { maxLength: 8 });
    fc.assert(
      fc.property(parts, fc.constantFrom('/', '', '\\'), (pieces, joiner) => {
        try {
          const components = pathComponents(pieces.join(joiner));
          expect(join('/root', ...components).startsWith('/root/')).toBe(true);
        } catch (error) {
          expect((error as PlanwrightError).type).toBe('Tool.Denied');
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('through a symbolic link is refused: a directory, a file, a dangling one, one to /proc', async () => {
    await symlink(base, join(root, 'up'));
    await symlink(join(base, 'outside.txt'), join(root, 'out.txt'));
    await symlink(join(base, 'new.txt'), join(root, 'dangling.txt'));
    await symlink('/proc/self/environ', join(root, 'env'));
    await symlink('/proc/self', join(root, 'self'));
    for (const path of ['up/outside.txt', 'up/new.txt', 'out.txt', 'dangling.txt', 'env', 'self/environ']) {
      expect((await failure(save('evil', path))).type, `write ${path}`).toBe('Tool.Denied');
      expect((await failure(read({ inputs: {}, parameters: { path } }, context))).type, `read ${path}`).toBe('Tool.Denied');
    }
    await outsideIsUntouched();
  });

  it('to a second name of a file elsewhere is refused', async () => {
    await link(join(base, 'outside.txt'), join(root, 'hard.txt'));
    expect((await failure(read({ inputs: {}, parameters: { path: 'hard.txt' } }, context))).type).toBe('Tool.Denied');
    expect((await failure(save('evil', 'hard.txt'))).type).toBe('Tool.Denied');
    await outsideIsUntouched();
  });

  it('to a pipe or a device is refused, without waiting at it', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const started = performance.now();
    expect((await failure(read({ inputs: {}, parameters: { path: 'pipe' } }, context))).type).toBe('Tool.Denied');
    expect((await failure(save('x', 'pipe'))).type).toBe('Tool.Denied');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it.skipIf(process.platform !== 'linux')('whose directory is exchanged for a link after it was checked stays where it was', async () => {
    await mkdir(join(root, 'dir'));
    const directory = await openDirectory(root, ['dir'], { create: false });
    await rename(join(root, 'dir'), join(root, 'moved'));
    await symlink(join(base, 'root-evil'), join(root, 'dir'));
    await writeFile(directory.at('x.txt'), 'x');
    await expect(directory.verify()).rejects.toMatchObject({ type: 'Tool.Denied' });
    await directory.close();
    expect(await readdir(join(root, 'moved'))).toEqual(['x.txt']);
    await outsideIsUntouched();
  });

  it.skipIf(process.platform !== 'linux')('never leaves the root while somebody exchanges directories all the time', async () => {
    await mkdir(join(root, 'dir'));
    let swapping = true;
    const swapper = (async () => {
      while (swapping) {
        await rename(join(root, 'dir'), join(root, 'kept')).catch(() => undefined);
        await symlink(join(base, 'root-evil'), join(root, 'dir')).catch(() => undefined);
        await rm(join(root, 'dir')).catch(() => undefined);
        await rename(join(root, 'kept'), join(root, 'dir')).catch(() => undefined);
      }
    })();
    let refused = 0;
    for (let i = 0; i < 150; i++) await save(`x${i}`, `dir/f${i}.txt`).catch(() => refused++);
    swapping = false;
    await swapper;
    expect(refused).toBeGreaterThan(0);
    await outsideIsUntouched();
  });
});

describe('file.remove', () => {
  const take = async (output: Artifact) => remove({ inputs: { file: [output] }, parameters: {} }, context);

  it('undoes a write, and is the same twice as once', async () => {
    const { output } = await save('x', 'a/b.txt');
    expect((await take(output)).output.data).toEqual({ removed: ['a/b.txt'] });
    expect(await readdir(join(root, 'a'))).toEqual([]);
    expect((await take(output)).output.data).toEqual({ removed: [] });
  });

  it('leaves a file that somebody changed since', async () => {
    const { output } = await save('x', 'a.txt');
    await writeFile(join(root, 'a.txt'), 'mine now');
    expect((await failure(take(output))).type).toBe('Tool.Invalid');
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('mine now');
  });

  it('follows no link and no path out of the root', async () => {
    const { output } = await save('outside', 'a.txt');
    await rm(join(root, 'a.txt'));
    await symlink(join(base, 'outside.txt'), join(root, 'a.txt'));
    expect((await failure(take(output))).type).toBe('Tool.Denied');
    expect((await lstat(join(root, 'a.txt'))).isSymbolicLink()).toBe(true);
    expect((await failure(take({ ...output, data: { files: [{ path: '../outside.txt', sha256: output.sha256 }] } }))).type).toBe('Tool.Denied');
    await outsideIsUntouched();
  });
});

describe('file.read and file.list', () => {
  it('give what is in the root', async () => {
    await save('a,b\n1,2\n', 'data/t.csv');
    const { output } = await read({ inputs: {}, parameters: { path: 'data/t.csv' } }, context);
    expect(output).toMatchObject({ kind: 'source', name: 't.csv', media_type: 'text/csv', labels: ['untrusted'], bytes: 8 });
    expect(Buffer.from(await context.blobs.get(output.sha256)).toString()).toBe('a,b\n1,2\n');
    expect((await list({ inputs: {}, parameters: { path: 'data' } }, context)).output.data).toMatchObject({ notes: ['t.csv'] });
    expect((await list({ inputs: {}, parameters: {} }, context)).output.data).toMatchObject({ notes: [] });
  });

  it('ask for another path where there is nothing', async () => {
    expect((await failure(read({ inputs: {}, parameters: { path: 'gone.csv' } }, context))).type).toBe('Tool.MissingInput');
    expect((await failure(list({ inputs: {}, parameters: { path: 'gone' } }, context))).type).toBe('Tool.MissingInput');
  });
});
