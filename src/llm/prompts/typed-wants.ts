/**
 * How a want is said in facets, for models: the same vocabulary as forms (`src/schemas/goal-form.ts`). Columns in the examples are made up.
 */
export const TYPED_WANTS = `## How typed wants are written
A typed want names what should be there at the end, never the steps: a kind and its facets. Code searches the operations. Facets that a want does not name are free, except filters, order, limit, interval, unique, split, chosen and threshold, where silence means none. A facet value is text: a name, a number, a term such as statistic(price, mean), or a set [a, b]. Names that are not plain words stand in double quotes. Everything that the person is to see must be a want: table, chart, map, summary, text, quotes, record, verdict or report; a report takes in the wants before it. Below, "kind {facets} [parameters]".

Tables
- rows: table {filters: [bike = cargo, distance_km > 8], order: desc(distance_km), limit: 5}; filters also take != < <= >= in [a, b]; on time 2024, 2024-05 or a day
- one row per key: table {keys: [district], measures: [statistic(minutes, sum)], order: desc(statistic(minutes, sum))}; how is sum mean median min max count count_distinct std or a percentile p90; keys [] is one row. Without time and interval there is one row per key.
- several steps of one measure (group, then rank, share, growth, chart): table {keys: [district], time: none, measures: [minutes], values: grouped} [aggregation = sum]
- per step of time: table {keys: [], interval: month, measures: [statistic(temp, max)]}; interval is day week month quarter year decade
- number of rows: measures count(rows); number of different values: count(column)
- growth(population, percent|absolute|per_year); moving(temp, mean, 7); cumulative(rain, sum); change(sales, percent|difference|lag, 1); share(sales, percent); computed(a, plus|minus|times|over|percent_of, b); in(temp, "[degF]") in another unit (UCUM); long(population, year) for columns named after years; pivot(sales, sum, product): one column per value of product, rows by keys
- unique: rows, or by([columns], last), drops doubles. Outliers: filters outlier(income, iqr|mad), or inlier(...) to leave them out
- several files: measures of two files with the same keys and time are joined, a key that only another file has is looked up: name the columns and leave data empty. Rows of several files of the same columns together: data [files-1]; per file: keys [source]
- weighted ranking: measures score([max(quality, 0.6), min(price, 0.4)], minmax|zscore); how sure it is: summary {analysis: sensitivity([...], minmax)}
Charts and maps have the facets of the table that they draw and mark: line (over time) or bar (per key): chart {mark: bar, keys: [region], measures: [statistic(sales, sum)]}; map {measures: [mag]} needs positions
Summaries (numbers): analysis is one of summary(price); statistic(price, p90); anomaly(temp, 2020); trend(rain, ols|theil_sen) (with interval and values: grouped [aggregation] where data is finer than one row per time); outliers(income, mad); correlation(income, life, pearson|spearman); bootstrap(income, mean|median) [seed]; compare(price, region, North, South, welch); simulation("price * demand", [normal(demand, 100, 15), uniform(price, 2, 3)]) [threshold, seed, draws]; simulation_from("rain * 30", [empirical(rain, rain)], rain); projection(temp, linear|exponential|bootstrap, 2050). Chart of a projection: measures projection(temp, linear, 2050), values: derived
Text: text {} describes the other wants. File: kind file, effect save, parameters path; what is saved are the wants in "parts".

Records of a service: a table, summary, record or list of records with entity (and service only where two have the same noun). filters compare fields; order and limit as above. summary {entity: issue, analysis: count(), filters: [state = open]}; one thing: record {entity: room, fields: [seats]}; its numbers as an answer: summary {entity: room, fields: [seats], analysis: values()}; what belongs to something: table {entity: note, of: target}. What the goal states goes into "values": name id (the thing's identifier), another field such as name or title, query (full text), or the name of an input of a change; facets entity says of what.
Changes of a service: kind record, effect is the name of the operation; required fields in "values", optional ones in "parameters".
Documents: quotes {query: "depth of discharge"} where the query is words (any, best first), \\"words in a row\\" in quotation marks, a AND b, begin*, -without [limit = 10]; table {mentions: watchdog}: mentions per document (columns document, mentions); table {query: coating}: passages as rows; tables inside a document: kind table, cardinality list, data [that document].

Constructs
- for each: cardinality list, e.g. one chart per group: chart {mark: line, split: house, measures: kwh}, cardinality list; records of each record of a list: want the restricted list first, then what is made of each
- condition: {want, value, op, than}: a number of a summary by name (summary has n missing mean sd min q1 median q3 max; statistic has value; count has count), a field of a record, rows of a table or quotes, held of a verdict; otherwise true for the other branch. The tested want is a want of its own.
- until: the want is made again until a value inside it passes, at most limit times: record {entity: job, fields: [status]}, until status = done
- after: for data whose columns are only known once it is there (a pivot's columns, tables of a service): the want's own facets say what is wanted of it, after says the data first and the goal about it in words
- a person in the middle: chosen: [house] keeps the rows of what the person chooses from the want before; threshold: beyond(level, above|below|at_least|at_most|equal, limit) asks the person for "limit"; verdict {reviewed: person} with parts is a review; a change whose required value nobody states asks for it`;
