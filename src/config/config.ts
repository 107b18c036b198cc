import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { loadClientConfigProfile, toClientOptions } from '@temporalio/envconfig';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import type { ModelRole } from '../schemas/model.ts';

export const MODEL_PROVIDERS = ['openai', 'anthropic', 'gemini', 'openai-compatible', 'recorded'] as const;

/** A variable that is set to nothing counts as not set, as shells and compose files do it. */
const set = (value: unknown): unknown => (value === '' ? undefined : value);
const text = z.preprocess(set, z.string().optional());
const url = (protocol: RegExp, expected: string): z.ZodType<string | undefined> =>
  z.preprocess(
    set,
    z
      .string()
      .refine((value) => URL.canParse(value) && protocol.test(new URL(value).protocol), { error: `expected ${expected}` })
      .optional(),
  );
const web = url(/^https?:$/, 'a URL that begins with http:// or https://');
const modelName = z.preprocess(
  set,
  z
    .string()
    .refine((value) => value === 'none' || MODEL_PROVIDERS.some((provider) => value.startsWith(`${provider}:`) && value.length > provider.length + 1), {
      error: `expected "none" or "provider:model" with one of ${MODEL_PROVIDERS.join(', ')}`,
    })
    .optional(),
);

const EnvironmentSchema = z.object({
  DATABASE_URL: url(/^postgres(ql)?:$/, 'a URL that begins with postgres://'),
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: web,
  ANTHROPIC_API_KEY: text,
  ANTHROPIC_BASE_URL: web,
  GEMINI_API_KEY: text,
  PLANWRIGHT_MODEL: modelName,
  PLANWRIGHT_MODEL_PLANNER: modelName,
  PLANWRIGHT_MODEL_DECOMPOSER: modelName,
  PLANWRIGHT_MODEL_CRITIC: modelName,
  PLANWRIGHT_MODEL_NARRATOR: modelName,
  PLANWRIGHT_MODEL_SMALL: modelName,
  PLANWRIGHT_RECORDINGS: text,
  PLANWRIGHT_HOME: text,
  PLANWRIGHT_MIRROR: web,
  PLANWRIGHT_EXTENSIONS: text,
  PLANWRIGHT_APPROVAL_KEYS: text,
  PLANWRIGHT_PAYLOAD_KEY: text,
  PLANWRIGHT_SIGNING_KEY_FILE: text,
  PLANWRIGHT_PUBLIC_KEY_FILE: text,
  PLANWRIGHT_WORKFLOW_BUNDLE: text,
  PLANWRIGHT_IDLE_MINUTES: z.preprocess(set, z.coerce.number({ error: 'expected a number of minutes' }).positive().optional()),
  TEMPORAL_CLI_PATH: text,
  TEMPORAL_PROFILE: text,
});

/** Every setting of a process, read once. Values are passed down; nothing else reads the environment. */
export interface Config {
  /** Absolute path of the directory that holds everything of this stack. */
  home: string;
  temporal: {
    /** `host:port` of a server that is not ours, or null: the embedded one is used. */
    address: string | null;
    namespace: string;
    profile: string | null;
    /** For `Connection.connect` and `NativeConnection.connect`; without an address when embedded. */
    connection: ClientConnectConfig['connectionOptions'];
    cliPath: string | null;
  };
  /** A Postgres that is not ours, or null: the embedded one is used. */
  databaseUrl: string | null;
  models: {
    default: string | null;
    roles: Record<ModelRole, string | null>;
    /** For tasks of low complexity, or null: no other than the role's. */
    small: string | null;
    openai: { apiKey: string | null; baseUrl: string | null };
    anthropic: { apiKey: string | null; baseUrl: string | null };
    gemini: { apiKey: string | null };
    /** Directory of recorded answers, for the provider `recorded`. */
    recordings: string | null;
  };
  mirror: string | null;
  /** Module with tools and packs of the person's own; absolute. */
  extensions: string | null;
  approvalKeys: string | null;
  payloadKey: string | null;
  signingKeyFile: string | null;
  publicKeyFile: string | null;
  workflowBundle: string | null;
  idleMinutes: number;
  /** The environment this was read from; only for making the environments of children. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Secrets of services by the names of their variables, `PLANWRIGHT_SECRET_<SERVICE>`; for the execution role alone. */
  secrets: Readonly<Record<string, string>>;
}

/** Settings that cannot be used; `faults` lists every one of them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: string[];
  constructor(faults: string[]) {
    super(`Cannot read the settings:\n${faults.map((fault) => `  - ${fault}`).join('\n')}\nCorrect or unset these variables.`);
    this.faults = faults;
  }
}

export interface ConfigOptions {
  environment?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
  /** `--profile` and `--namespace` of the command line; they win over the environment. */
  profile?: string | undefined;
  namespace?: string | undefined;
}

