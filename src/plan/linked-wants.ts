import type { TypedGoal, Want } from '../schemas/goal.ts';
import type { FacetTerm, FacetValue, Operation, Registry } from '../schemas/operation.ts';
import type { Plan } from '../schemas/plan.ts';
import type { CompileOptions } from './compile.ts';
import { listOf } from './conditions-on-made.ts';
import { type Link, type LinkedTable, findLinks } from './links.ts';
import { type Mention, mentionsOf } from './mentioned-columns.ts';
import { innerEntities } from './record-columns.ts';
import { canonical } from './unify.ts';

/** Wants whose columns are in several tables, with the look-ups that bring them together, and operations for exactly these. */
export type LinkedWants =
  | { result: 'unchanged' }
  | { result: 'ambiguous'; message: string }
  | {
      result: 'linked';
      wants: Want[];
      registry: Registry;
      /** Whether nothing else could bring them together: columns are called differently, or are used in another way than to group by them. */
      certain: boolean;
      /** Why each look-up is right, by the canonical text of its link. */
      reasons: Map<string, string>;
    };

/** Kinds that are made of one table. */
const OF_A_TABLE = new Set(['table', 'chart', 'summary', 'map']);
/** Look-ups after each other that lead to a column, at most. */
const LONGEST = 3;

interface Step {
  path: string;
  link: Link;
  /** What the column is called by then. */
  column: string;
  names: Map<string, string>;
  keys: string[];
  numbers: string[];
  grouped: boolean;
  /** What tells the groups apart is called like the key there, and each row of the other table is there, also without a group. */
  all: boolean;
}

/**
 * Finds the columns that a goal names in the tables that there are. Where one table has all of a want it stays as it is; else the table is taken that leads to all others by what its
 * columns refer to, and the want gets the facet `linked` with these look-ups in order. A name that two look-ups lead to is never guessed.
 */
export function linkWants(goal: TypedGoal, registry: Registry, columns: NonNullable<CompileOptions['columns']>): LinkedWants {
  const general = registry.operations.filter(isLookup);
  if (general.length === 0 || !goal.wants.some((want) => OF_A_TABLE.has(want.type.kind))) return { result: 'unchanged' };
  const { tables, links } = findLinks(goal.givens, columns, registry);
  if (links.length === 0) return { result: 'unchanged' };
  const operations = new Map<string, Operation>();
  const reasons = new Map<string, string>();
  let certain = false;
  let inner = false;
  const wants: Want[] = [];
  for (const stated of goal.wants) {
    const want = OF_A_TABLE.has(stated.type.kind) && stated.after === undefined ? ofInner(stated, tables, links, registry) : stated;
    inner ||= want !== stated;
    const found = OF_A_TABLE.has(want.type.kind) && want.after === undefined && want.type.facets['linked'] === undefined ? stepsFor(want, tables, links) : null;
    if (found !== null && 'message' in found) return { result: 'ambiguous', message: found.message };
    let before: FacetValue = 'none';
    let known = found?.base.known ?? {};
    for (const step of found?.steps ?? []) {
      const link: FacetValue = { fn: 'by', args: [step.column, step.link.key, step.link.prefix, ...[...step.names].map(([from, to]): FacetValue => ({ fn: 'as', args: [from, to] }))] };
      const model = general.find((one) => (step.all ? one.operation.endsWith('_all') : !one.operation.endsWith('_all') && one.operation.endsWith('grouped') === step.grouped));
      if (model === undefined || found === null) return { result: 'unchanged' };
      const operation = grounded(model, { before, link, names: step.keys, numbers: step.numbers, all: step.link.key, ...(step.grouped ? { m: groupedTerms(want) } : known) }, {
        table: { ...unasked(want, registry), ...found.base.facets, ...(step.grouped ? { keys: [step.column] } : {}) },
        other: { ...unasked(null, registry), ...step.link.to.facets, linked: 'none' },
      });
      operations.set(canonical(JSON.stringify([operation.operation, operation.inputs, operation.output])), operation);
      reasons.set(canonical(link), step.link.because);
      before = { fn: 'linked', args: [before, link] };
      const wider = (facet: string, more: readonly string[]): { [facet: string]: FacetValue } => (known[facet] === undefined ? {} : { [facet]: [...new Set([...listOf(known[facet]), ...more])] });
      known = { ...wider('k', step.keys), ...wider('c', step.keys), ...wider('m', step.numbers) };
    }
    certain ||= found?.certain === true;
    wants.push(want.type.kind === 'record' || want.type.kind === 'value' || want.type.facets['linked'] !== undefined ? want : { ...want, type: { ...want.type, facets: { ...want.type.facets, linked: before } } });
  }
  if (operations.size === 0 && !inner) return { result: 'unchanged' };
  certain ||= inner;
  return { result: 'linked', wants, registry: { ...registry, operations: [...withoutTableLists(goal, registry.operations).filter((one) => !general.includes(one)), ...operations.values()] }, certain, reasons };
}

