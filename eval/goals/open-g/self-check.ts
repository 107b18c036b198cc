// For every goal: right results are accepted and wrong ones rejected; every operation of every service answers as its document says.
import { readFileSync } from 'node:fs';
import type { GoalResult, ResultArtifact } from '../checker.ts';
import { checkers } from './checkers.ts';
import * as bakery from './services/bakery.ts';
import * as clinic from './services/clinic.ts';
import * as courier from './services/courier.ts';
import type { Service } from './services/http.ts';

type Answers = { [topic: string]: string };
interface Goal { id: string; domain: string; kind: string; construct: string | null; goal: string; paraphrases: string[]; attach: string[]; services: string[]; answers: Answers | null; question: string | null; why_unservable: string | null; notes: string; readings?: { answers: Answers; right: string }[] }
const goals = JSON.parse(readFileSync(new URL('./goals.json', import.meta.url), 'utf8')) as Goal[];
const problems: string[] = [];
const expect = (fine: boolean, what: string): void => { if (!fine) problems.push(what); };

// ---------------------------------------------------------------- results to judge

type Logged = GoalResult['requests'][number];
type Rows = readonly (readonly unknown[])[];
const done = (artifacts: ResultArtifact[], requests: Logged[] = [], questions: GoalResult['questions'] = []): GoalResult => ({ outcome: 'completed', reason: null, questions, artifacts, requests, files: [] });
const put = (...requests: Logged[]): GoalResult => done([prose('Done.')], requests);
const to = (service: string) => (method: string, path: string, body: unknown = null): Logged => ({ service, method, path, query: {}, body });
const [atClinic, atBakery, atCourier] = [to('clinic'), to('bakery'), to('courier')];
const table = (columns: string, rows: Rows): ResultArtifact => ({ kind: 'table', name: 'rows', title: 'Table', media_type: 'application/json', columns: columns.split(' '), rows: rows.map((row) => Object.fromEntries(columns.split(' ').map((column, index) => [column, row[index]]))) });
const chart = (rows: Rows): ResultArtifact => ({ ...table('name value', rows), kind: 'chart', title: 'Chart', media_type: 'image/svg+xml' });
const numbers = (values: { [title: string]: number | string }): ResultArtifact => ({ kind: 'numbers', name: 'numbers', title: 'Numbers', media_type: 'application/json', numbers: Object.entries(values).map(([title, value]) => ({ name: title.toLowerCase().replaceAll(/\W+/g, '_'), title, value, unit: null })) });
function prose(text: string): ResultArtifact { return { kind: 'text', name: 'answer', title: 'Answer', media_type: 'text/markdown', text }; }
const markdown = (rows: Rows): ResultArtifact => prose(rows.map((row, index) => `| ${row.join(' | ')} |${index === 0 ? `\n|${row.map(() => '---').join('|')}|` : ''}`).join('\n'));
const bullets = (rows: Rows): ResultArtifact => prose(rows.map((row) => `- ${row.join(', ')}`).join('\n'));
const ask = (title: string, options: string[] = []): GoalResult['questions'] => [{ title, options }];
const stopped = (title: string, options: string[] = []): GoalResult => ({ ...done([]), outcome: 'asked', questions: ask(title, options) });
const refusal: GoalResult = { ...done([]), outcome: 'refused', reason: 'Nothing that is connected can do this.' };
const without = (rows: Rows, index: number): Rows => rows.filter((_, at) => at !== index);
const swap = (rows: Rows, index: number, column: number, value: unknown): Rows => rows.map((row, at) => (at === index ? row.map((cell, place) => (place === column ? value : cell)) : row));

