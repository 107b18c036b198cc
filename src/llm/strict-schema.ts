/** Keywords that strict structured output refuses with an error. Zod still checks them when the answer is read. */
const REFUSED = new Set(['minLength', 'maxLength', 'default', '$schema']);

/** The JSON Schema without the keywords that OpenAI's strict mode does not know; property names are left alone. */
export function strictSchema(schema: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !REFUSED.has(keyword))
      .map(([keyword, value]) => [keyword, keyword === 'properties' || keyword === '$defs' || keyword === 'definitions' ? eachSchema(value) : strictValue(value)]),
  );
}

function eachSchema(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, strictValue(schema)]));
}

function strictValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strictValue);
  return isObject(value) ? strictSchema(value) : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
