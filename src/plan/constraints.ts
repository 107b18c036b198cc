import type { Constraints, Span } from '../schemas/goal.ts';
import { nearestNames } from './nearest.ts';

/** The longest goal that is read, in characters. */
export const GOAL_LIMIT = 20_000;

export interface ParsedConstraints {
  constraints: Constraints;
  /** What contradicts itself or cannot be kept, each as a message that says what to do. Empty where all is well. */
  problems: string[];
}

interface Found<Value> {
  value: Value;
  span: Span;
}

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const FILE = /(?<![\p{L}\p{N}])[\p{L}\p{N}_][\p{L}\p{N}_.()-]{0,180}\.(?:csv|tsv|json|geojson|ndjson|jsonl|parquet|nc|nc4|netcdf|h5|hdf5|xlsx?|txt|gz|zip)(?![\p{L}\p{N}])/giu;
const QUOTED = /"([^"\n]{1,200})"|“([^”\n]{1,200})”|«([^»\n]{1,200})»|`([^`\n]{1,200})`/gu;
const AMOUNT = /(?:(?:(?:with|within|for|on|of|is|at|to|under|below|less|no|not|more|than|most|up|maximum|max|budget|spend|spending|cost|costing|pay|:)\s+|:\s*)*)(?:(?:US)?\$\s?(\d{1,7}(?:[.,]\d{1,2})?)|(\d{1,7}(?:[.,]\d{1,2})?)\s?(?:usd|us\$|\$|dollars?|bucks)(?![\p{L}\p{N}]))/giu;
const FORMAT = /(?<![\p{L}\p{N}])(?:as|in|to|format:?)\s+(?:an?\s+)?(markdown|md|html|png|svg|csv|json|parquet)(?![\p{L}\p{N}])/giu;
const MEASURED = /(?:income|price|prices|priced|salary|salaries|wage|wages|revenue|sales|profit|gdp|earning|earnings|worth|value|values|fee|fees)\s*$/i;

/**
 * Budget, deadline, allowed tools, named data and output format that the words of a goal state, each with its span. Needs the names of the
 * `tools` that there are and the instant `now` that relative times count from. Dates mean the end of that day in UTC.
 */
export function parseConstraints(goal: string, context: { now: string; tools?: readonly string[] }): ParsedConstraints {
  const problems: string[] = [];
  if (goal.length > GOAL_LIMIT) problems.push(`Cannot read goal: it has ${goal.length} characters, more than ${GOAL_LIMIT}. Shorten it and attach data as files.`);
  const text = goal.slice(0, GOAL_LIMIT);
  const budgets = readBudgets(text);
  const deadlines = readDeadlines(text, context.now);
  const tools = readTools(text, context.tools ?? [], problems);
  const data = readNames(text);
  const formats = [...text.matchAll(FORMAT)].map((match) => ({ value: (match[1] ?? '').toLowerCase().replace(/^md$/, 'markdown'), span: spanOf(text, match.index, match[0].length) }));

  if (new Set(budgets.map((one) => one.value)).size > 1) problems.push(`Cannot take budget: the goal names ${budgets.map((one) => `"${one.span.text}"`).join(' and ')}. Keep one of them.`);
  if (new Set(deadlines.map((one) => one.value)).size > 1) problems.push(`Cannot take deadline: the goal names ${deadlines.map((one) => `"${one.span.text}"`).join(' and ')}. Keep one of them.`);
  const passed = deadlines.find((one) => Date.parse(one.value) <= Date.parse(context.now));
  if (passed !== undefined) problems.push(`Cannot take deadline "${passed.span.text}": ${passed.value} has passed. Give a later one.`);

  const spans = [
    ...budgets.map((one) => ({ constraint: 'budget_usd', span: one.span })),
    ...deadlines.map((one) => ({ constraint: 'deadline', span: one.span })),
    ...tools.spans.map((span) => ({ constraint: 'allowed_tools', span })),
    ...data.map((one) => ({ constraint: 'named_data', span: one.span })),
    ...formats.map((one) => ({ constraint: 'output_format', span: one.span })),
  ];
  return {
    constraints: {
      budget_usd: budgets[0]?.value ?? null,
      deadline: deadlines[0]?.value ?? null,
      allowed_tools: tools.allowed,
      named_data: [...new Set(data.map((one) => one.value))],
      output_format: formats[0]?.value ?? null,
      spans: spans.toSorted((a, b) => a.span.start - b.span.start),
    },
    problems,
  };
}

