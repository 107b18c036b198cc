/** A readable table: columns as wide as their widest cell, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const text = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? say(cell) : cell)));
  const widths = head.map((title, at) => Math.max(title.length, ...text.map((row) => (row[at] ?? '').length)));
  const line = (cells: readonly string[]): string => cells.map((cell, at) => (/^[\d.<>≥+−-]/.test(cell) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join('  ').trimEnd();
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...text.map(line)].join('\n');
}

function say(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}

/** Prints one JSON document with `--json`, otherwise the text. */
export function print(text: string, document: unknown): void {
  process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(document, null, 1)}\n` : `${text}\n`);
}

/** The value after an option on the command line. */
export function option(name: string): string | null {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : (process.argv[at + 1] ?? null);
}
