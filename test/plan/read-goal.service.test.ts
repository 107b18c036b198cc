import { describe, expect, it } from 'vitest';
import { compileGoal } from '../../src/plan/compile.ts';
import { readGoal } from '../../src/plan/read-goal.ts';
import { readWants } from '../../src/plan/read-want.ts';
import type { Reading, TypedGoal } from '../../src/schemas/goal.ts';
import type { Json } from '../../src/schemas/json.ts';
import { registry } from './service-world.ts';

const constraints = { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] };
const read = (goal: string, answers: { [id: string]: Json } = {}): Reading => readGoal(goal, { registry, profiles: [], constraints, answers });
function typed(goal: string, answers: { [id: string]: Json } = {}): TypedGoal {
  const reading = read(goal, answers);
  if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
  return reading.typed_goal;
}
const wanted = (goal: string, answers: { [id: string]: Json } = {}): object => {
  const [want] = typed(goal, answers).wants;
  return { kind: want?.type.kind, ...want?.type.facets };
};
function steps(goal: TypedGoal): string[] {
  const compiled = compileGoal(goal, registry, { now: '2026-01-01T00:00:00.000Z' });
  if (compiled.result !== 'plan') throw new Error(compiled.message);
  return compiled.plan.nodes.map((task) => task.operation ?? task.type ?? '');
}
const is = (field: string, value: Json, fn = '='): object => ({ fn, args: [field, value] });
const questions = (reading: Reading): { id: string; values: Json[] }[] => (reading.result === 'questions' ? reading.questions.map((one) => ({ id: one.question_id, values: one.options.map((option) => option.value) })) : []);
const refusal = (goal: string): string => {
  const reading = read(goal);
  return reading.result === 'unreadable' ? reading.message : JSON.stringify(reading).slice(0, 300);
};

