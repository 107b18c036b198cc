// A veterinary practice: owners, animals with their weights and vaccinations, vets and the appointment book.
import { bodyOf, clock, conflict, day, daysAfter, decimal, dice, invalid, listOf, maybeConflict, maybeUnknown, ok, query, record, ref, segment, serve, text, unknownThing, whole } from './http.ts';
import type { Answer, Definition, Given, Schema, Service } from './http.ts';

export interface Vet { id: string; name: string; field: string; room: string }
export interface Owner { id: string; name: string; phone: string; town: string }
export interface Animal { id: string; name: string; species: string; breed: string; born_on: string; owner_id: string }
export interface Weighing { animal_id: string; measured_on: string; kg: number }
export interface Vaccination { animal_id: string; vaccine: string; given_on: string; valid_until: string }
export interface Appointment { id: string; animal_id: string; vet_id: string; date: string; starts_at: string; minutes: number; kind: string; reason: string; status: string }
export interface ClinicState { vets: Vet[]; owners: Owner[]; animals: Animal[]; weighings: Weighing[]; vaccinations: Vaccination[]; appointments: Appointment[] }

const cells = (block: string): string[][] => block.trim().split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
const at = (row: string[], index: number): string => row[index] ?? '';

const vets: Vet[] = cells(`
V1|Dr. Amara Okafor|small animals|Room 1
V2|Dr. Signe Lindgren|orthopaedics|Room 2
V3|Dr. Paolo Ricci|surgery|Room 3
V4|Dr. Judith Brenner|exotic pets|Room 4`).map((row) => ({ id: at(row, 0), name: at(row, 1), field: at(row, 2), room: at(row, 3) }));

const owners: Owner[] = cells(`
OW-21|Ilse Petrov|0551 40112|Weende
OW-22|Rasmus Holm|0551 40229|Grone
OW-23|Farida Nasser|0551 40371|Geismar
OW-24|Ben Acheampong|0551 40448|Weende
OW-25|Clotilde Roux|0551 40590|Rosdorf
OW-26|Magnus Thiele|0551 40613|Grone
OW-27|Yuki Arai|0551 40777|Geismar
OW-28|Petra Holm|0551 40804|Bovenden
OW-29|Diego Salinas|0551 40966|Rosdorf
OW-30|Hannah Krug|0551 41020|Weende
OW-31|Oleg Antonov|0551 41133|Bovenden
OW-32|Moira Daly|0551 41275|Geismar
OW-33|Jakob Stern|0551 41309|Grone
OW-34|Leonie Faber|0551 41452|Rosdorf`).map((row) => ({ id: at(row, 0), name: at(row, 1), phone: at(row, 2), town: at(row, 3) }));

const animals: Animal[] = cells(`
AN-301|Luna|cat|European shorthair|2019-05-11|OW-21
AN-302|Biscuit|rabbit|Netherland dwarf|2022-08-02|OW-22
AN-303|Pickle|dog|Jack Russell terrier|2020-03-28|OW-23
AN-304|Juno|dog|Labrador retriever|2017-11-15|OW-24
AN-305|Tinker|cat|Maine Coon|2018-01-09|OW-25
AN-306|Biscuit|dog|beagle|2021-06-19|OW-26
AN-307|Olive|dog|greyhound|2019-09-30|OW-27
AN-308|Luna|dog|border collie|2020-12-04|OW-28
AN-309|Nacho|parrot|cockatiel|2016-04-23|OW-29
AN-310|Mops|guinea_pig|rosette|2023-02-14|OW-30
AN-311|Bandit|cat|Siamese|2021-10-10|OW-31
AN-312|Fergus|dog|Irish setter|2015-07-07|OW-32
AN-313|Pumpkin|cat|British shorthair|2022-10-31|OW-33
AN-314|Hazel|rabbit|Rex|2021-03-03|OW-34
AN-315|Otto|dog|dachshund|2014-02-26|OW-21
AN-316|Saffron|cat|Bengal|2020-06-06|OW-23
AN-317|Zorro|dog|schnauzer|2018-08-18|OW-25
AN-318|Pebbles|guinea_pig|Abyssinian|2024-01-20|OW-30
AN-319|Iris|cat|Norwegian forest cat|2017-05-27|OW-28
AN-320|Bruno|dog|Bernese mountain dog|2022-12-12|OW-32
AN-321|Kiwi|parrot|budgerigar|2023-09-05|OW-24
AN-322|Milo|dog|whippet|2023-04-17|OW-29
AN-323|Shadow|cat|Russian blue|2016-11-01|OW-34
AN-324|Daisy|dog|cocker spaniel|2019-01-25|OW-33`).map((row) => ({ id: at(row, 0), name: at(row, 1), species: at(row, 2), breed: at(row, 3), born_on: at(row, 4), owner_id: at(row, 5) }));

