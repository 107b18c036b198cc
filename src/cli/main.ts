import { Command, CommanderError } from 'commander';
import { InvalidExtension } from '../library/define.ts';
import { ConfigError } from '../config/config.ts';
import { Unavailable } from '../embedded/unavailable.ts';
import { RefusedDecision, UnknownRun } from '../library/decide.ts';
import { InvalidPlanFile, InvalidStart } from '../library/start-goal.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import { isUnreachable } from './unreachable.ts';
import type { DecisionFlags } from './decisions.ts';
import { EXIT } from './exit-code.ts';
import type { PlanShowFlags } from './plan-show.ts';
import type { RunFlags } from './run-options.ts';
import type { GlobalOptions } from './session.ts';
import { visible } from './terminal.ts';

// Commands are imported when they are called, so that `--help` and `check` do not load what only a run needs.
const upkeep = {
  up: async (options: GlobalOptions) => (await import('./up.ts')).up(options),
  down: async (options: GlobalOptions) => (await import('./down.ts')).down(options),
  doctor: async (options: GlobalOptions) => (await import('./doctor.ts')).doctor(options),
};

let exitCode: number = EXIT.done;
const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** Every command takes these three. */
function command(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--json', 'one JSON document on stdout; progress on stderr')
    .option('--profile <name>', 'Temporal profile (temporal.toml)')
    .option('--namespace <name>', 'Temporal namespace');
}

function runFlags(of: Command): Command {
  return of
    .option('--pack <name>', 'domain pack; may be repeated (default: all)', collect)
    .option('--want <type>', 'what is wanted: kind, kind:measure or id=kind{facet=value; …}; may be repeated', collect)
    .option('--form <form.json>', 'what is wanted, as a goal form')
    .option('--given <type=file>', 'data with its type; may be repeated', collect)
    .option('--input <name=value>', 'answer or parameter given in advance; may be repeated', collect)
    .option('--attach <file>', 'data of your own; may be repeated', collect)
    .option('--budget <usd>', 'ceiling for the whole run, US dollars')
    .option('--deadline <time>', 'date, ISO 8601 instant, or a span such as 2h')
    .option('--policy <file>', 'approval policy (JSON)')
    .option('--objective <name>', 'time, money, risk or waits')
    .option('--model <provider:model>', 'model for this run; "none" plans offline')
    .option('--yes', 'your approval in advance, for effect classes none, read and write, and default answers');
}

const program = new Command('planwright').description('A planner, not a magician: models propose, code disposes, people decide, Temporal executes.').exitOverride().showSuggestionAfterError();

/** Runs an action and keeps its exit code. */
const act =
  <Parameters extends unknown[]>(run: (...parameters: Parameters) => Promise<number> | number) =>
  async (...parameters: Parameters): Promise<void> => {
    exitCode = await run(...parameters);
  };

runFlags(command(program, 'run [goal]', 'from a goal in plain words to an approved, executed, explained plan'))
  .option('--plan <file>', 'run a saved plan')
  .option('--id <id>', 'workflow id; a run with this id is joined')
  .option('--detach', 'start and return')
  .action(act(async (goal: string | undefined, flags: RunFlags & GlobalOptions) => (await import('./run.ts')).run(goal ?? '', flags, flags)));
runFlags(command(program, 'start [goal]', 'the whole stack and the default example (what npm start runs)'))
  .option('--plan <file>', 'run a saved plan')
  .option('--id <id>', 'workflow id')
  .option('--detach', 'start and return')
  .option('--new', 'start the example afresh')
  .action(act(async (goal: string | undefined, flags: RunFlags & GlobalOptions & { new?: boolean }) => (await import('./start.ts')).start(goal, flags, flags)));

// Without options of its own: a parent takes those that its commands share with it.
const plan = program.command('plan').description('plan without running; show and compare plans').action(() => plan.help({ error: true }));
const make = runFlags(command(plan, 'make <goal>', 'plan and check, run nothing').option('-o, --output <file>', 'write the plan')).action(
  act(async (goal: string, flags: RunFlags & GlobalOptions & { output?: string }) => (await import('./plan.ts')).plan(goal, flags, flags)),
);
plan.addHelpText('after', () => `\nplanwright plan "<goal>" is short for plan make:\n\n${make.helpInformation()}`);
command(plan, 'show <id>', 'the plan of a run')
  .option('--rev <n>', 'revision (default: the newest)')
  .option('--as <format>', 'table, tree, mermaid, dot, svg, json')
  .option('--alternatives', 'the plan beside the others that were found')
  .option('--reasons', 'say in whole sentences why each task waits for another')
  .action(act(async (id: string, flags: GlobalOptions & PlanShowFlags) => (await import('./plan-show.ts')).planShow(id, flags, flags)));