function spanOf(text: string, start: number, length: number): Span {
  const raw = text.slice(start, start + length);
  const from = start + (raw.length - raw.trimStart().length);
  const trimmed = raw.trim();
  return { start: from, end: from + trimmed.length, text: trimmed };
}

function readBudgets(text: string): Found<number>[] {
  return [...text.matchAll(AMOUNT)].flatMap((match) => {
    const before = text.slice(Math.max(0, match.index - 30), match.index);
    // "income above $5,000" speaks of the data, not of the run.
    if (/(?:above|over|exceeding|between|and|least|more than|greater than)\s*$/i.test(before) || MEASURED.test(before) || /more\s+than\s/i.test(match[0].replace(/no(?:t)?\s+more\s+than/i, ''))) return [];
    return [{ value: Number((match[1] ?? match[2] ?? '0').replace(',', '.')), span: spanOf(text, match.index, match[0].length) }];
  });
}

/** What is to be there in time: the plan or its result, and not a thing that it speaks of. */
const OWN = String.raw`(?:this|it|all of it|everything|answers?|plan|run|report|results?|chart|map|summary|analysis)`;
/** Words by which the plan itself is done; other participles in front of a date say something of the data: "returned by", "opened within". */
const DONE = new Set(['finished', 'completed', 'delivered', 'needed', 'required', 'wanted', 'submitted', 'handed', 'wrapped', 'expected']);
const UNSAID = new Set(['need', 'weed', 'feed', 'speed', 'indeed', 'shed', 'bed', 'red', 'hundred']);

/** Whether the words before a date or a span of time tell that it is about what the goal speaks of, and not about when the plan has to be done. */
function isAboutThings(text: string, at: number, found: string): boolean {
  const before = text.slice(Math.max(0, at - 80), at);
  if (/^due\b/i.test(found)) return !new RegExp(String.raw`(?:^|[.!?;]\s*|(?<![\p{L}\p{N}])${OWN}(?:\s+(?:is|are|has to be|must be|should be|will be|was))?\s+)$`, 'iu').test(before);
  if (!/^(?:by|within|in|no|not|until)\b/i.test(found)) return false;
  const word = /([\p{L}]+)\s+$/u.exec(before)?.[1]?.toLowerCase() ?? '';
  return word === 'due' ? isAboutThings(text, at - (/due\s+$/i.exec(before)?.[0].length ?? 0), 'due') : PARTICIPLE.test(word) && !DONE.has(word) && !UNSAID.has(word);
}

/** Regular participles, and the common irregular ones that are said of data. */
const PARTICIPLE = /ed$|^(?:given|taken|written|built|sold|bought|sent|paid|left|grown|shown|broken)$/;

function readDeadlines(text: string, now: string): Found<string>[] {
  return deadlinesIn(text, now).filter(({ span }) => !isAboutThings(text, span.start, span.text) && !/^\s+(?:of|after|before|from|following)\s/i.test(/^(?:within|in)\b/i.test(span.text) ? text.slice(span.end) : ''));
}

function deadlinesIn(text: string, now: string): Found<string>[] {
  const found: Found<string>[] = [];
  const intro = String.raw`(?<![\p{L}\p{N}])(?:by|no later than|not later than|deadline(?: is|:)?|due(?: on| by)?|finish(?:ed)? before|done before|until the end of)\s+`;
  const day = new RegExp(`${intro}(\\d{4})-(\\d\\d)-(\\d\\d)(?:[T ](\\d\\d):(\\d\\d)(?::\\d\\d)?Z?)?`, 'giu');
  for (const match of text.matchAll(day)) {
    const [, year, month, date, hour, minute] = match;
    const instant = hour === undefined ? `${year}-${month}-${date}T23:59:59.999Z` : `${year}-${month}-${date}T${hour}:${minute}:00.000Z`;
    if (isInstant(instant)) found.push({ value: instant, span: spanOf(text, match.index, match[0].length) });
  }
  const named = new RegExp(`${intro}(?:(\\d{1,2})\\.?\\s+(${MONTHS.join('|')})|(${MONTHS.join('|')})\\s+(\\d{1,2})),?\\s+(\\d{4})`, 'giu');
  for (const match of text.matchAll(named)) {
    const month = String(MONTHS.indexOf((match[2] ?? match[3] ?? '').toLowerCase()) + 1).padStart(2, '0');
    const instant = `${match[5]}-${month}-${(match[1] ?? match[4] ?? '').padStart(2, '0')}T23:59:59.999Z`;
    if (isInstant(instant)) found.push({ value: instant, span: spanOf(text, match.index, match[0].length) });
  }
  for (const match of text.matchAll(/(?<![\p{L}\p{N}])by (tomorrow|tonight)(?![\p{L}])/giu)) {
    const at = new Date(Date.parse(now) + (match[1]?.toLowerCase() === 'tomorrow' ? 86_400_000 : 0)).toISOString();
    found.push({ value: `${at.slice(0, 10)}T23:59:59.999Z`, span: spanOf(text, match.index, match[0].length) });
  }
  for (const match of text.matchAll(/(?<![\p{L}\p{N}])(?:within|in at most|in less than|in under)\s+(?:the next\s+)?(\d{1,4}|an?|one|two|three)\s+(second|minute|hour|day|week)s?(?![\p{L}])/giu)) {
    const count = { a: 1, an: 1, one: 1, two: 2, three: 3 }[(match[1] ?? '').toLowerCase()] ?? Number(match[1]);
    const unit = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 }[(match[2] ?? '').toLowerCase()] ?? 0;
    found.push({ value: new Date(Date.parse(now) + count * unit).toISOString(), span: spanOf(text, match.index, match[0].length) });
  }
  return found.toSorted((a, b) => a.span.start - b.span.start);
}

