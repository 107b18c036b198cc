import { createModels } from '../../src/llm/choose-model.ts';
import { type ProtocolServer, type Script, startProtocolServer } from '../llm/protocol-server.ts';
import { openRunEnvironment, type RunEnvironment } from '../support/run-environment.ts';

export interface ModelEnvironment extends RunEnvironment {
  server: ProtocolServer;
}

/** A run environment whose models are the real SDKs against a protocol server that says what the script says. No model is the default. */
export async function openModelEnvironment(script: Script, options: { defaultModel?: string; mirror?: string; timeoutMs?: number } = {}): Promise<ModelEnvironment> {
  const server = await startProtocolServer(script);
  const models = createModels({
    default: options.defaultModel ?? 'none',
    roles: {},
    openai: { apiKey: 'sk-test', baseUrl: server.openaiBaseUrl },
    anthropic: { apiKey: 'sk-ant-test', baseUrl: server.anthropicBaseUrl },
    gemini: { apiKey: null },
    recordings: null,
    timeoutMs: options.timeoutMs ?? 30_000,
  });
  const environment = await openRunEnvironment({ modelFor: (role, choice, complexity) => models(role, choice, complexity), defaultModel: options.defaultModel ?? null, mirror: options.mirror ?? null });
  return {
    ...environment,
    server,
    close: async () => {
      try {
        await environment.close();
      } finally {
        await server.stop();
      }
    },
  };
}
