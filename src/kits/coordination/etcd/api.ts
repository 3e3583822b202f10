/** A key as it stands at a revision. */
export interface Kv {
  readonly key: string;
  readonly value: string;
  /** Revision at which the key came into being; after a deletion it begins anew. */
  readonly createRevision: number;
  /** Revision of its last change. */
  readonly modRevision: number;
  /** Changes since it came into being, from 1. */
  readonly version: number;
  /** The lease with whose end it is deleted. */
  readonly lease?: string;
}

/** A change of one key. Of a deletion only the key and its revision are told. */
export type KeyChange =
  | { readonly type: 'put'; readonly kv: Kv }
  | { readonly type: 'delete'; readonly kv: Pick<Kv, 'key' | 'modRevision'> };

/** All changes of one revision that concern a watch. */
export interface WatchBatch {
  readonly revision: number;
  readonly events: readonly KeyChange[];
}

/**
 * A condition on one key. Of a key that does not exist `createRevision`, `modRevision` and `version` are 0, so that
 * `createRevision = 0` means "absent"; a comparison of its `value` never holds.
 */
export type Compare =
  | { readonly key: string; readonly target: 'createRevision' | 'modRevision' | 'version'; readonly is: '=' | '!=' | '<' | '>'; readonly value: number }
  | { readonly key: string; readonly target: 'value'; readonly is: '=' | '!=' | '<' | '>'; readonly value: string };

export type Op =
  | { readonly op: 'put'; readonly key: string; readonly value: string; readonly lease?: string }
  /** With `prefix` all keys that begin with `key`. */
  | { readonly op: 'delete'; readonly key: string; readonly prefix?: boolean }
  | { readonly op: 'range'; readonly key: string; readonly prefix?: boolean };

export type OpResult =
  | { readonly op: 'put' }
  | { readonly op: 'delete'; readonly deleted: number }
  /** In the order of their keys. */
  | { readonly op: 'range'; readonly kvs: readonly Kv[] };

/**
 * A client of an etcd cluster: some members that keep one ordered history of changes by Raft. Every change has a
 * *revision*, one more than that of the change before it; all writes of one transaction share one. The empty store has
 * revision 1.
 *
 * What does not say otherwise is strictly serializable: it takes effect at one instant between call and answer (etcd
 * documentation, "KV API guarantees"). Errors:
 * - `Refused`: nothing was done. `Compacted`: that part of the history is gone (`reason` is the oldest revision from
 *   which a watch may begin). `LeaseNotFound`, `DuplicateKey` (a transaction writes one key twice), `BadRequest`.
 * - `Unknown`: `Timeout` after two seconds without an answer, or `Unavailable`, for example while there is no leader.
 *   A write may have been carried out, may be later, or never. The next request goes to another member.
 *
 * Where it differs from etcd 3.4: times are milliseconds, and a lease may be shorter than two seconds; a prefix is a
 * text, and there are no ranges between two keys; a watch that begins at the compacted revision itself is told its
 * deletions too, which etcd forgets; nested transactions, limits, sorting, access control, quotas and learners are missing; the client
 * repeats nothing by itself, except a watch. Confirmed by the same script against the real server:
 * test/fidelity/etcd.test.ts.
 */
export interface Etcd {
  /** One key, undefined if it does not exist, and the revision at which that is true. */
  get(key: string, options?: { serializable?: boolean }): Promise<{ kv: Kv | undefined; revision: number }>;
  /**
   * All keys that begin with `prefix`, in order, and the revision at which that is true. With `serializable` the member
   * that is asked answers by itself: it needs no majority and may be behind, without a bound.
   */
  range(prefix: string, options?: { serializable?: boolean }): Promise<{ kvs: readonly Kv[]; revision: number }>;
  /**
   * The changes of all keys that begin with `prefix`, in order, none left out, none twice, from `fromRevision` on;
   * absent: from when the member hears of the watch. They may come late, without a bound: it is not linearizable. It
   * resumes by itself, also at another member. Ends when `signal` is aborted; throws `Refused` (`Compacted`) if the
   * next change it needs is gone.
   */
  watch(prefix: string, options: { fromRevision?: number; signal: AbortSignal }): AsyncIterable<WatchBatch>;
  /** Carries out `then` if all comparisons hold, else `else`; all of it at once. `revision` is that after it. */
  txn(transaction: { compare: readonly Compare[]; then: readonly Op[]; else?: readonly Op[] }): Promise<{ succeeded: boolean; revision: number; responses: readonly OpResult[] }>;
  /** With `lease` the key is deleted when that lease ends; without, a former lease of the key no longer matters to it. */
  put(key: string, value: string, options?: { lease?: string }): Promise<{ revision: number }>;
  /** Deleting nothing makes no revision. */
  delete(key: string, options?: { prefix?: boolean }): Promise<{ revision: number; deleted: number }>;
  /**
   * A lease ends when nobody has kept it alive for its time: on the leader's clock, looked at twice a second, and after
   * a change of the leader all leases have their full time again. So it ends late, never early; and whoever holds one
   * cannot know that it still does (Jepsen, etcd 3.4.3, 2020).
   */
  readonly lease: {
    grant(ttlMs: number): Promise<string>;
    /** False: it has ended. */
    keepAlive(id: string): Promise<boolean>;
    /** Ends it and deletes its keys, at one revision. */
    revoke(id: string): Promise<void>;
  };
}
