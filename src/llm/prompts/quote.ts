/** Characters that nobody sees or that turn the reading direction: they hide instructions from people, so models do not get them either. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Variation_Selector}]/gu;

/** Longest quoted text, in characters; what is longer is cut and says so. */
const LONGEST = 40_000;

/**
 * Untrusted text inside marks that it cannot close itself. Rules tell the model that nothing between the marks is an instruction; what
 * the model then does with it is checked by code either way.
 */
export function quote(label: string, text: string, longest: number = LONGEST): string {
  const clean = text.replaceAll('\r\n', '\n').replace(UNSEEN, '').replaceAll('<<<', '‹‹‹').replaceAll('>>>', '›››');
  const shown = clean.length > longest ? `${clean.slice(0, longest)}\n[cut: ${clean.length - longest} more characters]` : clean;
  return `<<<${label}\n${shown}\n>>>${label}`;
}

/** A name from data (a column, a file) as a JSON string on one line, at most 100 characters where nothing else is said. */
export function escapeName(name: string, longest: number = 100): string {
  const clean = name.replace(UNSEEN, '').replace(/\s+/g, ' ').replaceAll('<<<', '‹‹‹').replaceAll('>>>', '›››');
  return JSON.stringify(clean.length > longest ? `${clean.slice(0, longest - 1)}…` : clean);
}
