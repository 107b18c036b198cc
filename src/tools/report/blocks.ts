/** A report before it is written as Markdown or HTML. Texts are Markdown; numbers in them carry marks (numbers.ts). */
export type Block =
  | { kind: 'heading'; level: 1 | 2 | 3; text: string }
  | { kind: 'paragraph'; text: string }
  /** Whole Markdown of its own, such as a narrative text. */
  | { kind: 'markdown'; text: string }
  | { kind: 'quote'; text: string }
  /** Words of somebody else, byte by byte: nothing in them is markup. */
  | { kind: 'verbatim'; text: string }
  | { kind: 'list'; items: string[]; ordered: boolean }
  | { kind: 'figure'; file: string; alt: string; caption: string; image: string | null }
  | { kind: 'table'; caption: string; head: { text: string; numeric: boolean }[]; rows: string[][] };
