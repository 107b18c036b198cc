import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planDot, planJson, planMermaid, planSvg, planTable, planTree } from '../../src/plan/draw.ts';
import { conditionText, planBands } from '../../src/plan/draw-marks.ts';
import { planGraph } from '../../src/plan/graph.ts';
import { optimisePlan } from '../../src/plan/optimise/optimise-plan.ts';
import { previewPlan } from '../../src/plan/preview.ts';
import { type Plan, PlanSchema } from '../../src/schemas/plan.ts';
import { FORTY_PAST, FORTY_REGISTRY, fortyTasks } from './fixtures/forty-tasks.ts';
import { plan, task } from './plans.ts';

const forty = fortyTasks();
const drawings: { [format: string]: string } = {
  table: planTable(forty, { width: 110 }), tree: planTree(forty), mermaid: planMermaid(forty), dot: planDot(forty), svg: planSvg(forty), json: planJson(forty),
};
const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('a plan of forty tasks', () => {
  it('is a plan', () => {
    expect(forty.nodes).toHaveLength(40);
    expect(PlanSchema.safeParse(forty).error).toBeUndefined();
  });

  it.each(['table', 'tree', 'mermaid', 'dot', 'svg'])('as %s shows every construct, every effect and the critical path', (format) => {
    const text = flat(drawings[format] ?? '').replaceAll('</text> <text', ' <text');
    const words = format === 'svg' ? flat(text.replace(/<title>.*?<\/title>/g, '').replace(/<[^>]*>/g, ' ')) : text;
    for (const mark of ['for each of files', 'repeat ≤ 5 until', 'source.complete', 'held', 'asks a person', 'nested plan']) expect(words, mark).toContain(mark);
    expect(words).toMatch(/writes/);
    expect(words).toMatch(/destructive|cannot be undone/);
    const critical = { table: /●/g, tree: /●/g, mermaid: /class t[\d,t]+ critical/g, dot: /penwidth=3/g, svg: /class="box[^"]* critical/g }[format] ?? /$^/;
    expect(text.match(critical)?.length ?? 0).toBeGreaterThan(0);
  });

  it.each(['table', 'mermaid', 'dot', 'svg'])('as %s groups tasks by stage', (format) => {
    for (const stage of ['import', 'process', 'simulate', 'decide', 'visualize', 'narrate', 'verify', 'export']) expect(drawings[format]).toContain(stage);
  });

  it('fits 60, 80, 100 and 140 columns, with and without reasons', () => {
    for (const width of [60, 80, 100, 140]) {
      for (const reasons of [false, true]) for (const line of planTable(forty, { width, reasons }).split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
      for (const line of planTree(forty, { width }).split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
    }
  });

  it('says reasons in whole sentences only on demand', () => {
    const sentence = 'exposure reads the table of heat-means';
    for (const draw of [planTable, planTree, planMermaid]) {
      expect(flat(draw(forty))).not.toContain(sentence);
      expect(flat(draw(forty, { reasons: true }))).toContain(sentence);
    }
    expect(planSvg(forty)).toContain(`<title>heat-means → exposure (table)\n${sentence}</title>`);
    expect(planSvg(forty, { reasons: true }).split(sentence)).toHaveLength(3);
  });

  it('lists tasks so that each comes after what it needs', () => {
    const order = planBands(forty).flatMap((band) => band.tasks);
    const graph = planGraph(forty);
    for (const [at, id] of order.entries()) for (const need of graph.get(id) ?? []) expect(order.indexOf(need)).toBeLessThan(at);
    expect(new Set(order).size).toBe(40);
  });
});

describe('what stands below the table', () => {
  const flatTable = (one: Plan): string => flat(planTable(one, { width: 120 }));

  it('says how sure the critical path is, how wide the plan is over time, and what an answer may take', () => {
    const text = flatTable(forty);
    expect(text).toMatch(/Critical path: .* in \d+ % of simulated runs; also on the deciding way: [a-z-]+ \d+ %/);
    expect(text).toMatch(/Time: \d+ to \d+ s beside the time of people; up to 7 at once, 14 deep\. Tasks at once over time: [▁▂▃▄▅▆▇█]{20} \(most: 7\)/);
    expect(text).toContain('Waits for your answer: choose-districts (Choose the districts to look at closely), which is on the critical path.');
    const preview = forty.preview;
    if (!preview) throw new Error('missing');
    const later = { ...forty, preview: { ...preview, waits: preview.waits.map((wait) => ({ ...wait, slack_ms: 4_000 })) } };
    expect(flatTable(later)).toContain('which delays the end where it takes longer than 4 s');
  });

  it('lists what was optimised with what it saves or costs, and how well estimates held', () => {
    const preview = forty.preview;
    if (!preview) throw new Error('missing');
    const changed: Plan = { ...forty, preview: {
      ...preview,
      optimisations: [
        { kind: 'task shared', description: 'a does the same as b', gain: { ms: 1200, usd: 0.02, tasks: 1 } }, { kind: 'effect late', description: 'c waits for d', gain: { ms: -500 } },
        { kind: 'asked early', description: 'e is asked early', gain: { waits: 1 } }, { kind: 'edge removed', description: 'f uses nothing of g' },
      ],
      calibration: { tasks: { within: 83, of: 100 }, runs: { within: 7, of: 9 } },
    } };
    const text = flatTable(changed);
    for (const line of ['a does the same as b (saves 1.2 s, $0.02, 1 task)', 'c waits for d (costs 500 ms)', 'e is asked early (asks earlier)', 'f uses nothing of g Earlier estimates: 83 of 100 tasks (83 %), 7 of 9 whole runs']) expect(text).toContain(line);
  });

  it('says how many past runs stand behind the ranges, and what waits for workers', () => {
    expect(flatTable(forty)).toContain('Ranges rest on 7 to 50 past runs of each of 20 tasks.');
    const few = { ...forty, preview: previewPlan(forty, FORTY_REGISTRY, FORTY_PAST, [], { capacity: { workers: { execution: 2 } } }) };
    expect(flatTable(few)).toMatch(/up to [23] at once, 14 deep/);
    expect(flatTable(few)).toMatch(/Waits for its turn: \S+ [\d.]+ s \(workers of execution\), .* and \d+ more\./);
  });

  it('is what optimising this plan saves', () => {
    const { plan: better, changes } = optimisePlan(forty, { registry: FORTY_REGISTRY, past: FORTY_PAST });
    expect(changes.map((change) => change.kind)).toEqual(['asked early', 'effect late']);
    expect(better.nodes.find((one) => one.task_id === 'send-report')?.dependencies).toContain('save-ranking');
  });
});

describe('planSvg', () => {
  it('needs nothing from outside and says what it shows', () => {
    const svg = drawings['svg'] ?? '';
    expect(svg).not.toMatch(/<script|<image|<foreignObject|@import|url\((?!#)|href=/);
    expect(svg).toMatch(/<svg [^>]*role="img" aria-labelledby="plan-title plan-desc"/);
    expect(svg).toContain('<title id="plan-title">Which districts lose most');
    expect(svg).toMatch(/<desc id="plan-desc">A plan of 40 tasks .*Critical path: load-[a-z]+, .*Changes something outside: save-report, save-ranking, send-report\./);
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg.match(/<g id="task-/g)).toHaveLength(40);
  });

  it('is the picture in the docs', () => {
    expect(readFileSync(join(import.meta.dirname, '../../docs/images/plan-40.svg'), 'utf8')).toBe(drawings['svg']);
  });

  it('keeps to XML whatever a description says (AP-7)', () => {
    const svg = planSvg(plan([{ ...task('a', 'table.load'), description: '</text><script>alert(1)</script> & "q" \u0007\u202e' }]));
    expect(svg).not.toContain('<script>');
    expect(svg).not.toContain('\u0007');
    expect(svg).toContain('&lt;/text&gt;');
  });

  it('has text that can be read on both grounds: contrast of at least 4.5 to 1', () => {
    const style = /<style>(.*?)<\/style>/s.exec(drawings['svg'] ?? '')?.[1] ?? '';
    const [light = '', dark = ''] = style.split('@media');
    const colours = (css: string): Map<string, { fill?: string }> => new Map([...css.matchAll(/((?:\.[\w-]+,?)+)\{([^}]*)\}/g)].flatMap(([, names = '', body = '']) => {
      const fill = /fill:(#[0-9a-f]{6})/.exec(body)?.[1];
      return fill === undefined ? [] : names.split(',').map((name) => [name.slice(1), { fill }] as const);
    }));
    const luminance = (hex: string): number => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a: string, b: string): number => (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);
    for (const css of [light, dark]) {
      const of = colours(css);
      const fill = (name: string): string => of.get(name)?.fill ?? '#000000';
      for (const ground of ['box', 'writes', 'destructive', 'person', 'plan']) for (const text of ['title', 'small', 'mark', 'effect']) expect(contrast(fill(text), fill(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(fill('stage'), fill('band'))).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe('conditionText', () => {
  it('says predicates in few words', () => {
    expect(conditionText({ path: 'inputs.condition.data.values.0.value', op: '>', value: 3 })).toBe('condition > 3');
    expect(conditionText({ path: 'inputs.condition.data.held', op: '=', value: false })).toBe('not held');
    expect(conditionText({ any: [{ path: 'outputs.table.rows', op: 'exists' }, { not: { path: 'outputs.a', op: '=', value: 'x' } }] })).toBe('table.rows is there or not a = x');
  });
});
