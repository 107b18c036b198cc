import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ToolIntent } from '../schemas/decomposition.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Json } from '../schemas/json.ts';
import type { FacetTerm, FacetValue, Operation } from '../schemas/operation.ts';
import { type Artifact, ArtifactSchema } from '../schemas/outcome.ts';
import { canonical } from '../plan/digest.ts';
import { plainJson } from './plain-json.ts';
import { schemaDanger } from './safe-schema.ts';

/** Largest small result that an artifact carries in itself, in characters of JSON. */
const DATA_BYTES = 65_536;
/** Largest artifact as JSON; everything bigger belongs into a blob. */
const ARTIFACT_BYTES = 262_144;
/** Longest list that an operation may give: the widest fan-out of a plan. */
const MOST_ELEMENTS = 2_000;

const ajv = new Ajv2020({ strict: true, allErrors: true, coerceTypes: false, useDefaults: false, removeAdditional: false, allowUnionTypes: true, logger: false, validateFormats: false, addUsedSchema: false });
const compiled = new WeakMap<object, ValidateFunction>();

/** Checks materialised parameters against the operation's JSON Schema (draft 2020-12); throws `Input.Invalid` naming each fault. Never changes a value. */
export function checkParameters(operation: Operation, parameters: { [name: string]: Json }): void {
  const name = `${operation.tool}.${operation.operation}`;
  const faults = schemaFaults(operation.parameters, parameters, `parameters of "${name}"`, 'parameters');
  if (operation.determinism === 'seeded' && !Number.isSafeInteger(parameters['seed'] ?? defaultOf(operation, 'seed'))) faults.push('it is random and needs a whole number as "seed"');
  if (faults.length > 0) throw new PlanwrightError('Input.Invalid', `Cannot run "${name}": ${faults.join('; ')}. Change the parameters in the plan.`);
}

function defaultOf(operation: Operation, parameter: string): Json {
  const properties = operation.parameters['properties'];
  const property = typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? properties[parameter] : undefined;
  return typeof property === 'object' && property !== null && !Array.isArray(property) ? (property['default'] ?? null) : null;
}

/** What a value does not fit in a declared schema, at most five faults; `root` is what the value itself is called. */
function schemaFaults(schema: { [key: string]: Json }, value: unknown, what: string, root: string): string[] {
  let check = compiled.get(schema);
  if (check === undefined) {
    const danger = schemaDanger(schema);
    if (danger !== null) throw new PlanwrightError('Tool.Permanent', `Cannot check ${what}: its schema is refused, because ${danger}. Correct the declaration.`);
    try {
      check = ajv.compile(schema);
    } catch (error) {
      throw new PlanwrightError('Tool.Permanent', `Cannot check ${what}: its declaration is not valid JSON Schema (${String((error as Error).message)}). Correct the declaration.`);
    }
    compiled.set(schema, check);
  }
  if (check(value)) return [];
  return (check.errors ?? []).slice(0, 5).map((fault) => {
    const extra = fault.keyword === 'additionalProperties' ? ` ("${String((fault.params as { additionalProperty?: unknown }).additionalProperty)}")` : '';
    return `${fault.instancePath === '' ? root : fault.instancePath.slice(1)} ${fault.message ?? 'is not valid'}${extra}`;
  });
}

/** Checks number, kinds and stated facets of the artifacts at each input port; throws `Input.Invalid`. */
export function checkInputs(operation: Operation, inputs: { [port: string]: Artifact[] }): void {
  const name = `${operation.tool}.${operation.operation}`;
  for (const port of operation.inputs) {
    const given = inputs[port.name] ?? [];
    const many = port.variadic === true || port.cardinality === 'list';
    if (given.length === 0 && port.optional !== true && !many) throw unfit(name, port.name, 'it needs one artifact and got none');
    if (given.length > 1 && !many) throw unfit(name, port.name, `it takes one artifact and got ${given.length}`);
    for (const artifact of given) {
      if (!port.kinds.includes(artifact.kind)) throw unfit(name, port.name, `it takes ${port.kinds.join(' or ')} and got ${artifact.kind} ("${artifact.name}")`);
      const fault = facetFault(port.facets, artifact);
      if (fault !== null) throw unfit(name, port.name, fault);
    }
  }
}

