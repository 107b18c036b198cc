// An animal shelter: who lives there, vaccinations, vets and their appointments, and foster homes.
import { inPath, invalid, listOf, missing, ok, query, ref, serve } from './http.ts';
import type { Definition, Schema, Service } from './http.ts';
import { seedShelter } from './shelter-data.ts';
import type { ShelterState } from './shelter-data.ts';

const text = (description: string, more: Schema = {}): Schema => ({ type: 'string', description, ...more });
const day = (description: string): Schema => text(description, { format: 'date' });
const whole = (description: string): Schema => ({ type: 'integer', description });
const species = ['dog', 'cat', 'rabbit'];
const statuses = ['in_shelter', 'fostered', 'adopted'];
const parts = ['morning', 'afternoon'];
const notFound = { '404': { description: 'There is no such thing.', schema: ref('Error') } };
const animalPath = inPath('animal_id', 'Number of the animal.', 'A-1008');

export const shelter: Definition<ShelterState> = {
  name: 'shelter',
  title: 'Hollow Oak Animal Shelter',
  version: '0.14.0',
  openapi: '3.1.0',
  description: 'The book of the shelter. Names of animals are not unique. A vaccination protects up to and including the day in `valid_until`.',
  schemas: {
    Animal: {
      type: 'object', description: 'An animal that came to the shelter.', required: ['id', 'name', 'species', 'born', 'arrived_on', 'status', 'place', 'remark'],
      properties: { id: text('Number of the animal.', { examples: ['A-1008'] }), name: text('What it is called.'), species: text('Kind of animal.', { enum: species }), born: whole('Year of birth.'), arrived_on: day('Day on which it came.'), status: text('Where it is now.', { enum: statuses }), place: { type: ['string', 'null'], description: 'Kennel, cage or hutch; null when it does not live in the shelter.' }, remark: text('What the keepers should know.') },
    },
    AnimalPage: { type: 'object', description: 'A page of animals.', required: ['results', 'page', 'last_page'], properties: { results: listOf('Animal'), page: whole('This page, from 1.'), last_page: whole('Number of the last page.') } },
    Vaccination: { type: 'object', description: 'One dose.', required: ['id', 'animal_id', 'disease', 'given_on', 'valid_until'], properties: { id: text('Number of the entry.'), animal_id: text('The animal.'), disease: text('Against what.', { examples: ['rabies'] }), given_on: day('Day of the dose.'), valid_until: day('Last day of protection.') } },
    Vet: { type: 'object', description: 'A vet who works for the shelter.', required: ['id', 'name', 'practice'], properties: { id: text('Number of the vet.'), name: text('Name.'), practice: text('Where the vet works.') } },
    Appointment: { type: 'object', description: 'A visit of a vet to an animal.', required: ['id', 'animal_id', 'vet_id', 'date', 'part_of_day', 'reason'], properties: { id: text('Number of the appointment.'), animal_id: text('The animal.'), vet_id: text('The vet.'), date: day('Day.'), part_of_day: text('Half of the day.', { enum: parts }), reason: text('Why.') } },
    NewAppointment: { type: 'object', description: 'An appointment to be made.', additionalProperties: false, required: ['animal_id', 'vet_id', 'date', 'part_of_day', 'reason'], properties: { animal_id: text('The animal.'), vet_id: text('The vet.'), date: day('Day.'), part_of_day: text('Half of the day.', { enum: parts }), reason: text('Why.', { minLength: 3 }) } },
    FosterHome: { type: 'object', description: 'A family that takes animals in for a time.', required: ['id', 'family', 'town', 'takes', 'places', 'occupied'], properties: { id: text('Number of the home.'), family: text('Name of the family.'), town: text('Where they live.'), takes: { type: 'array', description: 'Which animals they take.', items: { type: 'string', enum: species } }, places: whole('How many animals they can have.'), occupied: whole('How many of our animals are there now.') } },
    NewPlacement: { type: 'object', description: 'An animal goes to a foster home.', additionalProperties: false, required: ['animal_id', 'foster_home_id', 'from'], properties: { animal_id: text('The animal.'), foster_home_id: text('The home.'), from: day('First day there.') } },
    Placement: { type: 'object', description: 'An animal in a foster home.', required: ['animal_id', 'foster_home_id', 'from'], properties: { animal_id: text('The animal.'), foster_home_id: text('The home.'), from: day('First day there.') } },
  },
  seed: seedShelter,
  routes: [
    {
      method: 'GET', path: '/animals', id: 'listAnimals', tag: 'animals', summary: 'Animals', description: 'All animals that match, adopted ones included, eight to a page.',
      parameters: [query('species', 'Only this kind of animal.', { type: 'string', enum: species }), query('status', 'Only animals that are there now.', { type: 'string', enum: statuses }), query('name', 'Only animals of exactly this name.', { type: 'string' }), query('page', 'Page, from 1.', { type: 'integer', minimum: 1, default: 1 })],
      replies: { '200': { description: 'A page of animals.', schema: ref('AnimalPage') } },
      run: (state, call) => {
        const found = state.animals.filter((one) => (call.query['species'] ?? one.species) === one.species && (call.query['status'] ?? one.status) === one.status && (call.query['name'] ?? one.name) === one.name);
        const page = Number(call.query['page'] ?? 1);
        return ok({ results: found.slice((page - 1) * 8, page * 8), page, last_page: Math.max(1, Math.ceil(found.length / 8)) });
      },
    },
    {
      method: 'GET', path: '/animals/{animal_id}', id: 'getAnimal', tag: 'animals', summary: 'One animal', parameters: [animalPath],
      replies: { '200': { description: 'The animal.', schema: ref('Animal') }, ...notFound },
      run: (state, call) => { const found = state.animals.find((one) => one.id === call.path['animal_id']); return found === undefined ? missing('this animal') : ok(found); },
    },
    {
      method: 'GET', path: '/animals/{animal_id}/vaccinations', id: 'listVaccinations', tag: 'animals', summary: 'Vaccinations of one animal', description: 'Every dose that is known, the oldest first.', parameters: [animalPath],
      replies: { '200': { description: 'The doses.', schema: listOf('Vaccination') }, ...notFound },
      run: (state, call) => (state.animals.some((one) => one.id === call.path['animal_id']) ? ok(state.vaccinations.filter((one) => one.animal_id === call.path['animal_id'])) : missing('this animal')),
    },
    { method: 'GET', path: '/vets', id: 'listVets', tag: 'vets', summary: 'The vets', replies: { '200': { description: 'The vets.', schema: listOf('Vet') } }, run: (state) => ok(state.vets) },
    {
      method: 'GET', path: '/appointments', id: 'listAppointments', tag: 'vets', summary: 'Appointments', parameters: [query('animal_id', 'Only of this animal.', { type: 'string' })],
      replies: { '200': { description: 'The appointments.', schema: listOf('Appointment') } },
      run: (state, call) => ok(state.appointments.filter((one) => (call.query['animal_id'] ?? one.animal_id) === one.animal_id)),
    },
    {
      method: 'POST', path: '/appointments', id: 'makeAppointment', tag: 'vets', summary: 'Make an appointment with a vet', body: 'NewAppointment',
      replies: { '201': { description: 'The appointment.', schema: ref('Appointment') } },
      run: (state, call) => {
        const { animal_id, vet_id, date, part_of_day, reason } = call.body as { [name: string]: string };
        if (!state.animals.some((one) => one.id === animal_id)) return invalid('animal_id', 'is not one of our animals');
        if (!state.vets.some((one) => one.id === vet_id)) return invalid('vet_id', 'is not one of our vets');
        const made = { id: `AP-${61 + state.appointments.length}`, animal_id: animal_id as string, vet_id: vet_id as string, date: date as string, part_of_day: part_of_day as 'morning', reason: reason as string };
        state.appointments.push(made);
        return ok(made, 201);
      },
    },
    { method: 'GET', path: '/foster-homes', id: 'listFosterHomes', tag: 'foster homes', summary: 'All foster homes', replies: { '200': { description: 'The homes.', schema: listOf('FosterHome') } }, run: (state) => ok(state.homes) },
    {
      method: 'POST', path: '/placements', id: 'placeAnimal', tag: 'foster homes', summary: 'Give an animal to a foster home', description: 'The home must take such animals and have a free place. The animal is fostered afterwards.', body: 'NewPlacement',
      replies: { '201': { description: 'The placement.', schema: ref('Placement') } },
      run: (state, call) => {
        const animal = state.animals.find((one) => one.id === call.body['animal_id']);
        const home = state.homes.find((one) => one.id === call.body['foster_home_id']);
        if (animal?.status !== 'in_shelter') return invalid('animal_id', 'does not live in the shelter');
        if (home === undefined) return invalid('foster_home_id', 'is not one of our homes');
        if (!home.takes.includes(animal.species) || home.occupied >= home.places) return invalid('foster_home_id', 'has no place for this animal');
        home.occupied += 1;
        animal.status = 'fostered';
        animal.place = null;
        return ok({ animal_id: animal.id, foster_home_id: home.id, from: call.body['from'] }, 201);
      },
    },
  ],
};

export const start = (): Promise<Service> => serve(shelter);