const vaccines: { [species: string]: string[] } = { dog: ['DHPPi', 'Leptospirosis', 'Rabies', 'Kennel cough'], cat: ['RCP', 'Leukaemia', 'Rabies'], rabbit: ['RHDV2', 'Myxomatosis'] };
const heavy: { [species: string]: number } = { dog: 16, cat: 4.6, rabbit: 2.1, guinea_pig: 1, parrot: 0.1 };

function makeHealth(): Pick<ClinicState, 'weighings' | 'vaccinations'> {
  const roll = dice(77_031);
  const weighings: Weighing[] = [];
  const vaccinations: Vaccination[] = [];
  for (const [index, animal] of animals.entries()) {
    if (animal.id === 'AN-306') continue;
    let date = daysAfter('2024-09-01', roll(60));
    const base = (heavy[animal.species] ?? 1) * (0.7 + roll(60) / 100);
    for (let times = 2 + roll(4); times > 0; times -= 1) {
      weighings.push({ animal_id: animal.id, measured_on: date, kg: Math.round(base * (0.95 + roll(11) / 100) * 100) / 100 });
      date = daysAfter(date, 40 + roll(70));
    }
    const known = vaccines[animal.species] ?? [];
    let given = daysAfter('2024-03-01', roll(90));
    for (let times = known.length === 0 || animal.id === 'AN-314' ? 0 : 2 + roll(3); times > 0; times -= 1) {
      vaccinations.push({ animal_id: animal.id, vaccine: known[(index + times) % known.length] ?? '', given_on: given, valid_until: daysAfter(given, 365) });
      given = daysAfter(given, 90 + roll(100));
    }
  }
  // Entered by hand from an old card after the others, so not in the order of time.
  for (const [measured_on, kg] of [['2025-04-14', 13.1], ['2025-10-06', 12.9], ['2026-03-02', 12.4], ['2025-11-24', 13.6]] as const) weighings.push({ animal_id: 'AN-306', measured_on, kg });
  for (const [vaccine, given_on] of [['Rabies', '2025-10-06'], ['DHPPi', '2025-04-14'], ['Leptospirosis', '2025-11-24'], ['Kennel cough', '2025-06-30']] as const) vaccinations.push({ animal_id: 'AN-306', vaccine, given_on, valid_until: daysAfter(given_on, 365) });
  return { weighings, vaccinations };
}

const kinds = ['checkup', 'vaccination', 'dental', 'surgery', 'emergency'];
const states = ['booked', 'done', 'cancelled', 'no_show'];
const minutesOf: { [kind: string]: number } = { checkup: 20, vaccination: 20, dental: 40, surgery: 60, emergency: 30 };
const reasonsOf: { [kind: string]: string[] } = {
  checkup: ['Half-yearly checkup', 'Scratching', 'Weight control', 'Ears'],
  vaccination: ['Yearly booster', 'Second dose'],
  dental: ['Tartar', 'Broken tooth'],
  surgery: ['Neutering', 'Lump on flank'],
  emergency: ['Swallowed something', 'Cut paw'],
};