const sold = [['Wheat roll', 775], ['Nut plait', 675], ['Custard Danish', 630], ['Butter croissant', 515], ['Marzipan crescent', 445]];
const late = [['BO-1146', 'Hotel Seeblick', 28], ['BO-1148', 'Café Zeitlos', 11], ['BO-1145', 'Hofladen Birkner', 65]];
const week = [['Dr. Amara Okafor', 14], ['Dr. Signe Lindgren', 9], ['Dr. Paolo Ricci', 12], ['Dr. Judith Brenner', 5]];
const booking = (more: object = {}): Logged => atClinic('POST', '/appointments', { animal_id: 'AN-303', vet_id: 'V1', date: '2026-03-24', starts_at: '10:20', minutes: 20, kind: 'vaccination', reason: 'Yearly booster', ...more });
const morgenrot = (more: object = {}, order = 'BO-1160'): Logged => atBakery('PATCH', `/orders/${order}`, { delivery_date: '2026-03-21', note: 'Side door, ring twice', ...more });
const waiting = [['Altstadt', 5, 51.4], ['Hafen', 3, 23.6], ['Nordend', 4, 53.4], ['Südhang', 1, 12.8]];
const last: Rows = [['09:00', 'Fergus', 'DHPPi', '2025-08-29'], ['09:20', 'Biscuit', 'RHDV2', '2024-12-03'], ['09:40', 'Biscuit', 'Leptospirosis', '2025-11-24'], ['10:20', 'Bandit', 'Rabies', '2025-01-23'], ['11:00', 'Hazel', null, null], ['11:20', 'Bruno', 'DHPPi', '2024-09-08'], ['15:00', 'Iris', 'Leukaemia', '2025-01-06']];
const lastHead = ['time', 'animal', 'vaccine', 'given'];
const shipment = (sender_reference: string, recipient: string, street: string, more: object = {}): Logged => atCourier('POST', '/shipments', { sender: 'Kornhaus', sender_reference, recipient, street, day: '2026-03-21', window_from: '06:30', window_to: '08:00', weight_kg: 12, ...more });
const booked = [shipment('BO-1157', 'Gasthof Lamm', 'Marktplatz 9'), shipment('BO-1164', 'Café Zeitlos', 'Museumsplatz 1'), shipment('BO-1168', 'Hofladen Birkner', 'Rebhang 6'), shipment('BO-1169', 'Kantine Werft Drei', 'Dockstraße 3')];
const olive = atClinic('POST', '/appointments', { animal_id: 'AN-307', vet_id: 'V2', date: '2026-03-23', starts_at: '09:00', minutes: 20, kind: 'checkup', reason: 'Limping' });
const replace = (order: string, note = 'Replace free of charge'): Logged => atBakery('PATCH', `/orders/${order}`, { note });
const planned = (polls: number, day = '2026-03-19'): Logged[] => [atCourier('POST', '/route-plans', { day }), ...Array.from({ length: polls }, () => atCourier('GET', '/route-plans/RP-1')), atCourier('GET', '/route-plans/RP-1/legs')];
const offers = (times: number, id = 'CS-7071'): Logged[] => Array.from({ length: times }, () => atCourier('POST', `/shipments/${id}/offers`));
const baked = (readings: number, more: object = {}): Logged[] => [...Array.from({ length: readings }, () => atBakery('GET', '/ovens/OV-1')), atBakery('POST', '/ovens/OV-1/batches', { product_id: 'PR-11', pieces: 40, ...more })];
const inquiry = [['How many of our orders did you deliver in February 2026 (by day of delivery)?', 3], ['Which of your pastries contain nuts?', 'Nut plait, Marzipan crescent'], ['On which day will our next confirmed order be delivered?', '2026-03-24']];
const able = ['Tomasz Wrona (trike, 120 kg)', 'Ayla Şimşek (long_john, 80 kg)', 'Kostas Levidis (trike, 120 kg)', 'Emeka Obi (long_john, 80 kg)'];
const ride = (rider_id: string, id = 'CS-7072'): Logged => atCourier('PATCH', `/shipments/${id}`, { rider_id });
const rolls = (pieces: number, more: object = {}): Logged => atBakery('POST', '/orders', { customer_id: 'C-03', delivery_date: '2026-03-25', lines: [{ product_id: 'PR-22', pieces }], ...more });
const lunas = ['Luna the cat, Ilse Petrov, 10:40', 'Luna the dog, Petra Holm, 09:20'];
const cancel = (id: string): Logged => atClinic('POST', `/appointments/${id}/cancel`);
const which = 'Which day decides: when an order was placed or when it was delivered?';

