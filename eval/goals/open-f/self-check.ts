/** Shows every checker right and wrong results, and fails unless it tells them apart; looks over the list of goals as well. */
import { readFileSync } from 'node:fs';
import type { GoalResult, ResultArtifact } from '../checker.ts';
import {
  amount, auditLimit, budgetCheck, chipTimes, departures, drySpell, field, glacierLoss, hives, iceSeasons, indexCorrelation, lightning, lines, mayTickets, mean, museumQuarters,
  passRates, percentileRange, slowestTopic, snowDays, stormsOf, sum, suspects, tenWomen, tomatoes, tripsByDistrict, value, wettestDay, yearlyCo2, type Line,
} from './answers.ts';
import { checkers } from './checkers.ts';

interface Goal { id: string; domain: string; kind: string; construct: string | null; goal: string; paraphrases: string[]; attach: string[]; services: string[]; answers: { [topic: string]: string } | null; question: string | null; why_unservable: string | null; readings?: { answers: { [topic: string]: string }; right: string }[]; notes: string }
const goals = JSON.parse(readFileSync(new URL('goals.json', import.meta.url), 'utf8')) as Goal[];
const goalOf = (id: string): Goal => goals.find((goal) => goal.id === id) as Goal;

// ---------------------------------------------------------------- results to judge

