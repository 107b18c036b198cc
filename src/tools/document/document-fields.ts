import type { Json } from '../../schemas/json.ts';
import { isHeadless, tablesIn } from './document-tables.ts';
import type { DocumentText } from './read-document.ts';

/** What a document says of itself at its head, by name, as it is written. */
export interface DocumentField {
  name: string;
  text: string;
}

/** Fewer lines like these are prose with a colon in it. */
const LEAST = 2;
const NAME = String.raw`[\p{Lu}\d][\p{L}\p{N} ()/%.-]{0,40}?`;
const LINE = new RegExp(String.raw`^\s*(?:[-*+]\s+)?(?:\*\*|__)?(${NAME})(?:\*\*|__)?\s*:(?:\*\*|__)?\s+(\S.{0,200})$`, 'u');

/**
 * The fields at the head of a document: front matter, else a table of two columns without a head, else lines `Name: value` before the second heading.
 * Empty where there are none. A name that occurs twice keeps its first value.
 */
export function fieldsOf(document: DocumentText): DocumentField[] {
  for (const found of [frontMatter(document.text), headTable(document), headLines(document.text)]) {
    const fields = new Map<string, string>();
    for (const { name, text } of found) if (name !== '' && ![...fields.keys()].some((known) => known.toLowerCase() === name.toLowerCase())) fields.set(name, text);
    if (fields.size >= LEAST) return [...fields].map(([name, text]) => ({ name, text }));
  }
  return [];
}

function frontMatter(text: string): DocumentField[] {
  const block = /^---\r?\n([\s\S]*?)\r?\n---\s*(?:\r?\n|$)/.exec(text)?.[1];
  return (block ?? '').split(/\r?\n/).flatMap((line) => {
    const [, name = '', value = ''] = /^([\p{L}_][\p{L}\p{N}_ -]{0,40}):\s+(\S.*)$/u.exec(line) ?? [];
    return name === '' ? [] : [{ name, text: value.replace(/^(["'])(.*)\1$/, '$2').trim() }];
  });
}

function headTable(document: DocumentText): DocumentField[] {
  const table = tablesIn(document).find(isHeadless);
  if (table === undefined || Object.keys(table.rows[0] ?? {}).length !== 2) return [];
  return table.rows.flatMap((row) => {
    const [name, value] = Object.values(row);
    return typeof name !== 'string' || value === null || value === undefined ? [] : [{ name, text: textOf(value) }];
  });
}

function headLines(text: string): DocumentField[] {
  const second = /^#{1,6} .*$/gm;
  second.exec(text);
  const head = text.slice(0, second.exec(text)?.index ?? Math.min(text.length, 2_000));
  // "Severity: high. Lead: Ada Byron." on one line are two fields
  const lines = head.split(/\r?\n/).flatMap((line) => line.split(new RegExp(String.raw`(?<=\.)\s+(?=${NAME}:\s)`, 'u')));
  return lines.flatMap((line) => {
    const [, name = '', value = ''] = LINE.exec(line) ?? [];
    return name === '' ? [] : [{ name: name.trim(), text: value.replace(/\.$/, '').replaceAll(/(\*\*|__|`)/g, '').trim() }];
  });
}

const AMOUNT = /^(EUR|USD|GBP|CHF|NOK|SEK|DKK|€|\$|£)?\s*([-+]?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|[-+]?\d+(?:\.\d+)?)\s*(%|°C|[\p{L}µ][\p{L}/²³]{0,14})?$/u;
const CURRENCY: { readonly [sign: string]: string } = { '€': 'EUR', $: 'USD', '£': 'GBP' };

/** A value that is a number with its unit, as written; null where it is text. */
export function amountOf(text: string): { value: number; unit: string | null } | null {
  const [, sign, digits = '', unit] = AMOUNT.exec(text.trim()) ?? [];
  if (digits === '' || (sign !== undefined && unit !== undefined)) return null;
  const value = Number(digits.replaceAll(/[, ]/g, ''));
  return { value, unit: sign === undefined ? (unit ?? null) : (CURRENCY[sign] ?? sign) };
}

/** Whether a value says that there is nothing: zero among numbers. */
export function isNothing(text: string): boolean {
  return /^(none|nil|no|zero)$/i.test(text.trim());
}

export interface FieldColumn {
  name: string;
  unit: string | null;
  numeric: boolean;
}

/** Columns of the fields of several documents, in the order in which they first occur; a column is a number where each value is one, or none. */
export function fieldColumns(documents: readonly (readonly DocumentField[])[]): FieldColumn[] {
  const names: string[] = [];
  for (const field of documents.flat()) if (!names.some((name) => name.toLowerCase() === field.name.toLowerCase()) && field.name.toLowerCase() !== 'document') names.push(field.name);
  return names.map((name) => {
    const texts = documents.flatMap((fields) => valueIn(fields, name) ?? []);
    const amounts = texts.map(amountOf);
    const numeric = amounts.some((amount) => amount !== null) && texts.every((text, at) => amounts[at] !== null || isNothing(text));
    // "1 day" and "9 days" are the same unit
    const units = new Set(amounts.flatMap((amount) => (amount === null ? [] : [amount.unit?.replace(/(?<=\p{L}{2})s$/u, '') ?? ''])));
    const shown = amounts.find((amount) => amount !== null && amount.value !== 1)?.unit ?? amounts.find((amount) => amount !== null)?.unit ?? null;
    return { name, numeric: numeric && units.size === 1, unit: numeric && units.size === 1 ? shown : null };
  });
}

/** One row for each document: its name, and its fields. */
export function fieldRows(documents: readonly { name: string; fields: readonly DocumentField[] }[], columns: readonly FieldColumn[]): { [name: string]: Json }[] {
  return documents.map(({ name, fields }) => ({
    document: name,
    ...Object.fromEntries(columns.map((column) => {
      const text = valueIn(fields, column.name);
      return [column.name, text === undefined ? null : column.numeric ? (amountOf(text)?.value ?? 0) : text];
    })),
  }));
}

function valueIn(fields: readonly DocumentField[], name: string): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name.toLowerCase())?.text;
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
