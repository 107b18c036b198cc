import { readFile } from 'node:fs/promises';
import { MODEL_PROVIDERS } from '../config/config.ts';
import { checkAttachment, checkGoal, checkTextFile, InvalidPlanFile, InvalidStart, type StartOptions } from '../library/start-goal.ts';
import { loadInstalled } from '../library/extensions.ts';
import { nearestNames } from '../plan/nearest.ts';
import { parsePlan } from '../schemas/parse-plan.ts';
import type { CheckFailure } from '../schemas/validation.ts';
import type { Settings } from './session.ts';
import { type Terminal, visible } from './terminal.ts';

/**
 * Refuses what can be refused without a stack, so that a slip of the pen costs neither a start nor a run. Errors: `InvalidStart`,
 * `InvalidPlanFile` (its validation result goes to the document of `--json`).
 */
export async function preflight({ config, terminal }: Settings, goal: string, options: StartOptions): Promise<void> {
  checkGoal(goal, options);
  checkModel(options.model ?? null);
  if ((options.packs ?? []).length > 0) {
    const installed = Object.keys((await loadInstalled(config.extensions, config.home)).packs);
    for (const name of options.packs ?? []) checkPack(name, installed);
  }
  for (const file of [...(options.attach ?? []), ...(options.given ?? []).map((given) => given.file)]) await checkAttachment(file);
  if (options.policyFile !== undefined) await checkTextFile('policy', options.policyFile);
  if (options.planFile !== undefined) {
    await checkTextFile('plan', options.planFile);
    const parsed = parsePlan(await readFile(options.planFile, 'utf8'));
    if (parsed.plan === null) refusePlan(terminal, options.planFile, parsed.failures);
  }
}

function refusePlan(terminal: Terminal, file: string, failures: CheckFailure[]): never {
  terminal.document({ validation_result: { is_valid: false, checks_passed: [], checks_failed: failures, approval_required: true } });
  const said = failures.map((failure) => `  \u2716 ${visible(failure.message)} ${visible(failure.suggested_fix)}`);
  throw new InvalidPlanFile(`Cannot run plan "${file}": it is not valid.\n${said.join('\n')}`);
}

function checkModel(model: string | null): void {
  if (model === null || model === 'none' || MODEL_PROVIDERS.some((provider) => model.startsWith(`${provider}:`) && model.length > provider.length + 1)) return;
  const [close] = nearestNames(model.split(':')[0] ?? '', MODEL_PROVIDERS, 1);
  throw new InvalidStart(`Cannot use model "${model}": expected provider:model with one of ${MODEL_PROVIDERS.join(', ')}, or "none" to plan offline.${close === undefined ? '' : ` Did you mean "${close}:${model.split(':')[1] ?? ''}"?`}`);
}

function checkPack(name: string, installed: readonly string[]): void {
  if (installed.includes(name)) return;
  const [close] = nearestNames(name, installed, 1);
  throw new InvalidStart(`Cannot use pack "${name}": no such pack. ${close === undefined ? '' : `Did you mean "${close}"? `}There are ${installed.join(', ')}.`);
}
