import { nearestNames } from '../plan/nearest.ts';
import { loadInstalled } from '../library/extensions.ts';
import { InvalidStart } from '../library/start-goal.ts';
import { EXIT } from './exit-code.ts';
import { type GlobalOptions, readSettings } from './session.ts';

function unknown(kind: string, name: string, names: readonly string[]): InvalidStart {
  const [close] = nearestNames(name, names, 1);
  return new InvalidStart(`Cannot show ${kind} "${name}": no such ${kind}. ${close === undefined ? '' : `Did you mean "${close}"? `}There are ${names.join(', ')}.`);
}

export async function packsCommand(verb: string, name: string | undefined, options: GlobalOptions): Promise<number> {
  const { config, terminal } = readSettings(options);
  const { packs } = await loadInstalled(config.extensions, config.home);
  if (verb === 'ls') {
    for (const pack of Object.values(packs)) terminal.out(`${pack.name.padEnd(16)} ${pack.version}  ${pack.title}: ${pack.datasets.length} datasets, ${pack.terms.length} terms`);
    terminal.document(Object.values(packs).map(({ name: id, version, title, description }) => ({ name: id, version, title, description })));
    return EXIT.done;
  }
  const pack = name !== undefined && Object.hasOwn(packs, name) ? packs[name] : undefined;
  if (pack === undefined) throw unknown('pack', name ?? '', Object.keys(packs));
  terminal.out(`${terminal.style('bold', pack.title)}  ${pack.version}\n${pack.description}\n\nstages: ${pack.stages.join(' → ')}\nkinds:  ${pack.kinds.map((kind) => kind.name).join(', ')}\n\nData:`);
  for (const dataset of pack.datasets) terminal.out(`  ${dataset.id.padEnd(22)} ${dataset.title}\n${''.padEnd(25)}${'url' in dataset.access ? dataset.access.url : `shipped in ${dataset.access.package}`}; ${dataset.licence}`);
  terminal.out('\nExamples:');
  for (const example of pack.examples) terminal.out(`  ${example}`);
  terminal.document(pack);
  return EXIT.done;
}

export async function toolsCommand(verb: string, name: string | undefined, options: GlobalOptions): Promise<number> {
  const { config, terminal } = readSettings(options);
  const { tools } = await loadInstalled(config.extensions, config.home);
  const operations = tools.flatMap((tool) => tool.operations);
  if (verb === 'ls') {
    for (const operation of operations) terminal.out(`${`${operation.tool}.${operation.operation}`.padEnd(22)} ${operation.effect.padEnd(11)} ${operation.title}`);
    terminal.document(operations.map(({ tool, operation, version, title, effect, determinism, runs_on }) => ({ tool, operation, version, title, effect, determinism, runs_on })));
    return EXIT.done;
  }
  const shown = operations.filter((operation) => operation.tool === name || `${operation.tool}.${operation.operation}` === name);
  if (shown.length === 0) throw unknown('tool', name ?? '', [...new Set(operations.map((operation) => operation.tool))]);
  for (const operation of shown) {
    terminal.out(`${terminal.style('bold', `${operation.tool}.${operation.operation}`)} ${operation.version}  ${operation.title}`);
    terminal.out(`  ${operation.description}`);
    terminal.out(`  effect ${operation.effect}, ${operation.determinism}, runs on ${operation.runs_on}${operation.undo === undefined ? '' : `, undone by ${operation.undo.operation}`}`);
    for (const port of operation.inputs) terminal.out(`  in   ${port.name}: ${port.kinds.join(' | ')} ${JSON.stringify(port.facets)}${port.variadic === true ? ' …' : ''}`);
    terminal.out(`  out  ${operation.output.name}: ${operation.output.kind} ${JSON.stringify(operation.output.facets)}`);
    terminal.out(`  parameters ${JSON.stringify(operation.parameters['properties'] ?? {})}\n`);
  }
  terminal.document(shown);
  return EXIT.done;
}
