import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CorpusGoal, Part } from '../../eval/goals/corpus.ts';
import { type GoalRun, runGoal } from '../../eval/goals/run-goal.ts';
import type { GoalForm } from '../../src/schemas/goal-form.ts';

const made: string[] = [];
afterAll(() => made.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** A goal about documents of one's own, run on the reference interpreter. */
async function ask(files: { [name: string]: string }, wants: GoalForm['wants'], answers?: CorpusGoal['answers']): Promise<GoalRun> {
  const directory = mkdtempSync(join(tmpdir(), 'documents-'));
  made.push(directory);
  mkdirSync(join(directory, 'data'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, 'data', name), text);
  const goal: CorpusGoal = { id: 'own', domain: 'own', kind: 'servable', construct: null, goal: 'What do the documents say?', paraphrases: [], attach: Object.keys(files).map((name) => `data/${name}`), answers };
  const part: Part = { name: 'own', frozen: false, directory, goals: [goal], checkers: { own: () => ({ right: true, why: '' }) }, forms: { own: { wants } } };
  return await runGoal(part, goal, 'form', 0, null);
}

const table = (run: GoalRun): { [column: string]: unknown }[] => run.result.artifacts.find((one) => one.kind === 'table')?.rows ?? [];

const stock = (bolts: number, nuts: number, oil: number): string => `# Stock take\n\n## Hall 1\n\n| Part | Pieces |\n|---|---|\n| Bolt | ${bolts} |\n| Nut | ${nuts} |\n\n## Hall 2\n\n| Part | Pieces |\n|---|---|\n| Bolt | ${oil} |\n`;

it('compares the tables of two dated documents row by row', async () => {
  const run = await ask({ 'stock-2021.md': stock(10, 7, 3), 'stock-2022.md': stock(12, 5, 3) }, [
    { id: 'more', kind: 'table', data: ['files-1'], facets: { keys: ['heading', 'Part'], time: 'date', measures: 'change(Pieces, difference, 1)', filters: ['change(Pieces, difference, 1) != 0'] } },
  ]);
  expect(run.result.reason).toBeNull();
  expect(table(run).map((row) => [row['heading'], row['Part'], row['Pieces_change_difference_1']])).toEqual([['Hall 1', 'Bolt', 2], ['Hall 1', 'Nut', -2]]);
});

it('adds up a table of a document by its columns, several of the same columns as one', async () => {
  const run = await ask({ 'stock-2021.md': stock(10, 7, 3) }, [{ id: 'sum', kind: 'table', facets: { keys: 'heading', measures: 'statistic(Pieces, sum)' } }]);
  expect(run.result.reason).toBeNull();
  expect(table(run).map((row) => [row['heading'], row['Pieces_statistic_sum']])).toEqual([['Hall 1', 17], ['Hall 2', 3]]);
});

it('does not compare documents that say no date', async () => {
  const run = await ask({ 'stock-a.md': stock(10, 7, 3), 'stock-b.md': stock(12, 5, 3) }, [{ id: 'more', kind: 'table', data: ['files-1'], facets: { keys: ['heading', 'Part'], time: 'date', measures: 'change(Pieces, difference, 1)' } }]);
  expect(run.result.outcome).toBe('refused');
});

it('gives the passage of the latest document only, where the one in force is wanted', async () => {
  const rule = (speed: number): string => `# Yard rules\n\nIn force from 1 May ${2010 + speed}.\n\nTrucks go at most ${speed} km/h in the yard.\n`;
  const run = await ask({ 'old.md': rule(10), 'new.md': rule(12) }, [{ id: 'rule', kind: 'quotes', data: ['files-1'], facets: { query: 'trucks AND yard', order: 'desc(date)', limit: 1 } }]);
  const [quotes] = run.result.artifacts;
  expect(quotes?.text).toContain('at most 12 km/h');
  expect(quotes?.text).not.toContain('at most 10 km/h');
});

it('offers a person just the documents that the goal names', async () => {
  const log = (name: string): string => `# Log of the ${name}\n\nThe ${name} rang at noon.\n`;
  const run = await ask(
    { 'bell.md': log('bell'), 'horn.md': log('horn'), 'siren.md': log('siren') },
    [{ id: 'rang', kind: 'quotes', data: ['bell.md', 'horn.md'], facets: { query: 'rang', chosen: 'one(document)' } }],
    { 'which log': 'the log of the horn' },
  );
  expect(run.result.reason).toBeNull();
  expect(run.result.questions).toHaveLength(1);
  expect(run.result.questions[0]?.options).toHaveLength(2);
  expect(run.result.artifacts[0]?.text).toContain('The horn rang');
  expect(run.result.artifacts[0]?.text).not.toContain('The bell rang');
});

it('searches only the documents that a want names, each want its own', async () => {
  const run = await ask({ 'a.md': '# A\n\nThe pump leaks.\n', 'b.md': '# B\n\nThe pump is dry.\n', 'c.md': '# C\n\nThe pump is new.\n' }, [
    { id: 'first', kind: 'quotes', data: ['a.md', 'b.md'], facets: { query: 'pump' } },
    { id: 'second', kind: 'quotes', data: ['b.md', 'c.md'], facets: { query: 'pump' } },
  ]);
  const found = run.result.artifacts.filter((one) => one.kind === 'quotes').map((one) => ['leaks', 'dry', 'new'].filter((word) => one.text?.includes(word) === true).join(' '));
  expect(found.toSorted()).toEqual(['dry new', 'leaks dry']);
});

it('reads fields out of the document and not out of passages that were found for something else', async () => {
  const run = await ask({ 'a.md': '# A\n\nThe pump leaks.\n\nIt was bought in 2020.\n' }, [
    { id: 'bought', kind: 'table', data: ['a.md'], facets: { extracted: ['field(year, integer, "when it was bought")'] } },
    { id: 'leak', kind: 'quotes', data: ['a.md'], facets: { query: 'leaks' } },
  ]);
  const reading = run.plan?.nodes.find((task) => task.operation === 'extract.fields');
  const from = run.plan?.nodes.filter((task) => reading?.dependencies.includes(task.task_id)).map((task) => task.operation);
  expect(from).toEqual(['document.load']);
});

const visit = (site: string, leaks: string, cost: string): string => `# Visit\n\n| | |\n|---|---|\n| Site | ${site} |\n| Leaks | ${leaks} |\n| Cost | ${cost} |\n\n## Notes\n\nNothing else: see the photographs.\n`;

it('ranks documents by what their heads say, and counts none as zero', async () => {
  const run = await ask({ 'v1.md': visit('Mill', '2 leaks', 'EUR 1,200'), 'v2.md': visit('Dam', 'none', 'EUR 80'), 'v3.md': visit('Weir', '1 leak', 'EUR 310.50') }, [
    { id: 'dear', kind: 'table', data: ['files-1'], facets: { order: 'desc(Cost)', limit: 2 } },
    { id: 'leaks', kind: 'summary', data: ['files-1'], facets: { analysis: 'statistic(Leaks, sum)' } },
  ]);
  expect(run.result.reason).toBeNull();
  expect(table(run).map((row) => [row['document'], row['Site'], row['Cost']])).toEqual([['v1.md', 'Mill', 1200], ['v3.md', 'Weir', 310.5]]);
  expect(run.result.artifacts.find((one) => one.kind === 'summary')?.numbers?.map((one) => one.value)).toContain(3);
});

it('reads front matter and lines of a head, and filters by them', async () => {
  const run = await ask({ 'a.md': '---\ntitle: First\nstate: open\nhours: 3\n---\n\n# First\n\nText.\n', 'b.md': '# Second\n\nTitle: Second.\nState: closed. Hours: 5\n\n## More\n\nNote: this is prose.\n' }, [
    { id: 'closed', kind: 'table', data: ['files-1'], facets: { filters: 'state = closed' } },
  ]);
  expect(run.result.reason).toBeNull();
  expect(table(run)).toMatchObject([{ document: 'b.md', title: 'Second', hours: 5 }]);
});

it('takes no field from a document of prose', async () => {
  const run = await ask({ 'a.md': '# Walk\n\nWe saw a heron: grey, tall.\n\nNote: it left.\n' }, [{ id: 'notes', kind: 'table', facets: { keys: 'document', measures: 'statistic(Note, sum)' } }]);
  expect(run.result.outcome).toBe('refused');
});

it('counts each name of a table in the documents that are named, together', async () => {
  const run = await ask({ 'crew.md': '# Crew\n\n| Name | Berth |\n|---|---|\n| Ada Moss | 1 |\n| Bo | 2 |\n| Cy | 3 |\n\nAda Moss leads.\n', 'mon.md': '# Monday\n\nAda Moss and Bo hauled. Moss alone slept.\n', 'tue.md': '# Tuesday\n\nAda Moss steered.\n' }, [
    { id: 'names', kind: 'table', data: ['crew.md'], facets: { keys: 'Name' } },
    { id: 'counts', kind: 'table', data: ['mon.md', 'tue.md'], facets: { keys: 'Name', mentions: 'each(Name)', order: 'desc(mentions)' } },
  ]);
  expect(run.result.reason).toBeNull();
  const counts = run.result.artifacts.find((one) => one.columns?.includes('mentions') === true);
  expect(counts?.rows?.map((row) => [row['Name'], row['mentions']])).toEqual([['Ada Moss', 2], ['Bo', 1], ['Cy', 0]]);
});

it('reads names of columns with signs in them, also without quotation marks', async () => {
  const run = await ask({ 'wells.md': '# Wells\n\n| Well | Depth (m) |\n|---|---|\n| A | 12.5 |\n| B | 30 |\n' }, [{ id: 'deep', kind: 'table', data: ['wells.md'], facets: { filters: 'Depth (m) > 20', order: 'desc(Depth (m))' } }]);
  expect(run.result.reason).toBeNull();
  expect(table(run)).toMatchObject([{ Well: 'B' }]);
});

const count = (who: string, birds: number, sky: string): string => `# Count\n\n- Observer: ${who}\n- Birds: ${birds}\n- Sky: ${sky}\n\nSeen from the ${sky === 'clear' ? 'dune' : 'hide'}.\n`;
const COUNTS = { 'a.md': count('Mo Ek', 4, 'clear'), 'b.md': count('Jan Roy', 9, 'dull'), 'c.md': count('Mo Ek', 5, 'clear') };

it('groups documents by any value of their heads, and rows of their tables by any column', async () => {
  const run = await ask(COUNTS, [{ id: 'per', kind: 'table', data: ['files-1'], facets: { keys: 'Observer', measures: ['statistic(Birds, sum)', 'count(rows)'] } }]);
  expect(run.result.reason).toBeNull();
  expect(table(run).map((row) => [row['Observer'], row['Birds_statistic_sum'], row['rows_count']])).toEqual([['Jan Roy', 9, 1], ['Mo Ek', 9, 2]]);
  const tables = await ask({ 'shed.md': '# Shed\n\n| Tool | Kind | Pieces |\n|---|---|---|\n| Saw | hand | 3 |\n| Drill | power | 2 |\n| Rake | hand | 5 |\n' }, [{ id: 'per', kind: 'table', facets: { keys: 'Kind', measures: 'statistic(Pieces, sum)' } }]);
  expect(table(tables).map((row) => Object.values(row))).toEqual([['hand', 8], ['power', 2]]);
});

it.each([
  ['a sum of heads', { id: 'w', kind: 'summary', facets: { analysis: 'statistic(Birds, sum)' } }, (run: GoalRun) => expect(run.result.artifacts[0]?.numbers?.find((one) => one.name === 'value')?.value).toBe(18)],
  ['rows that a filter keeps', { id: 'w', kind: 'table', facets: { filters: 'Sky = clear' } }, (run: GoalRun) => expect(table(run).map((row) => row['document'])).toEqual(['a.md', 'c.md'])],
  ['mentions', { id: 'w', kind: 'table', facets: { mentions: 'hide' } }, (run: GoalRun) => expect(table(run).map((row) => row['mentions'])).toEqual([0, 1, 0])],
  ['quotes', { id: 'w', kind: 'quotes', facets: { query: 'dune' } }, (run: GoalRun) => expect(run.result.artifacts[0]?.text?.match(/from the dune/g)).toHaveLength(2)],
])('makes %s of all documents where a want names none, never of one of them', async (_, want, check) => {
  const run = await ask(COUNTS, [want]);
  expect(run.result.reason).toBeNull();
  check(run);
});

it('takes what documents lack from the table beside them, without names of data', async () => {
  const run = await ask({ ...COUNTS, 'sites.csv': 'document,area\na.md,2\nb.md,3\nc.md,5\n' }, [{ id: 'dense', kind: 'table', facets: { keys: 'document', measures: 'computed(Birds, over, area)' } }]);
  expect(table(run).map((row) => [row['document'], row['Birds_computed_over_area']])).toEqual([['a.md', 2], ['b.md', 3], ['c.md', 1]]);
});

it('reads fields out of documents that have values at their heads', async () => {
  const run = await ask(COUNTS, [{ id: 'from', kind: 'table', data: ['files-1'], facets: { extracted: ['field(place, text, "from where")'], order: 'asc(place)' } }]);
  expect(run.plan?.nodes.map((task) => task.operation)).toContain('extract.fields');
  expect(run.result.reason).toContain('it needs a model');
});

it('gives what amends a passage, and not the passage nor another amendment, where the one in force is wanted', async () => {
  const deed = '# Deed\n\nDated 4 May 2020.\n\n## 1 Toll\n\nThe toll is 3 crowns a month.\n\n## 2 Notice\n\nNotice is six months.\n\n## Change A\n\nDated 5 May 2021. Section 1 is replaced by: the toll is 4 crowns a month.\n\n## Change B\n\nDated 6 May 2022. Section 2 is replaced by: notice is one month.\n';
  const run = await ask({ 'deed.md': deed }, [{ id: 'toll', kind: 'quotes', data: ['deed.md'], facets: { query: 'toll month', order: 'desc(date)', limit: 1 } }]);
  expect(run.result.artifacts[0]?.text).toContain('the toll is 4 crowns');
  expect(run.result.artifacts[0]?.text).not.toMatch(/3 crowns|one month/);
});

const MEETING = (day: string, items: string[]): string => `# Crew meeting\n\nDate: ${day}\nPlace: hut\n\n## Present\n\n- Una\n- Bo\n\n## To do\n\n${items.map((item) => `- ${item}`).join('\n')}\n`;

describe('documents taken apart', () => {
  it('count and list the items below a heading, per document, without a model', async () => {
    const run = await ask({ 'may.md': MEETING('2024-05-02', ['Una: paint', 'Bo: rope']), 'june.md': MEETING('2024-06-02', ['Una: oars']) }, [
      { id: 'per', kind: 'table', data: ['files-1'], facets: { items: 'list', filters: 'heading = "To do"', keys: 'document', measures: 'count(rows)' } },
      { id: 'una', kind: 'table', data: ['files-1'], facets: { items: 'list', filters: 'starts(item, "Una:")' } },
    ]);
    expect(run.result.reason).toBeNull();
    expect(run.result.artifacts.filter((one) => one.kind === 'table').map((one) => one.rows?.map((row) => row['item'] ?? [row['document'], row['rows_count']]))).toEqual([[['june.md', 1], ['may.md', 2]], ['Una: paint', 'Una: oars']]);
  });

  it('are the lines of a log over time, also where these are of another case', async () => {
    const log = '2024-01-02 08:10 pump on\n2024-01-02 09:30 FAULT valve\n2024-01-03 07:00 fault fuse\n2024-01-03 07:05 pump on\n';
    const run = await ask({ 'pump.log.txt': log }, [{ id: 'days', kind: 'table', facets: { items: 'lines', filters: 'contains(item, fault)', keys: [], interval: 'day', measures: 'count(rows)' } }, { id: 'first', kind: 'table', facets: { items: 'lines', order: 'asc(at)', limit: 1 } }]);
    expect(run.result.reason).toBeNull();
    const tables = run.result.artifacts.filter((one) => one.kind === 'table').map((one) => one.rows);
    expect(tables[1]).toMatchObject([{ at: '2024-01-02 08:10:00', item: 'pump on' }]);
    expect(tables[0]?.map((row) => row['at'])).toContain('2024-01-02');
  });

  it('are sections, each with its words', async () => {
    const run = await ask({ 'rules.md': '# Rules\n\n## Boats\n\nNo boats at night.\n\n## Fires\n\nNo fires. Never.\n\nNot even small ones.\n' }, [{ id: 'fire', kind: 'table', facets: { items: 'sections', filters: 'contains(item, fires)' } }]);
    expect(table(run)).toMatchObject([{ heading: 'Fires', item: 'No fires. Never. Not even small ones.', words: 7 }]);
  });
});

it('saves the table of a document as it was read, as text', async () => {
  const run = await ask({ 'shed.md': '# Shed\n\n| Tool | Note |\n|---|---|\n| Saw | old, sharp |\n| Rake | =1+1 |\n' }, [{ id: 'tools', kind: 'table', data: ['shed.md'] }, { id: 'file', kind: 'file', effect: 'save', parts: ['tools'], parameters: { path: 'tools.csv' } }]);
  expect(run.result.reason).toBeNull();
  expect(run.result.files).toMatchObject([{ path: 'tools.csv', text: 'Tool,Note\nSaw,"old, sharp"\nRake,\'=1+1\n' }]);
});
