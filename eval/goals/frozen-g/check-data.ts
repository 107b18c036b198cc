/** Checkers of the goals about data files. */
import { all, answerText, any, asked, completed, hasChart, hasNumber, hasRows, isChart, isMap, matches, refused, right, wrong } from '../checker.ts'
import type { Checker, Expected, GoalResult, Verdict } from '../checker.ts'
import { badPipettes, enoughStorms, germinated, hazel, heronHours, ice, mixedLayers, mostWarmedHole, mothOfMostNights, netSites, overdue, permitDays, pipetteErrors, runoff, snowWater, warming, wings } from './answers.ts'
import { afterQuestion, called, figures, holds, names, piecesOf, says, told } from './evidence.ts'

const done = (result: GoalResult, ...parts: Verdict[]): Verdict => all(completed(result), ...parts)
const unitsOf = (result: GoalResult): string[] => piecesOf(result).flatMap(({ units }) => units)

export const dataCheckers: { [id: string]: Checker } = {
  'fg-01': (result) => done(result, figures(result, permitDays(), { ordered: true })),

  'fg-02': (result) => done(result, figures(result, badPipettes(), { universe: pipetteErrors().map(([pipette]) => pipette), tolerance: 0.006 })),

  'fg-03': (result) => {
    const charts = result.artifacts.filter(isChart)
    const lacking = germinated().filter(([species, shares]) => !charts.some((chart) => {
      const named = [chart.title, chart.name, chart.text ?? '', JSON.stringify(chart.rows ?? [])].some((text) => says(text.replaceAll('_', ' '), species) || says(text.replaceAll('_', ' '), species.split(' ')[0] as string))
      return named && hasRows(result, shares, { only: (artifact) => artifact === chart, tolerance: 0.06 }).right
    }))
    return done(result, lacking.length === 0 ? right('a chart for each species') : wrong(`no right chart of its own for ${lacking.map(([species]) => species).join(', ')}`))
  },

  'fg-04': (result) => done(result, figures(result, overdue().rows, { ordered: true, tolerance: 0.006 })),

  'fg-05': (result) => {
    const { rounds, winner, votes } = runoff()
    const others = [...(rounds[0] as Map<string, number>).keys()]
    const claims = (unit: string, name: string): boolean => new RegExp(`\\b${name}\\b[^.;,]{0,30}\\b(?:wins|won|is the winner|has won|is elected)|(?:winner|winning name|wins|won by)\\b[^.;,]{0,25}\\b${name}\\b`, 'i').test(unit)
    const units = unitsOf(result)
    const wrongly = others.some((name) => name !== winner && units.some((unit) => claims(unit, name)))
    const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']
    return done(
      result,
      wrongly ? wrong('another name is said to win') : right('no other winner'),
      any(
        hasRows(result, [[called(winner), rounds.length, votes]]),
        all(
          any(names(result, winner, others), units.some((unit) => claims(unit, winner)) ? right('the winner is named') : wrong(`${winner} is not named as the winner`)),
          any(hasNumber(result, rounds.length, { near: [/round/i] }), units.some((unit) => new RegExp(`\\b(${ordinals[rounds.length - 1] ?? ''} (and (last|final) )?round|five rounds)`, 'i').test(unit)) ? right('the round is told') : wrong('the round is missing')),
          any(hasNumber(result, votes, { near: [/vote|ballot/i, winner] }), units.some((unit) => says(unit, winner) && holds(unit, votes)) ? right('the votes are told') : wrong('the votes are missing')),
        ),
      ),
    )
  },

  'fg-06': (result) => {
    const moths = mothOfMostNights()
    const [most] = moths.nights[0] as [string, number]
    return done(result, figures(result, moths.perTrap(most), { ordered: true }))
  },

  'fg-07': (result, given) => {
    const answer = answerText(given)
    const site = netSites().find((name) => answer.includes(name.toLowerCase())) ?? 'Withy Pool'
    return done(result, asked(result, [/site|net/i, ...netSites()]), figures(result, wings(site), { tolerance: 0.051, universe: ['Reed Warbler', 'Sedge Warbler', 'Blackcap', 'Robin', 'Chiffchaff'] }))
  },

  'fg-08': (result, given) => afterQuestion(
    result,
    asked(result, [/hours?|clock|sheet|column/i], [/clock|sheet|which/i]),
    () => figures(result, heronHours(/sheet/.test(answerText(given)) ? 'hours_own_sheet' : 'hours_door_clock'), { tolerance: 0.006, universe: ['Adeyemi', 'Brunner', 'Castellanos', 'Dufour'] }),
  ),

  'fg-09': (result) => done(result, figures(result, snowWater(), { ordered: true, tolerance: 0.06, universe: snowWater(false).map(([pit]) => pit) })),

  'fg-10': (result) => {
    const layers = mixedLayers()
    const listed = hasRows(result, layers.map(({ cast, depth }): Expected[] => [called(cast), depth]), { in: 'any', only: (artifact) => !isMap(artifact) })
    return done(
      result,
      any(listed, told(result, layers.map(({ cast, depth }) => ({ names: [cast], values: [depth] })))),
      hasChart(result, { map: true, rows: layers.map(({ lat, lon, depth }) => [lat, lon, depth]) }),
    )
  },

  'fg-11': (result) => {
    const { perDecade } = ice()
    const less = unitsOf(result).some((unit) => /decade|10 years|ten years/i.test(unit) && /short|declin|decreas|fewer|less|loss|lost|fall|fell|reduc|drop/i.test(unit) && holds(unit, -perDecade, 0.03))
    return done(result, any(hasNumber(result, perDecade, { tolerance: 0.03 }), hasNumber(result, perDecade, { tolerance: 0.03, near: [/decade|trend|slope|10 y|change/i] }), less ? right('told as a loss per decade') : wrong('no such loss per decade is told')))
  },

  'fg-12': (result) => {
    const { threshold, storms } = enoughStorms()
    const rows = storms.map(({ start, peak }): Expected[] => [(value) => matches(value, start) || (typeof value === 'string' && value.replace('T', ' ').startsWith(start)), peak])
    const loose = told(result, storms.map(({ start, peak }) => ({ names: [new RegExp(start.replace(' ', '[T ]'))], values: [peak] })))
    return done(result, any(
      hasRows(result, rows.map((row) => [...row, threshold]), { tolerance: 0.0051, in: 'any' }),
      all(any(hasRows(result, rows, { tolerance: 0.0051, in: 'any' }), loose), any(hasNumber(result, threshold, { near: [/threshold|limit|level|enough|cut/i] }))),
    ))
  },

  'fg-13': (result) => {
    const hole = mostWarmedHole()
    const changes = warming().get(hole) as [number, number][]
    const holes = [...warming().keys()]
    return done(
      result,
      any(hasRows(result, changes, { tolerance: 0.0051, in: 'any' }), hasRows(result, changes.map(([depth, change]): Expected[] => [(value) => typeof value === 'string' && new RegExp(`^(depth )?${depth} ?m?$`, 'i').test(value), change]), { tolerance: 0.0051, in: 'any' }), told(result, changes.map(([depth, change]) => ({ names: [new RegExp(`(?<![\\d.])${depth}(\\.0)? ?m\\b`)], values: [change] })), [], false, 0.0051)),
      names(result, hole, holes),
    )
  },

  'fg-14': (result, given) => afterQuestion(
    result,
    asked(result, [/period|years?|when|base|refer|past|former|recent|since|until/i]),
    () => {
      const years = (answerText(given).match(/\d{4}/g) ?? []).map(Number)
      const [a = 1961, b = 1990, c = 1995, d = 2024] = years
      const days = hazel(a, b) - hazel(c, d)
      const near = [/day|earl|shift|differ|hazel|advance/i]
      return any(...[days, -days].flatMap((value) => [hasNumber(result, value, { tolerance: 0.02 }), hasNumber(result, value, { tolerance: 0.02, near })]))
    },
  ),

  'fg-15': (result) => refused(result),
}
