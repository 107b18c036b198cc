import type { z } from 'zod';
import type { InterpretationAnswer, TypedWantFormat } from '../formats/interpretation.ts';
import { COOKBOOK } from './cookbook.ts';

/** A want of a form, and the same as a model answers it. */
export const EXAMPLE_WANT = {
  id: 'busiest', kind: 'table', data: ['rides.csv'],
  facets: { keys: ['district'], measures: ['statistic(minutes, sum)'], filters: ['started = 2024', 'bike = cargo'], order: 'desc(statistic(minutes, sum))', limit: 3 },
  parameters: { title: 'Busiest districts' },
  condition: { want: 'all', value: 'count', op: '>', than: 100, otherwise: false },
};
export const EXAMPLE_TYPED: z.infer<typeof TypedWantFormat> = {
  data: ['rides.csv'],
  cardinality: 'one',
  facets: [
    { name: 'keys', value: '[district]' },
    { name: 'measures', value: '[statistic(minutes, sum)]' },
    { name: 'filters', value: '[started = 2024, bike = cargo]' },
    { name: 'order', value: 'desc(statistic(minutes, sum))' },
    { name: 'limit', value: '3' },
  ],
  parameters: [{ name: 'title', value_json: '"Busiest districts"' }],
  parts: [],
  condition: { want: 'all', value: 'count', op: '>', than_json: '100', otherwise: false },
  until: null,
  after: null,
};
export const EXAMPLE_VALUE: InterpretationAnswer['values'][number] = { name: 'id', value_json: '"r-12"', quote: 'r-12', facets: [{ name: 'entity', value: 'room' }] };

/**
 * How a want is said in facets, for models: the cookbook of forms that people have, how a form is written as an answer, and what to decide before. Columns in the
 * examples are made up.
 */
export const TYPED_WANTS = `## How typed wants are written
The cookbook below shows goals as forms in JSON; around examples without values {"wants": [...]} is left out, and the id of a single want. You write the same wants and values, with lists where a form has names: the want of a form
${JSON.stringify(EXAMPLE_WANT)}
has id, kind, effect, title and quotes beside "typed", and this as "typed":
${JSON.stringify(EXAMPLE_TYPED)}
"value" of a facet is text: a name, a number, a term or a list [a, b], names that are no plain words in double quotes ("net sales"). "value_json", "than_json" and "from_json" are JSON: "\\"sum\\"", "300". A value of the goal: ${JSON.stringify(EXAMPLE_VALUE)}

Before you write, decide:
1. What will the person look at? Numbers of the whole ("what is the median …", "how many …"): summary. One or several rows ("which station …", "list …", "per …"): table, with order and limit for the most or least of something. Over time or compared: chart, line or bar. Places: map. Words about results: text. Passages word for word: quotes. All of it together: report, last. What the goal asks for twice (a table and a chart) is two wants.
2. Each want says by itself all that holds of it: filters, doubles to be dropped and restrictions are repeated in every want that they hold for. Wants of a service are the exception: a list or record that an earlier want found, restricted or made is what later wants are made from.
3. Every bound that the goal sets is in facets (filters, order, limit, interval, unique), none that it does not set. Terms nest: statistic(computed(units, times, price), sum) adds products, computed(statistic(a, sum), over, statistic(b, sum)) divides totals. A ratio of totals is not the mean of ratios.
4. Names come from the given data, letter by letter. Values of text columns are not shown: write them as the goal says them; which words of the goal are values, and of which column, is told with the given data. A word that is told of no column may be a name for one ("open" for a status): ask where that changes the result. What an answer to a question says is written out (its date as 2024-06-03).
5. Does something change outside? Only by a want with an effect that the catalogue has, and only if the goal asks for it in so many words. What a change needs and nobody states is asked for when it is reached, names of people and things are looked up then: neither needs a question now.
6. Is the result open? Ask where two given columns or data sets fit the same words, where a ranking ("best", "worst", "top") does not say by what and several measures could, where a date, period or limit that everything hangs on is left to the reader ("since the change", "this winter"): type choice with one option per reading, no default. Do not ask what one reader in ten would ask.
7. Can nothing serve it? Where the catalogue has no operation or effect for it, or no given data or service holds what it is about, "wants" is empty and "not_possible" says what is missing: calling, buying, predicting what nobody can know, data that is not there. Never want something near it instead. What a model can read out of given documents is there (extracted).

${COOKBOOK}`;
