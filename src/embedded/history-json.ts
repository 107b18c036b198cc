import { createRequire } from 'node:module';
import proto from '@temporalio/proto';
import type { temporal } from '@temporalio/proto';

export type History = temporal.api.history.v1.IHistory;

/**
 * The SDK's own `historyToJSON` compares types of two copies of protobufjs where npm installs it beside each package, and refuses all of
 * them. Resolved from the package that made the types, there is one copy.
 */
const require = createRequire(createRequire(import.meta.url).resolve('@temporalio/proto'));
const { toJson, fromJson } = require('protobufjs/ext/protojson') as {
  toJson: (type: unknown, message: unknown) => unknown;
  fromJson: (type: unknown, json: unknown, options: { ignoreUnknownFields: boolean }) => History;
};
const { patchProtobufRoot } = require('@temporalio/proto/lib/patch-protobuf-root') as { patchProtobufRoot: (root: unknown) => { lookupType(name: string): unknown } };
const TYPE = patchProtobufRoot(require('@temporalio/proto')).lookupType('temporal.api.history.v1.History');

/** A history in the JSON form of Temporal's own tools. */
export function historyToJson(history: History): { events: object[] } {
  return toJson(TYPE, proto.temporal.api.history.v1.History.fromObject(history)) as { events: object[] };
}

export function historyFromJson(json: unknown): History {
  return fromJson(TYPE, json, { ignoreUnknownFields: true });
}
