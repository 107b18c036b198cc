import type { Artifact } from '../../schemas/outcome.ts';
import { FONT_STACK } from './fonts.ts';
import { wrapText } from './text-width.ts';
import { notesOf } from '../table/table-io.ts';

export const INK = '#1f2933';
export const MUTED = '#52606d';
export const HAIRLINE = '#cbd2d9';

const MARGIN = 24;

/** Text as it may stand in SVG; control characters, which XML cannot hold, become spaces. */
export function escapeXml(text: string): string {
  return text
    // oxlint-disable-next-line no-control-regex -- these are the characters that XML forbids
    .replaceAll(/[\u0000-\u001f\u007f\ufffe\uffff]/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export interface TextOptions {
  size: number;
  weight?: 'regular' | 'semibold';
  fill?: string;
  anchor?: 'start' | 'middle' | 'end';
  halo?: boolean;
  rotate?: number;
}

/** One line of text as an SVG element. `halo` keeps it readable on a busy ground. */
export function svgText(text: string, x: number, y: number, options: TextOptions): string {
  const weight = options.weight === 'semibold' ? ' font-weight="600"' : '';
  const anchor = options.anchor === undefined || options.anchor === 'start' ? '' : ` text-anchor="${options.anchor}"`;
  const halo = options.halo === true ? ' stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' : '';
  const turn = options.rotate === undefined ? '' : ` transform="rotate(${options.rotate} ${x} ${y})"`;
  return `<text x="${round(x)}" y="${round(y)}" font-size="${options.size}"${weight} fill="${options.fill ?? INK}"${anchor}${halo}${turn}>${escapeXml(text)}</text>`;
}

/** Two decimals are finer than a device pixel, and keep files small and equal on every machine. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export interface Picture {
  /** SVG elements, drawn from (0, 0) to (width, height). */
  body: string;
  width: number;
  height: number;
  defs?: string;
}

/**
 * Puts title and subtitle above a picture and source and caveats below it, wrapped to its width, and makes it an SVG document.
 * Nothing that a reader must know is left to the page around the picture.
 */
export function frame(picture: Picture, text: { title: string; subtitle: string[]; notes: string[]; description: string }): string {
  const width = picture.width + 2 * MARGIN;
  const lines: string[] = [];
  let y = MARGIN;
  for (const line of wrapText(text.title, 22, picture.width, 'semibold').slice(0, 3)) {
    y += 24;
    lines.push(svgText(line, MARGIN, y, { size: 22, weight: 'semibold' }));
    y += 4;
  }
  for (const line of text.subtitle.flatMap((part) => wrapText(part, 14, picture.width)).slice(0, 4)) {
    y += 18;
    lines.push(svgText(line, MARGIN, y, { size: 14, fill: MUTED }));
    y += 2;
  }
  y += 16;
  const top = y;
  y += picture.height + 14;
  for (const line of text.notes.flatMap((part) => wrapText(part, 11.5, picture.width)).slice(0, 10)) {
    y += 14;
    lines.push(svgText(line, MARGIN, y, { size: 11.5, fill: MUTED }));
    y += 2.5;
  }
  const height = Math.ceil(y + MARGIN - 8);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${height}" viewBox="0 0 ${Math.ceil(width)} ${height}" font-family="${FONT_STACK}" role="img" aria-label="${escapeXml(text.description)}">`,
    `<title>${escapeXml(text.title)}</title>`,
    picture.defs === undefined ? '' : `<defs>${picture.defs}</defs>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...lines,
    `<g transform="translate(${MARGIN} ${round(top)})">${picture.body}</g>`,
    '</svg>\n',
  ].join('\n');
}

/** Titles of the data for the subtitle; empty where the title of the picture says them already. */
export function sourceTitles(sources: Artifact['sources'], title: string): string {
  return [...new Set(sources.map((source) => source.title))].filter((one) => !title.includes(one)).join('; ');
}

/** Source and caveat lines for below a picture. */
export function sourceNotes(sources: Artifact['sources']): string[] {
  const citations = [...new Set(sources.map((source) => source.citation).filter((citation) => citation !== ''))];
  const caveats = [...new Set(sources.flatMap((source) => source.caveats))];
  return [
    ...(citations.length === 0 ? [] : [`Source: ${citations.join('; ')}${licences(sources)}`]),
    ...(caveats.length === 0 ? [] : [`Note: ${caveats.map((caveat) => caveat.replace(/\.?$/, '.')).join(' ')}`]),
  ];
}

/** What a reader of a picture alone must know of the rows behind it: those without a value, which are not drawn, and what was noted when they were made. */
export function rowNotes(artifact: Pick<Artifact, 'data'>, rows: readonly { readonly [column: string]: unknown }[], measure: { name: string; title: string }): string[] {
  const missing = rows.filter((row) => row[measure.name] === null || row[measure.name] === undefined).length;
  return [...new Set([...(missing === 0 ? [] : [`${missing} of ${rows.length} rows have no value of ${measure.title} and are not drawn.`]), ...notesOf(artifact)])].slice(0, 4);
}

function licences(sources: Artifact['sources']): string {
  const named = [...new Set(sources.map((source) => source.licence).filter((licence) => licence !== ''))];
  return named.length === 0 ? '.' : `. Licence: ${named.join('; ')}.`;
}

