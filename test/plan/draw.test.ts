import { describe, expect, it } from 'vitest';
import { planDot, planJson, planMarkdown, planMermaid, planTable, planTree, withoutEnding } from '../../src/plan/draw.ts';
import { previewPlan, withEstimates } from '../../src/plan/preview.ts';
import { planSkeleton } from '../../src/plan/skeleton.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { REGISTRY, decompositionsOf, plan, task, worldPlan } from './plans.ts';

const PAST = { 'table.load': { low_ms: 80, high_ms: 140, low_usd: 0, high_usd: 0, runs: 4 } };

function shown(): Plan {
  const drawn = withEstimates(worldPlan(), REGISTRY, PAST);
  return { ...drawn, preview: previewPlan(drawn, REGISTRY, PAST, [{ kind: 'edge removed', description: 'narrate uses nothing of chart' }]) };
}

describe('previewPlan', () => {
  it('computes critical path, width, ranges, effects, waits and what has no estimate', () => {
    const preview = shown().preview;
    expect(preview).toMatchObject({
      critical_path: ['load', 'narrate', 'report', 'save'], width: 2, depth: 5, duration_ms: { low: 4281, high: 4340 }, usd: { low: 0.01, high: 0.01 },
      without_estimate: ['filter', 'chart', 'narrate', 'report', 'save'], model_calls: 1, waits: [],
    });
    expect(preview?.effects).toEqual([{ task_id: 'save', effect: 'write', description: 'file.write(content: report.report, path: "report.html"): write file for save', undo: 'file.remove', touches: ['"report.html"'] }]);
  });

  it('says where a person is asked again', () => {
    const preview = previewPlan(plan([task('rm', 'file.remove', {}, { path: 'x' })]), REGISTRY, {});
    expect(preview.waits).toEqual([{ task_id: 'rm', title: 'remove file for rm', kind: 'approval', slack_ms: 0 }]);
    expect(preview.effects[0]?.undo).toBeNull();
  });
});

