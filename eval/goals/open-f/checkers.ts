/** Looks for the right answer of every goal in what a person receives, by value. */
import {
  all, answerText, any, asked, close, completed, hasChart, hasNumber, hasPivot, hasRows, isChart, isMap, matches, monthNames, numbersIn, plain, refused, right, toNumber, wrong,
  type Cell, type Checker, type Expected, type GoalResult, type ResultArtifact, type RowsOptions, type Verdict,
} from '../checker.ts';
import {
  amount, auditLimit, budgetCheck, chipTimes, departures, drySpell, field, glacierLoss, hives, iceSeasons, indexCorrelation, lightning, mayTickets, museumQuarters,
  passRates, percentileRange, slowestTopic, snowDays, stormsOf, suspects, tenWomen, tomatoes, tripsByDistrict, value, wettestDay, yearlyCo2,
} from './answers.ts';

// ---------------------------------------------------------------- how values may be written

/** A share or a change in percent, as such with a digit after the point, or as a fraction of one. */
const percent = (expected: number): Expected => (found) => { const read = toNumber(found); return read !== null && (Math.abs(read - expected) <= 0.0551 || Math.abs(read - expected / 100) <= 0.00055); };
const within = (low: number, high: number): Expected => (found) => { const read = toNumber(found); return read !== null && read >= low - 0.0551 && read <= high + 0.0551; };
/** Minutes, or hours, minutes and seconds. */
const minutes = (expected: number): Expected => (found) => {
  const clock = typeof found === 'string' ? /^(?:(\d+):)?(\d{1,3}):(\d{2}(?:\.\d+)?)$/.exec(found.trim()) : null;
  const read = clock === null ? toNumber(found) : Number(clock[1] ?? 0) * 60 + Number(clock[2]) + Number(clock[3]) / 60;
  return read !== null && Math.abs(read - expected) <= (clock === null ? 0.0051 : 0.018);
};
/** A name by itself, or with other words around it. */
const named = (name: string): Expected => (found) => typeof found === 'string' && word(name).test(plain(found));
const word = (name: string): RegExp => new RegExp(`(?<![a-z0-9])${plain(name).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?![a-z0-9])`, 'i');
const monthKey = (month: string): Cell[] => [month, ...monthNames(Number(month.slice(5)))];

/** A day as it may stand in a sentence. */
function dayPattern(date: string): RegExp {
  const [year = '', month = '', day = ''] = date.split('-');
  const [, , long = '', short = ''] = monthNames(Number(month)).map(String);
  const name = `(?:${long}|${short}\\.?)`;
  return new RegExp(`${date}|(?<!\\d)0?${Number(day)}(?:st|nd|rd|th)?\\.? (?:of )?${name}(?:,? ${year})?|${name} 0?${Number(day)}(?:st|nd|rd|th)?(?!\\d)|(?<!\\d)${day}\\.${month}\\.${year}`, 'i');
}
const day = (date: string): Expected => (found) => matches(found, date) || (typeof found === 'string' && found.length <= 40 && dayPattern(date).test(found));
const quarter = (number: number): Expected => (found) => {
  if (typeof found === 'number' && found < 5) return found === number;
  const first = `2024-${String(3 * number - 2).padStart(2, '0')}`;
  return matches(found, [first, `2024-${String(3 * number).padStart(2, '0')}`]) || (typeof found === 'string' && quarterPattern(number).test(plain(found)) && !plain(found).includes('2023'));
};
const quarterPattern = (number: number): RegExp => new RegExp(`(?<![a-z])q ?${number}(?![0-9])|2024-${String(3 * number - 2).padStart(2, '0')}(?!\\d)|(?<!\\d)${number}(st|nd|rd|th)? quarter|quarter ${number}(?!\\d)|^${number}$|(?<![a-z])${['first', 'second', 'third', 'fourth'][number - 1]}( |$)|(?<![a-z])${['jan', 'apr', 'jul', 'oct'][number - 1]}[a-z]* ?(-|to|through) ?${['mar', 'jun', 'sep', 'dec'][number - 1]}`);

// ---------------------------------------------------------------- answers told in sentences or as named numbers