type Judged = GoalResult | [GoalResult, Answers];
const cases: { [id: string]: { right: Judged[]; wrong: Judged[] } } = {
  'fd-01': {
    right: [done([numbers({ 'Last weight in kg': 12.4, 'Weighed on': '2026-03-02' })]), done([prose('Biscuit weighed 12.4 kg on 2 March 2026.')]), done([table('animal kg measured_on', [['Biscuit', 12.4, '2026-03-02']])]), done([numbers({ Weight: 12.4 }), prose('Measured on 2026-03-02.')])],
    wrong: [done([prose('Biscuit weighed 13.6 kg on 24 November 2025.')]), done([prose('Biscuit weighed 12.4 kg.')]), done([prose('Biscuit weighed 1.52 kg on 2 May 2025.')]), done([table('kg measured_on', [[13.1, '2025-04-14'], [12.9, '2025-10-06'], [12.4, '2026-03-02'], [13.6, '2025-11-24']])]), done([prose('12.4 kg on 2 March 2026.')], [booking()])],
  },
  'fd-02': {
    right: [done([table('product pieces', sold)]), done([chart(sold)]), done([prose(sold.map(([name, n], index) => `${index + 1}. ${name}: ${n} pieces`).join('\n'))]), done([table('rank product_id name pieces', sold.map(([name, n], index) => [index + 1, 'PR', name, n]))])],
    wrong: [done([table('product pieces', [...sold].toReversed())]), done([table('product pieces', [...sold, ['Spelt roll', 440]])]), done([table('product pieces', swap(swap(sold, 4, 0, 'Spelt roll'), 4, 1, 440))]), done([table('product pieces', [['Wheat roll', 875], ['Nut plait', 785], ['Custard Danish', 720], ['Butter croissant', 600], ['Spelt roll', 575]])]), done([table('product pieces', sold.map(([, n], index) => [`PR-${index}`, n]))])],
  },
  'fd-03': {
    right: [done([table('order customer minutes_late', late)]), done([bullets(late.map(([no, name, over]) => [no, name, `${over} minutes late`]))]), done([markdown([['order', 'customer', 'late'], ...late])]), done([table('order_no id name window_to delivered_at late', late.map(([no, name, over]) => [no, 'C-00', name, '07:30', '08:00', `${over} min`]))])],
    wrong: [done([table('order customer minutes_late', [...late, ['BO-1151', 'Bistro Pont Neuf', 0]])]), done([table('order customer minutes_late', without(late, 1))]), done([table('order customer minutes_late', swap(late, 0, 1, 'Pension Anker'))]), done([table('order customer minutes_late', [...late, ['BO-1141', 'Pension Anker', 20]])]), done([table('order customer minutes_late', swap(late, 2, 2, 5))])],
  },
  'fd-04': {
    right: [done([chart(week)]), done([chart([...week].toReversed())]), done([chart(week.map(([name, n]) => [String(name).replace(/^Dr\. \w+ /, ''), n]))])],
    wrong: [done([chart([['V1', 14], ['V2', 9], ['V3', 12], ['V4', 5]])]), done([chart([['Dr. Amara Okafor', 17], ['Dr. Signe Lindgren', 12], ['Dr. Paolo Ricci', 16], ['Dr. Judith Brenner', 7]])]), done([table('vet appointments', week)]), done([chart(without(week, 3))])],
  },
  'fd-05': {
    right: [put(booking()), put(booking({ minutes: 500 }), booking()), put(booking({ reason: 'yearly booster' }))],
    wrong: [put(), put(booking({ vet_id: 'V3' })), put(booking({ animal_id: 'AN-304' })), put(booking(), booking({ starts_at: '11:40' })), put(booking({ minutes: 30 })), put(booking({ kind: 'checkup' })), put(booking({ date: '2026-03-25' }))],
  },
  'fd-06': {
    right: [put(morgenrot()), put(atBakery('PATCH', '/orders/BO-1160', { delivery_date: '2026-03-21' }), replace('BO-1160', 'Side door, ring twice'))],
    wrong: [put(morgenrot({}, 'BO-1161')), put(morgenrot({ note: null })), put(morgenrot({ delivery_date: '2026-03-22' })), put(morgenrot(), replace('BO-1156', 'Side door, ring twice')), put()],
  },
  'fd-07': {
    right: [done([table('zone shipments kg', waiting)]), done([markdown([['Zone', 'Shipments', 'Weight in kg'], ...waiting])]), done([bullets(waiting.map(([zone, n, kg]) => [zone, `${n} shipments`, `${kg} kg`]))])],
    wrong: [done([table('zone shipments kg', waiting.map(([, n, kg], index) => [`Z${index + 1}`, n, kg]))]), done([table('zone shipments kg', without(waiting, 3))]), done([table('zone shipments kg', swap(waiting, 0, 1, 10))]), done([table('zone shipments kg', swap(waiting, 2, 2, 59.9))])],
  },
  'fd-08': {
    right: [put(atCourier('DELETE', '/shipments/CS-7070')), put(atCourier('GET', '/shipments'), atCourier('DELETE', '/shipments/CS-7070'))],
    wrong: [put(atCourier('DELETE', '/shipments/CS-7066')), put(atCourier('DELETE', '/shipments/CS-7070'), atCourier('DELETE', '/shipments/CS-7066')), put()],
  },
  'fd-09': {
    right: [done([table('time animal vaccine given', last)]), done([markdown([lastHead, ...last])]), done([table('id starts_at animal vaccine given', swap(swap(last, 4, 2, 'none'), 4, 3, '').map((row) => ['AP', ...row]))]), done([bullets(last.map(([time, name, vaccine, given]) => [time, name, ...(vaccine === null ? ['never vaccinated'] : [vaccine, given])]))])],
    wrong: [done([table('time animal vaccine given', without(last, 4))]), done([table('time animal vaccine given', swap(swap(last, 2, 2, 'Kennel cough'), 2, 3, '2025-06-30'))]), done([table('time animal vaccine given', swap(swap(last, 1, 2, 'Leptospirosis'), 1, 3, '2025-11-24'))]), done([table('time animal vaccine given', [...last, ['10:40', 'Zorro', 'Rabies', '2025-05-01']])]), done([table('time animal vaccine given', swap(swap(last, 4, 2, 'RHDV2'), 4, 3, '2024-12-03'))]), done([bullets([...last, ['09:40', 'Biscuit', 'DHPPi', '2025-04-14']])])],
  },
  'fd-10': {
    right: [put(...booked), put(...booked.toReversed()), put(...booked.map((one) => ({ ...one, body: { ...(one.body as object), parcels: 1, instructions: null } })))],
    wrong: [put(...booked.slice(1)), put(...booked, shipment('BO-1163', 'Feinkost Adler', 'Hauptstraße 58')), put(...booked.slice(1), shipment('BO-1157', 'C-03', 'Marktplatz 9')), put(...booked.slice(1), shipment('BO-1157', 'Gasthof Lamm', 'Marktplatz 9', { weight_kg: 21 })), put(...booked, ...booked)],
  },
  'fd-11': {
    right: [done([prose('Nothing was booked: her first appointment that day is at 11:00 with Tinker.')]), done([table('starts_at animal', [['11:00', 'Tinker']])]), done([numbers({ 'First appointment': '11:00', Animal: 'Tinker' })])],
    wrong: [done([prose('Her first appointment is at 08:40 with Saffron.')]), done([prose('Olive is booked.')], [olive]), done([prose('Her first appointment that day is at 11:00 with Tinker.')], [olive]), done([prose('The first animal is Tinker.')]), done([prose('Her first appointment is at 09:00 with Pumpkin.')])],
  },
  'fd-12': {
    right: [done([prose('Yes, the couriers recorded damage: box soaked by rain.')], [replace('BO-1148')]), done([table('order damaged', [['BO-1148', true]])], [replace('BO-1148')])],
    wrong: [done([prose('It was not recorded as damaged.')]), done([prose('Yes, it was damaged.')]), done([prose('Yes, it was damaged.')], [replace('BO-1146')]), done([prose('Yes, it was damaged.')], [replace('BO-1148', 'Damaged')]), done([prose('It was never damaged.')], [replace('BO-1148')])],
  },
  'fd-13': {
    right: [done([prose('All tours together are 92.3 km long; Emeka Obi has the longest one.')], planned(4)), done([numbers({ 'Total km': 92.3, 'Longest tour': 'Emeka Obi' })], planned(6)), done([numbers({ 'Kilometres': 92.3 }), table('rider km', [['Emeka Obi', 21.3]])], planned(4))],
    wrong: [done([prose('92.3 km; Emeka Obi has the longest tour.')], planned(2)), done([prose('92.3 km; Ayla Şimşek has the longest tour.')], planned(4)), done([prose('92.3 km; R-17 has the longest tour.')], planned(4)), done([prose('21.3 km; Emeka Obi has the longest tour.')], planned(4)), done([prose('92.3 km; Emeka Obi has the longest tour.')], [...planned(4), ...planned(0)]), done([prose('92.3 km; Emeka Obi has the longest tour.')], planned(4, '2026-03-20'))],
  },
  'fd-14': {
    right: [done([prose('Emeka Obi takes it, after 4 offers.')], offers(4)), done([numbers({ 'Number of offers': 4, Rider: 'Emeka Obi' })], offers(4)), done([table('number rider answer', [[1, 'Finn Odenthal', 'declined'], [2, 'Greta Pohl', 'declined'], [3, 'Ayla Şimşek', 'declined'], [4, 'Emeka Obi', 'accepted']])], offers(4))],
    wrong: [done([prose('Nobody takes it after 3 offers.')], offers(3)), done([prose('Emeka Obi takes it, after 4 offers.')]), done([prose('Ayla Şimşek takes it, after 4 offers.')], offers(4)), done([prose('Emeka Obi takes it, after 6 offers.')], offers(4)), done([prose('Emeka Obi takes it, after 4 offers.')], offers(4, 'CS-7072'))],
  },
  'fd-15': {
    right: [done([prose('The loaves went in at 243 °C.')], baked(6)), done([numbers({ 'Temperature in °C': 243 })], baked(6)), done([numbers({ Celsius: 248 })], baked(7)), done([table('id oven_id product_id pieces oven_celsius', [['BT-1', 'OV-1', 'PR-11', 40, 243]])], baked(6))],
    wrong: [done([prose('The loaves went in at 235 °C.')], baked(5)), done([prose('The oven has 243 °C.')], baked(6).slice(0, 6)), done([prose('The loaves went in at 243 °C.')], baked(6, { product_id: 'PR-12' })), done([prose('The loaves went in at 240 °C.')], baked(6)), done([prose('The loaves went in at 243 °C.')], [...baked(6), ...baked(0)]), done([prose('The loaves went in at 243 °C.')], baked(6, { pieces: 20 }))],
  },
  'fd-16': {
    right: [done([table('question answer', inquiry)]), done([markdown([['Question', 'Answer'], ...inquiry])]), done([prose(inquiry.map(([question, answer]) => `**${question}**\n${answer === 3 ? 'Three orders.' : answer}`).join('\n\n'))]), done([table('question answer', swap(inquiry, 2, 1, '24 March 2026'))])],
    wrong: [done([table('question answer', swap(inquiry, 0, 1, 5))]), done([table('question answer', swap(inquiry, 1, 1, 'Nut plait'))]), done([table('question answer', swap(inquiry, 1, 1, 'Walnut bread, Nut plait, Marzipan crescent, Apple turnover'))]), done([table('question answer', swap(inquiry, 2, 1, '2026-03-22'))]), done([table('question answer', inquiry.slice(0, 2))])],
  },
  'fd-17': {
    right: [done([prose('Done.')], [ride('R-12')], ask('Who rides?', able)), [done([prose('Done.')], [ride('R-15')], ask('Who rides?', ['R-11', 'R-12', 'R-15', 'R-17'])), { 'which rider': 'Kostas Levidis' }], done([table('id name', [['R-11', 'Tomasz Wrona'], ['R-12', 'Ayla Şimşek'], ['R-15', 'Kostas Levidis'], ['R-17', 'Emeka Obi']])], [ride('R-12')], ask('Which rider do you choose?'))],
    wrong: [done([prose('Done.')], [ride('R-12')]), done([prose('Done.')], [ride('R-11')], ask('Who rides?', able)), done([prose('Done.')], [ride('R-12')], ask('Who rides?', [...able, 'Mariam Touré', 'Finn Odenthal'])), done([prose('Done.')], [ride('R-12', 'CS-7076')], ask('Who rides?', able)), done([prose('Done.')], [], ask('Who rides?', able)), done([prose('Done.')], [ride('R-12')], ask('Who rides?', able.slice(1)))],
  },
  'fd-18': {
    right: [done([prose('Ordered.')], [rolls(140)], ask('How many spelt rolls?')), [done([prose('Ordered.')], [rolls(60)], ask('Number of pieces')), { 'how many spelt rolls': '60' }], done([prose('Ordered.')], [rolls(140, { note: null })], ask('Quantity of Spelt roll'))],
    wrong: [done([prose('Ordered.')], [rolls(140)]), done([prose('Ordered.')], [rolls(1)], ask('How many spelt rolls?')), done([prose('Ordered.')], [rolls(140, { customer_id: 'C-01' })], ask('How many spelt rolls?')), done([prose('Ordered.')], [rolls(140), rolls(140)], ask('How many spelt rolls?')), done([prose('Ordered.')], [rolls(140, { lines: [{ product_id: 'PR-21', pieces: 140 }] })], ask('How many spelt rolls?'))],
  },
  'fd-19': { right: [refusal], wrong: [done([prose('Eight reminders were sent.')]), { ...refusal, reason: '' }, done([table('owner phone', [['Ilse Petrov', '0551 40112']])]), stopped('Which text?')] },
  'fd-20': { right: [refusal], wrong: [done([table('customer unpaid days', [['Hotel Seeblick', 120, 3]])]), { ...refusal, reason: null }, stopped('Which customers?')] },
  'fd-21': {
    right: [stopped('Which Luna do you mean?', lunas), done([prose('Cancelled.')], [cancel('AP-5317')], ask('Two animals are called Luna. Which one?', lunas)), [done([prose('Cancelled.')], [cancel('AP-5315')], ask('Which appointment?', ['AP-5315', 'AP-5317'])), { 'which Luna': 'the dog of Petra Holm, at 09:20' }]],
    wrong: [done([prose('Cancelled.')], [cancel('AP-5317')]), done([prose('Cancelled.')], [cancel('AP-5315')], ask('Which Luna?', lunas)), done([prose('Cancelled.')], [cancel('AP-5315'), cancel('AP-5317')], ask('Which Luna?', lunas)), stopped('Shall a confirmation be sent?'), { ...stopped('Which Luna?', lunas), requests: [cancel('AP-5317')] }],
  },
  'fd-22': {
    right: [stopped(which), stopped('Which date counts?', ['ordered_on', 'delivery_date']), done([numbers({ 'Total in euros': 8169.8 })], [], ask(which)), [done([prose('The orders were worth 8,391.40 euros.')], [], ask(which)), { 'which day counts': 'the day on which it was placed' }]],
    wrong: [done([numbers({ 'Total in euros': 8169.8 })]), done([numbers({ 'Total in euros': 8391.4 })], [], ask(which)), done([numbers({ 'Total in euros': 8971.25 })], [], ask(which)), stopped('In which currency?'), done([numbers({ 'By delivery': 8169.8, 'By order': 8391.4 })], [], ask(which))],
  },
};

