import { describe, expect, it } from 'vitest';
import { createModels, type ModelSettings } from '../../src/llm/choose-model.ts';

const none: ModelSettings = { default: null, roles: {}, openai: { apiKey: null, baseUrl: null }, anthropic: { apiKey: null, baseUrl: null }, gemini: { apiKey: null }, recordings: null };
const keyed: ModelSettings = { ...none, openai: { apiKey: 'k', baseUrl: null }, anthropic: { apiKey: 'k', baseUrl: null } };

describe('choosing models', () => {
  it('works offline without any key', () => {
    expect(createModels(none)('planner')).toBeNull();
  });

  it('uses the provider whose key is there', () => {
    expect(createModels(keyed)('planner')).toMatchObject({ provider: 'openai' });
    expect(createModels({ ...none, anthropic: { apiKey: 'k', baseUrl: null } })('planner')).toMatchObject({ provider: 'anthropic' });
  });

  it('gives each role its own model, and the run its choice', () => {
    const models = createModels({ ...keyed, default: 'openai:gpt-6-sol', roles: { narrator: 'anthropic:claude-haiku-5-5', critic: 'none' } });
    expect(models('planner')).toMatchObject({ provider: 'openai', name: 'gpt-6-sol' });
    expect(models('narrator')).toMatchObject({ provider: 'anthropic', name: 'claude-haiku-5-5' });
    expect(models('critic')).toBeNull();
    expect(models('narrator', 'openai:gpt-6-luna')).toMatchObject({ name: 'gpt-6-luna' });
    expect(models('planner', 'none')).toBeNull();
    expect(models('planner')).toBe(models('decomposer'));
  });

  it('gives tasks of low complexity the small model, unless the run or the role names one', () => {
    const models = createModels({ ...keyed, default: 'openai:gpt-6-sol', small: 'openai:gpt-6-luna', roles: { narrator: 'anthropic:claude-haiku-5-5' } });
    expect(models('decomposer', null, 'low')).toMatchObject({ name: 'gpt-6-luna' });
    for (const complexity of ['medium', 'high', null] as const) expect(models('decomposer', null, complexity)).toMatchObject({ name: 'gpt-6-sol' });
    expect(models('decomposer')).toMatchObject({ name: 'gpt-6-sol' });
    expect(models('narrator', null, 'low')).toMatchObject({ provider: 'anthropic' });
    expect(models('decomposer', 'anthropic:claude-sonnet-5-5', 'low')).toMatchObject({ name: 'claude-sonnet-5-5' });
    expect(models('decomposer', 'none', 'low')).toBeNull();
    expect(createModels({ ...keyed, default: 'none', small: 'openai:gpt-6-luna' })('decomposer', null, 'low')).toBeNull();
    expect(() => createModels({ ...keyed, small: 'gpt5' })).toThrow(/provider "gpt5" is not known/);
  });

  it('takes the small model of the provider where no model is named at all, and none where that is turned off', () => {
    const luna = { provider: 'openai', name: 'gpt-6-luna' };
    expect(createModels(keyed)('narrator', null, 'low')).toMatchObject(luna);
    expect(createModels({ ...none, anthropic: { apiKey: 'k', baseUrl: null } })('narrator', null, 'low')).toMatchObject({ name: 'claude-haiku-5-5' });
    expect(createModels({ ...keyed, default: 'openai:gpt-6-sol' })('narrator', null, 'low')).toMatchObject({ name: 'gpt-6-sol' });
    expect(createModels({ ...keyed, small: 'none' })('narrator', null, 'low')).toMatchObject({ name: 'gpt-6-sol' });
  });

  it.each([
    ['gpt5', /provider "gpt5" is not known.*openai:<model>, anthropic:<model>/],
    ['mistral:large', /provider "mistral" is not known.*recorded:<directory>, none/],
    ['openai:', /part after the colon is missing/],
    ['gemini:gemini-x', /GEMINI_API_KEY is not set/],
    ['openai-compatible:llama', /no base URL.*openai-compatible:llama@http/],
  ])('refuses %s at once and says what to do', (text, message) => {
    expect(() => createModels({ ...keyed, default: text })).toThrow(message);
    expect(() => createModels({ ...keyed, roles: { critic: text } })).toThrow(message);
    expect(() => createModels(keyed)('planner', text)).toThrow(message);
  });

  it('asks for the missing key by its name', () => {
    expect(() => createModels({ ...none, default: 'openai:gpt-6-sol' })).toThrow(/OPENAI_API_KEY is not set.*--model none/);
    expect(() => createModels({ ...none, default: 'anthropic:claude-opus-5-5' })).toThrow(/ANTHROPIC_API_KEY is not set/);
  });

  it('takes a base URL in the name', () => {
    expect(createModels({ ...none, default: 'openai-compatible:llama3.1:8b@http://127.0.0.1:11434/v1' })('planner')).toMatchObject({ provider: 'openai-compatible', name: 'llama3.1:8b' });
  });
});
