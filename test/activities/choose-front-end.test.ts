import { describe, expect, it } from 'vitest';
import { chooseFrontEnd } from '../../src/activities/orchestration/choose-front-end.ts';

const choose = (wants: string[], model: string | null = null, plan_sha256: string | null = null, configured: string | null = 'openai:gpt-4o') => chooseFrontEnd({ wants, model, plan_sha256 }, configured);

describe('chooseFrontEnd', () => {
  it('reads words with the model that is chosen or configured, and offline without one', () => {
    expect(choose([])).toBe('model');
    expect(choose([], 'none')).toBe('lexical');
    expect(choose([], null, null, null)).toBe('lexical');
    expect(choose([], 'gemini:flash', null, null)).toBe('model');
    expect(choose(['table{keys=region}'], null, 'a'.repeat(64))).toBe('plan');
  });

  it('leaves kinds alone to the reader of the words', () => {
    expect(choose(['chart', 'table'])).toBe('model');
  });

  it.each([[['table{keys=region; measures=population}']], [['chart:population']], [['chart', 'answer=table{keys=region}']], [['{"wants":[{"id":"a","kind":"table"}]}']]])('reads a want that says more than its kind, or a form, itself: %j', (wants) => {
    expect(choose(wants)).toBe('lexical');
  });

  it.each([[['{"wants":5}']], [['table{keys']]])('asks no model about a want that cannot be read: %j', (wants) => {
    expect(choose(wants)).toBe('lexical');
  });
});