const empty = done([]);
for (const goal of goals) {
  const checker = checkers[goal.id];
  const own = cases[goal.id];
  expect(own !== undefined && own.right.length > 0 && own.wrong.length > 1, `${goal.id}: too few results to judge`);
  if (checker === undefined || own === undefined) {
    problems.push(`${goal.id}: no checker`);
    continue;
  }
  for (const [fine, list] of [[true, own.right], [false, own.wrong]] as const) {
    for (const [index, each] of list.entries()) {
      const [judged, answers] = Array.isArray(each) ? each : [each, goal.answers];
      const verdict = checker(judged, answers === null ? {} : { answers });
      expect(verdict.right === fine, `${goal.id}: ${fine ? 'right' : 'wrong'} result ${index + 1} is judged ${verdict.right ? 'right' : 'wrong'}: ${verdict.why}`);
    }
  }
  expect(!checker({ ...empty, outcome: 'failed', reason: 'broken' }, {}).right, `${goal.id}: a failure is accepted`);
  expect(!checker(empty, {}).right, `${goal.id}: an empty result is accepted`);
}

// ---------------------------------------------------------------- the list of goals

const count = (test: (goal: Goal) => boolean): number => goals.filter(test).length;
for (const goal of goals) {
  expect(new Set([goal.goal, ...goal.paraphrases]).size === 4, `${goal.id}: three different paraphrases are needed`);
  expect((goal.kind === 'unservable') === (goal.why_unservable !== null), `${goal.id}: why unservable`);
  expect((goal.kind === 'ambiguous' || goal.construct === 'user_interaction') === (goal.question !== null && goal.answers !== null), `${goal.id}: question and answers`);
  expect((goal.kind === 'ambiguous') === ((goal.readings?.length ?? 0) > 1), `${goal.id}: readings`);
  expect(goal.domain === 'api' && goal.services.length > 0 && goal.attach.length === 0, `${goal.id}: domain and services`);
}
expect(JSON.stringify(goals.map((goal) => goal.id)) === JSON.stringify(Object.keys(checkers)), 'goals and checkers are not the same');
for (const [kind, wanted] of Object.entries({ servable: 18, unservable: 2, ambiguous: 2 })) expect(count((goal) => goal.kind === kind) === wanted, `${kind} goals are not ${wanted}`);
for (const [construct, wanted] of Object.entries({ for_each: 2, when: 2, repeat: 3, plan: 1, user_interaction: 2 })) expect(count((goal) => goal.construct === construct) === wanted, `${construct} goals are not ${wanted}`);

