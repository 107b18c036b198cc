/** Shows every checker right and wrong results, and fails unless it tells them apart. */
import { readFileSync } from 'node:fs';
import { parseCsv, type GoalResult, type ResultArtifact } from '../checker.ts';
import {
  anomalies, bestShop, busiest, cardRevenue, checkers, clipped, coldDays, correlation, decades, frostNights, gapsOf, gauges, gridMean, hotDays, lowFlow,
  meanScores, meterTotals, missingScores, monthAnomalies, monthlyRevenue, paths, salesPerArea, shallowTen, shortages, smoothWindow, supplierScores, waits, waitsAround, wettest, yearlyGrowth,
} from './checkers.ts';

interface Goal { id: string; domain: string; kind: string; construct: string | null; goal: string; paraphrases: string[]; attach: string[]; answers: unknown; question: string | null; why_unservable: string | null; readings?: { answers: unknown }[]; notes: string }

type Value = string | number | null;
type Rows = readonly (readonly Value[])[];
const goals = JSON.parse(readFileSync(new URL('goals.json', import.meta.url), 'utf8')) as Goal[];
const raw = (name: string): { [column: string]: string }[] => parseCsv(readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8'));

// ---- making results

const artifact = (kind: string, title: string, more: Partial<ResultArtifact>): ResultArtifact => ({ kind, name: title.toLowerCase().replaceAll(' ', '_'), title, media_type: 'application/json', ...more });
const records = (columns: string[], rows: Rows): { [column: string]: unknown }[] => rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
const table = (columns: string[], rows: Rows, title = 'Result'): ResultArtifact => artifact('table', title, { columns, rows: records(columns, rows) });
const chart = (columns: string[], rows: Rows, title = 'Chart'): ResultArtifact => artifact('chart', title, { columns, rows: records(columns, rows), media_type: 'image/svg+xml' });
const map = (columns: string[], rows: Rows): ResultArtifact => artifact('map', 'Map', { columns, rows: records(columns, rows), media_type: 'image/svg+xml' });
const numbers = (values: { [title: string]: Value }, title = 'Numbers'): ResultArtifact => artifact('numbers', title, { numbers: Object.entries(values).map(([name, value]) => ({ name: name.toLowerCase().replaceAll(' ', '_'), title: name, value, unit: null })) });
const words = (text: string): ResultArtifact => artifact('text', 'Answer', { text, media_type: 'text/plain' });
const report = (text: string): ResultArtifact => artifact('report', 'Report', { text, media_type: 'text/markdown' });
const markdown = (columns: string[], rows: Rows): string => [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const base: GoalResult = { outcome: 'completed', reason: null, questions: [], artifacts: [], requests: [], files: [] };
const done = (...artifacts: ResultArtifact[]): GoalResult => ({ ...base, artifacts });
const file = (path: string, columns: string[], rows: Rows): { path: string; text: string } => ({ path, text: `${[columns, ...rows].map((row) => row.join(',')).join('\n')}\n` });
const files = (...list: { path: string; text: string }[]): GoalResult => ({ ...base, files: list });
const ask = (result: GoalResult, title: string, ...options: string[]): GoalResult => ({ ...result, questions: [{ title, options }] });
const wait = (title: string, ...options: string[]): GoalResult => ask({ ...base, outcome: 'asked' }, title, ...options);
const refusal = (reason: string | null): GoalResult => ({ ...base, outcome: 'refused', reason });
const round = (value: number, digits: number): number => Number(value.toFixed(digits));
const reversed = <T>(rows: readonly T[]): T[] => rows.toReversed();
/** The same rows with one value (by default in the last column of the first row) a little off. */
const off = (rows: Rows, by = 1.02, column = -1): Value[][] => rows.map((row, index) => row.map((value, place) => (index === 0 && place === (column < 0 ? row.length - 1 : column) ? (Number.isInteger(value) ? (value as number) + 1 : (value as number) * by) : value)));

interface Case { right: GoalResult[]; wrong: GoalResult[]; answers?: unknown }
const cases: [string, Case][] = [];
const add = (id: string, content: Case): void => { cases.push([id, content]); };
const goalOf = (id: string): Goal => goals.find((goal) => goal.id === id) as Goal;
const sum = (values: number[]): number => values.reduce((one, other) => one + other, 0);

const allOrders = raw('orders.csv');
const withRepeats = Object.entries(Object.groupBy(allOrders.filter((order) => order['payment'] === 'card'), (order) => order['shop'] as string)).map(([shop, group]) => [shop, sum((group ?? []).map((order) => Number(order['units']) * Number(order['unit_price_eur'])))] as const).toSorted((one, other) => other[1] - one[1]);

const card = cardRevenue();
add('fa-01', {
  right: [done(table(['shop', 'revenue'], card)), done(chart(['shop', 'sum of revenue'], card.map(([shop, value]) => [shop, round(value, 2)]))), done(words(card.map(([shop, value]) => `- ${shop}: ${value.toFixed(2)} EUR`).join('\n')))],
  wrong: [done(table(['shop', 'revenue'], withRepeats)), done(table(['shop', 'revenue'], reversed(card))), done(table(['shop', 'revenue'], card.slice(0, 4))), { ...done(table(['shop', 'revenue'], card)), outcome: 'failed' }, done(words(`Riverside leads with ${card[0]?.[1] ?? 0} EUR.`))],
});

const area = salesPerArea();
add('fa-02', {
  right: [done(table(['shop', 'city', 'sales', 'floor_area_m2', 'sales_per_m2'], area.map(([shop, value]) => [shop, 'x', 1, 2, value]))), done(report(`# Sales\n\n${markdown(['Shop', 'EUR per m2'], area.map(([shop, value]) => [shop, round(value, 2)]))}\n`))],
  wrong: [done(table(['shop', 'sales'], [...area, ['Market Hall', 0]])), done(table(['shop', 'sales'], reversed(area))), done(table(['shop', 'sales'], bestFirst('revenue')))],
});
function bestFirst(measure: 'revenue'): [string, number][] {
  return [bestShop(measure), ...area.map(([shop, value]): [string, number] => [shop, value * 50])].slice(0, 5);
}

const crossed = (cells: [string, string, number][], transpose = false): ResultArtifact => {
  const down = [...new Set(cells.map((cell) => cell[transpose ? 1 : 0]))];
  const across = [...new Set(cells.map((cell) => cell[transpose ? 0 : 1]))];
  return table(['clinic', ...across.map((name) => `${name}`)], down.map((name) => [name, ...across.map((other) => cells.find((cell) => cell[transpose ? 1 : 0] === name && cell[transpose ? 0 : 1] === other)?.[2] ?? null)]));
};
const cells = waits();
add('fa-03', {
  right: [done(crossed(cells)), done(crossed(cells.map(([clinic, triage, value]) => [clinic, `mean wait_minutes ${triage}`, round(value, 2)])))],
  wrong: [done(crossed(cells, true)), done(table(['clinic', 'triage', 'mean'], cells)), done(crossed(cells.map(([clinic, triage, value], index) => [clinic, triage, index === 3 ? value * 0.9 : value]))), done(crossed(cells.map(([clinic, triage, value]) => [clinic, triage, Math.round(value)])))],
});

const cold = coldDays();
const coldChart = chart(['day', 'mean'], cold.map(([day, mean]) => [day, mean]));
add('fa-04', {
  right: [done(table(['date', 'mean', 'max'], cold), coldChart), done(table(['timestamp', 'temperature_c_mean', 'temperature_c_max'], cold.map(([day, mean, max]) => [`${day}T00:00:00Z`, round(mean, 2), max])), chart(['timestamp', 'mean', 'max'], cold))],
  wrong: [done(table(['date', 'mean', 'max'], cold)), done(table(['date', 'mean', 'max'], cold.slice(1)), coldChart), done(table(['date', 'mean', 'max'], off(cold, 1.02)), coldChart), done(table(['date', 'mean', 'max'], cold), chart(['day', 'max'], cold.map(([day, , max]) => [day, max])))],
});

const meters = meterTotals();
const meterFile = (rows: Rows, name = 'meter-totals.csv'): GoalResult => files(file(name, ['meter_id', 'total_kwh'], rows));
const rawMarch = meters.map(([meter]): [string, number] => [meter, sum(raw('energy-meters.csv').filter((reading) => reading['meter_id'] === meter && reading['reading_date']?.startsWith('2024-03')).map((reading) => Number(reading['energy'])))]);
add('fa-05', {
  right: [meterFile(meters), meterFile(meters.map(([meter, value]) => [meter, round(value, 1)]), 'out/meter-totals.csv')],
  wrong: [done(table(['meter_id', 'total'], meters)), meterFile(rawMarch), meterFile(reversed(meters)), meterFile(meters, 'totals.csv'), meterFile(off(meters, 1.03))],
});

const three: [string, number][] = [['floor_area_m2', correlation('floor_area_m2')], ['occupants', correlation('occupants')], ['year_built', correlation('year_built')]];
const swapped: [string, number][] = [['floor_area_m2', correlation('occupants')], ['occupants', correlation('floor_area_m2')], ['year_built', correlation('year_built')]];
add('fa-06', {
  right: [done(table(['x', 'y', 'r', 'n'], three.map(([name, value]) => [name, 'annual_kwh', value, 60]))), done(numbers(Object.fromEntries(three.map(([name, value]) => [`Correlation of annual_kwh with ${name}`, round(value, 3)])))), done(...three.map(([name, value]) => numbers({ r: value, n: 61 }, `Pearson of annual_kwh and ${name}`))), done(table(['variable', ...three.map(([name]) => name)], [['annual_kwh', ...three.map(([, value]) => value)]]))],
  wrong: [done(table(['x', 'r'], swapped)), done(numbers(Object.fromEntries(swapped))), done(table(['x', 'r'], three.slice(0, 2))), done(numbers({ r: three[0]?.[1] ?? 0 }, 'annual_kwh and floor_area_m2'))],
});

const scores = supplierScores();
const firstFive = scores.slice(0, 5);
add('fa-07', {
  right: [done(table(['rank', 'supplier', 'score'], firstFive.map(([name, score], index) => [index + 1, name, score]))), done(table(['supplier', 'score'], firstFive.map(([name, score]) => [name, round(score * 100, 1)]))), done(chart(['supplier', 'score'], firstFive))],
  wrong: [done(table(['supplier', 'score'], scores)), done(table(['supplier', 'score'], reversed(firstFive))), done(table(['supplier', 'score'], scores.slice(1, 6))), done(table(['supplier', 'score'], firstFive.map(([name, score]) => [name, 1 - score])))],
});

const growth = yearlyGrowth();
add('fa-08', {
  right: [done(table(['month', 'subscribers', 'growth_pct'], growth.slice(0, 5).map(([month, value]) => [month, 1, value]))), done(table(['month', 'growth'], growth.slice(0, 5).map(([month, value]) => [`${month}-01`, round(value / 100, 4)]))), done(table(['month', 'growth'], growth.slice(0, 5).map(([month, value]) => [month, `${value.toFixed(1)} %`])))],
  wrong: [done(table(['month', 'growth_pct'], growth.slice(0, 6))), done(table(['month', 'growth_pct'], reversed(growth.slice(0, 5)))), done(table(['month', 'growth_pct'], growth.slice(1, 6))), done(table(['month', 'growth_pct'], growth.slice(0, 5).map(([month, value]) => [month, value / 12])))],
});

const end = paths();
const shorter = paths(11);
add('fa-09', {
  right: [done(numbers({ Median: end.middle * 1.004, '5th percentile': end.low * 0.995, '95th percentile': end.high * 1.006 })), done(table(['p5', 'median', 'p95'], [[Math.round(end.low), Math.round(end.middle), Math.round(end.high)]])), done(table(['quantile', 'subscribers'], [[0.05, end.low], [0.5, end.middle], [0.95, end.high]])), done(table(['percentile', 'subscribers'], [['p5', end.low], ['p50', end.middle], ['p95', end.high]]))],
  wrong: [done(numbers({ Median: shorter.middle, '5th percentile': shorter.low, '95th percentile': shorter.high })), done(numbers({ Median: end.middle, '5th percentile': end.middle, '95th percentile': end.middle })), done(numbers({ Mean: end.middle })), done(numbers({ Median: end.middle, '5th percentile': end.high, '95th percentile': end.low }))],
});

const short = shortages();
const shortFiles = (change: (rows: [string, number][], warehouse: string) => Rows = (rows) => rows): GoalResult => files(...short.map(([warehouse, rows]) => file(`${warehouse.toLowerCase()}.csv`, ['sku', 'shortfall'], change(rows, warehouse))));
add('fa-10', {
  right: [shortFiles(), files(...short.map(([warehouse, rows]) => file(`out/Warehouse ${warehouse}.csv`, ['sku', 'on_hand', 'missing'], rows.map(([sku, missing]) => [sku, 1000, missing]))))],
  wrong: [shortFiles((rows) => reversed(rows)), shortFiles((rows, warehouse) => (warehouse === 'Hull' ? [...rows, ['SKU-9', 0]] : rows)), files(file('shortages.csv', ['sku', 'shortfall'], short.flatMap(([, rows]) => rows))), done(...short.map(([warehouse, rows]) => table(['sku', 'shortfall'], rows, warehouse)))],
});

const missing = missingScores();
add('fa-11', {
  right: [done(table(['clinic', 'missing'], missing)), done(numbers({ 'Share missing': 19.2 }), chart(['clinic', 'count'], missing))],
  wrong: [done(table(['clinic', 'mean'], meanScores())), done(table(['clinic', 'missing'], missing), table(['clinic', 'mean'], meanScores())), done(table(['clinic', 'missing'], reversed(missing))), done(table(['clinic', 'missing'], off(missing)))],
});

const clip = clipped();
const onceClipped = clipped(1);
add('fa-12', {
  right: [done(numbers({ 'Tests left': clip.count, 'Mean distance_m': clip.mean })), done(table(['n', 'mean'], [[clip.count, round(clip.mean, 2)]])), done(words(`After 2 rounds 85 tests remain. Their mean distance is ${clip.mean.toFixed(2)} m.`))],
  wrong: [done(numbers({ 'Tests left': onceClipped.count, 'Mean distance_m': onceClipped.mean })), done(numbers({ 'Mean distance_m': clip.mean })), done(numbers({ 'Tests left': clip.count + 1, 'Mean distance_m': clip.mean })), done(table(['test_id', 'distance_m'], raw('stopping-tests.csv').map((test) => [test['test_id'] ?? '', Number(test['distance_m'])])))],
});

const gaps = gapsOf();
add('fa-13', {
  right: [done(table(['site', 'missing o3_ugm3'], gaps)), done(words(`o3_ugm3 has the most gaps.\n${gaps.map(([site, count]) => `${site}: ${count} days`).join('\n')}`))],
  wrong: [done(table(['site', 'missing'], gapsOf('pm10_ugm3'))), done(table(['site', 'missing'], gapsOf('no2_ugm3'))), done(table(['site', 'missing'], reversed(gaps))), done(table(['site', 'missing'], [...gaps, ['all', 28]]))],
});

const riverside = monthlyRevenue('Riverside');
const pickShop = 'Which shop do you want to see by month?';
add('fa-14', {
  right: [ask(done(table(['month', 'revenue'], riverside)), pickShop, 'Riverside', 'Station'), ask(done(chart(['order_date', 'revenue'], riverside.map(([month, value]) => [`${month}-01`, round(value, 2)]))), pickShop)],
  wrong: [done(table(['month', 'revenue'], riverside)), ask(done(table(['month', 'revenue'], monthlyRevenue('Station'))), pickShop), ask(done(table(['month', 'revenue'], off(riverside))), pickShop), wait(pickShop), ask(done(table(['month', 'revenue'], riverside)), 'Which year?')],
});
add('fa-14', {
  answers: { shop: 'Harbour please' },
  right: [ask(done(table(['month', 'revenue'], monthlyRevenue('Harbour'))), pickShop), ask(done(table(['month', 'revenue'], Array.from({ length: 12 }, (_, index) => [index + 1, monthlyRevenue('Harbour').find(([month]) => Number(month.slice(5)) === index + 1)?.[1] ?? 0]))), pickShop)],
  wrong: [ask(done(table(['month', 'revenue'], riverside)), pickShop), ask(done(), pickShop)],
});
add('fa-14', { answers: null, right: [wait(pickShop, 'Riverside', 'Station')], wrong: [wait('Which month?'), done(table(['month', 'revenue'], riverside))] });

const measure = 'What makes a shop the best?';
const best = bestShop('revenue');
const most = bestShop('orders');
add('fa-15', {
  right: [wait(measure, 'revenue', 'number of orders'), ask(done(table(['shop', 'revenue'], [best])), measure), ask(done(numbers({ 'Best shop': best[0], Revenue: best[1] })), measure), ask(done(words(`The best shop is ${best[0]} with a revenue of ${best[1].toFixed(2)} EUR.`)), measure), ask(done(numbers({ [`Revenue of ${best[0]}`]: best[1] })), measure)],
  wrong: [done(table(['shop', 'revenue'], [best])), ask(done(table(['shop', 'orders'], [most])), measure), wait('Which colour shall the chart have?'), ask(done(words(`The best shop is ${most[0]} with ${most[1]} orders.`)), measure), refusal('it is not clear what best means')],
});
add('fa-15', { answers: goalOf('fa-15').readings?.[1]?.answers, right: [ask(done(table(['shop', 'orders'], [most])), measure), ask(done(words(`The best shop is ${most[0]} with ${most[1]} orders.`)), measure)], wrong: [ask(done(table(['shop', 'revenue'], [best])), measure), ask(done(table(['shop', 'orders'], [[most[0], most[1] + 1]])), measure)] });
add('fa-15', { answers: goalOf('fa-15').readings?.[2]?.answers, right: [ask(done(table(['shop', 'mean'], [bestShop('average')])), measure)], wrong: [ask(done(table(['shop', 'revenue'], [best])), measure), ask(done(table(['shop', 'units'], [bestShop('units')])), measure)] });

for (const [index, other] of [[0, '2024-08-01'], [1, '2024-06-03']] as const) {
  const answers = goalOf('fa-16').readings?.[index]?.answers;
  const { before, after } = waitsAround(index === 0 ? '2024-06-03' : '2024-08-01');
  const wrongDate = waitsAround(other);
  const when = 'On which date did you switch to the new booking system?';
  add('fa-16', {
    answers,
    right: [wait(when), ask(done(numbers({ 'Mean wait before': before, 'Mean wait after': after })), when), ask(done(table(['period', 'mean_wait', 'n'], [['before', round(before, 2), 100], ['after', round(after, 2), 140]])), when), ask(done(words(`Before the switch the mean was ${before.toFixed(2)} minutes. After it, it was ${after.toFixed(2)} minutes.`)), when)],
    wrong: [done(numbers({ 'Mean wait before': before, 'Mean wait after': after })), ask(done(numbers({ 'Mean wait before': wrongDate.before, 'Mean wait after': wrongDate.after })), when), ask(done(numbers({ 'Mean wait before': after, 'Mean wait after': before })), when), wait('Which clinic?')],
  });
}

add('fa-17', { right: [refusal('No tool can buy goods or deliver them.')], wrong: [done(words('Ordered.')), refusal(null), { ...refusal('no'), artifacts: [words('Done')] }, wait('Which supplier?')] });
add('fa-18', { right: [refusal('The data do not say who smokes.')], wrong: [done(table(['visit_id'], [['V5001'], ['V5002']])), refusal(' '), wait('Which clinic?')] });

const ten = shallowTen();
const tenRows = ten.map((event) => [event['event_id'] ?? '', event['time'] ?? '', Number(event['magnitude']), Number(event['depth_km'])] as const);
const tenPoints = ten.map((event) => [Number(event['latitude']), Number(event['longitude']), Number(event['magnitude'])] as const);
const tenColumns = ['event_id', 'time', 'magnitude', 'depth_km'];
const deep = raw('quakes.csv').toSorted((one, other) => Number(other['magnitude']) - Number(one['magnitude'])).slice(0, 10);
add('fa-19', {
  right: [done(table(tenColumns, tenRows), map(['lat', 'lon', 'mag'], tenPoints)), done(table(['when', 'mag', 'depth'], tenRows.map((row) => [new Date(row[1]).toISOString(), row[2], row[3]])), map(['longitude', 'latitude'], tenPoints.map((point) => [point[1], point[0]])))],
  wrong: [done(table(tenColumns, tenRows)), done(table(tenColumns, reversed(tenRows)), map(['lat', 'lon', 'mag'], tenPoints)), done(table(tenColumns, deep.map((event) => [event['event_id'] ?? '', event['time'] ?? '', Number(event['magnitude']), Number(event['depth_km'])])), map(['lat', 'lon'], tenPoints)), done(table(tenColumns, tenRows), map(['lat', 'lon', 'mag'], tenPoints.slice(0, 9))), done(table(['time', 'magnitude'], tenRows.map((row) => [row[1], row[2]])), map(['lat', 'lon', 'mag'], tenPoints))],
});

const means = decades('tmean_c');
const warming = (means[6]?.[1] ?? 0) - (means[0]?.[1] ?? 0);
const decadeRows = means.map(([decade, mean]) => [`${decade}s`, round(mean, 2)] as const);
const prose = `# Lindholm\n\nThe mean of the last complete decade is ${warming.toFixed(2)} degrees warmer than that of the first one. Temperatures rose in nearly every decade.\n`;
const partDecades = decades('tmean_c', false).map(([decade, mean]) => [decade, mean] as const);
add('fa-20', {
  right: [done(table(['decade', 'tmean_c'], means), chart(['decade', 'tmean_c'], means), report(prose)), done(report(`${prose}\n${markdown(['Decade', 'Mean'], decadeRows)}\n\n![chart](chart.svg)`)), done(report(`<h1>Lindholm</h1><p>The 2010s were ${warming.toFixed(2)} °C warmer than the 1950s.</p><table><tr><th>Decade</th><th>Mean</th></tr>${decadeRows.map((row) => `<tr><td>${row[0]}</td><td>${row[1]}</td></tr>`).join('')}</table><svg></svg>`))],
  wrong: [done(table(['decade', 'tmean_c'], means), report(prose)), done(table(['decade', 'tmean_c'], partDecades), chart(['decade', 'tmean_c'], partDecades), report(prose)), done(table(['decade', 'tmean_c'], means), chart(['decade', 'tmean_c'], means), numbers({ Warming: warming })), done(table(['decade', 'tmean_c'], means), chart(['decade', 'tmean_c'], means), report(prose.replace(warming.toFixed(2), '1.87')))],
});

const wet = wettest();
const wetNaive = raw('rain-skerry-wide.csv').map((record): [number, number] => [Number(record['Year']), sum(Object.values(record).slice(1).map(Number))]).toSorted((one, other) => other[1] - one[1]);
add('fa-21', {
  right: [done(table(['Year', 'total'], wet.slice(0, 5))), done(table(['year', 'rain_mm'], wet.slice(0, 5).map(([year, value]) => [`${year}-01-01`, round(value, 1)])))],
  wrong: [done(table(['Year', 'total'], wetNaive.slice(0, 5))), done(table(['Year', 'total'], wet.slice(0, 6))), done(table(['Year', 'total'], reversed(wet.slice(0, 5)))), done(table(['Year', 'total'], wet.slice(0, 5).map(([year, value]) => [year, value / 12]))), done(table(['Year', 'total'], wet.slice(1, 6)))],
});

const departures = monthAnomalies();
add('fa-22', {
  right: [done(table(['month', 'anomaly'], departures)), done(chart(['month', 'anomaly'], departures.map(([month, value]) => [`${month}-01`, round(value, 2)]))), done(table(['year', 'month', 'anomaly'], departures.map(([month, value]) => [Number(month.slice(0, 4)), Number(month.slice(5)), value])))],
  wrong: [done(table(['month', 'anomaly'], monthAnomalies(1991, 2020))), done(table(['month', 'anomaly'], reversed(departures))), done(table(['month', 'anomaly'], departures.slice(0, 12))), done(table(['month', 'anomaly'], departures.map(([month, value]) => [month, -value])))],
});

const gridNumbers = (weighted: boolean, digits = 4): { [title: string]: number } => ({ 'Global mean': round(gridMean('global', weighted), digits), 'Northern hemisphere': round(gridMean('north', weighted), digits), 'Southern hemisphere': round(gridMean('south', weighted), digits) });
add('fa-23', {
  right: [done(numbers(gridNumbers(true))), done(table(['region', 'mean'], Object.entries(gridNumbers(true, 3)))), done(table(['global', 'northern', 'southern'], [Object.values(gridNumbers(true))])), done(...Object.entries(gridNumbers(true)).map(([title, value]) => numbers({ 'Weighted mean': value }, title)))],
  wrong: [done(numbers(gridNumbers(false))), done(numbers({ 'Global mean': gridMean('global') })), done(numbers({ 'Global mean': gridMean('global'), 'Northern hemisphere': gridMean('south'), 'Southern hemisphere': gridMean('north') }))],
});

const hot = hotDays();
add('fa-24', {
  right: [done(table(['station', 'days'], hot)), done(chart(['station', 'count'], hot)), done(numbers(Object.fromEntries(hot))), done(...hot.map(([station, days]) => numbers({ [`Days above 30 °C at ${station}`]: days })))],
  wrong: [done(table(['station', 'days'], [['Brightwell', 118], ['Alder Point', 37], ['Cole Ridge', 9]])), done(table(['station', 'days'], reversed(hot))), done(table(['station', 'days'], off(hot))), done(numbers({ 'Days at Brightwell': 69, 'Days at Alder Point': 6, 'Days at Cole Ridge': 35 }))],
});

const low = lowFlow();
add('fa-25', {
  right: [done(table(['date', 'mean_7d'], [[low.date, low.mean]])), done(numbers({ 'Lowest 7-day mean discharge': round(low.mean, 2), 'Last day': low.date })), done(words(`The lowest 7-day mean discharge was ${low.mean.toFixed(2)} m3/s, ending on ${low.date}.`)), done(words(`The lowest 7-day mean discharge was ${low.mean.toFixed(2)} m3/s, over the week that ended on 7 November 2022.`))],
  wrong: [done(table(['date', 'mean_7d'], [['2022-11-04', low.mean]])), done(numbers({ 'Lowest 7-day mean discharge': low.mean })), done(table(['date', 'discharge'], [['2022-11-07', 9.35]])), done(table(['date', 'mean_7d'], [[lowFlow(6).date, lowFlow(6).mean]])), done(table(['date', 'mean_7d'], [[low.date, low.mean], ['2022-11-06', 10.124]]))],
});

const tide = gauges();
const tideCharts = tide.map(({ gauge, points }) => chart(['year', 'msl_mm'], points, gauge));
const tideRows = tide.map(({ gauge, slope, low: from, high }) => [gauge, slope, from, high] as const);
add('fa-26', {
  right: [
    done(...tideCharts, table(['gauge', 'slope', 'low', 'high'], tideRows)),
    done(...tide.flatMap(({ gauge, points, slope, low: from, high }) => [chart(['year', 'msl_mm'], points.filter((point) => point[1] !== null), gauge), numbers({ 'Trend (mm per year)': round(slope, 3), 'Lower 95 % limit': round(from, 2), 'Upper 95 % limit': round(high, 2) }, gauge)])),
    done(...tideCharts, ...tide.map(({ gauge, slope, low: from, high }) => table(['term', 'estimate', 'conf_low', 'conf_high'], [['intercept', 3600, 3300, 3900], ['slope', slope, from, high]], gauge))),
    done(...tideCharts, ...tide.map(({ gauge, slope, low: from, high }) => words(`The trend at ${gauge} is ${slope.toFixed(2)} mm per year (95 % interval ${from.toFixed(2)} to ${high.toFixed(2)}).`))),
  ],
  wrong: [
    done(table(['gauge', 'slope', 'low', 'high'], tideRows)),
    done(chart(['gauge', 'year', 'msl_mm'], tide.flatMap(({ gauge, points }) => points.map((point) => [gauge, ...point]))), table(['gauge', 'slope', 'low', 'high'], tideRows)),
    done(...tideCharts, table(['gauge', 'slope', 'low', 'high'], tide.map(({ gauge, slope, low: from, high }) => [gauge, slope * 10, from * 10, high * 10]))),
    done(...tideCharts, table(['gauge', 'slope', 'low', 'high'], tide.map(({ gauge, slope, low: from, high }) => [gauge, slope, slope - (slope - from) / 2, slope + (high - slope) / 2]))),
    done(...tideCharts.slice(1), table(['gauge', 'slope', 'low', 'high'], tideRows)),
  ],
});

const rain = raw('lindholm-annual.csv').map((record) => Number(record['precip_mm']));
const meanRain = sum(rain) / rain.length;
add('fa-27', {
  right: [done(numbers({ 'Mean precip_mm': meanRain })), done(numbers({ Slope: 0.55, 'Lower limit': -0.41, 'Upper limit': 1.52 }, 'Trend'), numbers({ Mean: round(meanRain, 1) })), done(words(`The trend is not significant. The mean annual precipitation over all years is ${meanRain.toFixed(1)} mm.`))],
  wrong: [done(table(['decade', 'precip_mm'], decades('precip_mm', false))), done(numbers({ 'Mean precip_mm': meanRain }), table(['decade', 'precip_mm'], decades('precip_mm', false))), done(numbers({ 'Mean precip_mm': meanRain * 1.01 })), done(numbers({ Slope: 0.55 }))],
});

const window = smoothWindow();
add('fa-28', {
  right: [done(numbers({ 'Window length': window })), done(table(['window_years', 'largest_fall'], [[window, 0.1]])), done(words('A window of 9 years was enough.'))],
  wrong: [done(numbers({ 'Window length': window - 2 })), done(numbers({ 'Window length': 13 })), done(words('I tried windows of 3, 5, 7, 9, 11 and 13 years.')), done(table(['year', 'smoothed'], decades('tmean_c')))],
});

const shaky = busiest();
const points = (events: { [column: string]: string }[]): Rows => events.map((event) => [Number(event['latitude']), Number(event['longitude'])]);
const repeated = raw('quakes.csv').filter((event) => event['region'] === shaky.region);
add('fa-29', {
  right: [done(table(['year', 'events'], shaky.years), map(['latitude', 'longitude'], points(shaky.events))), done(chart(['year', 'n'], shaky.years.map(([year, count]) => [Number(year), count])), map(['lat', 'lon'], points(shaky.events)))],
  wrong: [done(table(['year', 'events'], shaky.years)), done(table(['year', 'events'], shaky.years), map(['lat', 'lon'], points(repeated))), done(table(['year', 'events'], off(shaky.years)), map(['lat', 'lon'], points(shaky.events))), done(table(['year', 'events'], shaky.years), map(['lat', 'lon'], points(raw('quakes.csv').filter((event) => event['region'] === 'Cape Arden'))))],
});

const periodQuestion = 'Which base period shall the anomalies refer to?';
const annual = anomalies(1981, 2010);
const other = anomalies(1961, 1990);
add('fa-30', {
  right: [ask(done(table(['year', 'anomaly'], annual), chart(['year', 'anomaly'], annual)), periodQuestion, '1961-1990', '1981-2010'), ask(done(chart(['year', 'tmean_c', 'anomaly'], annual.map(([year, value]) => [year, 7, round(value, 2)]))), periodQuestion)],
  wrong: [done(table(['year', 'anomaly'], annual), chart(['year', 'anomaly'], annual)), ask(done(table(['year', 'anomaly'], other), chart(['year', 'anomaly'], other)), periodQuestion), ask(done(table(['year', 'anomaly'], annual)), periodQuestion), ask(done(table(['year', 'anomaly'], annual.slice(1)), chart(['year', 'anomaly'], annual.slice(1))), periodQuestion), wait(periodQuestion)],
});
add('fa-30', { answers: 'Take 1961-1990.', right: [ask(done(chart(['year', 'anomaly'], other)), periodQuestion)], wrong: [ask(done(chart(['year', 'anomaly'], annual)), periodQuestion), ask(done(), periodQuestion)] });
add('fa-30', { answers: null, right: [wait(periodQuestion)], wrong: [wait('Which station?'), done(chart(['year', 'anomaly'], annual))] });

const whichMinimum = 'Which minimum counts?';
const air = frostNights('tmin_air_c');
const grass = frostNights('tmin_grass_c');
for (const [index, counts, others] of [[0, air, grass], [1, grass, air]] as const) {
  add('fa-31', {
    answers: goalOf('fa-31').readings?.[index]?.answers,
    right: [wait(whichMinimum, 'tmin_air_c', 'tmin_grass_c'), ask(done(table(['month', 'frost_nights'], counts)), whichMinimum, 'air', 'grass'), ask(done(chart(['month', 'nights'], counts.map(([month, count]) => [['January', 'February', 'March', '', '', '', '', '', '', 'October', 'November', 'December'][Number(month.slice(5)) - 1] ?? '', count]))), 'Air or grass?')],
    wrong: [done(table(['month', 'frost_nights'], counts)), ask(done(table(['month', 'frost_nights'], others)), whichMinimum), ask(done(table(['month', 'frost_nights'], off(counts))), whichMinimum), wait('In which language?')],
  });
}

add('fa-32', { right: [refusal('The day of a future earthquake cannot be known.')], wrong: [done(words('It will be on 2026-03-14.')), refusal(''), { ...base, outcome: 'failed', reason: 'it broke' }] });

// ---- running them

const faults: string[] = [];
let checks = 0;
for (const [id, content] of cases) {
  const checker = checkers[id];
  if (checker === undefined) { faults.push(`${id} has no checker`); continue; }
  const given = { answers: 'answers' in content ? content.answers : goalOf(id).answers };
  if (content.right.length < 1 || content.wrong.length < 2) faults.push(`${id} is shown too few results`);
  content.right.forEach((result, index) => { checks++; const verdict = checker(result, given); if (!verdict.right) faults.push(`${id}: right result ${index} is rejected: ${verdict.why}`); });
  content.wrong.forEach((result, index) => { checks++; const verdict = checker(result, given); if (verdict.right) faults.push(`${id}: wrong result ${index} is accepted: ${verdict.why}`); });
}

// ---- the goals themselves

const sizes = { kind: count((goal) => goal.kind), domain: count((goal) => goal.domain), construct: count((goal) => goal.construct ?? 'none') };
function count(key: (goal: Goal) => string): { [key: string]: number } {
  return Object.fromEntries(Object.entries(Object.groupBy(goals, key)).map(([name, group]) => [name, group?.length ?? 0]));
}
for (const goal of goals) {
  if (!cases.some(([id]) => id === goal.id)) faults.push(`${goal.id} is not checked`);
  if (new Set([goal.goal, ...goal.paraphrases]).size !== 4) faults.push(`${goal.id} needs three different paraphrases`);
  if ((goal.kind === 'ambiguous' || goal.construct === 'user_interaction') !== (goal.answers !== null && goal.question !== null)) faults.push(`${goal.id}: answers and question are for ambiguous goals and interactions`);
  if ((goal.kind === 'unservable') !== (goal.why_unservable !== null)) faults.push(`${goal.id}: a reason is for goals that cannot be served`);
  for (const path of goal.attach) readFileSync(new URL(path, import.meta.url));
}
for (const id of Object.keys(checkers)) if (!goals.some((goal) => goal.id === id)) faults.push(`${id} has no goal`);

console.log(JSON.stringify({ goals: goals.length, ...sizes, checks }));
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}
