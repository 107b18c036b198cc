/** Checkers of the goals on the services and the documents. */
import { all, answerText, any, asked, completed, hasNumber, hasRows, plain, refused, right, wrong } from '../checker.ts'
import type { Checker, Expected } from '../checker.ts'
import { afterQuestion, called, documentText, documentsOf, figures, hasText, holds, lists, looked, names, officeIsLike, piecesOf, played, quotes, says, shown, smooth, tableUnder, untouched } from './evidence.ts'
import { loggers, offsets } from './services/loggers.ts'
import type { LoggersState } from './services/loggers.ts'
import { lostfound } from './services/lostfound.ts'
import type { LostState } from './services/lostfound.ts'

const desk = loggers.seed()
const office = lostfound.seed()
const stationOf = (id: string): string => desk.stations.find((one) => one.id === id)?.name as string
const active = desk.loggers.filter((one) => one.state === 'active')
const weak = active.filter((one) => one.battery_v < 3.4).toSorted((one, other) => one.battery_v - other.battery_v)
const outdated = active.filter((one) => Number(one.firmware.split('.')[0]) < 3).map((one) => one.id)
const overfull = office.items.filter((one) => one.shelf_id === 'B2')
const openKinds = [...Map.groupBy(office.claims.filter((one) => one.state === 'open'), (one) => one.kind)].toSorted((one, other) => other[1].length - one[1].length)
const wanted = office.items.filter((one) => one.state === 'stored' && one.kind === openKinds[0]?.[0])
const ribbon = office.claims.find((one) => one.id === 'C-210') as LostState['claims'][number]
const choices = office.items.filter((one) => one.state === 'stored' && one.kind === ribbon.kind && one.found_on >= ribbon.lost_on).map((one) => one.id)
const itemIds = office.items.map((one) => [one.id])

const diaries = documentsOf('expedition').filter((path) => path.includes('diary'))
const log = tableUnder('expedition/sample-log.md', null)
/** All sample numbers of a diary, also those within "SK-03, SK-04 and SK-05". */
const inDiaries = [...new Set(diaries.flatMap((path) => documentText(path).match(/SK-\d\d/g) ?? []))]
const allSamples = [...new Set([...inDiaries, ...log.map((row) => row[0] as string)])]
const unlogged = inDiaries.filter((id) => !log.some((row) => row[0] === id))
const nights = tableUnder('expedition/camp-list.md', null).map((row): [string, number] => [row[0] as string, diaries.map((path) => documentText(path).split(`Night at ${row[0] as string}.`).length - 1).reduce((sum, one) => sum + one, 0)])

