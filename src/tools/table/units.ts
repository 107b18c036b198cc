import ucum from '@lhncbc/ucum-lhc';
import { PlanwrightError } from '../../schemas/failure.ts';

/** How a value of one unit becomes one of another: `value * factor + offset`. */
export interface Conversion {
  factor: number;
  offset: number;
}

/**
 * Signs that files and people use, by UCUM code (https://ucum.org/ucum). They come before UCUM: there "ft" is a femtotonne and "pt" a picotonne.
 * What has a sign of its own to be printed with stands first under its code.
 */
const SIGNS: readonly (readonly [code: string, ...signs: string[]])[] = [
  ['Cel', '°C', 'degC', 'celsius', 'deg C', 'degrees celsius', '℃'], ['[degF]', '°F', 'degF', 'fahrenheit', 'deg F', 'degrees fahrenheit', '℉'], ['K', 'K', 'kelvin'], ['deg', '°', 'degrees'], ['%', '%', 'percent'],
  ['[in_i]', 'in', 'inch', 'inches', '"'], ['[ft_i]', 'ft', 'foot', 'feet'], ['[yd_i]', 'yd', 'yard', 'yards'], ['[mi_i]', 'mi', 'mile', 'miles'], ['[nmi_i]', 'nmi', 'nautical miles'], ['[kn_i]', 'kn', 'kt', 'knot', 'knots'],
  ['[mi_i]/h', 'mph', 'mi/h', 'miles per hour'], ['km/h', 'km/h', 'kmh', 'kph'], ['m/s', 'm/s', 'mps'], ['m', 'm', 'metre', 'metres', 'meter', 'meters'], ['km', 'km', 'kilometre', 'kilometres', 'kilometer', 'kilometers'], ['mm', 'mm', 'millimetre', 'millimetres'], ['cm', 'cm'],
  ['m2', 'm²'], ['km2', 'km²', 'sq km'], ['[sft_i]', 'sq ft', 'ft²'], ['[smi_us]', 'sq mi', 'mi²'], ['har', 'ha', 'hectare', 'hectares'], ['[acr_us]', 'acre', 'acres'], ['m3', 'm³'],
  ['L', 'L', 'l', 'litre', 'litres', 'liter', 'liters'], ['[gal_us]', 'gal', 'gallon', 'gallons'], ['[bbl_us]', 'bbl', 'barrel', 'barrels'],
  ['kg', 'kg', 'kilogram', 'kilograms'], ['g', 'g', 'gram', 'grams'], ['t', 't', 'tonne', 'tonnes'], ['[lb_av]', 'lb', 'lbs', 'pound', 'pounds'], ['[oz_av]', 'oz', 'ounce', 'ounces'], ['[ston_av]', 'short tons'],
  ['s', 's', 'sec', 'second', 'seconds'], ['min', 'min', 'minute', 'minutes'], ['h', 'h', 'hr', 'hour', 'hours'], ['d', 'd', 'day', 'days'], ['wk', 'weeks', 'week'], ['mo', 'months', 'month'], ['a', 'years', 'year', 'yr', 'yrs'],
  ['kW.h', 'kWh'], ['MW.h', 'MWh'], ['GW.h', 'GWh'], ['TW.h', 'TWh'], ['W.h', 'Wh'], ['[Btu]', 'Btu', 'BTU'], ['[HP]', 'hp'], ['cal', 'cal'], ['kcal', 'kcal'],
  ['hPa', 'hPa', 'mbar', 'mb'], ['[psi]', 'psi'], ['atm', 'atm'], ['[ppm]', 'ppm'], ['[ppb]', 'ppb'], ['mm/d', 'mm/day'], ['W/m2', 'W/m²'],
];
const CODES = new Map(SIGNS.flatMap(([code, ...signs]) => signs.map((sign): [string, string] => [sign.toLowerCase() === sign || sign.length > 3 ? sign.toLowerCase() : sign, code])));
const PRINTED = new Map(SIGNS.map(([code, sign]) => [code, sign ?? code]));
/** What is counted or paid: not a unit of measurement, kept as an annotation so that it never converts into another one. */
const COUNTED = /^(\p{Sc}|[A-Z]{3}|international \$|people|persons?|inhabitants|residents|child(ren)?|wom[ae]n|m[ae]n|households?|deaths?|cases?|births?|events?|items?|pieces?|units?|users?|visitors?|customers?|orders?|cars?|vehicles?|births)$/u;

