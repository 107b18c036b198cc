// What the town library holds: branches, titles, members, loans and holds, always the same.

export interface Branch { id: string; name: string; district: string; opened: number }
export interface Title { id: string; title: string; author: string; subject: string; published: number; language: string; pages: number; copies: number }
export interface Member { id: string; name: string; category: 'adult' | 'child' | 'student' | 'staff'; home_branch_id: string; joined_on: string }
export interface Loan { id: string; title_id: string; member_id: string; branch_id: string; borrowed_on: string; due_on: string; returned_on: string | null; status: 'on_loan' | 'overdue' | 'returned' }
export interface Hold { position: number; title_id: string; member_id: string; placed_on: string }
export interface LibraryState { branches: Branch[]; titles: Title[]; members: Member[]; loans: Loan[]; holds: Hold[] }

/** The library's calendar stands still so that "overdue" always means the same loans. */
export const businessDate = '2025-09-15'

export const branches: Branch[] = [
  { id: 'BR-1', name: 'Harbour', district: 'Old Port', opened: 1931 },
  { id: 'BR-2', name: 'Northgate', district: 'Northgate', opened: 1967 },
  { id: 'BR-3', name: 'Mill Lane', district: 'Riverside', opened: 1988 },
  { id: 'BR-4', name: 'Castle Hill', district: 'Upper Town', opened: 2009 },
]

const catalogue = `
The Salt Road|Ingrid Halvorsen|history|1998|en|412|3
Salt Roads of the Sahara|Yusuf Benali|travel|2011|en|288|2
Winter Harbours|Ingrid Halvorsen|fiction|2003|en|340|4
The Lamplighter's Daughter|Ingrid Halvorsen|fiction|1994|en|301|3
A Short History of Lighthouses|Ingrid Halvorsen|history|2008|en|256|2
Tidewater|Ingrid Halvorsen|fiction|2015|en|377|5
Die Fischer von Oland|Ingrid Halvorsen|fiction|2001|de|298|1
Mending Walls|Tomas Reuter|crafts|1989|en|192|2
The Patient Carpenter|Tomas Reuter|crafts|1996|en|230|3
Joints and Hinges|Tomas Reuter|crafts|2004|en|176|2
Green Wood|Tomas Reuter|crafts|2012|en|204|2
Holz und Hand|Tomas Reuter|crafts|1993|de|188|1
Monsoon Kitchen|Priya Nair|cooking|2010|en|264|4
Pickles and Preserves|Priya Nair|cooking|2014|en|198|3
The Spice Ledger|Priya Nair|history|2019|en|352|2
Bread Without Hurry|Priya Nair|cooking|2021|en|220|5
The Gardener's Almanac|Edith Marlow|gardening|1978|en|310|2
Roses for Cold Places|Edith Marlow|gardening|1985|en|164|1
The Walled Garden|Edith Marlow|gardening|1992|en|208|2
Compost|Bram de Wit|gardening|2006|en|142|3
No Dig|Bram de Wit|gardening|2017|en|186|4
Tuinieren voor Luie Mensen|Bram de Wit|gardening|2009|nl|150|1
Orchards|Celia Frome|gardening|1999|en|226|2
The Bee Year|Celia Frome|nature|2002|en|244|3
Hedges and Ditches|Celia Frome|nature|1995|en|218|2
Estuary Birds|Rowan Pike|nature|1987|en|278|2
Owls in Daylight|Rowan Pike|nature|2013|en|232|3
The Night Heron|Rowan Pike|fiction|2018|en|316|3
Moss|Aino Lehto|nature|2016|en|174|2
Suomen Suot|Aino Lehto|nature|2005|fi|260|1
Forest Arithmetic|Aino Lehto|science|2020|en|296|2
Small Numbers|Victor Amadi|science|2009|en|248|3
The Weight of Air|Victor Amadi|science|2014|en|322|3
Proof by Candlelight|Victor Amadi|science|2001|en|270|1
Clockwork Towns|Hana Sedlak|history|1997|en|364|2
The Last Tram|Hana Sedlak|history|2006|en|290|2
Bridges of the Upper River|Hana Sedlak|history|2012|en|338|1
Mapping the Coast|Owen Tregarth|science|1982|en|402|1
Fog Signals|Owen Tregarth|history|1990|en|196|1
Slow Trains North|Marisol Vega|travel|2016|en|274|3
Trenes Lentos|Marisol Vega|travel|2013|es|262|1
Islands by Bicycle|Marisol Vega|travel|2022|en|240|4
The Quiet Algorithm|Dae-Jung Kim|science|2023|en|284|4
Signals and Sparrows|Dae-Jung Kim|fiction|2020|en|330|3
Paper Kites|Leila Haddad|children|2011|en|48|4
The Bear Who Counted|Leila Haddad|children|2015|en|36|5
Moon Soup|Leila Haddad|children|2019|en|40|5
Grandmother's Boat|Nils Aaberg|children|2007|en|44|3
The Snail Post|Nils Aaberg|children|2012|en|52|4
Weaving for Beginners|Greta Olsen|crafts|1984|en|168|2
Natural Dyes|Greta Olsen|crafts|2000|en|182|2
Soup Every Day|Paul Marchetti|cooking|1991|en|212|3
Cucina Povera|Paul Marchetti|cooking|1988|it|240|1
The Iron Ferry|Samuel Okoro|fiction|2017|en|388|3
Letters from the Delta|Samuel Okoro|history|2010|en|306|2
Rain Gauge|Wilma Strand|fiction|2021|en|254|2
The Allotment Diaries|Wilma Strand|gardening|1996|en|202|2
Stars over Small Towns|Ravi Menon|science|2018|en|266|2
Walking the Watershed|Joan Petrie|travel|1999|en|248|2
Kites of Gujarat|Ravi Menon|travel|2008|en|190|1`
export const titles: Title[] = catalogue.trim().split('\n').map((line, index) => {
  const [title, author, subject, published, language, pages, copies] = line.split('|') as [string, string, string, string, string, string, string]
  return { id: `T-${String(index + 101)}`, title, author, subject, published: Number(published), language, pages: Number(pages), copies: Number(copies) }
})