export const serviceCheckers: { [id: string]: Checker } = {
  'fg-16': (result) => looked(result, any(
    hasRows(result, weak.map((one): Expected[] => [called(one.id), called(stationOf(one.station_id)), one.battery_v]), { ordered: true, in: 'any' }),
    lists(result, weak.map((one) => ({ names: [one.id], values: [stationOf(one.station_id), one.battery_v] })), desk.loggers.map((one) => [one.id]), true),
  )),

  'fg-17': (result) => {
    const { states, writes } = played(result)
    const state = states['loggers'] as LoggersState
    const made = state.visits.slice(desk.visits.length)
    const fine = writes.length === outdated.length && made.length === outdated.length && made.every((one) => one.planned_on === '2025-10-14' && one.task === 'firmware_update') && outdated.every((id) => made.some((one) => one.logger_id === id))
    return all(
      completed(result),
      fine ? right('exactly these visits were planned') : wrong(`the visits are ${made.map((one) => `${one.logger_id} ${one.planned_on} ${one.task}`).join('; ') || 'none'}`),
      any(hasRows(result, outdated.map((id) => [called(id)]), { in: 'any' }), lists(result, outdated.map((id) => ({ names: [id], values: [] })), desk.loggers.map((one) => [one.id]))),
    )
  },

  'fg-18': (result) => {
    const capacity = office.shelves.find((one) => one.id === 'B2')?.capacity as number
    const moved = overfull.length > capacity ? overfull.filter((one) => one.found_on < '2025-05-01').map((one) => one.id) : []
    return all(
      completed(result),
      officeIsLike(result, (state) => { for (const item of state.items) if (moved.includes(item.id)) item.shelf_id = 'D1' }),
      any(hasNumber(result, overfull.length), hasNumber(result, overfull.length, { near: [/B2|shelf|thing|item|number|count|stored/i] }), hasText(result, /\bsix\b[^.]{0,40}(thing|item|B2)|B2[^.]{0,40}\bsix\b/i)),
    )
  },

  'fg-19': (result) => {
    const known = offsets['LG-07'] as number[]
    const needed = known.findIndex((offset) => Math.abs(offset) <= 0.2) + 1
    const { states, writes } = played(result)
    const done = (states['loggers'] as LoggersState).zeroings
    const series = known.slice(0, needed)
    const units = piecesOf(result).flatMap((one) => one.units)
    return all(
      completed(result),
      writes.length === needed && done.length === needed && done.every((one) => one.logger_id === 'LG-07') ? right(`${needed} zeroings`) : wrong(`${writes.length} zeroings instead of ${needed}`),
      any(
        hasRows(result, series.map((offset) => [offset]), { ordered: true }),
        all(
          any(hasNumber(result, needed, { near: [/attempt|time|zeroing|tries|try|run|round|iteration|often/i] }), units.some((unit) => /\bsix (attempts|times|zeroings|tries)|\bsixth\b/i.test(unit)) ? right('the attempts are told') : wrong('the attempts are missing')),
          hasNumber(result, series.at(-1) as number, { near: [/offset|left|remain|mm/i] }),
        ),
      ),
    )
  },

  'fg-20': (result) => looked(result, any(
    hasRows(result, wanted.map((one): Expected[] => [called(one.id), (value) => plain(shown(value)) === plain(one.description), called(one.shelf_id as string)]), { in: 'any' }),
    lists(result, wanted.map((one) => ({ names: [one.id], values: [one.description, one.shelf_id as string] })), itemIds),
  )),

  'fg-21': (result, given) => {
    const picked = /F-\d{4}/i.exec(JSON.stringify(given.answers ?? ''))?.[0].toUpperCase() ?? 'F-1021'
    const texts = result.questions.map((one) => [one.title, ...one.options].join(' | '))
    const foreign = office.items.map((one) => one.id).filter((id) => !choices.includes(id))
    const offered = texts.some((text) => (/F-\d{4}/.test(text) ? choices.every((id) => text.includes(id)) && !foreign.some((id) => text.includes(id)) : /which|choose|pick|select/i.test(text) && lists(result, choices.map((id) => ({ names: [id], values: [] })), itemIds).right))
    return all(
      completed(result),
      offered ? right('the right things were offered') : wrong(`the things offered are not ${choices.join(', ')}`),
      officeIsLike(result, (state) => {
        for (const claim of state.claims) if (claim.id === 'C-210') { claim.state = 'matched'; claim.item_id = picked }
        for (const item of state.items) if (item.id === picked) { item.state = 'reserved'; item.claim_id = 'C-210' }
      }),
    )
  },

  'fg-22': (result) => {
    const { states, writes } = played(result)
    const made = (states['lostfound'] as LostState).claims.slice(office.claims.length)
    const one = made[0]
    const fine = writes.length === 1 && made.length === 1 && one !== undefined && plain(one.person) === 'odile baptiste' && one.kind === 'bag' && one.lost_on === '2025-08-30' && /eastgate/i.test(one.lost_at) && /navy/i.test(one.description) && /rucksack/i.test(one.description)
    return all(completed(result), fine ? right('the claim was taken down') : wrong(`taken down: ${writes.map((write) => `${write.path} ${JSON.stringify(write.body)}`).join('; ') || 'nothing'}`), names(result, 'C-217', [...office.claims.map((claim) => claim.id), 'C-217', 'C-218']))
  },

  'fg-23': (result) => all(refused(result), untouched(result)),

  'fg-24': (result) => {
    const units = piecesOf(result).flatMap((piece) => piece.units)
    const earlier = /replac|before|previous|until|earlier|old|former|instead|prior|lower|reduc|was|from|2023|amend/i
    const other = /\b(200|400)\b[^.]{0,60}(was replaced|is replaced|until then|before|previous)|(replac\w*|until then|previous\w*|before)[^.\d]{0,30}\b(200|400)\b/i
    const before = units.some((unit) => holds(unit, 300) && (earlier.test(unit) || unit.includes(' | '))) && !units.some((unit) => !holds(unit, 300) && other.test(unit))
    return looked(
      result,
      quotes(result, 'allotment/minutes-2024-10-03.md', /each plot may draw at most 240 litres of well water a week from April to September/),
      before ? right('the amount before is right') : wrong('the 300 litres before are missing, or another amount is given for them'),
    )
  },

  'fg-25': (result) => looked(result, any(hasRows(result, unlogged.map((id) => [called(id)]), { in: 'any' }), lists(result, unlogged.map((id) => ({ names: [id], values: [] })), allSamples.map((id) => [id])))),

  'fg-26': (result) => looked(result, figures(result, nights)),

  'fg-27': (result, given) => {
    const path = /april|\b11\b|04-11|first/.test(answerText(given)) ? 'allotment/minutes-2024-04-11.md' : 'allotment/minutes-2024-10-03.md'
    const decisions = tableUnder(path, null)
    const text = (value: unknown): string => plain(smooth(shown(value))).replace(/\.$/, '')
    return looked(
      result,
      asked(result, [/meeting|minutes|april|october|session/i]),
      hasRows(result, decisions.map(([number = '', words = '', yes, no]): Expected[] => [called(number), (value) => text(value) === text(words), Number(yes), Number(no)]), { in: 'any' }),
    )
  },

  'fg-28': (result) => {
    const [plot = '', tenant = '', area] = tableUnder('allotment/plot-register.md', null).find((row) => row[0] === /On plot (\d+) branches/.exec(documentText('allotment/complaints-2024.md'))?.[1]) ?? []
    const wholes = piecesOf(result).map((one) => one.whole)
    const others = tableUnder('allotment/plot-register.md', null).map((row) => row[1] as string).filter((name) => name !== tenant)
    return looked(
      result,
      quotes(result, 'allotment/garden-rules-2019.md', /Garden waste may be burnt only between 15 October and 30 November, before noon, and never within 10 metres of a hut/, false),
      wholes.some((whole) => says(whole, tenant)) && !wholes.some((whole) => others.some((name) => says(whole, name))) ? right('the tenant is right') : wrong(`the tenant is not told to be ${tenant}`),
      wholes.some((whole) => says(whole, plot)) ? right('the plot is right') : wrong('the plot is missing'),
      piecesOf(result).some(({ units }) => units.some((unit) => holds(unit, Number(area)))) ? right('the area is right') : wrong(`the area of ${area} is missing`),
    )
  },

  'fg-29': (result, given) => afterQuestion(
    result,
    asked(result, [/Eriksen|\bwhich\b|person|collector|siri|jon/i], [/siri/i, /\bjon\b/i, /\bwhich\b|\btwo\b|first name|\bwho\b/i]),
    () => {
      const first = /\bjon\b/.test(answerText(given)) ? 'Jon' : 'Siri'
      const mine = log.filter((row) => row[3] === `Eriksen, ${first}`)
      const volume = mine.map((row) => Number(row[4])).reduce((sum, one) => sum + one, 0)
      return any(
        hasRows(result, [[mine.length, volume]]),
        all(any(hasNumber(result, mine.length), hasNumber(result, mine.length, { near: [/sample|number|count/i] })), any(hasNumber(result, volume), hasNumber(result, volume, { near: [/volume|ml|milli|total/i] }))),
      )
    },
  ),

  'fg-30': (result) => refused(result),
}