const noTags = (text: string): string => (/<\w+[^>]*>/.test(text) ? text.split(/<\/(?:p|li|div|h\d|tr)>|<br\s*\/?>/i).map((part) => part.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')).join('\n') : text);
const sentences = (artifact: ResultArtifact): string[] => noTags(artifact.text ?? '').split(/\n|(?<=[.!?])\s+(?=[A-Z])/).filter((part) => part.trim() !== '');
const prose = (artifact: ResultArtifact): string[] => sentences(artifact).filter((part) => !part.trim().startsWith('|'));

/** Every name is told with all of its values, in sentences or named numbers; `others` are names that must not be told so. */
function told(result: GoalResult, rows: { name: string; values: Expected[] }[], options: { ordered?: boolean; others?: string[] } = {}): Verdict {
  const listed = [...rows.map((row) => row.name), ...(options.others ?? [])];
  const count = (part: string): number => listed.filter((name) => word(name).test(plain(part))).length;
  const parts = result.artifacts.flatMap((artifact) => [
    ...prose(artifact).flatMap((part) => (count(part) > 1 ? part.split(/;\s+|,\s+(?=[^\d])|\sand\s/) : [part])),
    ...(artifact.numbers ?? []).map((number) => `${count(number.title) === 0 && count(number.name) === 0 ? artifact.title : ''} ${number.name} ${number.title}: ${number.value ?? ''}`),
  ]);
  const about = (name: string): number[] => parts.flatMap((part, index) => (word(name).test(plain(part)) && count(part) === 1 ? [index] : []));
  const holds = (part: string, name: string, wanted: Expected): boolean => [...numbersIn(plain(part).replace(new RegExp(word(name).source, 'gi'), ' ')), ...(plain(part).match(/\d+:\d\d(:\d\d)?|\d{4}-\d\d-\d\d/g) ?? [])].some((one) => matches(one, wanted)) || (typeof wanted === 'function' && part.split(/,\s|[()]|: /).some((piece) => wanted(piece.trim())));
  for (const { name, values } of rows) for (const wanted of values) if (!about(name).some((index) => holds(parts[index] as string, name, wanted))) return wrong(`${name} is not told with its value`);
  if ((options.others ?? []).some((name) => about(name).some((index) => numbersIn((parts[index] as string).replace(word(name), ' ')).length > 0))) return wrong('another one is told, too');
  const places = rows.map(({ name }) => about(name)[0] as number);
  return options.ordered !== true || places.every((place, index) => index === 0 || place > (places[index - 1] as number)) ? right('told in words') : wrong('not told in the asked order');
}

/** Rows with a name and two values, together, in two tables of one value each, or told in words. */
function tableOrTold(result: GoalResult, rows: { name: string; values: Expected[] }[], options: RowsOptions & { key?: (name: string) => Expected } = {}): Verdict {
  const { key = named, ...rest } = options;
  const width = rows[0]?.values.length ?? 0;
  return any(
    hasRows(result, rows.map((row) => [key(row.name), ...row.values]), rest),
    width < 2 ? wrong('only one value') : all(...Array.from({ length: width }, (_, at) => hasRows(result, rows.map((row) => [key(row.name), row.values[at] as Expected]), rest))),
    told(result, rows, { ordered: rest.ordered === true }),
  );
}

const everyWord = (result: GoalResult): string => plain(result.artifacts.map((artifact) => [artifact.title, noTags(artifact.text ?? ''), JSON.stringify(artifact.numbers ?? []), (artifact.rows?.length ?? 99) <= 30 ? JSON.stringify(artifact.rows) : ''].join(' | ')).join(' | '));
const notDrawn = (result: GoalResult): GoalResult => ({ ...result, artifacts: result.artifacts.filter((artifact) => !isChart(artifact) && !isMap(artifact)) });
const only = (result: GoalResult, artifact: ResultArtifact): GoalResult => ({ ...result, artifacts: [artifact] });

/** The right question was put; a run that went on must fit what was answered. */
function afterQuestion(result: GoalResult, question: Verdict, answer: () => Verdict): Verdict {
  return !question.right || result.outcome === 'asked' ? question : all(completed(result), question, answer());
}
/** A question on the way: the run waits for it while there is no answer, and ends with what was said. */
function onTheWay(result: GoalResult, given: { answers?: unknown }, question: Verdict, answer: () => Verdict): Verdict {
  const silent = given.answers === undefined || given.answers === null;
  return !question.right || (result.outcome === 'asked' && silent) ? question : all(completed(result), question, answer());
}

export const checkers: { [id: string]: Checker } = {
  'fc-01': (result) => all(completed(result), tableOrTold(result, tripsByDistrict().map(({ district, trips, percent: share }) => ({ name: district, values: [trips, percent(share)] })), { ordered: true })),

  'fc-02': (result) => {
    const quarters = museumQuarters();
    const best = quarters.toSorted((one, other) => other.change - one.change)[0]?.quarter as number;
    const bars = quarters.map((one): Expected[] => [quarter(one.quarter), one.visitors]);
    const says = (text: string): boolean => quarterPattern(best).test(plain(text)) && !quarters.some((one) => one.quarter !== best && quarterPattern(one.quarter).test(plain(text)));
    const strongest = /most|strong|biggest|largest|highest|greatest|best|top|fastest|maxim/i;
    const saysBest = result.artifacts.some((artifact) => prose(artifact).some((part) => strongest.test(part) && [part, ...part.split(/[;,]\s|\bwhile\b|\bbut\b|\bfollowed\b/)].some((piece) => strongest.test(piece) && says(piece))) || (artifact.numbers ?? []).some((number) => typeof number.value === 'string' && strongest.test(`${number.name} ${number.title}`) && says(number.value)));
    return all(
      completed(result),
      hasRows(notDrawn(result), quarters.map((one) => [quarter(one.quarter), one.visitors, percent(one.change)])),
      any(hasChart(result, { rows: bars }), result.artifacts.some((artifact) => /<svg|<img|!\[|vega/i.test(artifact.text ?? '')) ? right('a chart is in the report') : wrong('no chart is in a report')),
      result.artifacts.some((artifact) => noTags(artifact.text ?? '').trim().length >= 60) ? right('there is a report') : wrong('there is no report'),
      saysBest ? right('the strongest quarter is named') : wrong('the quarter that grew most is not named'),
    );
  },

  'fc-03': (result) => {
    const sexes = [['F', ['F', 'women', 'woman', 'female', 'females'], 'women|woman|females?|f'], ['M', ['M', 'men', 'man', 'male', 'males'], 'men|man|males?|m']] as const;
    const shares = [[0.1, ['p10', '10', '10%', '10th', 'q10', '0.1', '0.10', '10 %'], '10|p10|q10|10th|0\\.10?'], [0.5, ['p50', 'median', '50', '50%', '50th', 'q50', '0.5', '0.50', '50 %'], '50|p50|q50|50th|0\\.50?|median'], [0.9, ['p90', '90', '90%', '90th', 'q90', '0.9', '0.90', '90 %'], '90|p90|q90|90th|0\\.90?']] as const;
    const cells = sexes.flatMap(([sex, sexNames, sexWords]) => shares.map(([share, shareNames, shareWords]) => {
      const { low, high } = percentileRange(chipTimes(sex), share);
      const both = new RegExp(`^(?=.*(?<![a-z0-9])(${sexWords})(?![a-z0-9]))(?=.*(?<![a-z0-9.])(${shareWords})(?![a-z0-9]))`);
      return { low, high, both, cell: [sexNames, shareNames, within(low, high)] as const };
    }));
    return all(completed(result), any(
      hasPivot(result, cells.map(({ cell }) => cell)),
      all(...cells.map(({ low, high, both }) => hasNumber(result, (low + high) / 2, { tolerance: (high - low) / 2 + 0.0551, near: [both] }))),
      perSex(result, sexes.map(([sex, , words]) => ({ words: new RegExp(`(?<![a-z])(${words})(?![a-z])`), wanted: shares.map(([share]) => percentileRange(chipTimes(sex), share)) }))),
    ));
  },

  'fc-04': (result) => {
    const { compost, none, p } = tomatoes();
    const tolerance = 0.0051;
    const isCompost: Expected = (found) => typeof found === 'string' && /compost|treated/i.test(found) && !/without|\bno\b|none|untreated/i.test(found);
    const isNone: Expected = (found) => typeof found === 'string' && /none|without|\bno\b|untreated|control/i.test(found);
    // In a test's single row, the groups and their means must come in the same order.
    const oneRow = result.artifacts.some((artifact) => artifact.rows?.length === 1 && sameOrder(Object.values(artifact.rows[0] ?? {})));
    function sameOrder(cells: unknown[]): boolean {
      const at = (test: (cell: unknown) => boolean): number => cells.findIndex(test);
      const places = [at((cell) => matches(cell, isCompost)), at((cell) => matches(cell, isNone)), at((cell) => matches(cell, compost, tolerance)), at((cell) => matches(cell, none, tolerance))];
      return places.every((place) => place >= 0) && ((places[0] as number) < (places[1] as number)) === ((places[2] as number) < (places[3] as number));
    }
    const withIt = [/^(?!.*(without|\bno\b|none|untreated|control)).*\b(compost|with)\b/i];
    const withoutIt = [/none|without|\bno\b|untreated|control/i];
    return all(
      completed(result),
      any(
        hasRows(result, [[isCompost, compost], [isNone, none]], { tolerance }),
        oneRow ? right('one row holds both means') : wrong('no row holds both means in order'),
        all(hasNumber(result, compost, { tolerance, near: withIt }), hasNumber(result, none, { tolerance, near: withoutIt })),
        inTurn(result, [[/\bcompost\b/i, compost], [/none|without|\bno (compost|treatment)\b|untreated|control/i, none]], tolerance),
      ),
      hasNumber(result, p, { tolerance: 0.00051, near: [/(?<![a-z])p(?![a-z])/i, /signific/i] }),
    );
  },

  'fc-05': (result) => {
    const list = hives();
    const charts = result.artifacts.filter((artifact) => isChart(artifact));
    return all(
      completed(result),
      tableOrTold(notDrawn(result), list.map(({ hive, date, gain }) => ({ name: hive, values: [day(date), (found: unknown) => { const read = toNumber(found); return read !== null && Math.abs(read - gain) <= 0.0051; }] }))),
      ...list.map(({ hive, weights }) => (charts.some((chart) => [weights, weights.filter(([, weight]) => weight !== null)].some((rows) => hasRows(only(result, chart), rows).right)) ? right(`${hive} has its chart`) : wrong(`${hive} has no chart of its own`))),
    );
  },

  'fc-06': (result) => {
    const over = budgetCheck().filter(({ left }) => left < 0).map(({ claims }) => claims.map((claim): Expected[] => [named(field(claim, 'claim_no')), named(field(claim, 'employee')), amount(claim)]));
    return all(completed(result), any(hasRows(result, over.flat(), { tolerance: 0.0051 }), all(...over.map((rows) => hasRows(result, rows, { tolerance: 0.0051 })))));
  },

  'fc-07': (result) => {
    const { limit, count } = auditLimit();
    return all(completed(result), any(
      hasRows(result, [[limit, count]]),
      all(hasNumber(result, limit, { near: ['minimum', 'limit', 'threshold', 'amount', 'gbp', '£', 'pound'] }), hasNumber(result, count, { near: ['claim', 'remain', 'left', 'count', 'number', 'sample', 'size', 'rows', 'how many'] })),
    ));
  },

  'fc-08': (result) => {
    const { months } = slowestTopic();
    const opened = months.map(({ month, opened: count }): Expected[] => [monthKey(month), count]);
    const medians = months.map(({ month, median }): Expected[] => [monthKey(month), median]);
    return all(completed(result), any(hasRows(result, months.map(({ month, opened: count, median }) => [monthKey(month), count, median]), { tolerance: 0.0551 }), all(hasRows(result, opened), hasRows(result, medians, { tolerance: 0.0551 }))));
  },

  'fc-09': (result, given) => onTheWay(result, given, asked(result, [/pass|mark|threshold|minimum|least|points/i]), () => {
    const mark = Number(/\d+/.exec(answerText(given))?.[0] ?? Number.NaN);
    if (Number.isNaN(mark)) return wrong('no pass mark was answered');
    return tableOrTold(result, passRates(mark).map(({ group, sat, percent: share }) => ({ name: group, values: [sat, percent(share)] })));
  }),

  'fc-10': (result, given) => afterQuestion(result, asked(result, [/\bgun|\bchip|\bgross\b|\bnet\b|which (kind of )?times?\b|which .*\btime (column|counts?)/i]), () => {
    const ten = tenWomen(/chip|net\b/.test(answerText(given)) ? 'chip_minutes' : 'gun_minutes');
    return any(hasRows(result, ten.map(({ bib, minutes: time }) => [(found: unknown) => matches(found, Number(bib)) || matches(found, named(bib)), minutes(time)]), { ordered: true }), told(result, ten.map(({ bib, minutes: time }) => ({ name: bib, values: [minutes(time)] })), { ordered: true }));
  }),

  'fc-11': (result, given) => afterQuestion(result, asked(result, [/(open|creat)[\s\S]*(clos|resolv)|(clos|resolv)[\s\S]*(open|creat)|which (date|day|time|column)|(opened|closed)_at/i]), () =>
    tableOrTold(result, mayTickets(/closed/.test(answerText(given)) ? 'closed_at' : 'opened_at').map(({ team, tickets }) => ({ name: team, values: [tickets] })))),

  'fc-12': (result) => refused(result),

  'fc-13': (result) => all(completed(result), hasPivot(result, snowDays().map(({ station, winter, days }) => [[station], [winter, winter.replace('/', '/20'), winter.replace('/', '-'), winter.replace('/', '-20'), winter.replace('/', '_')], days] as const))),

  'fc-14': (result) => {
    const { years, known, perDecade } = iceSeasons();
    const winter = (year: number): Cell[] => [year, `${year}/${String((year + 1) % 100).padStart(2, '0')}`, `${year}-${String((year + 1) % 100).padStart(2, '0')}`, `${year}/${year + 1}`];
    const drawn = (list: [number, number | null][]): Expected[][] => list.map(([year, days]) => [winter(year), days]);
    return all(
      completed(result),
      any(hasChart(result, { rows: drawn(known) }), hasChart(result, { rows: drawn(years) })),
      any(
        hasNumber(result, perDecade, { tolerance: 0.0551, near: [/decade|trend|slope|(10|ten) years/i] }),
        hasNumber(result, -perDecade, { tolerance: 0.0551, near: [/short|declin|decreas|fewer|less|lost|loses|shr[aiu]nk|fall|fell|drop/i] }),
      ),
    );
  },

  'fc-15': (result) => {
    const { fires, burnt } = lightning();
    return all(
      completed(result),
      hasChart(result, { map: true, rows: fires.map((fire) => [value(fire, 'lat') as number, value(fire, 'lon') as number]), tolerance: 0.0006 }),
      hasNumber(result, burnt, { tolerance: 0.0551, near: [/total|sum|burn|hectare|(?<![a-z])ha(?![a-z])|area|altogether/i] }),
    );
  },

  'fc-16': (result) => all(completed(result), hasNumber(result, indexCorrelation(), { tolerance: 0.0051, near: [/corr|pearson|(?<![a-z])r(?![a-z])|coefficient|selkie|index|anomal/i] })),

  'fc-17': (result) => {
    const list = stormsOf('2021');
    const maps = result.artifacts.filter((artifact) => isMap(artifact));
    return all(
      completed(result),
      tableOrTold(result, list.map(({ storm, wind, pressure }) => ({ name: storm, values: [wind, pressure] }))),
      ...list.map(({ storm, fixes }) => (maps.some((map) => hasRows(only(result, map), fixes.map((fix) => [value(fix, 'lat') as number, value(fix, 'lon') as number])).right) ? right(`${storm} has its map`) : wrong(`${storm} has no map of its own`))),
    );
  },

  'fc-18': (result) => {
    const { days, from, to } = drySpell('2022');
    const wettest = wettestDay('2022');
    const words = everyWord(result);
    const length = hasNumber(result, days, { near: [/dry|spell|length|long|days|duration|run|streak|consecutive/i], among: 6 });
    return all(
      completed(result),
      any(hasRows(result, [[days, day(from), day(to)]]), all(length, dayPattern(from).test(words) && dayPattern(to).test(words) ? right('first and last day are told') : wrong('first and last day are not told'))),
      dayPattern(wettest.date).test(words) && new RegExp(`(?<![\\d.])${wettest.mm}(?!\\d)`).test(words) ? wrong('the wettest day is given although the year was dry') : right('the wettest day is not given'),
    );
  },

  'fc-19': (result) => {
    const [{ glacier, running } = { glacier: '', running: [] }] = glacierLoss();
    const words = everyWord(result);
    return all(
      completed(result),
      hasRows(notDrawn(result), running, { tolerance: 0.0051 }),
      hasChart(result, { rows: running, tolerance: 0.0051 }),
      word(glacier).test(words) ? right('the glacier is named') : wrong(`${glacier} is not named`),
    );
  },

  'fc-20': (result, given) => {
    const shown = result.questions.flatMap((question) => [question.title, ...question.options].join(' ').match(/F-0\d{3}/g) ?? []);
    const offered = shown.length === 0 || suspects().every((flask) => shown.includes(flask)) && shown.every((flask) => suspects().includes(flask)) ? right('the suspicious flasks are offered') : wrong(`other flasks are offered: ${[...new Set(shown)].slice(0, 8).join(', ')}`);
    return onTheWay(result, given, all(asked(result, [/flask|sample|outlier|throw|drop|discard|exclu|remove|F-0\d{3}/i]), offered), () => {
      const dropped = suspects().filter((flask) => answerText(given).includes(plain(flask)));
      if (dropped.length === 0) return wrong('no flask was answered');
      const wanted = yearlyCo2(dropped);
      return any(hasRows(result, wanted, { tolerance: 0.0051 }), hasRows(result, wanted.map(([year, level]) => [year, (found: unknown) => { const read = toNumber(found); return read !== null && close(read, level, 0.0551); }])));
    });
  },

  'fc-21': (result, given) => afterQuestion(result, asked(result, [/1981|1991|which\b.*\bnormal|normal\b.*\b(period|which|column)|(base|reference) (period|normal)|normal_/i]), () => {
    const wanted = departures(/1991|2020/.test(answerText(given)) ? 'normal_1991_2020_c' : 'normal_1981_2010_c');
    return hasRows(result, wanted.map(([month, by]) => [monthKey(month), by]), { tolerance: 0.006 });
  }),

  'fc-22': (result) => refused(result),
};

/** For each sex a table, or a line of a text, of its own with the three percentiles in order. */
function perSex(result: GoalResult, sexes: { words: RegExp; wanted: { low: number; high: number }[] }[]): Verdict {
  const found = (numbers: number[], wanted: { low: number; high: number }[]): boolean => wanted.every(({ low, high }) => numbers.some((one) => one >= low - 0.0551 && one <= high + 0.0551));
  const fits = sexes.every(({ words, wanted }, index) => result.artifacts.some((artifact) => {
    const other = sexes[1 - index]?.words as RegExp;
    const mine = (text: string): boolean => words.test(plain(text)) && !other.test(plain(text));
    const own = [...(artifact.numbers ?? []).map((number) => toNumber(number.value)), ...(artifact.rows ?? []).flatMap((row) => Object.values(row).map(toNumber))].filter((one) => one !== null);
    return (mine(artifact.title) && own.length <= 8 && found(own, wanted)) || prose(artifact).flatMap((part) => part.split(/;\s|,?\s(?:and|while)\s(?=(?:for )?(?:the )?(?:wo)?men)/i)).some((part) => mine(part) && numbersIn(part).length <= 7 && found(numbersIn(part), wanted));
  }));
  return fits ? right('told for each sex') : wrong('not told for each sex');
}

/** In one sentence or small set of sentences, after each name comes its number before the next one does. */
function inTurn(result: GoalResult, pairs: [RegExp, number][], tolerance: number): Verdict {
  const fits = result.artifacts.some((artifact) => prose(artifact).some((part) => {
    const pieces = part.split(/;\s|,\s|\s(?:and|versus|vs\.?|against|compared (?:to|with)|while|than)\s/i);
    return pairs.every(([name, number], index) => pieces.some((piece) => name.test(piece) && !pairs.some(([other], at) => at > index && other.test(piece)) && numbersIn(piece).some((one) => close(one, number, tolerance))));
  }));
  return fits ? right('told in one sentence') : wrong('not told in one sentence');
}
