import { afterAll, beforeAll, expect, it } from 'vitest';
import { bar } from '../../../src/tools/chart/bar.ts';
import { line } from '../../../src/tools/chart/line.ts';
import type { ToolContext } from '../../../src/tools/tool.ts';
import { openToolContext, tableArtifact } from '../../support/tool-context.ts';

let context: ToolContext;
let dispose: () => Promise<void>;
beforeAll(async () => ({ context, dispose } = await openToolContext()));
afterAll(() => dispose());

const COLUMNS = [{ name: 'place', type: 'text', role: 'dimension' }, { name: 'year', type: 'integer', role: 'time' }, { name: 'people', type: 'number', role: 'measure' }] as const;

it.each([['line', line, 'year'], ['bar', bar, 'none']] as const)('chart.%s says in the picture how many rows it leaves out, and what was noted of them before', async (_name, draw, time) => {
  const rows = [{ place: 'a', year: 1990, people: 3 }, { place: 'b', year: 1991, people: null }, { place: 'c', year: 1992, people: 5 }];
  const table = await tableArtifact(context, rows, COLUMNS, { keys: time === 'none' ? ['place'] : [], time, measures: ['people'] }, []);
  const { output } = await draw({ inputs: { table: [{ ...table, data: { notes: ['4 rows were left out before.'] } }] }, parameters: { measure: 'people', time: 'year' } }, context);
  const said = ['1 of 3 rows have no value of people and are not drawn.', '4 rows were left out before.'];
  expect(output.data).toMatchObject({ notes: said });
  const texts = [...new TextDecoder().decode(await context.blobs.get(output.sha256)).matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]).join(' ');
  for (const sentence of said) expect(texts).toContain(sentence);
});
