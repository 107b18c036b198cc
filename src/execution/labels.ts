import { isCredential } from '../plan/credential.ts';
import type { ToolIntent } from '../schemas/decomposition.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Operation } from '../schemas/operation.ts';
import type { Artifact, Label } from '../schemas/outcome.ts';
import { type Labels, joinLabels, outputLabels } from '../validation/labels.ts';
import type { LabelledValue } from './binding.ts';

/**
 * Refuses (`Binding.Denied`) what validation refuses in a plan, now of the real values: an untrusted value at a parameter that decides about an effect
 * or leaves this machine, and a secret at a parameter or an outbound input, unless the approved intent declares that flow (G4, G5).
 */
export function checkFlows(operation: Operation, intent: ToolIntent, inputs: { [port: string]: Artifact[] }, parameters: { [name: string]: LabelledValue }): void {
  const changes = operation.effect === 'write' || operation.effect === 'destructive';
  const sends = operation.outbound === true;
  const check = (input: string, labels: Labels, parameter: boolean): void => {
    const denied = (label: 'untrusted' | 'secret'): boolean => labels.has(label) && !(intent.flows ?? []).some((flow) => flow.input === input && flow.label === label);
    if (denied('untrusted')) {
      if (changes && (parameter || sends)) throw refused(operation, input, 'an untrusted value would decide about an effect');
      if (sends && parameter) throw refused(operation, input, 'an untrusted value would leave this machine');
    }
    if (denied('secret') && (parameter || sends)) throw refused(operation, input, sends ? 'a secret would leave this machine' : 'a secret would be used');
  };
  for (const [name, { labels }] of Object.entries(parameters)) {
    if (isCredential(operation, name) && !labels.includes('secret')) throw new PlanwrightError('Binding.Denied', `Cannot run "${operation.tool}.${operation.operation}": parameter "${name}" takes a secret by name and got a plain value. Change the binding in the plan.`);
    check(name, said(labels), true);
  }
  for (const [name, artifacts] of Object.entries(inputs)) check(name, joinLabels(artifacts.map((one) => said(one.labels))), false);
}

/** Labels of an artifact that an operation made: all that went in, what the operation itself says, and untrusted for what comes from outside. */
export function labelsOfOutput(operation: Operation, inputs: { [port: string]: Artifact[] }, parameters: { [name: string]: LabelledValue }, own: readonly Label[]): Label[] {
  // what shows who calls goes into no answer; its value is taken out of everything that is recorded
  const values = Object.entries(parameters).flatMap(([name, value]) => (isCredential(operation, name) ? [] : [value]));
  const incoming = [...Object.values(inputs).flat(), ...values, { labels: own }].map((one) => said(one.labels));
  const labels = outputLabels(operation, incoming);
  return labels.size === 0 ? ['trusted'] : [...labels].toSorted();
}

function said(labels: readonly Label[]): Labels {
  return new Set(labels.filter((one) => one !== 'trusted'));
}

function refused(operation: Operation, input: string, reason: string): PlanwrightError {
  return new PlanwrightError(
    'Binding.Denied',
    `Cannot run "${operation.tool}.${operation.operation}": at input "${input}" ${reason}, and the plan declares no such flow. Declare the flow in the plan and approve it.`,
  );
}