/** Days that goals ask about are written down; the others are filled at random. */
const written = cells(`
AN-312|V1|2026-03-19|09:00|20|checkup|Stiff hips|booked
AN-302|V4|2026-03-19|09:20|20|vaccination|Yearly booster|booked
AN-306|V2|2026-03-19|09:40|20|checkup|Weight control|booked
AN-311|V1|2026-03-19|10:20|40|dental|Tartar|booked
AN-317|V3|2026-03-19|10:40|60|surgery|Lump on flank|cancelled
AN-314|V4|2026-03-19|11:00|20|checkup|Off her food|booked
AN-320|V2|2026-03-19|11:20|20|vaccination|Second dose|booked
AN-319|V1|2026-03-19|15:00|20|checkup|Half-yearly checkup|booked
AN-308|V2|2026-03-20|09:20|20|checkup|Limping after run|booked
AN-315|V1|2026-03-20|09:40|20|checkup|Cough|booked
AN-301|V1|2026-03-20|10:40|20|vaccination|Yearly booster|booked
AN-309|V4|2026-03-20|11:20|20|checkup|Feather loss|booked
AN-324|V3|2026-03-20|13:00|60|surgery|Neutering|booked
AN-316|V2|2026-03-23|08:40|20|checkup|Scratching|cancelled
AN-305|V2|2026-03-23|11:00|20|checkup|Stiff left hind leg|booked
AN-304|V2|2026-03-23|14:20|40|dental|Broken tooth|booked
AN-313|V1|2026-03-23|09:00|20|vaccination|Yearly booster|booked
AN-310|V4|2026-03-24|09:40|20|checkup|Ears|booked
AN-323|V1|2026-03-24|09:40|40|dental|Tartar|booked
AN-303|V3|2026-03-24|10:20|20|checkup|Ears|cancelled
AN-322|V1|2026-03-24|11:00|20|vaccination|Second dose|booked`);

