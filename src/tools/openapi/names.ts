/** Words that say nothing about what a thing is, in names of schemas such as `SimplifiedTrackObject`. */
const GENERIC = new Set([
  'object', 'response', 'result', 'results', 'list', 'item', 'items', 'dto', 'model', 'schema', 'entity', 'base', 'simplified', 'full', 'detail', 'details', 'paging', 'page', 'paged', 'input',
  'output', 'create', 'update', 'new', 'request', 'payload', 'body', 'data', 'ref', 'summary', 'resource', 'record', 'info', 'view', 'with', 'public', 'private', 'saved', 'cursor', 'collection',
]);

const IRREGULAR: { [plural: string]: string } = {
  people: 'person', persons: 'person', children: 'child', men: 'man', women: 'woman', indices: 'index', indexes: 'index', matrices: 'matrix', statuses: 'status', analyses: 'analysis', criteria: 'criterion',
  movies: 'movie', cookies: 'cookie', shoes: 'shoe', series: 'series', species: 'species', news: 'news', media: 'media', data: 'data',
};

/** The lower-case words of an identifier in any spelling: `listIssues`, `list_issues`, `list-issues`, `HTTPRoute`. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** The singular of an English noun, as far as rules go; a word that is singular stays. */
export function singular(word: string): string {
  const known = IRREGULAR[word];
  if (known !== undefined) return known;
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(ss|x|ch|sh|zz)es$/.test(word)) return word.slice(0, -2);
  return /[^siu]s$/.test(word) && word.length > 2 ? word.slice(0, -1) : word;
}

/** Whether the word is a plural that `singular` knows how to undo. */
export function isPlural(word: string): boolean {
  return singular(word) !== word;
}

/** A name of an entity: singular, words joined by dashes, e.g. `release_dates` → `release-date`. */
export function nounOf(name: string): string {
  const words = wordsOf(name);
  return [...words.slice(0, -1), ...words.slice(-1).map(singular)].join('-');
}

/** A lower-case identifier of at most `length` characters. */
export function slugOf(name: string, length = 48): string {
  const slug = wordsOf(name.normalize('NFKD').replaceAll(/\p{M}/gu, '')).join('-').replaceAll(/[^a-z0-9-]/g, '');
  return slug.slice(0, length).replaceAll(/^-+|-+$/g, '');
}

/** The words of a schema's name without those that say nothing. */
export function tellingWords(name: string): string[] {
  return wordsOf(name).filter((word) => !GENERIC.has(word) && !/^\d+$/.test(word));
}

/** The last entity that the words name (English puts the head of a noun last); two-word names before one-word ones. */
export function entityIn(words: readonly string[], known: ReadonlySet<string>): string | null {
  for (let end = words.length; end > 0; end -= 1) {
    for (const size of [3, 2, 1]) {
      if (end < size) continue;
      const noun = nounOf(words.slice(end - size, end).join(' '));
      if (known.has(noun)) return noun;
    }
  }
  return null;
}
