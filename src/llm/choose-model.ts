import { resolve } from 'node:path';
import { type Complexity, isSmall } from '../plan/complexity.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { ModelRole } from '../schemas/model.ts';
import { anthropic } from './anthropic.ts';
import type { Completer } from './completer.ts';
import { EXCHANGE_TIMEOUT_MS } from './exchange.ts';
import { generateObject } from './generate-object.ts';
import type { Model } from './model.ts';
import { openaiCompatible } from './openai-compatible.ts';
import { openai, type VendorSettings } from './openai.ts';
import { recorded, recording } from './recorded.ts';

/** What the reasoning role is configured with (`models` of the configuration); only that role has keys. */
export interface ModelSettings {
  /** `provider:model` for every role without one of its own; null: the default model of the provider whose key is there, or none. */
  default: string | null;
  roles: { readonly [role in ModelRole]?: string | null };
  /** Cheaper model for calls about tasks of low complexity, where neither the run nor the role names one; null: that of the provider where no model is named at all; `none`: the same for all. */
  small?: string | null;
  openai: { apiKey: string | null; baseUrl: string | null };
  anthropic: { apiKey: string | null; baseUrl: string | null };
  gemini: { apiKey: string | null; baseUrl?: string | null };
  /** Base directory of `recorded:<directory>`. */
  recordings: string | null;
  /** Milliseconds for one exchange; default 180 s. */
  timeoutMs?: number;
  /** Writes every answer down in this directory, for `recorded` to replay. */
  recordTo?: string | null;
}

export const KNOWN_MODELS = ['openai:<model>', 'anthropic:<model>', 'gemini:<model>', 'openai-compatible:<model>[@<base URL>]', 'recorded:<directory>', 'none'] as const;

/** Used when a key is set and no model is named. */
export const DEFAULT_MODELS = { openai: 'gpt-6-sol', anthropic: 'claude-sonnet-5-5' } as const;

/** Used beside them for what is easy and can be checked. */
export const SMALL_MODELS = { openai: 'gpt-6-luna', anthropic: 'claude-haiku-5-5' } as const;

const GEMINI_URL = 'https://generativelanguage.googleapis.com/v1beta/openai/';

/**
 * The models of the roles. Every named model is checked at once, so that a mistake shows at start; nothing is loaded or connected.
 * The returned function gives the model of a role, or null for the offline way; `override` (`--model`) replaces the configuration. What is asked about a
 * task of low complexity goes to the small model where there is one; a role that works offline stays offline.
 */
export function createModels(settings: ModelSettings): (role: ModelRole, override?: string | null, complexity?: Complexity | null) => Model | null {
  const cache = new Map<string, Model | null>();
  const create = (text: string): Model | null => {
    const known = cache.get(text);
    if (known !== undefined) return known;
    const made = createModel(text, settings);
    cache.set(text, made);
    return made;
  };
  const fallback = nonEmpty(settings.default) ?? defaultModel(settings);
  const named = nonEmpty(settings.small) ?? smallModel(settings);
  const small = named === 'none' ? null : named;
  for (const text of [fallback, small, ...Object.values(settings.roles)].map(nonEmpty)) if (text !== null) create(text);
  return (role, override, complexity) => {
    const own = nonEmpty(override) ?? nonEmpty(settings.roles[role]);
    if (own === null && small !== null && fallback !== 'none' && isSmall(complexity ?? null)) return create(small);
    return create(own ?? fallback);
  };
}

