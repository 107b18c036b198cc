import { dateOf } from './date-of.ts';
import type { DocumentText, Passage } from './read-document.ts';
import { tokensOf } from './tokens.ts';

/** What a text is made of, as its rows: items of lists, sections with what stands right below their heading, paragraphs, or lines that begin with a day or a time. */
export type ItemsOf = 'list' | 'sections' | 'paragraphs' | 'lines';

export interface DocumentItem {
  document: string;
  heading: string;
  item: string;
  /** Its place among those of its document, from 1. */
  number: number;
  words: number;
  /** When a line is of: `2025-02-01 07:58:00`. */
  at?: string | null;
}

const MARK = /^\s*(?:[-*+•]|\d{1,4}[.)])\s+/;
const WHEN = /^\s*[[(]?(?:(\d{4}-\d\d-\d\d)(?:[T ,]+(\d{1,2}:\d\d)(?::(\d\d))?)?|(\d{1,2}:\d\d)(?::(\d\d))?)\S*?[\])]?[\s:,-]+(?=\S)/;
const LONGEST = 4_000;

/** The items of a document, in their order; each as one line of text. */
export function itemsOf(document: DocumentText, what: ItemsOf): DocumentItem[] {
  const { text, name } = document;
  const make = (found: readonly { heading: string; item: string; at?: string | null }[]): DocumentItem[] =>
    found.filter((one) => one.item !== '').map((one, index) => ({ document: name, ...one, number: index + 1, words: tokensOf(one.item).length }));
  const heading = (passage: Passage): string => passage.headings.at(-1) ?? '';
  switch (what) {
    case 'list':
      return make(document.passages.filter((one) => one.item === true).map((one) => ({ heading: heading(one), item: plain(text.slice(one.start, one.end).replace(MARK, '')) })));
    case 'paragraphs':
      return make(document.passages.filter((one) => one.item !== true && one.columns === undefined && text.slice(one.start, one.end) !== heading(one)).map((one) => ({ heading: heading(one), item: plain(text.slice(one.start, one.end)) })));
    case 'sections': {
      const sections = new Map<string, { heading: string; item: string }>();
      for (const passage of document.passages.filter((one) => one.headings.length > 0)) {
        const key = passage.headings.join('\n');
        const own = text.slice(passage.start, passage.end);
        sections.set(key, { heading: heading(passage), item: `${sections.get(key)?.item ?? ''} ${own === heading(passage) ? '' : plain(own)}`.trim().slice(0, LONGEST) });
      }
      return make([...sections.values()]);
    }
    case 'lines': {
      const day = dateOf(name, text);
      return make(document.passages.flatMap((passage) => text.slice(passage.start, passage.end).split(/\r?\n/).flatMap((line) => {
        const [begin, date, time, second, only, onlySecond] = WHEN.exec(line) ?? [];
        const on = date ?? day;
        if (begin === undefined) return [];
        return [{ heading: heading(passage), item: plain(line.slice(begin.length)), at: on === null ? null : `${on} ${(time ?? only ?? '00:00').padStart(5, '0')}:${second ?? onlySecond ?? '00'}` }];
      })));
    }
  }
}

/** One line without emphasis. */
function plain(text: string): string {
  return text.replaceAll(/(\*\*|__|`)/g, '').replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST);
}
