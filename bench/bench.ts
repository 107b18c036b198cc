/**
 * What a step costs. Prints one JSON document; bench/README.md says how to read it.
 *
 *     npm run bench -- --json [--quick] [--parts shapes,sleep,growth,many,long,costs,planning] [--shapes chain-100,…] [--repetitions 5] [--no-peers] [--no-embedded]
 */
import { parseArgs } from 'node:util';
import { measureAll, PARTS, type Part } from './engine/measure-all.ts';
import { FOUR_SHAPES } from './engine/shapes.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    parts: { type: 'string' },
    shapes: { type: 'string' },
    sizes: { type: 'string' },
    repetitions: { type: 'string' },
    'no-peers': { type: 'boolean' },
    'no-embedded': { type: 'boolean' },
  },
});
const quick = values.quick === true;
const wanted = values.parts?.split(',') ?? (quick ? ['shapes'] : [...PARTS]);
const parts = wanted.filter((one): one is Part => PARTS.some((part) => part === one));
if (parts.length < wanted.length) {
  console.error(`Cannot measure "${wanted.join(',')}": the parts are ${PARTS.join(', ')}.`);
  process.exit(2);
}
const document = await measureAll({
  quick,
  parts,
  shapes: values.shapes?.split(',') ?? [...FOUR_SHAPES],
  sizes: (values.sizes ?? '100,1000,10000').split(',').map(Number),
  repetitions: Number(values.repetitions ?? (quick ? 3 : 5)),
  peers: !quick && values['no-peers'] !== true,
  embedded: !quick && values['no-embedded'] !== true,
  interrupted: (partly) => console.log(JSON.stringify(partly, null, 2)),
  progress: (message) => console.error(`${new Date().toISOString().slice(11, 19)} ${message}`),
});
if (document === null) {
  console.error('Cannot measure: no Postgres server is here and pip cannot fetch one.');
  process.exit(1);
}
console.log(JSON.stringify(document, null, 2));
