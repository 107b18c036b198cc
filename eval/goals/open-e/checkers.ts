// Checkers of the goals: each works out the right answer from the services' seed data or from the raw documents and looks for it in the result.
import { all, answerText, any, asked, completed, hasChart, hasNumber, hasRows, plain, refused, right, wrong } from '../checker.ts'
import type { Expected, GoalResult, Verdict } from '../checker.ts'
import { afterQuestion, baseName, called, count, day, dayCell, documentText, documentsOf, escaped, fleetIsLike, hasText, holds, lines, lists, looked, monthNames, names, namesDocument, piecesOf, played, quotes, quoting, says, shown, smooth, tableUnder, tally, untouched } from './evidence.ts'
import { fleet } from './services/fleet.ts'
import { handle } from './services/http.ts'
import { isoCodes, lab, pending } from './services/lab.ts'
import type { LabState } from './services/lab.ts'
import { library } from './services/library.ts'

// ---------------------------------------------------------------- the seed data

const books = library.seed()
const yard = fleet.seed()
const bench: LabState = lab.seed()
const bookName = (id: string): string => books.titles.find((one) => one.id === id)?.title as string
const machineOf = (serial: string) => yard.machines.find((one) => one.serial === serial)
const technicianNamed = (name: string) => yard.technicians.find((one) => one.name === name) as (typeof yard.technicians)[number]

const kielChoices = yard.workOrders.filter((one) => one.status === 'open' && one.hours_spent === 0 && yard.machines.some((machine) => machine.id === one.machine_id && machine.depot_id === 'D1')).map((one) => one.id)

const vessels = tableUnder('ferry/fleet-register.md', null).map((row) => row[0] as string)
const incidents = documentsOf('ferry').filter((path) => path.includes('incident'))
const incidentOf = (vessel: string): string => incidents.find((path) => path.includes(vessel.toLowerCase())) as string
const inHead = (path: string, label: string): string => tableUnder(path, null).find((row) => row[0] === label)?.[1] ?? (new RegExp(`\\| ${label} \\| (.+?) \\|`).exec(documentText(path))?.[1] as string)
const firstNumber = (text: string): number => (text.startsWith('none') ? 0 : Number((/\d[\d,]*/.exec(text) as RegExpExecArray)[0].replace(/,/g, '')))

