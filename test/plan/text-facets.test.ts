import { expect, it } from 'vitest';
import { formGoal } from '../../src/plan/front-end-form.ts';
import { formOf } from '../../src/plan/write-form.ts';
import { shippedRegistry } from './fixtures/shipped.ts';

const context = { registry: shippedRegistry(), profiles: [], constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] } };
const read = (facets: { [name: string]: string }) => {
  const reading = formGoal('a goal', { wants: [{ id: 'one', kind: 'quotes', facets }] }, context);
  if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
  return reading.typed_goal;
};

it.each([
  ['"depth of discharge" AND limit', '"depth of discharge" AND limit'],
  ['"safe mode"', '"safe mode"'],
  ['safe mode, begin* -draft', 'safe mode, begin* -draft'],
  ['"\\"safe mode\\" AND limit"', '"safe mode" AND limit'],
])('takes a query as it stands: %s', (written, query) => {
  expect(read({ query: written }).wants[0]?.type.facets['query']).toBe(query);
});

it('takes an instruction as it stands, whatever words are in it', () => {
  expect(read({ instruction: 'Say in one sentence (at most 20 words) what differs' }).wants[0]?.type.facets['instruction']).toBe('Say in one sentence (at most 20 words) what differs');
});

it.each(['"safe mode" AND limit', 'safe mode', 'a \\ b', 'what is "it" in short?'])('writes a query as a form that reads the same: %s', (query) => {
  const goal = read({ query: 'x' });
  const [want] = goal.wants;
  if (want === undefined) throw new Error('no want');
  const form = formOf({ ...goal, wants: [{ ...want, type: { ...want.type, facets: { query } } }] });
  const again = formGoal('a goal', form, context);
  expect(again.result === 'typed' ? again.typed_goal.wants[0]?.type.facets['query'] : again).toBe(query);
});
