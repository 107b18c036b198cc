/**
 * A term in which names of columns that are no plain words stand without quotation marks, as `desc(Depth (cm))`, with them put in; null where there is
 * nothing to put in. For terms that cannot be read as they stand.
 */
export function quoteNames(text: string, names: readonly string[]): string | null {
  const odd = names.filter((name) => /[^\w .-]/.test(name) && !name.includes('"')).toSorted((a, b) => b.length - a.length);
  let quoted = '';
  let found = false;
  for (let at = 0; at < text.length; ) {
    if (text[at] === '"') {
      const end = /^"(?:[^"\\]|\\.)*"?/.exec(text.slice(at))?.[0].length ?? 1;
      quoted += text.slice(at, at + end);
      at += end;
      continue;
    }
    const name = /[\w)]/.test(text[at - 1] ?? '') ? undefined : odd.find((one) => text.startsWith(one, at));
    found ||= name !== undefined;
    quoted += name === undefined ? (text[at] ?? '') : `"${name}"`;
    at += name?.length ?? 1;
  }
  return found ? quoted : null;
}
