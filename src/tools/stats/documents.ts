import type { Document } from '../../schemas/operation.ts';

const document = (operation: string, title: string, text: string): Document => ({ doc_id: `stats.${operation}`, version: '1.1.0', title, source: 'planwright', operations: [`stats.${operation}`], text: text.trim() });

/** Documents of the statistical methods: what they compute, by which method, and when they mislead. */
export const methodDocuments: Document[] = [
  document('statistic', 'stats.statistic: one number', `
# stats.statistic

One number of a measure over all rows: \`sum\`, \`mean\`, \`median\`, \`min\`, \`max\`, \`count\`, \`count_distinct\`, \`std\` (n − 1) or a percentile such as \`p90\` (linear interpolation). Output: a \`summary\` with \`value\`, \`n\` and \`missing\`. Filter first for "in 2020" or
"of large ones". For many numbers at once use stats.summary, for one number per group table.statistic.`),
  document('trend', 'stats.trend: how fast does it rise or fall?', `
# stats.trend

Slope of a measure against time with a 95 % interval, per year and per decade where time is dates or years. Output: \`slope\`, \`slope_low\`, \`slope_high\`, \`decade\` (with ends), \`change\` over the period, \`direction\` (rising, falling, no clear trend: where the
interval holds zero), \`p\`, counts.

- \`method: ols\`: least squares; the interval counts effective independent points where neighbouring residuals are alike (Santer et al. 2000); \`r2\`, \`autocorrelation\`, \`effective_n\`.
- \`method: theil_sen\`: median of pairwise slopes (Sen 1968) and the Mann–Kendall test: robust against outliers and skewed values. At most 5000 points.

One row per time without keys: group or filter first. Monthly or daily values with a season need whole years, or combining to years first.`),
  document('outliers', 'stats.outliers: values far from the others', `
# stats.outliers

Counts values far from the others. \`rule: iqr\`: more than 1.5 quartile distances outside the quartiles (Tukey); in a normal distribution 7 of 1000 values. \`rule: mad\`: robust z-score above 3.5, by the median absolute deviation. Output: \`outliers\`, \`share\`, \`below\`,
\`above\`, \`lower_fence\`, \`upper_fence\`, \`median\`, extremes, counts. Skewed measures (incomes, rain) have many "outliers" that are right. To list or drop the rows use table.filter with \`outlier\` or \`inlier\`.`),
  document('outliers_beyond', 'stats.outliers_beyond: values beyond standard deviations', `
# stats.outliers_beyond

Counts values more than \`deviations\` standard deviations (n − 1) from the mean. Output as that of stats.outliers. Far values widen the fences that they are measured by; stats.outliers with \`mad\` does not have that fault.`),
  document('area_mean', 'stats.area_mean: mean over an area', `
# stats.area_mean

Mean of a measure over rows with a latitude and a longitude, each weighted by the cosine of its latitude: right for the cells of a regular grid, not for scattered stations. Output: \`value\`, \`unweighted\`, \`covered\` (share of the area with values), \`south\`, \`north\`, counts.
Filter by latitude for a hemisphere or a band, by time for one period.`),
  document('correlation', 'stats.correlation: do two measures go together?', `
# stats.correlation

Correlation of two measures of one table over the rows that have both. \`pearson\`: along a straight line, sensitive to outliers; \`spearman\`: of ranks, for any rising or falling relation. Output: \`r\`, \`r_low\`, \`r_high\` (95 %, Fisher's z), \`p\`, \`n\`, \`missing\`. Two series that
both rise with time correlate without any relation; compare their changes instead (table.change).`),
  document('bootstrap', 'stats.bootstrap: how sure is a mean or median?', `
# stats.bootstrap

Mean or median of a measure with a 95 % confidence interval from \`draws\` (2000) resamples of the rows: bias-corrected and accelerated (Efron 1987). Output: \`estimate\`, \`low\`, \`high\`, \`error\`, counts. The \`seed\` (1) decides the resamples. For few or skewed values, where formulas
for normal distributions mislead. Rows that depend on each other (daily weather) make the interval too narrow.`),
  document('compare', 'stats.compare: do two groups differ?', `
# stats.compare

Difference of a measure between the rows where column \`by\` is \`first\` and those where it is \`second\`, with a 95 % interval. \`welch\`: means, variances may differ; \`bootstrap_mean\` and \`bootstrap_median\`: seeded resampling of both groups. Output: \`difference\` (first minus
second), \`low\`, \`high\`, both centres, \`clear\` (which is higher, or no clear difference), \`p\` (welch), counts per group.`),
  document('regression', 'stats.regression: one measure on another', `
# stats.regression

Least squares line of the measure \`response\` on \`predictor\` over the rows that have both. Output: \`slope\` with \`slope_low\` and \`slope_high\` (95 %), \`intercept\`, \`r2\`, \`residual\` (standard deviation around the line), \`p\`, counts. For a slope against time use stats.trend, which minds
autocorrelation.`),
  document('differences', 'stats.differences: do several groups differ?', `
# stats.differences

Whether a measure differs between the groups that the column \`by\` names. \`anova\`: one-way analysis of variance (Fisher 1925): \`f\`, \`eta2\`; \`kruskal\`: by ranks, for skewed values (Kruskal and Wallis 1952): \`h\`. Both: \`p\`, \`clear\`, means and counts. For two groups use stats.compare.`),
  document('independence', 'stats.independence: do two columns of names go together?', `
# stats.independence

Pearson's test of independence on the counts of the pairs of values of two columns: \`chi2\`, \`freedom\`, \`p\`, \`v\` (Cramér's V), \`least_expected\`: below 5 the probability is only rough. The counts themselves: table.pivot.`),
  document('paired', 'stats.paired: two measures of the same rows', `
# stats.paired

Mean difference (first minus second) of two measures of the same rows, such as before and after, with a 95 % interval (Student 1908): \`difference\`, \`low\`, \`high\`, both means, \`clear\`, \`p\`, counts.`),
];
