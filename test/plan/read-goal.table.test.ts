import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { parseConstraints } from '../../src/plan/constraints.ts';
import { readGoal } from '../../src/plan/read-goal.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { Profile } from '../../src/schemas/goal.ts';
import type { Json } from '../../src/schemas/json.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';
import type { Artifact } from '../../src/schemas/outcome.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { tools } from '../../src/tools/index.ts';
import { type Workbench, openWorkbench } from '../tools/table/context.ts';
import { REGIONS, profileOf } from './fixtures/profiles.ts';

const now = '2026-01-01T00:00:00.000Z';
const registry = buildRegistry(Object.values(packs), tools, () => '0'.repeat(64));
const AREAS = profileOf('areas.csv', [['census_area', 'dimension'], ['counted_in', 'time'], ['headcount', 'measure']]);
const PLAIN = new Set(['title', 'goal', 'caveats']);

interface Planned {
  plan: Plan;
  asked: string[];
  unread: string[];
}

/** The plan for a goal with every question answered by its default, or why there is none. */
function planned(goal: string, profiles: Profile[] = []): Planned | string {
  const { constraints } = parseConstraints(goal, { now, tools: tools.map((tool) => tool.name) });
  const answers: { [id: string]: Json } = {};
  for (let round = 0; round < 5; round += 1) {
    const reading = readGoal(goal, { registry, profiles, constraints, answers });
    if (reading.result === 'unreadable') return reading.message;
    if (reading.result === 'questions') {
      for (const question of reading.questions) answers[question.question_id] = question.default;
      if (reading.questions.some((question) => question.default === null)) return `asks ${reading.questions.map((question) => question.question_id).join(', ')}`;
      continue;
    }
    const compiled = compileGoal(reading.typed_goal, registry, { now });
    if (compiled.result !== 'plan') return compiled.message;
    return { plan: compiled.plan, asked: Object.keys(answers), unread: reading.typed_goal.unread.map((span) => span.text) };
  }
  return 'still asking';
}

