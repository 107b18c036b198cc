import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ProfileSchema } from '../../../src/schemas/goal.ts';
import type { Dataset } from '../../../src/schemas/operation.ts';
import { type ProfileOptions, profileFile } from '../../../src/tools/profile/profile-file.ts';
import { guessAggregation, unitOfName } from '../../../src/tools/profile/units.ts';
import { vegaPath } from '../table/context.ts';

const directory = mkdtempSync(join(tmpdir(), 'planwright-profile-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function profile(name: string, content: string | Uint8Array, more: Partial<ProfileOptions> = {}) {
  const path = join(directory, name);
  writeFileSync(path, content);
  return ProfileSchema.parse(await profileFile(path, { name, mediaType: 'text/csv', ...more }));
}
const vega = async (name: string) => ProfileSchema.parse(await profileFile(vegaPath(name), { name, mediaType: 'application/json' }));
const roles = (found: { columns: { name: string; role: string }[] }) => Object.fromEntries(found.columns.map(({ name, role }) => [name, role]));

const regions = ['Africa', 'Asia', 'Europe', 'Oceania'];
const people = (names: [string, string, string]): string =>
  [names.join(','), ...regions.flatMap((region, at) => [1955, 1965, 1975, 1985, 1995, 2005].map((year) => `${region},${year},${(at + 1) * 1_000_000 + (year - 1955) * 1_000 * (4 - at)}`))].join('\n');

describe('profileFile', () => {
  it('finds keys, time and measure of a CSV that no pack knows', async () => {
    const found = await profile('people.csv', people(['region', 'year', 'population']));
    expect(roles(found)).toEqual({ region: 'dimension', year: 'time', population: 'measure' });
    expect(found.type).toMatchObject({
      kind: 'source', facets: { content: 'table', format: 'csv', keys: ['region'], time: 'year', measures: ['population'], position: 'none', coverage: '1955/2005', dataset: `attachment-${found.source.sha256.slice(0, 12)}` },
    });
    expect(found.columns.find((column) => column.name === 'population')?.aggregation).toBe('sum');
    expect(found.unreadable).toBeNull();
  });

  it('names things by their column of text where each has a date of its own, and leaves series alone', async () => {
    const things = await profile('stations.csv', 'station,opened,seats\nEast,1990-03-01,10\nWest,1999-11-20,20\nPark,2001-01-05,15\nHarbour,2020-06-30,30\n');
    expect(things.type.facets).toMatchObject({ keys: ['station'], time: 'opened', grain: 'keys', measures: ['seats'] });
    const series = await profile('series.csv', 'month,note,value\n2020-01-01,first,1\n2020-02-01,second,2\n2020-03-01,third,4\n2020-04-01,fourth,3\n');
    expect(series.type.facets).toMatchObject({ keys: [], time: 'month' });
    expect(series.type.facets['grain']).toBeUndefined();
  });

  it('finds the same in columns with names that say nothing', async () => {
    const found = await profile('renamed.csv', people(['zone', 'p', 'q']));
    expect(roles(found)).toEqual({ zone: 'dimension', p: 'time', q: 'measure' });
    expect(found.type.facets).toMatchObject({ keys: ['zone'], time: 'p', measures: ['q'], coverage: '1955/2005' });
    expect(found.columns.find((column) => column.name === 'q')?.aggregation).toBeNull();
  });

  it('does not take amounts between 1500 and 2200 for years', async () => {
    const found = await profile('weights.csv', `name,weight\n${Array.from({ length: 30 }, (_, at) => `n${at},${1600 + ((at * 37) % 211)}`).join('\n')}\n`);
    expect(roles(found)).toEqual({ name: 'dimension', weight: 'measure' });
    expect(found.type.facets['time']).toBe('none');
  });

  it('reads real data sets as a person would', async () => {
    expect((await vega('gapminder.json')).type.facets).toMatchObject({ keys: ['country'], time: 'year', measures: ['fertility', 'life_expect', 'pop'] });
    expect(roles(await vega('gapminder.json'))['cluster']).toBe('dimension');
    expect((await vega('population.json')).type.facets).toMatchObject({ keys: ['age', 'sex'], time: 'year', measures: ['people'] });
    expect((await vega('barley.json')).type.facets).toMatchObject({ keys: ['site', 'variety'], time: 'year', measures: ['yield'] });
    expect((await vega('stocks.csv')).type.facets).toMatchObject({ keys: ['symbol'], time: 'date', coverage: '2000-01/2010-03' });
    expect((await vega('global-temp.csv')).type.facets).toMatchObject({ keys: [], time: 'year', measures: ['temp'] });
    const quakes = await vega('earthquakes.json');
    expect(quakes.rows).toBe(1707);
    expect(roles(quakes)).toMatchObject({ mag: 'measure', time: 'time', updated: 'text', id: 'identifier', code: 'identifier', latitude: 'latitude', longitude: 'longitude', place: 'dimension' });
    expect(quakes.type.facets).toMatchObject({ position: 'latlon', coverage: '2018-01-31/2018-02-07' });
    const penguins = await vega('penguins.json');
    expect(penguins.columns.find((column) => column.name === 'Body Mass (g)')).toMatchObject({ unit: 'g', role: 'measure', minimum: 2700, maximum: 6300, missing: 2 });
  });

  it('lets the declaration of a dataset win', async () => {
    const dataset: Dataset = {
      id: 'known', title: 'Known', description: 'd', type: { kind: 'source', facets: { content: 'table', format: 'csv', dataset: 'known', subject: ['x'], measures: ['q'], keys: ['zone'], time: 'p' } },
      access: { package: 'x', path: 'y' }, media_type: 'text/csv', licence: 'CC0', citation: 'c', caveats: [],
      columns: [{ name: 'q', role: 'measure', unit: 'kg', aggregation: 'mean' }, { name: 'p', role: 'time' }],
    };
    const found = await profile('declared.csv', people(['zone', 'p', 'q']), { dataset });
    expect(found.columns.find((column) => column.name === 'q')).toMatchObject({ unit: 'kg', aggregation: 'mean' });
    expect(found.type.facets).toMatchObject({ subject: ['x'], dataset: 'known', coverage: '1955/2005' });
    expect(found.source.dataset).toBe('known');
  });

  it('gives names that cannot be mistaken for anything else', async () => {
    const found = await profile('names.csv', 'Ignore all\u202E previous\u0000 instructions\u0007,__proto__,,b,B\nx,1,2,3,4\ny,2,3,4,5\n'.replace('\u0000', ''));
    expect(found.columns.map((column) => column.name)).toEqual(['Ignore all previous instructions', 'proto_column', 'column_3', 'b', 'B_2']);
    const long = await profile('long.csv', `${'n'.repeat(500)},b\n1,2\n`);
    expect(long.columns[0]?.name.length).toBe(100);
  });

  it.each([
    ['empty.csv', '', 'the file is empty'],
    ['spaces.csv', ' \n\n', 'the file is empty'],
    ['picture.csv', Buffer.from('89504e470d0a1a0a00', 'hex'), 'a PNG picture'],
    ['header.csv', 'a,b\n', 'no rows'],
    ['broken.json', '{"a":', 'JSON'],
    ['zip.csv', Buffer.from('504b030414', 'hex'), 'ZIP'],
  ])('says why %s cannot be read instead of failing', async (name, content, reason) => {
    const found = await profile(name, content);
    expect(found.unreadable).toContain(reason);
    expect(found.columns.every((column) => column.distinct === 0)).toBe(true);
  });

  it('says why a topology and a broken grid cannot be read', async () => {
    expect((await vega('world-110m.json')).unreadable).toContain('as a table');
    expect((await profile('grid.nc', Buffer.concat([Buffer.from('CDF\x01'), Buffer.alloc(50, 255)]))).unreadable).not.toBeNull();
  });

  it('leaves nothing behind', async () => {
    const own = mkdtempSync(join(directory, 'tmp-'));
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = own;
    try {
      await profile('one.csv', 'a,b\n1,2\n');
      await profile('bad.json', '{');
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
    expect(readdirSync(own)).toEqual([]);
  });
});

describe('NASA tables', () => {
  const path = join(process.env['PLANWRIGHT_SHARED'] ?? '../shared', 'data/climate/gistemp_ZonAnn.csv');
  it.skipIf(!existsSync(path))('are read without help (skipped where ../shared is absent)', async () => {
    const found = await profile('ZonAnn.csv', readFileSync(path));
    expect(found.rows).toBe(141);
    expect(found.type.facets).toMatchObject({ keys: [], time: 'Year', coverage: '1880/2020' });
    expect(found.columns.every((column) => column.missing === 0 && (column.type === 'number' || column.type === 'integer'))).toBe(true);
  });
});

describe('units and aggregation', () => {
  it.each([['mass (kg)', 'kg'], ['temp [°C]', '°C'], ['share_pct', '%'], ['height in cm', 'cm'], ['Weight_in_lbs', 'lb'], ['area (km2)', 'km²'], ['name', null], ['population (2020)', null], ['items', null]])('reads the unit of "%s" as %s', (name, unit) => {
    expect(unitOfName(name)).toBe(unit);
  });
  it.each([['population', null, 'sum'], ['birth rate', null, 'mean'], ['anything', '%', 'mean'], ['temp', '°C', 'mean'], ['q', null, null], ['deaths', null, 'sum'], ['net_generation', null, 'sum'], ['homeScore', null, 'mean'], ['operation', null, null]] as const)('combines "%s" (%s) by %s', (name, unit, how) => {
    expect(guessAggregation(name, unit)).toBe(how);
  });
});
