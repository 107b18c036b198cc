import type { Block } from './blocks.ts';
import { withoutMarks } from './numbers.ts';

/** A report as GitHub-flavoured Markdown. Pictures are linked by the names of their artifacts. */
export function toMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map((block) => (block.kind === 'verbatim' ? write(block) : withoutMarks(write(block)))).join('\n\n')}\n`;
}

function write(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${block.text}`;
    case 'paragraph':
    case 'markdown':
      return block.text;
    case 'quote':
      return block.text.split('\n').map((line) => `> ${line}`).join('\n');
    case 'verbatim': {
      // a fence longer than any inside ends where it should
      const fence = '`'.repeat(Math.max(3, ...[...block.text.matchAll(/`+/g)].map((run) => run[0].length + 1)));
      return `${fence}text\n${block.text}\n${fence}`;
    }
    case 'list':
      return block.items.map((item, at) => `${block.ordered ? `${at + 1}.` : '-'} ${item}`).join('\n');
    case 'figure':
      return `![${block.alt}](${encodeURI(block.file).replaceAll(/[()]/g, (mark) => (mark === '(' ? '%28' : '%29'))})\n\n*${block.caption}*`;
    case 'table':
      return [
        ...(block.caption === '' ? [] : [`**${block.caption}**`, '']),
        `| ${block.head.map((head) => head.text).join(' | ')} |`,
        `| ${block.head.map((head) => (head.numeric ? '---:' : '---')).join(' | ')} |`,
        ...block.rows.map((row) => `| ${row.join(' | ')} |`),
      ].join('\n');
  }
}
