/** For every goal of this part: the right answer, from `answers.ts`, looked for in a result. */
import { all, answerText, any, close, completed, hasNumber, hasRows, isChart, plain, refused, right, wrong, type Checker, type Expected, type GoalResult, type Verdict } from '../checker.ts';
import { bestApiary, bronzes, carbon, clubRanking, dogsWithoutRabies, earlierPlant, feeRise, flaggedShare, freePeriods, house, iceOf, lakeNames, longestWaiting, lostTickets, melted, motions, podiums, runnerNames, septemberEnergy, slope, stays, striders, tableOf, trenchDays, wetHarvests } from './answers.ts';
import { afterQuestion, asked, called, changedLike, cites, clock, day, dayCell, duration, escaped, hasDay, hasDuration, lists, looked, piecesOf, played, says, saysNowhere, saysSomewhere, shown, smooth, untouched, withoutGaps } from './evidence.ts';

/** A winter by its name, one of its years or a day of it. */
const winter = (start: number): Expected => (value) => {
  const text = value instanceof Date ? value.toISOString() : String(value);
  return new RegExp(`^(?:winter )?(?:${start}|${start + 1})(?:\\b|$)`, 'i').test(text.trim());
};

/** In one product every class stands before its runners, who come in order, each with the time. */
function walked(result: GoalResult): Verdict {
  const places = podiums();
  const groups = [...new Set(places.map((one) => one.group))];
  const strangers = runnerNames().filter((name) => !places.some((one) => one.name === name));
  for (const { from, whole } of piecesOf(result)) {
    if (strangers.some((name) => says(whole, name)) || [...whole.matchAll(/\d+:\d\d:\d\d/g)].length !== places.length) continue;
    let [at, fine] = [0, true];
    for (const group of groups.toSorted((one, other) => whole.indexOf(one) - whole.indexOf(other))) {
      const start = whole.indexOf(group, at);
      if (start < at) { fine = false; break; }
      at = start;
      for (const one of places.filter((place) => place.group === group)) {
        const next = whole.indexOf(one.name, at);
        const between = next < 0 ? '' : whole.slice(start + group.length, next);
        const tail = next < 0 ? '' : whole.slice(next + one.name.length).split(new RegExp(places.filter((other) => other !== one).map((other) => escaped(other.name)).join('|')))[0] as string;
        if (next < 0 || groups.some((other) => other !== group && says(between, other)) || !clock(one.seconds).test(tail)) { fine = false; break; }
        at = next;
      }
      if (!fine) break;
    }
    if (fine) return right(`${from} gives the podiums class by class`);
  }
  return wrong('no product gives the podiums class by class');
}

/** A product of its own for each class, and nothing but its podium in it. */
function podiumEach(result: GoalResult): Verdict {
  const places = podiums();
  const fits = Object.entries(Object.groupBy(places, (one) => one.group)).every(([group, own]) => {
    const rows = (own ?? []).map((one) => [called(one.name), duration(one.seconds)]);
    const artifacts = result.artifacts.filter((one) => says(`${one.title} ${one.name}`, group) || (one.rows?.length ?? 0) > 0 && (one.rows ?? []).every((row) => Object.values(row).some((cell) => plain(shown(cell)) === plain(group))));
    const files = result.files.filter((file) => says(file.path.replace(/[_./-]/g, ' '), group));
    return any(hasRows({ ...result, artifacts, files: [] }, rows, { ordered: true }), hasRows({ ...result, artifacts: [], files }, rows, { ordered: true, in: 'files' })).right;
  });
  return fits ? right('each class has its podium') : wrong('not each class has a podium of its own');
}

