import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Plan } from '../../src/schemas/plan.ts';
import { brokenPlans } from '../faults/plan-files.ts';
import { cli, type CliResult, shell } from '../support/cli.ts';
import { createTestHome, type TestHome } from '../support/home.ts';

// Each command is a process that loads the whole product; a machine that is busy with other things needs its time.
vi.setConfig({ testTimeout: 180_000 });

let home: TestHome;
let data: string;
let csv: string;
const growth = 'Which region grew fastest?';
const answered = ['--input', 'growth_mode=percent', '--input', 'limit=1'];

const planwright = (...words: string[]): Promise<CliResult> => cli(home.environment(), words);
const json = async (...words: string[]): Promise<any> => JSON.parse((await planwright(...words, '--json')).stdout); // oxlint-disable-line typescript/no-explicit-any -- documents of the CLI are read as scripts read them

/** A run that waits for approval, and the digest that waits. */
async function waiting(...more: string[]): Promise<{ id: string; digest: string }> {
  const result = await planwright('run', growth, '--attach', csv, ...answered, '--json', ...more);
  const document = JSON.parse(result.stdout);
  expect(result.code).toBe(3);
  expect(document.status).toBe('awaiting_approval');
  return { id: document.workflow_id, digest: document.plan_digest };
}

/** A line among those printed, from the word on that begins it. */
function printed(result: CliResult, begins: RegExp): string {
  const line = result.stdout.split('\n').find((candidate) => begins.test(candidate));
  if (line === undefined) throw new Error(`No line ${String(begins)} in:\n${result.stdout}\n${result.stderr}`);
  return line.trim();
}

beforeAll(async () => {
  home = await createTestHome();
  data = await mkdtemp(join(tmpdir(), 'planwright-cli-'));
  csv = join(data, "the regions' file.csv");
  await writeFile(csv, 'region,year,population\nNorth,2000,100\nNorth,2020,150\nSouth,2000,200\nSouth,2020,240\nWest,2000,50\nWest,2020,55\n');
});
afterAll(async () => {
  const ended = await planwright('down');
  expect(ended.code).toBe(0);
  await home.down();
  await rm(data, { recursive: true, force: true });
});

describe('without a stack', () => {
  it('refuses usage before anything is started, with code 2 and what to do', async () => {
    const cases: [string[], RegExp][] = [
      [['run', ''], /goal is empty\. State in a sentence/],
      [['run', 'x'.repeat(30_000)], /30000 characters.*--attach/],
      [['run', growth, '--model', 'nonsense:x'], /Cannot use model "nonsense:x": expected provider:model/],
      [['run', growth, '--pack', 'climte'], /Did you mean "climate"/],
      [['run', growth, '--attach', join(data, 'nobody.csv')], /no such file\. Check the path/],
      [['run', growth, '--plan', join(data, 'nobody.json')], /no such file/],
      [['run', growth, '--budget', 'much'], /--budget "much": expected US dollars/],
      [['run', growth, '--deadline', 'never'], /--deadline "never": expected a date/],
      [['run', growth, '--input', 'growth'], /expected name=value/],
      [['plan', growth, '--objective', 'glory'], /expected time, money, risk or waits/],
      [['check', join(data, 'nobody.json')], /no such file/],
      [['frobnicate'], /unknown command/],
      [['packs', 'show', 'climte'], /Did you mean "climate"/],
      [['tools', 'show', 'tabel'], /Did you mean "table"/],
    ];
    await inPairs(cases, async ([words, says]) => {
      const result = await planwright(...words);
      expect(`${words.join(' ').slice(0, 60)} ${result.code}`).toBe(`${words.join(' ').slice(0, 60)} 2`);
      expect(result.stderr).toMatch(says);
    });
    expect((await planwright('down')).stdout).toMatch(/^Nothing runs/);
    expect(await json('run', growth, '--attach', join(data, 'nobody.csv'))).toEqual({ error: { type: 'InvalidStart', message: expect.stringMatching(/no such file/), exit_code: 2 } });
    expect(await json('frobnicate')).toMatchObject({ error: { type: 'Usage', exit_code: 2 } });
    expect((await planwright('plan', '--help')).stdout).toMatch(/diff.*--output <file>.*--attach <file>/s);
  });

  it('says with code 69 which server cannot be reached and what to do', async () => {
    const closed = { TEMPORAL_ADDRESS: '127.0.0.1:1', DATABASE_URL: 'postgres://planwright@127.0.0.1:1/planwright' };
    const [temporal, database, worker] = await Promise.all([
      cli(home.environment({ TEMPORAL_ADDRESS: closed.TEMPORAL_ADDRESS }), ['ls']),
      cli(home.environment({ DATABASE_URL: closed.DATABASE_URL }), ['run', growth]),
      cli(home.environment(closed), ['worker', '--role', 'execution']),
    ]);
    expect([temporal.code, database.code, worker.code]).toEqual([69, 69, 69]);
    expect(temporal.stderr).toMatch(/Cannot reach Temporal at "127\.0\.0\.1:1".*Start that server or correct TEMPORAL_ADDRESS/s);
    expect(database.stderr).toMatch(/database "127\.0\.0\.1:1\/planwright".*DATABASE_URL/s);
    for (const result of [temporal, database, worker]) expect(result.ms).toBeLessThan(30_000);
  });

  it('lists and shows packs and tools', async () => {
    expect((await json('packs', 'ls')).map((pack: { name: string }) => pack.name)).toEqual(expect.arrayContaining(['climate', 'data-analysis']));
    expect((await planwright('packs', 'show', 'climate')).stdout).toMatch(/stages: import → /);
    const shown = await json('tools', 'show', 'table.growth');
    expect(shown[0]).toMatchObject({ tool: 'table', operation: 'growth', effect: 'none' });
  });

  it('ends quietly where its reader has seen enough', async () => {
    const short = await shell(home.environment(), `"${process.execPath}" bin/planwright.mjs tools show table --json | head -c 10`);
    expect(short.stdout).toHaveLength(10);
    expect(short.stderr).not.toContain('EPIPE');
  });
});

