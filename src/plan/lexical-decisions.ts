import type { Span } from '../schemas/goal.ts';
import type { SaidColumn } from './lexical-request.ts';
import { type Asking, question } from './typed-goal-ask.ts';
import { labelOf } from './typed-goal-columns.ts';
import { type Column, type DataSource, belongsTo } from './typed-goal-data.ts';

/** What is decided about a request: answers to its questions, and the first reason why it cannot be served. */
export class Decisions {
  refusal: { reason: string; spans: readonly Span[] } | null = null;
  readonly asking: Asking;

  constructor(asking: Asking) {
    this.asking = asking;
  }

  refuse(reason: string, spans: readonly Span[]): null {
    this.refusal ??= { reason, spans };
    return null;
  }

  /** The column of a source that words speak of; asked for where they fit several. */
  column(said: SaidColumn, source: DataSource, fits: (column: Column) => boolean): Column | null {
    const own = said.match.columns.filter((one) => belongsTo(one.source, source)).map((one) => one.column);
    const candidates = own.filter(fits).filter((column, index, all) => all.findIndex((other) => other.name === column.name) === index);
    const words = said.spans.map((span) => span.text).join(' ');
    const [first] = candidates;
    if (first === undefined) return this.refuse(`"${words}" cannot be used like this in ${source.title}`, said.spans);
    if (candidates.length === 1) return first;
    return this.pick(`column_${candidates.map((column) => column.name).toSorted().join('-')}`, `Which column is "${words}"?`, `It fits several columns of ${source.title}, and they give different results.`, candidates, said.spans);
  }

  /** One of several columns, asked for without a default: the choice changes the result. */
  pick(id: string, title: string, why: string, columns: readonly Column[], spans: readonly Span[]): Column | null {
    if (columns.length === 0) return this.refuse(`there is no column for ${title.toLowerCase()}`, spans);
    if (columns.length === 1) return columns[0] ?? null;
    const answer = this.asking.ask(question(id.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 60), title, why, { type: 'choice', options: columns.slice(0, 12).map((column) => ({ value: column.name, label: labelOf(column) })), spans: [...spans].slice(0, 3) }));
    return columns.find((column) => column.name === answer) ?? null;
  }
}
