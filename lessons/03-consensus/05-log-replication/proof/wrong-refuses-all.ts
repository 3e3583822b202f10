// scenario: steady
// message: the replicas are not copies of each other
import type { AppendAnswer, NodeContext, NodeId, RaftLog } from 'faultlab';

/** Agrees with nobody. */
export class Replicator {
  commitIndex = 0;

  constructor(_ctx: NodeContext, _log: RaftLog, _currentTerm: () => number) {}

  async onAppend(): Promise<AppendAnswer> {
    return { ok: false };
  }

  becameLeader(_peers: readonly NodeId[]): void {}

  nextAppend() {
    return { prevIndex: 0, prevTerm: 0, entries: [], leaderCommit: 0 };
  }

  onAppendReply(): void {}
}
