// The lost property office of a town: things that were found, claims of people who lost something, and the shelves where things lie.
import { inPath, invalid, listOf, missing, ok, query, ref, serve } from './http.ts'
import type { Definition, Schema, Service } from './http.ts'

export interface Item { id: string; kind: string; description: string; found_on: string; found_at: string; state: string; shelf_id: string | null; claim_id: string | null }
export interface Claim { id: string; person: string; kind: string; description: string; lost_on: string; lost_at: string; state: string; item_id: string | null; handling_fee_eur: number }
export interface Shelf { id: string; room: string; capacity: number }
export interface LostState { items: Item[]; claims: Claim[]; shelves: Shelf[] }

const itemLines = `
F-1001|umbrella|black, wooden handle|2025-02-11|Tram 4|stored|B2
F-1002|bag|brown leather satchel|2025-03-03|Town hall|stored|B1
F-1003|keys|four keys, green tag|2025-03-20|Market|handed_out|
F-1004|glasses|round, tortoiseshell|2025-04-02|Swimming bath|stored|A1
F-1005|phone|cracked screen, blue case|2025-04-17|Tram 2|stored|A2
F-1006|umbrella|red with white dots|2025-04-28|Town hall|stored|B2
F-1007|clothing|grey wool coat, size M|2025-05-05|Theatre|stored|B2
F-1008|bag|sports bag, club crest|2025-05-19|Tram 4|stored|B2
F-1009|keys|car key with torch|2025-05-30|Harbour steps|stored|A1
F-1010|toy|knitted rabbit|2025-06-04|Tram 2|handed_out|
F-1011|bag|black rucksack, laptop sleeve|2025-06-12|Eastgate station|stored|B2
F-1012|glasses|sunglasses, broken arm|2025-06-23|Harbour steps|stored|A1
F-1013|phone|white, no case|2025-07-01|Market|handed_out|
F-1014|umbrella|folding, navy|2025-07-09|Tram 4|stored|B1
F-1015|keys|two keys on a red ribbon|2025-07-15|Swimming bath|stored|A1
F-1016|clothing|child's yellow raincoat|2025-07-22|Tram 2|stored|B1
F-1017|keys|bunch of seven keys, bottle opener|2025-08-02|Theatre|stored|A1
F-1018|phone|black, fabric case|2025-08-08|Eastgate station|stored|A2
F-1019|keys|single old iron key|2025-08-13|Market|stored|A2
F-1020|bag|canvas shopping bag with books|2025-08-19|Town hall|stored|B1
F-1021|keys|three keys on a red ribbon|2025-08-24|Tram 4|stored|A2
F-1022|toy|wooden train engine|2025-08-27|Town hall|stored|B2
F-1023|clothing|black glove, left|2025-01-30|Tram 4|disposed|`
const claimLines = `
C-201|Ana Ferreira|umbrella|red umbrella with dots|2025-04-27|Town hall|open
C-202|Bertil Holm|phone|black phone in a cloth case|2025-08-07|Eastgate|open
C-203|Cleo Danso|keys|seven keys and an opener|2025-08-01|Theatre|open
C-204|Dario Petit|bag|satchel, leather|2025-03-01|Town hall|rejected
C-205|Edda Sandor|keys|keys with green tag|2025-03-19|Market|settled
C-206|Farid Nassar|keys|car key|2025-05-29|Harbour|open
C-207|Greta Lund|glasses|tortoiseshell reading glasses|2025-04-01|Swimming bath|open
C-208|Hamza Idrissi|bag|laptop rucksack|2025-06-12|Eastgate station|open
C-209|Inga Torvald|bag|shopping bag, library books inside|2025-08-19|Town hall|open
C-210|Joao Prado|keys|my keys, on a red ribbon|2025-07-14|not sure, maybe the tram|open
C-211|Kaisa Niemi|clothing|raincoat of my son|2025-07-22|Tram 2|open
C-212|Liam Orr|bag|gym bag|2025-05-18|Tram 4|open
C-213|Mona Quist|keys|old key of a shed|2025-08-12|Market|open
C-214|Nils Aber|bag|handbag|2025-02-10|Theatre|rejected
C-215|Olga Renko|bag|suitcase, green|2025-01-05|Eastgate station|settled
C-216|Pavel Cerny|bag|blue tote|2025-03-30|Market|rejected`
const shelfLines = `
A1|Front room|8
A2|Front room|10
B1|Cellar|12
B2|Cellar|5
D1|Annex|20`
const kinds = ['umbrella', 'bag', 'keys', 'glasses', 'phone', 'clothing', 'toy', 'other']
const itemStates = ['stored', 'reserved', 'handed_out', 'disposed']
const claimStates = ['open', 'matched', 'rejected', 'settled']

