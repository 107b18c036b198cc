import { realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { canonical } from '../plan/digest.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Profile } from '../schemas/goal.ts';
import type { Json } from '../schemas/json.ts';
import type { Dataset } from '../schemas/operation.ts';
import type { Artifact } from '../schemas/outcome.ts';
import type { ExecutionPorts } from './ports.ts';

const require = createRequire(import.meta.url);

/**
 * The file of a shipped dataset: absolute, inside its npm package. `Tool.MissingInput` where the package or the file is not there, so
 * that the run asks for another source.
 */
export async function shippedPath(dataset: Dataset): Promise<string> {
  if (!('package' in dataset.access)) throw missing(dataset.id, 'it is not shipped with a package');
  const root = await packageRoot(dataset.access.package, dataset.id);
  const file = await realpath(join(root, dataset.access.path)).catch(() => {
    throw missing(dataset.id, 'its file is not in the package');
  });
  if (!file.startsWith(root + sep)) throw missing(dataset.id, 'its file lies outside the package');
  return file;
}

/** The artifact that a dataset stands for: the bytes of a shipped file as `source`, or the address as `remote`, with the facets of its content. */
export async function datasetArtifact(id: string, ports: Pick<ExecutionPorts, 'datasets' | 'blobs'>): Promise<Artifact> {
  const dataset = await ports.datasets(id);
  if (dataset === null) throw missing(id, 'no pack of this run has it');
  const facets = { dataset: dataset.id, ...dataset.type.facets };
  const sources = [{ title: dataset.title, citation: dataset.citation, licence: dataset.licence, caveats: dataset.caveats }];
  // what the pack knows of the columns travels in `data.columns`; whoever loads the source may use it
  const hints: { [key: string]: Json } = dataset.columns === undefined ? {} : { columns: JSON.parse(canonical(dataset.columns)) as Json };
  const about = { kind: dataset.type.kind, title: dataset.title, facets, sources };
  if ('url' in dataset.access) {
    const data = { dataset: dataset.id, url: dataset.access.url, media_type: dataset.media_type, ...hints };
    const blob = await ports.blobs.put(Buffer.from(canonical(data)));
    return { ...about, name: `${dataset.id}.json`, ...blob, media_type: 'application/json', labels: ['trusted'], data };
  }
  const blob = await ports.blobs.putFile(await shippedPath(dataset));
  const name = dataset.access.path.split('/').at(-1) ?? dataset.id;
  return { ...about, name, ...blob, media_type: dataset.media_type, labels: ['trusted'], data: { dataset: dataset.id, ...hints } };
}

/**
 * The artifact that a file given by a person stands for: kind `source`, with the facets that profiling found (run document `profile`, key: the digest), or those that are given. Its content is
 * untrusted, whoever gave it.
 */
export async function attachmentArtifact(
  file: { sha256: string; name: string; media_type: string; facets?: Artifact['facets'] },
  workflowId: string,
  ports: Pick<ExecutionPorts, 'blobs'> & { runStore: Pick<ExecutionPorts['runStore'], 'get'> },
): Promise<Artifact> {
  if (!(await ports.blobs.has(file.sha256))) {
    throw new PlanwrightError('Binding.Unresolved', `Cannot bind file "${file.name}": its bytes (${file.sha256.slice(0, 12)}…) are not stored. Attach it again.`);
  }
  const profile = await ports.runStore.get<Profile>(workflowId, 'profile', file.sha256);
  const { size } = await stat(await ports.blobs.path(file.sha256));
  const short = file.sha256.slice(0, 12);
  return {
    kind: profile?.type.kind ?? 'source',
    name: file.name,
    title: file.name,
    facets: { dataset: `attachment-${short}`, ...profile?.type.facets, ...file.facets },
    sha256: file.sha256,
    media_type: file.media_type,
    bytes: size,
    labels: ['untrusted'],
    sources: [{ title: file.name, citation: `File given by the person (SHA-256 ${short}…)`, licence: 'not stated', caveats: profile?.warnings ?? [] }],
    ...(typeof profile?.rows === 'number' ? { rows: profile.rows } : {}),
    ...(profile === null || profile.columns.length === 0 ? {} : { columns: profile.columns.map(({ name, type, role, unit, meaning }) => ({ name, type, role, unit, meaning })) }),
  };
}

async function packageRoot(name: string, id: string): Promise<string> {
  if (!/^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/.test(name)) throw missing(id, `"${name}" is not the name of a package`);
  for (const place of require.resolve.paths(name) ?? []) {
    const root = await realpath(join(place, name)).catch(() => null);
    if (root !== null && dirname(root) !== root) return root;
  }
  throw missing(id, `the package "${name}" is not installed`);
}

function missing(id: string, reason: string): PlanwrightError {
  return new PlanwrightError('Tool.MissingInput', `Cannot open dataset "${id}": ${reason}. Give another file in its place.`);
}
