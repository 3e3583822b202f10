import type { ErrorData } from '../../errors.ts';

/** A command on its way to the leader, on the channel `propose`. */
export interface ProposalMessage {
  readonly id: number;
  readonly command: unknown;
}

/** What became of it, on the channel `proposed`. */
export type ProposalOutcome =
  /** It is committed, at `index` in the leader's `term`. */
  | { readonly t: 'proposed'; readonly id: number; readonly index: number; readonly term: number }
  | { readonly t: 'rejected'; readonly id: number; readonly error: ErrorData };