/** One model by its name; null for `none`. */
export function createModel(text: string, settings: ModelSettings): Model | null {
  if (text === 'none') return null;
  const colon = text.indexOf(':');
  const provider = colon < 0 ? text : text.slice(0, colon);
  const name = colon < 0 ? '' : text.slice(colon + 1);
  const timeoutMs = settings.timeoutMs ?? EXCHANGE_TIMEOUT_MS;
  const vendor = (key: string | null, variable: string, baseUrl: string | null): VendorSettings => ({ apiKey: needKey(text, key, variable), baseUrl: nonEmpty(baseUrl), timeoutMs });
  switch (provider) {
    case 'openai':
      return finish(openai(needName(text, name), vendor(settings.openai.apiKey, 'OPENAI_API_KEY', settings.openai.baseUrl)), settings);
    case 'anthropic':
      return finish(anthropic(needName(text, name), vendor(settings.anthropic.apiKey, 'ANTHROPIC_API_KEY', settings.anthropic.baseUrl)), settings);
    case 'gemini': {
      const server = { provider: 'gemini', keyName: 'GEMINI_API_KEY' };
      return finish(openaiCompatible(needName(text, name), vendor(settings.gemini.apiKey, 'GEMINI_API_KEY', settings.gemini.baseUrl ?? GEMINI_URL), server), settings);
    }
    case 'openai-compatible': {
      const [model, url] = splitUrl(needName(text, name));
      const baseUrl = url ?? nonEmpty(settings.openai.baseUrl);
      if (baseUrl === null) {
        throw new PlanwrightError('Model.NotConfigured', `Cannot use model "${text}": it has no base URL. Set OPENAI_BASE_URL, or write openai-compatible:${model}@http://host:port/v1.`);
      }
      // Local servers need no key, but the SDK insists on one.
      return finish(openaiCompatible(model, { apiKey: nonEmpty(settings.openai.apiKey) ?? 'none', baseUrl, timeoutMs }), settings);
    }
    case 'recorded':
      return recorded(resolve(settings.recordings ?? '.', needName(text, name)));
    default:
      throw new PlanwrightError('Model.NotConfigured', `Cannot use model "${text}": the provider "${provider}" is not known. Use one of ${KNOWN_MODELS.join(', ')}.`);
  }
}

/** The port of models over an adapter: parsing, checking and repair are the same for all. */
export function toModel(completer: Completer): Model {
  return {
    provider: completer.provider,
    name: completer.name,
    generate: (request, options) => generateObject(completer, request, options),
  };
}

/** The model that is used where none is named: that of the provider whose key is there; `none` without any key. */
export function defaultModel(settings: ModelSettings): string {
  if (nonEmpty(settings.openai.apiKey) !== null) return `openai:${DEFAULT_MODELS.openai}`;
  if (nonEmpty(settings.anthropic.apiKey) !== null) return `anthropic:${DEFAULT_MODELS.anthropic}`;
  return 'none';
}

/** The small model beside the default one of a provider; null where a model was named, which then answers everything. */
export function smallModel(settings: Pick<ModelSettings, 'default' | 'openai' | 'anthropic'>): string | null {
  if (nonEmpty(settings.default) !== null) return null;
  if (nonEmpty(settings.openai.apiKey) !== null) return `openai:${SMALL_MODELS.openai}`;
  return nonEmpty(settings.anthropic.apiKey) === null ? null : `anthropic:${SMALL_MODELS.anthropic}`;
}

function finish(completer: Completer, settings: ModelSettings): Model {
  const model = toModel(completer);
  const directory = nonEmpty(settings.recordTo);
  return directory === null ? model : recording(model, directory);
}

function needName(text: string, name: string): string {
  if (name !== '') return name;
  throw new PlanwrightError('Model.NotConfigured', `Cannot use model "${text}": the part after the colon is missing. Use one of ${KNOWN_MODELS.join(', ')}.`);
}

function needKey(text: string, key: string | null | undefined, variable: string): string {
  const value = nonEmpty(key);
  if (value !== null) return value;
  throw new PlanwrightError('Model.NotConfigured', `Cannot use model "${text}": ${variable} is not set. Set it for the reasoning role, or plan with --model none.`);
}

function splitUrl(name: string): [string, string | null] {
  const at = name.search(/@https?:\/\//);
  return at < 0 ? [name, null] : [name.slice(0, at), name.slice(at + 1)];
}

function nonEmpty(text: string | null | undefined): string | null {
  return text === undefined || text === null || text.trim() === '' ? null : text.trim();
}