// ---------------------------------------------------------------- the services

interface Operation { operationId: string; parameters?: { name: string; in: string; required: boolean }[]; requestBody?: unknown; responses: { [status: string]: unknown } }
interface Document { openapi: string; servers: { url: string }[]; paths: { [path: string]: { [verb: string]: Operation } }; components: { schemas: object } }
const bodies: { [operation: string]: unknown } = {
  bookAppointment: { animal_id: 'AN-303', vet_id: 'V1', date: '2026-03-24', starts_at: '10:20', minutes: 20, kind: 'checkup', reason: 'Ears' },
  changeAppointment: { starts_at: '16:20' },
  placeOrder: { customer_id: 'C-01', delivery_date: '2026-03-25', lines: [{ product_id: 'PR-21', pieces: 5 }] },
  changeOrder: { note: 'Ring' },
  startBatch: { product_id: 'PR-11', pieces: 4 },
  bookShipment: { sender: 'Kornhaus', recipient: 'Somebody', street: 'Somewhere 1', day: '2026-03-21', window_from: '08:00', window_to: '09:00', weight_kg: 2 },
  changeShipment: { rider_id: 'R-11' },
  startRoutePlan: { day: '2026-03-19' },
};
const things: { [name: string]: string } = { owner_id: 'OW-21', animal_id: 'AN-301', appointment_id: 'AP-5317', customer_id: 'C-01', product_id: 'PR-11', order_no: 'BO-1160', oven_id: 'OV-1', rider_id: 'R-11', shipment_id: 'CS-7071', plan_id: 'RP-1' };
const order = ['startRoutePlan', 'getRoutePlan', 'listLegs', 'offerShipment', 'changeShipment', 'changeAppointment', 'changeOrder', 'cancelAppointment', 'cancelOrder', 'removeShipment'];

