import { describe, expect, it } from 'vitest';
import { hasData } from '../../../eval/planner/data.ts';
import { inferEdges } from '../../../eval/planner/infer-edges.ts';
import { METHODS, edgeSamples, matchSteps, withEnds } from '../../../eval/planner/worfbench.ts';
import { readPython, toolsOf, worfCases } from '../../../eval/planner/worfbench-cases.ts';
import { score } from '../../../eval/planner/score.ts';
import { bareTask, proposalOf } from '../../../eval/planner/tool-registry.ts';

describe('edges between sentences', () => {
  const tools = [
    { name: 'createCampaign', description: 'Create an advertising campaign', required: ['title'], responses: ['campaign_id'] },
    { name: 'getConversions', description: 'Get the conversions of a campaign', required: ['campaign_id'], responses: ['conversions'] },
    { name: 'getWeather', description: 'Get the weather of a city', required: ['city'], responses: ['weather'] },
  ];

  it('join what one tool returns and another needs, and nothing else', () => {
    expect(inferEdges(['Create an advertising campaign', 'Get the weather of a city', 'Get the conversions of the campaign'], tools)).toEqual([
      { from: 0, to: 2, reason: 'data', detail: 'getConversions needs campaign_id, which createCampaign returns' },
    ]);
  });

  it('are not there where the sentence states the value itself', () => {
    expect(inferEdges(['Create an advertising campaign', "Get the conversions of campaign 'C17'"], tools)).toEqual([]);
  });

  it('join what points back to what it is about', () => {
    expect(inferEdges(['Find hiking trails near Bergen', 'Book a table for two', 'Describe each of the retrieved hiking trails'], [])).toMatchObject([{ from: 0, to: 2, reason: 'reference' }]);
  });

  it('come with the ends that the gold writes down', () => {
    expect(withEnds(3, [['1', '2']])).toEqual([['START', '1'], ['START', '3'], ['1', '2'], ['2', 'END'], ['3', 'END']]);
  });
});

it('reads lists as Python writes them', () => {
  expect(readPython(`[{'a': "it's", 'b': True, 'c': None, 'd': [1, 2.5]}] and more`)).toEqual([{ a: "it's", b: true, c: null, d: [1, 2.5] }]);
  expect(readPython("[{'a': 'cut")).toBeUndefined();
});

it('matches each task with one sentence, the most similar first', () => {
  const plan = proposalOf(['Translate the poem to French', 'Translate the poem', 'Bake bread'].map((text, at) => ({ ...bareTask(`t${at}`, 'x.y', []), description: text })));
  expect([...matchSteps(plan, ['Translate poem', 'Translate the poem to French'])]).toEqual([['t0', '2'], ['t1', '1']]);
});

describe.runIf(hasData('worfbench', ['toolbench.dev.jsonl', 'seal_tools.dev.jsonl']))('WorFBench (dev)', () => {
  it('has tools that can be read, and our edges are nearer to the gold than a chain', () => {
    for (const [source, least] of [['toolbench', 0.1], ['seal_tools', 0.3]] as const) {
      const cases = worfCases(source);
      expect(cases.filter((one) => toolsOf(one).length === 0).length).toBeLessThan(cases.length / 20);
      const edge = (name: string): number => score(edgeSamples(cases, METHODS[name] ?? (() => []), true), new Set()).edge_f1;
      expect(edge('our inference') - edge('always a chain')).toBeGreaterThan(least);
    }
  });
});
