import { createWriteStream } from 'node:fs';
import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import type { Artifact } from '../../schemas/outcome.ts';
import { readRows } from '../table/read-rows.ts';
import { mediaTypeOf } from '../http/media-type.ts';
import { type TableShape, renderTable } from './render-table.ts';
import type { ToolContext, ToolRun } from '../tool.ts';
import { assertPlainFile, denied, openDirectory, pathComponents } from './safe-path.ts';
import { MAX_FILE_BYTES, digestAt, fileFailure, openToRead, writeFileSafely } from './write-file.ts';

const MAX_LISTED = 1000;

interface Written {
  path: string;
  sha256: string;
  bytes: number;
}

/** `file.write`: artifacts and their other renderings as files below the run's output root. */
export const write: ToolRun = async ({ inputs, parameters }, context) => {
  const content = inputs['content'] ?? [];
  const given = parameters['path'];
  if (content.length === 0) throw new PlanwrightError('Tool.Invalid', 'Cannot write a file: nothing is bound to "content". Bind what is to be saved.');
  const paths = typeof given === 'string' ? pathsOf(given, content) : null;
  const shape = shapeOf(parameters);
  if (shape !== null && (paths === null || content.some((one) => one.kind !== 'table'))) throw new PlanwrightError('Tool.Invalid', 'Cannot choose the columns of what is saved: that is for tables at a path such as totals.csv. Name a path, and save other things by themselves.');
  const files: Written[] = [];
  let changed = false;
  for (const [at, artifact] of content.entries()) {
    const path = paths?.[at];
    const main = path ?? safeName(artifact.name);
    // A path that ends like one of the renderings asks for that one.
    const meant = path !== undefined && endingOf(path) !== endingOf(artifact.name) ? artifact.also?.find((one) => endingOf(one.name) === endingOf(path)) : undefined;
    const shown = meant === undefined && path !== undefined ? await shownAs(artifact, path, shape, context) : shape === null || meant === undefined ? null : await shownAs(artifact, path ?? '', shape, context);
    const parts = shown !== null ? [{ name: main, sha256: shown }] : meant !== undefined ? [{ name: main, sha256: meant.sha256 }] : [{ name: main, sha256: artifact.sha256 }, ...(artifact.also ?? []).map((one) => ({ name: path !== undefined && typeof given === 'string' && NAMED.test(given) ? `${path.slice(0, path.length - endingOf(path).length)}${endingOf(one.name)}` : beside(main, safeName(one.name)), sha256: one.sha256 }))];
    for (const part of parts) {
      const source = { path: await context.blobs.path(part.sha256), sha256: part.sha256 };
      const done = await writeFileSafely(context.outputRoot, part.name, source, { exact: part.name === path, signal: context.signal });
      changed ||= done.written;
      files.push({ path: done.path, sha256: part.sha256, bytes: done.bytes });
      context.progress(`wrote ${done.path}`);
    }
  }
  const first = content[0] as Artifact;
  const written = files.map((one) => one.path).join(', ');
  return {
    output: {
      kind: 'file',
      name: files[0]?.path ?? first.name,
      title: first.title,
      facets: first.facets,
      sha256: first.sha256,
      media_type: first.media_type,
      bytes: first.bytes,
      labels: [],
      sources: content.flatMap((one) => one.sources),
      data: { files: files as unknown as Json },
    },
    sideEffects: [{ effect: 'save', description: `${changed ? 'Wrote' : 'Found unchanged'} ${written} in ${context.outputRoot}`, undo: 'file.remove' }],
  };
};

/** The columns, names and decimals that a table is saved with; null where nothing is said of them. */
function shapeOf(parameters: { readonly [name: string]: Json }): TableShape | null {
  const texts = (value: Json | undefined): string[] | null => (Array.isArray(value) ? value.map(String) : null);
  const { columns, names, decimals } = parameters;
  if (columns === undefined && names === undefined && decimals === undefined) return null;
  return { columns: texts(columns), names: texts(names), decimals: typeof decimals === 'number' ? decimals : null };
}

