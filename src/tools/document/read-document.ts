import { fromMarkdown } from 'mdast-util-from-markdown';
import { toString } from 'mdast-util-to-string';
import { plainPassages } from './read-plain.ts';

/** A stretch of a document that is read as one: a paragraph, a list item, a row of a table, a block of code. */
export interface Passage {
  start: number;
  end: number;
  /** Titles of the headings above it, outermost first. */
  headings: string[];
  /** The heads of the columns, of a row of a table. */
  columns?: string[];
  /** Whether it is an item of a list. */
  item?: boolean;
}

export interface DocumentText {
  name: string;
  format: 'markdown' | 'text';
  title: string;
  text: string;
  passages: Passage[];
  /** Where its headings stand, of Markdown: words in them are no passage, and words of the document all the same. */
  heads?: { start: number; end: number }[];
}

/** Reads a text file. Every place is an offset in UTF-16 units into `text`, which is the file without a byte order mark, unchanged otherwise. */
export function readDocument(name: string, raw: string, format: 'markdown' | 'text'): DocumentText {
  const text = raw.replace(/^\uFEFF/, '');
  return format === 'markdown' ? readMarkdown(name, text) : readPlain(name, text);
}

/** A name ending in .md is Markdown; other text is, where it has Markdown headings. */
export function formatOf(name: string, text: string): 'markdown' | 'text' {
  if (/\.(md|markdown|mdown)$/i.test(name)) return 'markdown';
  return /\.(txt|text)$/i.test(name) || !/^#{1,6} \S/m.test(text.slice(0, 20_000)) ? 'text' : 'markdown';
}

interface Node {
  type: string;
  depth?: number;
  children?: Node[];
  position?: { start: { offset?: number | undefined }; end: { offset?: number | undefined } } | undefined;
}

const LEAVES = new Set(['paragraph', 'code', 'html']);

function readMarkdown(name: string, text: string): DocumentText {
  const passages: Passage[] = [];
  const above: { depth: number; title: string }[] = [];
  const heads: { start: number; end: number }[] = [];
  let title = '';
  const visit = (node: Node, item: boolean): void => {
    const start = node.position?.start.offset ?? 0;
    const end = node.position?.end.offset ?? 0;
    if (node.type === 'heading') {
      const words = toString(node as Parameters<typeof toString>[0]).trim();
      title ||= words;
      heads.push({ start, end });
      while ((above.at(-1)?.depth ?? 0) >= (node.depth ?? 1)) above.pop();
      above.push({ depth: node.depth ?? 1, title: words });
      return;
    }
    if (LEAVES.has(node.type)) {
      const headings = above.map((one) => one.title);
      const table = tableLines(text.slice(start, end));
      if (table === null) passages.push({ start, end, headings, ...(item ? { item } : {}) });
      else {
        const columns = cellsOf(table[0] ?? '').filter((cell) => cell !== '');
        passages.push(...linesOf(text, start, end).filter((line) => !DELIMITER.test(text.slice(line.start, line.end))).map((line, at) => ({ ...line, headings, ...(at === 0 || columns.length === 0 ? {} : { columns }) })));
      }
      return;
    }
    for (const child of node.children ?? []) visit(child, item || node.type === 'listItem');
  };
  visit(fromMarkdown(text) as Node, false);
  return { name, format: 'markdown', title: title || name.replace(/\.[^.]+$/, ''), text, passages, heads };
}

function readPlain(name: string, text: string): DocumentText {
  const first = text.trimStart().split('\n')[0]?.trim() ?? '';
  return { name, format: 'text', title: first.length > 0 && first.length <= 100 ? first : name.replace(/\.[^.]+$/, ''), text, passages: plainPassages(text) };
}

export const DELIMITER = /^\s*\|?\s*:?-{1,}:?\s*(\|\s*:?-{1,}:?\s*)*\|?\s*$/;

/** The lines of a table written with pipes (GitHub Flavored Markdown), or null. */
export function tableLines(block: string): string[] | null {
  const lines = block.split(/\r?\n/).map((line) => line.trim());
  const [head = '', delimiter = ''] = lines;
  if (lines.length < 2 || !head.includes('|') || !delimiter.includes('-') || !DELIMITER.test(delimiter)) return null;
  return cellsOf(head).length === cellsOf(delimiter).length ? lines : null;
}

/** The cells of a line of a table; `\|` is a pipe inside a cell. */
export function cellsOf(line: string): string[] {
  const cells = line.replace(/^\s*\|/, '').replace(/(?<!\\)\|\s*$/, '').split(/(?<!\\)\|/);
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function linesOf(text: string, start: number, end: number): { start: number; end: number }[] {
  return [...text.slice(start, end).matchAll(/[^\r\n]+/g)].map((match) => ({ start: start + match.index, end: start + match.index + match[0].length }));
}
