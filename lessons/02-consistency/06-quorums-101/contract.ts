import type { NodeId } from 'faultlab';

/** What the constructor gets beside its context. */
export interface Options {
  /** All replicas, reachable or not; n of them. */
  readonly replicas: readonly NodeId[];
  /** How many replicas a read asks for. */
  readonly r: number;
  /** How many replicas have handled a put, with this value or a newer one already there, before its write is done. */
  readonly w: number;
}

/** What a client asks a coordinator. */
export type Query =
  | { readonly op: 'read'; readonly key: string }
  /** Values are unique. */
  | { readonly op: 'write'; readonly key: string; readonly value: string };

/**
 * What a client hears. A read of a key that was never written has no value. `not-done` is a promise: the write has not
 * happened and never will. `unknown` promises nothing.
 * A read that cannot be answered may hear either.
 */
export type Answer =
  | { readonly ok: true; readonly value?: string | undefined }
  | { readonly ok: false; readonly why: 'not-done' | 'unknown' };
