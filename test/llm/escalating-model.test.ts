import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { escalatingModel } from '../../src/llm/escalating-model.ts';
import type { Model, ModelRequest } from '../../src/llm/model.ts';
import { ModelFailure } from '../../src/llm/model-failure.ts';
import { askChecked, newAsking } from '../../src/llm/steps/asking.ts';
import { stepModels } from '../../src/llm/step-models.ts';

const format = { name: 'labels', schema: z.object({ label: z.string() }), max_output_tokens: 100 };
const signal = new AbortController().signal;

/** A model that answers by rule: a label, or a failure. */
function model(name: string, label: string | ModelFailure, asked: string[]): Model {
  return {
    provider: 'openai',
    name,
    generate: <T>(request: ModelRequest<T>) => {
      asked.push(name);
      if (label instanceof ModelFailure) return Promise.reject(label);
      return Promise.resolve({ value: request.format.schema.parse({ label }), text: JSON.stringify({ label }), provider: 'openai', model: name, finish_reason: 'stop', usage: { llm_calls: 1, input_tokens: 1, output_tokens: 1, usd: 0 }, repairs: 0, cached: false, request_digest: 'a'.repeat(64), duration_ms: 1 });
    },
  };
}

const step = (one: Model) => askChecked(one, newAsking(), format, (issues) => ({ system: 's', user: issues.join(' ') }), ({ label }) => (label === 'good' ? { ok: true, value: label } : { ok: false, issues: ['not a declared label'] }), { signal });

describe('a small model before the usual one', () => {
  it('answers alone where its answer passes the checks', async () => {
    const asked: string[] = [];
    expect(await step(escalatingModel(model('small', 'good', asked), model('usual', 'good', asked)))).toMatchObject({ held: true, value: 'good' });
    expect(asked).toEqual(['small']);
  });

  it('gives way to the usual one where the checks of the step refuse its answer', async () => {
    const asked: string[] = [];
    expect(await step(escalatingModel(model('small', 'bad', asked), model('usual', 'good', asked)))).toMatchObject({ held: true, rounds: 2 });
    expect(asked).toEqual(['small', 'usual']);
  });

  it('gives way where it gives nothing that fits, and not where a provider is down or refuses', async () => {
    for (const [type, names] of [['Model.InvalidOutput', ['small', 'usual']], ['Model.Truncated', ['small', 'usual']], ['Model.Unavailable', ['small']], ['Model.Refused', ['small']]] as const) {
      const asked: string[] = [];
      await step(escalatingModel(model('small', new ModelFailure(type, 'no'), asked), model('usual', 'good', asked))).catch(() => undefined);
      expect(asked).toEqual(names);
    }
  });
});

describe('the models of steps by name', () => {
  const settings = { default: 'openai:gpt-6-sol', small: 'openai:gpt-6-luna', roles: {} };

  it('has a small one that is known to be cheaper, with its price as a share', () => {
    const models = stepModels(settings, null);
    expect(models).toMatchObject({ usual: 'openai:gpt-6-sol', small: { name: 'openai:gpt-6-luna' } });
    expect(models?.small?.price_ratio).toBeCloseTo(0.05, 6);
  });

  it.each([
    ['the run names its model', settings, 'anthropic:claude-opus-5-5', 'anthropic:claude-opus-5-5'],
    ['the narrator has its own', { ...settings, roles: { narrator: 'openai:gpt-5' } }, null, 'openai:gpt-5'],
    ['it is turned off', { ...settings, small: 'none' }, null, 'openai:gpt-6-sol'],
    ['its price is not known', { ...settings, small: 'openai-compatible:llama' }, null, 'openai:gpt-6-sol'],
    ['it costs more', { ...settings, small: 'openai:gpt-6-astra' }, null, 'openai:gpt-6-sol'],
  ])('has none where %s', (_, given, choice, usual) => {
    expect(stepModels(given, choice)).toEqual({ usual, small: null });
  });

  it('has nothing offline', () => {
    expect([stepModels(settings, 'none'), stepModels({ ...settings, default: null }, null)]).toEqual([null, null]);
  });
});