function seed(): LostState {
  const split = (lines: string): string[][] => lines.trim().split('\n').map((line) => line.split('|'))
  return {
    items: split(itemLines).map((cells): Item => {
      const [id, kind, description, found_on, found_at, state, shelf] = cells as [string, string, string, string, string, string, string]
      return { id, kind, description, found_on, found_at, state, shelf_id: shelf === '' ? null : shelf, claim_id: null }
    }),
    claims: split(claimLines).map((cells): Claim => {
      const [id, person, kind, description, lost_on, lost_at, state] = cells as [string, string, string, string, string, string, string]
      return { id, person, kind, description, lost_on, lost_at, state, item_id: null, handling_fee_eur: kind === 'phone' ? 9 : 6 }
    }),
    shelves: split(shelfLines).map((cells): Shelf => ({ id: cells[0] as string, room: cells[1] as string, capacity: Number(cells[2]) })),
  }
}

const text = (description: string, more: Schema = {}): Schema => ({ type: 'string', description, ...more })
const day = (description: string): Schema => text(description, { format: 'date' })
const maybe = (description: string): Schema => ({ type: ['string', 'null'], description })
const notFound = { '404': { description: 'Not known.', schema: ref('Error') } }

export const lostfound: Definition<LostState> = {
  name: 'lostfound',
  title: 'Lost Property Office',
  version: '2.0.3',
  openapi: '3.1.0',
  description: 'Found things and where they lie, and the claims of people who have lost something. A claim can be matched with a stored thing, which is then reserved for the person.',
  schemas: {
    Item: {
      type: 'object', description: 'A thing that was found.', required: ['id', 'kind', 'description', 'found_on', 'found_at', 'state', 'shelf_id', 'claim_id'],
      properties: { id: text('Number on the label.', { examples: ['F-1001'] }), kind: text('Kind of thing.', { enum: kinds }), description: text('What it looks like.'), found_on: day('Day on which it was found.'), found_at: text('Place where it was found.'), state: text('stored: waits on a shelf; reserved: matched with a claim; handed_out: given back; disposed: thrown away.', { enum: itemStates }), shelf_id: maybe('Shelf where it lies.'), claim_id: maybe('Claim it is matched with.') },
    },
    MoveItem: { type: 'object', description: 'Where to put a thing.', additionalProperties: false, required: ['shelf_id'], properties: { shelf_id: text('Shelf to put it on.', { examples: ['D1'] }) } },
    Claim: {
      type: 'object', description: 'What somebody says to have lost.', required: ['id', 'person', 'kind', 'description', 'lost_on', 'lost_at', 'state', 'item_id', 'handling_fee_eur'],
      properties: { id: text('Number of the claim.', { examples: ['C-201'] }), person: text('Name of the person.'), kind: text('Kind of thing.', { enum: kinds }), description: text('In the words of the person.'), lost_on: day('Day on which it was lost.'), lost_at: text('Where, as far as is known.'), state: text('How far the claim is.', { enum: claimStates }), item_id: maybe('Thing it is matched with.'), handling_fee_eur: { type: 'number', description: 'Fee to be paid in cash at the counter on collection.' } },
    },
    NewClaim: { type: 'object', description: 'A claim to take down.', additionalProperties: false, required: ['person', 'kind', 'description', 'lost_on', 'lost_at'], properties: { person: text('First and last name.', { minLength: 3 }), kind: text('Kind of thing.', { enum: kinds }), description: text('What it looks like.', { minLength: 3 }), lost_on: day('Day on which it was lost.'), lost_at: text('Where it was lost.') } },
    Match: { type: 'object', description: 'The thing that belongs to a claim.', additionalProperties: false, required: ['item_id'], properties: { item_id: text('Number of a stored thing of the same kind.', { pattern: '^F-\\d{4}$' }) } },
    Shelf: { type: 'object', description: 'A shelf.', required: ['id', 'room', 'capacity'], properties: { id: text('Identifier.'), room: text('Room.'), capacity: { type: 'integer', description: 'How many things fit on it.' } } },
  },
  seed,
  routes: [
    {
      method: 'GET', path: '/items', id: 'listItems', tag: 'items', summary: 'Found things', parameters: [query('kind', 'Kind of thing.', { type: 'string', enum: kinds }), query('state', 'State.', { type: 'string', enum: itemStates }), query('shelf_id', 'Shelf.', { type: 'string' })],
      replies: { '200': { description: 'The things.', schema: listOf('Item') } },
      run: (state, call) => ok(state.items.filter((one) => (['kind', 'state', 'shelf_id'] as const).every((name) => call.query[name] === undefined || one[name] === call.query[name]))),
    },
    {
      method: 'GET', path: '/items/{item_id}', id: 'getItem', tag: 'items', summary: 'One found thing', parameters: [inPath('item_id', 'Number of the thing.', 'F-1001')], replies: { '200': { description: 'The thing.', schema: ref('Item') }, ...notFound },
      run: (state, call) => {
        const found = state.items.find((one) => one.id === call.path['item_id'])
        return found === undefined ? missing('this thing') : ok(found)
      },
    },
    {
      method: 'PATCH', path: '/items/{item_id}', id: 'moveItem', tag: 'items', summary: 'Put a thing on another shelf', parameters: [inPath('item_id', 'Number of the thing.', 'F-1001')], body: 'MoveItem', replies: { '200': { description: 'The thing.', schema: ref('Item') }, ...notFound },
      run: (state, call) => {
        const found = state.items.find((one) => one.id === call.path['item_id'])
        if (found === undefined) return missing('this thing')
        if (!['stored', 'reserved'].includes(found.state)) return invalid('item_id', 'the thing is no longer here')
        if (!state.shelves.some((one) => one.id === call.body['shelf_id'])) return invalid('shelf_id', 'is not a shelf')
        found.shelf_id = call.body['shelf_id'] as string
        return ok(found)
      },
    },
    { method: 'GET', path: '/shelves', id: 'listShelves', tag: 'shelves', summary: 'Shelves', replies: { '200': { description: 'The shelves.', schema: listOf('Shelf') } }, run: (state) => ok(state.shelves) },
    {
      method: 'GET', path: '/claims', id: 'listClaims', tag: 'claims', summary: 'Claims', parameters: [query('kind', 'Kind of thing.', { type: 'string', enum: kinds }), query('state', 'State.', { type: 'string', enum: claimStates })],
      replies: { '200': { description: 'The claims.', schema: listOf('Claim') } },
      run: (state, call) => ok(state.claims.filter((one) => (['kind', 'state'] as const).every((name) => call.query[name] === undefined || one[name] === call.query[name]))),
    },
    {
      method: 'POST', path: '/claims', id: 'takeClaim', tag: 'claims', summary: 'Take down a claim', body: 'NewClaim', replies: { '201': { description: 'The claim.', schema: ref('Claim') } },
      run: (state, call) => {
        const body = call.body as { person: string; kind: string; description: string; lost_on: string; lost_at: string }
        const made: Claim = { id: `C-${201 + state.claims.length}`, person: body.person, kind: body.kind, description: body.description, lost_on: body.lost_on, lost_at: body.lost_at, state: 'open', item_id: null, handling_fee_eur: body.kind === 'phone' ? 9 : 6 }
        state.claims.push(made)
        return ok(made, 201)
      },
    },
    {
      method: 'GET', path: '/claims/{claim_id}', id: 'getClaim', tag: 'claims', summary: 'One claim', parameters: [inPath('claim_id', 'Number of the claim.', 'C-201')], replies: { '200': { description: 'The claim.', schema: ref('Claim') }, ...notFound },
      run: (state, call) => {
        const found = state.claims.find((one) => one.id === call.path['claim_id'])
        return found === undefined ? missing('this claim') : ok(found)
      },
    },
    {
      method: 'POST', path: '/claims/{claim_id}/match', id: 'matchClaim', tag: 'claims', summary: 'Match an open claim with a stored thing', description: 'The claim becomes matched and the thing reserved.', parameters: [inPath('claim_id', 'Number of the claim.', 'C-201')], body: 'Match', replies: { '200': { description: 'The claim.', schema: ref('Claim') }, ...notFound },
      run: (state, call) => {
        const claim = state.claims.find((one) => one.id === call.path['claim_id'])
        if (claim === undefined) return missing('this claim')
        const item = state.items.find((one) => one.id === call.body['item_id'])
        if (claim.state !== 'open') return invalid('claim_id', 'the claim is not open')
        if (item === undefined || item.state !== 'stored' || item.kind !== claim.kind) return invalid('item_id', 'is not a stored thing of the same kind')
        claim.state = 'matched'
        claim.item_id = item.id
        item.state = 'reserved'
        item.claim_id = claim.id
        return ok(claim)
      },
    },
  ],
}

export const start = (): Promise<Service> => serve(lostfound)
