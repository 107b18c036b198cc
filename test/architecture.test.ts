import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Import, ROOT, closure, importsBelow } from './import-graph.ts';

/** What one module may import: other modules at run time, further ones as types only, and packages. */
interface Allowed {
  modules: readonly string[];
  types?: readonly string[];
  packages: readonly RegExp[];
}

const NODE = /^node:/;
const ANY = /./;
const TEMPORAL_CLIENT = /^@temporalio\/(client|common|envconfig)$/;
/** Packages that talk to a model. */
const MODEL_SDK = /^(openai|@anthropic-ai\/sdk|@google\/genai)(\/|$)/;

const PORTS = ['tools/tool.ts', 'tools/blob.ts', 'knowledge/knowledge.ts', 'llm/model.ts', 'provenance/store.ts', 'provenance/run-store.ts', 'database/database.ts'];

/** Design, section 5, with `database` and `config` as leaves; `library` is `client.ts`, `roles` is `worker.ts`. Entries with a dot are single files. */
const TABLE: { readonly [module: string]: Allowed } = {
  schemas: { modules: [], packages: [/^zod$/] },
  plan: { modules: [], types: ['schemas'], packages: [/^canonicalize$/, /^@noble\/hashes\//] },
  validation: { modules: ['plan'], types: ['schemas'], packages: [/^canonicalize$/, /^@noble\/hashes\//] },
  workflows: {
    modules: ['plan/step.ts', 'plan/step-state.ts', 'plan/step-queue.ts', 'plan/modify.ts', 'plan/graph.ts', 'plan/check-answer.ts', 'plan/draw-markdown.ts', 'plan/limits.ts', 'plan/period.ts', 'plan/source-question.ts'],
    types: ['schemas', 'activities', 'plan'],
    packages: [/^@temporalio\/workflow$/],
  },
  database: { modules: ['schemas'], packages: [/^pg$/, /^@electric-sql\//, NODE] },
  config: { modules: ['schemas'], packages: [/^@temporalio\/envconfig$/, /^zod$/, NODE] },
  knowledge: { modules: ['schemas', 'plan', 'validation', 'database'], types: PORTS, packages: [NODE, /^canonicalize$/, /^mdast/] },
  provenance: { modules: ['schemas', 'plan', 'validation', 'database'], types: PORTS, packages: [NODE, /^canonicalize$/] },
  tools: { modules: ['schemas', 'plan', 'validation'], types: PORTS.filter((port) => !port.startsWith('llm')), packages: [ANY] },
  execution: { modules: ['schemas', 'plan', 'validation', 'database', 'tools'], types: PORTS.filter((port) => !port.startsWith('llm')), packages: [NODE, /^ajv(\/|$)/] },
  // `narrate` and its like run where the model is: their declarations and the format of cells belong to tools.
  llm: { modules: ['schemas', 'plan', 'validation', 'tools/narrate/declaration.ts', 'tools/narrate/token.ts', 'tools/extract/declaration.ts', 'tools/classify/declaration.ts', 'tools/generate/declaration.ts'], types: PORTS, packages: [NODE, MODEL_SDK, /^zod$/, /^canonicalize$/] },
  packs: { modules: ['schemas', 'packs'], types: PORTS, packages: [] },
  activities: {
    modules: ['schemas', 'plan', 'validation', 'llm', 'knowledge', 'tools', 'execution', 'provenance', 'packs', 'database'],
    packages: [/^@temporalio\/(activity|common)$/, NODE],
  },
  library: {
    modules: ['schemas', 'plan', 'validation', 'workflows/messages.ts', 'packs', 'tools/tool.ts', 'tools/index.ts', 'provenance', 'database', 'config'],
    types: ['workflows', ...PORTS],
    packages: [TEMPORAL_CLIENT, NODE],
  },
  cli: {
    modules: ['schemas', 'plan', 'validation', 'workflows/messages.ts', 'packs', 'tools', 'provenance', 'database', 'config', 'library', 'embedded', 'roles'],
    types: ['workflows', 'knowledge', 'activities'],
    packages: [TEMPORAL_CLIENT, NODE, /^commander$/, /^@clack\/prompts$/],
  },
  embedded: { modules: [ANY.source], packages: [ANY] },
  roles: { modules: [ANY.source], packages: [ANY] },
};

/** Only these may import the composition of a machine. */
const COMPOSERS = new Set(['cli', 'embedded', 'roles']);

const imports = importsBelow('src').filter((one) => !one.from.startsWith('src/workflows/checks/'));
const moduleOf = (path: string): string => path.split('/')[1] ?? '';
const isOurs = (one: Import): boolean => one.to.startsWith('src/');

function mayImport(one: Import, allowed: Allowed): boolean {
  if (!isOurs(one)) return one.to.endsWith('.json') || allowed.packages.some((pattern) => pattern.test(one.to)) || (one.type && !MODEL_SDK.test(one.to));
  const file = one.to.slice('src/'.length);
  const own = moduleOf(one.from);
  const lists = [...allowed.modules, ...(one.type ? (allowed.types ?? []) : [])];
  return moduleOf(one.to) === own || lists.some((entry) => entry === ANY.source || (entry.includes('.') ? entry === file : entry === moduleOf(one.to)));
}

describe('the direction of imports', () => {
  it('knows every module', () => {
    expect([...new Set(imports.map((one) => moduleOf(one.from)))].filter((module) => !Object.hasOwn(TABLE, module))).toEqual([]);
    expect(imports.length).toBeGreaterThan(300);
  });

  it.each(Object.keys(TABLE))('of %s follows the table', (module) => {
    const wrong = imports
      .filter((one) => moduleOf(one.from) === module)
      .filter((one) => !mayImport(one, TABLE[module] ?? { modules: [], packages: [] }))
      .map((one) => `${one.from} imports ${one.to}${one.type ? ' (types)' : ''}`);
    expect(wrong).toEqual([]);
  });

  it('lets nothing but cli, worker and bin compose a machine', () => {
    const wrong = imports.filter((one) => ['embedded', 'roles'].includes(moduleOf(one.to)) && isOurs(one) && !COMPOSERS.has(moduleOf(one.from)));
    expect(wrong.map((one) => `${one.from} imports ${one.to}`)).toEqual([]);
  });

  it('lets only llm, and nothing else, load a model SDK', () => {
    expect(imports.filter((one) => MODEL_SDK.test(one.to) && moduleOf(one.from) !== 'llm').map((one) => one.from)).toEqual([]);
  });

  it('resolves: every imported file exists', () => {
    expect(imports.filter((one) => isOurs(one) && !existsSync(join(ROOT, one.to))).map((one) => `${one.from} imports ${one.to}`)).toEqual([]);
  });

  it('goes from measurement to the product and never back: src knows nothing of eval, test or bench', () => {
    expect(imports.filter((one) => /^(eval|test|bench)\//.test(one.to)).map((one) => `${one.from} imports ${one.to}`)).toEqual([]);
    expect(importsBelow('eval').some((one) => one.to.startsWith('src/'))).toBe(true);
  });

  it('finds a forbidden import where there is one', () => {
    const allowed = TABLE['plan'] ?? { modules: [], packages: [] };
    expect(mayImport({ from: 'src/plan/x.ts', to: 'node:fs', type: false }, allowed)).toBe(false);
    expect(mayImport({ from: 'src/plan/x.ts', to: 'src/schemas/plan.ts', type: false }, allowed)).toBe(false);
    expect(mayImport({ from: 'src/plan/x.ts', to: 'src/schemas/plan.ts', type: true }, allowed)).toBe(true);
    expect(mayImport({ from: 'src/execution/x.ts', to: 'src/llm/model.ts', type: true }, TABLE['execution'] ?? allowed)).toBe(false);
  });
});

describe('what is loaded at run time', () => {
  it.runIf(existsSync(join(ROOT, 'src/workflows/index.ts')))('by the workflows is small and pure', () => {
    const { files, packages } = closure('src/workflows/index.ts');
    expect([...packages].filter((name) => name !== '@temporalio/workflow')).toEqual([]);
    expect([...files].filter((file) => !/^src\/(workflows|plan)\//.test(file))).toEqual([]);
  });

  it('by planning and validation is free of node and zod', () => {
    for (const entry of ['src/plan/compile.ts', 'src/plan/link.ts', 'src/plan/draw.ts', 'src/plan/skeleton.ts', 'src/validation/validate-plan.ts']) {
      const { packages } = closure(entry);
      expect([...packages].filter((name) => !/^(canonicalize|@noble\/hashes\/.*)$/.test(name)), entry).toEqual([]);
    }
  });

  it.runIf(existsSync(join(ROOT, 'src/roles/execution.ts')))('by the execution role has no model behind it', () => {
    const { files, packages } = closure('src/roles/execution.ts');
    expect([...files].filter((file) => file.startsWith('src/llm/'))).toEqual([]);
    expect([...packages].filter((name) => MODEL_SDK.test(name))).toEqual([]);
  });
});