function say(value: FacetValue | Json): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(say).join(',')}]`;
  return 'fn' in value && typeof value['fn'] === 'string' && Array.isArray(value['args']) ? `${value['fn']}(${value['args'].map((one) => say(one)).join(',')})` : JSON.stringify(value);
}

/** `data: operation(values of its parameters) …`, without loading and the report. */
function outline(result: Planned): string {
  const data = result.plan.nodes.flatMap((task) => (task.inputs ?? []).flatMap((input) => input.bindings.flatMap((binding) => (binding.kind === 'dataset' ? [binding.dataset] : binding.kind === 'artifact' ? [binding.name] : []))));
  const steps = result.plan.nodes
    .filter((task) => !/^(http|grid\.load|table\.load|report)/.test(task.operation ?? ''))
    .map((task) => `${task.operation}(${(task.parameters ?? []).filter(({ name }) => !PLAIN.has(name)).map(({ binding }) => (binding.kind === 'literal' ? say(binding.value) : binding.kind)).join(' ')})`);
  return `${data.join('+')}: ${steps.join(' ')}`.trim();
}

describe('what goals in plain words become on the shipped data', () => {
  it.each<[string, string]>([
    // filter, also by comparatives, names and declared values
    ['List the earthquakes deeper than 100 km', 'earthquakes: table.filter([>(coordinate_z,100)])'],
    ['List earthquakes with magnitude over 4.5 and depth below 50', 'earthquakes: table.filter([<(coordinate_z,50),>(mag,4.5)])'],
    ['Map the earthquakes in Alaska', 'earthquakes: table.filter([named(place,Alaska)]) map.points(mag)'],
    ['Compare life expectancy in Japan and Germany', 'gapminder: table.filter([named(country,[Germany,Japan])]) chart.line(life_expect year)'],
    ['Deaths from floods since 1950', 'disasters: table.filter([=(Entity,Flood),>=(Year,1950)]) chart.line(Deaths Year)'],
    ['Deaths from volcanic activity in 1985', 'disasters: table.filter([=(Entity,Volcanic activity),=(Year,1985)])'],
    ['Electricity generation from nuclear energy', 'iowa-electricity: table.filter([=(source,Nuclear Energy)]) chart.line(net_generation year)'],
    ['Average wind on snow days in Seattle', 'seattle-weather: table.filter([=(weather,snow)]) stats.summary(wind)'],
    // kinds that are not wanted
    ['Median income per region without a chart', 'gapminder-health-income: table.group([region] income median)'],
    ['List the earthquakes deeper than 100 km, no map', 'earthquakes: table.filter([>(coordinate_z,100)])'],
    ['Chart CO2 since 1990, not a map', 'co2-concentration: table.filter([>=(Date,1990-01-01)]) chart.line(CO2 Date)'],
    ['Map the 10 strongest earthquakes, no chart or table', 'earthquakes: table.rank(desc(mag) 10) map.points(mag)'],
    // periods
    ['Chart CO2 between 1990 and 2000', 'co2-concentration: table.filter([<=(Date,2000-12-31),>=(Date,1990-01-01)]) chart.line(CO2 Date)'],
    ...['2010 and later', '2010 or later', 'in 2010 and after', '2010 onwards', 'from 2010 on', 'from 2010 onwards'].map((words): [string, string] => [`Chart CO2. only ${words}`, 'co2-concentration: table.filter([>=(Date,2010-01-01)]) chart.line(CO2 Date)']),
    ...['1990 and earlier', '1990 or earlier', '1990 and before'].map((words): [string, string] => [`Chart CO2, ${words}`, 'co2-concentration: table.filter([<=(Date,1990-12-31)]) chart.line(CO2 Date)']),
    ['Average temp_max in Seattle in May 2014', 'seattle-weather: table.filter([=(date,2014-05)]) stats.summary(temp_max)'],
    ['The coldest year since 1900', 'global-temp: table.filter([>=(year,1900)]) table.rank(asc(temp) 1)'],
    ['Which country had the highest life expectancy in 2005?', 'gapminder: table.filter([=(year,2005)]) table.rank(desc(life_expect) 0)'],
    // one row per key: amounts add up over time, levels and stocks do not
    ['Total deaths per kind of disaster', 'disasters: table.aggregate([Entity] Deaths sum) chart.bar(Deaths)'],
    ['Which kind of disaster killed the most people?', 'disasters: table.aggregate([Entity] Deaths sum) table.rank(desc(Deaths) 0) chart.bar(Deaths)'],
    ['Average deaths per year from disasters', 'disasters: table.aggregate([Entity] Deaths mean) chart.bar(Deaths)'],
    ['How many deaths from droughts between 1980 and 1990?', 'disasters: table.filter([<=(Year,1990),=(Entity,Drought),>=(Year,1980)]) table.aggregate([Entity] Deaths sum) chart.bar(Deaths)'],
    ['Average wind per weather', 'seattle-weather: table.aggregate([weather] wind mean) chart.bar(wind)'],
    ['Highest wind per weather in Seattle', 'seattle-weather: table.aggregate([weather] wind max) table.rank(desc(wind) 0) chart.bar(wind)'],
    ['Median income per region', 'gapminder-health-income: table.group([region] income median) chart.bar(income)'],
    ['Top 5 countries by population', 'gapminder: table.filter([=(year,2005)]) table.aggregate([country] pop sum) table.rank(desc(pop) 5) chart.bar(pop)'],
    ['The 3 countries with the lowest fertility', 'gapminder: table.filter([=(year,2005)]) table.aggregate([country] fertility mean) table.rank(asc(fertility) 3) chart.bar(fertility)'],
    ['Average magnitude per type of event', 'earthquakes: table.aggregate([type] mag mean) chart.bar(mag)'],
    ['How many earthquakes had a magnitude above 5?', 'earthquakes: table.filter([>(mag,5)]) table.aggregate([] mag count)'],
    ['Total electricity generation per source', 'iowa-electricity: table.aggregate([source] net_generation sum) chart.bar(net_generation)'],
    ['Rank the sources of electricity by total generation since 2010', 'iowa-electricity: table.filter([>=(year,2010)]) table.aggregate([source] net_generation sum) table.rank(desc(net_generation) 0) chart.bar(net_generation)'],
    // rows per time
    ['Total population per year', 'gapminder: table.group([] pop sum) chart.line(pop year)'],
    ['Chart the average life expectancy per cluster', 'gapminder: table.group([cluster] life_expect mean) chart.line(life_expect year)'],
    ['Average CO2 per year', 'co2-concentration: table.resample([] CO2 year mean) chart.line(CO2 Date)'],
    ['Wettest year in Seattle', 'seattle-weather: table.resample([] precipitation year sum) table.rank(desc(precipitation) 1) chart.line(precipitation date)'],
    ['Chart monthly precipitation in Seattle', 'seattle-weather: table.resample([] precipitation month sum) chart.line(precipitation date)'],
    ['Number of earthquakes per day', 'earthquakes: table.resample([] mag day count) chart.line(mag time)'],
    ['Average temperature anomaly per decade', 'global-temp: table.resample([] temp decade mean) chart.line(temp year)'],
    ['The 5 warmest years', 'global-temp: table.rank(desc(temp) 5)'],
    ['Deadliest year for earthquakes', 'disasters: table.filter([=(Entity,Earthquake)]) table.rank(desc(Deaths) 1)'],
    // charts, maps, growth, anomalies
    ['Bar chart of population by country', 'gapminder: table.filter([=(year,2005)]) table.aggregate([country] pop sum) chart.bar(pop)'],
    ['Bar chart of electricity by source in 2015', 'iowa-electricity: table.filter([=(year,2015)]) table.aggregate([source] net_generation sum) chart.bar(net_generation)'],
    ['Bar chart of the 10 richest countries', 'gapminder-health-income: table.rank(desc(income) 10) chart.bar(income)'],
    ['Map the 10 strongest earthquakes', 'earthquakes: table.rank(desc(mag) 10) map.points(mag)'],
    ['Growth of CO2 since 1960 in absolute numbers', 'co2-concentration: table.filter([>=(Date,1960-01-01)]) table.growth([] CO2 Date absolute) chart.line(CO2 Date)'],
    ['Chart the temperature of the northern hemisphere', 'gistemp-zonal: chart.line(NHem Year)'],
    ['Map the temperature anomaly of 2016', 'gistemp-grid: grid.mean(2016) map.grid()'],
    ['Summarize the wind in Seattle per weather', 'seattle-weather: table.aggregate([weather] wind mean) chart.bar(wind) stats.summary(wind)'],
  ])('%s', (goal, expected) => {
    const result = planned(goal);
    if (typeof result === 'string') throw new Error(result);
    expect(outline(result)).toBe(expected);
  });

  it.each<[string, Profile, string, string[]]>([
    ['Total population per region', REGIONS, 'regions.csv: table.filter([=(year,2020)]) table.aggregate([region] population sum) chart.bar(population)', ['over_time']],
    ['Average population per region', REGIONS, 'regions.csv: table.aggregate([region] population mean)', []],
    ['Population of the Northeast', REGIONS, 'regions.csv: table.filter([called(region,Northeast)])', []],
    ['Total population per year', REGIONS, 'regions.csv: table.group([] population sum)', []],
    ['Top 2 areas by headcount', AREAS, 'areas.csv: table.filter([=(counted_in,2020)]) table.aggregate([census_area] headcount sum) table.rank(desc(headcount) 2) chart.bar(headcount)', ['over_time']],
    ['Total headcount per census_area', AREAS, 'areas.csv: table.aggregate([census_area] headcount sum) chart.bar(headcount)', ['over_time']],
  ])('%s, of an attached file', (goal, profile, expected, asked) => {
    const result = planned(goal, [profile]);
    if (typeof result === 'string') throw new Error(result);
    expect(outline(result)).toBe(expected);
    expect(result.asked).toEqual(asked);
  });

  it.each<[string, RegExp]>([
    ['Map income by country', /no positions/],
    ['How did income grow?', /no time column/],
    ['Population per month in gapminder', /one value per year, not per month/],
    ['List the years above 0.8', /asks data/],
  ])('%s: no plan, and why', (goal, reason) => {
    expect(planned(goal)).toEqual(expect.stringMatching(reason));
  });

  it('speaks of columns by their titles and of growth in words', () => {
    const result = planned('Which country grew fastest in population in percent?');
    if (typeof result === 'string') throw new Error(result);
    const words = result.plan.nodes.map((task) => task.description).join('\n');
    expect(words).toContain('growth of population in percent by country');
    expect(words).not.toMatch(/\bpop\b|growth\(/);
  });
});

describe('figures of these plans, run with the tools', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await openWorkbench();
  });
  afterAll(() => bench.close());

  const data = join(import.meta.dirname, '../../node_modules/vega-datasets/data');
  const shipped = (path: string): Promise<string> => readFile(join(data, path), 'utf8');

  async function run(goal: string): Promise<Artifact> {
    const result = planned(goal);
    if (typeof result === 'string') throw new Error(result);
    const made = new Map<string, Artifact>();
    for (const task of result.plan.nodes) {
      const [tool = '', operation = ''] = task.operation?.split('.') ?? [];
      if (tool === 'report') continue;
      const inputs: { [port: string]: Artifact[] } = {};
      for (const input of task.inputs ?? []) {
        for (const binding of input.bindings) {
          const list = (inputs[input.name] ??= []);
          if (binding.kind === 'port') list.push(made.get(binding.task)!);
          if (binding.kind !== 'dataset') continue;
          const dataset = registry.datasets.find((one) => one.id === binding.dataset)!;
          const path = 'path' in dataset.access ? dataset.access.path.replace('data/', '') : '';
          list.push(await bench.source(path, await shipped(path), { facets: dataset.type.facets, columns: (dataset.columns ?? []).map((column) => ({ type: 'text', role: 'text', unit: null, ...column })) as Artifact['columns'] }));
        }
      }
      const parameters = Object.fromEntries((task.parameters ?? []).map(({ name, binding }) => [name, binding.kind === 'literal' ? binding.value : null]));
      made.set(task.task_id, await bench.run(tools.find((one) => one.name === tool)!, operation, inputs, parameters));
    }
    return [...made.values()].findLast((artifact) => artifact.kind === 'table')!;
  }

  const csv = async (path: string): Promise<string[][]> => (await shipped(path)).trim().split(/\r?\n/).slice(1).map((line) => line.split(','));

  it('adds up deaths per kind of disaster over all years', async () => {
    const rows = await bench.rows(await run('Total deaths per kind of disaster'));
    const sums = new Map<string, number>();
    for (const [kind = '', , deaths] of await csv('disasters.csv')) sums.set(kind, (sums.get(kind) ?? 0) + Number(deaths));
    expect(rows).toHaveLength(sums.size);
    expect(new Map(rows.map((row) => [row['Entity'], row['Deaths']]))).toEqual(sums);
  });

  it('averages wind per kind of weather', async () => {
    const rows = await bench.rows(await run('Average wind per weather'));
    const data = await csv('seattle-weather.csv');
    expect(rows.map((row) => row['weather'])).toEqual(['drizzle', 'fog', 'rain', 'snow', 'sun']);
    for (const row of rows) {
      const winds = data.filter((cells) => cells[5] === row['weather']).map((cells) => Number(cells[4]));
      expect(row['wind']).toBeCloseTo(winds.reduce((sum, wind) => sum + wind, 0) / winds.length, 9);
    }
  });

  it('finds the wettest year by its total', async () => {
    const rows = await bench.rows(await run('Wettest year in Seattle'));
    const sums = new Map<number, number>();
    for (const [date = '', rain] of await csv('seattle-weather.csv')) sums.set(Number(date.slice(0, 4)), (sums.get(Number(date.slice(0, 4))) ?? 0) + Number(rain));
    const [year, most] = [...sums].toSorted((a, b) => b[1] - a[1])[0] ?? [];
    expect(rows).toEqual([{ date: year, precipitation: expect.closeTo(most ?? 0, 6) as number }]);
  });

  it('ranks countries by their latest population, not by single years of one country', async () => {
    const rows = await bench.rows(await run('Top 5 countries by population'));
    const data = (JSON.parse(await shipped('gapminder.json')) as { year: number; country: string; pop: number }[]).filter((row) => row.year === 2005);
    expect(rows.map((row) => [row['country'], row['pop']])).toEqual(data.toSorted((a, b) => b.pop - a.pop).slice(0, 5).map((row) => [row.country, row.pop]));
  });

  it('takes the rows of just the named country where there are some, whatever the case', async () => {
    const rows = await bench.rows(await run('Table of the population of CHINA'));
    expect(new Set(rows.map((row) => row['country']))).toEqual(new Set(['China']));
    expect(rows).toHaveLength(11);
  });

  it('takes rows whose text has the name in it where no value is just the name', async () => {
    const rows = await bench.rows(await run('List the earthquakes in Alaska with magnitude above 3'));
    const { features } = JSON.parse(await shipped('earthquakes.json')) as { features: { properties: { place: string; mag: number } }[] };
    expect(rows.length).toBe(features.filter(({ properties }) => /\bAlaska\b/.test(properties.place) && properties.mag > 3).length);
    expect(rows.length).toBeGreaterThan(5);
  });

  it('averages CO2 per year', async () => {
    const rows = await bench.rows(await run('Average CO2 per year'));
    const values = (await csv('co2-concentration.csv')).filter(([date]) => date?.startsWith('1990')).map(([, co2]) => Number(co2));
    expect(rows.find((row) => row['Date'] === 1990)?.['CO2']).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 9);
    expect(rows.map((row) => row['Date'])).toEqual(Array.from({ length: 63 }, (_, at) => 1958 + at));
  });
});