describe('a run by commands', () => {
  it('detaches, asks with code 3 and complete commands, takes answers, and goes on to done', async () => {
    const detached = await planwright('run', growth, '--attach', csv, '--id', 'cli-whole', '--detach', '--json');
    expect(detached.code).toBe(0);
    expect(JSON.parse(detached.stdout).workflow_id).toBe('cli-whole');
    const joined = await planwright('run', growth, '--attach', csv, '--id', 'cli-whole');
    expect(joined.code).toBe(3);
    expect(joined.stdout).toMatch(/growth_mode: .*growth/s);
    expect(printed(joined, / answer cli-whole --defaults/)).toContain(`PLANWRIGHT_HOME=${home.root}`);

    expect((await json('inbox'))[0]).toMatchObject({ workflow_id: 'cli-whole', waits: [{ kind: 'clarification' }] });
    const unasked = await planwright('answer', 'cli-whole', 'nobody_asked=1');
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringMatching(/not asked\. Open: /)]);
    expect((await planwright('answer', 'cli-whole')).code).toBe(2);
    const bad = await planwright('answer', 'cli-whole', 'growth_mode=sideways');
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringMatching(/expected one of percent/)]);

    const answeredNow = await planwright('answer', 'cli-whole', 'growth_mode=percent', '--defaults');
    expect(answeredNow.code).toBe(3);
    expect(answeredNow.stdout).toMatch(/Plan r1/);
    expect(answeredNow.stdout).toMatch(/Critical path/);
    const approve = printed(answeredNow, / approve cli-whole --digest [0-9a-f]{64}$/);
    const without = await planwright('approve', 'cli-whole');
    expect([without.code, without.stderr]).toEqual([2, expect.stringMatching(/without --digest.*[0-9a-f]{64}/)]);
    const stale = await planwright('approve', 'cli-whole', '--digest', 'a'.repeat(64));
    expect([stale.code, stale.stderr]).toEqual([2, expect.stringMatching(/Stale plan digest.*the plan that waits is [0-9a-f]{64}/)]);

    const done = await shell(home.environment(), approve);
    expect(done.code).toBe(0);
    expect(done.stdout).toMatch(/Done in/);
    expect((await planwright('approve', 'cli-whole', '--digest', 'a'.repeat(64))).stderr).toMatch(/has ended/);
  });

  it('shows a finished run: document, plan, artifacts, causes and record', async () => {
    const shown = await json('show', 'cli-whole');
    expect(shown).toMatchObject({ workflow_id: 'cli-whole', status: 'completed', revision: 1, waits: [], error: null, review_url: null });
    expect(shown.run_id).toMatch(/./);
    expect(shown.plan_digest).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(shown.plan)).toEqual(expect.arrayContaining(['dag_id', 'nodes', 'metadata']));
    expect(Object.keys(shown.tasks[0])).toEqual(expect.arrayContaining(['task_id', 'status', 'attempts', 'started_at', 'ended_at']));
    expect(Object.keys(shown.artifacts[0])).toEqual(expect.arrayContaining(['name', 'path', 'media_type', 'sha256', 'bytes', 'task_id']));
    expect(Object.keys(shown.usage)).toEqual(['llm_calls', 'input_tokens', 'output_tokens', 'usd']);
    expect(shown.ui_url).toContain('cli-whole');

    const [svg, alternatives, run] = await Promise.all([planwright('plan', 'show', 'cli-whole', '--as', 'svg', '--reasons'), json('plan', 'show', 'cli-whole', '--alternatives'), planwright('show', 'cli-whole')]);
    const [table, mermaid, tree, log, why, got, watched] = await Promise.all([
      planwright('plan', 'show', 'cli-whole', '--as', 'table'),
      planwright('plan', 'show', 'cli-whole', '--as', 'mermaid'),
      planwright('plan', 'show', 'cli-whole', '--as', 'json'),
      planwright('log', 'cli-whole'),
      planwright('why', 'cli-whole', 'report.md'),
      planwright('artifacts', 'cli-whole', 'get', 'report.md', '-o', join(data, 'report.md')),
      planwright('watch', 'cli-whole'),
    ]);
    expect(table.stdout).toMatch(/Plan r1.*does.*after \(why\)/s);
    expect(svg.stdout).toMatch(/^<svg .*<\/svg>\n$/s);
    expect(alternatives.plans[0]).toMatchObject({ name: 'plan r1', plan_digest: shown.plan_digest });
    expect(run.stdout).toMatch(/took .* of work, estimated .* by the clock/);
    expect(mermaid.stdout).toMatch(/flowchart|graph/);
    expect(JSON.parse(tree.stdout).nodes.length).toBe(shown.tasks.length);
    expect(log.stdout).toMatch(/chain intact/);
    expect(why.stdout).toMatch(/goal/i);
    expect([got.code, watched.code]).toEqual([0, 0]);
    expect(await readFile(join(data, 'report.md'), 'utf8')).toMatch(/North/);
    expect((await planwright('ls')).stdout).toMatch(/cli-whole\s+completed/);
    const figures = await planwright('stats');
    expect(figures.stdout).toMatch(/Estimates \(\d+ runs?\)\n.*\nDecomposition \(\d+ plans?\)\n {2}planned by search: \d+ steps in \d+ plans?, 100 % atomic as proposed; 0 split \(0 % under-decomposed\), 0 merged \(0 % over-decomposed\)/);
    for (const [words, says] of [
      [['artifacts', 'cli-whole', 'get', 'nobody'], /Cannot get artifact "nobody": the run has /],
      [['why', 'cli-whole', 'nobody'], /Cannot explain "nobody".*Name an artifact/],
      [['plan', 'show', 'cli-whole', '--as', 'song'], /expected one of json, mermaid/],
      [['plan', 'show', 'cli-whole', '--rev', '7'], /no revision 7/],
      [['plan', 'diff', 'cli-whole', '1', '9'], /revisions 1 to 1/],
      [['run', growth, '--id', 'cli-whole'], /has ended already/],
    ] as [string[], RegExp][]) {
      const result = await planwright(...words);
      expect([result.code, result.stderr]).toEqual([2, expect.stringMatching(says)]);
    }
  });

  it('lets suggestions, words and an edited file change the plan, and then is approved by the signal that it printed, verbatim', async () => {
    const { id, digest } = await waiting();
    const [suggestion] = await json('suggestions', id);
    const accepted = await planwright('suggestions', id, 'accept', suggestion.augmentation_id);
    expect(accepted.code).toBe(3);
    expect(accepted.stdout).toMatch(/Plan r2/);
    expect((await planwright('plan', 'diff', id)).stdout).toMatch(/verif|check/i);
    expect((await planwright('approve', id, '--digest', digest)).code).toBe(2);

    const file = join(data, 'edited.json');
    const plan = (await json('plan', 'show', id)) as Plan;
    const edited = { ...plan, nodes: plan.nodes.map((task, at) => (at === 0 ? { ...task, description: 'Read the file of the regions' } : task)) };
    await writeFile(file, JSON.stringify(edited));
    const replaced = await planwright('edit', id, '--file', file);
    expect(replaced.code).toBe(3);
    expect(replaced.stdout).toMatch(/Plan r3.*Read the file/s);

    const signal = printed(replaced, /workflow signal .*--name approve/);
    const sent = await shell(home.environment({ PATH: '/usr/bin:/bin' }), signal);
    expect([sent.code, sent.stderr]).toEqual([0, '']);
    const watched = await planwright('watch', id);
    expect(watched.code).toBe(0);
  });

  it('ends with 4 when rejected, 5 when cancelled, and makes another plan when revised', async () => {
    const [rejected, cancelled] = [await waiting(), await waiting()];
    expect((await planwright('reject', rejected.id, '--digest', rejected.digest)).code).toBe(2);
    const no = await planwright('reject', rejected.id, '--digest', rejected.digest, '--reason', "it's not today");
    expect(no.code).toBe(4);
    expect((await planwright('show', rejected.id)).stdout).toContain("it's not today");
    const unedited = await planwright('edit', cancelled.id);
    expect([unedited.code, unedited.stderr]).toEqual([2, expect.stringMatching(/without a terminal.*--file plan\.json/)]);
    const revised = await planwright('revise', cancelled.id, 'as an absolute difference');
    expect(revised.code).toBe(3);
    const end = await planwright('cancel', cancelled.id);
    expect([end.code, end.stdout]).toEqual([5, expect.stringMatching(/cancelled/)]);
    expect((await planwright('pause', cancelled.id)).code).toBe(2);
    const again = await planwright('cancel', rejected.id);
    expect([again.code, again.stdout]).toEqual([4, expect.stringMatching(/had ended already \(rejected\): nothing was cancelled/)]);
  });

  it('plans without running, checks the file, and runs it later', async () => {
    const file = join(data, 'plan.json');
    const planned = await planwright('plan', growth, '--attach', csv, ...answered, '-o', file);
    expect(planned.code).toBe(0);
    const checked = await planwright('check', file);
    expect(checked.code).toBe(0);
    expect(JSON.parse(checked.stdout).validation_result).toMatchObject({ is_valid: true, checks_failed: [] });
    const ran = await shell(home.environment(), `${printed(planned, / run --plan /)} --yes --json`);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ goal: growth, status: 'completed' });
  });

  it('refuses broken plan files with code 6 and the validation result on stdout', async () => {
    const valid = JSON.parse(await readFile(join(data, 'plan.json'), 'utf8')) as Plan;
    const some = [...brokenPlans(valid).entries()].filter(([, { name }]) => /a cycle|dangling|same id|case|key named|tasks than/.test(name));
    await inPairs(some, async ([at, broken]) => {
      const file = join(data, `broken-${at}.json`);
      await writeFile(file, broken.text);
      const checked = await planwright('check', file);
      expect(`${broken.name} ${checked.code}`).toBe(`${broken.name} 6`);
      const { validation_result: result } = JSON.parse(checked.stdout);
      expect(result.is_valid).toBe(false);
      expect(`${broken.name}: ${result.checks_failed[0].message}`).toMatch(broken.says);
      expect(result.checks_failed[0].suggested_fix).toMatch(/\w/);
    });
    for (const at of [0, 7]) {
      const ran = await planwright('run', '--plan', join(data, `broken-${at}.json`), '--yes');
      expect([ran.code, `${ran.stdout}${ran.stderr}`]).toEqual([6, expect.stringMatching(/cycle|__proto__/)]);
    }
  });

  it('names an unknown run in every command, with code 2', async () => {
    const digest = ['--digest', 'a'.repeat(64)];
    const commands = [
      ['show'], ['watch'], ['plan', 'show'], ['plan', 'diff'], ['artifacts'], ['log'], ['why', '', 'x'], ['answer', '', 'a=1'], ['approve', '', ...digest], ['reject', '', ...digest, '--reason', 'no'],
      ['revise', '', 'other'], ['edit', '', '--file', join(data, 'plan.json')], ['cancel'], ['pause'], ['resume'], ['suggestions'],
    ].map((words) => (words.includes('') ? words.map((word) => (word === '' ? 'goal-nobody' : word)) : [...words, 'goal-nobody']));
    await inPairs(commands, async (words) => {
      const result = await planwright(...words);
      expect([words.join(' '), result.code, result.stderr]).toEqual([words.join(' '), 2, expect.stringMatching(/Cannot find run "goal-nobody".*planwright ls/)]);
    });
  });
});

/** Two at a time: the commands are processes of their own, and the machine may have two cores. */
async function inPairs<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const open = [...items];
  const one = async (): Promise<void> => {
    for (let item = open.shift(); item !== undefined; item = open.shift()) await work(item);
  };
  await Promise.all([one(), one()]);
}
