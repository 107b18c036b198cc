import { drawing } from '../../stats/operations/bootstrap.ts';
import { seeded } from '../../stats/method/random.ts';
import { type SummaryValue, writeSummary } from '../../stats/write-summary.ts';
import { lowerTitle, withTables } from '../../table/table-io.ts';
import type { ToolRun } from '../../tool.ts';
import { describeCriteria, readOptions } from '../read-options.ts';
import { scores, weightRange, winShares, winnerOf } from '../score.ts';

const MOST_SHOWN = 5;

/** decide.sensitivity: who is first and by how much, within which weights that stays, and in which share of random weights each option is first. */
export const sensitivity: ToolRun = (request, context) =>
  withTables(request, context, 'decide.sensitivity', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const options = await readOptions(database, table, request, 'decide.sensitivity');
    const { criteria, weights, parts, labels, missing, normalisation } = options;
    const { draws, seed } = drawing(request, 'decide.sensitivity');
    const all = scores(parts, weights);
    const first = winnerOf(all);
    const second = all.reduce((best, score, at) => (at !== first && (best < 0 || score > (all[best] ?? 0)) ? at : best), -1);
    const shares = winShares(parts, criteria.length, draws, seeded(seed));
    const label = (at: number | null): string | null => (at === null ? null : (labels[at] ?? null));
    const value = (name: string, title: string, found: number | string | null, decimals: number, unit: string | null = null): SummaryValue => ({ name, title, value: found, unit, decimals });
    const ranges = criteria.map((one, at) => ({ one, weight: weights[at] ?? 0, range: criteria.length < 2 ? { low: null, high: null, below: null, above: null } : weightRange(parts, weights, at) }));
    const nearest = ranges
      .flatMap(({ one, weight, range }) => [range.low, range.high].flatMap((end) => (end === null ? [] : [{ one, by: Math.abs(end - weight) }])))
      .toSorted((a, b) => a.by - b.by)[0];
    const often = shares.map((share, at) => ({ share, at })).toSorted((a, b) => b.share - a.share || a.at - b.at).slice(0, MOST_SHOWN).filter(({ share }) => share > 0);
    return writeSummary(context, table.artifact, {
      suffix: 'sensitivity', title: 'How sure the first place is', analysis: { fn: 'sensitivity', args: [options.term, normalisation] },
      values: [
        value('first', 'First place', label(first), 0), value('second', 'Second place', label(second), 0), value('margin', 'Score ahead of the second', (all[first] ?? 0) - (all[second] ?? 0), 3),
        value('wins', 'Share of random weights under which it is first', 100 * (shares[first] ?? 0), 1, '%'),
        value('smallest_change', 'Smallest change of one weight that changes the first place', nearest === undefined ? null : 100 * nearest.by, 1, '%'),
        value('smallest_change_of', 'Criterion of that weight', nearest?.one.title ?? null, 0),
        ...ranges.flatMap(({ one, weight, range }) => {
          const title = lowerTitle(one.title);
          return [
            value(`weight_${one.column}`, `Weight of ${title}`, 100 * weight, 1, '%'),
            value(`low_${one.column}`, `First place changes below this weight of ${title}${range.below === null ? '' : ` (to ${label(range.below) ?? ''})`}`, range.low === null ? null : 100 * range.low, 1, '%'),
            value(`high_${one.column}`, `First place changes above this weight of ${title}${range.above === null ? '' : ` (to ${label(range.above) ?? ''})`}`, range.high === null ? null : 100 * range.high, 1, '%'),
          ];
        }),
        ...often.map(({ share, at }, place) => value(`share_${place + 1}`, `First under random weights: ${label(at) ?? ''}`, 100 * share, 1, '%')),
        value('options', 'Options that were compared', parts.length, 0), value('missing', 'Options without a value of a criterion', missing, 0), value('draws', 'Random sets of weights', draws, 0),
      ],
      notes: [
        `Criteria: ${describeCriteria(options)}.`,
        nearest === undefined ? 'No single weight, whatever it is, changes the first place.' : `The first place changes if the weight of ${lowerTitle(nearest.one.title)} moves by ${(100 * nearest.by).toFixed(1)} percent points, the others keeping their proportions.`,
        ...(missing > 0 ? [`${missing} rows have no value of one of the criteria and took no part.`] : []),
      ],
      history: `Tested how the first place depends on the weights of ${criteria.length} criteria (seed ${seed}).`,
      about: { first: label(first), normalisation, seed, draws },
    });
  });
