import type { NodeId, Offsets, Rec, Tp } from 'faultlab';

/** What a worker gets of its process. */
export interface WorkerCtx {
  readonly id: NodeId;
  /** Loads what is needed to work on a partition's records: 2 s. Needed each time that the partition is assigned. */
  warmUp(tp: Tp): Promise<void>;
  /** Writes the row of one record, in 20 to 60 ms. `Refused` (`Cold`) if its partition is not warm here. */
  write(record: Rec): Promise<void>;
  /** Saves positions for the group: offsets of the records to be read next. `Fenced` if the group has gone on without this member. */
  commit(offsets: Offsets): Promise<void>;
}

/** One member of the group, in a process of its own. */
export interface GroupWorker {
  /** Partitions that are this member's from now on. Nothing is read, also of other partitions, until the promise resolves. */
  onAssigned(tps: Tp[]): Promise<void>;
  /** Partitions that are this member's until the promise resolves. No further records of them are begun. */
  onRevoked(tps: Tp[]): Promise<void>;
  /** Partitions that are another member's by now, perhaps for a long time. */
  onLost(tps: Tp[]): void;
  /** Called for the records of a partition one after the other, in order: for the next one when the promise has resolved. */
  onRecord(record: Rec): Promise<void>;
}
