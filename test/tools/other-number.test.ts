import { describe, expect, it } from 'vitest';
import { isOtherNumber } from '../../src/tools/other-number.ts';

describe('names in the other number', () => {
  it.each([['country loaves', 'Country loaf', true], ['Rye boxes', 'rye box', true], ['berries', 'Berry', true], ['glass', 'glas', false], ['Spelt roll', 'Spelt roll', false], ['A-12', 'A-1', false], ['bus', 'bu', false]])('%s and %s: %s', (a, b, expected) => {
    expect(isOtherNumber(a, b)).toBe(expected);
  });
});
