/** The part of `@lhncbc/ucum-lhc` that is used; the package has no types of its own. */
declare module '@lhncbc/ucum-lhc' {
  interface Utilities {
    validateUnitString(code: string): { status: 'valid' | 'invalid' | 'error' };
    convertUnitTo(from: string, value: number, to: string): { status: 'succeeded' | 'failed' | 'error'; toVal: number | null; msg?: string[] };
  }
  const ucum: { UcumLhcUtils: { getInstance(): Utilities } };
  export default ucum;
}