describe('planTable', () => {
  it('fits 60, 100 and 140 columns and shows reasons, estimates, critical path and checks', () => {
    const validation = { is_valid: false, checks_passed: [], checks_failed: [{ check_type: 'safety' as const, severity: 'error' as const, message: 'Cannot run task "save": forbidden.', suggested_fix: 'Remove it.' }], approval_required: true };
    for (const width of [60, 100, 140]) {
      const table = planTable(shown(), { width, validation });
      for (const line of table.split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
    }
    const table = planTable(shown(), { width: 140, validation });
    expect(table).toContain('4 (chart), 3 (text)');
    expect(table).toMatch(/● 1 {2}load .*80 to 140 ms/);
    expect(table).toContain('~4 s');
    expect(table).toContain('safety ✗ 1');
    expect(table).toContain('  ✗ Cannot run task "save": forbidden. Remove it.');
    expect(table).toContain('edge removed: narrate uses nothing of chart');
  });

  it('names the data that all tasks share once, below the table', () => {
    const described = (...descriptions: string[]) => planTable(plan(descriptions.map((description, at) => ({ ...task(`t${at}`, 'table.load'), description }))));
    const same = described('Load a table (mine.csv)', 'Rank rows (mine.csv)', 'Compose');
    expect(same.match(/mine\.csv/g)).toHaveLength(1);
    expect(same).toContain('Data: mine.csv.');
    const different = described('Load a table (a.csv)', 'Load a table (b.csv)');
    expect(different).toContain('Load a table (a.csv)');
    expect(different).not.toContain('Data:');
    expect(['Rank rows (mine.csv)', 'Rank rows (mi…', 'Rank rows (…', 'Rank rows (other…', 'Rank rows…'].map((text) => withoutEnding(text, ' (mine.csv)'))).toEqual(['Rank rows', 'Rank rows', 'Rank rows', 'Rank rows (other…', 'Rank rows…']);
  });

  it('shows a cycle and tasks that no order reaches', () => {
    const bad = plan([{ ...task('a', 'table.load'), dependencies: ['b'] }, { ...task('b', 'table.load'), dependencies: ['a'] }]);
    expect(planTable(bad)).toContain('Cycle: ');
    expect(planTable(bad)).toContain('1 (declared)');
  });

  it('shows no control or direction characters of a description (AP-7)', () => {
    const table = planTable(plan([{ ...task('a', 'table.load'), description: 'safe\u202egnp.exe\u001b[31m\u200b\nforged line' }]));
    for (const hidden of ['\u202e', '\u001b', '\u200b']) expect(table.includes(hidden)).toBe(false);
    expect(table.split('\n').some((line) => line.startsWith('forged'))).toBe(false);
  });
});

describe('planMarkdown', () => {
  it('stays under 4 kB for 1 and for 2,000 tasks, and keeps what waits and runs', () => {
    const tasks = Array.from({ length: 2000 }, (_, index) => ({ ...task(`task-${index}`, 'table.load'), description: index % 2 ? '漢字 | `code`' : 'plain' }));
    const skeleton = planSkeleton(plan(tasks), decompositionsOf(tasks), REGISTRY);
    const text = planMarkdown(skeleton, new Map([['task-1999', 'waiting'], ['task-1500', 'running']]));
    expect(Buffer.byteLength(text)).toBeLessThan(4000);
    expect(text).toContain('| task-1999 |');
    expect(text).toContain('| running |');
    expect(text).toMatch(/\| … \| \d+ more \| \| \|/);
    expect(text).toContain('2000 tasks: 1 waiting, 1 running, 1998 pending');
    expect(text.split('\n').filter((line) => line.startsWith('|')).every((line) => line.split('|').length === 6)).toBe(true);
    expect(planMarkdown(skeleton.slice(0, 1), new Map())).toContain('| task-0 | plain |  | pending |');
  });
});

describe('other drawings', () => {
  it('draw every task and edge once', () => {
    const mermaid = planMermaid(shown());
    expect(mermaid.match(/-->/g)).toHaveLength(6);
    expect(mermaid).toContain('t6("write file for save<br/>writes")');
    expect(planDot(shown()).match(/->/g)).toHaveLength(6);
    expect(planTree(shown())).toContain('   ├─ chart: line chart for chart');
    expect(planTree(shown()).match(/load: /g)).toHaveLength(2);
    expect(JSON.parse(planJson(shown()))).toMatchObject({ dag_id: 'test-1' });
  });

  it('escape what would break out of a label', () => {
    const evil = plan([{ ...task('a', 'table.load'), description: '"]; click t1 "javascript:x" <img>' }]);
    expect(planMermaid(evil)).toContain('t1["#quot;]; click t1 #quot;javascript:x#quot; #lt;img#gt;"]');
    expect(planDot(evil)).toContain('\\"];');
  });

  it('draw a cyclic plan without hanging', () => {
    const bad = plan([{ ...task('a', 'table.load'), dependencies: ['b'] }, { ...task('b', 'table.load'), dependencies: ['a', 'ghost'] }]);
    expect(planTree(bad).length).toBeGreaterThan(0);
    expect(planMermaid(bad)).toContain('flowchart');
  });
});

it('draws what a nested plan wants, and that each round of a change changes anew', () => {
  const nested: Plan['nodes'][number] = { ...task('later', 'table.load'), type: 'plan', plan: { words: 'the largest', budget_usd: null, wants: [{ id: 'w', type: { kind: 'table', facets: { measures: ['supply'], limit: 5 } }, effect: null, title: 'w', spans: [] }] } };
  const again: Plan['nodes'][number] = { ...task('again', 'file.write'), repeat: { until: { path: 'outputs.file.bytes', op: '>', value: 3 }, limit: 4, changes: 'asked' } };
  for (const text of [planMermaid(plan([nested, again])), planDot(plan([nested, again]))]) {
    expect(text).toContain('wants a table with measures supply, limit 5');
    expect(text).toMatch(/repeat ≤ 4 until file\.bytes \S+ 3, each time anew/);
  }
});
