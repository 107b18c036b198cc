const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const MONTH = String.raw`(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`;
const DATE = String.raw`\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th|\.)? ${MONTH},? \d{4}|${MONTH} \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{4}-\d{2}(?!\d)|${MONTH} \d{4}`;
const MARKS = String.raw`[\s*_"':]*`;
/** Lines and words that say from when a document holds, then those that date it; later ones only where no earlier one is there. */
const SAID = [
  new RegExp(String.raw`(?:^|[^\w])(?:effective|in force|valid)(?: date| as of| from| since| on)?${MARKS}(${DATE})`, 'i'),
  new RegExp(String.raw`^[#>\s*_-]*(?:date|dated|issued|published|adopted|approved|last updated|updated|as of)(?: on)?${MARKS}(${DATE})`, 'im'),
];
/** As far as the head of a document goes: front matter, title, lines below it. */
const HEAD = 3_000;

/** The day from which a document holds, as it says itself at its beginning, else by its file name: `2025-03-01`; a month or a year is its first day. Null without one. */
export function dateOf(name: string, text: string): string | null {
  const head = text.slice(0, HEAD);
  for (const pattern of SAID) {
    const found = iso(pattern.exec(head)?.[1] ?? '');
    if (found !== null) return found;
  }
  const inName = /(?<!\d)(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)/.exec(name) ?? /(?<!\d)(\d{4})[-_](\d{2})(?!\d)/.exec(name);
  if (inName !== null) return checked(inName[1] ?? '', inName[2] ?? '', inName[3] ?? '01');
  // A year alone says when a report is of, where only one stands in the name.
  const years = [...new Set([...name.matchAll(/(?<!\d)(?:19|20)\d{2}(?!\d)/g)].map(([year]) => year))];
  return years.length === 1 ? checked(years[0] ?? '', '01', '01') : null;
}

function iso(text: string): string | null {
  const plain = text.toLowerCase();
  const numbers = /^(\d{4})-(\d{2})(?:-(\d{2}))?/.exec(plain);
  if (numbers !== null) return checked(numbers[1] ?? '', numbers[2] ?? '', numbers[3] ?? '01');
  const word = /[a-z]{3,}/.exec(plain.replaceAll(/\d+(st|nd|rd|th)/g, (day) => day.replace(/\D+/, '')))?.[0] ?? '';
  const month = MONTHS.findIndex((one) => word !== '' && one.startsWith(word.slice(0, 3)));
  const year = /\d{4}/.exec(plain)?.[0];
  const day = /(?<!\d)\d{1,2}(?!\d)/.exec(plain)?.[0] ?? '1';
  return month < 0 || year === undefined ? null : checked(year, String(month + 1), day);
}

function checked(year: string, month: string, day: string): string | null {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  return Number(year) < 1500 || Number(year) > 2200 || Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date ? null : date;
}
