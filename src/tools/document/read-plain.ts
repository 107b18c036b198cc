import type { Passage } from './read-document.ts';

const ITEM = /^\s*(?:[-*+•]|\d{1,3}[.)])\s+\S/;
const DATED = /^\s*[[(]?(?:\d{4}-\d\d-\d\d|\d{1,2}:\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})/;
const LONGEST_HEADING = 80;

/**
 * The passages of a plain text: blocks between empty lines; of a log or a list each line or item, with the lines that belong to it. A line alone that reads as a title
 * (short, no full stop, or underlined) is the heading of what follows, and a passage itself.
 */
export function plainPassages(text: string): Passage[] {
  const passages: Passage[] = [];
  let headings: string[] = [];
  for (const match of text.matchAll(/\S(?:[^\n]|\n(?!\s*\n))*/g)) {
    const block = { start: match.index, end: match.index + match[0].trimEnd().length };
    const lines = linesIn(text, block);
    const title = headingOf(lines.map((line) => text.slice(line.start, line.end)));
    if (title !== null) headings = nested(headings, title);
    const starts = lines.filter((line) => begins(text.slice(line.start, line.end)));
    if (starts.length < 2) {
      passages.push({ ...block, headings });
      continue;
    }
    const first = starts[0]?.start ?? block.start;
    if (first > block.start) passages.push({ start: block.start, end: block.start + text.slice(block.start, first).trimEnd().length, headings });
    for (const [at, { start }] of starts.entries()) {
      const until = starts[at + 1]?.start ?? block.end;
      passages.push({ start, end: start + text.slice(start, until).trimEnd().length, headings, ...(ITEM.test(text.slice(start, until)) ? { item: true } : {}) });
    }
  }
  return passages;
}

function begins(line: string): boolean {
  return ITEM.test(line) || DATED.test(line);
}

function linesIn(text: string, { start, end }: { start: number; end: number }): { start: number; end: number }[] {
  return [...text.slice(start, end).matchAll(/[^\r\n]+/g)].map((match) => ({ start: start + match.index, end: start + match.index + match[0].length }));
}

/** The title that a block is, `3.1 Speed`, or null where it is text. */
function headingOf([line = '', under, ...more]: readonly string[]): string | null {
  const title = line.trim();
  if (title.length > LONGEST_HEADING || more.length > 0 || !/^[\p{Lu}\d§]/u.test(title) || !/\p{L}{2}/u.test(title)) return null;
  if (under !== undefined) return /^\s*(={3,}|-{3,}|~{3,})\s*$/.test(under) ? title : null;
  // a value or an entry of a log is no title
  if (/[.!?;,:]$/.test(title) || /:\s/.test(title) || DATED.test(title) || title.split(/\s+/).length > 10) return null;
  return title;
}

/** Headings above what follows a title: those with fewer numbers than `3.1`, and the first one, which is the title of the document. */
function nested(above: readonly string[], title: string): string[] {
  const depth = depthOf(title);
  const [first, ...others] = above;
  if (first === undefined) return [title];
  return [first, ...(depth === 0 ? [] : others.filter((one) => depthOf(one) > 0 && depthOf(one) < depth)), title];
}

function depthOf(title: string): number {
  return /^(?:§ ?|[Ss]ection |[Aa]rticle |[Cc]lause )?(\d+(?:\.\d+)*)/.exec(title)?.[1]?.split('.').length ?? 0;
}
