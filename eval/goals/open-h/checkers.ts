/** For every goal of this part: the right answer, worked out here from the raw documents and data, looked for in a result. */
import { all, answerText, any, asked, close, completed, hasNumber, hasRows, plain, refused, right, tablesOf, toNumber, wrong } from '../checker.ts';
import type { Checker, Expected, GoalResult, Verdict } from '../checker.ts';
import { CAUSE, alarmLevel, audit, bakingTime, buoyDays, buoyNames, cell, distinct, dryDays, fallen, glacierSeries, highest, iceSeasons, madeWith, mentions, motions, noisiest, products, sum, valueOut, warmDays, waveWeek, whereMentioned } from './answers.ts';
import type { Motion } from './answers.ts';
import { called, contains, day, dayCell, documentCell, documentText, documentsOf, foreignDocument, holdsNumber, listed, namesDocument, productsOf, quoted, quotedPlaces, says, ties, wordsOf } from './evidence.ts';

const yes = (fine: boolean, why: string, otherwise: string): Verdict => (fine ? right(why) : wrong(otherwise));
const inWhole = (result: GoalResult, fits: (whole: string) => boolean): boolean => productsOf(result).some(({ whole }) => fits(whole));

const noService = (result: GoalResult): Verdict => all(refused(result), yes(result.requests.length === 0, 'nothing was sent', 'something was sent'));

/** A question before the plan: enough to have asked; when it went on, the answer must fit. */
function afterQuestion(result: GoalResult, question: Verdict, answer: () => Verdict): Verdict {
  if (!question.right || result.outcome === 'asked') return question;
  return all(completed(result), question, answer());
}

/** A question within the run: it waits there while nobody answers, and ends with what was answered. */
function interaction(result: GoalResult, given: { answers?: unknown }, question: Verdict, answer: () => Verdict): Verdict {
  if (!question.right) return question;
  if (result.outcome === 'asked' && (given.answers === undefined || given.answers === null)) return question;
  return all(completed(result), question, answer());
}

// ---------------------------------------------------------------- what a result says of votes and of mentions

/** In a table with named columns the votes for and against must not be swapped. */
function votesInPlace(result: GoalResult, rejected: Motion[]): Verdict {
  for (const table of tablesOf(result.artifacts)) {
    const against = table.columns.find((column) => /against|\bno(es)?\b.*vote|vote.*\bno(es)?\b|^no$|nay/i.test(column));
    if (against !== undefined && rejected.every((motion) => table.rows.some((row) => close(toNumber(row[against]) ?? Number.NaN, motion.yea))) && !rejected.every((motion) => table.rows.some((row) => toNumber(row[against]) === motion.nay))) return wrong(`${table.from}: the votes for stand in the column "${against}"`);
  }
  return right('the votes are in their columns');
}

/** What one product says about which document mentions which number: in rows, cross tables, or lines of a text. */
function saidMentions(product: ReturnType<typeof productsOf>[number], numbers: string[], tables: ReturnType<typeof tablesOf>): Map<string, Set<string>>[] {
  const paths = documentsOf('museum');
  const positive = (value: unknown): boolean => value === true || (toNumber(value) ?? 0) > 0 || (typeof value === 'string' && /^(?:x|yes|true|✓|✔|y)$/i.test(value.trim()));
  const denied = (value: unknown): boolean => value === false || value === 0 || (typeof value === 'string' && /^(?:0|no|false|-|✗)$/i.test(value.trim()));
  const numberOf = (text: string): string[] => numbers.filter((number) => says(text, number));
  const found: Map<string, Set<string>>[] = [];
  for (const table of tables) {
    const said = new Map<string, Set<string>>();
    for (const row of table.rows) {
      const entries = Object.entries(row).map(([column, value]) => [column, typeof value === 'object' && value !== null ? JSON.stringify(value) : value] as const);
      const [number, ...more] = distinct(entries.flatMap(([, value]) => (typeof value === 'string' && value.length < 80 ? numberOf(value) : [])));
      if (number === undefined || more.length > 0) continue;
      const own = said.get(number) ?? new Set<string>();
      const refuted = entries.some(([column, value]) => denied(value) && !paths.some((path) => namesDocument(column, path)));
      for (const [column, value] of entries) {
        for (const path of paths) if ((positive(value) && namesDocument(column, path)) || (!refuted && typeof value === 'string' && namesDocument(value, path))) own.add(path);
      }
      said.set(number, own);
    }
    found.push(said);
  }
  const lines = new Map<string, Set<string>>();
  let current: string | undefined;
  for (const unit of product.rows.length > 0 ? [] : product.units) {
    const [number, ...more] = numberOf(unit);
    if (more.length > 0) { current = undefined; continue; }
    if (number !== undefined) current = number;
    else if (unit.startsWith('#')) current = undefined;
    if (current === undefined) continue;
    const own = lines.get(current) ?? new Set<string>();
    for (const path of paths) if (namesDocument(unit, path)) own.add(path);
    lines.set(current, own);
  }
  return [...found, lines];
}