/** The UCUM code of a unit as files write it; null where it is none. A count or currency becomes an annotation such as `{USD}`. */
export function toUcum(unit: string): string | null {
  const text = unit.trim().normalize('NFC').replaceAll('μ', 'µ');
  if (text === '' || text === '1') return '1';
  const sign = CODES.get(text) ?? CODES.get(text.toLowerCase());
  if (sign !== undefined) return sign;
  if (COUNTED.test(text)) return `{${text.replaceAll(' ', '_')}}`;
  const scaled = /^(thousand|million|billion|thousands|millions|billions)(?: of)? (.+)$/i.exec(text);
  if (scaled?.[2] !== undefined) {
    const inner = toUcum(scaled[2]);
    const power = { t: 3, m: 6, b: 9 }[(scaled[1] ?? 't').charAt(0).toLowerCase()] ?? 0;
    return inner === null ? null : inner.startsWith('{') ? `10*${power}${inner}` : `10*${power}.${inner}`;
  }
  const code = text.replaceAll('²', '2').replaceAll('³', '3').replaceAll('⁻', '-').replaceAll('¹', '1').replaceAll('·', '.').replaceAll('µ', 'u').replaceAll('°C', 'Cel');
  if (isCode(code)) return code;
  const [above, below, ...more] = text.split(/ per |\//);
  if (above === undefined || below === undefined || more.length > 0) return null;
  const [a, b] = [toUcum(above), toUcum(below)];
  if (a === null || b === null) return null;
  return a === '1' && b === '1' ? '1' : `${a}/${b}`;
}

/** A UCUM code as it stands beside numbers: `Cel` is `°C`, `{USD}/kg` is `USD/kg`, `m2` is `m²`; null for the unit one. */
export function printUnit(code: string): string | null {
  if (code === '1') return null;
  const known = PRINTED.get(code);
  if (known !== undefined) return known;
  const scaled = /^10\*([369])\.?(?=[^\d])(.+)$/.exec(code);
  if (scaled?.[2] !== undefined) return `${{ 3: 'thousand', 6: 'million', 9: 'billion' }[scaled[1] ?? ''] ?? ''} ${printUnit(scaled[2]) ?? ''}`.trim();
  return code
    .split(/([./])/)
    .map((part) => PRINTED.get(part) ?? part.replace(/^\{(.+)\}$/, (_, inner: string) => inner.replaceAll('_', ' ')).replace(/(?<=[A-Za-z\]])2$/, '²').replace(/(?<=[A-Za-z\]])3$/, '³'))
    .join('')
    .replaceAll('.', '·');
}

/**
 * How values become another unit, from the tables of UCUM (National Library of Medicine). Counts and currencies only convert into themselves.
 * Fails where the units measure different things, where one is unknown, and where the scale is not linear (pH, decibel).
 */
