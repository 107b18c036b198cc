// What the checkers look at: effects on the services, the small pieces of a result, quotes of documents.
import { readFileSync, readdirSync } from 'node:fs'
import { all, any, close, completed, hasRows, matches, numbersIn, plain, right, tablesOf, wrong } from '../checker.ts'
import type { Expected, GoalResult, ResultArtifact, Verdict } from '../checker.ts'
import { handle } from './services/http.ts'
import type { Definition } from './services/http.ts'
import { loggers } from './services/loggers.ts'
import { lostfound } from './services/lostfound.ts'
import type { LostState } from './services/lostfound.ts'

// ---------------------------------------------------------------- effects on the services

const definitions: { [name: string]: Definition<never> } = { loggers: loggers as unknown as Definition<never>, lostfound: lostfound as unknown as Definition<never> }

/** Plays the requests on fresh services: their state afterwards, and the requests that changed something. */
export function played(result: GoalResult): { states: { [name: string]: unknown }; writes: GoalResult['requests'] } {
  const states: { [name: string]: unknown } = {}
  for (const [name, definition] of Object.entries(definitions)) states[name] = definition.seed()
  const writes: GoalResult['requests'] = []
  for (const request of result.requests) {
    const definition = definitions[request.service]
    if (definition === undefined) continue
    const reply = handle(definition, states[request.service] as never, request)
    if (request.method !== 'GET' && reply.status < 300) writes.push(request)
  }
  return { states, writes }
}

export function untouched(result: GoalResult): Verdict {
  const { writes } = played(result)
  return writes.length === 0 ? right('nothing was changed') : wrong(`something was changed: ${writes.map((one) => `${one.method} ${one.path}`).join(', ')}`)
}

/** The office's register is afterwards as the change makes it, and no other service was written to. */
export function officeIsLike(result: GoalResult, change: (state: LostState) => void): Verdict {
  const { states, writes } = played(result)
  const expected = lostfound.seed()
  change(expected)
  if (writes.some((one) => one.service !== 'lostfound')) return wrong('another service was written to')
  return JSON.stringify(states['lostfound']) === JSON.stringify(expected) ? right('exactly the right changes were made') : wrong(`the changes are not the right ones: ${writes.map((one) => `${one.method} ${one.path} ${JSON.stringify(one.body)}`).join('; ') || 'none'}`)
}

export const looked = (result: GoalResult, ...parts: Verdict[]): Verdict => all(completed(result), untouched(result), ...parts)

/** Asked about the right thing and stopped there, or asked, was answered and answered rightly in turn. */
export function afterQuestion(result: GoalResult, question: Verdict, answer: () => Verdict): Verdict {
  if (result.outcome === 'asked') return all(question, untouched(result))
  return all(completed(result), question, answer())
}

// ---------------------------------------------------------------- what a result says, piece by piece

