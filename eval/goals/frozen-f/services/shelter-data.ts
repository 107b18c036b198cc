// The animals, people and homes of the shelter as they are at the start.
export type Species = 'dog' | 'cat' | 'rabbit';
export interface Animal { id: string; name: string; species: Species; born: number; arrived_on: string; status: 'in_shelter' | 'fostered' | 'adopted'; place: string | null; remark: string }
export interface Vaccination { id: string; animal_id: string; disease: string; given_on: string; valid_until: string }
export interface Vet { id: string; name: string; practice: string }
export interface Appointment { id: string; animal_id: string; vet_id: string; date: string; part_of_day: 'morning' | 'afternoon'; reason: string }
export interface FosterHome { id: string; family: string; town: string; takes: Species[]; places: number; occupied: number }
export interface ShelterState { animals: Animal[]; vaccinations: Vaccination[]; vets: Vet[]; appointments: Appointment[]; homes: FosterHome[] }

type Line = [string, string, Species, number, string, Animal['status'], string | null, string];
const lines: Line[] = [
  ['A-1003', 'Hazel', 'rabbit', 2019, '2024-02-11', 'in_shelter', 'R-2', 'shy, eats well'],
  ['A-1005', 'Bruno', 'dog', 2016, '2023-11-30', 'adopted', null, ''],
  ['A-1008', 'Lotta', 'dog', 2021, '2024-09-02', 'in_shelter', 'K-04', 'pulls on the lead'],
  ['A-1009', 'Pepper', 'dog', 2020, '2025-01-15', 'in_shelter', 'K-07', 'does not like cats'],
  ['A-1012', 'Odin', 'dog', 2018, '2024-12-20', 'fostered', null, ''],
  ['A-1014', 'Minka', 'cat', 2022, '2025-08-03', 'in_shelter', 'C-05', 'indoor only'],
  ['A-1015', 'Schroeder', 'cat', 2014, '2024-05-19', 'in_shelter', 'C-01', 'needs kidney diet'],
  ['A-1017', 'Rufus', 'dog', 2023, '2025-06-21', 'in_shelter', 'K-02', ''],
  ['A-1018', 'Tilda', 'dog', 2019, '2025-03-08', 'in_shelter', 'K-11', 'deaf on the left'],
  ['A-1020', 'Momo', 'rabbit', 2023, '2025-07-14', 'in_shelter', 'R-1', ''],
  ['A-1021', 'Findus', 'cat', 2020, '2024-10-27', 'adopted', null, ''],
  ['A-1023', 'Zora', 'dog', 2017, '2025-02-02', 'in_shelter', 'K-05', 'hip dysplasia'],
  ['A-1024', 'Kaline', 'cat', 2024, '2025-05-05', 'fostered', null, ''],
  ['A-1026', 'Baldur', 'dog', 2022, '2025-09-12', 'in_shelter', 'K-09', ''],
  ['A-1027', 'Pepper', 'cat', 2019, '2025-04-18', 'in_shelter', 'C-12', 'bad teeth'],
  ['A-1029', 'Juno', 'dog', 2015, '2024-08-25', 'in_shelter', 'K-01', 'gentle, old'],
  ['A-1030', 'Elvis', 'cat', 2021, '2025-09-01', 'in_shelter', 'C-03', ''],
  ['A-1031', 'Flocke', 'rabbit', 2024, '2025-09-20', 'in_shelter', 'R-3', ''],
  ['A-1033', 'Nanuk', 'dog', 2020, '2025-09-28', 'in_shelter', 'K-03', 'howls at night'],
  ['A-1034', 'Smilla', 'cat', 2023, '2025-10-01', 'in_shelter', 'C-07', ''],
];

/** Animal, disease, given on, valid until. */
const doses: [string, string, string, string][] = [
  ['A-1008', 'rabies', '2022-09-10', '2025-09-10'], ['A-1008', 'distemper', '2024-09-12', '2027-09-12'],
  ['A-1009', 'rabies', '2021-05-04', '2024-05-04'], ['A-1009', 'rabies', '2025-01-22', '2028-01-22'],
  ['A-1012', 'rabies', '2021-11-02', '2024-11-02'],
  ['A-1014', 'cat flu', '2024-08-10', '2025-08-10'], ['A-1014', 'rabies', '2022-06-01', '2025-06-01'],
  ['A-1015', 'cat flu', '2024-05-28', '2025-05-28'],
  ['A-1017', 'rabies', '2024-02-15', '2027-02-15'], ['A-1017', 'distemper', '2023-08-30', '2024-08-30'],
  ['A-1018', 'rabies', '2019-06-11', '2022-06-11'], ['A-1018', 'rabies', '2022-06-14', '2025-06-14'],
  ['A-1023', 'rabies', '2025-02-10', '2028-02-10'],
  ['A-1026', 'rabies', '2022-10-05', '2025-10-05'],
  ['A-1029', 'rabies', '2022-10-20', '2025-10-20'], ['A-1029', 'distemper', '2020-01-09', '2023-01-09'],
  ['A-1033', 'rabies', '2020-12-01', '2023-12-01'],
  ['A-1003', 'myxomatosis', '2024-02-20', '2025-02-20'], ['A-1020', 'myxomatosis', '2025-07-20', '2026-07-20'],
];

export function seedShelter(): ShelterState {
  return {
    animals: lines.map(([id, name, species, born, arrived_on, status, place, remark]) => ({ id, name, species, born, arrived_on, status, place, remark })),
    vaccinations: doses.map(([animal_id, disease, given_on, valid_until], index) => ({ id: `VC-${501 + index}`, animal_id, disease, given_on, valid_until })),
    vets: [{ id: 'V-1', name: 'Dr. Ilse Brandt', practice: 'Canal Street Practice' }, { id: 'V-2', name: 'Dr. Chidi Okafor', practice: 'Mobile vet' }, { id: 'V-3', name: 'Dr. Ines Brandão', practice: 'Canal Street Practice' }],
    appointments: [
      { id: 'AP-61', animal_id: 'A-1015', vet_id: 'V-1', date: '2025-10-09', part_of_day: 'afternoon', reason: 'blood test' },
      { id: 'AP-62', animal_id: 'A-1023', vet_id: 'V-2', date: '2025-10-13', part_of_day: 'morning', reason: 'x-ray of the hip' },
    ],
    homes: [
      { id: 'FH-1', family: 'Achebe', town: 'Norley', takes: ['cat', 'rabbit'], places: 2, occupied: 2 },
      { id: 'FH-2', family: 'Brinkmann', town: 'Dell', takes: ['dog'], places: 2, occupied: 1 },
      { id: 'FH-3', family: 'Castellani', town: 'Norley', takes: ['cat'], places: 3, occupied: 1 },
      { id: 'FH-4', family: 'Dubois', town: 'Upper Sturt', takes: ['rabbit'], places: 4, occupied: 1 },
      { id: 'FH-5', family: 'Engstrom', town: 'Dell', takes: ['dog', 'cat', 'rabbit'], places: 1, occupied: 0 },
      { id: 'FH-6', family: 'Farrell', town: 'Norley', takes: ['cat', 'dog'], places: 1, occupied: 1 },
      { id: 'FH-7', family: 'Goncharov', town: 'Sturt Ferry', takes: ['cat'], places: 2, occupied: 0 },
    ],
  };
}