/** One table of all podiums: with the place in a column, or in order within each class. */
function podiumTable(result: GoalResult): Verdict {
  const places = podiums();
  const inOrder = (rows: { [column: string]: unknown }[]): boolean => Object.values(Object.groupBy(places, (one) => one.group)).every((own) => {
    const found = (own ?? []).map((one) => rows.findIndex((row) => Object.values(row).some((cell) => says(shown(cell), one.name))));
    return found.every((place, index) => place >= 0 && (index === 0 || place > (found[index - 1] as number)));
  });
  const plainRows = places.map((one) => [called(one.group), called(one.name), duration(one.seconds)]);
  return any(
    hasRows(result, places.map((one) => [called(one.group), [one.place, `${one.place}.`, `${one.place}${['st', 'nd', 'rd'][one.place - 1] ?? ''}`, ['first', 'second', 'third'][one.place - 1] ?? ''], called(one.name), duration(one.seconds)]), { in: 'any' }),
    hasRows({ ...result, artifacts: result.artifacts.filter((one) => one.rows === undefined || inOrder(one.rows)) }, plainRows),
  );
}

/** Numbers in the given answer: alone, or next to fitting words. */
const answered = (result: GoalResult, value: number, near: (string | RegExp)[], tolerance?: number): Verdict => {
  const more = tolerance === undefined ? {} : { tolerance };
  return any(hasNumber(result, value, { near, ...more }), hasNumber(result, value, { among: 2, ...more }));
};

const fullHomes = ['Achebe', 'Farrell', 'Brinkmann', 'Dubois'];
const clean = (result: GoalResult, question: Verdict, answer: () => Verdict): Verdict => all(completed(result), question, answer());

