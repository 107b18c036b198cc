/** Breaks text into lines of at most `width` characters, at spaces where it can. Control characters become spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of plain(text).split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length <= width) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (rest.length > width) {
      const hyphen = rest.lastIndexOf('-', width - 1) + 1;
      const end = hyphen > width / 3 ? hyphen : width;
      lines.push(rest.slice(0, end));
      rest = rest.slice(end);
    }
    line = rest;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** Text on one line without control, zero-width or direction characters, so that what is shown is what there is. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').replace(/ {2,}/g, ' ').trim();
}

/** The parenthesis that ends every one of these descriptions that has one, e.g. ` (mine.csv)`: said once it need not be said in every row. */
export function sharedEnding(descriptions: readonly string[]): string {
  const endings = descriptions.flatMap((description) => / \([^()]+\)$/.exec(description)?.[0] ?? []);
  return endings.length > 1 && new Set(endings).size === 1 ? (endings[0] ?? '') : '';
}

/** The description without that ending, also where a limit has cut it: ` (mine.…`. */
export function withoutEnding(description: string, ending: string): string {
  if (ending === '') return description;
  if (description.endsWith(ending)) return description.slice(0, -ending.length);
  const from = description.endsWith('…') ? description.lastIndexOf(' (') : -1;
  return from >= 0 && ending.startsWith(description.slice(from, -1)) ? description.slice(0, from) : description;
}

/** A duration for people: `90 ms`, `1.2 s`, `4 min`, `2 h`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${trim(ms / 1000)} s`;
  if (ms < 3_600_000) return `${trim(ms / 60_000)} min`;
  return `${trim(ms / 3_600_000)} h`;
}

/** A range for people: `1.2 s`, or `0.8 to 2.4 s` where the ends differ. */
export function range(low: number, high: number, show: (value: number) => string): string {
  const [from, to] = [show(low), show(high)];
  if (from === to) return to;
  const [number = '', unit = ''] = from.split(' ');
  return to.endsWith(` ${unit}`) && unit !== '' ? `${number} to ${to}` : `${from} to ${to}`;
}

/** A range of durations for people, both ends in the unit of the longer one where that still says something: `0.7 to 2.6 s`. */
export function durations({ low, high }: { low: number; high: number }): string {
  const unit = high < 1000 ? 1 : high < 60_000 ? 1000 : high < 3_600_000 ? 60_000 : 3_600_000;
  const from = trim(low / unit);
  return low < unit && low >= unit / 10 && from !== trim(high / unit) ? `${from} to ${duration(high)}` : range(low, high, duration);
}

/** US dollars for people, to the cent, or to what is left of it. */
export function dollars(usd: number): string {
  if (usd === 0) return '$0';
  return usd < 0.01 ? `$${usd.toPrecision(1)}` : `$${usd.toFixed(2)}`;
}

function trim(value: number): string {
  return value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}
