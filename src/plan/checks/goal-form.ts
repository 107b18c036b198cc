// Generated from src/schemas/goal-form.ts by scripts/generate-checks.ts. Do not edit; run `node scripts/generate-checks.ts`.
import type { Shape } from '../check-form.ts';

/** The JSON Schema of goal forms, to the field; `$ref` stands for any JSON value. */
export const GOAL_FORM: Shape = {
 "type": "object",
 "properties": {
  "wants": {
   "minItems": 1,
   "maxItems": 40,
   "type": "array",
   "items": {
    "type": "object",
    "properties": {
     "id": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" },
     "kind": { "type": "string", "minLength": 1, "maxLength": 64 },
     "title": { "type": "string", "maxLength": 200 },
     "quotes": { "maxItems": 10, "type": "array", "items": { "type": "string", "maxLength": 300 }, "description": "a list of texts" },
     "effect": { "anyOf": [ { "type": "string", "maxLength": 64 }, { "type": "null" } ] },
     "cardinality": { "type": "string", "enum": [ "one", "list" ] },
     "data": { "maxItems": 50, "type": "array", "items": { "type": "string", "maxLength": 200 }, "description": "a list of names" },
     "facets": { "type": "object", "propertyNames": { "type": "string", "maxLength": 64 }, "additionalProperties": { "anyOf": [ { "type": "string", "maxLength": 1000 }, { "type": "number" }, { "type": "boolean" }, { "maxItems": 100, "type": "array", "items": { "anyOf": [ { "type": "string", "maxLength": 1000 }, { "type": "number" }, { "type": "boolean" } ] } } ], "description": "a text, a number, true or false, or a list of those" } },
     "parameters": { "type": "object", "propertyNames": { "type": "string", "maxLength": 200 }, "additionalProperties": { "$ref": "#/$defs/__schema0" } },
     "parts": { "minItems": 1, "maxItems": 40, "type": "array", "items": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" }, "description": "a list of ids of wants" },
     "condition": { "type": "object", "properties": { "want": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" }, "value": { "anyOf": [ { "type": "string", "maxLength": 200 }, { "type": "null" } ] }, "op": { "type": "string", "enum": [ "=", "!=", "<", "<=", ">", ">=" ] }, "than": { "anyOf": [ { "type": "number" }, { "type": "string", "maxLength": 500 }, { "type": "boolean" } ] }, "otherwise": { "type": "boolean" } }, "required": [ "want", "value", "op", "than" ], "additionalProperties": false },
     "until": { "type": "object", "properties": { "value": { "anyOf": [ { "type": "string", "maxLength": 200 }, { "type": "null" } ] }, "op": { "type": "string", "enum": [ "=", "!=", "<", "<=", ">", ">=" ] }, "than": { "anyOf": [ { "type": "number" }, { "type": "string", "maxLength": 500 }, { "type": "boolean" } ] }, "limit": { "type": "integer", "exclusiveMinimum": 0, "maximum": 1000 }, "wait_ms": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "carry": { "type": "boolean" }, "vary": { "type": "object", "properties": { "name": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" }, "from": { "anyOf": [ { "type": "number" }, { "type": "string", "maxLength": 10 } ] }, "by": { "type": "number" }, "how": { "type": "string", "enum": [ "plus", "times" ] }, "unit": { "type": "string", "enum": [ "day", "week", "month", "year" ] } }, "required": [ "name", "from", "by" ], "additionalProperties": false } }, "required": [ "value", "op", "than", "limit" ], "additionalProperties": false },
     "after": { "type": "object", "properties": { "kind": { "type": "string", "maxLength": 64 }, "facets": { "type": "object", "propertyNames": { "type": "string", "maxLength": 64 }, "additionalProperties": { "anyOf": [ { "type": "string", "maxLength": 1000 }, { "type": "number" }, { "type": "boolean" }, { "maxItems": 100, "type": "array", "items": { "anyOf": [ { "type": "string", "maxLength": 1000 }, { "type": "number" }, { "type": "boolean" } ] } } ], "description": "a text, a number, true or false, or a list of those" } }, "words": { "type": "string", "maxLength": 1000 } }, "required": [ "kind", "words" ], "additionalProperties": false } },
    "required": [
     "id",
     "kind" ],
    "additionalProperties": false },
   "description": "a list of wants" },
  "values": {
   "maxItems": 20,
   "type": "array",
   "items": {
    "type": "object",
    "properties": {
     "name": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" },
     "value": { "$ref": "#/$defs/__schema0" },
     "quote": { "type": "string", "maxLength": 300 },
     "facets": { "type": "object", "propertyNames": { "type": "string", "maxLength": 64 }, "additionalProperties": { "anyOf": [ { "type": "string", "maxLength": 1000 }, { "type": "number" }, { "type": "boolean" }, { "maxItems": 100, "type": "array", "items": { "anyOf": [ { "type": "string", "maxLength": 1000 }, { "type": "number" }, { "type": "boolean" } ] } } ], "description": "a text, a number, true or false, or a list of those" } } },
    "required": [
     "name",
     "value" ],
    "additionalProperties": false },
   "description": "a list of values" } },
 "required": [
  "wants" ],
 "additionalProperties": false };