type Cell = string | number | null;
type Rows = readonly (readonly Cell[])[];
const product = (kind: string, title: string, more: Partial<ResultArtifact>): ResultArtifact => ({ kind, name: title.toLowerCase().replaceAll(' ', '_'), title, media_type: 'application/json', ...more });
const drawn = (kind: string, media: string) => (columns: string, rows: Rows, title = kind): ResultArtifact => {
  const heads = columns.split(' ');
  return product(kind, title, { columns: heads, rows: rows.map((row) => Object.fromEntries(heads.map((head, at) => [head, row[at]]))), media_type: media });
};
const table = drawn('table', 'application/json');
const chart = drawn('chart', 'image/svg+xml');
const map = drawn('map', 'image/svg+xml');
const numbers = (values: { [title: string]: Cell }, title = 'Numbers'): ResultArtifact => product('numbers', title, { numbers: Object.entries(values).map(([name, one]) => ({ name: name.toLowerCase().replaceAll(' ', '_'), title: name, value: one, unit: null })) });
const say = (text: string): ResultArtifact => product('text', 'Answer', { text, media_type: 'text/markdown' });
const grid = (heads: string[], rows: Rows): string => [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const nothing: GoalResult = { outcome: 'completed', reason: null, questions: [], artifacts: [], requests: [], files: [] };
const got = (...artifacts: ResultArtifact[]): GoalResult => ({ ...nothing, artifacts });
const after = (title: string, options: string[], ...artifacts: ResultArtifact[]): GoalResult => ({ ...got(...artifacts), questions: [{ title, options }] });
const waits = (title: string, ...options: string[]): GoalResult => ({ ...nothing, outcome: 'asked', questions: [{ title, options }] });
const refuses = (reason: string | null, ...artifacts: ResultArtifact[]): GoalResult => ({ ...nothing, outcome: 'refused', reason, artifacts });
const to = (digits: number, one: number): number => Number(one.toFixed(digits));
/** The same rows, one number in the first of them changed. */
const spoilt = (rows: Rows, by = 1.05): Cell[][] => rows.map((row, index) => { const at = row.findLastIndex((cell) => typeof cell === 'number'); return row.map((cell, place) => (index === 0 && place === at ? (Number.isInteger(cell) ? Number(cell) + 1 : Number(cell) * by) : cell)); });
const turned = (rows: Rows): Rows => rows.toReversed();

type Judged = GoalResult | [GoalResult, unknown];
const cases: [string, Judged[], Judged[]][] = [];
const judge = (id: string, right: Judged[], wrong: Judged[]): void => { cases.push([id, right, wrong]); };

const trips = tripsByDistrict().map(({ district, trips: count, percent }): Cell[] => [district, count, percent]);
judge('fc-01', [
  got(table('district trips share', trips)), got(table('district trips share', trips.map(([d, n, p]) => [d as Cell, n as Cell, `${Number(p).toFixed(1)} %`]))),
  got(table('district trips', trips.map((row) => row.slice(0, 2))), chart('district share', trips.map(([d, , p]) => [d as Cell, to(4, Number(p) / 100)]))),
  got(say(trips.map(([d, n, p], at) => `${at + 1}. ${d}: ${n} trips (${Number(p).toFixed(1)} %)`).join('\n'))),
], [
  got(table('district trips share', turned(trips))), got(table('district trips share', spoilt(trips))), got(table('district trips', trips.map((row) => row.slice(0, 2)))), got(table('district trips share', trips.slice(0, 4))),
  got(say(trips.map(([d, n], at) => `${at + 1}. ${d}: ${n} trips (20.0 %)`).join('\n'))), got(table('dock trips share', [['B-06', 160, 18.6], ...trips.slice(1)])),
]);

const quarters = museumQuarters().map(({ quarter, visitors, change }): Cell[] => [`Q${quarter} 2024`, visitors, change]);
const bars = chart('quarter visitors', quarters);
const museumText = (rows: Rows, last: string): ResultArtifact => product('report', 'The museum in 2024', { media_type: 'text/markdown', text: `# The museum in 2024\n\nVisitors by quarter, compared with 2023.\n\n${grid(['Quarter', 'Visitors', 'Change in %'], rows.map(([q, n, c]) => [q as Cell, n as Cell, `${Number(c) > 0 ? '+' : ''}${Number(c).toFixed(1)}`]))}\n\n${last}\n` });
judge('fc-02', [
  got(museumText(quarters, 'The third quarter grew most, by 15.9 %.'), bars), got(museumText(quarters, 'The quarter 2024Q3 (18,400 visitors, +15.9 %) had the largest growth.'), bars), got(museumText(quarters, 'Growth was strongest in July–September, followed by Q4.'), bars), got(table('quarter visitors change', quarters.map(([, n, c], at) => [`2024-Q${at + 1}`, n as Cell, c as Cell])), museumText(quarters, 'Q3 had the strongest growth, while Q2 fell.'), chart('quarter sum', quarters.map(([, n], at) => [['2024-01-01', '2024-04-01', '2024-07-01', '2024-10-01'][at] as Cell, n as Cell]))),
], [
  got(museumText(quarters, 'The first quarter grew most.'), bars), got(museumText(quarters, 'Q1 grew most, Q3 least.'), bars), got(museumText(quarters, 'The third quarter grew most.')), got(museumText(spoilt(quarters, 2), 'The third quarter grew most.'), bars), got(museumText(quarters, 'It was a good year for us.'), bars),
  got(museumText(quarters, 'The third quarter grew most.'), chart('quarter visitors', quarters.map(([q, n]) => [q as Cell, Number(n) - 500]))), got(table('quarter visitors change', quarters), bars, numbers({ 'Strongest quarter': 'Q3' })),
]);

const percentiles = (statuses?: string[], column?: string): [string, number, number][] => (['F', 'M'] as const).flatMap((sex) => [0.1, 0.5, 0.9].map((share): [string, number, number] => [sex, share, percentileRange(chipTimes(sex, statuses, column), share).usual]));
const wide = (cells: [string, number, number][]): Cell[][] => [['F', ...cells.slice(0, 3).map(([, , one]) => to(2, one))], ['M', ...cells.slice(3).map(([, , one]) => to(2, one))]];
const spread = percentiles();
judge('fc-03', [
  got(table('sex p10 p50 p90', wide(spread))), got(table('sex percentile chip_minutes', spread)), got(table('sex chip_minutes_p10 chip_minutes_median chip_minutes_p90', wide(spread))),
  got(numbers(Object.fromEntries(spread.map(([sex, share, one]) => [`${sex === 'F' ? 'Women' : 'Men'} ${share * 100}th percentile`, to(1, one)])))),
  got(table('percentile women men', [0, 1, 2].map((at) => [['10th', 'median', '90th'][at] as Cell, spread[at]?.[2] ?? null, spread[at + 3]?.[2] ?? null]))),
  got(say(`Women: 10th percentile ${spread[0]?.[2].toFixed(1)}, median ${spread[1]?.[2].toFixed(1)}, 90th percentile ${spread[2]?.[2].toFixed(1)} minutes.\nMen: 10th percentile ${spread[3]?.[2].toFixed(1)}, median ${spread[4]?.[2].toFixed(1)}, 90th percentile ${spread[5]?.[2].toFixed(1)} minutes.`)),
], [
  got(table('sex p10 p50 p90', wide(percentiles(['finished', 'DSQ'])))), got(table('sex p10 p50 p90', wide(percentiles(undefined, 'gun_minutes')))), got(table('sex p10 p50 p90', wide(spread).slice(0, 1))), got(table('sex p10 p50 p90', [['M', ...(wide(spread)[0] as Cell[]).slice(1)], ['F', ...(wide(spread)[1] as Cell[]).slice(1)]])),
  got(say('Women: 101.4, 123.8 and 143.3 minutes. Men: 91.4, 101.0 and 128.1 minutes.')),
]);

const welch = tomatoes();
const student = tomatoes(false);
judge('fc-04', [
  got(table('treatment mean_yield_kg', [['compost', welch.compost], ['none', to(2, welch.none)]]), numbers({ t: 2.47, 'p-value': to(4, welch.p) })), got(numbers({ 'Mean yield with compost': to(2, welch.compost), 'Mean yield without compost': to(2, welch.none), 'p value': to(3, welch.p) })),
  got(table('group_a group_b mean_a mean_b t df p_value', [['none', 'compost', welch.none, welch.compost, -2.47, 52.6, welch.p]])), got(say('With compost the mean yield was 5.64 kg, without it 5.07 kg.\nThe difference is significant (Welch, p = 0.0166).')),
], [
  got(table('treatment mean_yield_kg', [['compost', welch.compost], ['none', welch.none]]), numbers({ t: 2.3, 'p-value': student.p })), got(numbers({ 'p-value': welch.p })), got(table('treatment mean_yield_kg', [['compost', welch.none], ['none', welch.compost]]), numbers({ 'p-value': welch.p })),
  got(table('group_a group_b mean_a mean_b t df p_value', [['compost', 'none', welch.none, welch.compost, -2.47, 52.6, welch.p]])), got(numbers({ 'Mean yield with compost': 5.07, 'Mean yield without compost': 5.64, 'p value': 0.0166 })),
]);

const bees = hives();
const gains = bees.map(({ hive, date, gain }): Cell[] => [hive, date, gain]);
const curves = bees.map(({ hive, weights }) => chart('date weight_kg', weights, hive));
judge('fc-05', [
  got(table('hive date gain_kg', gains), ...curves), got(say(gains.map(([hive, date, gain]) => `- ${hive}: ${Number(gain).toFixed(2)} kg on ${date}`).join('\n')), ...bees.map(({ hive, weights }) => chart('date weight_kg', weights.filter(([, weight]) => weight !== null).map(([date, weight]) => [`${date}T00:00:00Z`, weight]), `Weight of ${hive}`))),
], [
  got(table('hive date gain_kg', gains)), got(table('hive date gain_kg', gains), chart('hive date weight_kg', bees.flatMap(({ hive, weights }) => weights.map(([date, weight]) => [hive, date, weight])))), got(table('hive date gain_kg', gains), ...curves.slice(1)),
  got(table('hive date gain_kg', [['Amber', '2025-05-19', 1.49], ...gains.slice(1)]), ...curves), got(table('hive date gain_kg', gains.map(([hive, , gain]) => [hive as Cell, '2025-06-12', gain as Cell])), ...curves),
]);

const budgets = budgetCheck();
const claimRow = (claim: Line): Cell[] => [field(claim, 'claim_no'), field(claim, 'employee'), amount(claim)];
const overspent = budgets.filter(({ left }) => left < 0);
const everyStatus = lines('expense-claims.csv').filter((claim) => field(claim, 'spent_on').startsWith('2025-03') && overspent.some(({ department }) => department === field(claim, 'department')));
judge('fc-06', [
  got(table('claim_no employee amount_gbp', overspent.flatMap(({ claims }) => claims.map(claimRow)))), got(table('department spent', [['Support', 2927.58], ['Finance', 875.17]]), ...overspent.map(({ department, claims }) => table('claim who gbp', claims.map(claimRow), department))),
  got(say(grid(['Claim', 'Who', 'GBP'], overspent.flatMap(({ claims }) => claims.map(claimRow))))),
], [
  got(table('department left', budgets.map(({ department, left }) => [department, left]))), got(table('claim_no employee amount_gbp', everyStatus.map(claimRow))), got(table('claim_no employee amount_gbp', overspent.slice(1).flatMap(({ claims }) => claims.map(claimRow)))), got(table('claim_no employee amount_gbp', budgets.flatMap(({ claims }) => claims.map(claimRow)))),
]);

const audit = auditLimit();
const loose = auditLimit(lines('expense-claims.csv'));
judge('fc-07', [got(numbers({ Minimum: audit.limit, 'Claims left': audit.count })), got(table('threshold claims', [[audit.limit, audit.count]])), got(say(`The minimum ends at ${audit.limit} pounds, which leaves ${audit.count} claims.`))], [
  got(numbers({ Minimum: audit.limit - 25, 'Claims left': 47 })), got(numbers({ Minimum: loose.limit, 'Claims left': loose.count })), got(numbers({ Minimum: audit.limit })), got(table('threshold claims', [[50, 200], [75, 180], [325, 47], [350, 36]])),
]);

const slow = slowestTopic();
const months = slow.months.map(({ month, opened, median }): Cell[] => [month, opened, median]);
const closedOnly = slow.months.map(({ month, median }): Cell[] => [month, lines('helpdesk.csv').filter((ticket) => ticket['topic'] === slow.topic && ticket['closed_at'] !== '' && field(ticket, 'opened_at').startsWith(month)).length, median]);
judge('fc-08', [got(table('month opened median_hours', months)), got(table('month opened', months.map((row) => row.slice(0, 2))), chart('month hours', months.map(([month, , median]) => [`${month}-01`, to(1, Number(median))])))], [
  got(table('month opened median_hours', slowestTopic(mean).months.map(({ month, opened, median }) => [month, opened, median]))), got(table('month opened median_hours', months.slice(0, 5))), got(table('month opened median_hours', closedOnly)), got(table('month opened median_hours', months.map(([month, opened, median]) => [month as Cell, opened as Cell, Number(median) / 24]))), got(table('month opened', months.map((row) => row.slice(0, 2)))),
]);

const passes = (mark: number): Cell[][] => passRates(mark).map(({ group, sat, percent }) => [group, sat, percent]);
const markQuestion = 'How many points are needed to pass?';
const enrolled = passRates(48).map(({ group, sat, percent }): Cell[] => { const all = lines('maths-exam.csv').filter((line) => line['class'] === group).length; return [group, all, (percent * sat) / all]; });
judge('fc-09', [after(markQuestion, [], table('class sat pass_rate', passes(48))), after('Pass mark?', [], say(passes(48).map(([group, sat, percent]) => `Class ${group}: ${sat} sat the exam, ${Number(percent).toFixed(1)} % passed.`).join('\n'))), [after(markQuestion, [], table('class n share', passes(40).map(([group, n, percent]) => [group as Cell, n as Cell, Number(percent) / 100]))), { 'pass mark': 'take 40' }], [waits(markQuestion), null]], [
  got(table('class sat pass_rate', passes(48))), after(markQuestion, [], table('class sat pass_rate', passes(49))), after(markQuestion, [], table('class sat pass_rate', enrolled)), [after(markQuestion, [], table('class sat pass_rate', passes(48))), { 'pass mark': '40' }], waits(markQuestion), after('Which file do you like?', [], table('class sat pass_rate', passes(48))),
]);

const timeQuestion = 'Which time counts?';
for (const [at, column, other] of [[0, 'gun_minutes', 'chip_minutes'], [1, 'chip_minutes', 'gun_minutes']] as const) {
  const answers = goalOf('fc-10').readings?.[at]?.answers;
  const rows = (name: 'gun_minutes' | 'chip_minutes'): Cell[][] => tenWomen(name).map(({ bib, minutes }) => [Number(bib), minutes]);
  judge('fc-10', [[after(timeQuestion, ['gun_minutes', 'chip_minutes'], table('bib minutes', rows(column))), answers], [after('Gun or chip time?', [], table('place bib time', rows(column).map(([bib, minutes], index) => [index + 1, bib as Cell, `${Math.floor(Number(minutes) / 60)}:${String(Math.floor(Number(minutes) % 60)).padStart(2, '0')}:${((Number(minutes) * 60) % 60).toFixed(1).padStart(4, '0')}`]))), answers], [waits('Gun time or chip time?', 'gun', 'chip'), answers], [after(timeQuestion, [], say(rows(column).map(([bib, minutes]) => `- Bib ${bib}: ${minutes} min`).join('\n'))), answers]], [
    [got(table('bib minutes', rows(column))), answers], [after(timeQuestion, [], table('bib minutes', rows(other))), answers], [after(timeQuestion, [], table('bib minutes', turned(rows(column)))), answers], [after(timeQuestion, [], table('bib minutes', rows(column).slice(0, 9))), answers], [waits('Which club?'), answers],
  ]);
}

const ticketQuestion = 'Shall tickets be counted by the date they were opened or closed?';
for (const [at, column, other] of [[0, 'closed_at', 'opened_at'], [1, 'opened_at', 'closed_at']] as const) {
  const answers = goalOf('fc-11').readings?.[at]?.answers;
  const rows = (name: 'opened_at' | 'closed_at'): Cell[][] => mayTickets(name).map(({ team, tickets }) => [team, tickets]);
  judge('fc-11', [[after(ticketQuestion, ['opened_at', 'closed_at'], table('team tickets', rows(column))), answers], [waits(ticketQuestion), answers], [after('Which date column?', [], say(rows(column).map(([team, count]) => `- ${team}: ${count}`).join('\n'))), answers]], [
    [got(table('team tickets', rows(column))), answers], [after(ticketQuestion, [], table('team tickets', rows(other))), answers], [after(ticketQuestion, [], table('team tickets', rows(column).slice(1))), answers], [waits('Which team?'), answers],
  ]);
}

judge('fc-12', [refuses('The file says nothing about the café.')], [got(table('month spend', [['2024-01', 6.2]])), refuses(''), waits('Which column is the café?'), refuses('Not possible.', table('month income', [['2024-01', 7]]))]);

const snow = snowDays().map(({ station, winter, days }): [string, string, number] => [station, winter, days]);
const crossed = (cells: [string, string, number][]): ResultArtifact => table(`station ${[...new Set(cells.map(([, winter]) => winter))].join(' ')}`, [...new Set(cells.map(([station]) => station))].map((station) => [station, ...cells.filter((cell) => cell[0] === station).map(([, , days]) => days)]));
judge('fc-13', [got(table('station winter days', snow)), got(crossed(snow)), got(table('station winter days', snow.map(([station, winter, days]) => [station, winter.replace('/', '-'), days])))], [
  got(table('station winter days', snowDays(31).map(({ station, winter, days }) => [station, winter, days]))), got(table('station winter days', snow.slice(1))), got(crossed(spoilt(snow) as [string, string, number][])), got(table('station days', ['Hochalm', 'Kienthal', 'Rauris Saddle'].map((station) => [station, sum(snow.filter((cell) => cell[0] === station).map(([, , days]) => days))]))),
]);

const ice = iceSeasons();
const otherLake = iceSeasons('Lake Orvik');
judge('fc-14', [got(chart('autumn_year days', ice.known), numbers({ 'Trend in days per decade': to(2, ice.perDecade) })), got(chart('winter ice_days', ice.years.map(([year, days]) => [`${year}/${String((year + 1) % 100).padStart(2, '0')}`, days])), say('The ice season became shorter by 6.7 days per decade.'))], [
  got(chart('autumn_year days', ice.known), numbers({ 'Trend in days per decade': to(3, ice.perDecade / 10) })), got(numbers({ 'Trend in days per decade': ice.perDecade })), got(chart('autumn_year days', otherLake.known), numbers({ 'Trend in days per decade': otherLake.perDecade })), got(chart('autumn_year days', spoilt(ice.known)), numbers({ 'Trend in days per decade': ice.perDecade })), got(table('autumn_year days', ice.known), numbers({ 'Trend in days per decade': ice.perDecade })),
]);

const burnt = lightning();
const smallOnly = lightning((cause) => cause === 'lightning');
const spots = (fires: Line[]): Rows => fires.map((fire) => [value(fire, 'lat'), value(fire, 'lon')]);
judge('fc-15', [got(map('lat lon', spots(burnt.fires)), numbers({ 'Total burnt area in ha': to(1, burnt.burnt) })), got(map('fire_no latitude longitude', burnt.fires.map((fire) => [field(fire, 'fire_no'), value(fire, 'lat'), value(fire, 'lon')])), say('Altogether 1,785.9 hectares burnt.'))], [
  got(map('lat lon', spots(smallOnly.fires)), numbers({ 'Total burnt area in ha': smallOnly.burnt })), got(numbers({ 'Total burnt area in ha': burnt.burnt })), got(map('lat lon', spots(burnt.fires)), numbers({ 'Total burnt area in ha': smallOnly.burnt })), got(map('lat lon', spots(burnt.fires.filter((fire) => fire['burnt_ha'] !== ''))), numbers({ 'Total burnt area in ha': burnt.burnt })), got(table('lat lon', spots(burnt.fires)), numbers({ 'Total burnt area in ha': burnt.burnt })),
]);

judge('fc-16', [got(numbers({ 'Pearson r': indexCorrelation() })), got(say(`The correlation of the anomalies with the index is r = ${indexCorrelation().toFixed(2)}.`)), got(table('x y r n', [['sst_anomaly', 'selkie_index', to(3, indexCorrelation()), 313]]))], [got(numbers({ 'Pearson r': indexCorrelation(false) })), got(numbers({ 'Pearson r': -indexCorrelation() })), got(numbers({ 'Pearson r': indexCorrelation() ** 2 }))]);

const storms = stormsOf('2021');
const peaks = storms.map(({ storm, wind, pressure }): Cell[] => [storm, wind, pressure]);
const tracks = storms.map(({ storm, fixes }) => map('fix_utc lat lon', fixes.map((fix) => [field(fix, 'fix_utc'), value(fix, 'lat'), value(fix, 'lon')]), storm));
const bothBrunas = lines('storm-tracks.csv').filter((fix) => fix['storm'] === 'Bruna');
judge('fc-17', [got(table('storm max_wind_kn min_pressure_hpa', peaks), ...tracks), got(say(peaks.map(([storm, wind, pressure]) => `- ${storm}: ${wind} kn, ${pressure} hPa`).join('\n')), ...tracks)], [
  got(table('storm max_wind_kn min_pressure_hpa', peaks)), got(table('storm max_wind_kn min_pressure_hpa', peaks), map('storm lat lon', storms.flatMap(({ storm, fixes }) => fixes.map((fix) => [storm, value(fix, 'lat'), value(fix, 'lon')])))), got(table('storm max_wind_kn min_pressure_hpa', peaks.map((row) => (row[0] === 'Bruna' ? ['Bruna', 100, 963] : row))), ...tracks),
  got(table('storm max_wind_kn min_pressure_hpa', peaks), ...tracks.map((one) => (one.title === 'Bruna' ? map('lat lon', bothBrunas.map((fix) => [value(fix, 'lat'), value(fix, 'lon')]), 'Bruna') : one))), got(table('storm max_wind_kn min_pressure_hpa', [...peaks, ['Alda', 100, 960]]), ...tracks),
]);

const spell = drySpell('2022');
const strict = drySpell('2022', 0.0001);
const wet = wettestDay('2022');
judge('fc-18', [got(table('days from to', [[spell.days, spell.from, spell.to]])), got(numbers({ 'Longest dry spell in days': spell.days, From: spell.from, To: spell.to })), got(say('2022 was 19.5 % below the mean. The longest dry spell lasted 30 days, from 26 July to 24 August 2022.'))], [
  got(table('date rain_mm', [[wet.date, wet.mm]])), got(table('days from to', [[strict.days, strict.from, strict.to]])), got(numbers({ 'Longest dry spell in days': spell.days })), got(table('days from to', [[8, '2022-07-26', '2022-08-02']])), got(table('days from to', [[spell.days, spell.from, spell.to]]), say(`The wettest day was ${wet.date} with ${wet.mm} mm.`)),
]);

const losses = glacierLoss();
const [worst, second] = losses as [(typeof losses)[number], (typeof losses)[number]];
const name = say(`${worst.glacier} lost most.`);
judge('fc-19', [got(table('year cumulative_mwe', worst.running), chart('year cumulative_mwe', worst.running), name), got(table('glacier year cumulative', worst.running.map(([year, total]) => [worst.glacier, year, to(2, total)])), chart('year total', worst.running.map(([year, total]) => [year, to(2, total)])))], [
  got(table('year cumulative_mwe', second.running), chart('year cumulative_mwe', second.running), say(`${second.glacier} lost most.`)), got(table('year cumulative_mwe', worst.running), name), got(chart('year cumulative_mwe', worst.running), name), got(table('year cumulative_mwe', worst.running), chart('year cumulative_mwe', worst.running)),
  got(table('year balance', worst.running.map(([year, total], at) => [year, total - (worst.running[at - 1]?.[1] ?? 0)])), chart('year balance', worst.running), name), got(table('year cumulative_mwe', worst.running.slice(1)), chart('year cumulative_mwe', worst.running), name),
]);

const flaskQuestion = 'Which of these flasks shall be thrown out?';
const levels = (without: string[]): Rows => yearlyCo2(without);
judge('fc-20', [after(flaskQuestion, suspects(), table('year co2_ppm', levels(['F-0372']))), after(flaskQuestion, [], chart('year mean', levels(['F-0372']).map(([year, level]) => [year as Cell, to(1, Number(level))]))), [after(flaskQuestion, suspects(), table('year co2_ppm', levels(['F-0319']))), { x: 'F-0319 please' }], [waits(flaskQuestion, ...suspects()), null]], [
  got(table('year co2_ppm', levels(['F-0372']))), after(flaskQuestion, suspects(), table('year co2_ppm', levels([]))), after(flaskQuestion, suspects(), table('year co2_ppm', levels(suspects()))), after(flaskQuestion, suspects().slice(0, 2), table('year co2_ppm', levels(['F-0372']))), waits(flaskQuestion, ...suspects()), after(flaskQuestion, ['F-0372', 'F-0248', 'F-0319', 'F-0404', 'F-0211'], table('year co2_ppm', levels(['F-0372']))),
]);

const normalQuestion = 'Which normal shall be used?';
for (const [at, column, other] of [[0, 'normal_1981_2010_c', 'normal_1991_2020_c'], [1, 'normal_1991_2020_c', 'normal_1981_2010_c']] as const) {
  const answers = goalOf('fc-21').readings?.[at]?.answers;
  judge('fc-21', [[after(normalQuestion, [column, other], table('month departure_c', departures(column))), answers], [waits(normalQuestion, '1981-2010', '1991-2020'), answers], [after('Base period 1981-2010 or 1991-2020?', [], chart('month difference', departures(column).map(([month, by]) => [['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][Number(month.slice(5)) - 1] as Cell, to(1, by)]))), answers]], [
    [got(table('month departure_c', departures(column))), answers], [after(normalQuestion, [], table('month departure_c', departures(other))), answers], [after(normalQuestion, [], table('month departure_c', departures(column).slice(1))), answers], [after(normalQuestion, [], table('month departure_c', departures(column).map(([month, by]) => [month, -by]))), answers], [waits('In which language?'), answers],
  ]);
}

judge('fc-22', [refuses('Nothing here can fetch or calibrate a sensor.')], [got(table('month sst_c', [['2020-12', 12.1]])), refuses(null), { ...nothing, outcome: 'failed', reason: 'it broke' }, waits('Which sensor?')]);

// ---------------------------------------------------------------- judging them

const faults: string[] = [];
let judged = 0;
for (const [id, right, wrong] of cases) {
  const checker = checkers[id];
  if (checker === undefined) { faults.push(`${id} has no checker`); continue; }
  if (right.length < 1 || wrong.length < 2) faults.push(`${id} is shown too few results`);
  for (const [expected, list] of [[true, right], [false, wrong]] as const) {
    for (const [index, one] of list.entries()) {
      const [result, answers] = Array.isArray(one) ? one : [one, goalOf(id).answers];
      const verdict = checker(result, { answers });
      judged++;
      if (verdict.right !== expected) faults.push(`${id}: ${expected ? 'right' : 'wrong'} result ${index + 1} is judged ${verdict.right ? 'right' : 'wrong'}: ${verdict.why}`);
    }
  }
  if (checker(nothing, { answers: goalOf(id).answers }).right) faults.push(`${id} accepts an empty result`);
  for (const one of right) {
    const [result, answers] = Array.isArray(one) ? one : [one, goalOf(id).answers];
    if (result.outcome === 'completed' && checker({ ...result, outcome: 'failed', reason: 'it broke' }, { answers }).right) faults.push(`${id} accepts a failed run`);
  }
}

// ---------------------------------------------------------------- the goals themselves

for (const goal of goals) {
  if (!cases.some(([id]) => id === goal.id)) faults.push(`${goal.id} is not judged`);
  if (goal.paraphrases.length !== 3 || new Set([goal.goal, ...goal.paraphrases]).size !== 4) faults.push(`${goal.id} needs three different paraphrases`);
  if ((goal.kind === 'ambiguous' || goal.construct === 'user_interaction') !== (goal.answers !== null && goal.question !== null)) faults.push(`${goal.id}: question and answers`);
  if ((goal.kind === 'unservable') !== (goal.why_unservable !== null)) faults.push(`${goal.id}: why unservable`);
  if ((goal.kind === 'ambiguous') !== ((goal.readings?.length ?? 0) > 1)) faults.push(`${goal.id}: readings`);
  if (goal.construct !== null && goal.kind !== 'servable') faults.push(`${goal.id}: a construct of a goal that is not servable`);
  for (const path of goal.attach) if (lines(path.replace('data/', '')).length > 2000) faults.push(`${path} is too long`);
}
for (const id of Object.keys(checkers)) if (!goals.some((goal) => goal.id === id)) faults.push(`${id} has no goal`);
const tally = (key: (goal: Goal) => string): { [key: string]: number } => Object.fromEntries(Object.entries(Object.groupBy(goals, key)).map(([one, group]) => [one, group?.length ?? 0]));
console.log(JSON.stringify({ goals: goals.length, domain: tally((goal) => goal.domain), kind: tally((goal) => goal.kind), construct: tally((goal) => goal.construct ?? 'none'), judged }));
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}