const block = /<\/(?:p|li|div|h\d|tr|blockquote|q|td|th|pre|dd|dt)>|<br\s*\/?>/i
const decoded = (html: string): string => html.replace(/<[^>]*>/g, ' ').replace(/&nbsp;/g, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&#0?39;|&apos;|&rsquo;/g, "'").replace(/&quot;|&ldquo;|&rdquo;/g, '"').replace(/&amp;/g, '&')
const isHtml = (text: string): boolean => /<(?:p|div|table|li|h\d|html|blockquote|section)\b[^>]*>/i.test(text)
export const lines = (text: string): string[] => (isHtml(text) ? text.split(block).map(decoded) : text.split('\n')).map((line) => line.trim()).filter((line) => line !== '')

interface Pieces { from: string; units: string[]; whole: string }
export const shown = (value: unknown): string => (value === null || value === undefined ? '' : typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
const rowText = (row: { [column: string]: unknown }): string => Object.values(row).map(shown).join(' | ')

/** The final products (and saved files) as small pieces: a row, a number, a line of a text. */
export function piecesOf(result: GoalResult): Pieces[] {
  const pieces = result.artifacts.map((artifact): Pieces => {
    const units: string[] = []
    for (const row of artifact.rows ?? []) units.push(rowText(row))
    for (const number of artifact.numbers ?? []) units.push(`${number.name} | ${number.title} | ${shown(number.value)} | ${number.unit ?? ''}`)
    if (artifact.text !== undefined) units.push(...(isHtml(artifact.text) ? artifact.text.split(/<\/(?:p|li|div|h\d|tr|blockquote)>|<br\s*\/?>/i).map(decoded) : lines(artifact.text)).map((line) => line.trim()).filter((line) => line !== ''))
    return { from: `${artifact.kind} "${artifact.title}"`, units, whole: [artifact.title, ...units].join('\n') }
  })
  for (const file of result.files) pieces.push({ from: `file ${file.path}`, units: lines(file.text), whole: file.text })
  return pieces
}

export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
export const says = (text: string, word: string | RegExp): boolean =>
  typeof word === 'string' ? new RegExp(`(^|[^a-z0-9])${escaped(plain(word))}(?![a-z0-9])`).test(plain(text)) : word.test(text)

export const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
/** The usual ways to write a day. */
export function day(iso: string): RegExp {
  const [year, month, date] = iso.split('-') as [string, string, string]
  const name = monthNames[Number(month) - 1] as string
  const short = `(?:${name}|${name.slice(0, 3)}\\.?|${name.slice(0, 4)}\\.?)`
  const number = String(Number(date))
  return new RegExp(`${iso}|\\b0?${number}(?:st|nd|rd|th|\\.)? (?:of )?${short},? ${year}|${short} 0?${number}(?:st|nd|rd|th)?,? ${year}|\\b0?${number}\\.0?${Number(month)}\\.${year}`, 'i')
}
export const dayCell = (iso: string): Expected => (value) => typeof value === 'string' && (value.startsWith(iso) || (day(iso).test(value) && value.length < 30))

/** A value within a piece: a number as such (also of a cell "7 pieces"), a word as a word. */
export function holds(piece: string, value: number | string | RegExp, tolerance = 1e-6): boolean {
  if (typeof value !== 'number') return says(piece, value)
  return piece.split(' | ').some((cell) => matches(cell, value, Math.max(tolerance, 1e-4 * Math.abs(value)))) || numbersIn(piece.replace(/\*/g, '')).some((number) => close(number, value, tolerance))
}

interface Thing { names: (string | RegExp)[]; values: (number | string | RegExp)[] }

/**
 * In one product, exactly the expected things of a universe are named, and each has its values in the same piece or,
 * in a text, before the next thing is named.
 */
export function lists(result: GoalResult, expected: Thing[], universe: (string | RegExp)[][], ordered = false, tolerance = 1e-6): Verdict {
  const reasons: string[] = []
  for (const { from, units } of piecesOf(result)) {
    const named = (unit: string, names: (string | RegExp)[]): boolean => names.some((name) => says(unit, name))
    const others = universe.filter((names) => !expected.some((thing) => thing.names[0] === names[0]))
    const foreign = others.find((names) => units.some((unit) => named(unit, names)))
    if (foreign !== undefined) {
      reasons.push(`${from} also names ${String(foreign[0])}`)
      continue
    }
    const places: number[] = []
    const reason = expected.map((thing): string | null => {
      const at = units.findIndex((unit, index) => {
        if (!named(unit, thing.names)) return false
        let end = index + 1
        while (end < units.length && !expected.some((other) => named(units[end] as string, other.names))) end += 1
        const segments = [unit, units.slice(index, end).join(' | ')]
        return segments.some((segment) => thing.values.every((value) => holds(segment, value, tolerance)))
      })
      places.push(at)
      return at < 0 ? `${from} does not say ${String(thing.names[0])} with ${thing.values.map(String).join(', ')}` : null
    }).find((one) => one !== null)
    if (reason !== undefined) reasons.push(reason as string)
    else if (ordered && places.some((place, index) => index > 0 && place < (places[index - 1] as number))) reasons.push(`${from}: the order is wrong`)
    else return right(`${from} lists exactly the right ones`)
  }
  return wrong(reasons.slice(0, 3).join(' / ') || 'there are no products')
}

/** Of the universe, some product names exactly the expected one, and none names exactly another. */
export function names(result: GoalResult, expected: string | RegExp, universe: (string | RegExp)[]): Verdict {
  let found = false
  for (const { from, whole } of piecesOf(result)) {
    const named = universe.filter((name) => says(whole, name))
    if (named.length !== 1) continue
    if (String(named[0]) === String(expected)) found = true
    else return wrong(`${from} names ${String(named[0])}`)
  }
  return found ? right(`${String(expected)} is named`) : wrong(`${String(expected)} is not named as the answer`)
}

// ---------------------------------------------------------------- documents and quotes

const folder = new URL('./documents/', import.meta.url)
export const documentText = (path: string): string => readFileSync(new URL(path, folder), 'utf8')
export const documentsOf = (set: string): string[] => readdirSync(new URL(`${set}/`, folder)).sort().map((name) => `${set}/${name}`)
export const baseName = (path: string): string => (path.split('/').pop() as string).replace(/\.\w+$/, '')

export const smooth = (text: string): string => text.replace(/[“”„«»]/g, '"').replace(/[‘’]/g, "'").replace(/\\\|/g, '|').replace(/\*\*|`/g, '').replace(/\s+/g, ' ').trim()
const bare = (text: string): string => smooth(text).replace(/^(?:>\s*|[-*•]\s+|\d+[.)]\s+)+/, '').replace(/^["'(\s]+|["')\s]+$/g, '').replace(/^(?:\.\.\.|…)\s*|\s*(?:\.\.\.|…)$/g, '').trim()

/** Does the text name the document, by its file name or its heading? */
export function namesDocument(text: string, path: string): boolean {
  const heading = /^#*\s*(.+)$/m.exec(documentText(path))?.[1] ?? path
  return plain(text).includes(plain(baseName(path))) || plain(text).includes(plain(heading)) || plain(text).replace(/[-_]/g, ' ').includes(plain(baseName(path)).replace(/[-_]/g, ' '))
}

/** Pieces of a product that may be quotes: cells, quoted spans, block quotes, lines, and lines without what introduces them. */
function candidates(artifact: ResultArtifact | { text: string; rows?: undefined }): string[] {
  const found: string[] = []
  for (const row of artifact.rows ?? []) for (const cell of Object.values(row)) if (typeof cell === 'string') found.push(cell)
  const text = artifact.text
  if (text !== undefined) {
    const own = lines(text)
    found.push(...own)
    const flat = isHtml(text) ? decoded(text.replace(new RegExp(block.source, 'gi'), '\n')) : text
    for (const [, blockquote = ''] of flat.matchAll(/((?:^>.*(?:\n|$))+)/gm)) found.push(blockquote.replace(/^>\s?/gm, ''))
    if (isHtml(text)) for (const [, inner = ''] of text.matchAll(/<(?:blockquote|q)\b[^>]*>([\s\S]*?)<\/(?:blockquote|q)>/gi)) found.push(decoded(inner))
    for (const table of tablesOf([{ kind: 'text', name: '', title: '', media_type: '', text }])) for (const row of table.rows) found.push(...Object.values(row).map(shown))
    for (const line of own) for (const mark of line.matchAll(/: | [–—-] /g)) found.push(line.slice(mark.index + mark[0].length))
  }
  const inner = found.flatMap((piece) => [...smooth(piece).matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? ''))
  return [...found, ...inner]
}

/** The product (or file) quotes the document: an exact passage of it that contains the fact. */
export function quoting(result: GoalResult, path: string, fact: RegExp): string[] {
  const raw = smooth(documentText(path))
  const exact = fact.exec(raw)?.[0]
  if (exact === undefined) throw new Error(`${path} does not contain ${fact.source}`)
  const wholes: string[] = []
  const products = [...result.artifacts.map((one) => ({ one, also: one.title })), ...result.files.map((file) => ({ one: { text: file.text }, also: file.path }))]
  for (const { one, also } of products) {
    const passages = candidates(one)
    const sentences = raw.split(/(?<=[.;])\s|\n/).filter((sentence) => sentence.includes(exact))
    const isQuote = passages.some((passage) => {
      const quote = bare(passage)
      if (quote.includes(exact) && raw.includes(quote)) return true
      // A quote that keeps the marks of its source, such as the pipes of a table row, or a sentence within a longer line.
      const same = smooth(passage)
      return same.includes(exact) && (raw.includes(same) || sentences.some((sentence) => same.includes(sentence)))
    })
    if (isQuote) wholes.push([also, ...passages].join('\n'))
  }
  return wholes
}

export function quotes(result: GoalResult, path: string, fact: RegExp, named = true): Verdict {
  const wholes = quoting(result, path, fact)
  if (wholes.length === 0) return wrong(`no exact passage of ${path} with ${fact.source}`)
  return !named || wholes.some((whole) => namesDocument(whole, path)) ? right(`${path} is quoted`) : wrong(`${path} is quoted but not named`)
}

/** Rows of the first table under a heading (or anywhere) of a Markdown document. */
export function tableUnder(path: string, heading: RegExp | null): string[][] {
  const all = documentText(path).split('\n')
  let at = heading === null ? 0 : all.findIndex((line) => line.startsWith('#') && heading.test(line))
  while (at < all.length && !(all[at] as string).startsWith('|')) at += 1
  const rows: string[][] = []
  for (; at < all.length && (all[at] as string).startsWith('|'); at += 1) rows.push((all[at] as string).split('|').slice(1, -1).map((cell) => cell.trim()))
  return rows.slice(2)
}

export const called = (...words: (string | RegExp)[]): Expected => (value) => (typeof value === 'string' || typeof value === 'number') && words.some((word) => says(String(value), word))

export function hasText(result: GoalResult, pattern: RegExp): Verdict {
  return piecesOf(result).some(({ whole }) => pattern.test(whole)) ? right('the text says so') : wrong(`no text says ${pattern.source}`)
}

/** As `lists`, in texts only (tables are looked at row by row), and without a text that goes through the same things over and over. */
export function told(result: GoalResult, expected: Thing[], universe: (string | RegExp)[][] = [], ordered = false, tolerance = 1e-6): Verdict {
  const texts = { ...result, artifacts: result.artifacts.filter((artifact) => artifact.rows === undefined), files: result.files.filter((file) => /\.(md|txt|html?)$/i.test(file.path)) }
  const repeated = piecesOf(texts).find(({ units }) => expected.some((thing) => units.filter((unit) => thing.names.some((name) => says(unit, name))).length > 2))
  return repeated === undefined ? lists(texts, expected, universe, ordered, tolerance) : wrong(`${repeated.from} names the same things over and over`)
}

/** Rows of a name and its figures: as rows of a table, or told line by line in a text. */
export function figures(result: GoalResult, rows: readonly (readonly [string, ...number[]])[], options: { universe?: string[]; ordered?: boolean; tolerance?: number } = {}): Verdict {
  const { universe = [], ordered = false, tolerance } = options
  return any(
    hasRows(result, rows.map(([name, ...values]): Expected[] => [called(name), ...values]), { ordered, in: 'any', ...(tolerance === undefined ? {} : { tolerance }) }),
    told(result, rows.map(([name, ...values]) => ({ names: [name], values })), universe.map((name) => [name]), ordered, tolerance),
  )
}
