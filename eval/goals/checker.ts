/* oxlint-disable max-lines -- one file on purpose: every part of the corpus imports its helpers from here */
/**
 * What a checker of an evaluation goal sees, and strict helpers to look for a right answer in it.
 *
 * A checker computes the right answer itself, from the raw files, and looks for it by value: a result may name its
 * columns as it likes, and may present rows as a table, a chart, a map, named numbers or a list in a text, but the
 * rows must be the right ones, in the right number, and in the right order where an order was asked for.
 */

export interface ResultArtifact {
  kind: string;
  name: string;
  title: string;
  media_type: string;
  columns?: string[];
  rows?: { [column: string]: unknown }[];
  numbers?: { name: string; title: string; value: number | string | null; unit: string | null }[];
  text?: string;
}

/** Only final products of the run (what the person receives), not intermediate ones; for charts and maps `rows` are the values drawn. */
export interface GoalResult {
  outcome: 'completed' | 'asked' | 'refused' | 'failed';
  reason: string | null;
  questions: { title: string; options: string[] }[];
  artifacts: ResultArtifact[];
  requests: { service: string; method: string; path: string; query: { [k: string]: string }; body: unknown }[];
  files: { path: string; text: string }[];
}

export type Verdict = { right: boolean; why: string };
export type Checker = (result: GoalResult, given: { answers?: unknown }) => Verdict;

export const right = (why: string): Verdict => ({ right: true, why });
export const wrong = (why: string): Verdict => ({ right: false, why });

/** Right when each part is right; the first wrong part tells why. */
export function all(...parts: Verdict[]): Verdict {
  for (const part of parts) if (!part.right) return part;
  return right(parts.map((part) => part.why).join('; '));
}

/** Right when one of the alternatives is right. */
export function any(...alternatives: Verdict[]): Verdict {
  for (const alternative of alternatives) if (alternative.right) return alternative;
  return wrong(alternatives.map((alternative) => alternative.why).join(' / '));
}

export function completed(result: GoalResult): Verdict {
  return result.outcome === 'completed' ? right('completed') : wrong(`the outcome is ${result.outcome}${result.reason === null ? '' : `: ${result.reason}`}`);
}

/** Refused, with a reason, and without products that pretend to serve the goal. */
export function refused(result: GoalResult): Verdict {
  if (result.outcome !== 'refused') return wrong(`the outcome is ${result.outcome}, not refused`);
  if (result.reason === null || result.reason.trim() === '') return wrong('refused without a reason');
  if (result.artifacts.length > 0 || result.files.length > 0) return wrong('refused, yet with products');
  return right('refused with a reason');
}

/** A question was put to the person that mentions at least one word of every group (in its title or options). */
export function asked(result: GoalResult, ...groups: (string | RegExp)[][]): Verdict {
  if (result.questions.length === 0) return wrong('nothing was asked');
  const fits = result.questions.some((question) => {
    const text = [question.title, ...question.options].join(' | ');
    return groups.every((group) => group.some((word) => mentions(text, word)));
  });
  return fits ? right('the question was asked') : wrong(`no question is about ${groups.map((group) => group.join('/')).join(' and ')}: ${result.questions.map((question) => question.title).join(' | ')}`);
}

// ---------------------------------------------------------------- values

export type Cell = string | number | boolean | null;
/** One expected value; a list means any of the alternatives; a function decides by itself. */
export type Expected = Cell | readonly Cell[] | ((value: unknown) => boolean);

/** Lower case, without accents, with every run of other signs than letters, digits, signs of numbers as one blank. */
export function plain(text: string): string {
  return text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[−–—]/g, '-').replace(/[_\s]+/g, ' ').trim();
}

function mentions(text: string, word: string | RegExp): boolean {
  return typeof word === 'string' ? plain(text).includes(plain(word)) : word.test(text) || word.test(plain(text));
}

/** A number read from a cell, or null: plain numbers, digit groups with commas, a percent sign or a unit after the number. */
export function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return null;
  const text = value.trim().replace(/[−–]/g, '-');
  const match = /^[€$£]?\s*([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?|[-+]?\.\d+)\s*(?:%|°|°c|°f|[a-z][a-z0-9/²³µ·^ ]{0,12})?$/i.exec(text);
  if (match?.[1] === undefined) return null;
  const number = Number(match[1].replace(/,/g, ''));
  return Number.isFinite(number) ? number : null;
}

