import { compileGoal } from '../plan/compile.ts';
import { digestOf } from '../plan/digest.ts';
import { formIn } from '../plan/form-text.ts';
import { formGoal } from '../plan/front-end-form.ts';
import { buildRegistry } from '../plan/registry.ts';
import { loadInstalled } from '../library/extensions.ts';
import { InvalidStart } from '../library/start-goal.ts';
import type { Constraints, Profile } from '../schemas/goal.ts';
import type { GoalRunInput } from '../schemas/run.ts';
import type { Session } from './session.ts';

/**
 * Checks a revision that is a goal form before it is sent: names of kinds, facets and columns are looked up in what the run has, and a plan is searched
 * for, so that a slip is told here and the run goes on waiting. Words pass. Errors: `InvalidStart` with the fault.
 */
export async function checkRevision({ connection, config }: Pick<Session, 'connection' | 'config'>, workflowId: string, feedback: string): Promise<void> {
  const written = formIn(feedback);
  if (written === null) return;
  const refuse = (fault: string): never => {
    throw new InvalidStart(`${fault} Nothing was sent, and run "${workflowId}" goes on waiting.`);
  };
  if (!written.ok) return refuse(written.message);
  const { runStore } = connection;
  const [input, constraints, profiles, installed] = await Promise.all([
    runStore.get<GoalRunInput>(workflowId, 'input', 'input'),
    runStore.get<Constraints>(workflowId, 'constraints', 'constraints'),
    runStore.list<Profile>(workflowId, 'profile'),
    loadInstalled(config.extensions, config.home),
  ]);
  if (input === null || constraints === null) return;
  const packs = Object.values(installed.packs).filter((pack) => input.packs.length === 0 || input.packs.includes(pack.name) || pack.name === 'data-analysis');
  const registry = buildRegistry(packs, installed.tools, digestOf);
  const bodies = profiles.map((entry) => entry.body);
  const reading = formGoal(input.goal, written.form, { registry, profiles: bodies, constraints });
  if (reading.result === 'unreadable') return refuse(reading.message);
  if (reading.result !== 'typed') return;
  const columns = Object.fromEntries(reading.typed_goal.givens.flatMap(({ id, source }) => {
    const profile = source.kind === 'attachment' ? bodies.find((one) => one.source.sha256 === source.sha256) : undefined;
    return profile === undefined ? [] : [[id, profile.columns]];
  }));
  const compiled = compileGoal(reading.typed_goal, registry, { now: new Date().toISOString(), columns });
  if (compiled.result !== 'plan') refuse(compiled.message);
}
