import { describe, expect, it } from 'vitest';
import { withAnswers } from '../../src/plan/asked-values.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';

const asked = (name: string): FacetValue => ({ fn: 'asked', args: [name] });
const filled = (measure: FacetValue, answer: string): unknown => {
  const wants = withAnswers([{ id: 'w', type: { kind: 'table', facets: { measures: [measure] } }, effect: null, title: 'w', spans: [] }], { mark: answer });
  return Array.isArray(wants) ? wants[0]?.type.facets['measures'] : wants;
};

describe('an answer with words behind its number', () => {
  it.each<[string, (mark: FacetValue) => FacetValue]>([
    ['a flag', (mark) => ({ fn: 'flag', args: ['points', '>=', mark] })],
    ['a part of the rows', (mark) => ({ fn: 'where', args: ['points', 'age', '<', mark] })],
    ['a spell', (mark) => ({ fn: 'run', args: ['points', '>', mark] })],
    ['a computation', (mark) => ({ fn: 'adjusted', args: ['points', 'minus', mark] })],
  ])('is a number in %s', (_, term) => {
    expect(filled(term(asked('mark')), '48 points')).toEqual([term(48)]);
  });

  it('stays a text beside a name, and where a unit would have to be converted', () => {
    expect(filled({ fn: 'flag', args: ['town', '=', asked('mark')] }, '48 points')).toEqual([{ fn: 'flag', args: ['town', '=', '48 points'] }]);
    expect(filled({ fn: 'flag', args: ['depth', '>', asked('mark')] }, '48 feet')).toEqual([{ fn: 'flag', args: ['depth', '>', '48 feet'] }]);
  });
});
