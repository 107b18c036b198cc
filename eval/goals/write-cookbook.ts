import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const README = join(import.meta.dirname, 'README.md');
const PROMPT = join(import.meta.dirname, '..', '..', 'src', 'llm', 'prompts', 'cookbook.ts');

/** The part of the README that says how goals are written, as models get it: without blank lines and fences, examples without what stands around every form. */
export function cookbookOf(readme: string): string[] {
  const from = readme.indexOf('## How goals are written as forms');
  const to = readme.indexOf('### Goals that nothing can serve');
  return readme.slice(from, to).split('\n').filter((line) => line.trim() !== '' && !line.startsWith('```')).map((line) => shortened(line.trimEnd()));
}

/** An example with one want is this want without its id, one with several the wants; with values it stays a whole form. */
function shortened(line: string): string {
  const inner = /^\{"wants":\[(.*)\]\}$/.exec(line)?.[1];
  if (inner === undefined || line.includes('"values":[')) return line;
  return (JSON.parse(line) as { wants: unknown[] }).wants.length === 1 ? inner.replace(/^\{"id":"[^"]*",/, '{') : inner;
}

/** The module that holds them for the prompt. */
export function cookbookModule(readme: string): string {
  const lines = cookbookOf(readme).map((line) => `  ${JSON.stringify(line)},`);
  return `/** How goals are written, with examples; made of eval/goals/README.md by eval/goals/write-cookbook.ts, so that people and models are told the same. */\nexport const COOKBOOK = [\n${lines.join('\n')}\n].join('\\n');\n`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(PROMPT, cookbookModule(readFileSync(README, 'utf8')));
