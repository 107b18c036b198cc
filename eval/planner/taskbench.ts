/**
 * TaskBench, the 121-case sample (dev part, 77 cases): floors, and any model's plans before and after our linker.
 *
 *   node eval/planner/taskbench.ts [--json] [--export-prompts <dir> | --answers <dir> | --provider <provider:model>] [--domain <domain>] [--sample <n> [--seed <text>]]
 */
import { hasData, readLines } from './data.ts';
import type { PlanCase } from './harness.ts';
import { TASKBENCH_PUBLISHED } from './published.ts';
import { DOMAINS, type GoldCase, TYPED_DOMAINS, givenOfRequest, taskbenchRegistry } from './registry-taskbench.ts';
import { option } from './report.ts';
import { chosenCases } from './sample.ts';
import { reportToolPlans } from './tool-plans.ts';

export function taskbenchCases(): PlanCase[] {
  const registries = new Map(DOMAINS.map((domain) => [domain, taskbenchRegistry(domain)]));
  return readLines<GoldCase>('taskbench', 'gold_sample.dev.jsonl').flatMap((one) => {
    const tools = registries.get(one.domain);
    return tools ? [{ id: `${one.domain}-${one.id}`, group: one.domain, request: one.request, gold: { nodes: one.nodes, edges: one.edges }, tools, givens: TYPED_DOMAINS.includes(one.domain) ? givenOfRequest(one.request) : [] }] : [];
  });
}

if (import.meta.main && hasData('taskbench', ['gold_sample.dev.jsonl', ...DOMAINS.map((domain) => `${domain}.tools.json`)])) {
  const domain = option('--domain');
  await reportToolPlans({
    title: 'TaskBench, 121-case sample, dev part',
    notes: [
      'A sample, not the benchmark: quote it as "121-case sample" with its interval. Daily Life has no typed operations and every order is allowed there: it measures the model front end only.',
      'A missing answer scores 0. "linked": after our linker; a refused plan counts as it came.',
    ],
    cases: chosenCases(taskbenchCases().filter((one) => domain === null || one.group === domain)),
    typed: new Set(TYPED_DOMAINS), published: TASKBENCH_PUBLISHED, figures: 'n-F1 / e-F1, microsoft/JARVIS taskbench/README.md', most: 5,
  });
}
