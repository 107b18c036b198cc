import { readLines } from './data.ts';
import type { ListedTool } from './infer-edges.ts';

export const WORFBENCH_SOURCES = ['toolbench', 'seal_tools'] as const;
export type WorfSource = (typeof WORFBENCH_SOURCES)[number];

export interface WorfCase {
  id: string;
  source: string;
  task: string;
  nodes: string[];
  /** Pairs of START, END and numbers of nodes from 1, as text. */
  edges: [string, string][];
  chain: boolean;
}

export function worfCases(source: WorfSource): WorfCase[] {
  return readLines<WorfCase>('worfbench', `${source}.dev.jsonl`);
}

/** What the task asks for, without its list of tools. */
export function requestOf({ task }: WorfCase): string {
  const [before = ''] = task.split(/\n(?:api_list:|Output:)|The tool list you can select from:/);
  return before.replace(/^Now it's your turn\.\s*/, '').replace(/^Task:\s*/, '').trim();
}

/** The tools that a task lists; the list is written as Python writes it. `Finish` is no tool. */
export function toolsOf({ task }: WorfCase): ListedTool[] {
  const at = task.search(/\[\{/);
  if (at < 0) return [];
  const value: unknown = readPython(task.slice(at));
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown): ListedTool[] => {
    if (typeof one !== 'object' || one === null) return [];
    const tool = one as { [key: string]: unknown };
    const name = textAt(tool, 'api_name', 'name');
    if (name === '' || name === 'Finish') return [];
    const parameters = tool['parameters'] as { required?: unknown } | undefined;
    const required = tool['required'] ?? parameters?.required;
    const responses = tool['responses'];
    const description = textAt(tool, 'api_description', 'description').replace(/^This is the subfunction for tool "[^"]*", you can use this tool\.\s*(?:The description of this function is: )?/, '');
    return [{ name, description, required: Array.isArray(required) ? required.map(String) : [], responses: typeof responses === 'object' && responses !== null ? Object.keys(responses) : [] }];
  });
}

function textAt(of: { [key: string]: unknown }, ...names: string[]): string {
  const found = names.map((name) => of[name]).find((value) => typeof value === 'string');
  return typeof found === 'string' ? found : '';
}

/** The first Python literal of a text (lists, dicts, strings, numbers, True, False, None); undefined where it is cut off. */
export function readPython(text: string): unknown {
  let at = 0;
  const space = (): void => {
    while (/[\s,:]/.test(text[at] ?? '')) at += 1;
  };
  const value = (): unknown => {
    space();
    const first = text[at];
    if (first === '[' || first === '(') {
      at += 1;
      const list: unknown[] = [];
      for (space(); text[at] !== ']' && text[at] !== ')'; space()) {
        if (at >= text.length) throw new SyntaxError('cut off');
        list.push(value());
      }
      at += 1;
      return list;
    }
    if (first === '{') {
      at += 1;
      const entries: [string, unknown][] = [];
      for (space(); text[at] !== '}'; space()) {
        if (at >= text.length) throw new SyntaxError('cut off');
        const key = String(value());
        entries.push([key, value()]);
      }
      at += 1;
      return Object.fromEntries(entries);
    }
    if (first === "'" || first === '"') {
      let said = '';
      for (at += 1; text[at] !== first; at += 1) {
        if (at >= text.length) throw new SyntaxError('cut off');
        if (text[at] === '\\') at += 1;
        said += text[at] ?? '';
      }
      at += 1;
      return said;
    }
    const word = /^[^\s,:\]})]+/.exec(text.slice(at))?.[0];
    if (word === undefined) throw new SyntaxError('cut off');
    at += word.length;
    return word === 'True' ? true : word === 'False' ? false : word === 'None' ? null : Number.isNaN(Number(word)) ? word : Number(word);
  };
  try {
    return value();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
