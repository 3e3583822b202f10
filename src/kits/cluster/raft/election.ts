import type { RandomStream } from '../../../sim/index.ts';
import type { NodeId } from '../api.ts';
import type { Election, Probe, Probed } from './api.ts';

/** Milliseconds between which an election timeout is drawn. */
export interface Patience {
  readonly low: number;
  readonly high: number;
}

/** Elections as the Raft paper has them (§5.2): who hears from no leader for a random time stands at once, and a leader never gives up. */
export class PaperElection implements Election {
  protected readonly patience: Patience;
  private readonly random: RandomStream;

  constructor(patience: Patience, random: RandomStream) {
    this.patience = patience;
    this.random = random;
  }

  nextTimeout(): number {
    const { low, high } = this.patience;
    return low + (high - low) * this.random.next();
  }

  onTimeout(): 'campaign' | 'probe' | 'wait' {
    return 'campaign';
  }

  /** As it would vote, if it had not heard from a leader (thesis, §9.6). */
  answerProbe(probe: Probe, me: Probed): boolean {
    const upToDate = probe.lastTerm > me.lastTerm || (probe.lastTerm === me.lastTerm && probe.lastIndex >= me.lastIndex);
    return probe.term > me.term && upToDate && !me.leading && me.msSinceLeader >= this.patience.low;
  }

  onProbeResult(yes: number, voters: number): 'campaign' | 'wait' {
    return 2 * yes > voters ? 'campaign' : 'wait';
  }

  leaderCheck(_msSinceReply: ReadonlyMap<NodeId, number>): 'stay' | 'resign' {
    return 'stay';
  }
}

/**
 * Elections that a node which was cut off does not disturb: it asks before it stands (thesis, §9.6, Pre-Vote), and a leader
 * that no majority answers for the longest timeout gives up (§6.2; etcd's check quorum). By counting nodes, whatever quorums
 * the rest goes by.
 */
export class CarefulElection extends PaperElection {
  override onTimeout(): 'campaign' | 'probe' | 'wait' {
    return 'probe';
  }

  override leaderCheck(msSinceReply: ReadonlyMap<NodeId, number>): 'stay' | 'resign' {
    const heard = [...msSinceReply.values()].filter(ms => ms < this.patience.high).length;
    return 2 * (heard + 1) > msSinceReply.size + 1 ? 'stay' : 'resign';
  }
}