/** How close is close enough when nothing is said: one part in ten thousand. */
const RELATIVE = 1e-4;

/** Equal within the tolerance, or the value as rounded to the digits that are printed, if these are at least three. */
export function close(found: number, expected: number, tolerance?: number): boolean {
  const difference = Math.abs(found - expected);
  if (difference <= (tolerance ?? Math.max(1e-9, RELATIVE * Math.abs(expected)))) return true;
  if (Number.isInteger(expected)) return false;
  const printed = Math.abs(found).toString();
  if (printed.includes('e')) return false;
  const [whole = '', fraction = ''] = printed.split('.');
  const digits = (whole + fraction).replace(/^0+/, '').length;
  return digits >= 3 && difference <= 0.5 * 10 ** -fraction.length + 1e-9;
}

const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

function sameText(found: unknown, expected: string): boolean {
  const date = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(expected);
  let text = found instanceof Date ? found.toISOString() : typeof found === 'string' ? found.trim() : typeof found === 'number' || typeof found === 'boolean' ? String(found) : null;
  if (text === null) return false;
  if (plain(text) === plain(expected)) return true;
  if (date === null) {
    const moment = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(expected) ? Date.parse(withZone(expected)) : Number.NaN;
    return !Number.isNaN(moment) && /^\d{4}-\d{2}-\d{2}[T ]/.test(text) && Date.parse(withZone(text)) === moment;
  }
  if (typeof found === 'number' && found > 1e10) text = new Date(found).toISOString();
  text = text.replaceAll('/', '-').replace(/[T ]00:00(:00(\.0+)?)?(Z|\+00:00)?$/, '');
  if (plain(text) === plain(expected)) return true;
  const [, year = '', month, day] = date;
  if (day !== undefined) return false;
  // A month or a year may be named by its first or its last day.
  const first = month === undefined ? `${year}-01-01` : `${year}-${month}-01`;
  const last = month === undefined ? `${year}-12-31` : `${year}-${month}-${String(lastDay(Number(year), Number(month))).padStart(2, '0')}`;
  if (text === first || text === last) return true;
  return month !== undefined && (new RegExp(`^${year}-?0?${Number(month)}$`).test(text) || monthName(text) === `${year}-${month}`);
}

const withZone = (text: string): string => (/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** "March 2021", "Mar 2021" or "2021 March" as "2021-03". */
function monthName(text: string): string | null {
  const match = /^(?:([a-z]{3})[a-z]*\.?,? (\d{4})|(\d{4}) ([a-z]{3})[a-z]*)$/.exec(plain(text));
  if (match === null) return null;
  const month = MONTHS.indexOf(match[1] ?? match[4] ?? '');
  return month < 0 ? null : `${match[2] ?? match[3] ?? ''}-${String(month + 1).padStart(2, '0')}`;
}

/** All the ways to name a calendar month (1 to 12): its number, short and long names. */
export function monthNames(month: number): Cell[] {
  const long = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'][month - 1] ?? '';
  return [month, String(month).padStart(2, '0'), long, long.slice(0, 3)];
}

/** All the ways to name a decade by its first year: 1990, "1990s", "1990-1999". */
export function decadeNames(first: number): Cell[] {
  return [first, `${first}s`, `${first}-${first + 9}`, `${first} - ${first + 9}`, `${first} to ${first + 9}`, `${first}-${String((first + 9) % 100).padStart(2, '0')}`, `${first}-01-01`];
}

/** Does the value of a cell say what is expected? */
export function matches(found: unknown, expected: Expected, tolerance?: number): boolean {
  if (typeof expected === 'function') return expected(found);
  if (Array.isArray(expected)) return expected.some((alternative: Cell) => matches(found, alternative, tolerance));
  const one = expected as Cell;
  if (one === null) return found === null || found === undefined || (typeof found === 'number' && Number.isNaN(found)) || (typeof found === 'string' && /^(|-|n\/?a|nan|null|none)$/i.test(found.trim()));
  if (typeof one === 'boolean') return found === one || (typeof found === 'string' && (one ? /^(true|yes|1)$/i : /^(false|no|0)$/i).test(found.trim())) || (typeof found === 'number' && found === (one ? 1 : 0));
  if (typeof one === 'number') {
    const number = toNumber(found);
    if (number !== null && close(number, one, tolerance)) return true;
    return Number.isInteger(one) && one >= 1000 && one <= 2999 && typeof found === 'string' && sameText(found, String(one));
  }
  return sameText(found, one);
}

/** As `matches`, and a name (not a number) may stand among other words. */
export function matchesLoosely(found: unknown, expected: Expected, tolerance?: number): boolean {
  if (matches(found, expected, tolerance)) return true;
  if (typeof found !== 'string' || typeof expected === 'function') return false;
  return (Array.isArray(expected) ? expected : [expected]).some((one: Cell) => typeof one === 'string' && one.length >= 3 && wholeWord(one).test(plain(found)));
}

const wholeWord = (word: string): RegExp => new RegExp(`(^|[^a-z0-9])${plain(word).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}([^a-z0-9]|$)`);

// ---------------------------------------------------------------- rows

export type Row = { [column: string]: unknown };
/** In a `loose` table (named numbers, lines of a text) a name may have other words around the expected one. */
export interface Table { from: string; columns: string[]; rows: Row[]; loose?: boolean }

/** A table as CSV text, with quoted fields; the values stay texts. */
export function parseCsv(text: string, separator = ','): { [column: string]: string }[] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string;
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (text[at + 1] === '"') { field += '"'; at++; }
      else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === separator) { record.push(field); field = ''; }
    else if (sign === '\n') { record.push(field); records.push(record); record = []; field = ''; }
    else if (sign !== '\r') field += sign;
  }
  if (field !== '' || record.length > 0) { record.push(field); records.push(record); }
  const head = (records.shift() ?? []).map((name) => name.replace(/^\uFEFF/, '').trim());
  return records.filter((cells) => cells.some((cell) => cell !== '')).map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])));
}