/** Facets that tables only have where someone asks for them, and that a look-up neither needs nor makes. */
const ASKED_FOR = ['split', 'top', 'chosen', 'among', 'rounds', 'threshold', 'mentions', 'query', 'extracted', 'classified'];

/** The silence of what a want does not ask for: no table that has it is looked at on the way to a look-up. */
function unasked(want: Want | null, { facets }: Registry): { [facet: string]: FacetValue } {
  return Object.fromEntries(facets.flatMap(({ name, default: silent }) => (silent === undefined || !ASKED_FOR.includes(name) || want?.type.facets[name] !== undefined ? [] : [[name, silent] as const])));
}

/** Operations without those that take or make lists of tables, where neither the data nor a want has a list. */
function withoutTableLists(goal: TypedGoal, operations: readonly Operation[]): Operation[] {
  const listed = goal.givens.some(({ type, source }) => type.cardinality === 'list' || source.kind === 'attachments') || goal.wants.some(({ type }) => (type.cardinality === 'list' && type.kind !== 'record') || type.facets['split'] !== undefined);
  const isList = ({ kinds, cardinality, variadic }: Operation['inputs'][number]): boolean => kinds.length === 1 && kinds[0] === 'table' && (cardinality === 'list' || variadic === true);
  return listed ? [...operations] : operations.filter(({ inputs, output }) => !(output.kind === 'table' && (output.cardinality === 'list' || inputs.some((port) => isList(port) && port.result_of === undefined))));
}

/** The plan with why each look-up is right, at its task and at the edge to it. */
export function withReasons(plan: Plan, reasons: ReadonlyMap<string, string>): Plan {
  const why = new Map(plan.nodes.flatMap((task) => {
    const link = task.operation?.startsWith('table.attach') === true ? task.parameters?.find((one) => one.name === 'link')?.binding : undefined;
    const reason = link?.kind === 'literal' ? reasons.get(canonical(link.value as FacetValue)) : undefined;
    return reason === undefined ? [] : [[task.task_id, reason] as const];
  }));
  if (why.size === 0) return plan;
  return {
    ...plan,
    nodes: plan.nodes.map((task) => (why.has(task.task_id) ? { ...task, because: `${task.because ?? ''} Rows belong together because ${why.get(task.task_id) ?? ''}.`.trim() } : task)),
    edges: (plan.edges ?? []).map((edge) => (edge.to_port === 'other' && why.has(edge.to) ? { ...edge, detail: `${edge.detail ?? ''}: ${why.get(edge.to) ?? ''}` } : edge)),
  };
}

/** The terms that combine rows of a group, which have to be there before what stands beside them. */
function groupedTerms({ type: { facets } }: Want): FacetValue[] {
  const grouped = (term: FacetValue): FacetValue[] => (Array.isArray(term) ? term.flatMap(grouped) : typeof term === 'object' ? (['statistic', 'count'].includes(term.fn) ? [term] : term.args.flatMap(grouped)) : []);
  const terms = [facets['measures'], facets['order'], facets['analysis'], facets['filters']].flatMap((value) => (value === undefined ? [] : grouped(value)));
  return [...new Map(terms.map((term) => [canonical(term), term])).values()];
}

function isLookup({ output }: Operation): boolean {
  return isTermOf(output.facets['linked'], 'linked');
}

function isTermOf(term: FacetTerm | undefined, fn: string): boolean {
  return typeof term === 'object' && !Array.isArray(term) && 'fn' in term && term.fn === fn;
}

function grounded(model: Operation, values: { [variable: string]: FacetValue }, ports: { [port: string]: { [facet: string]: FacetValue } }): Operation {
  const fill = <T>(term: T): T => {
    if (typeof term !== 'object' || term === null) return term;
    if (Array.isArray(term)) return term.map((one: unknown) => fill(one)) as T;
    if ('var' in term && typeof term.var === 'string' && Object.hasOwn(values, term.var)) return values[term.var] as T;
    return Object.fromEntries(Object.entries(term).map(([name, one]: [string, unknown]) => [name, fill(one)])) as T;
  };
  return {
    ...model,
    inputs: model.inputs.map((port) => ({ ...port, facets: { ...fill(port.facets), ...ports[port.name] } })),
    output: { ...model.output, facets: fill(model.output.facets) },
    bind: fill(model.bind),
  };
}

