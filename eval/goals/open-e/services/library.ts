// The catalogue and loans desk of a town library with four branches. Everything can be read, nothing can be changed; long lists come in pages.
import { inPath, listOf, missing, ok, query, ref, serve } from './http.ts'
import type { Call, Definition, Reply, Schema, Service } from './http.ts'
import { branches, businessDate, holds, makeLoans, members, titles } from './library-data.ts'
import type { LibraryState } from './library-data.ts'

const paged = (name: string): Schema => ({
  type: 'object',
  description: 'One page of a longer list.',
  required: ['items', 'page', 'page_size', 'total', 'pages'],
  properties: {
    items: listOf(name),
    page: { type: 'integer', description: 'The number of this page, from 1.' },
    page_size: { type: 'integer', description: 'How many items a page holds.' },
    total: { type: 'integer', description: 'How many items there are on all pages together.' },
    pages: { type: 'integer', description: 'How many pages there are.' },
  },
})
const paging = [
  query('page', 'Which page to return, from 1.', { type: 'integer', minimum: 1, default: 1 }),
  query('page_size', 'Items on a page, 20 at most.', { type: 'integer', minimum: 1, maximum: 20, default: 10 }),
]
const slice = (items: unknown[], call: Call): Reply => {
  const page = Number(call.query['page'] ?? 1)
  const size = Number(call.query['page_size'] ?? 10)
  return ok({ items: items.slice((page - 1) * size, page * size), page, page_size: size, total: items.length, pages: Math.max(1, Math.ceil(items.length / size)) })
}
const text = (description: string, more: Schema = {}): Schema => ({ type: 'string', description, ...more })
const whole = (description: string): Schema => ({ type: 'integer', description })
const day = (description: string, more: Schema = {}): Schema => ({ type: 'string', format: 'date', description, ...more })
const subjects = ['children', 'cooking', 'crafts', 'fiction', 'gardening', 'history', 'nature', 'science', 'travel']
const notFound = { '404': { description: 'No such thing.', schema: ref('Error') } }

