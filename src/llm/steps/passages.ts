import { z } from 'zod';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import type { Artifact } from '../../schemas/outcome.ts';
import type { ToolContext } from '../../tools/tool.ts';
import { TOKEN_PATTERN, showValue } from '../../tools/narrate/token.ts';

/** A stretch of text that a model reads at once. `start` is where it begins in the text of its part. */
export interface Passage {
  /** What a model writes for it, `p7`. */
  mark: string;
  /** Index of the artifact among the parts. */
  part: number;
  title: string;
  text: string;
  start: number;
}

const QuotesSchema = z.array(z.looseObject({ document: z.string().optional(), quote: z.string(), start: z.number().optional() }));
const NumbersSchema = z.object({ numbers: z.array(z.object({ token: z.string(), value: z.union([z.number(), z.string()]).nullable(), decimals: z.number().nullable(), unit: z.string().nullable() })) });

/** Longest passage in characters; longer texts are read in several, cut at paragraphs, lines or sentences. */
const LONGEST = 12_000;

export const TEXT_KINDS: ReadonlySet<string> = new Set(['document', 'text', 'quotes']);

/** The text of documents, texts and quotes as passages. Throws `Tool.ResourceLimit` where it is longer than `limit` characters together. */
export async function readPassages(artifacts: readonly Artifact[], context: Pick<ToolContext, 'blobs'>, limit: number): Promise<Passage[]> {
  const passages: Passage[] = [];
  let length = 0;
  for (const [part, artifact] of artifacts.entries()) {
    if (!TEXT_KINDS.has(artifact.kind)) continue;
    for (const { title, text, start } of await textsOf(artifact, context)) {
      length += text.length;
      if (length > limit) {
        throw new PlanwrightError('Tool.ResourceLimit', `Cannot read ${artifacts.length} parts: they have more than ${limit} characters of text. Search them for what matters first, or raise "limit".`);
      }
      for (const piece of pieces(text)) passages.push({ mark: `p${passages.length + 1}`, part, title, text: piece.text, start: start + piece.start });
    }
  }
  return passages.filter((passage) => passage.text.trim() !== '');
}

async function textsOf(artifact: Artifact, context: Pick<ToolContext, 'blobs'>): Promise<{ title: string; text: string; start: number }[]> {
  const raw = new TextDecoder().decode(await context.blobs.get(artifact.sha256));
  if (artifact.kind === 'quotes') {
    const quotes = QuotesSchema.safeParse(listOf(parse(raw) ?? artifact.data ?? null));
    if (!quotes.success) throw new PlanwrightError('Tool.Invalid', `Cannot read quotes "${artifact.name}": they are not a list of {document, quote, start}. Give the output of a document search.`);
    return quotes.data.map(({ document, quote, start }) => ({ title: document ?? artifact.title, text: quote, start: start ?? 0 }));
  }
  const json = artifact.media_type.includes('json') ? parse(raw) : null;
  const text = isObject(json) && typeof json['text'] === 'string' ? json['text'] : raw;
  // documents are told apart by their names, as in every other table of them; titles may be the same
  const title = artifact.kind === 'document' && isObject(json) && typeof json['name'] === 'string' ? json['name'] : artifact.title;
  return [{ title, text: artifact.kind === 'text' ? withNumbers(text, artifact.data) : text, start: 0 }];
}

/** Numbers of a narrative are references; a reader gets the values behind them. */
function withNumbers(text: string, data: Json | undefined): string {
  const parsed = NumbersSchema.safeParse(data);
  if (!parsed.success) return text;
  const known = new Map(parsed.data.numbers.map((one) => [one.token, showValue(one.value, one.decimals, one.unit)]));
  return text.replaceAll(TOKEN_PATTERN, (token) => known.get(token) ?? token);
}

function pieces(text: string): { text: string; start: number }[] {
  const found: { text: string; start: number }[] = [];
  for (let start = 0; start < text.length; ) {
    const end = start + LONGEST >= text.length ? text.length : cutAt(text, start, start + LONGEST);
    found.push({ text: text.slice(start, end), start });
    start = end;
  }
  return found;
}

function cutAt(text: string, from: number, to: number): number {
  for (const [mark, keep] of [['\n\n', 2], ['\n', 1], ['. ', 2]] as const) {
    const at = text.lastIndexOf(mark, to - keep);
    if (at > from + LONGEST / 2) return at + keep;
  }
  return to;
}

function parse(text: string): Json | null {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function listOf(value: Json): Json {
  return isObject(value) && Array.isArray(value['quotes']) ? value['quotes'] : value;
}

function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