function mapped(result: GoalResult): Verdict {
  const wanted = whereMentioned();
  const numbers = [...wanted.keys()];
  const fits = (said: Map<string, Set<string>>): string | undefined => numbers.find((number) => {
    const own = said.get(number);
    const expected = wanted.get(number) ?? [];
    return own === undefined || own.size !== expected.length || !expected.every((path) => own.has(path));
  });
  const products = productsOf(result);
  const reasons = products.flatMap((product, index) => saidMentions(product, numbers, tablesOf(result.artifacts.slice(index, index + 1)))).map(fits);
  return reasons.includes(undefined) ? right('every number has its documents') : wrong(`the documents of ${reasons[0] ?? 'all numbers'} are not right`);
}

/** A winter, written with two or four digits for its second year. */
const winterCell = (winter: string): Expected => (value) => {
  const [first = '', second = ''] = winter.split('/');
  return typeof value === 'string' && new RegExp(`^(?:winter )?${first} ?[/-] ?(?:${first.slice(0, 2)})?${second}$`).test(plain(value));
};

// ---------------------------------------------------------------- the checkers

export const checkers: { [id: string]: Checker } = {
  'fe-01': (result) => all(completed(result), quoted(result, 'A hedge along a path may be at most 1.25 metres high', 'allotments/garden-rules.txt')),

  'fe-02': (result) => {
    const counts = mentions('bakery', 'sesame');
    const total = sum(counts.map(({ count }) => count));
    const totalWords = [/total|sum|overall|altogether|in all|together|all documents|grand/i];
    const orders = ties(counts, ({ count }) => count).map((order) => order.map(({ path, count }): Expected[] => [documentCell(path), count]));
    const totalRow: Expected[] = [(value) => typeof value === 'string' && (totalWords[0] as RegExp).test(value), total];
    const inLines = productsOf(result).some(({ units }) => {
      const entries = units.flatMap((unit) => {
        const named = counts.filter(({ path }) => namesDocument(unit, path));
        const count = Number(/(\d+)(?!.*\d)/.exec(unit.replace(/\S+\.(?:md|txt)\b/g, ' '))?.[1] ?? Number.NaN);
        return named.length === 1 && named[0] !== undefined ? [{ path: named[0].path, wanted: named[0].count, count }] : [];
      });
      return entries.length === counts.length && distinct(entries.map(({ path }) => path)).length === counts.length && entries.every((entry, index) => entry.count === entry.wanted && (index === 0 || entry.count <= (entries[index - 1]?.count ?? 0)));
    });
    return all(
      completed(result),
      any(
        ...orders.flatMap((order) => [hasRows(result, order, { ordered: true }), hasRows(result, [...order, totalRow], { ordered: true })]),
        yes(inLines, 'the lines count rightly', 'no lines with the counts in order'),
      ),
      any(hasNumber(result, total, { near: totalWords }), ...orders.map((order) => hasRows(result, [...order, totalRow], { ordered: true }))),
    );
  },

  'fe-03': (result) => {
    const firm = 'Halden & Pryce';
    const naming = documentsOf('museum').filter((path) => contains(documentText(path), firm));
    const foreign = foreignDocument(result, 'museum', naming);
    return all(
      completed(result),
      ...naming.map((path) => yes(quotedPlaces(result, path, firm).quoted > 0, `${path} is named and quoted`, `${path} is not named and quoted`)),
      yes(foreign === undefined, 'no other documents', `${foreign ?? ''} does not name the firm`),
    );
  },

  'fe-04': (result) => {
    const totals = valueOut();
    return all(completed(result), any(
      hasRows(result, totals.map(([borrower, value]) => [called(borrower), value]), { ordered: true }),
      tablesOf(result.artifacts).some(({ loose }) => loose !== true) ? wrong('the table is not the right one') : listed(result, totals.map(([name, value]) => ({ name, values: [value] })), totals.map(([name]) => name), { ordered: true }),
    ));
  },

  'fe-05': (result) => {
    const every = motions();
    const rejected = every.filter(({ outcome }) => outcome === 'rejected');
    const inText = productsOf(result).some(({ units, rows }) => {
      if (rows.length > 0) return false;
      let date: string | undefined;
      const entries: { motion: Motion; fits: boolean }[] = [];
      for (const unit of units) {
        date = distinct(every.map((motion) => motion.date)).find((one) => day(one).test(unit)) ?? date;
        const named = every.filter(({ number }) => says(unit, number));
        for (const motion of named) {
          const rest = unit.replaceAll(motion.number, ' ').replace(day(motion.date), ' ');
          entries.push({ motion, fits: named.length === 1 && date === motion.date && holdsNumber(rest, motion.yea) && holdsNumber(rest, motion.nay) });
        }
      }
      return entries.length === rejected.length && entries.every(({ motion, fits }, index) => fits && motion.number === rejected[index]?.number);
    });
    return all(completed(result), votesInPlace(result, rejected), any(
      ...ordersWithinMeeting(rejected).map((order) => hasRows(result, order.map((motion) => [dayCell(motion.date), called(motion.number), motion.yea, motion.nay]), { ordered: true })),
      yes(inText, 'the text lists them in order', 'no text lists them in order'),
    ));
  },

  'fe-06': (result) => {
    const units = productsOf(result).flatMap((product) => product.units);
    const others = /(?<![\d.])(?:1\.80|2\.10|2\.60|2\.38)(?!\d)/;
    const present = /current|\bnow\b|in force|today|at present/i;
    const lead = units.find((unit) => others.test(unit) || unit.includes('2.45')) ?? '';
    const told = units.some((unit) => unit.includes('2.45') && present.test(unit)) && !units.some((unit) => others.test(unit) && present.test(unit) && !unit.includes('2.45'));
    return all(
      completed(result),
      quoted(result, '2.45 euros per cubic metre is charged for all water drawn from 1 March 2025', 'allotments/minutes-2024-11-16.md'),
      yes(inWhole(result, (whole) => day('2025-03-01').test(whole)), 'the date is given', 'the date is missing'),
      yes(lead.includes('2.45') || told, 'the price in force is told from the others', 'other prices are given as if they were in force'),
    );
  },

  'fe-07': (result) => {
    const [guide, instructions] = ['a crate stays closed for 24 hours in the room in which it will be opened', 'Crates are not opened before they have stood for 48 hours in the receiving room'] as const;
    const agreeing = ['tilted no further than 30 degrees', 'at or below 50 lux', 'nitrile gloves', 'above 15 kilograms', 'between 18 and 22 degrees', '18 to 22 degrees'];
    const foreign = productsOf(result).flatMap(({ units }) => units).find((unit) => agreeing.some((passage) => contains(unit, passage)) && !contains(unit, '24 hours') && !contains(unit, '48 hours') && !/agree|same|consistent|match|identical|alike|both say/i.test(unit));
    return all(
      completed(result),
      quoted(result, guide, 'museum/handling-guide.txt'),
      quoted(result, instructions, 'museum/transport-instructions.md'),
      yes(foreign === undefined, 'nothing else is called a contradiction', `this is no contradiction: ${foreign ?? ''}`),
    );
  },

  'fe-08': (result) => all(completed(result), mapped(result)),

  'fe-09': (result) => {
    const list = fallen();
    const totals = audit(2024).map(({ total }) => total);
    const mean = sum(totals) / totals.length;
    return all(
      completed(result),
      any(
        hasRows(result, list.map(({ supplier, before, after }) => [called(supplier), before, after])),
        listed({ ...result, artifacts: result.artifacts.filter((artifact) => artifact.rows === undefined) }, list.map(({ supplier, before, after }) => ({ name: supplier, values: [before, after] })), distinct([...audit(2023), ...audit(2024)].map(({ supplier }) => supplier))),
      ),
      quoted(result, 'A supplier that has lost 10 points or more since the audit before is visited again within 90 days and delivers on probation until that visit', 'bakery/purchasing-policy.txt', false),
      yes(!inWhole(result, (whole) => /(?<![\d.])82\.(?:75|8|7)0*(?!\d)/.test(whole)) && !hasNumber(result, mean).right, 'no mean', 'the mean is given although suppliers have fallen'),
    );
  },

  'fe-10': (result) => {
    const list = madeWith(CAUSE);
    return all(
      completed(result),
      yes(inWhole(result, (whole) => contains(whole, CAUSE)), 'the cause is named', 'the cause is not named'),
      any(
        hasRows(result, list.map(([product, grams]) => [called(product), grams])),
        listed({ ...result, artifacts: result.artifacts.filter((artifact) => artifact.rows === undefined) }, list.map(([product, grams]) => ({ name: product, values: [grams] })), products()),
      ),
    );
  },

  'fe-11': (result, given) => {
    const [word] = typeof given.answers === 'object' && given.answers !== null ? Object.values(given.answers).flatMap((one) => wordsOf(String(one)).slice(-1)) : wordsOf(answerText(given)).slice(-1);
    return interaction(result, given, asked(result, [/\bword\b|\bterm\b|search|look(?:ing)? for|find|text/i]), () => {
      if (word === undefined) return wrong('no word was answered');
      const naming = mentions('allotments', word).filter(({ count }) => count > 0).map(({ path }) => path);
      const foreign = foreignDocument(result, 'allotments', naming);
      return all(
        ...naming.map((path) => { const { places, quoted: found } = quotedPlaces(result, path, word); return yes(places === found, `${path} is quoted`, `${found} of ${places} passages of ${path} are quoted`); }),
        yes(foreign === undefined, 'no other documents', `${foreign ?? ''} does not hold the word`),
      );
    });
  },

  'fe-12': noService,
  'fe-13': noService,

  'fe-14': (result, given) => afterQuestion(result, asked(result, [/oven|deck|rack|column/i], [/deck|rack|which|two|both|column/i]), () => {
    const oven = /\bdeck\b/.test(answerText(given)) ? 'deck' : 'rack';
    const other = bakingTime(oven === 'deck' ? 'rack' : 'deck');
    return all(
      any(hasNumber(result, bakingTime(oven)), hasNumber(result, bakingTime(oven), { near: [/rye|oven|deck|rack|min|bak|time/i] })),
      hasNumber(result, other, { near: [/./] }).right ? wrong(`${other} is given too`) : right('no other time'),
    );
  }),

  'fe-15': (result) => {
    const shortest = iceSeasons('Orrsjon').slice(0, 5);
    return all(completed(result), any(
      hasRows(result, shortest.map(([winter, days]) => [winterCell(winter), days]), { ordered: true }),
      listed({ ...result, artifacts: result.artifacts.filter((artifact) => artifact.rows === undefined) }, shortest.map(([winter, days]) => ({ name: winterName(winter), values: [days] })), iceSeasons('Orrsjon').map(([winter]) => winterName(winter)), { ordered: true }),
    ));
  },

  'fe-16': (result) => {
    const series = glacierSeries();
    const saved = result.files.filter((file) => /\.csv$/i.test(file.path));
    if (saved.length !== series.length) return all(completed(result), wrong(`${saved.length} CSV files instead of ${series.length}`));
    return all(completed(result), ...series.map(({ name, rows }) => hasRows(result, rows, { in: 'files', path: new RegExp(`(?:^|[^a-z])${name}[^/]*\\.csv$`, 'i'), ordered: true, tolerance: 0.00051 })));
  },

  'fe-17': (result) => {
    const counts = warmDays();
    if (counts.some(([, days]) => days > 12)) throw new Error('the condition was meant not to hold');
    const tops = buoyNames().map((buoy) => { const row = highest(buoyDays().filter((one) => cell(one, 'buoy') === buoy), 'water_temp_c'); return { buoy, value: Number(cell(row, 'water_temp_c')), date: cell(row, 'date') }; });
    return all(
      completed(result),
      any(
        hasRows(result, tops.map(({ buoy, value, date }) => [called(buoy), value, dayCell(date)])),
        listed({ ...result, artifacts: result.artifacts.filter((artifact) => artifact.rows === undefined) }, tops.map(({ buoy, value, date }) => ({ name: buoy, values: [value, day(date)] })), buoyNames()),
      ),
      hasRows(result, counts.map(([buoy, days]) => [called(buoy), days])).right ? wrong('the day counts are given although no buoy has more than twelve') : right('no day counts'),
    );
  },

  'fe-18': (result) => {
    const { level, days } = alarmLevel();
    const steps = (value: unknown): boolean => { const step = toNumber(value); return step !== null && step !== level && step >= 100 && step <= 300 && step % 10 === 0; };
    // A table of the levels that were tried does not say which one is the answer.
    const tried = (rows: { [column: string]: unknown }[]): boolean => Object.keys(rows[0] ?? {}).some((column) => rows.some((row) => toNumber(row[column]) === level) && rows.some((row) => steps(row[column])));
    const answer = { ...result, artifacts: result.artifacts.filter((artifact) => !tried(artifact.rows ?? [])) };
    return all(completed(result), any(
      hasRows(answer, [[level, days]]),
      all(hasNumber(answer, level, { near: [/level|alarm|threshold|\bcm\b|limit|height/i] }), hasNumber(answer, days, { near: [/\bdays?\b|count|number|times|dates/i] })),
    ));
  },

  'fe-19': (result) => {
    const { buoy, date, rows } = waveWeek();
    const others = buoyNames().filter((name) => name !== buoy);
    return all(
      completed(result),
      yes(inWhole(result, (whole) => says(whole, buoy)), `${buoy} is named`, `${buoy} is not named`),
      yes(inWhole(result, (whole) => day(date).test(whole)), 'the day is named', 'the day is not named'),
      hasRows(result, rows.map(([when, wave, water]) => [dayCell(when), wave, water])),
      yes(!result.artifacts.some((artifact) => (artifact.rows ?? []).length >= rows.length && others.some((name) => (artifact.rows ?? []).some((row) => Object.values(row).includes(name)))), 'no other buoys', 'other buoys are in the table'),
    );
  },

  'fe-20': (result, given) => interaction(result, given, asked(result, [/moisture|percent|%|dry|limit|threshold/i]), () => {
    const limit = Number(/\d+(?:\.\d+)?/.exec(answerText(given))?.[0] ?? Number.NaN);
    if (Number.isNaN(limit)) return wrong('no limit was answered');
    return any(
      ...ties(dryDays(limit), ([, days]) => days).map((order) => hasRows(result, order.map(([probe, days]) => [called(probe), days]), { ordered: true })),
    );
  }),

  'fe-21': (result, given) => afterQuestion(result, asked(result, [/noise|vertical|horizontal|column|component/i], [/vertical|horizontal|which|column|both|two/i]), () => {
    const stations = noisiest(/vertical/.test(answerText(given)) ? 'vertical' : 'horizontal');
    const [station, value] = stations[0] as [string, number];
    const others = stations.slice(1).map(([name]) => name);
    const named = productsOf(result).filter(({ whole }) => says(whole, station));
    return all(
      any(
        hasRows(result, [[called(station), value]], { tolerance: 0.06 }),
        all(yes(named.length > 0, `${station} is named`, `${station} is not named`), any(hasNumber(result, value, { tolerance: 0.06 }), hasNumber(result, value, { tolerance: 0.06, near: [station, /noise|mean|average/i] }))),
      ),
      yes(!inWhole(result, (whole) => others.some((name) => says(whole, name))), 'no other station', 'another station is named too'),
    );
  }),

  'fe-22': noService,
};

/** Motions of one meeting may stand in any order among themselves. */
function ordersWithinMeeting(list: Motion[]): Motion[][] {
  return ties(list, ({ date }) => -Date.parse(date));
}

/** A winter within a line of text. */
function winterName(winter: string): RegExp {
  const [first = '', second = ''] = winter.split('/');
  return new RegExp(`(?<!\\d)${first} ?[/–-] ?(?:${first.slice(0, 2)})?${second}(?!\\d)`);
}
