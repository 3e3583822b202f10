import type { NodeId } from '../api.ts';
import type { Election, Quorums, RaftLog, Replicator, Seat, SeatLog } from './api.ts';

/** Whether these followers, with this node, are enough to commit, by the present configuration. */
export type Commits = (followers: Iterable<NodeId>) => boolean;

/** Whether a candidate with these votes leads, by the present configuration. */
export type Elects = (votes: ReadonlySet<NodeId>) => boolean;

/** Makes the part that replicates the log. `commits` is for one that goes by the quorums it is given. */
export type MakeReplicator = (log: RaftLog, currentTerm: () => number, commits: Commits) => Replicator;

/** Makes the part that holds role, term and vote. `elects` is for one that goes by the quorums it is given. */
export type MakeSeat = (log: SeatLog, elects: Elects) => Seat;

/** The parts of Raft that a lesson may put in the place of the kit's. */
export interface RaftParts {
  /** `PaperElection`, `CarefulElection` or the learner's. */
  readonly election: Election;
  /** Absent: as the paper has it. */
  readonly seat?: MakeSeat;
  /** Absent: as the paper has it. */
  readonly replicator?: MakeReplicator;
  /** Absent: majorities. */
  readonly quorums?: Quorums;
}
