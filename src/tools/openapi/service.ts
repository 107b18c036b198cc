import type { Document, Operation } from '../../schemas/operation.ts';
import type { Inner } from './answers.ts';
import type { Method, ServiceDocument, ServiceOperation } from './document.ts';

/** Where one value of a request comes from and where it goes. */
export interface RequestPart {
  /** Name in the request. */
  name: string;
  in: 'path' | 'query' | 'header' | 'body';
  /** An identifier of the record at this port (`token` finds it), a value at this port, or a parameter. */
  from: { port: string; token: string; /** Stands in where nothing is bound at the port. */ parameter?: string } | { port: string } | { parameter: string } | { constant: string };
  list: boolean;
}

/** How pages are asked for: by number, by offset, or by following what the answer gives. */
export type Paging = { by: 'page'; parameter: string } | { by: 'offset'; parameter: string; size: string | null } | { by: 'cursor'; parameter: string } | { by: 'next' };

/** An imported operation: what the planner sees and what the runner does. */
export interface ImportedOperation {
  declaration: Operation;
  method: Method;
  path: string;
  parts: RequestPart[];
  /** Types of the values in a request by their names, where the document tells. */
  types: ReadonlyMap<string, string>;
  /** Keys from the top of an answer to the record or list. */
  at: string[];
  paging: Paging | null;
  /** Identifier token → where it stands in a record of this operation. */
  tokens: ReadonlyMap<string, readonly string[]>;
  /** What its records are about. */
  entity: string;
  /** Lists of objects inside its records. */
  inner: Inner[];
  /** Paths of fields that count the time since 1970. */
  epochs: readonly string[][];
  source: ServiceOperation;
}

/** An operation that makes a record out of an identifier that another record carries, or that somebody states. */
export interface Follower {
  declaration: Operation;
  entity: string;
  token: string;
}

/** An operation that gives one record for each element of a list inside records: the lines of orders. */
export interface Lines {
  declaration: Operation;
  /** What the records are that hold the list. */
  entity: string;
  property: string;
  /** Fields of an element. */
  own: string[];
}

/** A service that was read from its description: declarations for planning, requests for running. */
export interface ImportedService {
  /** The name of the tool, and the facet `service` of its records. */
  name: string;
  title: string;
  document: ServiceDocument;
  /** Address that all paths are below, without a slash at the end. */
  base: string;
  entities: string[];
  operations: ImportedOperation[];
  /** Operations that take what a record refers to: the author of a comment. */
  followers: Follower[];
  /** Operations that take lists inside records apart. */
  lines: Lines[];
  documents: Document[];
}
