/** The part of `jstat` that is used; the package has no types of its own. */
declare module 'jstat' {
  interface Distribution {
    /** Quantile: first the probability, then the parameters. */
    inv(probability: number, ...parameters: number[]): number;
    cdf(value: number, ...parameters: number[]): number;
  }
  const jstat: { jStat: { studentt: Distribution; normal: Distribution; centralF: Distribution; chisquare: Distribution } };
  export default jstat;
}
