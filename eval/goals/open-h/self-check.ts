/** For every goal: right results are accepted and wrong ones rejected; the list of goals is as it should be. */
import { readFileSync, readdirSync } from 'node:fs';
import type { GoalResult, ResultArtifact } from '../checker.ts';
import { attachedFiles, loadPart } from '../corpus.ts';
import type { CorpusGoal } from '../corpus.ts';
import { checkers } from './checkers.ts';

const goals = JSON.parse(readFileSync(new URL('./goals.json', import.meta.url), 'utf8')) as CorpusGoal[];
const faults: string[] = [];
const expect = (fine: boolean, what: string): void => { if (!fine) faults.push(what); };

// ---------------------------------------------------------------- results to judge

type Row = unknown[];
const result = (more: Partial<GoalResult>): GoalResult => ({ outcome: 'completed', reason: null, questions: [], artifacts: [], requests: [], files: [], ...more });
const shows = (...artifacts: ResultArtifact[]): GoalResult => result({ artifacts });
const grid = (columns: string, rows: Row[], title = 'Table'): ResultArtifact => {
  const names = columns.split(' ');
  return { kind: 'table', name: 'rows', title, media_type: 'application/json', columns: names, rows: rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]]))) };
};
const numbers = (values: { [title: string]: number }): ResultArtifact => ({ kind: 'numbers', name: 'numbers', title: 'Numbers', media_type: 'application/json', numbers: Object.entries(values).map(([title, value]) => ({ name: title.toLowerCase().replace(/\W+/g, '_'), title, value, unit: null })) });
const prose = (text: string, title = 'Answer'): ResultArtifact => ({ kind: 'report', name: 'answer', title, media_type: 'text/markdown', text });
const page = (text: string): ResultArtifact => ({ kind: 'report', name: 'page', title: 'Answer', media_type: 'text/html', text });
const htmlTable = (rows: Row[]): string => `<table>${rows.map((row, index) => `<tr>${row.map((cell) => (index === 0 ? `<th>${String(cell)}</th>` : `<td>${String(cell).replaceAll('&', '&amp;')}</td>`)).join('')}</tr>`).join('')}</table>`;
const question = (title: string, ...options: string[]): GoalResult['questions'] => [{ title, options }];
const asking = (title: string, ...options: string[]): GoalResult => result({ outcome: 'asked', questions: question(title, ...options) });
const after = (title: string, ...artifacts: ResultArtifact[]): GoalResult => result({ questions: question(title), artifacts });
const refusal = result({ outcome: 'refused', reason: 'Nothing that is there can do this.' });
const file = (path: string, rows: Row[]): GoalResult['files'][number] => ({ path, text: `${rows.map((row) => row.join(',')).join('\n')}\n` });
const text = (path: string): string => readFileSync(new URL(`./documents/${path}`, import.meta.url), 'utf8');
const records = (name: string): string[][] => readFileSync(new URL(`./data/${name}`, import.meta.url), 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
const without = <Item>(items: Item[], index: number): Item[] => items.filter((_, at) => at !== index);
const swapped = <Item>(items: Item[]): Item[] => [...items.slice(1, 2), ...items.slice(0, 1), ...items.slice(2)];

// ---------------------------------------------------------------- pieces of right answers, written out by hand

const hedge = 'A hedge along a path may be at most 1.25 metres high.';
const boundary = 'On the outer boundary of the site a hedge may grow to 2.00 metres.';
const sesame: Row[] = [['allergen-policy.md', 6], ['recipe-sheets.md', 3], ['supplier-audit-2023.md', 2], ['supplier-audit-2024.md', 2], ['purchasing-policy.txt', 1], ['recall-report-2025-02.md', 1]];
const hauler: Row[] = [['loans-register.md', 'Carrier for both ways is Halden & Pryce, who know the house.'], ['transport-instructions.md', '| Halden & Pryce | Marbeck | 2026-12-31 | 6 |'], ['courier-report-velden.md', 'The lorry of Halden & Pryce stood at the ramp at 07:40, twenty minutes early.']];
const insured: Row[] = [['Stadtmuseum Velden', 123500], ['Port Ellery Art Gallery', 99250], ['Galerie Nordlys', 17200], ['Museu da Barra', 9600]];
const rejected: Row[] = [['2022-11-19', '2022-3', 11, 18], ['2023-11-18', '2023-2', 13, 19], ['2023-11-18', '2023-3', 9, 23], ['2024-11-16', '2024-1', 14, 21], ['2024-11-16', '2024-3', 12, 24]];
const water = 'On 2024-2 the meeting decides that 2.45 euros per cubic metre is charged for\nall water drawn from 1 March 2025 on.';
const day24 = 'After arrival a crate stays closed for 24 hours in the room in which it will be opened.';
const day48 = 'Crates are not opened before they have stood for 48 hours in the receiving room.';
const mentioned: [string, string[]][] = [
  ['TS-1904-07', ['condition-survey-2024.md', 'courier-report-velden.md']], ['TS-1911-22', ['condition-survey-2024.md', 'courier-report-velden.md']], ['TS-1926-03', ['condition-survey-2024.md']],
  ['TS-1931-14', ['committee-2024-06-11.md', 'transport-instructions.md']], ['TS-1938-40', ['condition-survey-2024.md']], ['TS-1947-11', ['committee-2024-06-11.md', 'condition-survey-2024.md', 'courier-report-velden.md']],
  ['TS-1952-02', []], ['TS-1960-19', ['committee-2024-06-11.md']], ['TS-1978-03', ['condition-survey-2024.md']], ['TS-1983-55', []],
];
const museum = ['committee-2024-06-11.md', 'condition-survey-2024.md', 'courier-report-velden.md', 'handling-guide.txt', 'transport-instructions.md'];
const probation = 'A supplier that has lost 10 points or more since the audit before is visited again within 90 days and delivers on probation until that visit.';
const dropped: Row[] = [['Brandt & Daughter', 87, 75], ['Lindqvist Eggs', 83, 73]];
const malt: Row[] = [['Linden rye', 18], ['Night loaf', 25], ['Pretzel stick', 7], ['Walnut baton', 11]];
const spray: [string, string][] = [
  ['garden-rules.txt', 'Glyphosate and other weed killers are not kept or used on the plots.'],
  ['garden-rules.txt', 'On the common paths the committee alone decides on weed control; until further notice it may use glyphosate there once a year.'],
  ['minutes-2022-11-19.md', 'The stock at Kestrel Bank is one canister of glyphosate, bought in 2018 and a third full.'],
  ['minutes-2023-11-18.md', '| 2023-1 | No more glyphosate on the common paths | 26 | 6 | 2 | carried |'],
  ['minutes-2023-11-18.md', 'The rest of the glyphosate goes to the recycling yard before Christmas.'],
  ['minutes-2024-11-16.md', 'An inspector of the town found no trace of glyphosate in the samples of the well.'],
];
const rhubarb: [string, string][] = [['minutes-2023-11-18.md', 'A firm has laid bait boxes. The cost of 210 euros is borne by the common fund.']];
const ice: Row[] = [['2021/22', 144], ['2020/21', 146], ['2002/03', 150], ['2014/15', 151], ['2022/23', 152]];
const warmest: Row[] = [['Skua Bank', 18.0, '2024-08-22'], ['Fulmar Deep', 16.9, '2024-08-07'], ['Petrel Point', 19.7, '2024-08-11'], ['Gannet Ness', 18.4, '2024-09-02']];
const week: Row[] = records('buoys-2024.csv').filter((row) => row[1] === 'Fulmar Deep' && (row[0] ?? '') >= '2024-10-08' && (row[0] ?? '') <= '2024-10-14').map((row) => [row[0], Number(row[2]), row[3] === '' ? null : Number(row[3])]);
const dry: Row[] = [['P-dune', 20], ['P-cedar', 16], ['P-birch', 13], ['P-ash', 9], ['P-elm', 0], ['P-fen', 0]];
const driest: Row[] = [['P-ash', 12.1], ['P-birch', 9.6], ['P-cedar', 11.3], ['P-dune', 11.1], ['P-elm', 20], ['P-fen', 30.1]];

/** The files of the glaciers, made the plain way: sorted, added up, in metres. */
function glacierFiles(scale = 1000, running = true): GoalResult['files'] {
  return records('glacier-names.csv').map(([code, name]) => {
    let total = 0;
    const own = records('glacier-balance.csv').filter((row) => row[0] === code).sort((a, b) => Number(a[1]) - Number(b[1]));
    return file(`${name ?? ''}.csv`, [['year', 'cumulative_m_we'], ...own.map((row) => { total = (running ? total : 0) + Number(row[2]); return [row[1], total / scale]; })]);
  });
}

interface Case { right: (GoalResult | [GoalResult, unknown])[]; wrong: (GoalResult | [GoalResult, unknown])[] }
const cases: { [id: string]: Case } = {
  'fe-01': {
    right: [shows(prose(`> ${hedge} ${boundary}\n\nSource: garden-rules.txt, 1.1`)), shows(grid('document passage', [['garden-rules.txt', hedge]])), shows(page(`<p>At most 1.25 metres.</p><blockquote>A hedge along a path may be at most <b>1.25 metres</b> high.</blockquote><p>Garden rules</p>`))],
    wrong: [shows(prose('Hedges along paths are limited to 1.25 metres (garden-rules.txt).')), shows(prose(`"${boundary}" (garden-rules.txt)`)), shows(prose(`"${hedge}" (statutes.md)`)), shows(prose(`"${hedge}"`))],
  },
  'fe-02': {
    right: [shows(grid('document count', sesame), numbers({ Total: 15 })), shows(grid('document count', [...sesame, ['Total', 15]])), shows(grid('document count', [0, 1, 3, 2, 5, 4].map((index) => sesame[index] as Row)), prose('Over all documents the word occurs 15 times.')), shows(prose(`${sesame.map(([name, count]) => `- ${String(name)}: ${String(count)}`).join('\n')}\n\nIn total: 15`)), shows(page(`${htmlTable([['Document', 'Mentions'], ...sesame])}<p>Sum over all documents: 15</p>`)), shows(prose(`${sesame.map(([name, count], index) => `${index + 1}. **${String(name)}** mentions it ${String(count)} times`).join('\n')}\n\nAltogether 15 mentions.`))],
    wrong: [shows(grid('document count', sesame)), shows(grid('document count', swapped(sesame)), numbers({ Total: 15 })), shows(grid('document count', [['allergen-policy.md', 1], ...sesame.slice(1)]), numbers({ Total: 10 })), shows(grid('document count', without(sesame, 5)), numbers({ Total: 15 })), shows(grid('document count', sesame), numbers({ Total: 16 })), shows(prose(`${swapped(sesame).map(([name, count]) => `- ${String(name)}: ${String(count)}`).join('\n')}\n\nIn total: 15`))],
  },
  'fe-03': {
    right: [shows(grid('document quote', hauler)), shows(prose(hauler.map(([name, quote]) => `**${String(name)}**\n> ${String(quote)}`).join('\n\n'))), shows(page(htmlTable([['Document', 'Quote'], ...hauler]))), shows(grid('document quote', [...hauler, ['courier-report-velden.md', '2. Ask Halden & Pryce for the same two drivers.']])), shows(prose(`${hauler.map(([name, quote]) => `${String(name)}: "${String(quote)}"`).join('\n')}\nThe firm is not named in handling-guide.txt and condition-survey-2024.md.`))],
    wrong: [shows(grid('document quote', hauler.slice(0, 2))), shows(grid('document quote', [...hauler, ['committee-2024-06-11.md', 'crates for Velden can be bought second-hand from Halden Crates in Marbeck']])), shows(prose('loans-register.md, transport-instructions.md and courier-report-velden.md mention Halden & Pryce.')), shows(grid('document quote', hauler.map(([name]) => [name, 'Halden & Pryce drives for us']))), shows(prose(hauler.map(([, quote]) => String(quote)).join('\n')))],
  },
  'fe-04': {
    right: [shows(grid('borrower total_eur', insured)), shows(prose('1. Stadtmuseum Velden: 123,500 EUR\n2. Port Ellery Art Gallery: 99,250 EUR\n3. Galerie Nordlys: 17,200 EUR\n4. Museu da Barra: 9,600 EUR')), shows(prose('Stadtmuseum Velden has objects worth EUR 123,500.\nPort Ellery Art Gallery follows with EUR 99,250.\nGalerie Nordlys has EUR 17,200.\nMuseu da Barra has EUR 9,600.')), shows(page(htmlTable([['Borrower', 'EUR'], ...insured])))],
    wrong: [shows(grid('borrower total_eur', [['Port Ellery Art Gallery', 126250], ['Stadtmuseum Velden', 123500], ['Galerie Nordlys', 53700], ['Museu da Barra', 9600]])), shows(grid('borrower total_eur', insured.toReversed())), shows(grid('borrower total_eur', without(insured, 3))), shows(grid('borrower total_eur', insured.map(([name, value]) => [name, Number(value) / 1000])))],
  },
  'fe-05': {
    right: [shows(grid('date number for against', rejected)), shows(grid('meeting no subject against for', rejected.map(([date, number, yea, nay]) => [`minutes-${String(date)}.md`, number, 'x', nay, yea]))), shows(prose('## 19 November 2022\n- 2022-3: 11 for, 18 against\n## 18 November 2023\n- 2023-2: 13 for, 19 against\n- 2023-3: 9 for, 23 against\n## 16 November 2024\n- 2024-1: 14 for, 21 against\n- 2024-3: 12 for, 24 against')), shows(prose(`| Date | No. | For | Against |\n|---|---|---|---|\n${rejected.map((row) => `| ${row.join(' | ')} |`).join('\n')}`)), shows(grid('date number for against', [0, 2, 1, 3, 4].map((index) => rejected[index] as Row)))],
    wrong: [shows(grid('date number for against', rejected.toReversed())), shows(grid('date number for against', without(rejected, 2))), shows(grid('date number for against', [...rejected.slice(0, 3), ['2023-11-18', '2023-5', 0, 0], ...rejected.slice(3)])), shows(grid('date number for against', rejected.map(([date, number, yea, nay]) => [date, number, nay, yea]))), shows(prose('- 2022-3: 11 for, 18 against\n- 2023-2: 13 for, 19 against\n- 2023-3: 9 for, 23 against\n- 2024-1: 14 for, 21 against\n- 2024-3: 12 for, 24 against')), shows(grid('date number for against', rejected.map(([, ...rest]) => ['2022-11-19', ...rest])))],
  },
  'fe-06': {
    right: [shows(prose(`The price is 2.45 euros per cubic metre since 1 March 2025.\n\n> ${water}\n\n(minutes-2024-11-16.md)`)), shows(prose(`It was 1.80, then 2.10 euros. Now it is 2.45 euros, from 2025-03-01 on.\n\n> ${water}\n\nMinutes of the annual meeting, 16 November 2024`)), shows(grid('price since quote document', [[2.45, '2025-03-01', water, 'minutes-2024-11-16.md']]))],
    wrong: [shows(prose('The price is 2.10 euros since 1 January 2023.\n\n> On 2022-1 the meeting decides that the new price of 2.10 euros per cubic metre applies from 1 January 2023.\n\n(minutes-2022-11-19.md)')), shows(prose('The price is 2.45 euros since 1 March 2025 (minutes-2024-11-16.md).')), shows(prose(`> ${water}`)), shows(prose(`We currently pay 2.10 euros.\n\n> ${water}\n\n(minutes-2024-11-16.md)`)), shows(prose(`| Price | Passage |\n|---|---|\n| 1.80 | Water from the taps is charged at 1.80 euros per cubic metre. |\n| 2.45 | ${water.replace('\n', ' ')} (minutes-2024-11-16.md) |`))],
  },
  'fe-07': {
    right: [shows(prose(`They differ on how long a crate rests.\n\nhandling-guide.txt: "${day24}"\n\ntransport-instructions.md: "${day48}"\n\nBoth say nitrile gloves.`)), shows(grid('document passage', [['handling-guide.txt', `D2. ${day24}`], ['transport-instructions.md', `4. ${day48}`]])), shows(page(`<h2>Guide to handling</h2><blockquote>${day24}</blockquote><h2>Transport instructions</h2><blockquote>${day48}</blockquote>`))],
    wrong: [shows(prose(`handling-guide.txt: "${day24}"`)), shows(prose('The guide says 24 hours (handling-guide.txt), the instructions say 48 hours (transport-instructions.md).')), shows(grid('document passage', [['handling-guide.txt', day24], ['transport-instructions.md', day48], ['handling-guide.txt', 'Wear nitrile gloves.'], ['transport-instructions.md', 'Drivers wear nitrile gloves when they touch an object without its crate.']])), shows(prose(`${text('museum/handling-guide.txt')}\n${text('museum/transport-instructions.md')}`))],
  },
  'fe-08': {
    right: [
      shows(grid('number documents', mentioned.map(([number, names]) => [number, names.join(', ') || 'none']))),
      shows(grid('number object documents', mentioned.map(([number, names]) => [number, 'Storm glass', names]))),
      shows(grid('number document', mentioned.flatMap(([number, names]) => (names.length === 0 ? [[number, null]] : names.map((name) => [number, name]))))),
      shows(grid(`number ${museum.join(' ')}`, mentioned.map(([number, names]) => [number, ...museum.map((name) => (names.includes(name) ? 1 : 0))]))),
      shows(grid('number document mentions', mentioned.flatMap(([number, names]) => museum.map((name) => [number, name, names.includes(name) ? 1 : 0])))),
      shows(prose(mentioned.map(([number, names]) => `- ${number}: ${names.join(', ') || 'no other document'}`).join('\n'))),
      shows(prose(mentioned.map(([number, names]) => `### ${number}\n\n${names.map((name) => `- ${name}`).join('\n') || 'None.'}`).join('\n\n'))),
      shows(page(htmlTable([['Number', 'Documents'], ...mentioned.map(([number, names]) => [number, names.join(', ') || 'none'])]))),
    ],
    wrong: [
      shows(grid('number documents', mentioned.slice(0, 9).map(([number, names]) => [number, names.join(', ') || 'none']))),
      shows(grid('number documents', mentioned.filter(([, names]) => names.length > 0).map(([number, names]) => [number, names.join(', ')]))),
      shows(grid('number documents', mentioned.map(([number, names]) => [number, ['loans-register.md', ...names].join(', ')]))),
      shows(grid('number documents', mentioned.map(([number, names]) => [number, names.slice(0, 1).join(', ') || 'none']))),
      shows(grid('number documents', mentioned.map(([number], index) => [number, mentioned[(index + 1) % 10]?.[1].join(', ') || 'none']))),
      shows(grid('number mentions', mentioned.map(([number, names]) => [number, names.length]))),
    ],
  },
  'fe-09': {
    right: [shows(grid('supplier total_2023 total_2024', dropped), prose(`> ${probation}`, 'Purchasing policy')), shows(page(`${htmlTable([['Supplier', '2023', '2024', 'Change'], ...dropped.map(([name, before, now]) => [name, before, now, Number(now) - Number(before)])])}<blockquote>${probation}</blockquote>`)), shows(prose(`- Brandt & Daughter: 87 in 2023, 75 in 2024\n- Lindqvist Eggs: 83 in 2023, 73 in 2024\n\npurchasing-policy.txt, 3.3: "${probation}"`))],
    wrong: [shows(grid('supplier total_2023 total_2024', dropped)), shows(grid('supplier total_2023 total_2024', dropped.slice(0, 1)), prose(`> ${probation}`)), shows(grid('supplier total_2023 total_2024', [...dropped, ['Bee Yard Solheim', 84, 75]]), prose(`> ${probation}`)), shows(numbers({ 'Mean total 2024': 82.75 })), shows(grid('supplier total_2023 total_2024', dropped), prose(`> ${probation}\n\nThe mean of 2024 is 82.75.`)), shows(grid('supplier total_2023 total_2024', dropped), prose('> A supplier with fewer than 70 points is replaced within six months.'))],
  },
  'fe-10': {
    right: [shows(prose('The cause was roasted barley malt.'), grid('product grams', malt)), shows(grid('product ingredient amount', malt.map(([name, grams]) => [name, 'roasted barley malt', grams]))), shows(prose(`Roasted barley malt, lot B-5521, was at fault.\n\n${malt.map(([name, grams]) => `- ${String(name)}: ${String(grams)} g/kg`).join('\n')}`)), shows(page(`<p>Cause: roasted barley malt</p>${htmlTable([['Product', 'g per kg'], ...malt])}`))],
    wrong: [shows(prose('The cause was poppy seed.'), grid('product grams', [['Seed roll', 35]])), shows(prose('The cause was roasted barley malt.'), grid('product grams', malt.slice(0, 2))), shows(prose('The cause was roasted barley malt.'), grid('product grams', [...malt, ["Miller's crust", 12]])), shows(grid('product grams', malt)), shows(prose('The cause was roasted barley malt.'), grid('product grams', malt.map(([name]) => [name, 18])))],
  },
  'fe-11': {
    right: [
      after('Which word are you looking for?', grid('document passage', spray)),
      after('Please enter the search term', prose(spray.map(([name, passage]) => `> ${passage}\n\n(${name})`).join('\n\n'))),
      [asking('Which word are you looking for?'), undefined],
      [after('Which word?', grid('document passage', rhubarb)), { word: 'bait' }],
      after('Which word is to be looked for?', grid('document passage', spray), prose('There is no passage in statutes.md and fees-notice-2025.md.')),
    ],
    wrong: [
      shows(grid('document passage', spray)),
      after('Which word are you looking for?', grid('document passage', without(spray, 4))),
      after('Which word are you looking for?', grid('document passage', spray.map(([name]) => [name, 'glyphosate']))),
      after('Which word are you looking for?', grid('passage', spray.map(([, passage]) => [passage]))),
      after('Which word are you looking for?', grid('document passage', [...spray, ['statutes.md', 'Water from the taps is charged at 1.80 euros per cubic metre.']])),
      asking('Which word are you looking for?'),
      after('Which word?', grid('document passage', rhubarb)),
    ],
  },
  'fe-12': { right: [refusal], wrong: [shows(grid('name', [['Petra Salk'], ['Ilse Farrow']])), result({ outcome: 'refused', reason: '' }), asking('Which meeting?')] },
  'fe-13': { right: [refusal], wrong: [shows(prose('The transport has been booked.')), result({ outcome: 'refused', reason: 'No.', files: [{ path: 'booking.md', text: 'Dear Halden & Pryce' }] }), asking('At what time?')] },
  'fe-14': {
    right: [asking('Deck oven or rack oven?', 'Deck oven (min)', 'Rack oven (min)'), after('Which oven, deck or rack?', numbers({ 'Rack oven (min)': 49 })), [after('Which oven, deck or rack?', prose('The Linden rye bakes for 58 minutes.')), { 'which oven': 'the deck oven' }], result({ questions: question('Which column holds the baking time?', 'Deck oven (min)', 'Rack oven (min)'), artifacts: [grid('product minutes', [['Linden rye', 49]])] })],
    wrong: [shows(numbers({ 'Rack oven (min)': 49 })), after('Which oven, deck or rack?', numbers({ 'Deck oven (min)': 58 })), after('Which oven, deck or rack?', prose('58 minutes in the deck oven, 49 minutes in the rack oven.')), asking('Which bread do you mean?'), [after('Which oven, deck or rack?', numbers({ Minutes: 49 })), { 'which oven': 'deck' }]],
  },
  'fe-15': {
    right: [shows(grid('winter days', ice)), shows(grid('lake winter freeze_up days', ice.map(([winter, days]) => ['Orrsjon', winter, '2020-12-01', days]))), shows(prose(ice.map(([winter, days], index) => `${index + 1}. ${String(winter)}: ${String(days)} days`).join('\n'))), shows(page(htmlTable([['Winter', 'Days'], ...ice])))],
    wrong: [shows(grid('winter days', [ice[0], ice[1], ice[1], ice[2], ice[3]] as Row[])), shows(grid('winter days', ice.toReversed())), shows(grid('winter days', [...ice, ['2011/12', 156]])), shows(grid('winter days', ice.map(([winter, days]) => [winter, Number(days) + 1]))), shows(grid('winter days', [['2023/24', 102], ['2019/20', 114], ['2020/21', 116], ['2000/01', 119], ['2003/04', 119]]))],
  },
  'fe-16': {
    right: [result({ files: glacierFiles() }), result({ files: glacierFiles().map(({ path, text: own }) => ({ path: `glaciers/${path.toLowerCase()}`, text: own })) })],
    wrong: [result({ files: glacierFiles(1) }), result({ files: glacierFiles(1000, false) }), result({ files: glacierFiles().slice(1) }), result({ files: glacierFiles().map((one, index) => ({ path: `G-${index}.csv`, text: one.text })) }), result({ files: glacierFiles().map(({ path, text: own }) => ({ path, text: [own.split('\n')[0], ...own.trim().split('\n').slice(1).toReversed()].join('\n') })) }), shows(grid('glacier year total', [['Hvitbreen', 2023, -8.858]]))],
  },
  'fe-17': {
    right: [shows(grid('buoy water_temp_c date', warmest)), shows(prose('No buoy had more than 12 such days.\n\n- Skua Bank: 18.0 °C on 2024-08-22\n- Fulmar Deep: 16.9 °C on 2024-08-07\n- Petrel Point: 19.7 °C on 11 August 2024\n- Gannet Ness: 18.4 °C on 2024-09-02')), shows(page(htmlTable([['Buoy', 'Max', 'Date'], ...warmest])))],
    wrong: [shows(grid('buoy days', [['Skua Bank', 0], ['Fulmar Deep', 0], ['Petrel Point', 2], ['Gannet Ness', 0]])), shows(grid('buoy water_temp_c date', warmest), grid('buoy days', [['Skua Bank', 0], ['Fulmar Deep', 0], ['Petrel Point', 2], ['Gannet Ness', 0]])), shows(grid('buoy water_temp_c', warmest.map((row) => row.slice(0, 2)))), shows(grid('buoy water_temp_c date', without(warmest, 1))), shows(grid('buoy water_temp_c date', warmest.map(([buoy, value]) => [buoy, value, '2024-08-11'])))],
  },
  'fe-18': {
    right: [shows(numbers({ 'Alarm level (cm)': 200, 'Number of days': 13 })), shows(prose('The alarm level ends up at 200 cm; the creek was that high or higher on 13 days of 2023.')), shows(grid('level_cm days', [[200, 13]]))],
    wrong: [shows(numbers({ 'Alarm level (cm)': 220, 'Number of days': 13 })), shows(numbers({ 'Alarm level (cm)': 200, 'Number of days': 17 })), shows(numbers({ 'Alarm level (cm)': 190, 'Number of days': 16 })), shows(numbers({ 'Alarm level (cm)': 200 })), shows(grid('level_cm days', [[210, 9], [200, 13]]))],
  },
  'fe-19': {
    right: [shows(prose('Fulmar Deep, on 2024-10-11, with 5.78 m.'), grid('date max_wave_m water_temp_c', week)), shows(grid('date buoy max_wave_m water_temp_c', week.map(([date, ...rest]) => [date, 'Fulmar Deep', ...rest]))), shows(page(`<p>Fulmar Deep had the highest wave.</p>${htmlTable([['Date', 'Wave', 'Water'], ...week.map((row) => row.map((value) => value ?? ''))])}`))],
    wrong: [shows(grid('date max_wave_m water_temp_c', week)), shows(prose('Fulmar Deep, 2024-10-11'), grid('date max_wave_m water_temp_c', week.filter((row) => row[2] !== null))), shows(prose('Fulmar Deep, 2024-10-11'), grid('date max_wave_m water_temp_c', week.slice(1))), shows(prose('Fulmar Deep, 2024-10-11'), grid('date max_wave_m air_temp_c', week.map(([date, wave]) => [date, wave, 12.2]))), shows(prose('Skua Bank, 2024-07-30'), grid('date max_wave_m water_temp_c', records('buoys-2024.csv').filter((row) => row[1] === 'Skua Bank' && (row[0] ?? '') >= '2024-07-27' && (row[0] ?? '') <= '2024-08-02').map((row) => [row[0], row[2], row[3]])))],
  },
  'fe-20': {
    right: [after('Below how many percent moisture is the soil dry?', grid('probe days', dry)), after('Which limit in percent?', grid('probe lowest', driest), grid('probe days', [...dry.slice(0, 4), dry[5], dry[4]] as Row[])), [asking('Below which moisture do you call soil dry?'), undefined], [after('Which limit?', grid('probe days', [['P-dune', 5], ['P-birch', 6], ['P-cedar', 5], ['P-ash', 0], ['P-elm', 0], ['P-fen', 0]].toSorted((a, b) => Number(b[1]) - Number(a[1])))), { limit: '12' }]],
    wrong: [shows(grid('probe days', dry)), after('Which limit in percent?', grid('probe days', dry.toReversed())), after('Which limit in percent?', grid('probe days', [['P-dune', 23], ...dry.slice(1)])), after('Which limit in percent?', grid('probe days', dry.slice(0, 4))), asking('Which limit in percent?'), after('Which limit in percent?', grid('probe lowest', driest))],
  },
  'fe-21': {
    right: [asking('Which noise do you mean?', 'noise_vertical_nm_s', 'noise_horizontal_nm_s'), after('Vertical or horizontal noise?', prose('OSTR is the noisiest, with a mean of 89.1 nm/s.')), after('Vertical or horizontal noise?', grid('station mean', [['OSTR', 89.05833]])), [after('Vertical or horizontal noise?', grid('station ground mean', [['BRUK', 'fill', 62.61]])), { 'which noise': 'the vertical noise' }]],
    wrong: [shows(prose('OSTR is the noisiest, with a mean of 89.1 nm/s.')), after('Vertical or horizontal noise?', prose('BRUK is the noisiest, with a mean of 62.6 nm/s.')), after('Vertical or horizontal noise?', grid('station mean', [['OSTR', 89.06], ['BRUK', 70.97]])), after('Vertical or horizontal noise?', prose('The highest mean is 89.1 nm/s.')), asking('Which month?')],
  },
  'fe-22': { right: [refusal], wrong: [shows(grid('month tonnes', [['2023-01', 120]])), result({ outcome: 'failed', reason: 'There is no column for it.' }), asking('Which unit?')] },
};

// ---------------------------------------------------------------- judging them

let judged = 0;
for (const goal of goals) {
  const checker = checkers[goal.id];
  const own = cases[goal.id];
  if (checker === undefined || own === undefined) { faults.push(`${goal.id} has no checker or no results`); continue; }
  expect(own.right.length > 0 && own.wrong.length > 1, `${goal.id}: too few results`);
  for (const [fine, list] of [[true, own.right], [false, own.wrong]] as const) {
    for (const [index, one] of list.entries()) {
      const [shown, answers] = Array.isArray(one) ? one : [one, goal.answers];
      const verdict = checker(shown, answers === undefined || answers === null ? {} : { answers });
      judged += 1;
      expect(verdict.right === fine, `${goal.id}: ${fine ? 'right' : 'wrong'} result ${index + 1} is judged ${verdict.right ? 'right' : 'wrong'}: ${verdict.why}`);
    }
  }
  expect(!checker(result({ outcome: 'failed', reason: 'broken' }), { answers: goal.answers }).right, `${goal.id}: a failure is accepted`);
  expect(!checker(result({}), { answers: goal.answers }).right, `${goal.id}: an empty result is accepted`);
}

// ---------------------------------------------------------------- the goals themselves

const part = await loadPart('open-h');
const tally = (key: (goal: CorpusGoal) => string): { [key: string]: number } => Object.fromEntries(Object.entries(Object.groupBy(goals, key)).map(([name, group]) => [name, group?.length ?? 0]));
for (const goal of goals) {
  expect(goal.paraphrases.length === 3 && new Set([goal.goal, ...goal.paraphrases]).size === 4, `${goal.id} needs three different paraphrases`);
  expect((goal.kind === 'unservable') === (typeof goal.why_unservable === 'string'), `${goal.id}: a reason is for goals that cannot be served`);
  expect((goal.kind === 'ambiguous' || goal.construct === 'user_interaction') === (typeof goal.question === 'string' && goal.answers !== null), `${goal.id}: answers and question are for ambiguous goals and interactions`);
  const files = attachedFiles(part, goal);
  expect(files.length > 0, `${goal.id} attaches nothing`);
  for (const path of files) expect(readFileSync(path, 'utf8').length > 0, `${goal.id}: an empty file`);
}
for (const id of Object.keys(checkers)) expect(goals.some((goal) => goal.id === id), `${id} has no goal`);
for (const set of readdirSync(new URL('./documents/', import.meta.url))) {
  for (const name of readdirSync(new URL(`./documents/${set}/`, import.meta.url))) {
    const length = text(`${set}/${name}`).trimEnd().split('\n').length;
    expect(length >= 60 && length <= 200, `${set}/${name} has ${length} lines`);
  }
}
expect(goals.length === 22, 'the number of goals');

console.log(JSON.stringify({ goals: goals.length, ...tally((goal) => goal.kind), domains: tally((goal) => goal.domain), constructs: tally((goal) => goal.construct ?? 'none'), judged }));
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}
