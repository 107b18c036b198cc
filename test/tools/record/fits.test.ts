import { describe, expect, it } from 'vitest';
import { fits } from '../../../src/tools/record/fits.ts';

const issue = { state: 'Open', priority: 4, due: '2026-03-01', labels: ['bug', 'UI'], author: { name: 'Ada' }, gone: null };

describe('conditions on records', () => {
  it.each([
    ['=', ['state', 'open'], true],
    ['!=', ['state', 'closed'], true],
    ['=', ['priority', '4'], true],
    ['>', ['priority', 4], false],
    ['>=', ['priority', 4], true],
    ['<', ['due', '2026-04-01'], true],
    ['in', ['state', ['open', 'held']], true],
    ['in', ['state', 'closed', 'open'], true],
    ['contains', ['labels', 'ui'], true],
    ['contains', ['state', 'pe'], true],
    ['not_in', ['state', ['closed', 'held']], true],
    ['not_in', ['gone', ['closed']], false],
    ['missing', ['gone'], true],
    ['missing', ['state'], false],
    ['present', ['labels'], true],
    ['present', ['nothing'], false],
    ['lacks', ['labels', 'docs'], true],
    ['starts', ['state', 'op'], true],
    ['ends', ['due', '-01'], true],
    ['=', ['author.name', 'ada'], true],
    ['=', ['gone', 0], false],
    ['<', ['gone', 5], false],
    ['=', ['missing', ''], false],
  ])('%s %j is %s', (fn, args, expected) => {
    expect(fits(issue, { fn, args })).toBe(expected);
  });
  it('refuse what is no condition', () => {
    expect(() => fits(issue, { fn: 'like', args: ['state', 'o'] })).toThrow('no comparison');
    expect(() => fits(issue, 'state = open')).toThrow('Cannot filter records');
  });
});
