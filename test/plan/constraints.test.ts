import { describe, expect, it } from 'vitest';
import { parseConstraints } from '../../src/plan/constraints.ts';
import { ConstraintsSchema } from '../../src/schemas/goal.ts';

const context = { now: '2026-03-01T12:00:00.000Z', tools: ['http', 'table', 'chart', 'map', 'report'] };
const parse = (goal: string) => {
  const parsed = parseConstraints(goal, context);
  ConstraintsSchema.parse(parsed.constraints);
  for (const { span } of parsed.constraints.spans) expect(goal.slice(span.start, span.end)).toBe(span.text);
  return parsed;
};

describe('parseConstraints', () => {
  it.each([
    ['Chart it with a budget of $2', 2],
    ['Chart it for 2 USD', 2],
    ['Map the earthquakes under 5 dollars', 5],
    ['Spend at most $1.50 on a chart', 1.5],
    ['Countries with income above $5000', null],
    ['Countries with an income under $5000', null],
    ['Rank cars that cost more than $300', null],
    ['Chart temperature since 1880', null],
  ])('reads the budget of %j as %j', (goal, budget) => {
    expect(parse(goal).constraints.budget_usd).toBe(budget);
  });

  it.each([
    ['Chart it by 2026-12-01', '2026-12-01T23:59:59.999Z'],
    ['Chart it by December 1, 2026', '2026-12-01T23:59:59.999Z'],
    ['Chart it by 1 December 2026', '2026-12-01T23:59:59.999Z'],
    ['Chart it within 2 hours', '2026-03-01T14:00:00.000Z'],
    ['Chart population by region', null],
    ['Chart what happened before 2018-02-03', null],
    ['Chart it by 2026-02-31', null],
    ['This is due on 1 December 2026: chart sales', '2026-12-01T23:59:59.999Z'],
    ['Chart sales. Due 2026-12-01', '2026-12-01T23:59:59.999Z'],
    ['I need the table of sales by 1 December 2026', '2026-12-01T23:59:59.999Z'],
    ['Chart sales, to be delivered by 2026-12-01', '2026-12-01T23:59:59.999Z'],
    ['Open a repair order for the crane, title "Rope", due on 19 September 2026, for Ann', null],
    ['Add an invoice of 40 euros due by 2026-09-19', null],
    ['Which books were returned by 2026-09-19?', null],
    ['List loans that are due on 2026-09-19', null],
    ['How many calls were answered within 2 minutes?', null],
    ['Count orders that came within 3 days of the first one', null],
    ['Orders shipped no later than 2026-09-19', null],
  ])('reads the deadline of %j as %j', (goal, deadline) => {
    expect(parse(goal).constraints.deadline).toBe(deadline);
  });

  it('reads which tools may be used', () => {
    expect(parse('Only use table and chart to show co2').constraints.allowed_tools).toEqual(['chart', 'table']);
    expect(parse('Chart co2 without http').constraints.allowed_tools).toEqual(['chart', 'map', 'report', 'table']);
    expect(parse('Only use data of this year without gaps').constraints.allowed_tools).toBeNull();
  });

  it('reads named data and the output format', () => {
    expect(parse('Chart sales.csv and "my table" as HTML').constraints).toMatchObject({ named_data: ['sales.csv', 'my table'], output_format: 'html' });
  });

  it.each([
    ['Chart it for $2, budget $3', /"for \$2" and "budget \$3"/],
    ['Chart it by 2026-01-01', /has passed/],
    ['Only use table and chart, without chart', /allows and forbids/],
    ['Chart it by 2026-12-01, no later than 2026-11-01', /deadline/],
    ['Only use table and chrat tools', /"chrat".*chart/],
  ])('reports what contradicts itself in %j', (goal, message) => {
    expect(parse(goal).problems.join('\n')).toMatch(message);
  });

  it('refuses a goal of a megabyte at once', () => {
    const started = performance.now();
    expect(parseConstraints('map $ by without "'.repeat(60_000), context).problems[0]).toMatch(/more than 20000/);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