/** The bytes of a table in the format that a path ends with, where they are other than those that it has; null where those are meant. */
async function shownAs(artifact: Artifact, path: string, shape: TableShape | null, context: ToolContext): Promise<string | null> {
  const ending = endingOf(path);
  const plain = endingOf(artifact.name) === ending || ending === '';
  if (artifact.kind !== 'table') {
    if (!plain && DRAWN.has(artifact.kind) && KNOWN.test(ending)) throw new PlanwrightError('Tool.Invalid', `Cannot write "${artifact.title}" as "${path}": it is there as ${[artifact, ...(artifact.also ?? [])].map((one) => endingOf(one.name)).join(', ')}. Name a path that ends like one of these.`);
    return null;
  }
  if (plain && shape === null) return null;
  const csv = artifact.also?.find((one) => endingOf(one.name) === '.csv');
  // a table as it was read has no text beside it yet
  const own = csv === undefined ? await csvOf(artifact, context) : Buffer.from(await context.blobs.get(csv.sha256)).toString('utf8');
  if (own === null) throw new PlanwrightError('Tool.ResourceLimit', `Cannot write the table "${artifact.title}" as "${path}": it has more rows than are written as text. Save it as .parquet, or filter it first.`);
  const text = renderTable(own, artifact, ending, shape ?? { columns: null, names: null, decimals: null });
  return (await context.blobs.put(Buffer.from(text))).sha256;
}

/** Rows that are written as text. */
const MOST_ROWS = 10_000;

