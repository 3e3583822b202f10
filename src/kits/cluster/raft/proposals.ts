import type { Entry } from './api.ts';
import type { Proposal } from './options.ts';
import type { RaftState } from './state.ts';
import type { Turns } from './turns.ts';

/** What a leader is to add to the log. */
interface Staged extends Pick<Entry, 'command' | 'kind'> {
  readonly committed?: Proposal['committed'];
}

/** What is proposed to a leader, until it is an entry of its log, and then until that is applied (§5.3). */
export class Proposals {
  private readonly state: RaftState;
  private readonly turns: Turns;
  private readonly adopted: () => void;
  private readonly open = new Map<number, { readonly term: number; readonly committed: Proposal['committed'] }>();
  private staged: Staged[] = [];
  private flushing = false;

  /** `adopted`: called when there are new entries in the log. */
  constructor(state: RaftState, turns: Turns, adopted: () => void) {
    this.state = state;
    this.turns = turns;
    this.adopted = adopted;
  }

  add(staged: Staged): void {
    this.staged.push(staged);
    this.flush();
  }

  /** The node leads no more, or in another term. */
  drop(): void {
    this.open.clear();
    this.staged = [];
  }

  applied(entry: Entry): void {
    const proposal = this.open.get(entry.index);
    this.open.delete(entry.index);
    if (proposal?.term === entry.term) proposal.committed(entry);
  }

  /** What was proposed meanwhile becomes durable together, and is part of the log from then on. */
  private flush(): void {
    if (this.flushing || this.staged.length === 0) return;
    this.flushing = true;
    const { state } = this;
    const { term } = state.seat;
    const batch = this.staged.splice(0);
    const entries = batch.map(({ command, kind }, offset): Entry => ({ index: state.log.lastIndex + 1 + offset, term, command, ...(kind ? { kind } : {}) }));
    void state.log.prepare(entries).then(() => this.turns.take(() => {
      this.flushing = false;
      if (state.leads && state.seat.term === term) {
        state.log.adopt(entries);
        state.verified = state.log.lastIndex;
        for (const [offset, { index }] of entries.entries()) if (batch[offset]!.committed) this.open.set(index, { term, committed: batch[offset]!.committed });
        this.adopted();
      }
      this.flush();
    }));
  }
}