/** The want about the elements of a list inside the records, where it names what only these have: the quantities of orders are those of their lines. */
function ofInner(want: Want, tables: readonly LinkedTable[], links: readonly Link[], registry: Registry): Want {
  const { entity, service } = want.type.facets;
  if (typeof entity !== 'string') return want;
  const mentions = mentionsOf(want.type);
  const lacks = (base: LinkedTable): string[] => mentions.flatMap(({ name }) => (base.columns.includes(name) || leadTo(name, base, links) !== null ? [] : [name]));
  const named = (of: string): LinkedTable[] => tables.filter(({ facets }) => facets['entity'] === of && (service === undefined || facets['service'] === service));
  if (named(entity).some((base) => lacks(base).length === 0)) return want;
  const fitting = [...new Set(innerEntities(registry.operations, entity, typeof service === 'string' ? service : null))].filter((one) => named(one).some((base) => lacks(base).length === 0));
  const [only] = fitting;
  return fitting.length !== 1 || only === undefined ? want : { ...want, type: { ...want.type, facets: { ...want.type.facets, entity: only } } };
}

interface Found {
  base: LinkedTable;
  steps: Step[];
  certain: boolean;
}

function stepsFor(want: Want, tables: readonly LinkedTable[], links: readonly Link[]): Found | { message: string } | null {
  const mentions = mentionsOf(want.type);
  const named = ({ facets }: LinkedTable): boolean => {
    const { dataset, entity, service } = want.type.facets;
    if (entity !== undefined) return facets['entity'] === entity && (service === undefined || facets['service'] === service);
    return facets['entity'] === undefined && (dataset === undefined || facets['dataset'] === dataset);
  };
  const known = mentions.filter((one) => tables.some((table) => table.columns.includes(one.name)) || links.some((link) => unprefixed(link, one.name) !== null));
  const candidates = tables.filter(named);
  if (known.length === 0 || candidates.some((table) => known.every((one) => table.columns.includes(one.name)))) return null;
  let best: { found: Found; own: number } | null = null;
  const unsaid: Found[] = [];
  let ambiguous: { message: string } | null = null;
  for (const base of candidates) {
    const places = known.map((mention) => ({ mention, chain: base.columns.includes(mention.name) ? [] : leadTo(mention.name, base, links) }));
    if (places.some(({ chain }) => chain === null)) continue;
    const unclear = places.find((place): place is { mention: Mention; chain: { message: string } } => place.chain !== null && 'message' in place.chain);
    if (unclear !== undefined) {
      ambiguous ??= unclear.chain;
      continue;
    }
    const chains = places.flatMap(({ mention, chain }) => (Array.isArray(chain) ? [{ mention, chain }] : []));
    const found = chainSteps(want, base, chains);
    const own = chains.reduce((sum, { mention, chain }) => sum + (chain.length > 0 ? 0 : mention.place === 'measure' ? 100 : 1), 0);
    // With no column of its own a table is only the one that is meant where the want says so.
    const said = own > 0 || want.type.facets['entity'] !== undefined || want.type.facets['dataset'] !== undefined;
    if (found !== null && !said) unsaid.push(found);
    if (found !== null && said && (best === null || own > best.own)) best = { found, own };
  }
  // What no table has by this name, and links of only one lead to, are rows of that one.
  const [only, other] = unsaid;
  if (best === null && ambiguous === null && only !== undefined && other === undefined && !known.some((one) => tables.some((table) => table.columns.includes(one.name)))) return only;
  return best?.found ?? ambiguous;
}

/** The column that a name stands for at the end of a link: itself, or below the prefix of the link. */
function unprefixed({ prefix, to }: Link, name: string): string | null {
  const { entity } = to.facets;
  for (const one of [prefix, ...(typeof entity === 'string' ? [entity.replaceAll('-', '_')] : [])]) if (name.startsWith(`${one}_`) && to.columns.includes(name.slice(one.length + 1))) return name.slice(one.length + 1);
  return null;
}

interface Place {
  link: Link;
  column: string;
}

/** The links from a table to a column of this name, nearest first; the last one says which column it is there. Null where none leads to it. */
function leadTo(name: string, base: LinkedTable, links: readonly Link[]): Place[] | { message: string } | null {
  let level: Link[][] = links.filter((link) => link.from === base).map((link) => [link]);
  for (let depth = 1; depth <= LONGEST; depth += 1) {
    const prefixed = level.flatMap((chain) => placed(chain, unprefixed(chain.at(-1) as Link, name)));
    const plain = level.flatMap((chain) => placed(chain, chain.at(-1)?.to.columns.includes(name) === true ? name : null));
    const found = prefixed.length > 0 ? prefixed : plain;
    const [first, second] = found;
    if (first !== undefined && second === undefined) return first;
    if (first !== undefined) {
      const ways = found.map((chain) => `"${chain.map(({ link }) => link.column).join('" and "')}" (${chain.at(-1)?.link.to.title ?? ''})`);
      const names = [...new Set(found.flatMap((chain) => (chain.at(-1) === undefined ? [] : [`${chain.at(-1)?.link.prefix ?? ''}_${chain.at(-1)?.column ?? ''}`])))];
      return { message: `Cannot tell which "${name}" of "${base.title}" is meant: ${ways.join(' and ')} lead to one. Write ${names.join(' or ')}.` };
    }
    level = level.flatMap((chain) => links.filter((link) => link.from === chain.at(-1)?.to && link.to !== base && !chain.some((one) => one.to === link.to)).map((link) => [...chain, link]));
  }
  return null;
}

