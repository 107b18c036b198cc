/** Shows every checker of this part right and wrong results, and every operation of the services a call; fails unless all are told apart. */
import { readFileSync, readdirSync } from 'node:fs';
import type { GoalResult, ResultArtifact } from '../checker.ts';
import { bestApiary, bronzes, carbon, clubRanking, dogsWithoutRabies, earlierPlant, feeRise, freePeriods, iceOf, lakeNames, longestWaiting, lostTickets, melted, motions, podiums, septemberEnergy, slope, stays, striders, trenchDays, wetHarvests } from './answers.ts';
import { checkers } from './checkers.ts';
import * as charging from './services/charging.ts';
import type { Service } from './services/http.ts';
import * as shelter from './services/shelter.ts';

interface Goal { id: string; domain: string; kind: string; construct: string | null; goal: string; paraphrases: string[]; attach: string[]; services: string[]; answers: unknown; question: string | null; why_unservable: string | null; readings?: { answers: unknown }[] }
const goals = JSON.parse(readFileSync(new URL('goals.json', import.meta.url), 'utf8')) as Goal[];
const faults: string[] = [];
const must = (fine: boolean, fault: string): void => { if (!fine) faults.push(fault); };

// ---- making results

type Cell = string | number | boolean | null;
type Rows = readonly (readonly Cell[])[];
type Request = GoalResult['requests'][number];
const base: GoalResult = { outcome: 'completed', reason: null, questions: [], artifacts: [], requests: [], files: [] };
const artifact = (kind: string, title: string, more: Partial<ResultArtifact>): ResultArtifact => ({ kind, name: title.toLowerCase().replaceAll(' ', '_'), title, media_type: 'application/json', ...more });
const records = (columns: string, rows: Rows): { [column: string]: unknown }[] => rows.map((row) => Object.fromEntries(columns.split(' ').map((column, index) => [column, row[index]])));
const table = (columns: string, rows: Rows, title = 'Result'): ResultArtifact => artifact('table', title, { columns: columns.split(' '), rows: records(columns, rows) });
const chart = (columns: string, rows: Rows, title = 'Chart'): ResultArtifact => artifact('chart', title, { rows: records(columns, rows), media_type: 'image/svg+xml' });
const numbers = (values: { [title: string]: string | number }): ResultArtifact => artifact('numbers', 'Numbers', { numbers: Object.entries(values).map(([title, value]) => ({ name: title.toLowerCase().replaceAll(' ', '_'), title, value, unit: null })) });
const prose = (...lines: string[]): ResultArtifact => artifact('text', 'Answer', { text: lines.join('\n'), media_type: 'text/markdown' });
const markdown = (columns: string, rows: Rows): string => [columns.split(' '), columns.split(' ').map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const done = (...artifacts: ResultArtifact[]): GoalResult => ({ ...base, artifacts });
const request = (service: string, method: string, path: string, body: unknown = null): Request => ({ service, method, path, query: {}, body });
const did = (requests: Request[], ...artifacts: ResultArtifact[]): GoalResult => ({ ...base, requests, artifacts });
const ask = (result: GoalResult, title: string, ...options: string[]): GoalResult => ({ ...result, questions: [{ title, options }] });
const wait = (title: string, ...options: string[]): GoalResult => ask({ ...base, outcome: 'asked' }, title, ...options);
const refusal = (reason: string | null): GoalResult => ({ ...base, outcome: 'refused', reason });
const clock = (seconds: number): string => `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}:${String(Math.round(seconds) % 60).padStart(2, '0')}`;
const fixed = (value: number, digits: number): number => Number(value.toFixed(digits));
const worse = (rows: Rows, column: number, by: number): Cell[][] => rows.map((row, index) => row.map((cell, at) => (index === 0 && at === column ? Number(cell) + by : cell)));

interface Case { right: GoalResult[]; wrong: GoalResult[]; answers?: unknown }
const cases: [string, Case][] = [];
const add = (id: string, right: GoalResult[], wrong: GoalResult[], answers?: unknown): void => { cases.push([id, { right, wrong, ...(answers === undefined ? {} : { answers }) }]); };
const readingOf = (id: string, index: number): unknown => goals.find((goal) => goal.id === id)?.readings?.[index]?.answers;

// ---- data analysis

const clubs = clubRanking().slice(0, 5);
add('ff-01',
  [done(table('club total_seconds', clubs)), done(table('club total', clubs.map(([club, s]) => [club, `0${clock(s)}`]))), done(table('club minutes runners', clubs.map(([club, s]) => [club, fixed(s / 60, 2), 3]))), done(prose(...clubs.map(([club, s], index) => `${index + 1}. ${club} with ${clock(s)}`)))],
  [done(table('club total_seconds', clubs.toReversed())), done(table('club total_seconds', clubRanking().slice(0, 6))), done(table('club total_seconds', worse(clubs, 1, 40))), done(table('club total_seconds', [['Pier Milers', 6614], ...clubs.slice(0, 4)]))]);
const places = podiums();
const placeRows: Rows = places.map((one) => [one.group, one.place, one.name, clock(one.seconds)]);
const classes = [...new Set(places.map((one) => one.group))];
const ownPlaces = (group: string): Rows => places.filter((one) => one.group === group).map((one) => [one.name, clock(one.seconds)]);
add('ff-02',
  [
    done(table('class place name net_time', placeRows)), done(table('class runner seconds', places.map((one) => [one.group, one.name, one.seconds]))), done(...classes.map((group) => table('name net_time', ownPlaces(group), `Podium ${group}`))),
    done(prose(...classes.flatMap((group) => [`## ${group}`, '', ...ownPlaces(group).map((row, index) => `${index + 1}. ${row.join(', ')}`)]))), done(table('class first second third', classes.map((group) => [group, ...ownPlaces(group).map((row) => `${String(row[0])} (${String(row[1])})`)]))),
    { ...base, files: classes.map((group) => ({ path: `podium-${group}.csv`, text: `name,net_time\n${ownPlaces(group).map((row) => row.join(',')).join('\n')}\n` })) },
  ],
  [
    done(table('class place name net_time', placeRows.slice(1))), done(table('class runner seconds', places.toReversed().map((one) => [one.group, one.name, one.seconds]))), done(table('class place name net_time', [...placeRows, ['W20', 4, 'Somebody Else', '1:59:59']])),
    done(...classes.slice(1).map((group) => table('name net_time', ownPlaces(group), `Podium ${group}`))), done(prose(...classes.flatMap((group, index) => [`## ${group}`, ...ownPlaces(classes[(index + 1) % classes.length] as string).map((row) => `- ${row.join(', ')}`)]))),
  ]);
const mean = stays();
add('ff-03',
  [done(table('garage mean_minutes', mean)), done(table('garage tickets mean', mean.map(([garage, value]) => [garage, 100, fixed(value, 1)])), prose('13 of 640 tickets have no exit time.')), done(prose(...mean.map(([garage, value]) => `- ${garage}: ${value.toFixed(2)} min`)))],
  [done(table('garage missing', lostTickets().byGarage)), done(table('garage mean_minutes', worse(mean, 1, 2))), done(table('garage mean_minutes', mean.slice(1))), done(table('garage mean_minutes', mean), table('garage missing', lostTickets().byGarage)), done(numbers({ 'Mean stay': 100 }))]);
const tries = freePeriods();
const share = tries.at(-1)?.[1] as number;
add('ff-04',
  [done(numbers({ 'Free period in minutes': 30, 'Share of cars': fixed(share, 4) })), done(prose(`The free period ends up at 30 minutes; ${(share * 100).toFixed(1)} percent of the cars stay that long or shorter.`)), done(table('limit share_pct', tries.map(([limit, part]) => [limit, part * 100]))), done(table('minutes share', [[30, share]]))],
  [done(numbers({ 'Free period in minutes': 25, 'Share of cars': fixed(share, 4) })), done(numbers({ 'Free period in minutes': 30, 'Share of cars': 0.2 })), done(prose('The free period is 35 minutes with 30.1 percent of the cars.')), done(numbers({ 'Free period in minutes': 30 }))]);
const apiary = bestApiary();
add('ff-05',
  [done(prose(`${apiary.name} gave the most.`), table('hive kg queen_born', apiary.hives)), done(table('apiary hive_no kilos queen', apiary.hives.map(([hive, kilos, born]) => [apiary.name, hive, fixed(kilos, 1), born])))],
  [done(prose(`${apiary.name} gave the most.`), table('hive kg queen_born', apiary.hives.toReversed())), done(table('hive kg queen_born', apiary.hives)), done(prose(apiary.name), table('hive kg queen_born', apiary.hives.slice(1))), done(prose(apiary.name), table('hive kg queen_born', worse(apiary.hives, 1, 5))), done(prose(apiary.others[0] as string), table('hive kg queen_born', apiary.hives))]);
const wet = wetHarvests(20);
const limitQuestion = 'Which water content in percent is the limit?';
add('ff-06',
  [ask(done(table('taken_on hive_no water_pct', wet)), limitQuestion), ask(done(prose(markdown('date hive water', wet))), 'What is the limit?')],
  [done(table('taken_on hive_no water_pct', wet)), ask(done(table('taken_on hive_no water_pct', wetHarvests(19.99))), limitQuestion), ask(done(table('taken_on hive_no water_pct', wet.slice(2))), limitQuestion), wait(limitQuestion)]);
add('ff-06', [ask(done(table('day hive pct', wetHarvests(18.5))), limitQuestion)], [ask(done(table('day hive pct', wet)), limitQuestion), ask(done(), limitQuestion)], { limit: 'nothing above 18.5 percent' });
const [netTime, gunTime] = [striders('net_time'), striders('gun_time')];
const which = (result: GoalResult): GoalResult => ask(result, 'Which time is meant?', 'net_time', 'gun_time');
add('ff-07',
  [wait('Should I take the net or the gun time?'), which(done(numbers({ 'Average time': clock(netTime) }))), which(done(numbers({ 'Average net time in minutes': fixed(netTime / 60, 2) }))), which(done(prose(`On average they took ${clock(netTime)}.`)))],
  [done(numbers({ 'Average time': clock(netTime) })), which(done(numbers({ 'Average time': clock(gunTime) }))), which(done(numbers({ Net: clock(netTime), Gun: clock(gunTime) }))), wait('How should the answer look?'), which(done(numbers({ 'Average time': clock(netTime + 60) })))]);
add('ff-07', [which(done(numbers({ 'Average time': fixed(gunTime, 1) })))], [which(done(numbers({ 'Average time': clock(netTime) }))), which(done())], readingOf('ff-07', 1));

// ---- climate

const decade = slope(iceOf('Kvarnsjon')) * 10;
add('ff-08', [done(numbers({ 'Trend in days per decade': fixed(decade, 2) })), done(prose(`The ice on Kvarnsjon has become shorter by ${Math.abs(decade).toFixed(1)} days per decade.`)), done(numbers({ Slope: decade, Intercept: 120.4 }))], [done(numbers({ 'Trend in days per year': fixed(decade / 10, 3) })), done(numbers({ 'Trend in days per decade': fixed(decade * 1.05, 2) })), done(prose('The ice season has become shorter.'))]);
const lakeCharts = lakeNames().map((lake) => chart('winter days', iceOf(lake).map(([start, days]) => [`${start}/${String((start + 1) % 100).padStart(2, '0')}`, days]), `Days of ice on ${lake}`));
add('ff-09',
  [done(...lakeCharts), done(...lakeNames().map((lake) => chart('lake year days', [...iceOf(lake).map(([start, days]): Cell[] => [lake, start, days]), [lake, 2099, null]])))],
  [done(...lakeCharts.slice(1)), done(chart('winter days', lakeNames().flatMap((lake) => iceOf(lake)))), done(...lakeCharts.slice(1), { ...(lakeCharts[0] as ResultArtifact), rows: (lakeCharts[1] as ResultArtifact).rows ?? [] }), done(...lakeCharts.map((one) => ({ ...one, kind: 'table', media_type: 'application/json' })))]);
for (const id of ['ff-10', 'ff-23', 'ff-29']) add(id, [refusal('Nothing that is here can do this.')], [refusal(null), done(prose('Done.')), { ...refusal('No wind.'), artifacts: [numbers({ r: 0.4 })] }, { ...base, outcome: 'failed', reason: 'error' }]);
const ppm = carbon(false);
add('ff-11', [done(table('year co2_ppm', ppm)), done(table('year n mean', ppm.map(([year, value]) => [Number(year), 90, fixed(value, 1)]))), done(prose(...ppm.map(([year, value]) => `- ${year}: ${value.toFixed(2)} ppm`)))], [done(table('year co2_ppm', carbon(true))), done(table('year all', carbon(true)), table('year unflagged', ppm)), done(table('year co2_ppm', ppm.slice(1))), done(numbers({ 'Mean CO2': 418.2 }))]);
const gone = melted();
add('ff-12',
  [done(numbers({ 'Snow is gone on': gone.on, 'Days with melt': gone.days })), done(prose(`The snow is gone on 22 May 2024 after ${gone.days} days of melt.`)), done(table('melt_out melt_days', [[gone.on, gone.days]]))],
  [done(numbers({ 'Snow is gone on': '2024-05-23', 'Days with melt': gone.days })), done(numbers({ 'Snow is gone on': gone.on, 'Days with melt': gone.days + 1 })), done(numbers({ 'Snow is gone on': gone.on })), done(table('date melted', Array.from({ length: 52 }, (_, index): Cell[] => [`2024-0${index < 30 ? 4 : 5}-${String((index % 30) + 1).padStart(2, '0')}`, index])))]);
const plant = earlierPlant();
add('ff-13',
  [done(prose(`It is the ${plant.name}.`), table('place mean_day', plant.places)), done(table('plant place day', plant.places.map(([place, on]) => [plant.name, place, fixed(on, 1)])))],
  [done(prose('It is the hazel.'), table('place mean_day', plant.places)), done(prose(plant.name), table('place mean_day', worse(plant.places, 1, 0.6))), done(prose(plant.name), table('place mean_day', plant.places.slice(1)))]);
const chosen = (lake: string): Rows => iceOf(lake).filter(([start]) => start >= 2010).map(([start, days]) => [`${start}/${start - 1999}`, days]);
const offerLakes = (result: GoalResult): GoalResult => ask(result, 'Which lake?', ...lakeNames());
add('ff-14', [offerLakes(done(table('winter days', chosen('Vintersjon')))), offerLakes(done(table('winter days', [...chosen('Vintersjon'), ['2021/22', null]]))), offerLakes(done(prose(markdown('winter days', chosen('Vintersjon')))))], [done(table('winter days', chosen('Vintersjon'))), offerLakes(done(table('winter days', chosen('Mjolken')))), offerLakes(done(table('winter days', iceOf('Vintersjon')))), wait('Which lake?')]);
add('ff-14', [offerLakes(done(table('winter days', chosen('Blåtjern'))))], [offerLakes(done(table('winter days', chosen('Vintersjon')))), offerLakes(done())], { lake: 'Blåtjern please' });
const winters = (result: GoalResult): GoalResult => ask(result, 'Which winter do you mean?', '2009/10', '2010/11');
add('ff-15', [wait('Is it the winter that began in 2009 or the one that ended in 2011?'), winters(done(numbers({ 'Days of ice': 116 }))), winters(done(prose('Mjolken was frozen for 116 days.')))], [done(numbers({ 'Days of ice': 116 })), winters(done(numbers({ 'Days of ice': 121 }))), winters(done(numbers({ 'Days of ice 2009/10': 116, 'Days of ice 2010/11': 121 }))), wait('Which colour?')]);
add('ff-15', [winters(done(numbers({ 'Days of ice': 121 })))], [winters(done(numbers({ 'Days of ice': 116 }))), winters(done(numbers({ 'Days of ice': 120 })))], readingOf('ff-15', 1));

// ---- services

const energy = septemberEnergy();
add('ff-16', [done(table('site kwh', energy)), done(prose(...energy.map(([site, kwh]) => `- ${site}: ${kwh.toFixed(1)} kWh`))), done(chart('site kwh', energy.map(([site, kwh]) => [site, fixed(kwh, 2)])))], [done(table('site kwh', energy.toReversed())), done(table('site kwh', energy.map(([site, kwh]) => [site, kwh * 0.3]))), done(table('site kwh', energy.slice(0, 4))), { ...done(table('site kwh', energy)), requests: [request('charging', 'PATCH', '/points/LP-2101', { price_per_kwh: 0.2 })] }]);
const booking = (animal_id: string, vet_id: string, date: string, part_of_day: string, reason: string): Request => request('shelter', 'POST', '/appointments', { animal_id, vet_id, date, part_of_day, reason });
const teeth = booking('A-1027', 'V-1', '2025-10-14', 'afternoon', 'tooth extraction');
add('ff-17', [did([request('shelter', 'GET', '/animals'), teeth], prose('Booked.')), did([{ ...teeth, body: { ...(teeth.body as object), reason: 'Tooth extraction' } }])], [did([]), did([booking('A-1009', 'V-1', '2025-10-14', 'afternoon', 'tooth extraction')]), did([teeth, teeth]), did([booking('A-1027', 'V-3', '2025-10-14', 'afternoon', 'tooth extraction')]), did([booking('A-1027', 'V-1', '2025-10-14', 'morning', 'tooth extraction')])]);
const dogs = dogsWithoutRabies('2025-10-06');
must(dogs.map((dog) => dog.name).join() === 'Lotta,Tilda,Baldur,Nanuk', `the dogs are ${dogs.map((dog) => dog.name).join()}`);
const boosters = dogs.map((dog) => booking(dog.id, 'V-2', '2025-10-20', 'morning', 'rabies booster'));
const dogTable = table('dog', dogs.map((dog) => [dog.name]));
add('ff-18', [did(boosters.toReversed(), dogTable), did(boosters, prose('Booked: Lotta, Tilda, Baldur and Nanuk.')), did(boosters, table('id animal_id date', dogs.map((dog, index) => [`AP-${63 + index}`, dog.id, '2025-10-20'])))], [did(boosters.slice(1), dogTable), did(boosters), did([...boosters, booking('A-1012', 'V-2', '2025-10-20', 'morning', 'rabies booster')], dogTable), did(boosters, table('dog', [['Lotta'], ['Tilda'], ['Baldur'], ['Nanuk'], ['Juno']]))]);
const change = (body: unknown, point = 'LP-2107'): Request => request('charging', 'PATCH', `/points/${point}`, body);
add('ff-19', [did([request('charging', 'GET', '/faults'), change({ price_per_kwh: 0.39 })]), did([change({ price_per_kwh: 0.39 })], prose('No open fault, so the price is 0.39 now.'))], [did([change({ state: 'out_of_service' })]), did([change({ price_per_kwh: 0.39, state: 'out_of_service' })]), did([change({ price_per_kwh: 0.39 }, 'LP-2108')]), did([])]);
const restarts = (times: number, point = 'LP-2114'): Request[] => Array.from({ length: times }, () => request('charging', 'POST', `/points/${point}/restart`));
add('ff-20', [did(restarts(4), numbers({ 'Number of restarts': 4 })), did(restarts(4), prose('It took four restarts.'))], [did(restarts(3), numbers({ 'Number of restarts': 4 })), did(restarts(6), numbers({ 'Number of restarts': 6 })), did(restarts(4), numbers({ 'Number of restarts': 5 })), did([...restarts(4), ...restarts(1, 'LP-2108')], numbers({ 'Number of restarts': 4 })), did(restarts(4))]);
const waiting = longestWaiting();
must(JSON.stringify([waiting.name, waiting.homes]) === JSON.stringify(['Hazel', [['Dubois', 'Upper Sturt', 3], ['Engstrom', 'Dell', 1]]]), `longest waiting: ${JSON.stringify(waiting)}`);
add('ff-21', [done(prose('Longest here is Hazel; Dubois in Upper Sturt has 3 free places, Engstrom in Dell has 1.')), done(prose('Hazel has been here longest.'), table('family town free', waiting.homes)), done(prose('Longest here: Hazel, a rabbit.', '- Dubois in Upper Sturt, 3 free', '- Engstrom in Dell, 1 free'))], [done(prose('Longest here is Hazel; Dubois in Upper Sturt has 1 free place, Engstrom in Dell has 3.')), done(table('family town free', waiting.homes)), done(prose('Hazel'), table('family town free', [...waiting.homes, ['Achebe', 'Norley', 0]])), done(prose('Hazel'), table('family town places', [['Dubois', 'Upper Sturt', 4], ['Engstrom', 'Dell', 1]])), done(prose('Schroeder'), table('family town free', [['Castellani', 'Norley', 2]]))]);
const offerHomes = (result: GoalResult): GoalResult => ask(result, 'Which foster home is to take Minka?', 'Castellani, Norley (FH-3)', 'Engstrom, Dell (FH-5)', 'Goncharov, Sturt Ferry (FH-7)');
const place = (foster_home_id: string, from = '2025-10-10', animal_id = 'A-1014'): Request => request('shelter', 'POST', '/placements', { animal_id, foster_home_id, from });
add('ff-22', [offerHomes(did([place('FH-7')])), ask(did([place('FH-7')], table('home family', [['FH-3', 'Castellani']])), 'Which home do you choose?')], [did([place('FH-7')]), offerHomes(did([place('FH-3')])), offerHomes(did([place('FH-7', '2025-10-11')])), ask(did([place('FH-7')]), 'Which home?', 'Castellani', 'Achebe', 'Engstrom', 'Goncharov'), offerHomes(did([])), offerHomes(did([place('FH-7', '2025-10-10', 'A-1015')]))]);
add('ff-22', [offerHomes(did([place('FH-5')]))], [offerHomes(did([place('FH-7')])), offerHomes(did([]))], { home: 'Engstrom' });

// ---- documents

const shed = 'A shed may be no higher than 2.60 m at the ridge; the floor area stays as it was.';
add('ff-24', [done(prose(`> ${shed}`, '', '(circular-2024-11.txt)')), done(table('document quote', [['documents/garden/circular-2024-11.txt', `Sheds: ${shed}`]])), done(prose(`The circular of 18 November 2024 says: “${shed}”`))], [done(prose('At most 2.60 m, circular-2024-11.txt')), done(prose(`"${shed}"`)), done(prose('"A shed may be no higher than 2.40 m at the ridge, so that a standard door fits." (circular-2022-04.txt)')), done(table('document quote', [['circular-2024-11.txt', shed], ['circular-2022-04.txt', 'A shed may be no higher than 2.40 m at the ridge']]))]);
const decided = motions().filter((one) => one.carried);
must(decided.map((one) => one.votes.join('/')).join() === '29/8/4,31/6/4,35/9/3,33/12/2,40/3/4', 'the carried motions');
const motionRows: Rows = decided.map((one) => [one.on, one.subject, ...one.votes]);
add('ff-25', [done(table('date motion for against abstentions', motionRows)), done(prose(markdown('date motion for against abstained', motionRows.map((row) => [String(row[0]).startsWith('2023') ? '14 October 2023' : '12 October 2024', ...row.slice(1)])))), done(table('nr date motion yes no none', motionRows.map((row, index) => [index + 1, ...row])))], [done(table('date motion for against abstentions', motionRows.slice(1))), done(table('date motion for against abstentions', [...motionRows, ['2024-10-12', 'Trampolines are forbidden', 27, 18, 2]])), done(table('date motion for against abstentions', worse(motionRows, 3, 1))), done(table('motion for against abstentions', motionRows.map((row) => row.slice(1))))]);
const notes: Rows = bronzes().map((one) => [one.id, one.advice]);
must(notes.length === 4, 'four bronze finds');
must(bronzes().map((one) => one.core).join('|') === 'clean dry under the microscope and store below 40 % humidity|treat with benzotriazole for 24 hours before anything else|Do not clean; X-ray first|Wash in deionised water and check again after six months', 'what is to be done with the bronzes');
add('ff-26', [done(table('find advice', notes)), done(table('find quote', bronzes().map((one) => [one.id, one.core]))), done(table('document find quote', notes.map(([id, advice]) => ['conservation-notes.txt', id as string, `${String(id)}: ${String(advice)}`]))), done(prose(...notes.map(([id, advice]) => `- **${String(id)}**: “${String(advice)}”`)))], [done(table('find advice', notes.slice(1))), done(table('find advice', [...notes, ['F-305', 'Keep the awl cool and let it dry over four weeks.']])), done(table('find advice', notes.map(([id]) => [id as string, 'Clean it carefully.']))), done(table('find advice', notes.map(([id], index) => [id as string, notes[(index + 1) % 4]?.[1] as string])))]);
const backfill = 'All trenches are backfilled with the original soil before 30 September 2024.';
add('ff-27', [done(numbers({ 'Days after the end of the permit': 12 })), done(prose('Yes. The permit ends on 16 August 2024 and the season on 28 August 2024, that is 12 days later.')), done(prose('It overruns by twelve days.'))], [done(prose(`"${backfill}"`)), done(numbers({ 'Days after the end of the permit': 7 })), done(numbers({ 'Days after the end of the permit': 12 }), prose(`"${backfill}"`)), done(prose('Yes, it goes on after the permit.'))]);
const mentions = trenchDays();
must(mentions.trench === 'C' && mentions.entries.map((one) => one.on.slice(5)).join() === '07-08,07-10,07-17,07-25,08-13', JSON.stringify(mentions));
const mentionRows: Rows = mentions.entries.map((one) => [one.on, one.sentence]);
add('ff-28', [done(prose('Trench C'), table('date sentence', mentionRows)), done(prose('Trench C has the most finds (6).', ...['8 July', '10 July', '17 July', '25 July', '13 August'].map((on, index) => `- ${on}: "${String(mentionRows[index]?.[1])}"`)))], [done(prose('Trench C'), table('date sentence', mentionRows.slice(1))), done(prose('Trench C'), table('date sentence', [...mentionRows, ['2024-07-26', 'Teodor Blix lifts the brooch.']])), done(prose('Trench C'), table('date', mentionRows.map((row) => [row[0] as string]))), done(prose('Trench A'), table('date sentence', [['2024-06-03', 'Topsoil off Trench A by the afternoon.'], ['2024-06-11', 'Trench A: first sherds of a beaker in 1004.']]))]);
must([feeRise(1), feeRise(2), feeRise(3)].join() === '0.06,6,9', 'the rises of the fees');
const fees = (result: GoalResult): GoalResult => ask(result, 'Which fee is meant?', 'Rent per square metre', 'Membership per year', 'Water flat rate per plot');
add('ff-30', [wait('Do you mean the rent, the membership or the water flat rate?'), fees(done(numbers({ Rise: 9 }))), fees(done(prose('The water flat rate has gone up by 9.00 euros, from 32.00 to 41.00.')))], [done(numbers({ Rise: 9 })), fees(done(numbers({ Rise: 6 }))), fees(done(table('fee rise', [['Rent', 0.06], ['Membership', 6], ['Water', 9]]))), wait('Which format?')]);
add('ff-30', [fees(done(numbers({ Rise: 6 })))], [fees(done(numbers({ Rise: 9 }))), fees(done())], readingOf('ff-30', 1));
add('ff-30', [fees(done(numbers({ 'Rise per square metre': 0.06 })))], [fees(done(numbers({ Rise: 9 }))), fees(done())], readingOf('ff-30', 2));

// ---- judging them

let judged = 0;
for (const [id, content] of cases) {
  const checker = checkers[id];
  if (checker === undefined) { faults.push(`${id} has no checker`); continue; }
  const given = { answers: 'answers' in content ? content.answers : goals.find((goal) => goal.id === id)?.answers };
  must(content.right.length >= 1 && content.wrong.length >= 2, `${id} is shown too few results`);
  for (const [index, result] of content.right.entries()) { judged++; const verdict = checker(result, given); must(verdict.right, `${id}: right result ${index} is rejected: ${verdict.why}`); }
  for (const [index, result] of content.wrong.entries()) { judged++; const verdict = checker(result, given); must(!verdict.right, `${id}: wrong result ${index} is accepted: ${verdict.why}`); }
}

const count = (key: (goal: Goal) => string): { [key: string]: number } => Object.fromEntries(Object.entries(Object.groupBy(goals, key)).map(([name, group]) => [name, group?.length ?? 0]));
for (const goal of goals) {
  must(cases.some(([id]) => id === goal.id), `${goal.id} is not checked`);
  must(new Set([goal.goal, ...goal.paraphrases]).size === 4, `${goal.id} needs three different paraphrases`);
  must((goal.kind === 'ambiguous' || goal.construct === 'user_interaction') === (goal.answers !== null && goal.question !== null), `${goal.id}: answers and question are for ambiguous goals and interactions`);
  must((goal.kind === 'unservable') === (goal.why_unservable !== null), `${goal.id}: a reason is for goals that cannot be served`);
  for (const path of goal.attach) must(path.includes('*') ? readdirSync(new URL(path.split('*')[0] as string, import.meta.url)).some((name) => name.endsWith(path.split('*')[1] as string)) : readFileSync(new URL(path, import.meta.url)).length > 0, `${goal.id}: ${path}`);
  for (const name of goal.services) must(['charging', 'shelter'].includes(name), `${goal.id}: there is no service ${name}`);
}
for (const id of Object.keys(checkers)) must(goals.some((goal) => goal.id === id), `${id} has no goal`);

// ---- the services

interface Operation { operationId: string; requestBody?: object; responses: { [status: string]: unknown } }
const bodies: { [operation: string]: unknown } = { changePoint: { price_per_kwh: 0.5 }, makeAppointment: teeth.body, placeAnimal: place('FH-7').body };
const identifiers: { [name: string]: string } = { point_id: 'LP-2114', animal_id: 'A-1008' };
const call = async (service: Service, method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> => {
  const reply = await fetch(`${service.url}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
  return { status: reply.status, json: JSON.parse(await reply.text()) };
};
let calls = 0;
for (const [name, start] of [['charging', charging.start], ['shelter', shelter.start]] as const) {
  const service = await start();
  const document = service.openapi as { openapi: string; servers: { url: string }[]; paths: { [path: string]: { [method: string]: Operation } }; components: { schemas: object } };
  must(document.servers[0]?.url === service.url && document.openapi.startsWith('3.1'), `${name}: the document`);
  for (const [, schema = ''] of JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)) must(Object.hasOwn(document.components.schemas, schema), `${name}: the schema ${schema} is missing`);
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const filled = path.replace(/\{(\w+)\}/g, (_, parameter: string) => identifiers[parameter] as string);
      const reply = await call(service, method.toUpperCase(), filled, bodies[operation.operationId]);
      calls++;
      must(reply.status < 300 && operation.responses[String(reply.status)] !== undefined, `${name}: ${method} ${filled} answers ${reply.status}`);
      if (operation.requestBody !== undefined) must((await call(service, method.toUpperCase(), filled, { nonsense: 1 })).status === 422, `${name}: ${method} ${filled} accepts a bad body`);
      if (path.includes('{')) must((await call(service, 'GET', path.replace(/\{\w+\}/g, 'X-0'))).status >= 404, `${name}: ${path} knows X-0`);
    }
  }
  must(service.requests.length > 0 && service.requests.every((one) => one.service === name), `${name}: requests are not logged`);
  service.reset();
  must(service.requests.length === 0, `${name}: reset keeps the log`);
  if (name === 'charging') {
    const states: string[] = [];
    for (let time = 0; time < 5; time++) states.push(((await call(service, 'POST', '/points/LP-2114/restart')).json as { state: string }).state);
    must(states.join() === 'offline,offline,offline,online,online', `charging: restarts give ${states.join()}`);
    const part = (await call(service, 'GET', '/sessions?limit=50&offset=200')).json as { sessions: unknown[]; total: number };
    must(part.total === 214 && part.sessions.length === 14, `charging: the last part has ${part.sessions.length} of ${part.total}`);
  } else must(((await call(service, 'GET', '/animals?page=3')).json as { results: unknown[] }).results.length === 4, 'shelter: the third page');
  await service.close();
}

console.log(JSON.stringify({ goals: goals.length, kind: count((goal) => goal.kind), domain: count((goal) => goal.domain), construct: count((goal) => (goal.kind === 'servable' ? goal.construct ?? 'none' : goal.kind)), judged, calls }));
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}