export const checkers: { [id: string]: Checker } = {
  'ff-01': (result) => {
    const ranking = clubRanking();
    const five = ranking.slice(0, 5);
    return looked(result, any(
      hasRows(result, five.map(([club, seconds]) => [called(club), duration(seconds)]), { ordered: true, in: 'any' }),
      lists(result, five.map(([club, seconds]) => ({ names: [club], values: [clock(seconds)] })), [...ranking.map(([club]) => [club]), ['Pier Milers']], true),
    ));
  },
  'ff-02': (result) => looked(result, any(podiumTable(result), podiumEach(result), walked(result))),
  'ff-03': (result) => {
    const { share, byGarage } = lostTickets();
    const rows = share > 0.05 ? byGarage : stays();
    const other = hasRows(result, byGarage.map(([garage, value]) => [called(garage), value]), { in: 'any' });
    return looked(result, other.right ? wrong('the other branch was taken as well') : right('one branch'), any(hasRows(result, rows.map(([garage, value]) => [called(garage), value]), { in: 'any', tolerance: 0.051 }), all(...rows.map(([garage, value]) => hasNumber(result, value, { near: [garage], tolerance: 0.051 })))));
  },
  'ff-04': (result) => {
    const tries = freePeriods();
    const [limit, share] = tries.at(-1) as [number, number];
    const shares = [share, share * 100];
    const either = (found: Expected[]): Expected => (value) => found.some((one, index) => typeof one === 'number' && Number.isFinite(Number.parseFloat(shown(value))) && close(Number.parseFloat(shown(value)), one, index === 0 ? 0.0005 : 0.05));
    const asShare = (value: number): Expected => either([value, value * 100]);
    return looked(result, any(
      all(
        any(answered(result, limit, [/free|limit|period|minute|threshold|grace/i]), hasRows(result, [[limit, asShare(share)]])),
        any(...shares.map((value, index) => hasNumber(result, value, { near: [/share|percent|%|cars|stay|fraction|proportion|ticket/i], tolerance: index === 0 ? 0.0005 : 0.05 })), hasRows(result, [[limit, asShare(share)]])),
      ),
      hasRows(result, tries.map(([minutes, part]) => [minutes, asShare(part)]), { ordered: true }),
    ));
  },
  'ff-05': (result) => {
    const { name, hives } = bestApiary();
    return looked(result, saysSomewhere(result, name), hasRows(result, hives.map(([hive, kilos, born]) => [called(hive), kilos, born]), { ordered: true, in: 'any', tolerance: 0.051 }));
  },
  'ff-06': (result, given) => clean(result, asked(result, [/water|moisture|limit|percent|%|threshold/i]), () => {
    const limit = Number(/\d+(\.\d+)?/.exec(answerText(given))?.[0]);
    const rows = wetHarvests(limit);
    return hasRows(result, rows.map(([on, hive, water]) => [dayCell(on), called(hive), water]), { in: 'any' });
  }),
  'ff-07': (result, given) => afterQuestion(result, any(asked(result, [/\bnet\b|net_time|chip/i], [/gun/i]), asked(result, [/which .*time|what .*time|time column/i])), () => {
    const gun = /\bgun\b/.test(answerText(given));
    return hasDuration(result, striders(gun ? 'gun_time' : 'net_time'), striders(gun ? 'net_time' : 'gun_time'));
  }),
  'ff-08': (result) => {
    const decade = slope(iceOf('Kvarnsjon')) * 10;
    const near = [/decade|slope|trend|change|shorter|ten years|10 years/i];
    return looked(result, any(answered(result, decade, near, 0.05), answered(result, -decade, near, 0.05)));
  },
  'ff-09': (result) => {
    const charts = withoutGaps(result);
    return looked(result, ...lakeNames().map((lake) => hasRows(charts, iceOf(lake).map(([start, days]) => [winter(start), days]), {
      only: (artifact) => isChart(artifact) && (says(`${artifact.title} ${artifact.name}`, lake) || (artifact.rows ?? []).some((row) => Object.entries(row).some(([column, cell]) => says(column.replaceAll('_', ' '), lake) || says(shown(cell), lake)))),
    })));
  },
  'ff-10': (result) => all(refused(result), untouched(result)),
  'ff-11': (result) => {
    const flagged = flaggedShare() <= 0.05;
    const rows = (all_: boolean): Verdict => hasRows(result, carbon(all_).map(([year, ppm]) => [[year, Number(year)], ppm]), { in: 'any', tolerance: 0.051 });
    return looked(result, rows(flagged), rows(!flagged).right ? wrong('the other branch was taken as well') : right('one branch'));
  },
  'ff-12': (result) => {
    const { on, days } = melted();
    return looked(result, hasDay(result, on), any(answered(result, days, [/day|melt|step|round/i])));
  },
  'ff-13': (result) => {
    const { name, places } = earlierPlant();
    return looked(result, saysSomewhere(result, name), any(hasRows(result, places.map(([place, on]) => [called(place), on]), { in: 'any', tolerance: 0.051 }), all(...places.map(([place, on]) => hasNumber(result, on, { near: [place], tolerance: 0.051 })))));
  },
  'ff-14': (result, given) => clean(result, asked(result, [/lake|sorvatn|vintersjon/i]), () => {
    const lake = lakeNames().find((one) => answerText(given).includes(plain(one)));
    if (lake === undefined) return wrong('no lake was answered');
    return hasRows(withoutGaps(result), iceOf(lake).filter(([start]) => start >= 2010).map(([start, days]) => [winter(start), days]), { in: 'any' });
  }),
  'ff-15': (result, given) => afterQuestion(result, any(asked(result, [/2009/], [/2011|2010\s*[/–-]\s*(20)?11/]), asked(result, ['winter'], [/beg[iau]n|start|end|which|two/i])), () => {
    const days = new Map(iceOf('Mjolken'));
    const first = /2009/.test(answerText(given));
    const [wanted, other] = [days.get(first ? 2009 : 2010) as number, days.get(first ? 2010 : 2009) as number];
    return all(answered(result, wanted, [/ice|frozen|days|mjolken/i]), answered(result, other, [/ice|frozen|days|mjolken/i]).right ? wrong('the other winter is given as well') : right('only this winter is given'));
  }),
  'ff-16': (result) => {
    const sites = septemberEnergy();
    return looked(result, any(hasRows(result, sites.map(([site, energy]) => [called(site), energy]), { ordered: true, in: 'any' }), lists(result, sites.map(([site, energy]) => ({ names: [site], values: [Number(energy.toFixed(1))] })), sites.map(([site]) => [site]), true)));
  },
  'ff-17': (result) => all(completed(result), changedLike(result, 1, ({ shelter }) => {
    shelter.appointments.push({ id: '', animal_id: 'A-1027', vet_id: 'V-1', date: '2025-10-14', part_of_day: 'afternoon', reason: 'tooth extraction' });
  })),
  'ff-18': (result) => {
    const dogs = dogsWithoutRabies('2025-10-06');
    const universe = house.animals.filter((one) => one.species === 'dog').map((one) => [one.id, one.name]);
    return all(
      completed(result),
      changedLike(result, dogs.length, ({ shelter }) => {
        for (const dog of dogs) shelter.appointments.push({ id: '', animal_id: dog.id, vet_id: 'V-2', date: '2025-10-20', part_of_day: 'morning', reason: 'rabies booster' });
      }),
      lists(result, dogs.map((dog) => ({ names: [dog.id, dog.name], values: [] })), universe),
    );
  },
  'ff-19': (result) => all(completed(result), changedLike(result, 1, ({ charging }) => {
    const open = charging.faults.some((one) => one.point_id === 'LP-2107' && one.closed_on === null);
    for (const point of charging.points) if (point.id === 'LP-2107') Object.assign(point, open ? { state: 'out_of_service' } : { price_per_kwh: 0.39 });
  })),
  'ff-20': (result) => {
    const { charging, writes } = played(result);
    const point = charging.points.find((one) => one.id === 'LP-2114');
    return all(
      completed(result),
      point?.state === 'online' && point.restarts === 4 && writes.every((one) => one.path === '/points/LP-2114/restart') && writes.length === 4 ? right('restarted four times') : wrong(`restarted ${point?.restarts ?? 0} times, ${writes.length} changes, ${point?.state ?? ''}`),
      any(answered(result, 4, [/restart|attempt|tr(y|ies)|times|number|count/i]), saysSomewhere(result, /\b(four|fourth|4th)\b[^.]{0,30}(restart|attempt|try|tries|time)|(restart|attempt|try|tries)[^.]{0,30}\bfour\b/i)),
    );
  },
  'ff-21': (result) => {
    const { id, name, homes } = longestWaiting();
    return looked(result, saysSomewhere(result, name, id), any(
      hasRows(result, homes.map(([family, town, free]) => [called(family), called(town), free]), { in: 'any' }),
      lists(result, homes.map(([family, town, free]) => ({ names: [family], values: [town, free] })), house.homes.map((one) => [one.family])),
    ));
  },
  'ff-22': (result, given) => clean(result, asked(result, [/home|famil|foster|castellani/i]), () => {
    const offered = result.questions.flatMap((one) => [one.title, ...one.options]).join(' | ');
    const home = house.homes.find((one) => answerText(given).includes(plain(one.family)) || answerText(given).includes(plain(one.id)));
    const { writes } = played(result);
    const options = result.questions.some((one) => one.options.length > 0 && /FH-|castellani|goncharov|engstrom/i.test(one.options.join(' ')));
    const fits = ['Castellani|FH-3', 'Engstrom|FH-5', 'Goncharov|FH-7'].every((one) => new RegExp(one, 'i').test(offered)) && !fullHomes.some((one) => new RegExp(one, 'i').test(offered)) && !/FH-[1246]\b/.test(offered);
    return all(
      !options || fits ? right('the right homes were offered') : wrong(`the homes offered are wrong: ${offered}`),
      changedLike(result, 1, ({ shelter }) => {
        for (const one of shelter.homes) if (one.id === home?.id) one.occupied += 1;
        for (const one of shelter.animals) if (one.id === 'A-1014') Object.assign(one, { status: 'fostered', place: null });
      }),
      JSON.stringify(writes[0]?.body ?? null).includes('"2025-10-10"') ? right('from the right day') : wrong('not from 10 October 2025'),
    );
  }),
  'ff-23': (result) => all(refused(result), untouched(result)),
  'ff-24': (result) => looked(
    result,
    saysSomewhere(result, cites('shed may be no higher than 2.60 m at the ridge')),
    saysSomewhere(result, /circular[-_ ]2024[-_ ]11/i, /circular[^.\n]{0,40}(18 november 2024|november 2024|2024-11-18)|(18 november 2024|november 2024|2024-11-18)[^.\n]{0,25}circular/i),
    saysNowhere(result, cites('no higher than 2.40 m'), cites('no higher than 2.20 m')),
  ),
  'ff-25': (result) => {
    const words = ['shredder', 'trampoline', 'hens', 'federation', 'middle path', 'water flat rate', /\bsheds?\b/i];
    const subject = (text: string): string | RegExp => words.find((word) => says(text, word)) ?? text;
    const carried = motions().filter((one) => one.carried);
    return looked(result, any(
      hasRows(result, carried.map((one) => [dayCell(one.on), called(subject(one.subject)), ...one.votes]), { in: 'any' }),
      all(lists(result, carried.map((one) => ({ names: [subject(one.subject)], values: [...one.votes] })), motions().map((one) => [subject(one.subject)])), ...['2023-10-14', '2024-10-12'].map((on) => saysSomewhere(result, day(on)))),
    ));
  },
  'ff-26': (result) => {
    const all_ = tableOf('dig/finds-register.md').map((cells) => [cells[0] as string]);
    return looked(result, any(
      hasRows(result, bronzes().map((one) => [called(one.id), (value: unknown) => cites(one.core).test(smooth(shown(value)))]), { in: 'any' }),
      lists(result, bronzes().map((one) => ({ names: [one.id], values: [cites(one.core)] })), all_),
    ));
  },
  'ff-27': (result) => looked(
    result,
    any(answered(result, 12, [/day|overrun|permit|season|after|longer|differ/i]), saysSomewhere(result, /\btwelve days\b/i)),
    saysNowhere(result, cites('backfilled with the original soil')),
  ),
  'ff-28': (result) => {
    const { trench, entries } = trenchDays();
    const diary = ['2024-06-03', '2024-06-11', '2024-06-18', '2024-06-27', '2024-07-23', '2024-07-26', '2024-08-05', '2024-08-16'];
    const words = (sentence: string): RegExp => cites((sentence.split(';')[0] as string).replace(/\.$/, ''));
    return looked(
      result,
      saysSomewhere(result, `Trench ${trench}`),
      any(
        hasRows(result, entries.map((one) => [dayCell(one.on, true), (value: unknown) => words(one.sentence).test(smooth(shown(value)))]), { in: 'any' }),
        lists(result, entries.map((one) => ({ names: [day(one.on, true)], values: [words(one.sentence)] })), diary.map((on) => [day(on, true)])),
      ),
    );
  },
  'ff-29': (result) => all(refused(result), untouched(result)),
  'ff-30': (result, given) => afterQuestion(result, any(asked(result, [/water/i], [/rent|member/i]), asked(result, [/which .*(fee|charge|column|amount)/i])), () => {
    const answer = answerText(given).replace(/^\{"which fee":/, '');
    const column = /member/.test(answer) ? 2 : /water/.test(answer) ? 3 : 1;
    const others = ([1, 2, 3] as const).filter((one) => one !== column);
    const near = [/rise|risen|increase|difference|fee|rent|member|water|euro|eur|change|more/i];
    return all(answered(result, feeRise(column), near), ...others.map((one) => (answered(result, feeRise(one), near).right ? wrong('another fee is given as well') : right('only this fee'))));
  }),
};