/**
 * What came out, each artifact of the declared kind: one, or the elements where the output is a list. Throws `Contract.Output` where it is not.
 */
export function checkOutputs(operation: Operation, intent: ToolIntent, result: { output: unknown; elements?: unknown }): { artifact: Artifact; elements: Artifact[] | null } {
  const name = `${operation.tool}.${operation.operation}`;
  const list = operation.output.cardinality === 'list';
  const given = result.elements;
  if (!list) {
    if (given !== undefined) throw wrong(name, 'expected one artifact and got a list');
    return { artifact: checkOutput(operation, intent, result.output), elements: null };
  }
  if (!Array.isArray(given)) throw wrong(name, 'expected a list of artifacts and got none');
  if (given.length > MOST_ELEMENTS) throw new PlanwrightError('Payload.TooLarge', `Cannot accept the result of "${name}": its list has ${given.length} elements, at most ${MOST_ELEMENTS} are accepted. Filter first, or ask for less.`);
  // the index is a small document of its own, not one of the elements
  const index = ArtifactSchema.safeParse(plainJson(result.output, ARTIFACT_BYTES));
  if (!index.success) throw wrong(name, `the index of its list is not an artifact (${index.error.issues[0]?.message ?? ''})`);
  return { artifact: index.data, elements: given.map((one) => checkOutput(operation, intent, one)) };
}

/** What came out, as an artifact of the declared kind; throws `Contract.Output` where it is not. */
export function checkOutput(operation: Operation, intent: ToolIntent, output: unknown): Artifact {
  const name = `${operation.tool}.${operation.operation}`;
  const parsed = ArtifactSchema.safeParse(plainJson(output, ARTIFACT_BYTES));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw wrong(name, `${issue?.path.join('.') ?? 'it'}: ${issue?.message ?? 'not an artifact'}`);
  }
  const artifact = parsed.data;
  if (artifact.kind !== operation.output.kind) throw wrong(name, `expected ${operation.output.kind} and got ${artifact.kind}`);
  for (const [port, expected] of Object.entries(intent.expected_outputs)) {
    if (expected.kind !== artifact.kind) throw wrong(name, `the plan expects ${expected.kind} at "${port}" and got ${artifact.kind}`);
  }
  const fault = facetFault(operation.output.facets, artifact);
  if (fault !== null) throw wrong(name, fault);
  const promised = operation.output.data === undefined ? [] : schemaFaults(operation.output.data, artifact.data ?? null, `the output of "${name}"`, 'data');
  if (promised.length > 0) throw wrong(name, promised.join('; '));
  if (artifact.data !== undefined && JSON.stringify(artifact.data).length > DATA_BYTES) {
    throw new PlanwrightError('Payload.TooLarge', `Cannot accept the result of "${name}": its data is over ${DATA_BYTES} bytes. Return it as a blob.`);
  }
  return artifact;
}

/** Facets that the declaration states outright and the artifact states otherwise. What either leaves open is the planner's concern. */
function facetFault(declared: { [facet: string]: FacetTerm }, artifact: Artifact): string | null {
  for (const [facet, term] of Object.entries(declared)) {
    const offered = Object.hasOwn(artifact.facets, facet) ? artifact.facets[facet] : undefined;
    if (offered === undefined || typeof term === 'object') continue;
    if (!Array.isArray(offered) && offered !== term) return `its facet "${facet}" should be ${show(term)} and is ${show(offered)}`;
  }
  return null;
}

function show(value: FacetValue): string {
  return canonical(value).slice(0, 100);
}

function unfit(operation: string, port: string, reason: string): PlanwrightError {
  return new PlanwrightError('Input.Invalid', `Cannot run "${operation}": at input "${port}" ${reason}. Change the binding in the plan.`);
}

function wrong(operation: string, reason: string): PlanwrightError {
  return new PlanwrightError('Contract.Output', `Cannot accept the output of "${operation}": ${reason}. Correct the tool or its declaration.`);
}
