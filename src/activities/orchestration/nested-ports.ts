import type { BindingPorts } from '../../execution/binding.ts';
import type { SealPorts } from '../../execution/approved-step.ts';
import type { OrchestrationPorts } from '../ports.ts';

/** With what this role reads the approval and the data of a nested plan: the public key, and no secrets. */
export function nestedPorts({ runStore, blobs, publicKeyPem, packs }: OrchestrationPorts): SealPorts & BindingPorts {
  return {
    runStore,
    blobs,
    publicKeyPem,
    datasets: (id) => Promise.resolve(Object.values(packs).flatMap((pack) => pack.datasets).find((dataset) => dataset.id === id) ?? null),
    secrets: { get: () => Promise.resolve(null) },
  };
}