function placed(chain: readonly Link[], column: string | null): Place[][] {
  return column === null ? [] : [chain.map((link) => ({ link, column }))];
}

/** Whether a chain only leads to the key by which the rows of the other table are told apart, and groups stand for these rows: the bills beside what was paid of each. */
function ofAll(keys: readonly FacetValue[], chains: readonly { mention: Mention; chain: readonly Place[] }[], [place, ...more]: readonly Place[]): boolean {
  if (place === undefined || more.length > 0 || keys.length !== 1 || keys[0] !== place.link.key || place.column !== place.link.key) return false;
  return chains.some(({ mention, chain }) => mention.beside && chain.length === 1 && chain[0]?.link === place.link);
}

/** Whether conditions leave only some rows of what a link leads to: all of them would bring back those that were left out. */
function keepsSome({ type }: Want, [key]: readonly FacetValue[], chains: readonly { mention: Mention; chain: readonly Place[] }[], { to }: Link): boolean {
  if (listOf(type.facets['filters']).some((filter) => typeof filter === 'object' && !Array.isArray(filter) && (filter.fn === 'among' || filter.fn === 'not_among'))) return true;
  return chains.some(({ mention, chain }) => mention.place === 'filter' && (mention.name === key || chain.some(({ link }) => link.to === to)));
}

function chainSteps(want: Want, base: LinkedTable, chains: readonly { mention: Mention; chain: readonly Place[] }[]): Found | null {
  const steps = new Map<string, Step>();
  const taken = new Set(base.columns);
  const keys = listOf(want.type.facets['keys']).filter((one) => typeof one === 'string');
  let certain = base.facets['entity'] !== undefined || want.type.facets['columns'] !== undefined;
  for (const { mention, chain } of chains) {
    if (mention.place === 'key' && ofAll(keys, chains, chain)) continue;
    let path = '';
    let before: Step | null = null;
    for (const [at, { link, column: wanted }] of chain.entries()) {
      path = `${path}/${link.column}>${JSON.stringify(link.to.facets)}.${link.key}`;
      const last = at === chain.length - 1;
      // A measure of the other table beside one that was grouped: looked up by what the rows were grouped by.
      const grouped: boolean = last && mention.beside;
      if (grouped && (chain.length > 1 || keys.length !== 1 || (keys[0] !== link.column && keys[0] !== link.key))) return null;
      const id: string = `${grouped ? 'grouped' : ''}${path}`;
      let column: string = link.column;
      if (before !== null) {
        column = before.names.get(link.column) ?? (taken.has(link.column) ? `${before.link.prefix}_${link.column}` : link.column);
        before.names.set(link.column, column);
      }
      const step: Step = steps.get(id) ?? { path: id, link, column, names: new Map<string, string>(), keys: [], numbers: [], grouped, all: false };
      // Of two columns of one name the groups are meant, unless what the other table has of each is shown by itself.
      step.all ||= grouped && keys[0] === link.key && !keepsSome(want, keys, chains, link) && (link.column !== link.key || listOf(want.type.facets['measures']).includes(mention.name));
      steps.set(id, step);
      certain ||= link.column !== link.key || (last && mention.place !== 'key');
      before = step;
      if (!last) continue;
      if (mention.place === 'measure' && !grouped && !mention.addable) return null;
      if (step.names.has(wanted) && step.names.get(wanted) !== mention.name) return null;
      step.names.set(wanted, mention.name);
      taken.add(mention.name);
      if (mention.place === 'key') step.keys.push(mention.name);
      if (mention.place === 'measure') step.numbers.push(mention.name);
    }
  }
  const [first] = steps.values();
  if (first === undefined) return null;
  // Columns of its own that rows are grouped by are told apart as well, whatever role profiling took them for.
  const own = chains.flatMap(({ mention, chain }) => (chain.length === 0 && mention.place === 'key' ? [mention.name] : []));
  if (!first.grouped) first.keys.push(...own);
  for (const step of steps.values()) step.keys = [...new Set(step.keys)].toSorted((a, b) => (a < b ? -1 : 1));
  for (const step of steps.values()) step.numbers = [...new Set(step.numbers)].toSorted((a, b) => (a < b ? -1 : 1));
  return { base, steps: [...steps.values()].toSorted((a, b) => Number(a.grouped) - Number(b.grouped)), certain };
}