export function convertUnit(from: string, to: string): Conversion {
  const [source, target] = beside(from, to);
  if (annotationsOf(source) !== annotationsOf(target)) throw cannot(from, to, 'they count different things');
  if (source === target) return { factor: 1, offset: 0 };
  const at = (value: number): number => {
    const result = library.convertUnitTo(source, value, target);
    if (result.status !== 'succeeded' || result.toVal === null) throw cannot(from, to, (result.msg ?? []).join(' ').replace(/^Sorry\.\s*/, '').slice(0, 160).replace(/\.+$/, '') || 'they measure different things');
    return result.toVal;
  };
  const [zero, one, million] = [at(0), at(1), at(1e6)];
  if (Math.abs(zero + (one - zero) * 1e6 - million) > 1e-6 * Math.max(1, Math.abs(million))) throw cannot(from, to, 'the scale is not linear');
  // The library reckons in base units, which costs the last digits; a factor of units has no more of them than this.
  return { factor: Number((zero === 0 ? one : (million - zero) / 1e6).toPrecision(15)), offset: Number(zero.toPrecision(14)) };
}

/** Letters that mean a temperature beside another one, and a charge or a capacity elsewhere. */
const DEGREES: { [letter: string]: string } = { C: 'Cel', c: 'Cel', F: '[degF]', f: '[degF]' };
const TEMPERATURES: ReadonlySet<string> = new Set(['Cel', '[degF]', 'K']);

function beside(from: string, to: string): [string, string] {
  const degrees = (unit: string): string | null => DEGREES[unit.trim()] ?? null;
  const warm = (unit: string): boolean => degrees(unit) !== null || TEMPERATURES.has(toUcum(unit) ?? '');
  if (warm(from) && warm(to)) return [degrees(from) ?? codeOf(from), degrees(to) ?? codeOf(to)];
  return [codeOf(from), codeOf(to)];
}

/** Whether zero of the unit is not nothing (°C, °F): such values cannot be multiplied. */
export function hasOffset(code: string): boolean {
  return code === 'Cel' || code === '[degF]' || code === '[degRe]';
}

/** The UCUM code of a product or quotient, equal factors cancelled: `{USD}/kg` times `kg` is `{USD}`. */
export function combineUnits(left: string, right: string, power: 1 | -1): string {
  const exponents = new Map<string, number>();
  for (const [code, sign] of [[left, 1], [right, power]] as const) for (const [unit, exponent] of factorsOf(code)) exponents.set(unit, (exponents.get(unit) ?? 0) + sign * exponent);
  const write = ([unit, exponent]: [string, number]): string => `${unit}${Math.abs(exponent) === 1 ? '' : Math.abs(exponent)}`;
  const above = [...exponents].filter(([, exponent]) => exponent > 0).map(write);
  const below = [...exponents].filter(([, exponent]) => exponent < 0).map(write);
  return [above.length === 0 ? '1' : above.join('.'), ...below].join('/');
}

const library = ucum.UcumLhcUtils.getInstance();

function isCode(code: string): boolean {
  return !/[{}\s]/.test(code) && library.validateUnitString(code).status === 'valid';
}

function codeOf(unit: string): string {
  const code = /^[^\s]*\{[^{}]*\}/.test(unit) ? unit : toUcum(unit);
  if (code !== null) return code;
  throw new PlanwrightError('Input.Invalid', `Cannot convert the unit "${unit}": it is no UCUM code and no unit that is known by another name. Write it as a UCUM code, such as Cel, [degF], km/h or [mi_i].`);
}

function annotationsOf(code: string): string {
  return (code.match(/\{[^}]*\}/g) ?? []).join(' ');
}

function factorsOf(code: string): [string, number][] {
  let sign = 1;
  return code.split(/([./])/).flatMap((part): [string, number][] => {
    if (part === '.' || part === '/') {
      sign = part === '/' ? -1 : 1;
      return [];
    }
    if (part === '' || part === '1') return [];
    const match = /^(10\*\d+(?:\{.*\})?|\{.*\}|\[.*\]|[^\d+-]+)([+-]?\d+)?$/.exec(part);
    return [[match?.[1] ?? part, sign * Number(match?.[2] ?? 1)]];
  });
}

function cannot(from: string, to: string, reason: string): PlanwrightError {
  return new PlanwrightError('Input.Invalid', `Cannot convert "${from}" into "${to}": ${reason}. Choose a unit of the same kind.`);
}
