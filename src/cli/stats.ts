import { type DecompositionFigures, type KeptAnalysis, type KeptDecomposition, pastFigures } from '../plan/past-figures.ts';
import { EXIT } from './exit-code.ts';
import { type GlobalOptions, withSession } from './session.ts';
import { visible } from './terminal.ts';

/** Runs that the figures are about at most, newest first. */
const RUNS = 200;

/** `stats`: estimate against actual, over- and under-decomposition, and what became of suggestions, over past runs. */
export async function stats(options: GlobalOptions): Promise<number> {
  return await withSession(options, async ({ terminal, connection }) => {
    const { runStore } = connection;
    const [analyses, decompositions, suggestions] = await Promise.all([runStore.newest<KeptAnalysis>('analysis', RUNS), runStore.newest<KeptDecomposition>('measure', RUNS), runStore.augmentationCounts()]);
    const figures = pastFigures(analyses, decompositions);
    const { tasks, runs, aim } = figures.estimates;
    const head = (title: string): void => terminal.out(terminal.style('bold', title));
    head(`Estimates (${analyses.length} ${analyses.length === 1 ? 'run' : 'runs'})`);
    terminal.out(tasks.of === 0 ? '  no task had past runs behind its estimate yet' : `  ${tasks.within} of ${tasks.of} tasks (${percent(tasks.share)}) took what their range said, ${tasks.below} less, ${tasks.above} more; ${percent(aim)} is the aim`);
    if (runs.of > 0) terminal.out(`  ${runs.within} of ${runs.of} whole runs (${percent(runs.share)})`);
    head(`Decomposition (${figures.decomposition.plans} ${figures.decomposition.plans === 1 ? 'plan' : 'plans'})`);
    if (figures.decomposition.steps === 0) terminal.out('  no steps were proposed yet');
    else {
      const planners = Object.entries(figures.decomposition.by_planner);
      for (const [planner, own] of planners) terminal.out(`  planned by ${visible(planner)}: ${rates(own)}`);
      if (planners.length > 1) terminal.out(`  together: ${rates(figures.decomposition)}`);
      for (const change of figures.decomposition.last_changes) terminal.out(`    ${change.kind === 'split' ? 'too coarse' : 'too fine'}: ${visible(change.description)}`);
    }
    head('Suggestions');
    const rules = Object.entries(suggestions);
    if (rules.length === 0) terminal.out('  none was decided yet');
    for (const [rule, { accepted, dismissed }] of rules) terminal.out(`  ${visible(rule)}: ${accepted} accepted, ${dismissed} dismissed`);
    terminal.document({ ...figures, suggestions });
    return EXIT.done;
  });
}

function rates(one: DecompositionFigures): string {
  return `${one.steps} steps in ${one.plans} ${one.plans === 1 ? 'plan' : 'plans'}, ${percent(one.atomic_share)} atomic as proposed; ${one.split} split (${percent(one.under_decomposed)} under-decomposed), ${one.merged} merged (${percent(one.over_decomposed)} over-decomposed)`;
}

function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(1000 * share) / 10} %`;
}