const people = `
Anna Berg|adult|1|2014-03-02
Jonas Keller|adult|2|2018-11-20
Maya Lindqvist|student|4|2023-09-04
Peter Osei|adult|3|2016-05-13
Ruth Calloway|adult|1|2009-01-28
Tilda Moreau|child|3|2022-06-18
Henrik Dahl|staff|2|2011-08-01
Anna Berg|student|4|2024-10-07
Farid Rahimi|adult|2|2019-02-14
Greta Simmons|adult|1|2020-07-30
Oskar Nyman|child|4|2021-12-05
Beatriz Costa|adult|3|2017-04-22
Liam Prentice|student|2|2022-01-17
Sofia Marino|adult|4|2015-10-09
Wendell Hughes|adult|1|2008-06-11
Nadia Petrova|staff|3|2013-03-19
Callum Reid|child|2|2023-05-27
Irene Vogel|adult|4|2012-09-15
Tariq Aziz|student|1|2024-02-08
Elsa Brandt|adult|3|2018-08-24
Marcus Thorne|adult|2|2010-12-01
Yara Haddad|child|1|2022-03-30
Dylan Frost|adult|4|2019-07-16
Mei Tanaka|student|3|2023-11-11
Roland Becker|adult|1|2007-02-25
Clara Whitfield|adult|2|2021-04-03
Ivo Marek|adult|4|2016-01-06
Selma Aydin|student|2|2024-09-12
George Palmer|adult|3|2011-05-29
Hilde Ravn|staff|1|2014-11-17`
export const members: Member[] = people.trim().split('\n').map((line, index) => {
  const [name, category, branch, joined_on] = line.split('|') as [string, Member['category'], string, string]
  return { id: `M-${1001 + index}`, name, category, home_branch_id: `BR-${branch}`, joined_on }
})

const daysLater = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

export function makeLoans(): Loan[] {
  let seed = 20250915
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 4294967296) * below)
  }
  const loans: Loan[] = []
  for (let index = 0; index < 124; index += 1) {
    const borrowed_on = daysLater('2025-05-20', next(117))
    const due_on = daysLater(borrowed_on, 28)
    const member = members[next(members.length)] as Member
    const title = titles[next(titles.length)] as Title
    const branch_id = next(10) < 7 ? member.home_branch_id : (branches[next(4)] as Branch).id
    let returned_on: string | null = daysLater(borrowed_on, 3 + next(34))
    if (returned_on > businessDate || next(100) < 28) returned_on = null
    loans.push({ id: `L-${5001 + index}`, title_id: title.id, member_id: member.id, branch_id, borrowed_on, due_on, returned_on, status: returned_on !== null ? 'returned' : due_on < businessDate ? 'overdue' : 'on_loan' })
  }
  return loans
}

export const holds: Hold[] = [
  { position: 1, title_id: 'T-101', member_id: 'M-1018', placed_on: '2025-08-19' },
  { position: 2, title_id: 'T-101', member_id: 'M-1005', placed_on: '2025-08-27' },
  { position: 3, title_id: 'T-101', member_id: 'M-1022', placed_on: '2025-09-10' },
  { position: 1, title_id: 'T-102', member_id: 'M-1010', placed_on: '2025-09-01' },
  { position: 1, title_id: 'T-116', member_id: 'M-1026', placed_on: '2025-07-22' },
  { position: 2, title_id: 'T-116', member_id: 'M-1003', placed_on: '2025-08-02' },
  { position: 1, title_id: 'T-143', member_id: 'M-1013', placed_on: '2025-09-12' },
]