function makeAppointments(): Appointment[] {
  const roll = dice(4_210);
  const made: Omit<Appointment, 'id'>[] = [];
  for (let date = '2026-02-16'; date <= '2026-03-18'; date = daysAfter(date, 1)) {
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    for (const [index, vet] of vets.entries()) {
      let minute = 8 * 60 + 20 * roll(4);
      for (let times = [2, 1, 2, 0][index]! + roll(3); times > 0; times -= 1) {
        const kind = kinds[roll(kinds.length)] ?? 'checkup';
        const fate = roll(10);
        const minutes = minutesOf[kind] ?? 20;
        made.push({
          animal_id: animals[roll(animals.length)]?.id ?? '', vet_id: vet.id, date,
          starts_at: `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`,
          minutes, kind, reason: reasonsOf[kind]?.[roll(2)] ?? '',
          status: fate === 0 ? 'no_show' : fate < 3 ? 'cancelled' : date < '2026-03-18' ? 'done' : 'booked',
        });
        minute += minutes + 20 * roll(5);
      }
    }
  }
  for (const row of written) made.push({ animal_id: at(row, 0), vet_id: at(row, 1), date: at(row, 2), starts_at: at(row, 3), minutes: Number(row[4]), kind: at(row, 5), reason: at(row, 6), status: at(row, 7) });
  return made.map((one, index) => ({ id: `AP-${5101 + index}`, ...one }));
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Another appointment that takes the vet's time, if there is one. */
function clash(state: ClinicState, wanted: Pick<Appointment, 'vet_id' | 'date' | 'starts_at' | 'minutes'>, but?: string): Appointment | undefined {
  const from = minuteOf(wanted.starts_at);
  return state.appointments.find((one) => one.id !== but && one.status === 'booked' && one.vet_id === wanted.vet_id && one.date === wanted.date && minuteOf(one.starts_at) < from + wanted.minutes && from < minuteOf(one.starts_at) + one.minutes);
}

const paged = (name: string): Schema => record(`One page of a list of ${name}s.`, { results: listOf(name), page: whole('Number of this page, from 1.'), per_page: whole('How many entries a page holds.'), total_results: whole('How many entries there are on all pages.'), has_more: { type: 'boolean', description: 'Whether another page follows.' } });
const paging = [query('page', 'Which page, from 1.', { type: 'integer', minimum: 1, default: 1 }), query('per_page', 'Entries on a page, 30 at most.', { type: 'integer', minimum: 1, maximum: 30, default: 15 })];
function page(list: unknown[], given: Given): Answer {
  const number = given.number('page', 1);
  const size = given.number('per_page', 15);
  return ok({ results: list.slice((number - 1) * size, number * size), page: number, per_page: size, total_results: list.length, has_more: number * size < list.length });
}
const like = (value: string, part: string | undefined): boolean => part === undefined || value.toLowerCase().includes(part.toLowerCase());
const is = (value: string, wanted: string | undefined): boolean => wanted === undefined || value === wanted;

const species = ['dog', 'cat', 'rabbit', 'guinea_pig', 'parrot'];
const fields = {
  animal_id: text('The animal that is seen.', { examples: ['AN-303'] }),
  vet_id: text('The vet who sees it.', { examples: ['V1'] }),
  date: day('Day of the appointment.'),
  starts_at: clock('Time at which it begins, such as 09:20.'),
  minutes: whole('How long it takes, in minutes.', { minimum: 10, maximum: 180 }),
  kind: text('What kind of appointment it is.', { enum: kinds }),
  reason: text('Why the animal comes, in the words of the reception.', { minLength: 1 }),
};
const appointmentId = segment('appointment_id', 'Number of the appointment.', 'AP-5101');
const animalId = segment('animal_id', 'Number of the animal.', 'AN-301');

export const clinic: Definition<ClinicState> = {
  name: 'clinic',
  title: 'Small Animal Practice',
  version: '3.2.0',
  description: 'Owners, animals, vaccinations, weights and the appointment book of a veterinary practice. Weights are in kilograms, times are local. The practice calendar stands at 2026-03-18.',
  schemas: {
    Vet: record('A vet of the practice.', { id: text('Identifier.'), name: text('Title and name.'), field: text('What the vet is specialised in.'), room: text('Where the vet works.') }),
    Owner: record('A person who keeps animals.', { id: text('Number of the owner.', { examples: ['OW-21'] }), name: text('Full name.'), phone: text('Telephone number.'), town: text('Where the owner lives.') }),
    Animal: record('A patient.', { id: text('Number of the animal.', { examples: ['AN-301'] }), name: text('What it is called; several animals can have the same name.'), species: text('Kind of animal.', { enum: species }), breed: text('Breed.'), born_on: day('Day of birth.'), owner_id: text('Who keeps it.') }),
    Weighing: record('A measured weight.', { animal_id: text('The animal.'), measured_on: day('Day on which it was weighed.'), kg: decimal('Weight in kilograms.') }),
    Vaccination: record('A vaccination that was given.', { animal_id: text('The animal.'), vaccine: text('What was given.'), given_on: day('Day on which it was given.'), valid_until: day('Day until which it protects.') }),
    Appointment: record('An entry of the appointment book.', { id: text('Number of the appointment.', { examples: ['AP-5101'] }), ...fields, status: text('A booked one is still to come; a no_show is one to which nobody came.', { enum: states }) }),
    NewAppointment: bodyOf('An appointment to book.', fields, Object.keys(fields)),
    AppointmentChange: { ...bodyOf('What to change.', { vet_id: fields.vet_id, date: fields.date, starts_at: fields.starts_at, minutes: fields.minutes, kind: fields.kind, reason: fields.reason }, []), minProperties: 1 },
    OwnerPage: paged('Owner'),
    AnimalPage: paged('Animal'),
    AppointmentPage: paged('Appointment'),
  },
  seed: () => structuredClone({ vets, owners, animals, ...makeHealth(), appointments: makeAppointments() }),
  operations: [
    { verb: 'get', path: '/vets', id: 'listVets', tag: 'staff', summary: 'The vets of the practice', answers: { 200: { description: 'All vets.', schema: listOf('Vet') } }, run: (state) => ok(state.vets) },
    {
      verb: 'get', path: '/owners', id: 'findOwners', tag: 'owners', summary: 'Find owners', parameters: [query('name', 'Part of the name, in any case.'), query('town', 'Exact name of the town.'), ...paging],
      answers: { 200: { description: 'A page of owners.', schema: ref('OwnerPage') } },
      run: (state, given) => page(state.owners.filter((one) => like(one.name, given.ask('name')) && is(one.town, given.ask('town'))), given),
    },
    {
      verb: 'get', path: '/owners/{owner_id}', id: 'getOwner', tag: 'owners', summary: 'One owner', parameters: [segment('owner_id', 'Number of the owner.', 'OW-21')],
      answers: { 200: { description: 'The owner.', schema: ref('Owner') }, ...maybeUnknown },
      run: (state, given) => {
        const found = state.owners.find((one) => one.id === given.at('owner_id'));
        return found === undefined ? unknownThing('owner') : ok(found);
      },
    },
    {
      verb: 'get', path: '/owners/{owner_id}/animals', id: 'listAnimalsOfOwner', tag: 'owners', summary: 'Animals of an owner', parameters: [segment('owner_id', 'Number of the owner.', 'OW-21')],
      answers: { 200: { description: 'The animals.', schema: listOf('Animal') }, ...maybeUnknown },
      run: (state, given) => (state.owners.some((one) => one.id === given.at('owner_id')) ? ok(state.animals.filter((one) => one.owner_id === given.at('owner_id'))) : unknownThing('owner')),
    },
    {
      verb: 'get', path: '/animals', id: 'findAnimals', tag: 'animals', summary: 'Find animals', parameters: [query('name', 'Part of the name, in any case.'), query('species', 'Kind of animal.', { type: 'string', enum: species }), ...paging],
      answers: { 200: { description: 'A page of animals.', schema: ref('AnimalPage') } },
      run: (state, given) => page(state.animals.filter((one) => like(one.name, given.ask('name')) && is(one.species, given.ask('species'))), given),
    },
    {
      verb: 'get', path: '/animals/{animal_id}', id: 'getAnimal', tag: 'animals', summary: 'One animal', parameters: [animalId],
      answers: { 200: { description: 'The animal.', schema: ref('Animal') }, ...maybeUnknown },
      run: (state, given) => {
        const found = state.animals.find((one) => one.id === given.at('animal_id'));
        return found === undefined ? unknownThing('animal') : ok(found);
      },
    },
    {
      verb: 'get', path: '/animals/{animal_id}/weights', id: 'listWeights', tag: 'animals', summary: 'Weights of an animal', description: 'As they were entered, which is not always the order of time.', parameters: [animalId],
      answers: { 200: { description: 'The weights.', schema: listOf('Weighing') }, ...maybeUnknown },
      run: (state, given) => (state.animals.some((one) => one.id === given.at('animal_id')) ? ok(state.weighings.filter((one) => one.animal_id === given.at('animal_id'))) : unknownThing('animal')),
    },
    {
      verb: 'get', path: '/animals/{animal_id}/vaccinations', id: 'listVaccinations', tag: 'animals', summary: 'Vaccinations of an animal', description: 'As they were entered, which is not always the order of time; empty when there are none.', parameters: [animalId],
      answers: { 200: { description: 'The vaccinations.', schema: listOf('Vaccination') }, ...maybeUnknown },
      run: (state, given) => (state.animals.some((one) => one.id === given.at('animal_id')) ? ok(state.vaccinations.filter((one) => one.animal_id === given.at('animal_id'))) : unknownThing('animal')),
    },
    {
      verb: 'get', path: '/appointments', id: 'listAppointments', tag: 'appointments', summary: 'Look into the appointment book',
      parameters: [query('from', 'First day.', { type: 'string', format: 'date' }), query('to', 'Last day, included.', { type: 'string', format: 'date' }), query('vet_id', 'Only of this vet.'), query('animal_id', 'Only of this animal.'), query('status', 'Only in this state.', { type: 'string', enum: states }), ...paging],
      answers: { 200: { description: 'A page of appointments, by day and time.', schema: ref('AppointmentPage') } },
      run: (state, given) => page(state.appointments.filter((one) => one.date >= (given.ask('from') ?? '') && one.date <= (given.ask('to') ?? '9') && is(one.vet_id, given.ask('vet_id')) && is(one.animal_id, given.ask('animal_id')) && is(one.status, given.ask('status'))).toSorted((one, other) => `${one.date} ${one.starts_at}`.localeCompare(`${other.date} ${other.starts_at}`)), given),
    },
    {
      verb: 'get', path: '/appointments/{appointment_id}', id: 'getAppointment', tag: 'appointments', summary: 'One appointment', parameters: [appointmentId],
      answers: { 200: { description: 'The appointment.', schema: ref('Appointment') }, ...maybeUnknown },
      run: (state, given) => {
        const found = state.appointments.find((one) => one.id === given.at('appointment_id'));
        return found === undefined ? unknownThing('appointment') : ok(found);
      },
    },
    {
      verb: 'post', path: '/appointments', id: 'bookAppointment', tag: 'appointments', summary: 'Book an appointment', description: 'The vet must be free at that time.', body: 'NewAppointment',
      answers: { 201: { description: 'The booked appointment.', schema: ref('Appointment') }, ...maybeConflict },
      run: (state, given) => {
        const wanted = given.body as unknown as Omit<Appointment, 'id' | 'status'>;
        if (!state.animals.some((one) => one.id === wanted.animal_id)) return invalid('animal_id', 'is not an animal of the practice');
        if (!state.vets.some((one) => one.id === wanted.vet_id)) return invalid('vet_id', 'is not a vet of the practice');
        const taken = clash(state, wanted);
        if (taken !== undefined) return conflict(`The vet is busy then with ${taken.id}.`);
        const made: Appointment = { id: `AP-${5101 + state.appointments.length}`, ...wanted, status: 'booked' };
        state.appointments.push(made);
        return ok(made, 201);
      },
    },
    {
      verb: 'patch', path: '/appointments/{appointment_id}', id: 'changeAppointment', tag: 'appointments', summary: 'Move or change a booked appointment', parameters: [appointmentId], body: 'AppointmentChange',
      answers: { 200: { description: 'The appointment as it is now.', schema: ref('Appointment') }, ...maybeUnknown, ...maybeConflict },
      run: (state, given) => {
        const found = state.appointments.find((one) => one.id === given.at('appointment_id'));
        if (found === undefined) return unknownThing('appointment');
        if (found.status !== 'booked') return conflict('Only a booked appointment can be changed.');
        const wanted = { ...found, ...(given.body as Partial<Appointment>) };
        if (!state.vets.some((one) => one.id === wanted.vet_id)) return invalid('vet_id', 'is not a vet of the practice');
        const taken = clash(state, wanted, found.id);
        if (taken !== undefined) return conflict(`The vet is busy then with ${taken.id}.`);
        return ok(Object.assign(found, wanted));
      },
    },
    {
      verb: 'post', path: '/appointments/{appointment_id}/cancel', id: 'cancelAppointment', tag: 'appointments', summary: 'Cancel a booked appointment', parameters: [appointmentId],
      answers: { 200: { description: 'The cancelled appointment.', schema: ref('Appointment') }, ...maybeUnknown, ...maybeConflict },
      run: (state, given) => {
        const found = state.appointments.find((one) => one.id === given.at('appointment_id'));
        if (found === undefined) return unknownThing('appointment');
        if (found.status !== 'booked') return conflict('Only a booked appointment can be cancelled.');
        found.status = 'cancelled';
        return ok(found);
      },
    },
  ],
};

export const start = (): Promise<Service> => serve(clinic);
