import type { ErrorData } from '../../errors.ts';

/** What replicas send each other about commands. */
export type ProposalMessage =
  | { readonly t: 'propose'; readonly id: number; readonly command: unknown }
  /** It is committed, at `index` in the leader's `term`. */
  | { readonly t: 'proposed'; readonly id: number; readonly index: number; readonly term: number }
  | { readonly t: 'rejected'; readonly id: number; readonly error: ErrorData };