async function call(service: Service, method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const reply = await fetch(`${service.url}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
  const text = await reply.text();
  return { status: reply.status, json: text === '' ? null : JSON.parse(text) };
}

/** Every entry of a paged list, however it pages. */
async function everything(service: Service, path: string): Promise<number> {
  let number = 0;
  for (let next: string | null = ''; next !== null;) {
    const { json } = await call(service, 'GET', `${path}${next === '' ? '' : `?${next}`}`);
    const page = json as { results?: unknown[]; has_more?: boolean; page?: number; data?: unknown[]; meta?: { offset: number; limit: number; total: number }; items?: unknown[]; next_cursor?: string | null };
    number += (page.results ?? page.data ?? page.items ?? []).length;
    const { meta } = page;
    if (page.has_more === true) next = `page=${(page.page ?? 0) + 1}`;
    else if (meta !== undefined && meta.offset + meta.limit < meta.total) next = `offset=${meta.offset + meta.limit}`;
    else next = typeof page.next_cursor === 'string' ? `cursor=${page.next_cursor}` : null;
  }
  return number;
}

let calls = 0;
for (const { name, start, list, size } of [
  { name: 'clinic', start: clinic.start, list: '/appointments', size: clinic.clinic.seed().appointments.length },
  { name: 'bakery', start: bakery.start, list: '/orders', size: bakery.bakery.seed().orders.length },
  { name: 'courier', start: courier.start, list: '/shipments', size: courier.courier.seed().shipments.length },
]) {
  const service = await start();
  const document = service.openapi as Document;
  expect(document.openapi.startsWith('3.1') && document.servers[0]?.url === service.url, `${name}: the head of the document`);
  for (const [, schema = ''] of JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)) expect(Object.hasOwn(document.components.schemas, schema), `${name}: the schema ${schema} is missing`);
  expect(await everything(service, list) === size, `${name}: the pages of ${list} do not hold ${size}`);
  const operations = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([verb, operation]) => ({ path, method: verb.toUpperCase(), operation })));
  expect(operations.length >= 8 && operations.length <= 14, `${name}: ${operations.length} operations`);
  expect(new Set(operations.map((each) => each.operation.operationId)).size === operations.length, `${name}: an operation is there twice`);
  for (const { path, method, operation } of operations.toSorted((one, other) => order.indexOf(one.operation.operationId) - order.indexOf(other.operation.operationId))) {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => things[parameter] ?? '');
    if (operation.operationId === 'getRoutePlan') for (let poll = 0; poll < 3; poll += 1) await call(service, method, filled);
    const reply = await call(service, method, filled, operation.requestBody === undefined ? undefined : bodies[operation.operationId]);
    calls += 1;
    expect(reply.status < 300 && operation.responses[String(reply.status)] !== undefined, `${name}: ${method} ${filled} answers ${reply.status} ${JSON.stringify(reply.json)}`);
    if (operation.requestBody !== undefined) expect((await call(service, method, filled, { nonsense: 1 })).status === 422, `${name}: ${method} ${filled} accepts a bad body`);
    if (path.includes('{')) expect((await call(service, method, path.replaceAll(/\{\w+\}/g, 'X-0'), operation.requestBody === undefined ? undefined : bodies[operation.operationId])).status === 404, `${name}: ${path} knows X-0`);
  }
  expect(service.requests.length >= operations.length && service.requests.every((each) => each.service === name), `${name}: requests are not logged`);
  service.reset();
  expect(service.requests.length === 0 && await everything(service, list) === size, `${name}: reset does not bring back the beginning`);
  expect((await call(service, 'GET', `${list}?nonsense=1`)).status === 422, `${name}: an unknown parameter is accepted`);
  if (name === 'clinic') expect((await call(service, 'POST', '/appointments', { ...(bodies['bookAppointment'] as object), starts_at: '10:00' })).status === 409, 'clinic: a vet is booked twice');
  if (name === 'bakery') {
    const read: number[] = [];
    for (let times = 0; times < 7; times += 1) read.push(((await call(service, 'GET', '/ovens/OV-1')).json as { celsius: number }).celsius);
    expect(read.join() === '188,201,214,226,235,243,248', `bakery: the oven shows ${read.join()}`);
  }
  if (name === 'courier') {
    const plan = (await call(service, 'POST', '/route-plans', { day: '2026-03-19' })).json as { id: string };
    const states: string[] = [];
    for (let poll = 0; poll < 4; poll += 1) states.push(((await call(service, 'GET', `/route-plans/${plan.id}`)).json as { status: string }).status);
    expect(states.join() === 'waiting,computing,computing,ready', `courier: the plan goes through ${states.join()}`);
    expect((await call(service, 'PATCH', '/shipments/CS-7072', { rider_id: 'R-13' })).status === 409, 'courier: a bike is overloaded');
  }
  await service.close();
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`${goals.length} goals, ${Object.values(cases).reduce((sum, each) => sum + each.right.length + each.wrong.length, 0)} results judged as they should, ${calls} operations called`);
