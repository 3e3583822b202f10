import type { NodeId } from '../api.ts';
import type { Append, Configuration, Entry } from './api.ts';

/** What a node has before its first start. */
export interface Preload {
  readonly entries: readonly Entry[];
  /** The last term that it knows of. */
  readonly bootTerm: number;
  readonly commitIndex?: number;
}

export interface RaftOptions {
  readonly heartbeatMs: number;
  /** Who heard from a leader so shortly ago helps no other one up (thesis, §4.2.3). Absent: it goes by the seat alone. */
  readonly loyalMs?: number;
  /** Nobody stands for election but by `elect`. */
  readonly electionsHeld?: boolean;
  /** A new leader does not begin its term with an entry of its own. */
  readonly noOpening?: boolean;
  readonly preload?: Preload;
  /** Who decides as long as no log says otherwise; absent: all nodes. */
  readonly configuration?: Configuration;
}

export interface RaftEvents {
  /** Once for each entry after each start, in order; `verified`: the leader of the term has confirmed that the log agrees up to there. */
  applied?(entry: Entry, verified: boolean): void;
  led?(term: number): void;
  /** A message was answered, after what it asked for was done. */
  answered?(message: Append, ok: boolean): void;
  /** Entries were removed because of a message of this term. */
  removed?(entries: readonly Entry[], term: number): void;
  /** The first answer of a follower that its log agrees, after so many messages. */
  matched?(peer: NodeId, messages: number): void;
  /** A follower has answered a message: see `RaftCore.confirmed`. */
  heardFrom?(): void;
  /** It led, and does no longer. */
  deposed?(): void;
}

/** Something to be added to the log. If the leader loses its office before, neither is called. */
export interface Proposal {
  /** It has been applied here, in the term that it was made in. */
  committed(entry: Entry): void;
  /** This node does not lead, or cannot do it now, and nothing was done. */
  refused(): void;
}