command(plan, 'choose <id> <n>', 'take one of the alternatives instead of the plan that waits')
  .option('--digest <digest>', 'the plan that it is taken instead of')
  .option('--comment <text>', 'why; kept in the record')
  .action(act(async (id: string, n: string, flags: GlobalOptions & { digest?: string; comment?: string }) => (await import('./plan-alternatives.ts')).planChoose(id, n, flags, flags)));
command(plan, 'diff <id> [from] [to]', 'what changed between two revisions').action(
  act(async (id: string, from: string | undefined, to: string | undefined, flags: GlobalOptions) => (await import('./inspect.ts')).planDiff(id, from, to, flags)),
);
command(program, 'check <file>', 'validate a plan file').action(act(async (file: string, flags: GlobalOptions) => (await import('./plan.ts')).check(file, flags)));

command(program, 'ls', 'runs').action(act(async (flags: GlobalOptions) => (await import('./inspect.ts')).ls(flags)));
command(program, 'inbox', 'everything that waits for a person').action(act(async (flags: GlobalOptions) => (await import('./inspect.ts')).inbox(flags)));
command(program, 'show <id>', 'one run').action(act(async (id: string, flags: GlobalOptions) => (await import('./inspect.ts')).show(id, flags)));
command(program, 'watch <id>', 'live progress').action(act(async (id: string, flags: GlobalOptions) => (await import('./inspect.ts')).watch(id, flags)));
command(program, 'answer <id> [answers...]', 'answer questions: question=value')
  .option('--defaults', 'take the marked defaults for the rest')
  .action(act(async (id: string, pairs: string[], flags: GlobalOptions & { defaults?: boolean }) => (await import('./decisions.ts')).answer(id, pairs, flags, flags)));
command(program, 'approve <id>', 'approve the plan with this digest')
  .option('--digest <digest>', 'what is approved; required without a terminal')
  .option('--task <task>', 'one task that is asked for on its own')
  .option('--comment <text>', 'kept in the record')
  .option('--detach', 'do not follow the run')
  .action(act(async (id: string, flags: DecisionFlags & GlobalOptions) => (await import('./decisions.ts')).approve(id, flags, flags)));
command(program, 'reject <id>', 'reject the plan; the run ends')
  .requiredOption('--reason <text>', 'kept in the record')
  .option('--digest <digest>', 'what is rejected; required without a terminal')
  .option('--task <task>', 'one task that is asked for on its own')
  .action(act(async (id: string, flags: DecisionFlags & GlobalOptions) => (await import('./decisions.ts')).reject(id, flags, flags)));
command(program, 'revise <id> <feedback>', 'ask for another plan, in words')
  .option('--digest <digest>', 'the plan that this is about')
  .action(act(async (id: string, feedback: string, flags: DecisionFlags & GlobalOptions) => (await import('./decisions.ts')).revise(id, feedback, flags, flags)));
command(program, 'edit <id>', 'edit the plan that waits')
  .option('--file <plan.json>', 'take this file instead of an editor')
  .option('--goal', 'edit the typed goal as a form instead of the plan')
  .action(act(async (id: string, flags: GlobalOptions & { file?: string; goal?: boolean }) => (await import('./decisions.ts')).edit(id, flags, flags)));
command(program, 'cancel <id>', 'stop a run cleanly').action(act(async (id: string, flags: GlobalOptions) => (await import('./decisions.ts')).cancel(id, flags)));
for (const name of ['pause', 'resume'] as const) {
  command(program, `${name} <id>`, name === 'pause' ? 'start no further step' : 'go on after a pause').action(act(async (id: string, flags: GlobalOptions) => (await import('./decisions.ts')).pause(id, name, flags)));
}
command(program, 'suggestions <id> [verb] [ids...]', 'augmentations: list, accept or dismiss').action(
  act(async (id: string, verb: string | undefined, ids: string[], flags: GlobalOptions) => (await import('./decisions.ts')).suggestions(id, verb, ids, flags)),
);
command(program, 'artifacts <id> [verb] [name]', 'results: list, or get <name>')
  .option('-o, --output <file>', 'where to write it')
  .action(act(async (id: string, verb: string | undefined, name: string | undefined, flags: GlobalOptions & { output?: string }) => (await import('./inspect.ts')).artifacts(id, verb, name, flags, flags)));
command(program, 'why <id> <subject>', 'the chain of causes of an artifact, task, step or number').action(act(async (id: string, subject: string, flags: GlobalOptions) => (await import('./inspect.ts')).why(id, subject, flags)));
command(program, 'log <id>', 'the record').action(act(async (id: string, flags: GlobalOptions) => (await import('./inspect.ts')).log(id, flags)));

command(program, 'replay <subject>', 'whether a run goes the same way with the code as it is here')
  .option('--history', 'the history of a run, by id, or a file of `temporal workflow show --output json`')
  .action(act(async (subject: string, flags: GlobalOptions & { history?: boolean }) => (await import('./replay.ts')).replay(subject, flags)));

