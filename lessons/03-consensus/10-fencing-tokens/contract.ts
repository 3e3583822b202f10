import type { NodeId } from 'faultlab';

/** What a shard is asked. Tokens of one lock are comparable, tokens of different locks are not. */
export type FencedOp =
  /** Nothing but to take note of the token. */
  | { readonly op: 'claim'; readonly lock: string; readonly token: number }
  | { readonly op: 'read'; readonly lock: string; readonly token: number; readonly key: string }
  /** Sets the account `key` to `value`. */
  | { readonly op: 'write'; readonly lock: string; readonly token: number; readonly key: string; readonly value: bigint };

/** `value` answers a read; an account that was never written has none, or `0n`. */
export type FencedReply =
  | { readonly ok: true; readonly value?: bigint | undefined }
  | { readonly ok: false; readonly reason: 'fenced' };

/** What has to be done: add `delta` to every one of the accounts. Each job's `delta` is another power of two. */
export interface Job {
  readonly accounts: readonly string[];
  readonly delta: bigint;
}

export interface ShardClient {
  /** The shard that keeps an account. */
  shardOf(account: string): NodeId;
  /** All shards. */
  readonly all: readonly NodeId[];
  /** Asks once. Rejects with `Unknown` after `timeoutMs` without an answer: it may have been done, may be done later, or never. */
  call(shard: NodeId, op: FencedOp, options: { timeoutMs: number }): Promise<FencedReply>;
}
