import { describe, expect, it } from 'vitest';
import { checkCoverage, type LeftOut } from '../../../src/llm/steps/check-coverage.ts';
import { checkExtraction, type Field } from '../../../src/llm/steps/check-extraction.ts';
import { stretchesOf } from '../../../src/llm/steps/stretches.ts';

const field = (name: string, type: Field['type']): Field => ({ name, type, description: '', unit: null });
const FIELDS = [field('what', 'text'), field('hours', 'number')];

/** What is passed over where `quotes` were read: first words of each stretch. */
function passedOver(texts: string | string[], quotes: [mark: string, quote: string][], more: { leftOut?: LeftOut[]; each?: boolean; fields?: Field[] } = {}): string[] {
  const passages = [texts].flat().map((text, at) => ({ mark: `p${at + 1}`, part: at, title: `t${at + 1}`, text, start: 0 }));
  const fields = more.fields ?? FIELDS;
  const read = checkExtraction({ rows: quotes.map(([passage, quote]) => ({ passage, values: [/^\d+/.test(quote) ? { field: 'hours', value: /^\d+/.exec(quote)?.[0] ?? '', quote } : { field: 'what', value: quote, quote }] })) }, passages, fields);
  if (!read.ok) throw new Error(read.issues.join('; '));
  return checkCoverage(read.value, more.leftOut ?? [], passages, fields, more.each ?? true).map((one) => `${one.kind}: ${one.words}`);
}

describe('what an extraction passed over', () => {
  it('is every item of a list of which others were read, but none of lists below other headings', () => {
    const text = '# Minutes\n\n## Present\n\n- Ann\n- Bob\n\n## Actions\n\n- Ann orders paint\n- Bob calls\n  the mason\n- Cy rests\n';
    expect(passedOver(text, [['p1', 'Ann orders paint'], ['p1', 'the mason']])).toEqual(['section: ## Present - Ann - Bob', 'item: - Cy rests']);
    expect(passedOver(text, [['p1', 'Ann orders paint'], ['p1', 'the mason'], ['p1', 'Cy rests']], { leftOut: [{ passage: 'p1', words: '## Present', reason: 'who was there' }] })).toEqual([]);
  });

  it('is every row of tables with the same head, and no row of others', () => {
    const table = (rows: string[]): string => `| what | hours |\n|---|---|\n${rows.join('\n')}\n`;
    const text = `${table(['| saw | 3 |', '| drill | 4 |'])}\nThen:\n\n${table(['| lathe | 2 |'])}\n| colour | code |\n|---|---|\n| red | 1 |\n`;
    expect(passedOver(text, [['p1', 'saw']])).toEqual(['row: | drill | 4 |', 'row: | lathe | 2 |']);
  });

  it('is every dated line of a log, and the section beside one that was read', () => {
    expect(passedOver('08:10 pump on\n08:40 pump off\n09:05 valve stuck\nand freed\n', [['p1', 'pump on'], ['p1', 'freed']])).toEqual(['line: 08:40 pump off']);
    expect(passedOver('# Log\n\n## Monday\n\nThe saw ran 3 hours.\n\n## Tuesday\n\nThe saw ran 4 hours.\n\n## Wednesday\n', [['p1', '3 hours']])).toEqual(['section: ## Tuesday The saw ran 4 hours.']);
  });

  it('is a paragraph with a number in it beside one that was read, and no other prose', () => {
    expect(passedOver('The saw ran 3 hours.\n\nIt was noisy.\n\nThe drill ran 4 hours.\n', [['p1', '3 hours']])).toEqual(['paragraph: The drill ran 4 hours.']);
  });

  it('is an amount in the unit of those that were read', () => {
    expect(passedOver('The saw ran 3 hours, the drill 4 hours and the lathe 2 hours; all in 2 rooms.', [['p1', '3 hours'], ['p1', '4 hours']])).toEqual(['value: 2 hours']);
  });

  it('is a document of which nothing was read; with one row for each document nothing inside one is', () => {
    expect(passedOver(['- saw\n- drill', 'lathe'], [['p1', 'saw']], { each: false })).toEqual(['passage: lathe']);
    expect(passedOver(['- saw\n- drill', 'lathe'], [['p1', 'saw']], { each: false, leftOut: [{ passage: 'p2', words: '', reason: 'no saw' }] })).toEqual([]);
  });

  it('is nothing where nothing was read, or all of it', () => {
    expect(passedOver(['- saw\n- drill', 'lathe'], [])).toEqual([]);
    expect(passedOver('- saw\n- drill', [['p1', 'saw'], ['p1', 'drill']])).toEqual([]);
  });
});

it('cuts a text into stretches that stand in it where they say, sections around what is in them', () => {
  const text = '# A\r\n\r\nOne.\r\nTwo.\r\n\r\n## B\r\n\r\n1. x\r\n\r\n   more of x\r\n2. y\r\n';
  expect(stretchesOf(text).map((one) => [one.kind, text.slice(one.start, one.end).replaceAll(/\s+/g, ' ').trim()])).toEqual([
    ['section', '# A One. Two. ## B 1. x more of x 2. y'], ['paragraph', 'One. Two.'], ['section', '## B 1. x more of x 2. y'], ['item', '1. x more of x'], ['item', '2. y'],
  ]);
});
