import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { shippedPath } from '../../src/execution/dataset.ts';
import { packs } from '../../src/packs/index.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import { DocumentSchema, PackSchema } from '../../src/schemas/operation.ts';
import { tools } from '../../src/tools/index.ts';
import { profileFile } from '../../src/tools/profile/profile-file.ts';

const ROOT = path.resolve(fileURLToPath(import.meta.url), '../../..');
const EXAMPLES = path.join(ROOT, 'examples');
interface Example {
  name: string;
  goal: string;
  packs: string[];
  attach?: string[];
  default?: boolean;
}
const examples = readdirSync(EXAMPLES).filter((file) => file.endsWith('.json') && !file.endsWith('.openapi.json')).map((file) => JSON.parse(readFileSync(path.join(EXAMPLES, file), 'utf8')) as Example);
const all = Object.values(packs);
const wordsOf = (text: string): string[] => text.toLowerCase().split(/[^\p{L}\p{N}.]+/u).filter((word) => word !== '');

/** Every stretch of three words. */
function triples(text: string): string[] {
  const words = wordsOf(text);
  return words.slice(2).map((_, i) => words.slice(i, i + 3).join(' '));
}

describe('the packs', () => {
  it('fit their schema and carry their own name', () => {
    for (const [name, pack] of Object.entries(packs)) {
      expect(PackSchema.safeParse(pack).error).toBeUndefined();
      expect(pack.name).toBe(name);
    }
  });

  it('agree where they declare the same facet, kind, dataset or document', () => {
    const seen = new Map<string, string>();
    for (const pack of all) {
      for (const [part, items] of Object.entries({ facet: pack.facets, kind: pack.kinds, dataset: pack.datasets, document: pack.documents })) {
        for (const item of items) {
          const id = `${part} ${'name' in item ? item.name : 'id' in item ? item.id : item.doc_id}`;
          const text = JSON.stringify(item);
          expect(seen.get(id) ?? text, id).toBe(text);
          seen.set(id, text);
        }
      }
    }
  });

  it('use only facets that they define', () => {
    for (const pack of all) {
      const known = new Set(pack.facets.map((facet) => facet.name));
      for (const dataset of pack.datasets) for (const facet of Object.keys(dataset.type.facets)) expect(known, `${dataset.id}: ${facet}`).toContain(facet);
      for (const term of pack.terms) if (term.means.part === 'facet' && term.means.facet !== 'mode') expect(known).toContain(term.means.facet);
    }
  });

  it('speak of kinds, subjects and column meanings that exist', () => {
    const kinds = new Set(all.flatMap((pack) => pack.kinds.map((kind) => kind.name)));
    const subjects = new Set(all.flatMap((pack) => pack.datasets.flatMap((dataset) => dataset.type.facets['subject'] ?? [])));
    for (const term of all.flatMap((pack) => pack.terms)) {
      if (term.means.part === 'kind') expect(kinds).toContain(term.means.kind);
      if (term.means.part === 'facet' && term.means.facet === 'subject') for (const subject of term.means.value as string[]) expect(subjects).toContain(subject);
    }
  });

  it('know words, not sentences: no term has more than two words', () => {
    for (const term of all.flatMap((pack) => pack.terms)) for (const words of term.words) expect(words.trim().split(/\s+/).length, words).toBeLessThanOrEqual(2);
  });

  it('hold no phrase of three or more words of an example goal', () => {
    const text = ` ${wordsOf(JSON.stringify(all.map((pack) => ({ ...pack, documents: [] })))).join(' ')} `;
    const documents = ` ${wordsOf(all.flatMap((pack) => pack.documents.map((document) => `${document.title} ${document.text}`)).join(' ')).join(' ')} `;
    for (const example of examples) {
      for (const triple of triples(example.goal)) {
        expect(text.includes(` ${triple} `) ? triple : '', `${example.name}: "${triple}"`).toBe('');
        expect(documents.includes(` ${triple} `) ? triple : '', `${example.name}: "${triple}" in a document`).toBe('');
      }
    }
  });

  it('hold no plan, and no column name that only an example has', () => {
    const renamed = readFileSync(path.join(EXAMPLES, 'data/areas.csv'), 'utf8').split('\n')[0]?.split(',') ?? [];
    const text = JSON.stringify(all);
    for (const column of renamed) expect(new RegExp(`\\b${column}\\b`, 'i').test(text), column).toBe(false);
    for (const forbidden of ['"nodes"', '"dependencies"', '"tool_intent"', '"steps"']) expect(text).not.toContain(forbidden);
  });

  it('name a goal for every example, and one default that needs no network', () => {
    const names = examples.map((example) => example.name).sort();
    expect(names).toEqual([...new Set(all.flatMap((pack) => pack.examples))].sort());
    expect(examples.filter((example) => example.default === true)).toHaveLength(1);
    for (const example of examples) {
      for (const pack of example.packs) expect(Object.keys(packs)).toContain(pack);
      for (const file of example.attach ?? []) expect(readFileSync(path.join(ROOT, file)).length).toBeGreaterThan(0);
    }
  });

  it('state citation and licence for each dataset, HTTPS for remote ones, and a caveat where the data needs one', () => {
    for (const dataset of all.flatMap((pack) => pack.datasets)) {
      expect(dataset.citation.length).toBeGreaterThan(20);
      expect(dataset.licence.length).toBeGreaterThan(5);
      expect(dataset.type.kind).toBe('url' in dataset.access ? 'remote' : 'source');
      if ('url' in dataset.access) expect(dataset.access.url).toMatch(/^https:\/\//);
    }
    const week = packs['data-analysis']?.datasets.find((dataset) => dataset.id === 'earthquakes');
    expect(week?.caveats.join(' ')).toContain('31 January to 7 February 2018');
  });
});

describe('the registry of packs and tools', () => {
  const registry = buildRegistry(all, tools, digestOf);

  it('has every operation that the packs name and every document that its operations refer to', () => {
    const documents = new Set(registry.documents.map((document) => document.doc_id));
    for (const operation of registry.operations) for (const id of operation.documents) expect(documents, `${operation.tool}.${operation.operation}`).toContain(id);
    for (const tool of tools) for (const operation of tool.operations) expect(all.flatMap((pack) => pack.operations)).toContain(`${operation.tool}.${operation.operation}`);
  });

  it('refers from each document only to operations that exist', () => {
    const names = new Set(registry.operations.map((operation) => `${operation.tool}.${operation.operation}`));
    for (const document of registry.documents) {
      expect(DocumentSchema.safeParse(document).error).toBeUndefined();
      for (const name of document.operations) expect(names, document.doc_id).toContain(name);
    }
  });
});

describe('shipped datasets', () => {
  const shipped = all.flatMap((pack) => pack.datasets.filter((dataset) => 'package' in dataset.access));

  it.each(shipped.map((dataset) => [dataset.id, dataset] as const))('%s is what its type says, as profiling finds it', async (_id, dataset) => {
    const untyped = { ...dataset, type: { kind: 'source', facets: {} } };
    const profile = await profileFile(await shippedPath(dataset), { name: dataset.id, mediaType: dataset.media_type, dataset: untyped });
    expect(profile.unreadable).toBeNull();
    for (const facet of ['content', 'format', 'coverage', 'keys', 'time', 'measures'] as const) expect(profile.type.facets[facet], facet).toEqual(dataset.type.facets[facet]);
    expect(profile.type.facets['position'] ?? 'none').toBe(dataset.type.facets['position'] ?? 'none');
    const found = new Map(profile.columns.map((column) => [column.name, column]));
    for (const column of dataset.columns ?? []) {
      expect(found.get(column.name)?.role, column.name).toBe(column.role);
      if (column.unit !== undefined) expect(found.get(column.name)?.unit, column.name).toBe(column.unit);
    }
  });

  it('hold the week of earthquakes that the caveat names', () => {
    const text = readFileSync(path.join(ROOT, 'node_modules/vega-datasets/data/earthquakes.json'), 'utf8');
    const { features } = JSON.parse(text) as { features: { properties: { time: number; mag: number; type: string } }[] };
    const times = features.map((feature) => new Date(feature.properties.time).toISOString()).sort();
    expect([times[0]?.slice(0, 10), times.at(-1)?.slice(0, 10)]).toEqual(['2018-01-31', '2018-02-07']);
    expect(features.filter((feature) => feature.properties.mag > 4.5 && feature.properties.type === 'earthquake')).toHaveLength(73);
  });
});