function markdownTables(text: string, from: string): Table[] {
  const tables: Table[] = [];
  const lines = text.split('\n').map((line) => line.trim());
  const cells = (line: string): string[] => line.replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim().replace(/^(\*\*|`)(.*)\1$/, '$2'));
  for (let at = 0; at + 1 < lines.length; at++) {
    if (!(lines[at] ?? '').includes('|') || !/^\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?$/.test(lines[at + 1] ?? '')) continue;
    const columns = cells(lines[at] ?? '');
    const rows: Row[] = [];
    let next = at + 2;
    for (; next < lines.length && (lines[next] ?? '').includes('|'); next++) {
      const values = cells(lines[next] ?? '');
      rows.push(Object.fromEntries(columns.map((column, index) => [column === '' ? `column ${index}` : column, values[index] ?? ''])));
    }
    tables.push({ from, columns: columns.map((column, index) => (column === '' ? `column ${index}` : column)), rows });
    at = next - 1;
  }
  return tables;
}

const untag = (html: string): string => html.replace(/<[^>]*>/g, ' ').replace(/&nbsp;/g, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&minus;/g, '-').replace(/&#0?39;/g, "'").replace(/&quot;/g, '"').replace(/&amp;/g, '&').replace(/\s+/g, ' ').trim();

function htmlTables(text: string, from: string): Table[] {
  const tables: Table[] = [];
  for (const [, body = ''] of text.matchAll(/<table\b[^>]*>([\s\S]*?)<\/table>/gi)) {
    const records = [...body.matchAll(/<tr\b[^>]*>([\s\S]*?)(?=<\/tr>|<tr\b|$)/gi)].map(([, row = '']) => [...row.matchAll(/<t[hd]\b[^>]*>([\s\S]*?)(?=<\/t[hd]>|<t[hd]\b|$)/gi)].map(([, cell = '']) => untag(cell)));
    const columns = records.shift();
    if (columns === undefined) continue;
    tables.push({ from, columns, rows: records.map((cells) => Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']))) });
  }
  return tables;
}

/** Lines of a text that say "name: number". */
function listTables(text: string, from: string): Table[] {
  const rows: Row[] = [];
  for (const line of text.split('\n')) {
    const match = /^[\s\-*•]*(?:\d+[.)]\s+)?\**(.{1,80}?)\**\s*[:=]\s*\**\s*([-+−]?\d[\d,]*(?:\.\d+)?)\**\s*(%|°C|°F|[a-zA-Z²³/µ]{0,10})\.?\s*$/.exec(line);
    if (match !== null) rows.push({ name: match[1] ?? '', value: match[2] ?? '' });
  }
  return rows.length > 0 ? [{ from, columns: ['name', 'value'], rows, loose: true }] : [];
}

const columnsOf = (rows: Row[], columns?: string[]): string[] => [...new Set([...(columns ?? []), ...rows.slice(0, 50).flatMap((row) => Object.keys(row))])];

/** Everything in the final products that has rows: tables, values drawn, named numbers, tables and lists within texts. */
export function tablesOf(artifacts: ResultArtifact[]): Table[] {
  const named = artifacts.filter((artifact) => (artifact.numbers?.length ?? 0) > 0);
  const together: Table[] = named.length < 2 ? [] : [{ from: 'all named numbers', columns: ['name', 'title', 'of', 'value'], rows: named.flatMap((artifact) => (artifact.numbers ?? []).map(({ name, title, value }) => ({ name, title, of: artifact.title, value }))), loose: true }];
  return [...together, ...artifacts.flatMap((artifact) => {
    const from = `${artifact.kind} "${artifact.title}"`;
    const found: Table[] = [];
    if (artifact.rows !== undefined) found.push({ from, columns: columnsOf(artifact.rows, artifact.columns), rows: artifact.rows });
    if (artifact.numbers !== undefined && artifact.numbers.length > 0) found.push({ from, columns: ['name', 'title', 'value'], rows: artifact.numbers.map(({ name, title, value }) => ({ name, title, value })), loose: true });
    if (artifact.text !== undefined) found.push(...textTables(artifact.text, from));
    return found;
  })];
}

function textTables(text: string, from: string): Table[] {
  return [...markdownTables(text, from), ...htmlTables(text, from), ...listTables(/<\w+[^>]*>/.test(text) ? text.split(/<\/(?:p|li|div|h\d|tr)>|<br\s*\/?>/i).map(untag).join('\n') : text, from)];
}

/** Saved files read as tables: CSV, TSV, JSON (a list of records, or an object that holds one) and texts. */
export function fileTables(result: GoalResult, path?: RegExp): Table[] {
  return result.files.filter((file) => path === undefined || path.test(file.path)).flatMap((file): Table[] => {
    const from = `file ${file.path}`;
    if (/\.json$/i.test(file.path)) {
      let value: unknown;
      try { value = JSON.parse(file.text); } catch { return []; }
      const lists = Array.isArray(value) ? [value] : value !== null && typeof value === 'object' ? Object.values(value).filter((part): part is unknown[] => Array.isArray(part)) : [];
      return lists.map((list) => list.filter((row): row is Row => row !== null && typeof row === 'object' && !Array.isArray(row))).map((rows) => ({ from, columns: columnsOf(rows), rows }));
    }
    if (/\.(csv|tsv)$/i.test(file.path)) {
      const head = file.text.split('\n')[0] ?? '';
      const rows = parseCsv(file.text, head.includes('\t') ? '\t' : head.includes(';') && !head.includes(',') ? ';' : ',');
      return [{ from, columns: columnsOf(rows), rows }];
    }
    return textTables(file.text, from);
  });
}

export interface RowsOptions {
  /** The rows must come in this order. */
  ordered?: boolean;
  /** No other rows than the expected ones; true unless said otherwise. */
  exact?: boolean;
  /** How far a number may be from the expected one (absolute); by default one part in ten thousand, or as printed with three digits or more. */
  tolerance?: number;
  /** Where to look: in the products (default), in the saved files, or in both. */
  in?: 'artifacts' | 'files' | 'any';
  /** With `in: 'files'`, only files whose path fits. */
  path?: RegExp;
  /** Only products that fit, e.g. charts. */
  only?: (artifact: ResultArtifact) => boolean;
}

const MAX_COLUMNS = 60;

/**
 * There is a table, chart, map or list in which each expected row is found one to one: a choice of columns, the same
 * for all rows, holds the expected values. Expected rows are lists of values, or records (their names do not matter).
 */
export function hasRows(result: GoalResult, expected: readonly (readonly Expected[] | { [name: string]: Expected })[], options: RowsOptions = {}): Verdict {
  const wanted = expected.map((row) => (Array.isArray(row) ? row : Object.values(row)) as Expected[]);
  const where = options.in ?? 'artifacts';
  const tables = [
    ...(where === 'files' ? [] : tablesOf(options.only === undefined ? result.artifacts : result.artifacts.filter(options.only))),
    ...(where === 'artifacts' ? [] : fileTables(result, options.path)),
  ];
  if (tables.length === 0) return wrong('there are no rows in the result');
  const reasons: string[] = [];
  for (const table of tables) {
    const reason = misfit(table, wanted, options);
    if (reason === null) return right(`${wanted.length} rows found in ${table.from}`);
    reasons.push(`${table.from}: ${reason}`);
  }
  return wrong(reasons.slice(0, 4).join(' / '));
}

/** Why the table does not hold the expected rows, or null when it does. */
export function misfit(table: Table, wanted: Expected[][], options: RowsOptions): string | null {
  const exact = options.exact ?? true;
  const { rows } = table;
  if (exact && rows.length !== wanted.length) return `${rows.length} rows instead of ${wanted.length}`;
  if (rows.length < wanted.length) return `only ${rows.length} rows of ${wanted.length}`;
  if (wanted.length === 0) return null;
  const columns = table.columns.slice(0, MAX_COLUMNS);
  const width = (wanted[0] ?? []).length;
  const candidates: string[][] = [];
  for (let at = 0; at < width; at++) {
    const fits = columns.filter((column) => wanted.every((row, index) => {
      const value = row[at] as Expected;
      const fitsHere = table.loose === true ? matchesLoosely : matches;
      if (exact && options.ordered === true) return fitsHere(rows[index]?.[column], value, options.tolerance);
      return rows.some((record) => fitsHere(record[column], value, options.tolerance));
    }));
    if (fits.length === 0) return `no column holds ${wanted.slice(0, 4).map((row) => describe(row[at] as Expected)).join(', ')}${wanted.length > 4 ? ', ...' : ''}${options.ordered === true ? ' in this order' : ''}`;
    candidates.push(fits);
  }
  const chosen: string[] = [];
  const search = (at: number): boolean => {
    if (at === width) return pairs(rows, wanted, chosen, options, table.loose);
    for (const column of candidates[at] ?? []) {
      if (chosen.includes(column)) continue;
      chosen.push(column);
      if (search(at + 1)) return true;
      chosen.pop();
    }
    return false;
  };
  return search(0) ? null : `the rows do not pair up${options.ordered === true ? ' in this order' : ''}`;
}

function pairs(rows: Row[], wanted: Expected[][], columns: string[], options: RowsOptions, loose = false): boolean {
  const equal = loose ? matchesLoosely : matches;
  const fits = (record: Row | undefined, row: Expected[]): boolean => record !== undefined && columns.every((column, index) => equal(record[column], row[index] as Expected, options.tolerance));
  if (options.ordered === true) {
    let at = 0;
    for (const row of wanted) {
      while (at < rows.length && !fits(rows[at], row)) at++;
      if (at >= rows.length) return false;
      at++;
    }
    return true;
  }
  const used = new Set<number>();
  return wanted.every((row) => {
    const at = rows.findIndex((record, index) => !used.has(index) && fits(record, row));
    if (at >= 0) used.add(at);
    return at >= 0;
  });
}

function describe(value: Expected): string {
  return typeof value === 'function' ? 'a fitting value' : JSON.stringify(Array.isArray(value) ? value[0] : value);
}

/**
 * Values under two keys, laid out long (key, key, value), or as a cross table with either key across the columns.
 * Each cell is [first key, second key, value]; a cell with the value null may be missing in the long layout.
 */
export function hasPivot(result: GoalResult, cells: readonly (readonly [Expected, Expected, Expected])[], options: RowsOptions & { wideOnly?: boolean } = {}): Verdict {
  const tries: Verdict[] = [];
  if (options.wideOnly !== true) {
    tries.push(hasRows(result, cells, options));
    const filled = cells.filter((cell) => cell[2] !== null);
    if (filled.length < cells.length) tries.push(hasRows(result, filled, options));
  }
  const where = options.in ?? 'artifacts';
  const tables = [
    ...(where === 'files' ? [] : tablesOf(options.only === undefined ? result.artifacts : result.artifacts.filter(options.only))),
    ...(where === 'artifacts' ? [] : fileTables(result, options.path)),
  ];
  const distinct = (keys: Expected[]): Expected[] => [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
  for (const [down, across] of [[0, 1], [1, 0]] as const) {
    const rowKeys = distinct(cells.map((cell) => cell[down]));
    const columnKeys = distinct(cells.map((cell) => cell[across]));
    for (const table of tables) {
      const heads = columnKeys.map((key) => table.columns.find((column) => headMatches(column, key, columnKeys)));
      if (heads.some((head) => head === undefined)) continue;
      const wanted = rowKeys.map((rowKey) => [rowKey, ...columnKeys.map((columnKey) => cells.find((cell) => same(cell[down], rowKey) && same(cell[across], columnKey))?.[2] ?? null)]);
      const narrowed: Table[] = table.columns.filter((column) => !heads.includes(column)).map((column) => ({ from: table.from, columns: [column, ...(heads as string[])], rows: table.rows }));
      for (const candidate of narrowed) {
        const reason = misfitFixed(candidate, wanted, options);
        if (reason === null) return right(`cross table found in ${table.from}`);
        tries.push(wrong(`${table.from}: ${reason}`));
      }
    }
  }
  return any(...(tries.length === 0 ? [wrong('no such cross table')] : tries));
}

const same = (left: Expected, other: Expected): boolean => JSON.stringify(left) === JSON.stringify(other);

/** The head of a column in a cross table: the key itself, or the key with words around it, if no other key fits as well. */
function headMatches(column: string, key: Expected, keys: Expected[]): boolean {
  if (matches(column, key)) return true;
  const within = (other: Expected): boolean => typeof other !== 'function' && (Array.isArray(other) ? other : [other]).some((one: Cell) => one !== null && wholeWord(String(one)).test(plain(column)));
  return keys.filter(within).length === 1 && within(key);
}

function misfitFixed(table: Table, wanted: Expected[][], options: RowsOptions): string | null {
  const exact = options.exact ?? true;
  if (exact ? table.rows.length !== wanted.length : table.rows.length < wanted.length) return `${table.rows.length} rows instead of ${wanted.length}`;
  return pairs(table.rows, wanted, table.columns, options) ? null : 'the rows do not pair up';
}

// ---------------------------------------------------------------- numbers, charts, texts, files

export interface NumberOptions {
  tolerance?: number;
  /** Words, one of which must be in the number's name or title (or in the line of a text, or the row or column of a small table). */
  near?: (string | RegExp)[];
  /** Without fitting words, a number counts only among at most so many (default 4). */
  among?: number;
}

/** The number is given as such: named, as the one row of a table, as a line of a small table, or in a sentence. */
export function hasNumber(result: GoalResult, value: number, options: NumberOptions = {}): Verdict {
  const { tolerance, near, among = 4 } = options;
  const equal = (found: unknown): boolean => { const number = toNumber(found); return number !== null && close(number, value, tolerance); };
  const fits = (text: string): boolean => near === undefined || near.some((word) => mentions(text, word));
  let seen = false;
  for (const artifact of result.artifacts) {
    const numbers = artifact.numbers ?? [];
    for (const number of numbers) {
      if (!equal(number.value)) continue;
      seen = true;
      const own = `${number.name} ${number.title}`;
      if (near === undefined ? numbers.length <= among : fits(own) || (numbers.length <= 2 && fits(`${artifact.name} ${artifact.title}`))) return right(`${value} is named "${number.title}"`);
    }
    for (const table of tablesOf([{ ...artifact, numbers: [] }])) {
      if (table.rows.length > 12) continue;
      for (const row of table.rows) {
        const entries = Object.entries(row);
        const numeric = entries.filter(([, cell]) => toNumber(cell) !== null);
        const label = entries.filter(([, cell]) => typeof cell === 'string' && toNumber(cell) === null).map(([, cell]) => String(cell)).join(' ');
        for (const [column, cell] of numeric) {
          if (!equal(cell)) continue;
          seen = true;
          const alone = table.rows.length === 1;
          if (alone && (near === undefined ? numeric.length <= among : fits(column) || (numeric.length <= 2 && fits(`${label} ${artifact.name} ${artifact.title}`)))) return right(`${value} is the value of "${column}"`);
          if (!alone && table.rows.length <= 3 && near !== undefined && numeric.length <= 6 && fits(column)) return right(`${value} is in the column "${column}"`);
          if (!alone && near !== undefined && fits(label) && numeric.length <= (table.rows.length <= 3 ? 4 : 2)) return right(`${value} is in the row "${label}"`);
        }
      }
    }
    if (artifact.text !== undefined) {
      const text = /<\w+[^>]*>/.test(artifact.text) ? artifact.text.split(/<\/(?:p|li|div|h\d|tr)>|<br\s*\/?>/i).map(untag).join('\n') : artifact.text;
      for (const sentence of text.split(/\n|(?<=[.!?])\s+(?=[A-Z])/)) {
        const found = numbersIn(sentence);
        if (!found.some((number) => close(number, value, tolerance))) continue;
        seen = true;
        if (near === undefined ? numbersIn(text).length <= among : fits(sentence) && found.length <= Math.max(among, 6)) return right(`${value} is said in "${sentence.trim().slice(0, 80)}"`);
      }
    }
  }
  return wrong(seen ? `${value} is somewhere in the result, but not as the answer` : `${value} is not in the result`);
}

/** All numbers of a text (dates and names with digits do not count as numbers of their own). */
export function numbersIn(text: string): number[] {
  return [...text.replace(/[−–]/g, '-').replace(/\d{4}-\d{2}(-\d{2})?(T[\d:.]+Z?)?/g, ' ').matchAll(/(?<![\w.])[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w]*\d)/g)].map(([digits]) => Number(digits.replace(/,/g, '')));
}

export const isMap = (artifact: ResultArtifact): boolean => /map/i.test(artifact.kind) && !/heat/i.test(artifact.kind);
export const isChart = (artifact: ResultArtifact): boolean => /chart|plot|graph|figure|histogram|scatter|heat ?map|image/i.test(artifact.kind) || (/svg|png|vega/i.test(artifact.media_type) && !isMap(artifact));

/** A chart (or with `map`, a map) is among the products; with `rows` it must draw exactly these values. */
export function hasChart(result: GoalResult, options: { map?: boolean; rows?: readonly (readonly Expected[])[]; ordered?: boolean; exact?: boolean; tolerance?: number } = {}): Verdict {
  const only = options.map === true ? isMap : (artifact: ResultArtifact): boolean => isChart(artifact) || isMap(artifact);
  if (!result.artifacts.some(only)) return wrong(`there is no ${options.map === true ? 'map' : 'chart'}`);
  if (options.rows === undefined) return right('there is a chart');
  return hasRows(result, options.rows, { only, ...(options.ordered === undefined ? {} : { ordered: options.ordered }), ...(options.exact === undefined ? {} : { exact: options.exact }), ...(options.tolerance === undefined ? {} : { tolerance: options.tolerance }) });
}

/** One text among the products (or files) mentions all of the words. */
export function hasText(result: GoalResult, words: (string | RegExp)[], options: { in?: 'artifacts' | 'files' | 'any' } = {}): Verdict {
  const where = options.in ?? 'artifacts';
  const texts = [
    ...(where === 'files' ? [] : result.artifacts.flatMap((artifact) => (artifact.text === undefined ? [] : [`${artifact.title}\n${artifact.text}`]))),
    ...(where === 'artifacts' ? [] : result.files.map((file) => file.text)),
  ];
  if (texts.length === 0) return wrong('there is no text in the result');
  return texts.some((text) => words.every((word) => mentions(text, word))) ? right('the text says so') : wrong(`no text mentions ${words.join(', ')}`);
}

/** A file was saved under a path that fits. */
export function hasFile(result: GoalResult, path: RegExp): Verdict {
  return result.files.some((file) => path.test(file.path)) ? right('the file was saved') : wrong(`no saved file is named like ${path.source}: ${result.files.map((file) => file.path).join(', ') || 'none'}`);
}

/** What a person answered, as one plain text in lower case, to tell which reading of a goal is asked for. */
export function answerText(given: { answers?: unknown }): string {
  return plain(typeof given.answers === 'string' ? given.answers : JSON.stringify(given.answers ?? ''));
}
