import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toModel } from '../../src/llm/choose-model.ts';
import { ModelFailure } from '../../src/llm/model-failure.ts';
import type { CompletionRequest } from '../../src/llm/completer.ts';
import type { Model } from '../../src/llm/model.ts';
import { formatSchema } from '../../src/llm/request-digest.ts';
import { canonical } from '../../src/plan/digest.ts';
import type { Json } from '../../src/schemas/json.ts';

/** A model whose answers are files: what the product would send is looked up by its digest, and written down where no answer is there yet. */
export interface AnswerStore {
  model: Model;
  /** Digests of what was asked and has no answer. */
  missing: string[];
}

/**
 * Opens a directory of answers for one run. An answer is `<digest>.json`, the bare JSON of the format. What has none is written to `pending/<digest>.json`:
 * goal, what it is for, the messages (a long system message as a file beside it, which many share) and the file with the JSON Schema.
 * An answer that does not fit its format goes back with the reasons, at most twice, as in a run.
 */
export function openAnswerStore(directory: string, about: { goal: string; wording: number }): AnswerStore {
  const missing: string[] = [];
  const model = toModel({
    provider: 'answers',
    name: directory,
    complete(request) {
      const digest = digestOf(request);
      const file = join(directory, `${digest}.json`);
      if (existsSync(file)) {
        rmSync(join(directory, 'pending', `${digest}.json`), { force: true });
        return Promise.resolve({ text: readFileSync(file, 'utf8'), finish_reason: 'stop', tokens: { input: 0, output: 0, cached_input: 0, written_to_cache: 0 } });
      }
      missing.push(digest);
      writePending(directory, digest, request, about);
      return Promise.reject(new ModelFailure('Model.NotRecorded', `Cannot answer "${request.format.name}": there is no answer "${digest}.json". Answer what is in "pending" and measure again.`));
    },
  });
  return { model, missing };
}

/** What is asked, whoever is asked: the same words and the same format have the same answer. */
export function digestOf(request: Pick<CompletionRequest, 'format' | 'system' | 'turns'>): string {
  const asked = { format: request.format.name, schema: formatSchema(request.format.schema) as Json, system: request.system, turns: request.turns.map(({ by, text }) => [by, text]) };
  return createHash('sha256').update(canonical(asked)).digest('hex').slice(0, 24);
}

function writePending(directory: string, digest: string, request: CompletionRequest, about: { goal: string; wording: number }): void {
  const pending = join(directory, 'pending');
  mkdirSync(pending, { recursive: true });
  const system = `system-${createHash('sha256').update(request.system).digest('hex').slice(0, 12)}.md`;
  const schema = `schema-${request.format.name}.json`;
  writeFileSync(join(pending, system), request.system);
  writeFileSync(join(pending, schema), JSON.stringify(formatSchema(request.format.schema), null, 1));
  const messages = [{ role: 'system', file: system }, ...request.turns.map(({ by, text }) => ({ role: by === 'user' ? 'user' : 'assistant', content: text }))];
  writeFileSync(join(pending, `${digest}.json`), JSON.stringify({ answer_to: `${digest}.json`, goal: about.goal, wording: about.wording, for: request.format.name, schema, messages }, null, 1));
}
