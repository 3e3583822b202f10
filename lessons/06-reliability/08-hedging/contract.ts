import type { Dep } from 'faultlab';

/** What a user asks for: the list under a key as it is, or one entry more on it. */
export interface Req {
  readonly key: string;
  readonly kind: 'read' | 'append';
}

/** A list, as a replica has it after a request. */
export interface Value {
  readonly key: string;
  readonly entries: number;
}

/** One of the servers that hold the same lists. It does every request that it gets, each time, unless the call is aborted before. Its `name` is the same in all calls of `read`, the object is not. */
export type Replica = Dep<Req, Value>;
