import { intentDigest } from '../plan/digest.ts';
import type { Seal, SealManifest } from '../schemas/approval.ts';
import { type Decomposition, DecompositionSchema, type Step } from '../schemas/decomposition.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Operation } from '../schemas/operation.ts';
import { toolDigest } from '../tools/registry.ts';
import type { Tool } from '../tools/tool.ts';
import type { ExecutionPorts } from './ports.ts';
import { inForce, intentKey, verifySeal } from './seal.ts';

export interface StepPlace {
  workflow_id: string;
  revision: number;
  task_id: string;
  step_id: string;
  now: string;
}

/** What a seal is read and checked with. */
export type SealPorts = { runStore: Pick<ExecutionPorts['runStore'], 'get' | 'list'> } & Pick<ExecutionPorts, 'publicKeyPem'>;

export interface ApprovedStep {
  step: Step;
  decomposition: Decomposition;
  operation: Operation;
  tool: Tool;
  intent_digest: string;
  manifest: SealManifest;
}

/**
 * The step, if a person's approval covers exactly it: a seal of this run and revision, signed and in force, whose manifest has the digest of
 * the stored intent, made for the declarations of the tools that are installed here. Everything else is a `Seal.*` failure.
 */
export async function approvedStep(place: StepPlace, ports: ExecutionPorts): Promise<ApprovedStep> {
  const known = verifiedManifest(place, ports) ?? (await underWay(place, ports));
  if (known !== null) {
    try {
      return await approvedBy(known, place, ports);
    } catch (error) {
      // another seal may have been added since; only what the store says now is a refusal
      if (!(error instanceof PlanwrightError) || !error.type.startsWith('Seal.')) throw error;
    }
  }
  return approvedBy(await verifyNow(place, ports), place, ports);
}

/** Seals that are being verified now: steps that begin together verify a large one once. */
const verifying = new WeakMap<ExecutionPorts['runStore'], Map<string, Promise<SealManifest>>>();

/** The manifest that another step is verifying, or null: then, and where it does not cover this step, the store is asked. */
async function underWay(place: StepPlace, ports: ExecutionPorts): Promise<SealManifest | null> {
  const manifest = await verifying.get(ports.runStore)?.get(placeKey(place, ports))?.catch(() => null);
  return manifest !== undefined && manifest !== null && inForce(manifest, place.now).valid ? manifest : null;
}

async function verifyNow(place: StepPlace, ports: ExecutionPorts): Promise<SealManifest> {
  const pending = verifying.get(ports.runStore) ?? new Map<string, Promise<SealManifest>>();
  verifying.set(ports.runStore, pending);
  const key = placeKey(place, ports);
  const own = manifestInForce(place, ports);
  pending.set(key, own);
  try {
    const manifest = await own;
    remember(manifest, place, ports);
    return manifest;
  } finally {
    if (pending.get(key) === own) pending.delete(key);
  }
}

async function approvedBy(manifest: SealManifest, place: StepPlace, ports: ExecutionPorts): Promise<ApprovedStep> {
  const key = intentKey(place.task_id, place.step_id);
  const approved = Object.hasOwn(manifest.intents, key) ? manifest.intents[key] : undefined;
  if (approved === undefined) throw refused('Seal.NotApproved', key, 'no approval covers it', 'Approve the task');
  const decomposition = await storedDecomposition(place, place.task_id, ports);
  const step = decomposition?.steps.find((one) => one.step_id === place.step_id);
  if (decomposition === null || step === undefined) throw refused('Seal.Invalid', key, 'its decomposition is not stored or does not have it', 'Plan and approve again');
  const { tool, operation } = findOperation(step, ports.tools);
  const digest = intentDigest(step, operation.version);
  if (digest !== approved) {
    throw refused('Seal.Invalid', key, `the intent is not the one that was approved (expected digest ${approved.slice(0, 12)}…, got ${digest.slice(0, 12)}…)`, 'Approve the plan as it is now');
  }
  const sealed = Object.hasOwn(manifest.registry_digests, `tool:${tool.name}`) ? manifest.registry_digests[`tool:${tool.name}`] : undefined;
  if (sealed !== toolDigest(tool)) {
    throw refused('Seal.Invalid', key, `tool "${tool.name}" is not declared here as it was when the plan was approved`, 'Run a worker of that version, or approve again');
  }
  return { step, decomposition, operation, tool, intent_digest: digest, manifest };
}

