import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Nodes, Parents } from 'mdast';
import type { Block } from './blocks.ts';
import { type ReportNumber, marksToHtml, withoutMarks, stripMarks } from './numbers.ts';
import { STYLE } from './style.ts';

/** A day, with or without the time of day: kept on one line. */
const INSTANT = /^\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?$/;

/**
 * A report as one HTML file that needs nothing else: styles and pictures are inside, scripts and every outside address are shut out by
 * its own policy. Text comes from Markdown without raw HTML; links and pictures of narrative text stay plain words.
 */
export function toHtml(blocks: readonly Block[], title: string, numbers: readonly ReportNumber[]): string {
  const byId = new Map(numbers.map((number) => [number.id, number]));
  const body = uniqueIds(marksToHtml(blocks.map(write).join('\n'), byId));
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(withoutMarks(title))}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    body,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** The first place of a number carries its id; later places refer to it by `data-number`. */
function uniqueIds(html: string): string {
  const seen = new Set<string>();
  return html.replaceAll(/<data id="(n\d+)"/g, (whole, id: string) => {
    if (seen.has(id)) return `<data data-number="${id}"`;
    seen.add(id);
    return whole;
  });
}

function write(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${inline(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${inline(block.text)}</p>`;
    case 'markdown':
      return `<section class="narrative">\n${markdown(block.text)}\n</section>`;
    case 'verbatim':
      return `<blockquote><p class="verbatim">${escapeHtml(stripMarks(block.text))}</p></blockquote>`;
    case 'quote':
      return `<blockquote>${block.text.split('\n').map((line) => `<p>${inline(line)}</p>`).join('')}</blockquote>`;
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      return `<${tag}>\n${block.items.map((item) => `<li>${inline(item)}</li>`).join('\n')}\n</${tag}>`;
    }
    case 'figure': {
      const picture = block.image === null ? `<p>${escapeHtml(block.file)}</p>` : `<img src="${block.image}" alt="${escapeHtml(plain(block.alt))}">`;
      return `<figure>\n${picture}\n<figcaption>${inline(block.caption)}</figcaption>\n</figure>`;
    }
    case 'table': {
      const side = (numeric: boolean): string => (numeric ? ' class="number"' : '');
      const head = block.head.map((cell) => `<th scope="col"${side(cell.numeric)}>${inline(cell.text)}</th>`).join('');
      const rows = block.rows.map((row) => `<tr>${row.map((cell, at) => `<td${block.head[at]?.numeric === true ? side(true) : INSTANT.test(cell) ? ' class="time"' : ''}>${inline(cell)}</td>`).join('')}</tr>`);
      return `<div class="table"><table>\n${block.caption === '' ? '' : `<caption>${inline(block.caption)}</caption>\n`}<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table></div>`;
    }
  }
}

/** Markdown of one line as HTML without the paragraph around it. */
function inline(text: string): string {
  if (text === '') return '';
  const root = fromMarkdown(text);
  const [only] = root.children;
  if (root.children.length === 1 && only?.type === 'paragraph') return only.children.map(toElement).join('');
  // A name such as "# 1" or "1. x" that Markdown takes for a block is shown as it was written.
  return escapeHtml(plain(text));
}

function markdown(text: string): string {
  return fromMarkdown(text).children.map(toElement).join('\n');
}

function toElement(node: Nodes): string {
  const children = (parent: Parents): string => parent.children.map(toElement).join('');
  switch (node.type) {
    case 'text':
      return escapeHtml(node.value);
    case 'html':
      return escapeHtml(node.value);
    case 'strong':
      return `<strong>${children(node)}</strong>`;
    case 'emphasis':
      return `<em>${children(node)}</em>`;
    case 'inlineCode':
      return `<code>${escapeHtml(node.value)}</code>`;
    case 'code':
      return `<pre><code>${escapeHtml(node.value)}</code></pre>`;
    case 'break':
      return '<br>';
    case 'thematicBreak':
      return '<hr>';
    case 'paragraph':
      return `<p>${children(node)}</p>`;
    case 'heading': {
      const level = Math.min(6, node.depth + 2);
      return `<h${level}>${children(node)}</h${level}>`;
    }
    case 'blockquote':
      return `<blockquote>${children(node)}</blockquote>`;
    case 'list':
      return node.ordered === true ? `<ol>${children(node)}</ol>` : `<ul>${children(node)}</ul>`;
    case 'listItem':
      return `<li>${node.children.map((child) => (child.type === 'paragraph' ? children(child) : toElement(child))).join('')}</li>`;
    // Links and tables of narrative text come out as their words, pictures as their description.
    case 'root':
    case 'link':
    case 'linkReference':
    case 'delete':
    case 'table':
    case 'tableRow':
    case 'tableCell':
    case 'footnoteDefinition':
      return children(node);
    case 'image':
    case 'imageReference':
      return escapeHtml(node.alt ?? '');
    case 'definition':
    case 'footnoteReference':
    case 'yaml':
      return '';
  }
}

function plain(text: string): string {
  return withoutMarks(text).replaceAll(/\\([\\`*_[\]<>|~&#+>.)-])/g, '$1');
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