export const library: Definition<LibraryState> = {
  name: 'library',
  title: 'Town Library Loans',
  version: '2.4.0',
  openapi: '3.0.3',
  description: `Read access to the catalogue, the members and the loans of the town library. The library's business date is ${businessDate}; a loan is overdue when it has not been returned and was due before that date.`,
  schemas: {
    Branch: {
      type: 'object',
      description: 'A branch of the library.',
      required: ['id', 'name', 'district', 'opened'],
      properties: { id: text('Identifier of the branch.', { example: 'BR-1' }), name: text('Name of the branch.'), district: text('Part of town.'), opened: whole('Year in which it opened.') },
    },
    Title: {
      type: 'object',
      description: 'A book in the catalogue.',
      required: ['id', 'title', 'author', 'subject', 'published', 'language', 'pages', 'copies'],
      properties: {
        id: text('Identifier of the title.', { example: 'T-101' }),
        title: text('The title on the cover.'),
        author: text('Who wrote it.'),
        subject: text('Subject under which it is shelved.', { enum: subjects }),
        published: whole('Year of publication.'),
        language: text('Language as a two-letter code.'),
        pages: whole('Number of pages.'),
        copies: whole('How many copies the library owns.'),
      },
    },
    Member: {
      type: 'object',
      description: 'A person with a library card.',
      required: ['id', 'name', 'category', 'home_branch_id', 'joined_on'],
      properties: {
        id: text('Number of the card.', { example: 'M-1001' }),
        name: text('Full name; names are not unique.'),
        category: text('Kind of card.', { enum: ['adult', 'child', 'student', 'staff'] }),
        home_branch_id: text('Branch at which the member is registered.'),
        joined_on: day('Day of registration.'),
      },
    },
    Loan: {
      type: 'object',
      description: 'One book lent to one member.',
      required: ['id', 'title_id', 'member_id', 'branch_id', 'borrowed_on', 'due_on', 'returned_on', 'status'],
      properties: {
        id: text('Identifier of the loan.', { example: 'L-5001' }),
        title_id: text('The book.'),
        member_id: text('The member.'),
        branch_id: text('Branch that lent the book.'),
        borrowed_on: day('Day on which it was lent.'),
        due_on: day('Day by which it must be back.'),
        returned_on: day('Day on which it came back; null while it is out.', { nullable: true }),
        status: text('State on the business date.', { enum: ['on_loan', 'overdue', 'returned'] }),
      },
    },
    Hold: {
      type: 'object',
      description: 'A member waiting for a book.',
      required: ['position', 'title_id', 'member_id', 'placed_on'],
      properties: { position: whole('Place in the queue; 1 is next.'), title_id: text('The book.'), member_id: text('Who waits.'), placed_on: day('Day on which the hold was placed.') },
    },
    TitlePage: paged('Title'),
    MemberPage: paged('Member'),
    LoanPage: paged('Loan'),
  },
  seed: () => ({ branches, titles, members, loans: makeLoans(), holds }),
  routes: [
    {
      method: 'GET', path: '/branches', id: 'listBranches', tag: 'branches', summary: 'All branches of the library',
      replies: { '200': { description: 'The branches.', schema: listOf('Branch') } },
      run: (state) => ok(state.branches),
    },
    {
      method: 'GET', path: '/branches/{branch_id}', id: 'getBranch', tag: 'branches', summary: 'One branch',
      parameters: [inPath('branch_id', 'Identifier of the branch.', 'BR-1')],
      replies: { '200': { description: 'The branch.', schema: ref('Branch') }, ...notFound },
      run: (state, call) => {
        const found = state.branches.find((one) => one.id === call.path['branch_id'])
        return found === undefined ? missing('this branch') : ok(found)
      },
    },
    {
      method: 'GET', path: '/titles', id: 'searchTitles', tag: 'catalogue', summary: 'Search the catalogue', description: 'Every condition narrows the search; without any, all titles are listed, by identifier.',
      parameters: [
        query('q', 'Words that must all occur in the title or the author, in any case.', { type: 'string' }),
        query('author', 'Exact name of the author.', { type: 'string' }),
        query('subject', 'Subject.', { type: 'string', enum: subjects }),
        query('language', 'Two-letter code of the language.', { type: 'string' }),
        ...paging,
      ],
      replies: { '200': { description: 'A page of titles.', schema: ref('TitlePage') } },
      run: (state, call) => {
        const words = (call.query['q'] ?? '').toLowerCase().split(/\s+/).filter((word) => word !== '')
        const { author, subject, language } = call.query
        return slice(
          state.titles.filter((one) => {
            const where = `${one.title} ${one.author}`.toLowerCase()
            return words.every((word) => where.includes(word)) && (author === undefined || one.author === author) && (subject === undefined || one.subject === subject) && (language === undefined || one.language === language)
          }),
          call,
        )
      },
    },
    {
      method: 'GET', path: '/titles/{title_id}', id: 'getTitle', tag: 'catalogue', summary: 'One title',
      parameters: [inPath('title_id', 'Identifier of the title.', 'T-101')],
      replies: { '200': { description: 'The title.', schema: ref('Title') }, ...notFound },
      run: (state, call) => {
        const found = state.titles.find((one) => one.id === call.path['title_id'])
        return found === undefined ? missing('this title') : ok(found)
      },
    },
    {
      method: 'GET', path: '/titles/{title_id}/holds', id: 'listHolds', tag: 'catalogue', summary: 'Who waits for a title', description: 'The queue of members who wait for the title, the next one first.',
      parameters: [inPath('title_id', 'Identifier of the title.', 'T-101')],
      replies: { '200': { description: 'The queue.', schema: listOf('Hold') }, ...notFound },
      run: (state, call) => (state.titles.some((one) => one.id === call.path['title_id']) ? ok(state.holds.filter((one) => one.title_id === call.path['title_id'])) : missing('this title')),
    },
    {
      method: 'GET', path: '/members', id: 'searchMembers', tag: 'members', summary: 'Search the members',
      parameters: [
        query('name', 'A part of the name, in any case.', { type: 'string' }),
        query('category', 'Kind of card.', { type: 'string', enum: ['adult', 'child', 'student', 'staff'] }),
        query('home_branch_id', 'Branch of registration.', { type: 'string' }),
        ...paging,
      ],
      replies: { '200': { description: 'A page of members.', schema: ref('MemberPage') } },
      run: (state, call) => {
        const { name, category, home_branch_id } = call.query
        return slice(
          state.members.filter((one) => (name === undefined || one.name.toLowerCase().includes(name.toLowerCase())) && (category === undefined || one.category === category) && (home_branch_id === undefined || one.home_branch_id === home_branch_id)),
          call,
        )
      },
    },
    {
      method: 'GET', path: '/members/{member_id}', id: 'getMember', tag: 'members', summary: 'One member',
      parameters: [inPath('member_id', 'Number of the card.', 'M-1001')],
      replies: { '200': { description: 'The member.', schema: ref('Member') }, ...notFound },
      run: (state, call) => {
        const found = state.members.find((one) => one.id === call.path['member_id'])
        return found === undefined ? missing('this member') : ok(found)
      },
    },
    {
      method: 'GET', path: '/members/{member_id}/loans', id: 'listMemberLoans', tag: 'members', summary: 'Loans of one member', description: 'All loans of the member, earlier ones included, by identifier; not paged.',
      parameters: [inPath('member_id', 'Number of the card.', 'M-1001')],
      replies: { '200': { description: 'The loans.', schema: listOf('Loan') }, ...notFound },
      run: (state, call) => (state.members.some((one) => one.id === call.path['member_id']) ? ok(state.loans.filter((one) => one.member_id === call.path['member_id'])) : missing('this member')),
    },
    {
      method: 'GET', path: '/loans', id: 'listLoans', tag: 'loans', summary: 'List loans', description: 'All loans by identifier, a page at a time.',
      parameters: [
        query('status', 'State of the loan on the business date.', { type: 'string', enum: ['on_loan', 'overdue', 'returned'] }),
        query('branch_id', 'Branch that lent the book.', { type: 'string' }),
        query('title_id', 'The book.', { type: 'string' }),
        ...paging,
      ],
      replies: { '200': { description: 'A page of loans.', schema: ref('LoanPage') } },
      run: (state, call) => {
        const { status, branch_id, title_id } = call.query
        return slice(
          state.loans.filter((one) => (status === undefined || one.status === status) && (branch_id === undefined || one.branch_id === branch_id) && (title_id === undefined || one.title_id === title_id)),
          call,
        )
      },
    },
    {
      method: 'GET', path: '/loans/{loan_id}', id: 'getLoan', tag: 'loans', summary: 'One loan',
      parameters: [inPath('loan_id', 'Identifier of the loan.', 'L-5001')],
      replies: { '200': { description: 'The loan.', schema: ref('Loan') }, ...notFound },
      run: (state, call) => {
        const found = state.loans.find((one) => one.id === call.path['loan_id'])
        return found === undefined ? missing('this loan') : ok(found)
      },
    },
  ],
}

export const start = (): Promise<Service> => serve(library)