export const checkers: { [id: string]: (result: GoalResult, given: { answers?: unknown }) => Verdict } = {
  'fb-01': (result) => {
    const machine = machineOf('THB-0617') as (typeof yard.machines)[number]
    return looked(result, any(hasNumber(result, machine.daily_rate), hasNumber(result, machine.daily_rate, { near: [/rate|price|charge|cost|hire|day/i, 'THB-0617', machine.id] })))
  },

  'fb-02': (result) => {
    const top = [...tally(books.titles.map((one) => one.author))].sort((a, b) => b[1] - a[1])
    const three = top.slice(0, 3)
    const surname = (name: string): RegExp => new RegExp(`\\b${escaped(name.split(' ').pop() as string)}\\b`)
    return looked(result, any(
      hasRows(result, three, { ordered: true }),
      lists(result, three.map(([name, number]) => ({ names: [name, surname(name)], values: [number] })), top.map(([name]) => [name, surname(name)]), true),
    ))
  },

  'fb-03': (result) => {
    const title = books.titles.find((one) => one.title === 'The Salt Road') as (typeof books.titles)[number]
    const hold = books.holds.find((one) => one.title_id === title.id && one.position === 1) as (typeof books.holds)[number]
    const member = books.members.find((one) => one.id === hold.member_id) as (typeof books.members)[number]
    const branch = books.branches.find((one) => one.id === member.home_branch_id) as (typeof books.branches)[number]
    return looked(result, names(result, member.name, [...new Set(books.members.map((one) => one.name))]), names(result, branch.name, books.branches.map((one) => one.name)))
  },

  'fb-04': (result) => all(completed(result), fleetIsLike(result, (state) => {
    const machine = machineOf('RLR-9027') as (typeof yard.machines)[number]
    const body = { machine_id: machine.id, kind: 'repair', title: 'Hydraulic hose leaking at drum', priority: 'urgent', due_on: '2025-09-19', technician_id: technicianNamed('Sven Ahlers').id }
    handle(fleet, state, { method: 'POST', path: '/work-orders', query: {}, body })
  })),

  'fb-05': (result) => {
    const moved = yard.workOrders.filter((one) => one.technician_id === technicianNamed('Jonas Petersen').id && one.status === 'waiting_parts').map((one) => one.id)
    return all(
      completed(result),
      fleetIsLike(result, (state) => {
        for (const order of state.workOrders) if (moved.includes(order.id)) order.technician_id = technicianNamed('Mira Albrecht').id
      }),
      lists(result, moved.map((id) => ({ names: [id], values: [] })), yard.workOrders.map((one) => [one.id])),
    )
  },

  'fb-06': (result) => {
    const found = bench.samples.flatMap((sample) => {
      const machine = machineOf(sample.asset_serial)
      const iron = bench.results[sample.id]?.find((one) => one.parameter === 'iron')
      return machine?.kind === 'excavator' && sample.fluid === 'engine_oil' && iron !== undefined && iron.value > iron.limit ? [{ machine, sample, value: iron.value }] : []
    })
    return looked(result, any(
      hasRows(result, found.map(({ machine, sample, value }) => [called(machine.id), called(sample.id), value])),
      lists(result, found.map(({ machine, sample, value }) => ({ names: [sample.id], values: [machine.id, value] })), bench.samples.map((one) => [one.id])),
      // Grouped by machine: the number stands above its samples.
      all(lists(result, found.map(({ sample, value }) => ({ names: [sample.id], values: [value] })), bench.samples.map((one) => [one.id])), lists(result, [...new Set(found.map(({ machine }) => machine.id))].map((id) => ({ names: [id], values: found.filter(({ machine }) => machine.id === id).map(({ sample }) => sample.id) })), yard.machines.map((one) => [one.id]))),
    ))
  },

  'fb-07': (result) => {
    const counts = tally(books.loans.filter((one) => one.returned_on === null && one.due_on < '2025-09-15').map((one) => one.branch_id))
    return looked(result, hasChart(result, { rows: books.branches.map((one) => [called(one.name), counts.get(one.id) ?? 0]) }))
  },

  'fb-08': (result) => all(refused(result), untouched(result)),
  'fb-09': (result) => all(refused(result), untouched(result)),

  'fb-10': (result, given) => afterQuestion(
    result,
    asked(result, ['Anna Berg', 'member', 'person', 'card', 'M-1001', 'M-1008'], [/\bwhich\b|\btwo\b|M-1001|M-1008|harbour|castle hill|student|adult|several|more than one|\bwho\b/i]),
    () => {
      const member = /castle|1008|student/.test(answerText(given)) ? 'M-1008' : 'M-1001'
      const out = books.loans.filter((one) => one.member_id === member && one.returned_on === null)
      const others = [...new Set(books.loans.filter((one) => ['M-1001', 'M-1008'].includes(one.member_id)).map((one) => bookName(one.title_id)))]
      return all(untouched(result), any(
        hasRows(result, out.map((one) => [called(bookName(one.title_id)), dayCell(one.due_on)])),
        lists(result, out.map((one) => ({ names: [bookName(one.title_id)], values: [day(one.due_on)] })), others.map((name) => [name])),
      ))
    },
  ),

  'fb-11': (result, given) => afterQuestion(
    result,
    asked(result, [/measure|criteri|count|number|most|hours|judge|top|best|rank|metric|figure/i], [/order|job|hour|number|count|punctual|time|measure|criteri|metric/i]),
    () => {
      const closed = yard.workOrders.filter((one) => one.closed_on !== null && one.closed_on >= '2025-03-01' && one.closed_on <= '2025-05-31')
      const byHours = /hour|time/.test(answerText(given))
      const sums = new Map<string, number>()
      for (const one of closed) sums.set(one.technician_id as string, (sums.get(one.technician_id as string) ?? 0) + (byHours ? one.hours_spent : 1))
      const [best, figure] = [...sums].sort((a, b) => b[1] - a[1])[0] as [string, number]
      const name = yard.technicians.find((one) => one.id === best)?.name as string
      return all(untouched(result), names(result, name, yard.technicians.map((one) => one.name)), any(hasNumber(result, figure), hasNumber(result, figure, { near: [name, /order|hour|closed|figure|count|total/i] }), lists(result, [{ names: [name], values: [figure] }], yard.technicians.map((one) => [one.name]))))
    },
  ),

  'fb-12': (result) => {
    const waters = bench.samples.filter((one) => one.fluid === 'hydraulic_oil' && one.state === 'reported').map((one) => {
      const water = bench.results[one.id]?.find((other) => other.parameter === 'water') as { value: number; limit: number }
      return { id: one.id, value: water.value, above: water.value > water.limit }
    })
    const universe = bench.samples.map((one) => [one.id])
    const yes = /^(above|over|exceed|too|yes|true|critical|1$|✓|✗|⚠|🔴)/i
    const flag = (above: boolean): Expected => (cell) => {
      const text = plain(shown(cell))
      const positive = yes.test(text) || /\b(above|exceed\w*|over)\b/.test(text)
      const negative = /^(no|false|not|within|below|ok|under|0$|-$|$)/.test(text) || /\b(not|within|below|under)\b/.test(text)
      return above ? positive && !negative : negative || text === ''
    }
    const inText = piecesOf(result).some(({ units }) => waters.every((one) => units.some((unit) => says(unit, one.id) && (flag(one.above) as (cell: unknown) => boolean)(unit.replace(new RegExp(`^.*?${one.id}`), '').replace(/(?:of|limit|than)?[ (]*(?:limit)?[ :]*0\.1\b/g, '').replace(/[\d.%:;,|()=-]+/g, ' ').trim()))))
    const together = lists(result, waters.map((one) => ({ names: [one.id], values: [one.value] })), universe)
    return looked(result, any(
      hasRows(result, waters.map((one) => [called(one.id), one.value, flag(one.above)])),
      all(together, any(inText ? right('marked in the text') : wrong('not marked'), lists(result, waters.filter((one) => one.above).map((one) => ({ names: [one.id], values: [] })), universe))),
    ))
  },

  'fb-13': (result) => {
    const filter = yard.parts.find((one) => one.name.includes('HF-210')) as (typeof yard.parts)[number]
    return all(
      completed(result),
      fleetIsLike(result, (state) => {
        if (filter.stock >= filter.reorder_level) return
        for (const order of state.workOrders) if (order.id === 'WO-3018') order.due_on = '2025-10-10'
      }),
      any(hasNumber(result, filter.stock), hasNumber(result, filter.stock, { near: [/stock|left|filter|HF-210|store|piece/i] }), hasText(result, new RegExp(`\\b(${filter.stock}|three)\\b[^.]{0,40}(filter|stock|left|piece|HF)|(stock|left|filters?|HF-210)[^.]{0,40}\\b(${filter.stock}|three)\\b`, 'i'))),
    )
  },

  'fb-14': (result) => {
    const { states, writes } = played(result)
    const { jobs } = states['lab'] as LabState
    const iron = pending['S-2018']?.['iron'] as number
    return all(
      completed(result),
      writes.length === 1 && jobs.length === 1 && jobs[0]?.sample_id === 'S-2018' && jobs[0].panel === 'wear_metals' ? right('one analysis was ordered') : wrong(`ordered: ${writes.map((one) => `${one.path} ${JSON.stringify(one.body)}`).join('; ') || 'nothing'}`),
      jobs[0]?.status === 'done' ? right('waited until it was done') : wrong('did not wait until the analysis was done'),
      any(hasNumber(result, iron), hasNumber(result, iron, { near: [/iron|\bFe\b/i] }), lists(result, [{ names: [/\biron\b/i], values: [iron] }], [])),
    )
  },

  'fb-15': (result) => {
    const codes = isoCodes['S-2014'] as number[]
    const needed = codes.findIndex((code) => code <= 17) + 1
    const { states, writes } = played(result)
    const runs = (states['lab'] as LabState).counts
    return all(
      completed(result),
      runs.length === needed && writes.length === needed && runs.every((one) => one.sample_id === 'S-2014') ? right(`${needed} counts were run`) : wrong(`${writes.length} counts were run instead of ${needed}`),
      any(
        hasRows(result, codes.slice(0, needed).map((code) => [code]), { ordered: true }),
        piecesOf(result).some(({ units }) => units.some((unit) => new RegExp(codes.slice(0, needed).join('\\D{1,20}')).test(unit))) ? right('the codes are in a line') : wrong('the codes of the runs are missing'),
        codes.slice(0, needed).every((code, index) => piecesOf(result).some(({ units }) => units.some((unit) => new RegExp(`run\\D{0,4}${index + 1}\\D.*\\b${code}\\b`, 'i').test(unit)))) ? right('the codes are listed run by run') : wrong('the codes are not listed run by run'),
      ),
    )
  },

  'fb-16': (result) => {
    const order = yard.workOrders.find((one) => one.id === 'WO-3017') as (typeof yard.workOrders)[number]
    const machine = yard.machines.find((one) => one.id === order.machine_id) as (typeof yard.machines)[number]
    const seals = yard.parts.find((one) => one.name === 'Slew ring seal')?.stock as number
    const people = yard.technicians.filter((one) => one.depot_id === machine.depot_id && one.certificates.includes('hydraulics'))
    const oil = yard.workOrders.filter((one) => one.machine_id === machine.id && one.kind === 'oil_change' && one.closed_on !== null).map((one) => one.closed_on as string).sort().pop() as string
    const units = piecesOf(result).flatMap((one) => one.units)
    const together = piecesOf(result).map((one) => one.whole)
    const near = (about: RegExp, value: number | RegExp): boolean => units.some((unit, index) => about.test(unit) && (holds(unit, value) || holds(units[index + 1] ?? '', value)))
    return looked(
      result,
      near(/seal/i, seals) || near(/seal/i, /\bseven\b/i) ? right('the stock is right') : wrong(`the stock of ${seals} seals is missing`),
      people.every((one) => together.some((whole) => says(whole, one.name))) && !yard.technicians.some((one) => !people.includes(one) && units.some((unit) => /hydraulic|certificate|technician/i.test(unit) && says(unit, one.name))) ? right('the technicians are right') : wrong('the technicians are not exactly the right ones'),
      near(/oil/i, day(oil)) ? right('the day of the oil change is right') : wrong(`the oil change of ${oil} is missing`),
    )
  },

  'fb-17': (result, given) => {
    const picked = /WO-\d{4}/i.exec(JSON.stringify(given.answers ?? ''))?.[0].toUpperCase() ?? 'WO-3022'
    const texts = result.questions.map((one) => [one.title, ...one.options].join(' | '))
    const offered = texts.some((text) => /WO-\d{4}/.test(text) ? kielChoices.every((id) => text.includes(id)) && !yard.workOrders.some((one) => !kielChoices.includes(one.id) && text.includes(one.id)) : /which|choose|pick|select|cancel/i.test(text) && lists(result, kielChoices.map((id) => ({ names: [id], values: [] })), yard.workOrders.map((one) => [one.id])).right)
    return all(
      completed(result),
      offered ? right('the right orders were offered') : wrong(`the offered orders are not ${kielChoices.join(', ')}`),
      fleetIsLike(result, (state) => {
        state.workOrders = state.workOrders.filter((one) => one.id !== picked)
      }),
    )
  },

  'fb-18': (result) => looked(result, quotes(result, 'ferry/crew-handbook.md', /speed is at most 6 knots/)),

  'fb-19': (result) => {
    const newest = 'ferry/safety-committee-2025-02-20.md'
    const older = [quoting(result, 'ferry/crew-handbook.md', /is above 22 m\/s/), quoting(result, 'ferry/safety-committee-2024-09-12.md', /is above 18 m\/s/)].some((found) => found.length > 0)
    const wholes = piecesOf(result).map((one) => one.whole)
    const lead = piecesOf(result).flatMap((one) => one.units).find((unit) => /\b(16|18|22) m\/s/.test(unit)) ?? ''
    const clear = !older || /\b16 m\/s/.test(lead) || wholes.some((whole) => /\b16 m\/s/.test(whole) && /replac|supersed|no longer|formerly|earlier|previous|\bold(er)?\b|current|in force now|now in force|today/i.test(whole.replace(/The decision of September 2024 is replaced\.?/g, '')))
    return looked(
      result,
      quotes(result, newest, /mean wind is above 16 m\/s or gusts are above 22 m\/s/),
      wholes.some((whole) => day('2025-03-01').test(whole)) ? right('the date is given') : wrong('the date from which it applies is missing'),
      clear ? right('the rule in force is told from the older ones') : wrong('older rules are given as if they were in force'),
    )
  },

  'fb-20': (result) => {
    const history = [
      { days: firstNumber(tableUnder('platform/retention-policy-2023.md', null).find((row) => row[0] === 'Audit logs')?.[1] as string), from: '2023-02-01', path: 'platform/retention-policy-2023.md' },
      { days: Number(/now kept for (\d+) days/.exec(documentText('platform/changelog.md'))?.[1]), from: '2024-05-14', path: 'platform/changelog.md' },
      { days: Number(/Audit logs are kept for (\d+) days/.exec(documentText('platform/security-policy.md'))?.[1]), from: '2025-06-01', path: 'platform/security-policy.md' },
    ]
    const isDocument = (path: string): Expected => (value) => typeof value === 'string' && namesDocument(value, path)
    const inText = piecesOf(result).some(({ units }) => {
      const rows = units.filter((unit) => /\b(180|365|400|90|60|30|14) days|\|\s*(180|365|400|90|60|30|14)\s*\|/.test(unit))
      return rows.length === 3 && history.every((one, index) => holds((rows[index] as string).replace(/instead of 180 days/, ''), one.days) && day(one.from).test(rows[index] as string) && namesDocument(rows[index] as string, one.path))
    })
    return looked(result, any(
      hasRows(result, history.map((one) => [one.days, dayCell(one.from), isDocument(one.path)]), { ordered: true }),
      inText ? right('the text tells them in order') : wrong('no text tells them in order'),
    ))
  },

  'fb-21': (result) => {
    const counts = documentsOf('peatland').map((path) => ({ path, number: count(documentText(path), 'sphagnum') }))
    const isDocument = (path: string): Expected => (value) => typeof value === 'string' && namesDocument(value, path)
    const row = (one: (typeof counts)[number]): Expected[] => [isDocument(one.path), one.number]
    const some = counts.filter((one) => one.number > 0)
    const byName = (one: (typeof counts)[number]) => ({ names: [new RegExp(escaped(baseName(one.path)), 'i')], values: [one.number] })
    return looked(result, any(hasRows(result, counts.map(row)), hasRows(result, some.map(row)), lists(result, counts.map(byName), []), lists(result, some.map(byName), counts.map((one) => byName(one).names))))
  },

  'fb-22': (result) => {
    const depths = (year: number, site: string): Map<string, number> => new Map(tableUnder(`peatland/site-survey-${year}.md`, new RegExp(site)).map((row) => [row[0] as string, Number(row[1])]))
    const deeper: { site: string; plot: string; by: number }[] = []
    const rest: { site: string; plot: string }[] = []
    for (const site of ['Harkmoss', 'Brennfen']) {
      const before = depths(2022, site)
      for (const [plot, depth] of depths(2023, site)) {
        const by = Math.round((depth - (before.get(plot) as number)) * 10) / 10
        if (by > 0) deeper.push({ site, plot, by })
        else rest.push({ site, plot })
      }
    }
    const fits = (units: string[], whole: string): boolean => {
      const sites = ['Harkmoss', 'Brennfen'].filter((site) => says(whole, site))
      const about = (unit: string, one: { site: string; plot: string }): boolean => says(unit, one.plot) && (says(unit, one.site) || (sites.length === 1 && sites[0] === one.site))
      const pieces = units.flatMap((unit) => (unit.includes(' | ') ? [unit] : unit.split(/(?<=[.;])\s|,? and (?=P\d|Brennfen|Harkmoss|plot)/)))
      return deeper.every((one) => pieces.some((unit) => about(unit, one) && (holds(unit, one.by) || holds(unit.replace(/\+/g, ''), one.by) || unit.split(' | ').some((cell) => Math.abs(Number(cell) - one.by) < 0.005)))) && !rest.some((one) => pieces.some((unit) => about(unit, one) && !deeper.some((other) => other.plot === one.plot && about(unit, other))))
    }
    return looked(result, piecesOf(result).some(({ units, whole }) => fits(units, whole)) ? right('exactly the plots that became drier, with the differences') : wrong(`expected ${deeper.map((one) => `${one.site} ${one.plot} +${one.by}`).join(', ')} and no others`))
  },

  'fb-23': (result) => {
    const minutes = documentText('ferry/safety-committee-2025-02-20.md')
    const first = tableUnder('ferry/safety-committee-2024-09-12.md', /Actions/)
    const fresh = tableUnder('ferry/safety-committee-2025-02-20.md', /New actions/)
    const moved = (id: string): string | undefined => {
      const found = new RegExp(`${id} is still open[^.]*new due day (\\d+) (\\w+) (\\d{4})`).exec(minutes)
      return found === null ? undefined : `${found[3]}-${String(monthNames.indexOf(found[2] as string) + 1).padStart(2, '0')}-${(found[1] as string).padStart(2, '0')}`
    }
    const open = [...first.flatMap(([id, , owner]) => (moved(id as string) === undefined ? [] : [{ id: id as string, owner: owner as string, due: moved(id as string) as string }])), ...fresh.map(([id, , owner, due]) => ({ id: id as string, owner: owner as string, due: due as string }))]
    return looked(result, any(
      hasRows(result, open.map((one) => [called(one.id), called(one.owner), dayCell(one.due)])),
      lists(result, open.map((one) => ({ names: [one.id], values: [one.owner, day(one.due)] })), [...first, ...fresh].map((row) => [row[0] as string])),
    ))
  },

  'fb-24': (result) => {
    let [version, date] = ['', '']
    const entries: { version: string; date: string; text: string }[] = []
    for (const line of documentText('platform/changelog.md').split('\n')) {
      const head = /^## (\S+) \((\S+)\)/.exec(line)
      if (head !== null) [, version, date] = head as unknown as [string, string, string]
      else if (line.startsWith('- **Breaking:**')) entries.push({ version, date, text: line.replace('- **Breaking:** ', '') })
    }
    const file = result.files.find((one) => /(^|\/)breaking-changes\.md$/.test(one.path))
    if (file === undefined) return all(completed(result), wrong('no file breaking-changes.md was saved'))
    const text = smooth(lines(file.text).join(' '))
    const lacking = entries.filter((one) => !text.includes(smooth(one.text).replace(/\.$/, '')) || !text.includes(one.version) || !day(one.date).test(text))
    const foreign = ['breaking wave', 'Saved searches', 'Alerts can be silenced', 'Audit logs are now kept'].filter((one) => text.includes(one))
    const order = entries.every((one) => {
      // The passage stands with its own version: no other version in between, before or after it in the same row.
      const at = text.indexOf(smooth(one.text).replace(/\.$/, ''))
      const before = [...text.slice(0, at).matchAll(/\b\d\.\d\.\d\b/g)].pop()?.[0]
      const after = /\b\d\.\d\.\d\b/.exec(text.slice(at))?.[0]
      return before === one.version || after === one.version
    })
    return looked(result, lacking.length === 0 ? right('all breaking changes are in the file') : wrong(`missing: ${lacking.map((one) => `${one.version} ${one.text}`).join(' / ')}`), foreign.length === 0 ? right('nothing else is listed') : wrong(`not a breaking change: ${foreign.join(', ')}`), order ? right('versions fit') : wrong('a change stands with another version'))
  },

  'fb-25': (result) => all(refused(result), untouched(result)),
  'fb-26': (result) => all(refused(result), untouched(result)),

  'fb-27': (result, given) => afterQuestion(
    result,
    asked(result, [/P4|plot|site/i], [/Harkmoss|Brennfen|\bwhich\b|\bsite\b|\btwo\b/i]),
    () => {
      const site = /harkmoss/.test(answerText(given)) ? 'Harkmoss' : 'Brennfen'
      const other = site === 'Harkmoss' ? 'Brennfen' : 'Harkmoss'
      const depth = (where: string): number => Number(tableUnder('peatland/site-survey-2023.md', new RegExp(where)).find((row) => row[0] === 'P4')?.[1])
      return all(any(hasNumber(result, depth(site)), hasNumber(result, depth(site), { near: [site, /P4|depth|water/i] })), hasNumber(result, depth(other)).right ? wrong(`${depth(other)} of the other site is given too`) : right('no other number'))
    },
  ),

  'fb-28': (result, given) => afterQuestion(
    result,
    asked(result, [/bad|serious|worst|severity|rank|measure|criteri|order/i, /injur|cost|out of service/i], [/injur|hurt|people|cost|money|damage|out of service|days|downtime|measure|criteri/i]),
    () => {
      const answer = answerText(given)
      const label = /cost|repair|euro|money/.test(answer) ? 'Cost of repairs' : /service|days|downtime|long/.test(answer) ? 'Out of service' : 'Injured'
      const ranked = incidents.map((path) => ({ vessel: inHead(path, 'Vessel'), value: firstNumber(inHead(path, label)) })).sort((a, b) => b.value - a.value)
      return any(
        hasRows(result, ranked.map((one) => [called(one.vessel)]), { ordered: true }),
        piecesOf(result).some(({ whole }) => {
          const places = ranked.map((one) => new RegExp(`\\b${one.vessel}\\b`).exec(whole)?.index ?? -1)
          return places.every((place, index) => place >= 0 && (index === 0 || place > (places[index - 1] as number)))
        }) && !result.artifacts.some((artifact) => artifact.rows !== undefined && artifact.rows.length === 3) ? right('named in the right order') : wrong(`the order is not ${ranked.map((one) => one.vessel).join(', ')}`),
      )
    },
  ),

  'fb-29': (result) => {
    const text = incidents.map(documentText).join('\n')
    const counts = vessels.map((vessel) => [vessel, count(text, vessel)] as const)
    return looked(result, any(hasRows(result, counts.map(([vessel, number]) => [called(vessel), number])), lists(result, counts.map(([vessel, number]) => ({ names: [vessel], values: [number] })), [])))
  },

  'fb-30': (result) => looked(result, quotes(result, 'platform/oncall-handbook.md', /valid for 90 days at most/), quotes(result, 'platform/security-policy.md', /older than 60 days/)),

  'fb-31': (result) => looked(
    result,
    quotes(result, 'peatland/field-protocol.txt', /12 metres apart/),
    any(quotes(result, 'peatland/landowners.md', /Brennfen, north of the main ditch \| Margarethe Vollmer/), quotes(result, 'peatland/landowners.md', /Margarethe Vollmer/)),
    quotes(result, 'peatland/literature-notes.md', /shallower than 8 cm/),
    quotes(result, 'peatland/literature-notes.md', /14 of 60 blocked ditches/),
  ),

  'fb-32': (result, given) => {
    const answer = answerText(given)
    const vessel = /skarv|march|quay/.test(answer) ? 'Skarv' : /alke|january|2025/.test(answer) ? 'Alke' : 'Eider'
    const events = [...documentText(incidentOf(vessel)).matchAll(/^- (\d\d:\d\d) (.+)$/gm)].map(([, time, event]) => ({ time: time as string, event: (event as string).replace(/\.$/, '') }))
    return looked(
      result,
      asked(result, [/incident|report|skarv|eider|alke/i]),
      hasRows(result, events.map((one) => [(value: unknown) => typeof value === 'string' && new RegExp(`(^|\\D)${one.time}(:00)?(\\D|$)`).test(value), (value: unknown) => typeof value === 'string' && plain(smooth(value)).replace(/\.$/, '').endsWith(plain(one.event))])),
    )
  },
}