describe('a goal about what a service lists', () => {
  it('lists records with conditions on the values that the description names', () => {
    expect(wanted('Show me the closed critical issues')).toEqual({ kind: 'table', entity: 'issue', filters: [is('state', 'closed'), is('severity', 'critical')] });
    expect(wanted('issues that are not closed')).toMatchObject({ filters: [is('state', 'closed', '!=')] });
    expect(wanted('List all issues with severity high or critical')).toMatchObject({ filters: [{ fn: 'in', args: ['severity', ['high', 'critical']] }] });
    expect(refusal('closed issues whose state is open')).toContain('it gives state two values at once');
    expect(steps(typed('Show me the closed critical issues'))).toEqual(['tracker.list-issues', 'record.filter', 'record.tabulate', 'report.compose']);
  });

  it('reads comparisons, names of fields, truth values and dates', () => {
    expect(wanted('List the issues with at least 10 votes')).toMatchObject({ filters: [is('votes', 10, '>=')] });
    expect(wanted('issues of team Blue created after 2026-01-10')).toMatchObject({ filters: [is('created_at', '2026-01-10', '>'), is('team', 'Blue')] });
    expect(wanted('Which issues in project 2 have more than 3 votes?')).toMatchObject({ filters: [is('votes', 3, '>'), is('project_id', 2)] });
    expect(wanted('List the archived projects of the tracker')).toMatchObject({ entity: 'project', service: 'tracker', filters: [is('archived', true)] });
  });

  it('counts, counts per field and combines a field of numbers', () => {
    expect(wanted('How many closed issues are there?')).toEqual({ kind: 'summary', entity: 'issue', filters: [is('state', 'closed')], analysis: { fn: 'count', args: [] } });
    expect(wanted('How many issues are there per severity?')).toMatchObject({ kind: 'table', keys: ['severity'], measures: [{ fn: 'count', args: ['rows'] }] });
    expect(wanted('average votes of the closed issues for each team')).toMatchObject({ keys: ['team'], measures: [{ fn: 'statistic', args: ['votes', 'mean'] }], filters: [is('state', 'closed')] });
    expect(steps(typed('How many issues are there per severity?'))).toEqual(['tracker.list-issues', 'record.tabulate', 'table.count', 'report.compose']);
  });

  it('takes the first ones by a field of numbers or by time', () => {
    expect(wanted('the three closed issues with the most votes')).toMatchObject({ order: { fn: 'desc', args: ['votes'] }, limit: 3 });
    expect(wanted('top 5 issues by votes')).toMatchObject({ order: { fn: 'desc', args: ['votes'] }, limit: 5 });
    expect(wanted('list the closed issues, newest first')).toMatchObject({ order: { fn: 'desc', args: ['created_at'] } });
    expect(wanted('Which issue has the fewest votes?')).toMatchObject({ order: { fn: 'asc', args: ['votes'] }, limit: 1 });
  });

  it('looks one record up, and what belongs to it', () => {
    expect(steps(typed('How many votes has issue 12?'))).toEqual(['tracker.named-issue', 'tracker.get-issue', 'record.values', 'report.compose']);
    expect(steps(typed('List the comments on issue 12'))).toEqual(['tracker.named-issue', 'tracker.list-comments', 'record.tabulate', 'report.compose']);
  });

  it('asks which end of listed words is the highest, because letters order them by nothing, and orders by the answer', () => {
    const goal = 'list the closed issues, most severe first';
    expect(questions(read(goal))).toEqual([{ id: 'order_severity', values: ['critical', 'low'] }]);
    const answered = typed(goal, { order_severity: 'critical' });
    const compiled = compileGoal(answered, registry, { now: '2026-01-01T00:00:00.000Z' });
    const rank = compiled.result === 'plan' ? compiled.plan.nodes.find((task) => task.operation === 'table.rank') : undefined;
    expect(rank?.parameters?.find((one) => one.name === 'levels')?.binding).toEqual({ kind: 'literal', value: ['low', 'medium', 'high', 'critical'] });
  });

  it('asks where a word is a value of several fields, several services have the noun, or the groups are named and not what of them', () => {
    expect(questions(read('list the open issues'))).toEqual([{ id: 'field_open', values: ['state', 'review'] }]);
    expect(wanted('list the open issues', { field_open: 'review' })).toMatchObject({ filters: [is('review', 'open')] });
    expect(questions(read('list the projects'))).toEqual([{ id: 'service', values: ['tracker', 'lab'] }]);
    expect(wanted('list the projects of the lab')).toMatchObject({ service: 'lab' });
    expect(questions(read('closed issues per severity'))).toEqual([{ id: 'of_each', values: ['count'] }]);
  });

  it('refuses with the form of what was recognised where a word is left over, and the form can be read', () => {
    for (const goal of ['How many closed issues about login are there?', 'closed issues over time', 'Which issues did Ada write?', 'list the most urgent issues', 'show 5 issues', 'list issues by votes', 'Are there closed issues?', 'list closed issues and comments', 'compare the issues']) {
      const said = refusal(goal);
      expect(said, goal).toMatch(/^Cannot read goal: .* type what was recognised as a form and change it: --want '/);
      const form = /--want '(.*)'\.$/.exec(said)?.[1] ?? '';
      expect(readWants([form]), form).toMatchObject({ ok: true });
    }
    expect(refusal('How many closed issues about login are there?')).toContain("--want 'summary{entity=issue; filters=state = closed; analysis=count()}'");
  });

  it('offers what services list where a goal does not say which data it is about', () => {
    const [asked] = questions(read('Show a table of everything that is closed'));
    expect(asked?.id).toBe('data');
    expect(asked?.values).toEqual(expect.arrayContaining(['earthquakes', 'tracker.issue', 'lab.project']));
    expect(wanted('Show everything closed', { data: 'tracker.issue' })).toMatchObject({ entity: 'issue', filters: [is('state', 'closed')] });
  });

  it('leaves goals about shipped data alone', () => {
    expect(questions(read('Map the earthquakes above magnitude 4.5 and report the strongest')).map((one) => one.id)).toEqual(['limit']);
  });
});

describe('a change of a service', () => {
  it('is read where its verb, what it is about and every required value are stated', () => {
    const created = typed('Create an issue titled "Login fails" with severity high in project 2');
    expect(created.wants.map((want) => want.effect)).toEqual(['create-issue']);
    expect(steps(created)).toEqual(['tracker.named-project', 'tracker.create-issue']);
    expect(typed("Create an issue titled 'Login fails' in project 2").givens.flatMap(({ source }) => (source.kind === 'value' ? [source.value] : []))).toEqual(expect.arrayContaining(['Login fails', 2]));
    expect(steps(typed('Please close issue 12'))).toEqual(['tracker.named-issue', 'tracker.close-issue']);
  });

  it('is refused with the form to fill in where something required, or a word, is left open', () => {
    expect(refusal('Create an issue titled "Login fails"')).toContain('create-issue also needs project (its id)');
    expect(refusal('Create an issue in project 2')).toContain('create-issue also needs title');
    expect(refusal('Create an issue titled "Login fails" in project 2 tomorrow')).toContain('"tomorrow" is no value of create-issue');
    expect(refusal('Close the oldest issue')).toContain('"close-issue" is not followed by the one thing that it is about');
    const form = /--want '(.*)'\.$/.exec(refusal('Create an issue titled "Login fails"'))?.[1] ?? '';
    expect(readWants([form])).toMatchObject({ ok: true, form: { wants: [{ effect: 'create-issue' }] } });
  });

  it('is refused where no operation is called so, never read as a list', () => {
    expect(refusal('Delete all issues')).toContain('no operation of the imported services is called "delete …"');
    expect(refusal('Assign issue 12 to Ada')).toContain('no operation of the imported services is called "assign …"');
  });
});
