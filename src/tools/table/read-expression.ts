import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';

const PRECEDENCE: Record<string, number> = { '+': 1, '-': 1, '*': 2, '/': 2 };

/**
 * Reads arithmetic as people write it, `(price - cost) * quantity`, into the tree that `compileExpression` takes: names, "names in quotes", numbers,
 * + - * / and parentheses. There is nothing else in the language, so that no text can do more than reckon. At most 2000 characters.
 */
export function readExpression(text: string): Json {
  if (text.length > 2_000) throw invalid(text, 'at most 2000 characters');
  const tokens = tokenize(text);
  let at = 0;
  const operand = (depth: number): Json => {
    if (depth > 50) throw invalid(text, 'at most 50 parentheses or signs inside each other');
    const token = tokens[at];
    at += 1;
    if (token === undefined) throw invalid(text, 'an operand at its end');
    if (token.kind === 'number') return token.number;
    if (token.kind === 'name') return { column: token.text };
    if (token.text === '-') return { op: '-', left: 0, right: operand(depth + 1) };
    if (token.text !== '(') throw invalid(text, `an operand instead of "${token.text}"`);
    const inside = sum(1, depth + 1);
    if (tokens[at]?.text !== ')') throw invalid(text, 'a closing parenthesis');
    at += 1;
    return inside;
  };
  const sum = (least: number, depth: number): Json => {
    let left = operand(depth);
    for (;;) {
      const token = tokens[at];
      const precedence = token?.kind === 'sign' ? PRECEDENCE[token.text] : undefined;
      if (token === undefined || precedence === undefined || precedence < least) return left;
      at += 1;
      left = { op: token.text, left, right: sum(precedence + 1, depth) };
    }
  };
  const tree = sum(1, 0);
  if (at < tokens.length) throw invalid(text, `an operator instead of "${tokens[at]?.text ?? ''}"`);
  return tree;
}

/** The names in an expression tree, each once. */
export function namesIn(tree: Json): string[] {
  if (tree === null || typeof tree !== 'object' || Array.isArray(tree)) return [];
  if (typeof tree['column'] === 'string') return [tree['column']];
  return [...new Set([...namesIn(tree['left'] ?? null), ...namesIn(tree['right'] ?? null)])];
}

type Token = { kind: 'number'; text: string; number: number } | { kind: 'name' | 'sign'; text: string };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|([\p{L}_][\p{L}\p{N}_]*)|"((?:[^"]|"")+)"|([-+*/()]))/uy;
  let end = 0;
  while (text.slice(end).trim() !== '') {
    pattern.lastIndex = end;
    const match = pattern.exec(text);
    if (match === null) throw invalid(text, `names, numbers, + - * / and parentheses; "${text.slice(end).trim().slice(0, 20)}" is none of them`);
    end = pattern.lastIndex;
    const [, number, name, quoted, sign] = match;
    if (number !== undefined) tokens.push({ kind: 'number', text: number, number: Number(number) });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'name', text: name ?? (quoted ?? '').replaceAll('""', '"') });
  }
  return tokens;
}

function invalid(text: string, expected: string): PlanwrightError {
  return new PlanwrightError('Input.Invalid', `Cannot read the expression "${text.slice(0, 120)}": expected ${expected}. Correct the expression.`);
}
