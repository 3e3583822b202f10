import type { ErrorData } from '../../errors.ts';
import type { Entry } from './storage.ts';

/** What Raft's nodes send each other; names as in the paper's figure 2. */
export type RaftMessage =
  | { readonly t: 'vote'; readonly term: number; readonly lastIndex: number; readonly lastTerm: number }
  | { readonly t: 'voted'; readonly term: number; readonly granted: boolean }
  | { readonly t: 'append'; readonly term: number; readonly prevIndex: number; readonly prevTerm: number; readonly entries: readonly Entry[]; readonly commit: number; readonly round: number }
  /** `match`: the log agrees with the leader's up to here; on failure the length of the follower's log. */
  | { readonly t: 'appended'; readonly term: number; readonly ok: boolean; readonly match: number; readonly round: number }
  | { readonly t: 'propose'; readonly id: number; readonly command: unknown }
  /** It is committed: the entry of `entryTerm` at `index`. */
  | { readonly t: 'proposed'; readonly id: number; readonly index: number; readonly entryTerm: number }
  | { readonly t: 'rejected'; readonly id: number; readonly error: ErrorData };