/** A table as CSV (RFC 4180; texts like formulas quoted as OWASP says); null where it has more rows than are written as text. */
async function csvOf({ sha256, columns = [] }: Artifact, context: ToolContext): Promise<string | null> {
  const rows = await readRows(await context.blobs.path(sha256), { limit: MOST_ROWS + 1, signal: context.signal });
  if (rows.length > MOST_ROWS) return null;
  const names = columns.length > 0 ? columns.map((column) => column.name) : Object.keys(rows[0] ?? {});
  const cell = (value: Json | undefined): string => {
    const text = value === null || value === undefined ? '' : typeof value === 'string' ? value.replace(/^[=+@\t\r-]/, "'$&") : JSON.stringify(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${[names.map(cell), ...rows.map((row) => names.map((name) => cell(row[name])))].map((line) => line.join(',')).join('\n')}\n`;
}

const DRAWN: ReadonlySet<string> = new Set(['chart', 'map', 'summary']);
/** Formats that something else would be read as. */
const KNOWN = /^\.(csv|tsv|xlsx?|ods|json|ndjson|parquet|pdf|docx?|html?|png|jpe?g|svg|gif)$/;

/** Stands in a path for what tells one of several artifacts from the others. */
const NAMED = /\{name\}/;

/** The path of each artifact. Refused before anything is written where two of them would have the same. */
function pathsOf(path: string, content: readonly Artifact[]): string[] {
  if (!NAMED.test(path)) {
    if (content.length > 1) throw new PlanwrightError('Tool.Invalid', `Cannot write ${content.length} artifacts to one path. Put {name} into the path, or leave it out.`);
    return [path];
  }
  const paths = content.map((artifact) => path.replaceAll('{name}', () => elementName(artifact)));
  const owner = new Map<string, number>();
  for (const [at, one] of paths.entries()) {
    // Some file systems do not tell capitals from small letters.
    const first = owner.get(one.toLowerCase());
    if (first !== undefined) throw new PlanwrightError('Tool.Invalid', `Cannot write "${content[first]?.title ?? ''}" and "${content[at]?.title ?? ''}": both would be "${one}". Nothing was written. Save them without a path, or under names that differ.`);
    owner.set(one.toLowerCase(), at);
  }
  return paths;
}

/** What tells an element of a list from the others, as the name of a file: the value that its table was split by, the name of its document, else its own. */
function elementName({ name, facets }: Artifact): string {
  const { element } = facets;
  return safeName(typeof element === 'string' && element.trim() !== '' ? element.replaceAll(/[./]+$/g, '') : name.replace(/\.[^.]+$/, ''));
}

function endingOf(name: string): string {
  return /\.[a-z0-9]+$/i.exec(name)?.[0].toLowerCase() ?? '';
}

/** `file.remove`: removes what `file.write` wrote, if nobody changed it since. */
export const remove: ToolRun = async ({ inputs }, context) => {
  const files = (inputs['file'] ?? []).flatMap(writtenFiles);
  if (files.length === 0) throw new PlanwrightError('Tool.Invalid', 'Cannot remove a file: the input names none. Bind the output of file.write.');
  const removed: string[] = [];
  for (const { path, sha256 } of files) {
    const components = pathComponents(path);
    const name = components.pop() ?? '';
    const directory = await openDirectory(context.outputRoot, components, { create: false });
    try {
      const found = await digestAt(directory.at(name), path).catch((error: unknown) => {
        if (error instanceof PlanwrightError && error.type === 'Tool.MissingInput') return null;
        throw error;
      });
      // gone already: a retry, or a person was faster
      if (found === null) continue;
      if (found !== sha256) throw new PlanwrightError('Tool.Invalid', `Cannot remove "${path}": it was changed after it was written. Look at it, and remove it yourself.`);
      await directory.verify();
      await unlink(directory.at(name));
      removed.push(path);
    } catch (error) {
      throw fileFailure(error, `remove "${path}"`);
    } finally {
      await directory.close();
    }
  }
  return {
    output: await note(context, 'removed.json', 'Removed files', { removed }),
    sideEffects: [{ effect: 'remove', description: removed.length === 0 ? 'Nothing was left to remove' : `Removed ${removed.join(', ')}`, undo: null }],
  };
};

/** `file.read`: a file of the output root as a source. */
export const read: ToolRun = async ({ parameters }, context) => {
  const path = typeof parameters['path'] === 'string' ? parameters['path'] : '';
  const components = pathComponents(path);
  const name = components.pop() ?? '';
  const directory = await openDirectory(context.outputRoot, components, { create: false });
  try {
    const handle = await openToRead(directory.at(name), path);
    try {
      const { size } = await assertPlainFile(handle, path);
      if (size > MAX_FILE_BYTES) throw new PlanwrightError('Tool.ResourceLimit', `Cannot read "${path}": it is larger than ${MAX_FILE_BYTES} bytes. Give a smaller file.`);
      const copy = join(context.scratch, 'read');
      // through the opened file, so that nobody can put another in its place
      await pipeline(handle.createReadStream({ autoClose: false, start: 0, end: Math.max(0, MAX_FILE_BYTES - 1) }), createWriteStream(copy, { flags: 'wx' }), { signal: context.signal });
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
      const blob = await context.blobs.putFile(copy);
      const type = mediaTypeOf(buffer.subarray(0, bytesRead)) ?? (name.endsWith('.csv') ? 'text/csv' : 'text/plain');
      const sources = [{ title: path, citation: `File "${path}" of the output directory`, licence: 'not stated', caveats: [] }];
      return { output: { kind: 'source', name, title: name, facets: { dataset: `file-${blob.sha256.slice(0, 12)}` }, ...blob, media_type: type, labels: ['untrusted'], sources } };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileFailure(error, `read "${path}"`);
  } finally {
    await directory.close();
  }
};

/** `file.list`: the plain files of one directory of the output root, sorted. */
export const list: ToolRun = async ({ parameters }, context) => {
  const path = typeof parameters['path'] === 'string' ? parameters['path'] : '';
  const directory = await openDirectory(context.outputRoot, path === '' ? [] : pathComponents(path), { create: false });
  try {
    const entries = await readdir(directory.at('.'), { withFileTypes: true });
    const names = entries.filter((one) => one.isFile() && !one.name.endsWith('.part')).map((one) => one.name).toSorted();
    const values = [{ name: 'files', title: 'Files', value: names.length, unit: null, decimals: 0 }];
    return { output: await note(context, 'files.json', 'Files', { values, notes: names.slice(0, MAX_LISTED) }) };
  } catch (error) {
    throw fileFailure(error, `list "${path}"`);
  } finally {
    await directory.close();
  }
};

async function note(context: ToolContext, name: string, title: string, data: { [key: string]: Json }): Promise<Artifact> {
  const blob = await context.blobs.put(Buffer.from(JSON.stringify(data)));
  return { kind: 'summary', name, title, facets: {}, ...blob, media_type: 'application/json', labels: [], sources: [], data };
}

function writtenFiles({ data }: Artifact): { path: string; sha256: string }[] {
  const files = data !== null && typeof data === 'object' && !Array.isArray(data) ? data['files'] : undefined;
  return (Array.isArray(files) ? files : []).flatMap((one) => {
    if (one === null || typeof one !== 'object' || Array.isArray(one)) return [];
    const { path, sha256 } = one;
    if (typeof path !== 'string' || typeof sha256 !== 'string') throw denied(String(JSON.stringify(path)), 'the record of it is not well-formed');
    return [{ path, sha256 }];
  });
}

/** An artifact's name as the name of a file: never a path, whoever chose it. */
function safeName(name: string): string {
  const plain = name.normalize('NFC').replaceAll(/[^\p{L}\p{N}._ -]/gu, '_').replace(/^[. ]+/, '').replace(/[. ]+$/, '');
  return plain.slice(-120) || 'artifact';
}

function beside(main: string, name: string): string {
  const at = main.lastIndexOf('/');
  return at < 0 ? name : `${main.slice(0, at)}/${name}`;
}
