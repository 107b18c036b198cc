import type { Want } from '../schemas/goal.ts';
import { type Constructs, NESTED } from './compile-constructs.ts';
import { whoServes } from './compile-serve.ts';
import type { FoundNode, FoundPlan } from './search/extract.ts';
import type { Source } from './search/state.ts';

/** A wanted result under a condition that cannot be kept apart from what needs it in any case. */
export interface SharedResult {
  want: Want;
  operation: string;
  /** It is given, and nothing makes it. */
  given: boolean;
}

/**
 * The plan in which the result of a conditional want is its own: where something that is wanted without that condition is made of it as well, that keeps the step it had, and the
 * result is made once more, under the condition. Only what gives the same again can be made twice; what asks a person, changes something, is repeated or differs from call to call cannot.
 */
export function withOwnResults(found: FoundPlan, wants: readonly Want[], constructs: Constructs): FoundPlan | SharedResult {
  if (wants.every((want) => want.condition === undefined)) return found;
  const hidden = constructs.hidden.length;
  const { condition } = whoServes(found, wants, constructs);
  const nodes = [...found.nodes];
  const results: Source[] = [...found.wants];
  const own = new Map<string, number>();
  for (const [at, want] of wants.entries()) {
    const source = found.wants[hidden + at];
    if (want.condition === undefined || source === undefined) continue;
    // What is there already is made by nothing, so nothing could be left out where the condition does not hold.
    if (!('node' in source)) return { want, operation: '', given: true };
    const node = found.nodes[source.node];
    if (node === undefined || condition[source.node] !== null) continue;
    if (want.until !== undefined || !givesTheSame(node)) return { want, operation: node.operation.name, given: false };
    const key = JSON.stringify([source.node, constructs.tested[at], want.condition.test.value, want.condition.test.op, want.condition.test.than, want.condition.otherwise]);
    const place = own.get(key) ?? nodes.push(node) - 1;
    own.set(key, place);
    results[hidden + at] = { node: place };
  }
  return own.size === 0 ? found : { ...found, nodes, wants: results };
}

/** Why a conditional want cannot be planned. */
export function sharedMessage({ want, operation, given }: SharedResult): string {
  const why = given ? 'it is there already, whether the condition holds or not' : `what is wanted in any case is made of it as well, and ${operation} cannot be run for each of the two`;
  return `Cannot make "${want.title}" only under its condition: ${why}. ${given ? 'Leave the condition out' : 'Give what is made of it the same condition, or leave the condition out'}.`;
}

function givesTheSame({ operation: { operation } }: FoundNode): boolean {
  return operation.tool !== NESTED && operation.runs_on !== 'person' && operation.effect_name === undefined && (operation.effect === 'read' || (operation.effect === 'none' && (operation.determinism === 'deterministic' || operation.determinism === 'seeded')));
}