/** The decomposition of a task at a revision, or null where nothing well-formed is stored. */
export async function storedDecomposition(
  place: Pick<StepPlace, 'workflow_id' | 'revision'>,
  task: string,
  ports: { runStore: Pick<ExecutionPorts['runStore'], 'get'> },
): Promise<Decomposition | null> {
  const stored = await ports.runStore.get<unknown>(place.workflow_id, 'decomposition', `${place.revision}/${task}`);
  const parsed = DecompositionSchema.safeParse(stored);
  return parsed.success && parsed.data.task_id === task ? parsed.data : null;
}

/** Manifests whose signature was verified in this process. A seal never changes under its key, so only its time is looked at again. */
const verified = new WeakMap<ExecutionPorts['runStore'], Map<string, SealManifest>>();
const MOST_VERIFIED = 16;

function verifiedManifest(place: StepPlace, ports: ExecutionPorts): SealManifest | null {
  const manifest = verified.get(ports.runStore)?.get(placeKey(place, ports));
  return manifest !== undefined && inForce(manifest, place.now).valid ? manifest : null;
}

function remember(manifest: SealManifest, place: StepPlace, ports: ExecutionPorts): void {
  const known = verified.get(ports.runStore) ?? new Map<string, SealManifest>();
  verified.set(ports.runStore, known);
  known.delete(placeKey(place, ports));
  known.set(placeKey(place, ports), manifest);
  const [oldest] = known.keys();
  if (known.size > MOST_VERIFIED && oldest !== undefined) known.delete(oldest);
}

function placeKey(place: StepPlace, ports: ExecutionPorts): string {
  return JSON.stringify([place.workflow_id, place.revision, ports.publicKeyPem]);
}

/** The signed manifest that is in force for a step. Throws `Seal.*` where there is none. */
export async function manifestInForce(place: StepPlace, ports: SealPorts): Promise<SealManifest> {
  const key = intentKey(place.task_id, place.step_id);
  const first = await ports.runStore.get<Seal>(place.workflow_id, 'seal', String(place.revision));
  if (first === null) throw refused('Seal.Missing', key, `revision ${place.revision} is not sealed`, 'Approve the plan');
  try {
    const manifest = checked(first, place, key, ports.publicKeyPem);
    if (Object.hasOwn(manifest.intents, key)) return manifest;
  } catch (error) {
    if (!(error instanceof PlanwrightError) || error.type !== 'Seal.Expired') throw error;
  }
  // an expired seal is renewed, and a task that is approved later is sealed later: `<revision>.<n>`
  const renewed = (await ports.runStore.list<Seal>(place.workflow_id, 'seal'))
    .map((one) => ({ body: one.body, number: renewalNumber(one.key, place.revision) }))
    .filter((one) => one.number > 0)
    .toSorted((a, b) => b.number - a.number)[0];
  return checked(renewed?.body ?? first, place, key, ports.publicKeyPem);
}

function checked(seal: Seal, place: StepPlace, key: string, publicKeyPem: string): SealManifest {
  const check = verifySeal(seal, publicKeyPem, place.now);
  if (!check.valid) throw refused(check.type, key, check.reason, check.type === 'Seal.Expired' ? 'Renew the seal' : 'Approve the plan again');
  const { manifest } = seal;
  if (manifest.workflow_id !== place.workflow_id) throw refused('Seal.Invalid', key, `the seal belongs to run "${manifest.workflow_id}"`, 'Approve the plan of this run');
  if (manifest.revision !== place.revision) throw refused('Seal.Invalid', key, `the seal belongs to revision ${manifest.revision}`, `Approve revision ${place.revision}`);
  return manifest;
}

function renewalNumber(key: string, revision: number): number {
  const match = /^(\d+)\.(\d+)$/.exec(key);
  return match !== null && Number(match[1]) === revision ? Number(match[2]) : 0;
}

function findOperation(step: Step, tools: readonly Tool[]): { tool: Tool; operation: Operation } {
  const { tool_name, operation: name } = step.tool_intent;
  const tool = tools.find((one) => one.name === tool_name);
  const operation = tool?.operations.find((one) => one.operation === name);
  if (tool === undefined || operation === undefined) {
    throw new PlanwrightError('Tool.Unknown', `Cannot run "${tool_name}.${name}": this role has no such operation. Start a worker that has it, or change the plan.`);
  }
  return { tool, operation };
}

function refused(type: 'Seal.Missing' | 'Seal.Invalid' | 'Seal.Expired' | 'Seal.NotApproved', step: string, reason: string, remedy: string): PlanwrightError {
  return new PlanwrightError(type, `Cannot run step "${step}": ${reason}. ${remedy}.`);
}
