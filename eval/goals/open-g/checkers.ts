// Checkers of the goals: each works out the right answer from the seed data of the services and looks for it in the result.
import { all, answerText, any, asked, completed, hasChart, hasNumber, hasRows, plain, refused, right, wrong } from '../checker.ts';
import type { Checker, Expected } from '../checker.ts';
import { afterQuestion, anyUnit, called, changed, clockTime, day, dayCell, freshWorld, lists, looked, names, played, productsOf, says, timeCell, untouched } from './evidence.ts';
import { heating } from './services/bakery.ts';
import type { Order } from './services/bakery.ts';
import { legsOf } from './services/courier.ts';

const { clinic, bakery, courier } = freshWorld();

// ---------------------------------------------------------------- names instead of numbers

function one<Thing>(list: Thing[], test: (thing: Thing) => boolean): Thing {
  const found = list.filter(test);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} fit instead of one`);
  return found[0];
}
const animalName = (id: string): string => one(clinic.animals, (animal) => animal.id === id).name;
const vetCalled = (surname: string): string => one(clinic.vets, (vet) => vet.name.endsWith(surname)).id;
const customer = (id: string) => one(bakery.customers, (each) => each.id === id);
const customerCalled = (name: string): string => one(bakery.customers, (each) => each.name === name).id;
const product = (id: string): string => one(bakery.products, (each) => each.id === id).name;
const productCalled = (name: string) => one(bakery.products, (each) => each.name === name);
const rider = (id: string): string => one(courier.riders, (each) => each.id === id).name;
const riderNames = courier.riders.map((each) => each.name);
const surname = (name: string): string => name.split(' ').pop() ?? name;

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const cents = (orders: Order[]): number => orders.reduce((sum, order) => sum + order.lines.reduce((part, line) => part + line.pieces * Math.round(line.unit_price_eur * 100), 0), 0);

/** No vaccination is on record: an empty cell or a word that says so. */
const nothing: Expected = (value) => value === null || value === undefined || (typeof value === 'string' && /^(|-|–|—|n\/?a|null|none\b.*|no\b.*|never\b.*|not\b.*|nothing\b.*|without\b.*)$/i.test(value.trim()));

const kernShipment = one(courier.shipments, (each) => each.recipient === 'Praxis Dr. Kern' && each.day === '2026-03-19');
const kohlShipment = one(courier.shipments, (each) => each.recipient === 'Weinhandel Kohl' && each.day === '2026-03-19');
const fit = courier.riders.filter((each) => each.on_duty && each.max_load_kg >= kohlShipment.weight_kg);

export const checkers: { [id: string]: Checker } = {
  'fd-01': (result) => {
    const { id } = one(clinic.animals, (animal) => animal.name === 'Biscuit' && animal.breed === 'beagle');
    const [last, ...before] = clinic.weighings.filter((each) => each.animal_id === id).toSorted((a, b) => b.measured_on.localeCompare(a.measured_on));
    if (last === undefined) return wrong('no weights');
    const clean = productsOf(result).filter(({ whole }) => !before.some((each) => day(each.measured_on).test(whole)));
    return looked(
      result,
      any(hasNumber(result, last.kg), hasNumber(result, last.kg, { near: [/weigh|kg|kilo|biscuit/i] })),
      clean.some(({ whole }) => whole.includes(String(last.kg))) ? right('the weight is told from older ones') : wrong('older weights stand beside it'),
      clean.some(({ whole }) => day(last.measured_on).test(whole)) ? right('the day is right') : wrong(`the day ${last.measured_on} is missing`),
    );
  },

  'fd-02': (result) => {
    const pieces = new Map<string, number>();
    for (const order of bakery.orders) {
      if (order.status === 'cancelled' || !order.delivery_date.startsWith('2026-02')) continue;
      for (const line of order.lines) pieces.set(product(line.product_id), (pieces.get(product(line.product_id)) ?? 0) + line.pieces);
    }
    const ranked = [...pieces].toSorted((a, b) => b[1] - a[1]);
    const top = ranked.slice(0, 5);
    return looked(result, any(
      hasRows(result, top.map(([name, number]) => [called(name), number]), { ordered: true }),
      lists(result, top.map(([name, number]) => ({ name, values: [number] })), ranked.slice(5).map(([name]) => name), true),
    ));
  },

  'fd-03': (result) => {
    const due = bakery.orders.filter((order) => order.delivery_date === '2026-03-17');
    const late = due.flatMap((order) => courier.shipments.filter((each) => each.sender_reference === order.order_no && each.delivered_at !== null).flatMap((each) => {
      const over = minutes(each.delivered_at ?? '') - minutes(each.window_to);
      return over > 0 ? [{ order, over }] : [];
    }));
    return looked(result, any(
      hasRows(result, late.map(({ order, over }) => [called(order.order_no), called(customer(order.customer_id).name), over])),
      lists(result, late.map(({ order, over }) => ({ name: order.order_no, values: [customer(order.customer_id).name, over] })), bakery.orders.filter((order) => !late.some((each) => each.order === order)).map((order) => order.order_no)),
    ));
  },

  'fd-04': (result) => {
    const week = clinic.appointments.filter((each) => each.date >= '2026-03-09' && each.date <= '2026-03-15' && each.status !== 'cancelled');
    return looked(result, hasChart(result, { rows: clinic.vets.map((vet) => [called(surname(vet.name)), week.filter((each) => each.vet_id === vet.id).length]) }));
  },

  'fd-05': (result) => all(completed(result), changed(result, ({ clinic: wanted }) => {
    const { id } = one(wanted.animals, (animal) => animal.name === 'Pickle');
    wanted.appointments.push({ id: 'new', animal_id: id, vet_id: vetCalled('Okafor'), date: '2026-03-24', starts_at: '10:20', minutes: 20, kind: 'vaccination', reason: 'Yearly booster', status: 'booked' });
  })),

  'fd-06': (result) => all(completed(result), changed(result, ({ bakery: wanted }) => {
    const order = one(wanted.orders, (each) => each.customer_id === customerCalled('Café Morgenrot') && each.delivery_date === '2026-03-20' && each.status === 'confirmed');
    order.delivery_date = '2026-03-21';
    order.note = 'Side door, ring twice';
  })),

  'fd-07': (result) => {
    const waiting = courier.shipments.filter((each) => each.day === '2026-03-18' && each.state === 'planned');
    const rows = courier.zones.map((zone) => {
      const here = waiting.filter((each) => each.zone_id === zone.id);
      return { name: zone.name, values: [here.length, here.reduce((sum, each) => sum + Math.round(each.weight_kg * 10), 0) / 10] };
    });
    return looked(result, any(hasRows(result, rows.map(({ name, values }) => [called(name), ...values])), lists(result, rows, [])));
  },

  'fd-08': (result) => all(completed(result), changed(result, ({ courier: wanted }) => {
    const { id } = one(wanted.shipments, (each) => each.recipient === 'Buchladen Seidel' && each.day === '2026-03-19');
    wanted.shipments = wanted.shipments.filter((each) => each.id !== id);
  })),

  'fd-09': (result) => {
    const booked = clinic.appointments.filter((each) => each.date === '2026-03-19' && each.status === 'booked').map((each) => {
      const given = clinic.vaccinations.filter((vaccination) => vaccination.animal_id === each.animal_id).toSorted((a, b) => b.given_on.localeCompare(a.given_on));
      return { time: each.starts_at, name: animalName(each.animal_id), last: given[0], before: given.slice(1).map((vaccination) => vaccination.given_on) };
    });
    const cancelled = clinic.appointments.filter((each) => each.date === '2026-03-19' && each.status === 'cancelled').map((each) => clockTime(each.starts_at));
    return looked(result, any(
      hasRows(result, booked.map(({ time, name, last }) => [timeCell(time), called(name), last === undefined ? nothing : called(last.vaccine), last === undefined ? nothing : dayCell(last.given_on)])),
      lists(
        result,
        booked.map(({ time, name, last }) => ({ name: clockTime(time), values: [name, ...(last === undefined ? [/\b(no|none|never|not|nothing|without|n\/a)\b|(\||:)\s*[-–—]?\s*(\||$)/i] : [last.vaccine, day(last.given_on)])] })),
        [...cancelled, ...booked.flatMap((each) => each.before).map((date) => day(date))],
      ),
    ));
  },

  'fd-10': (result) => all(completed(result), changed(result, ({ bakery: bakers, courier: wanted }) => {
    for (const order of bakers.orders.filter((each) => each.delivery_date === '2026-03-21' && each.status === 'confirmed')) {
      const { name, street } = customer(order.customer_id);
      wanted.shipments.push({ id: 'new', sender: 'Kornhaus', sender_reference: order.order_no, recipient: name, street, zone_id: null, day: '2026-03-21', window_from: '06:30', window_to: '08:00', parcels: 1, weight_kg: 12, state: 'planned', rider_id: null, delivered_at: null, instructions: null });
    }
  })),

  'fd-11': (result) => {
    const taken = clinic.appointments.filter((each) => each.vet_id === vetCalled('Lindgren') && each.date === '2026-03-23' && each.status !== 'cancelled').toSorted((a, b) => a.starts_at.localeCompare(b.starts_at));
    const first = taken[0];
    if (first === undefined) return wrong('the day is free');
    const others = clinic.appointments.filter((each) => each.date === '2026-03-23' && each !== first).map((each) => animalName(each.animal_id));
    return looked(
      result,
      names(result, animalName(first.animal_id), [animalName(first.animal_id), ...others]),
      productsOf(result).some(({ whole }) => clockTime(first.starts_at).test(whole.replace('T', ' ')) && !others.some((name) => says(whole, name))) || anyUnit(result, (unit) => /\b11 ?(am|o'clock)\b/i.test(unit), 'the time').right ? right('the time is right') : wrong(`the time ${first.starts_at} is missing`),
    );
  },

  'fd-12': (result) => {
    const shipment = one(courier.shipments, (each) => each.sender_reference === 'BO-1148');
    const damaged = courier.scans.some((each) => each.shipment_id === shipment.id && each.code === 'damaged');
    const denied = /\b(not|never|no|isn't|wasn't|un)\W{0,3}(\w+ ){0,3}damag|damaged\W+(no|false)\b/i;
    return all(
      completed(result),
      changed(result, ({ bakery: wanted }) => { if (damaged) one(wanted.orders, (each) => each.order_no === 'BO-1148').note = 'Replace free of charge'; }),
      anyUnit(result, (unit) => /damag|soaked|crushed|\byes\b|\btrue\b/i.test(unit) && !denied.test(unit), 'that it was recorded as damaged'),
    );
  },

  'fd-13': (result) => {
    const { world } = played(result);
    const legs = legsOf({ day: '2026-03-19' }).toSorted((a, b) => b.km - a.km);
    const total = legs.reduce((sum, leg) => sum + Math.round(leg.km * 10), 0) / 10;
    const longest = legs[0] === undefined ? '' : rider(legs[0].rider_id);
    return all(
      completed(result),
      changed(result, ({ courier: wanted }) => { wanted.plans.push({ id: 'RP-1', day: '2026-03-19', status: 'ready', total_km: total, polls: 0 }); }),
      world.courier.plans[0]?.status === 'ready' ? right('waited for the plan') : wrong('did not wait until the plan was ready'),
      any(hasNumber(result, total), hasNumber(result, total, { near: [/km|kilomet|total|all tours|length/i] })),
      names(result, longest, riderNames),
    );
  },

  'fd-14': (result) => {
    const { offers } = played(result).world.courier;
    const chosen = offers[offers.length - 1];
    const needed = 4;
    const name = rider('R-17');
    return all(
      completed(result),
      changed(result, ({ courier: wanted }) => {
        wanted.offers = ['R-13', 'R-16', 'R-12', 'R-17'].map((rider_id, index) => ({ number: index + 1, shipment_id: kernShipment.id, rider_id, answer: index + 1 === needed ? 'accepted' : 'declined' }));
        one(wanted.shipments, (each) => each.id === kernShipment.id).rider_id = 'R-17';
      }),
      chosen?.answer === 'accepted' ? right('offered until somebody accepted') : wrong('nobody has accepted'),
      any(names(result, name, riderNames), anyUnit(result, (unit) => says(unit, name) && /accept|takes|yes|true/i.test(unit), `${name} accepted`)),
      any(hasNumber(result, needed), hasNumber(result, needed, { near: [/offer|tries|attempt|ask|round|number|how many|times|count/i] }), anyUnit(result, (unit) => /\b(four|4th|fourth)\b/i.test(unit), 'four offers'), hasRows(result, [1, 2, 3, needed].map((number) => [number, number === needed ? called('accepted') : called('declined')]))),
    );
  },

  'fd-15': (result) => {
    const { world } = played(result);
    const batch = world.bakery.batches[0];
    const enough = (heating['OV-1'] ?? []).filter((celsius) => celsius >= 240);
    const said = [...new Set([enough[0], batch?.oven_celsius])].filter((celsius): celsius is number => celsius !== undefined);
    return all(
      completed(result),
      changed(result, ({ bakery: wanted }) => { wanted.batches.push({ id: 'BT-1', oven_id: one(wanted.ovens, (oven) => oven.name === 'Big deck oven').id, product_id: productCalled('Country loaf').id, pieces: 40, oven_celsius: 0 }); }),
      batch !== undefined && batch.oven_celsius >= 240 ? right('the oven was hot enough') : wrong(`the batch went in at ${batch?.oven_celsius ?? 'no'} degrees`),
      any(...said.flatMap((celsius) => [hasNumber(result, celsius), hasNumber(result, celsius, { near: [/temp|celsius|°|degree|oven/i] }), anyUnit(result, (unit) => new RegExp(`\\b${celsius} ?°`).test(unit), `${celsius} °C`)])),
    );
  },

  'fd-16': (result) => {
    const hotel = customerCalled('Hotel Seeblick');
    const own = bakery.orders.filter((order) => order.customer_id === hotel);
    const count = own.filter((order) => order.status === 'delivered' && order.delivery_date.startsWith('2026-02')).length;
    const pastries = bakery.products.filter((each) => each.category === 'pastry');
    const nuts = pastries.filter((each) => each.allergens.includes('nuts')).map((each) => each.name);
    const free = pastries.filter((each) => !nuts.includes(each.name)).map((each) => each.name);
    const next = own.filter((order) => order.status === 'confirmed').map((order) => order.delivery_date).toSorted()[0] ?? '';
    const units = productsOf(result).flatMap((each) => each.units);
    const words = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
    // An answer stands in the piece of its question, or in the one after it.
    const after = (about: RegExp, fits: (text: string) => boolean): boolean => units.some((unit, index) => about.test(unit) && [unit, units[index + 1] ?? ''].some((text) => fits(text.replace(about, ' '))));
    const asNumber = (text: string): boolean => says(text, String(count)) || says(text, words[count] ?? '');
    const said = /how many of our orders did you deliver in february 2026( \(by day of delivery\))?|february( 2026)?|delivered/i;
    return looked(
      result,
      after(said, asNumber) ? right('the number of orders is right') : wrong(`${count} orders in February are not said`),
      productsOf(result).some(({ whole, units: own_ }) => nuts.every((name) => says(whole, name)) && own_.some((unit) => nuts.some((name) => says(unit, name))) && !free.some((name) => says(whole, name))) ? right('the pastries are right') : wrong(`the pastries with nuts are not exactly ${nuts.join(', ')}`),
      units.some((unit) => day(next, false).test(unit)) && !units.some((unit) => /next/i.test(unit) && day('2026-03-22', false).test(unit)) ? right('the next day is right') : wrong(`the delivery of ${next} is not said`),
    );
  },

  'fd-17': (result, given) => {
    const picked = fit.find((each) => answerText(given).includes(plain(each.name)) || answerText(given).includes(plain(each.id)));
    const is = (text: string, each: { id: string; name: string }): boolean => says(text, each.name) || says(text, each.id);
    const exactly = (text: string): boolean => fit.every((each) => is(text, each)) && !courier.riders.some((each) => !fit.includes(each) && is(text, each));
    const offered = result.questions.some((question) => {
      const text = [question.title, ...question.options].join(' | ');
      return exactly(text) || (question.options.length === 0 && /which|choose|pick|select|who/i.test(text) && productsOf(result).some(({ whole }) => exactly(whole)));
    });
    return all(
      completed(result),
      offered ? right('the right riders were offered') : wrong(`the riders offered are not ${fit.map((each) => each.name).join(', ')}`),
      changed(result, ({ courier: wanted }) => { one(wanted.shipments, (each) => each.id === kohlShipment.id).rider_id = picked?.id ?? null; }),
    );
  },

  'fd-18': (result, given) => {
    const pieces = Number(/\d+/.exec(answerText(given))?.[0]);
    const roll = productCalled('Spelt roll');
    return all(
      completed(result),
      asked(result, [/how many|pieces|number|quantit|amount|count/i]),
      changed(result, ({ bakery: wanted }) => {
        wanted.orders.push({ order_no: 'new', customer_id: customerCalled('Gasthof Lamm'), ordered_on: '2026-03-18', delivery_date: '2026-03-25', status: 'confirmed', lines: [{ product_id: roll.id, pieces, unit_price_eur: roll.unit_price_eur }], total_eur: Math.round(pieces * roll.unit_price_eur * 100) / 100, note: null });
      }),
    );
  },

  'fd-19': (result) => all(refused(result), untouched(result)),
  'fd-20': (result) => all(refused(result), untouched(result)),

  'fd-21': (result, given) => afterQuestion(
    result,
    asked(result, [/luna|appointment|animal|patient|AN-301|AN-308|AP-53/i], [/\bwhich\b|\btwo\b|\bcat\b|\bdog\b|petrov|holm|AN-301|AN-308|AP-53/i]),
    () => changed(result, ({ clinic: wanted }) => {
      const kind = /dog|holm|collie|an-308|9:20/.test(answerText(given)) ? 'dog' : 'cat';
      const { id } = one(wanted.animals, (animal) => animal.name === 'Luna' && animal.species === kind);
      one(wanted.appointments, (each) => each.animal_id === id && each.date === '2026-03-20').status = 'cancelled';
    }),
  ),

  'fd-22': (result, given) => afterQuestion(
    result,
    asked(result, [/deliver/i], [/order(ed)?\b|placed|placing|came in|received/i]),
    () => {
      const counted = bakery.orders.filter((order) => order.status !== 'cancelled');
      const delivered = cents(counted.filter((order) => order.delivery_date.startsWith('2026-01'))) / 100;
      const placed = cents(counted.filter((order) => order.ordered_on.startsWith('2026-01'))) / 100;
      const [value, other] = /deliver/.test(answerText(given)) ? [delivered, placed] : [placed, delivered];
      const about = { tolerance: 0.006, near: [/total|worth|value|sum|eur|€|january|orders/i] };
      return all(untouched(result), any(hasNumber(result, value, { tolerance: 0.006 }), hasNumber(result, value, about)), any(hasNumber(result, other, { tolerance: 0.006 }), hasNumber(result, other, about)).right ? wrong('the other total is given too') : right('only this total'));
    },
  ),
};
