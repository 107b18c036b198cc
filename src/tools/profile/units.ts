/** Units that are commonly written as the last word of a column name. */
const SUFFIXES: Record<string, string> = {
  pct: '%', percent: '%', percentage: '%', kg: 'kg', km: 'km', cm: 'cm', mm: 'mm', ha: 'ha', km2: 'km²', m2: 'm²', usd: 'USD', eur: 'EUR', gbp: 'GBP',
  celsius: '°C', degc: '°C', fahrenheit: '°F', kelvin: 'K', hpa: 'hPa', ppm: 'ppm', kwh: 'kWh', mwh: 'MWh', gwh: 'GWh', kmh: 'km/h', mph: 'mph', lb: 'lb', lbs: 'lb', ms: 'ms', seconds: 's', minutes: 'min', hours: 'h',
};

/** The unit that a column name states: `mass (kg)`, `temp [°C]`, `share_pct`, `height in cm`; null where it states none. */
export function unitOfName(name: string): string | null {
  const bracket = /[([{]\s*([^()[\]{}]{1,20})\s*[)\]}]\s*$/u.exec(name)?.[1]?.trim();
  if (bracket !== undefined) return /^\d+$/.test(bracket) ? null : (SUFFIXES[bracket.toLowerCase()] ?? bracket);
  if (/[%‰]\s*$/u.test(name)) return '%';
  const degrees = /°\s*[CF]\b/u.exec(name)?.[0];
  if (degrees !== undefined) return degrees.replace(/\s/gu, '');
  const inside = /\bin ([A-Za-z%°²³/]{1,8})$/u.exec(name)?.[1];
  if (inside !== undefined && inside.length <= 6) return SUFFIXES[inside.toLowerCase()] ?? (/^(m|g|t|s|h|l|K)$/.test(inside) ? inside : null);
  const last = /[_\s-]([a-z0-9]+)$/iu.exec(name)?.[1]?.toLowerCase();
  return last === undefined ? null : (unitBesideWords(last, name) ?? SUFFIXES[last] ?? null);
}

/** Short endings that say a unit only beside a word for what is measured: `tmax_c`, `wind_speed_ms` (no milliseconds), `wave_height_m`. */
const BESIDE: readonly { endings: Record<string, string>; words: RegExp }[] = [
  { endings: { ms: 'm/s', mps: 'm/s', kn: 'knots', kt: 'knots', kts: 'knots', knots: 'knots' }, words: /(^|[_\s-])(wind|speed|velocity|gust|current)([_\s-]|$)/i },
  { endings: { c: '°C', f: '°F' }, words: /(^|[_\s-])(t|temp|temperature|tmax|tmin|tmean|tavg|sst|dew|dewpoint)([_\s-]|$)/i },
  { endings: { m: 'm' }, words: /(^|[_\s-])(height|depth|level|elevation|altitude|stage|distance|length|width)([_\s-]|$)/i },
];

function unitBesideWords(ending: string, name: string): string | null {
  const words = name.slice(0, -ending.length);
  return BESIDE.find((one) => Object.hasOwn(one.endings, ending) && one.words.test(words))?.endings[ending] ?? null;
}

// Words of a column name, singular; a plural s is cut before they are looked up.
const MEAN = new Set(['rate', 'ratio', 'percent', 'percentage', 'pct', 'perc', 'share', 'mean', 'avg', 'average', 'median', 'index', 'temp', 'temperature', 'anomaly', 'anomalie', 'per', 'density', 'expect', 'expectancy', 'fertility', 'mag', 'magnitude', 'price', 'speed', 'score', 'pressure', 'humidity', 'gini', 'capita', 'depth', 'height', 'length', 'width', 'wind', 'concentration', 'rating', 'acceleration', 'saturation']);
const SUM = new Set(['count', 'number', 'n', 'num', 'no', 'total', 'pop', 'population', 'people', 'person', 'inhabitant', 'headcount', 'amount', 'sale', 'revenue', 'death', 'birth', 'case', 'volume', 'production', 'generation', 'emission', 'precipitation', 'rainfall', 'quantity', 'visitor', 'unit', 'cost', 'budget', 'area', 'gross', 'expenditure']);

/** How values of a measure combine: amounts add up, rates and levels are averaged; null where neither name nor unit says. */
export function guessAggregation(name: string, unit: string | null): 'sum' | 'mean' | null {
  if (unit !== null && (/[%‰°/]/u.test(unit) || ['K', 'hPa', 'ppm', 'mph'].includes(unit))) return 'mean';
  const words = name
    .replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
  if (words.some((word) => MEAN.has(word))) return 'mean';
  return words.some((word) => SUM.has(word)) ? 'sum' : null;
}
