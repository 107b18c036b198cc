/**
 * Harm of repair: faults of known classes are put into plans that are right, and node and edge F1 against the right plan are taken
 * before and after link and repair. A plan that the linker refuses stays as it was. Target: after ≥ before in every class.
 *
 *   node eval/linker/harm.ts [--json] [--own <plans>] [--seal <plans>] [--per-class <faults per set and class>] [--worst <n>]
 */
import { linkProposal } from '../../src/plan/link.ts';
import { hasData } from '../planner/data.ts';
import { option, print, table } from '../planner/report.ts';
import { type Scored, type ToolGraph, pooledF1 } from '../planner/score.ts';
import { bootstrap, randomOf, sayInterval, wilson } from '../statistics.ts';
import { type GoldPlan, sealGold, taskbenchGold } from './gold-plans.ts';
import { ownGold } from './own-plans.ts';
import { FAULTS, type Fault, type Seeded, seedFaults } from './seed-faults.ts';

interface Trial {
  set: string;
  fault: Fault;
  id: string;
  what: string;
  gold: ToolGraph;
  before: ToolGraph;
  after: ToolGraph;
  refused: string | null;
  changes: string[];
}

/** Draws at most `most` faults of a class from a set, without preference. */
function sample(list: { gold: GoldPlan; seeded: Seeded }[], most: number, random: () => number): typeof list {
  const shuffled = list.map((one) => ({ one, at: random() })).toSorted((a, b) => a.at - b.at);
  return shuffled.slice(0, most).map(({ one }) => one);
}

export function harm(gold: readonly GoldPlan[], perClass: number, seed = 4): Trial[] {
  const random = randomOf(seed);
  const all = gold.flatMap((one) => seedFaults(one, random).map((seeded) => ({ gold: one, seeded })));
  const groups = Map.groupBy(all, ({ gold: { set }, seeded: { fault } }) => `${set} ${fault}`);
  return [...groups.values()].flatMap((group) => sample(group, perClass, random)).map(({ gold: one, seeded }): Trial => {
    const linked = linkProposal(seeded.plan, one.registry, one.goal);
    const before = one.graphOf(seeded.plan);
    return {
      set: one.set, fault: seeded.fault, id: one.id, what: seeded.what, gold: one.graphOf(one.plan), before,
      after: linked.result === 'linked' ? one.graphOf(linked.plan) : before,
      refused: linked.result === 'refused' ? linked.message : null,
      changes: linked.changes.filter((change) => change.kind !== 'made parallel').map((change) => `${change.kind}: ${change.description}`),
    };
  });
}

function samples(trials: readonly Trial[], side: 'before' | 'after'): Scored[] {
  return trials.map((trial) => ({ gold: trial.gold, predicted: trial[side] }));
}

/** The difference after − before, with rows drawn together. */
function gain(trials: readonly Trial[], part: 'node' | 'edge') {
  return bootstrap(trials, (drawn) => pooledF1(samples(drawn, 'after'), part) - pooledF1(samples(drawn, 'before'), part), 400);
}

function main(): void {
  const own = option('--own') === '0' ? { plans: [], left_out: 0 } : ownGold(Number(option('--own') ?? 150), 7);
  const hasTaskbench = hasData('taskbench', ['gold_sample.dev.jsonl', 'huggingface.tools.json', 'multimedia.tools.json']);
  const taskbench = hasTaskbench ? taskbenchGold() : { plans: [], left_out: 0 };
  const seal = hasData('seal_tools', ['tools.jsonl', 'dev.dev.jsonl']) ? sealGold(Number(option('--seal') ?? 120)) : { plans: [], left_out: 0 };
  const trials = harm([...taskbench.plans, ...seal.plans, ...own.plans], Number(option('--per-class') ?? 250));
  const faulty = trials.filter((trial) => trial.fault !== 'none');
  const sets = [...new Set(trials.map((trial) => trial.set)), 'all'];
  const rows = sets.flatMap((set) => FAULTS.map((fault) => {
    const of = trials.filter((trial) => trial.fault === fault && (set === 'all' || trial.set === set));
    const node = { before: pooledF1(samples(of, 'before'), 'node'), after: pooledF1(samples(of, 'after'), 'node'), gain: gain(of, 'node') };
    const edge = { before: pooledF1(samples(of, 'before'), 'edge'), after: pooledF1(samples(of, 'after'), 'edge'), gain: gain(of, 'edge') };
    const linked = of.filter((trial) => trial.refused === null);
    const whole = linked.filter((trial) => pooledF1(samples([trial], 'after'), 'node') === 1 && pooledF1(samples([trial], 'after'), 'edge') === 1).length;
    return { set, fault, n: of.length, node, edge, refused: of.length - linked.length, restored: wilson(whole, of.length), wrong: wilson(linked.length - whole, of.length), held: node.after >= node.before - 1e-9 && edge.after >= edge.before - 1e-9 };
  })).filter((row) => row.n > 0);
  const document = {
    plans: { taskbench: taskbench.plans.length, seal_tools: seal.plans.length, own: own.plans.length },
    left_out: { taskbench: taskbench.left_out, seal_tools: seal.left_out, own: own.left_out },
    faults: faulty.length, rows, held: rows.every((row) => row.held),
  };
  const say = (row: (typeof rows)[number]): string[] => [
    row.set, row.fault, String(row.n), `${row.node.before.toFixed(3)} → ${row.node.after.toFixed(3)}`, sayInterval(row.node.gain), `${row.edge.before.toFixed(3)} → ${row.edge.after.toFixed(3)}`, sayInterval(row.edge.gain), sayInterval(row.restored), row.refused.toString(), sayInterval(row.wrong), row.held ? 'yes' : 'NO',
  ];
  print(
    [
      `Harm of repair: ${faulty.length} faults in ${own.plans.length} compiled, ${taskbench.plans.length} TaskBench and ${seal.plans.length} Seal-Tools plans (left out, because our types do not allow the gold: ${own.left_out}, ${taskbench.left_out}, ${seal.left_out}).`,
      '"restored": just the right plan; "wrong": linked into another one; a refused plan counts as it was.',
      table(['set', 'fault', 'n', 'node F1', 'gain [95 %]', 'edge F1', 'gain [95 %]', 'restored [95 %]', 'refused', 'wrong [95 %]', 'no harm'], rows.map(say)),
      document.held ? 'No class is harmed.' : 'Harmed: see NO.',
    ].join('\n'),
    document,
  );
  const worst = (trial: Trial): number => pooledF1(samples([trial], 'after'), 'edge') - pooledF1(samples([trial], 'before'), 'edge') + pooledF1(samples([trial], 'after'), 'node') - pooledF1(samples([trial], 'before'), 'node');
  const only = option('--class');
  for (const trial of trials.filter((one) => (only === null || `${one.set} ${one.fault}` === only) && worst(one) < 0).toSorted((a, b) => worst(a) - worst(b)).slice(0, Number(option('--worst') ?? 0))) {
    process.stdout.write(`\n${trial.set} ${trial.id} ${trial.fault}: ${trial.what}\ngold   ${JSON.stringify(trial.gold)}\nbefore ${JSON.stringify(trial.before)}\nafter  ${JSON.stringify(trial.after)}\n  ${trial.changes.join('\n  ')}\n`);
  }
}

if (import.meta.main) main();
