import type { Configuration, Voter } from './api.ts';
import type { Proposal } from './options.ts';
import type { Proposals } from './proposals.ts';
import type { RaftState } from './state.ts';

/** A leader changes who decides, in two steps: first the old and the new group together, then the new one alone (§6, joint consensus). */
export class Membership {
  private readonly state: RaftState;
  private readonly proposals: Proposals;
  private committed: Proposal['committed'] | undefined;
  /** The first step has been proposed, and is not in the log yet. */
  private beginning = false;
  /** Place of the first step that the second one has been proposed to. */
  private endingOf: number | undefined;

  constructor(state: RaftState, proposals: Proposals) {
    this.state = state;
    this.proposals = proposals;
  }

  /** `committed` is called with the entry of the second step. */
  change(next: readonly Voter[], { committed, refused }: Proposal): void {
    const { leads, configuration } = this.state;
    if (!leads || this.beginning || configuration.next) return refused();
    this.beginning = true;
    this.committed = committed;
    this.propose({ ...configuration, next });
  }

  /** The first step may have been committed; whoever leads then takes the second one. */
  proceed(): void {
    const { leads, configuration: { next, learners }, log, applied } = this.state;
    const index = log.configured?.index ?? 0;
    if (!leads || !next || index > applied || index === this.endingOf) return;
    this.beginning = false;
    this.endingOf = index;
    this.propose({ voters: next, learners: learners.filter(id => !next.some(voter => voter.id === id)) }, this.committed);
  }

  /** The node leads no more, or in another term. */
  drop(): void {
    this.committed = undefined;
    this.beginning = false;
    this.endingOf = undefined;
  }

  private propose(command: Configuration, committed?: Proposal['committed']): void {
    this.proposals.add({ command, kind: 'configuration', ...(committed ? { committed } : {}) });
  }
}
