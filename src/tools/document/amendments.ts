import { dateOf } from './date-of.ts';
import type { DocumentText, Passage } from './read-document.ts';
import { isStopWord, tokensOf } from './tokens.ts';

/** A passage that changes what another one says, as it states itself: `Section 4.2 is replaced by: …`. */
export interface Amendment {
  document: DocumentText;
  passage: Passage;
  /** Numbers of the sections that it changes. */
  sections: string[];
  /** From when it holds: its own day where it says one, else that of its document. */
  date: string | null;
}

const SECTION = /(?:\b(?:sections?|clauses?|articles?|rules?|regulations?|paragraphs?|chapters?|annex|appendix|parts?|items?|points?)|§§?)\s*(\d+(?:\.\d+)*[a-z]?(?:(?:,| and| or| to)\s*\d+(?:\.\d+)*[a-z]?)*)/gi;
const CHANGES = /\b(?:replac(?:es?|ed|ing)|supersed(?:es?|ed|ing)|amend(?:s|ed|ing)?|delet(?:es?|ed|ing)|repeal(?:s|ed)?|withdr(?:aws?|awn|ew)|revok(?:es?|ed)|struck out|no longer appl(?:y|ies)|cease[sd]? to apply|shall read|(?:now |to )reads?|reads? as follows|reads?(?=:)|(?:is|are|was|were) (?:changed|corrected|raised|lowered|reduced|increased|extended|suspended)|instead of)\b/i;

/** Passages of documents that say of numbered sections that they are changed. */
export function amendmentsIn(documents: readonly DocumentText[]): Amendment[] {
  return documents.flatMap((document) => document.passages.flatMap((passage): Amendment[] => {
    const text = document.text.slice(passage.start, passage.end);
    const sections = text.split(/(?<=[.!?])\s+(?=[\p{Lu}"“])/u).flatMap((sentence) => (CHANGES.test(sentence) ? [...sentence.matchAll(SECTION)].flatMap(([, numbers = '']) => numbers.match(/\d+(?:\.\d+)*[a-z]?/gi) ?? []) : []));
    if (sections.length === 0) return [];
    const date = dayIn(text) ?? passage.headings.toReversed().map(dayIn).find((day) => day !== null) ?? beforeIn(document, passage) ?? dateOf(document.name, document.text);
    return [{ document, passage, sections: [...new Set(sections)], date }];
  }));
}

/**
 * What changes a passage: later in its document, or in another one of no earlier date that names the document of the passage by a word of its title. The latest first; of one
 * date, or of none, the one that stands last.
 */
export function amendmentsOf(document: DocumentText, passage: Passage, amendments: readonly Amendment[]): Amendment[] {
  const numbers = sectionsOf(document, passage);
  if (numbers.length === 0) return [];
  const own = dateOf(document.name, document.text);
  const found = amendments.filter((one) => {
    if (one.passage === passage || !one.sections.some((section) => numbers.some((number) => number === section || number.startsWith(`${section}.`)))) return false;
    if (one.document === document) return one.passage.start > passage.start;
    return (one.date === null || own === null || one.date >= own) && names(one, document);
  });
  return found.map((one, at) => ({ one, at })).toSorted((a, b) => ((a.one.date ?? '') < (b.one.date ?? '') ? 1 : (a.one.date ?? '') > (b.one.date ?? '') ? -1 : b.at - a.at)).map(({ one }) => one);
}

/** The numbers of the sections in which a passage stands, `4` and `4.2`. */
function sectionsOf({ text }: DocumentText, passage: Passage): string[] {
  return [...passage.headings, text.slice(passage.start, passage.start + 40)].flatMap((title) => /^\s*(?:\*\*)?(?:§ ?|(?:section|clause|article|rule|chapter|paragraph|annex|appendix|part) )?(\d+(?:\.\d+)*[a-z]?)(?=[.):\s*]|$)/i.exec(title)?.[1] ?? []);
}

/** Whether an amendment, or the head of its document, names another document by a word of its title that is no number. */
function names({ document, passage }: Amendment, other: DocumentText): boolean {
  const words = (text: string): string[] => tokensOf(text).filter(({ word }) => !isStopWord(word) && /\p{L}{3}/u.test(word)).map((token) => token.stem);
  const said = new Set(words([document.title, ...passage.headings, document.text.slice(passage.start, passage.end)].join(' ')));
  return words(`${other.title} ${other.name.replace(/\.[^.]+$/, '').replaceAll(/[-_]/g, ' ')}`).some((word) => said.has(word));
}

/** A day that a text gives as its own. */
function dayIn(text: string): string | null {
  return dateOf('', text) ?? dateOf('', `Date: ${/\d{4}-\d{2}-\d{2}|\d{1,2} \p{Lu}\p{Ll}+ \d{4}/u.exec(text.slice(0, 60))?.[0] ?? ''}`);
}

/** The day that stands in the same section before a passage. */
function beforeIn({ text, passages }: DocumentText, passage: Passage): string | null {
  const same = passages.filter((one) => one.start < passage.start && one.headings.length > 1 && one.headings.join('\n') === passage.headings.join('\n'));
  return same.map((one) => dateOf('', text.slice(one.start, one.end))).find((day) => day !== null) ?? null;
}
