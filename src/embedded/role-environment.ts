import type { Config } from '../config/config.ts';
import { defaultModel, smallModel } from '../llm/choose-model.ts';
import type { KeyFiles } from './keys.ts';
import type { Role } from './roles.ts';

/** What any program needs from the machine; nothing of it is a secret of ours. */
const MACHINE = [
  'PATH', 'Path', 'HOME', 'USERPROFILE', 'APPDATA', 'SystemRoot', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'LC_ALL', 'TZ', 'NO_COLOR', 'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE', 'SSL_CERT_DIR', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'all_proxy', 'no_proxy', 'NODE_USE_ENV_PROXY',
  'NODE_COMPILE_CACHE',
];

export interface RoleConnections {
  temporalAddress: string;
  databaseUrl: string;
  keys: KeyFiles;
  workflowBundle: string | null;
}

/** The model that is used where a run names none: the configured one, or the default of the provider whose key is there; `none` without either. */
export function modelInUse(config: Pick<Config, 'models'>): string {
  return config.models.default ?? defaultModel(config.models);
}

/**
 * The whole environment of one role, built up from nothing: a variable that is not named here does not reach it. Only reasoning gets model
 * keys, only orchestration learns where the signing key is, only execution gets the secrets of services.
 */
export function roleEnvironment(role: Role, config: Config, connections: RoleConnections): Record<string, string> {
  const environment: Record<string, string> = {};
  const put = (name: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && value !== '') environment[name] = value;
  };
  for (const name of MACHINE) put(name, config.environment[name]);
  for (const [name, value] of Object.entries(config.environment)) if (/^(TEMPORAL|OTEL)_/.test(name)) put(name, value);
  put('TEMPORAL_ADDRESS', connections.temporalAddress);
  put('TEMPORAL_NAMESPACE', config.temporal.namespace);
  put('DATABASE_URL', connections.databaseUrl);
  put('PLANWRIGHT_HOME', config.home);
  put('PLANWRIGHT_EXTENSIONS', config.extensions);
  put('PLANWRIGHT_PAYLOAD_KEY', config.payloadKey);
  put('PLANWRIGHT_PUBLIC_KEY_FILE', connections.keys.public);
  if (role === 'orchestration') {
    put('PLANWRIGHT_SIGNING_KEY_FILE', connections.keys.signing);
    put('PLANWRIGHT_APPROVAL_KEYS', config.approvalKeys);
    put('PLANWRIGHT_WORKFLOW_BUNDLE', connections.workflowBundle);
  }
  if (role !== 'execution') {
    // Orchestration has no key to tell from, and must know whether there is a model at all.
    const model = modelInUse(config);
    put('PLANWRIGHT_MODEL', model === 'none' ? config.models.default : model);
    for (const [name, value] of Object.entries(config.models.roles)) put(`PLANWRIGHT_MODEL_${name.toUpperCase()}`, value);
    put('PLANWRIGHT_MODEL_SMALL', config.models.small ?? smallModel(config.models));
  }
  if (role === 'reasoning') {
    put('OPENAI_API_KEY', config.models.openai.apiKey);
    put('OPENAI_BASE_URL', config.models.openai.baseUrl);
    put('ANTHROPIC_API_KEY', config.models.anthropic.apiKey);
    put('ANTHROPIC_BASE_URL', config.models.anthropic.baseUrl);
    put('GEMINI_API_KEY', config.models.gemini.apiKey);
    put('PLANWRIGHT_RECORDINGS', config.models.recordings);
  }
  if (role === 'execution') {
    put('PLANWRIGHT_MIRROR', config.mirror);
    for (const [name, value] of Object.entries(config.secrets)) put(name, value);
  }
  return environment;
}