function isInstant(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text.slice(0, 10);
}

function readTools(text: string, tools: readonly string[], problems: string[]): { allowed: string[] | null; spans: Span[] } {
  const list = String.raw`((?:the\s+)?[a-z][\w.]*(?:\s*(?:,|and|or|&)\s*(?:and\s+)?(?:the\s+)?[a-z][\w.]*){0,20})(?:\s+tools?)?`;
  const known = (name: string): boolean => tools.includes(name.split('.')[0] ?? '');
  const namesIn = (part: string): string[] => part.toLowerCase().split(/\s*(?:,|&|\band\b|\bor\b)\s*|\s+/).filter((word) => word !== '' && word !== 'the' && word !== 'tool' && word !== 'tools').map((word) => word.replace(/\.$/, ''));
  const spans: Span[] = [];
  const allowed = new Set<string>();
  const forbidden = new Set<string>();
  let restricted = false;
  for (const match of text.matchAll(new RegExp(String.raw`(?<![\p{L}\p{N}])(?:only use|use only|using only|only with|only using|nothing but)\s+${list}`, 'giu'))) {
    const names = namesIn(match[1] ?? '');
    // "use only 2020" speaks of data; "use only the … tool" does not, whether there is such a tool or not.
    if (!names.some(known) && !/tools?\s*$/i.test(match[0])) continue;
    restricted = true;
    spans.push(spanOf(text, match.index, match[0].length));
    for (const name of names) {
      if (known(name)) allowed.add(name);
      else if (/tools?\s*$/i.test(match[0])) problems.push(unknownTool(name, tools));
    }
  }
  for (const match of text.matchAll(new RegExp(String.raw`(?<![\p{L}\p{N}])(?:without(?: using)?|do not use|don['’]t use|never use|not using|avoid)\s+${list}`, 'giu'))) {
    const names = namesIn(match[1] ?? '').filter(known);
    if (names.length === 0) continue;
    spans.push(spanOf(text, match.index, match[0].length));
    for (const name of names) forbidden.add(name);
  }
  for (const name of allowed) if (forbidden.has(name)) problems.push(`Cannot use tool "${name}": the goal both allows and forbids it. Keep one of the two.`);
  if (!restricted && forbidden.size === 0) return { allowed: null, spans };
  const result = (restricted ? [...allowed] : [...tools]).filter((name) => !forbidden.has(name));
  return { allowed: result.toSorted(), spans };
}

function unknownTool(name: string, tools: readonly string[]): string {
  const near = nearestNames(name, tools);
  return `Cannot allow tool "${name}": there is none of that name. ${near.length === 0 ? `There are ${tools.join(', ')}` : `Did you mean ${near.join(' or ')}`}.`;
}

function readNames(text: string): Found<string>[] {
  const found: Found<string>[] = [];
  for (const match of text.matchAll(QUOTED)) found.push({ value: match[1] ?? match[2] ?? match[3] ?? match[4] ?? '', span: spanOf(text, match.index, match[0].length) });
  for (const match of text.matchAll(FILE)) {
    if (found.some((one) => match.index >= one.span.start && match.index < one.span.end)) continue;
    found.push({ value: match[0], span: spanOf(text, match.index, match[0].length) });
  }
  return found.toSorted((a, b) => a.span.start - b.span.start);
}
