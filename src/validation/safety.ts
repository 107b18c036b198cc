import type { Json } from '../schemas/json.ts';
import type { Binding } from '../schemas/decomposition.ts';
import { isCredential, secretVariable } from '../plan/credential.ts';
import { planLabels } from './labels.ts';
import { isForbidden, matchesOperation } from './policy.ts';
import type { Finding, Rule } from './rule.ts';
import { type Subject, type Use, place } from './subject.ts';

export const safetyRules: Rule[] = [
  {
    id: 'forbidden-operation',
    check: (subject) => ({
      looked: subject.uses.length,
      found: subject.uses
        .filter((use) => isForbidden(subject.policy, split(use.name)))
        .map((use) => ({ message: `Cannot run ${place(use)}: the policy forbids "${use.name}".`, fix: 'Reach the goal without it, or change the policy.', ...where(use) })),
    }),
  },
  {
    id: 'allowed-tools',
    check: (subject) => {
      const allowed = subject.plan.constraints?.allowed_tools ?? null;
      if (allowed === null) return { looked: 0, found: [] };
      const found = subject.uses
        .filter((use) => !allowed.some((pattern) => matchesOperation(pattern, use.name)))
        .map((use) => ({ message: `Cannot run ${place(use)}: the goal allows ${allowed.join(', ') || 'no tools'} and it runs "${use.name}".`, fix: 'Use an allowed tool, or allow this one.', ...where(use) }));
      return { looked: subject.uses.length, found };
    },
  },
  { id: 'hosts', check: hostRule },
  { id: 'flows', check: flowRule },
  {
    id: 'declared-flows',
    check: (subject) => {
      const found = subject.uses.flatMap((use): Finding[] =>
        (use.step?.tool_intent.flows ?? [])
          .filter((flow) => !use.bindings.some((one) => one.input === flow.input))
          .map((flow) => ({ message: `Cannot accept the flow of ${flow.label} data into "${flow.input}" of ${place(use)}: it has no such input.`, fix: 'Remove the flow.', ...where(use) })),
      );
      return { looked: subject.uses.length, found };
    },
  },
  {
    id: 'secret-parameters',
    check: (subject) => {
      const all = subject.uses.flatMap((use) => (use.operation ? use.bindings.flatMap(({ input, list }) => (use.operation && isCredential(use.operation, input) ? [{ use, input, list, own: use.operation.tool }] : [])) : []));
      const found = all
        .filter(({ list, own }) => list.length !== 1 || !list.every((binding) => binding.kind === 'secret' && binding.name === own))
        .map(({ use, input, own }): Finding => ({ message: `Cannot accept "${input}" of ${place(use)}: it shows "${own}" who calls, and takes the secret "${own}" by name and nothing else.`, fix: `Bind {"kind":"secret","name":"${own}"}, declare the flow, and set ${secretVariable(own)} for the execution role.`, ...where(use) }));
      return { looked: all.length, found };
    },
  },
  {
    id: 'secrets-in-text',
    check: (subject) => {
      const found = subject.uses.flatMap((use) =>
        use.bindings.flatMap(({ input, list }) =>
          list.flatMap((binding): Finding[] =>
            texts(binding).some((text) => SECRET.test(text)) ? [{ message: `Cannot accept "${input}" of ${place(use)}: it contains what looks like a key or token.`, fix: 'Refer to it by name: {"kind":"secret","name":"…"}.', ...where(use) }] : [],
          ),
        ),
      );
      return { looked: subject.uses.length, found };
    },
  },
];

/** Keys of well-known issuers and private keys; not everything that is secret looks like it. */
const SECRET = /\b(?:sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|AKIA[0-9A-Z]{16}|xox[abprs]-[A-Za-z0-9-]{20,})\b|-----BEGIN [A-Z ]*PRIVATE KEY-----/;

function where(use: Use): { task: string; step: string | undefined } {
  return { task: use.task.task_id, step: use.step?.step_id };
}

function split(name: string): { tool: string; operation: string } {
  const [tool = '', ...rest] = name.split('.');
  return { tool, operation: rest.join('.') };
}

