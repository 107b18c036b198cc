/** What a unit measures, and how its values become those of the first unit of its kind: `value * factor + offset`. */
interface Unit {
  kind: string;
  factor: number;
  offset: number;
  /** UCUM code (https://ucum.org/ucum). */
  code: string;
}

const unit = (kind: string, factor: number, code: string, offset = 0): Unit => ({ kind, factor, offset, code });

/** Units that thresholds are said in, by the signs and words that people use. What is not here is asked about, never guessed. */
const UNITS = new Map<string, Unit>(
  (
    [
      [unit('temperature', 1, 'Cel'), '°c', 'celsius', 'c', 'degc', 'degrees celsius', 'cel'],
      [unit('temperature', 5 / 9, '[degF]', -160 / 9), '°f', 'fahrenheit', 'f', 'degf', 'degrees fahrenheit'],
      [unit('temperature', 1, 'K', -273.15), 'kelvin', 'k'],
      [unit('length', 1, 'm'), 'm', 'metre', 'metres', 'meter', 'meters'],
      [unit('length', 1000, 'km'), 'km', 'kilometre', 'kilometres', 'kilometer', 'kilometers'],
      [unit('length', 0.01, 'cm'), 'cm', 'centimetre', 'centimetres', 'centimeter', 'centimeters'],
      [unit('length', 0.001, 'mm'), 'mm', 'millimetre', 'millimetres', 'millimeter', 'millimeters'],
      [unit('length', 1609.344, '[mi_i]'), 'mi', 'mile', 'miles'],
      [unit('length', 0.3048, '[ft_i]'), 'ft', 'foot', 'feet'],
      [unit('length', 0.0254, '[in_i]'), 'inch', 'inches'],
      [unit('speed', 1, 'm/s'), 'm/s', 'mps'],
      [unit('speed', 1 / 3.6, 'km/h'), 'km/h', 'kmh', 'kph'],
      [unit('speed', 0.44704, '[mi_i]/h'), 'mph'],
      [unit('speed', 1852 / 3600, '[kn_i]'), 'kn', 'kt', 'knot', 'knots'],
      [unit('mass', 1, 'kg'), 'kg', 'kilogram', 'kilograms', 'kilo', 'kilos'],
      [unit('mass', 0.001, 'g'), 'g', 'gram', 'grams'],
      [unit('mass', 1000, 't'), 't', 'tonne', 'tonnes'],
      [unit('mass', 0.45359237, '[lb_av]'), 'lb', 'lbs', 'pound', 'pounds'],
      [unit('time', 1, 's'), 's', 'sec', 'second', 'seconds'],
      [unit('time', 60, 'min'), 'min', 'minute', 'minutes'],
      [unit('time', 3600, 'h'), 'h', 'hr', 'hour', 'hours'],
      [unit('energy', 1, 'kW.h'), 'kwh'],
      [unit('energy', 1000, 'MW.h'), 'mwh'],
      [unit('energy', 1e6, 'GW.h'), 'gwh'],
      [unit('pressure', 1, 'hPa'), 'hpa', 'mbar'],
      [unit('share', 1, '%'), '%', 'percent', 'per cent'],
      [unit('EUR', 1, '{EUR}'), '€', 'eur', 'euro', 'euros'],
      [unit('USD', 1, '{USD}'), '$', 'usd', 'dollar', 'dollars'],
      [unit('GBP', 1, '{GBP}'), '£', 'gbp'],
    ] as [Unit, ...string[]][]
  ).flatMap(([one, ...signs]) => signs.map((sign): [string, Unit] => [sign, one])),
);

export function unitCode(sign: string): string | null {
  return UNITS.get(sign.trim().toLowerCase().replace('° ', '°'))?.code ?? null;
}

/**
 * A threshold that is said in one unit, in the unit of the column, to 12 digits; null where they do not measure the same or one is not known.
 * Factors are those of UCUM.
 */
export function convertThreshold(value: number, said: string, own: string): number | null {
  const [from, to] = [UNITS.get(said.trim().toLowerCase().replace('° ', '°')), UNITS.get(own.trim().toLowerCase().replace('° ', '°'))];
  if (from === undefined || to === undefined || from.kind !== to.kind) return said.trim().toLowerCase() === own.trim().toLowerCase() ? value : null;
  if (from.code === to.code) return value;
  return Number(((value * from.factor + from.offset - to.offset) / to.factor).toPrecision(12));
}