/** Reads and checks all settings; throws one `ConfigError` that lists every fault. */
export function readConfig(options: ConfigOptions = {}): Config {
  const environment = { ...(options.environment ?? process.env) };
  if (options.profile !== undefined) environment['TEMPORAL_PROFILE'] = options.profile;
  if (options.namespace !== undefined) environment['TEMPORAL_NAMESPACE'] = options.namespace;
  const cwd = options.cwd ?? process.cwd();
  const faults: string[] = [];

  const parsed = EnvironmentSchema.safeParse(environment);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) faults.push(`${issue.path.join('.')}: ${issue.message}`);
  }
  const temporal = readTemporal(environment, faults);
  if (!parsed.success || temporal === null) throw new ConfigError(faults);

  const values = parsed.data;
  const path = (value: string | undefined): string | null => (value === undefined ? null : resolve(cwd, value.replace(/^~(?=\/|$)/, homedir())));
  const extensions = path(values.PLANWRIGHT_EXTENSIONS);
  if (extensions !== null && !existsSync(extensions)) throw new ConfigError([`PLANWRIGHT_EXTENSIONS: no such file "${extensions}"`]);
  return {
    home: path(values.PLANWRIGHT_HOME) ?? resolve(cwd, '.planwright'),
    temporal: { ...temporal, cliPath: path(values.TEMPORAL_CLI_PATH) },
    databaseUrl: values.DATABASE_URL ?? null,
    models: {
      default: values.PLANWRIGHT_MODEL ?? null,
      roles: {
        planner: values.PLANWRIGHT_MODEL_PLANNER ?? null,
        decomposer: values.PLANWRIGHT_MODEL_DECOMPOSER ?? null,
        critic: values.PLANWRIGHT_MODEL_CRITIC ?? null,
        narrator: values.PLANWRIGHT_MODEL_NARRATOR ?? null,
      },
      small: values.PLANWRIGHT_MODEL_SMALL ?? null,
      openai: { apiKey: values.OPENAI_API_KEY ?? null, baseUrl: values.OPENAI_BASE_URL ?? null },
      anthropic: { apiKey: values.ANTHROPIC_API_KEY ?? null, baseUrl: values.ANTHROPIC_BASE_URL ?? null },
      gemini: { apiKey: values.GEMINI_API_KEY ?? null },
      recordings: path(values.PLANWRIGHT_RECORDINGS),
    },
    mirror: values.PLANWRIGHT_MIRROR ?? null,
    extensions,
    approvalKeys: path(values.PLANWRIGHT_APPROVAL_KEYS),
    payloadKey: values.PLANWRIGHT_PAYLOAD_KEY ?? null,
    signingKeyFile: path(values.PLANWRIGHT_SIGNING_KEY_FILE),
    publicKeyFile: path(values.PLANWRIGHT_PUBLIC_KEY_FILE),
    workflowBundle: path(values.PLANWRIGHT_WORKFLOW_BUNDLE),
    idleMinutes: values.PLANWRIGHT_IDLE_MINUTES ?? 30,
    environment,
    secrets: Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => /^PLANWRIGHT_SECRET_[A-Z0-9_]+$/.test(entry[0]) && entry[1] !== undefined && entry[1] !== '')),
  };
}

function readTemporal(environment: Record<string, string | undefined>, faults: string[]): Omit<Config['temporal'], 'cliPath'> | null {
  const defined: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) if (value !== undefined && value !== '') defined[name] = value;
  const named = defined['TEMPORAL_PROFILE'] ?? null;
  try {
    const profile = loadClientConfigProfile({ overrideEnvVars: defined, ...(named === null ? {} : { profile: named }) });
    // A profile that the person named is used even where it leaves the address to Temporal's own default.
    const address = profile.address ?? (named === null ? null : 'localhost:7233');
    const { connectionOptions, namespace } = toClientOptions(profile);
    return { address, namespace: namespace ?? 'default', profile: named, connection: { ...connectionOptions, ...(address === null ? {} : { address }) } };
  } catch (error) {
    faults.push(`TEMPORAL_*: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** The settings as `config show` prints them: secrets only as set or not set. */
export function describeConfig(config: Config): Record<string, unknown> {
  const secret = (value: string | null): string => (value === null ? 'not set' : 'set');
  return {
    home: config.home,
    temporal: {
      address: config.temporal.address ?? 'embedded',
      namespace: config.temporal.namespace,
      profile: config.temporal.profile,
      cli_path: config.temporal.cliPath,
      api_key: secret(config.temporal.connection.apiKey === undefined ? null : 'set'),
      tls: config.temporal.connection.tls !== undefined && config.temporal.connection.tls !== false,
    },
    database_url: config.databaseUrl === null ? 'embedded' : withoutPassword(config.databaseUrl),
    models: {
      default: config.models.default ?? 'none',
      ...config.models.roles,
      small: config.models.small,
      openai: { api_key: secret(config.models.openai.apiKey), base_url: config.models.openai.baseUrl },
      anthropic: { api_key: secret(config.models.anthropic.apiKey), base_url: config.models.anthropic.baseUrl },
      gemini: { api_key: secret(config.models.gemini.apiKey) },
      recordings: config.models.recordings,
    },
    mirror: config.mirror,
    extensions: config.extensions,
    approval_keys: config.approvalKeys,
    payload_key: secret(config.payloadKey),
    signing_key_file: config.signingKeyFile,
    public_key_file: config.publicKeyFile,
    idle_minutes: config.idleMinutes,
    secrets: Object.fromEntries(Object.keys(config.secrets).toSorted().map((name) => [name, 'set'])),
  };
}

/** A connection URL that may be shown. */
export function withoutPassword(connectionUrl: string): string {
  const shown = new URL(connectionUrl);
  if (shown.password !== '') shown.password = '***';
  return shown.href;
}