/** Addresses that a plan names go to hosts that are allowed: those of the datasets of its packs and of the policy. */
function hostRule(subject: Subject): { looked: number; found: Finding[] } {
  const datasets = subject.registry.datasets.flatMap((one) => ('url' in one.access ? hostOf(one.access.url) : []));
  const allowed = [...datasets, ...subject.policy.allowed_hosts];
  const byDataset = new Map(subject.registry.datasets.map((one) => [one.id, 'url' in one.access ? hostOf(one.access.url) : []]));
  const found: Finding[] = [];
  let looked = 0;
  for (const use of subject.uses) {
    // whoever installed the tool allowed its hosts; the policy may still forbid them
    const own = subject.registry.hosts?.[split(use.name).tool] ?? [];
    looked += own.length;
    const banned = own.find((host) => subject.policy.forbids.hosts.some((pattern) => matchesHost(pattern, host)));
    if (banned !== undefined) found.push({ message: `Cannot run ${place(use)}: the policy forbids host "${banned}", which "${use.name}" reaches.`, fix: 'Reach the goal without it, or change the policy.', ...where(use) });
    for (const { input, list } of use.bindings) {
      for (const binding of list) {
        const named = texts(binding).flatMap((text) => text.match(ADDRESS) ?? []).flatMap(hostOf);
        const hosts = binding.kind === 'dataset' ? (byDataset.get(binding.dataset) ?? []) : use.operation?.outbound ? named : [];
        for (const host of hosts) {
          looked += 1;
          if (subject.policy.forbids.hosts.some((pattern) => matchesHost(pattern, host))) found.push({ message: `Cannot run ${place(use)}: the policy forbids host "${host}" (input "${input}").`, fix: 'Use another source, or change the policy.', ...where(use) });
          else if (!allowed.some((pattern) => matchesHost(pattern, host))) found.push({ message: `Cannot run ${place(use)}: host "${host}" (input "${input}") is not allowed.`, fix: `Use a dataset of a pack, or add "${host}" to allowed_hosts of the policy.`, ...where(use) });
        }
        if (use.operation?.outbound && isMixedAddress(binding)) found.push({ message: `Cannot run ${place(use)}: the address in "${input}" is put together from other values, which could choose the host.`, fix: 'Write the address up to the path as one literal.', ...where(use) });
      }
    }
  }
  return { looked, found };
}

const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi;

function hostOf(text: string): string[] {
  try {
    return [new URL(text).host.toLowerCase()];
  } catch {
    return [text.slice(0, 80)];
  }
}

/** A concatenation whose literal beginning does not fix scheme and host yet. */
function isMixedAddress(binding: Binding): boolean {
  if (binding.kind !== 'concat') return false;
  const [first] = binding.parts;
  const start = first?.kind === 'literal' && typeof first.value === 'string' ? first.value : '';
  return /^[a-z][a-z0-9+.-]*:\/*[^/]*$/i.test(start) && start.includes(':');
}

/** `example.org` means that host on every port, `example.org:8443` that port alone (443 where an address names none), `*.example.org` those below it. */
export function matchesHost(pattern: string, host: string): boolean {
  const wanted = portApart(pattern);
  const given = portApart(host);
  if (wanted.port !== null && wanted.port !== (given.port ?? '443')) return false;
  return wanted.name.startsWith('*.') ? given.name.endsWith(wanted.name.slice(1)) : given.name === wanted.name;
}

function portApart(host: string): { name: string; port: string | null } {
  const [, name = host, port = null] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? [];
  return { name: name.toLowerCase().replace(/\.$/, ''), port };
}

/**
 * No untrusted value at a parameter of a write or destructive operation, none at all that such an operation sends out, and no secret at a
 * parameter or at an outbound input, unless the intent declares the flow (PV-12, G4, G5). Labels follow the data through every task.
 */
function flowRule(subject: Subject): { looked: number; found: Finding[] } {
  const labelsOf = planLabels(subject);
  const found: Finding[] = [];
  let looked = 0;
  for (const use of subject.uses) {
    const { operation } = use;
    if (!operation) continue;
    const ports = new Set(operation.inputs.map((port) => port.name));
    const changes = operation.effect === 'write' || operation.effect === 'destructive';
    for (const { input, list } of use.bindings) {
      looked += 1;
      const labels = new Set(list.flatMap((binding) => [...labelsOf(use, binding)]));
      const declared = (label: 'untrusted' | 'secret'): boolean => use.step?.tool_intent.flows?.some((flow) => flow.input === input && flow.label === label) ?? false;
      const parameter = !ports.has(input);
      const sends = operation.outbound === true;
      const report = (label: 'untrusted' | 'secret', reason: string): void => {
        if (labels.has(label) && !declared(label)) found.push({ message: `Cannot run ${place(use)}: at "${input}" of "${use.name}" ${reason}.`, fix: `Remove the flow, or declare it so that a person can approve it: "flows": [{"input":"${input}","label":"${label}"}].`, ...where(use) });
      };
      if (changes && (parameter || sends)) report('untrusted', 'an untrusted value would decide about an effect');
      else if (sends && parameter) report('untrusted', 'an untrusted value would leave this machine');
      if (parameter || sends) report('secret', sends ? 'a secret would leave this machine' : 'a secret would be used');
    }
  }
  return { looked, found };
}

/** Every text inside the literals of a binding. */
function texts(binding: Binding): string[] {
  const found: string[] = [];
  const open: Json[] = [];
  const bindings: Binding[] = [binding];
  for (let next = bindings.pop(); next !== undefined; next = bindings.pop()) {
    if (next.kind === 'literal') open.push(next.value);
    else if (next.kind === 'concat') bindings.push(...next.parts);
  }
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') found.push(next);
    else if (typeof next === 'object' && next !== null) open.push(...Object.values(next));
  }
  return found;
}