command(program, 'stats', 'over past runs: estimate against actual, over- and under-decomposition, suggestions').action(act(async (flags: GlobalOptions) => (await import('./stats.ts')).stats(flags)));

for (const [name, description] of [['packs', 'domains'], ['tools', 'operations']] as const) {
  const parent = program.command(name).description(description);
  const show = async (verb: string, subject: string | undefined, flags: GlobalOptions) => {
    const catalogue = await import('./catalogue.ts');
    return name === 'packs' ? catalogue.packsCommand(verb, subject, flags) : catalogue.toolsCommand(verb, subject, flags);
  };
  command(parent, 'ls', `list ${name}`).action(act((flags: GlobalOptions) => show('ls', undefined, flags)));
  if (name === 'tools') {
    command(parent, 'import <file>', 'a service from its OpenAPI document (JSON)')
      .option('--name <name>', 'what to call it (default: its title)')
      .option('--base <url>', 'its address, where the document names none')
      .option('--reads <operations>', 'POST operations that only read, with commas between them')
      .action(act(async (file: string, flags: GlobalOptions & { name?: string; base?: string; reads?: string }) => (await import('./import-service.ts')).importService(file, flags, flags)));
  }
  command(parent, 'show <name>', `one of the ${name}`).action(act((subject: string, flags: GlobalOptions) => show('show', subject, flags)));
}

for (const [name, description] of [['up', 'the embedded stack in the foreground'], ['down', 'stop the embedded stack'], ['doctor', 'what is wrong and how to mend it']] as const) {
  command(program, name, description).action(act((flags: GlobalOptions) => upkeep[name](flags)));
}
command(program, 'worker', 'worker processes against TEMPORAL_ADDRESS and DATABASE_URL')
  .option('--role <role>', 'orchestration, reasoning, execution or all', 'all')
  .action(act(async (flags: GlobalOptions & { role: string }) => (await import('./worker.ts')).worker(flags)));
const config = program.command('config').description('settings');
command(config, 'show', 'effective settings, secrets left out').action(act(async (flags: GlobalOptions) => (await import('./config-show.ts')).configShow(flags)));
const database = program.command('db').description('database');
command(database, 'migrate', 'bring the schema up to date').action(act(async (flags: GlobalOptions) => (await import('./db-migrate.ts')).dbMigrate(flags)));

/** `plan "<goal>"` is `plan make "<goal>"`: the word after `plan` is a verb only when it is one of ours. */
function withPlanVerb(parameters: string[]): string[] {
  const [first, second] = parameters;
  return first === 'plan' && second !== undefined && !['make', 'show', 'choose', 'diff', '--help', '-h'].includes(second) ? ['plan', 'make', ...parameters.slice(1)] : parameters;
}

// A reader that has seen enough (`… | head`) closes its end: nobody is left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCode);
  throw error;
});

try {
  await program.parseAsync(withPlanVerb(process.argv.slice(2)), { from: 'user' });
} catch (error) {
  if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  else {
    process.stderr.write(`${messageOf(error)}\n`);
    exitCode = codeOf(error);
    if (exitCode === EXIT.failed && error instanceof Error && process.argv.includes('--debug')) process.stderr.write(`${error.stack ?? ''}\n`);
  }
  // A plan file that is not valid has its validation result as the document.
  if (exitCode !== EXIT.done && process.argv.includes('--json') && !(error instanceof InvalidPlanFile)) {
    process.stdout.write(`${JSON.stringify({ error: { type: typeOf(error), message: messageOf(error), exit_code: exitCode } }, null, 2)}\n`);
  }
}
// Handles of native libraries may stay open after everything is said and closed.
process.exit(exitCode);

/** The error in words for a person; what came from a file or a server is made visible. */
function messageOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const lost = isUnreachable(error) ? `Cannot reach Temporal any more: ${said}. Nothing is lost; try again, or look with \`planwright doctor\`.` : said;
  return lost.split('\n').map(visible).join('\n');
}

/** The name that a program tells errors apart by. */
function typeOf(error: unknown): string {
  if (error instanceof PlanwrightError) return error.type;
  if (error instanceof CommanderError) return 'Usage';
  return error instanceof Error ? error.constructor.name : 'Error';
}

function codeOf(error: unknown): number {
  if (error instanceof InvalidPlanFile) return EXIT.invalid;
  if (error instanceof Unavailable || isUnreachable(error)) return EXIT.unavailable;
  if (error instanceof ConfigError || error instanceof InvalidExtension || error instanceof InvalidStart || error instanceof RefusedDecision || error instanceof UnknownRun) return EXIT.usage;
  if (error instanceof PlanwrightError && error.type === 'Store.Unavailable') return EXIT.unavailable;
  return EXIT.failed;
}
