/** A stretch of a text that may speak of a thing of its own. Those of one group are of one kind: what is read out of one of them is looked for in all. */
export interface Stretch {
  start: number;
  end: number;
  group: string;
  kind: 'section' | 'item' | 'row' | 'line' | 'paragraph';
  /** As far as its own heading goes, of a section. */
  headEnd: number;
}

interface Line {
  start: number;
  end: number;
  text: string;
}

const HEADING = /^(#{1,6})\s+(.*?)\s*#*\s*$/;
const ITEM = /^(\s*)(?:[-*+]|\d{1,4}[.)])\s+\S/;
const DELIMITER = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$|^\s*\|\s*:?-+:?\s*\|\s*$/;
const DATED = /^\s*[[(*_]*(?:\d{4}-\d\d(?:-\d\d)?|\d{1,2}:\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}\.? [A-Z][a-z]{2,8}\b|[A-Z][a-z]{2,8} \d{1,2}\b)/;

/**
 * The sections, list items, table rows, dated lines and paragraphs of a text, as Markdown and logs are written. Sections are alike below one heading and of one depth;
 * items and paragraphs below headings of the same words; rows in tables of the same head. White space and the head of a table are in none.
 */
export function stretchesOf(text: string): Stretch[] {
  const found: Stretch[] = [];
  const above: { depth: number; title: string; section: Stretch }[] = [];
  const lines = linesOf(text);
  let table: string | null = null;
  let open: Stretch | null = null;
  const take = (line: Line, kind: Stretch['kind'], group: string): void => {
    open = { start: line.start, end: line.end, group, kind, headEnd: line.start };
    found.push(open);
  };
  for (const [at, line] of lines.entries()) {
    const heading = HEADING.exec(line.text);
    if (heading !== null) {
      const depth = heading[1]?.length ?? 1;
      close(above, depth, line.start);
      take(line, 'section', `section ${depth} of ${above.map((one) => one.title).join(' › ')}`);
      const [section] = found.slice(-1);
      if (section !== undefined) above.push({ depth, title: (heading[2] ?? '').toLowerCase(), section: Object.assign(section, { headEnd: line.end }) });
      open = table = null;
      continue;
    }
    if (line.text.trim() === '') {
      // an item may go on after an empty line where what follows is indented
      open = /^\s{2,}\S/.test(lines[at + 1]?.text ?? '') && isItem(open) ? open : null;
      table = null;
      continue;
    }
    const below = above.at(-1)?.title ?? '';
    if (line.text.includes('|') && DELIMITER.test(lines[at + 1]?.text ?? '')) {
      table = line.text.replaceAll(/\s+/g, ' ').trim();
      open = null;
    } else if (table !== null) {
      if (!DELIMITER.test(line.text)) take(line, 'row', `rows of ${table}`);
    } else if (ITEM.test(line.text)) take(line, 'item', `items ${ITEM.exec(line.text)?.[1]?.length ?? 0} of ${below}`);
    else if (DATED.test(line.text) && !isItem(open)) take(line, 'line', `lines of ${below}`);
    else if (open === null) take(line, 'paragraph', `paragraphs of ${below}`);
    else (open as Stretch).end = line.end;
  }
  close(above, 0, text.length);
  return found;
}

function isItem(stretch: Stretch | null): boolean {
  return stretch?.kind === 'item';
}

function close(above: { depth: number; section: Stretch }[], depth: number, at: number): void {
  while ((above.at(-1)?.depth ?? -1) >= depth) {
    const closed = above.pop();
    if (closed !== undefined) closed.section.end = at;
  }
}

function linesOf(text: string): Line[] {
  return [...text.matchAll(/[^\n]*(?:\n|$)/g)].filter(([whole]) => whole !== '').map((match) => ({ start: match.index, end: match.index + match[0].trimEnd().length, text: match[0].replace(/\r?\n$/, '') }));
}
