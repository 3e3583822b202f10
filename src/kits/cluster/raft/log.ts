import { errorData, errorOf, Refused } from '../../errors.ts';
import type { NodeId } from '../api.ts';
import type { Machine } from '../machine.ts';
import type { Entry, ReplicatedLog, Role } from './api.ts';
import { carried } from './configuration.ts';
import { RaftCore } from './core.ts';
import { CarefulElection } from './election.ts';
import type { ProposalMessage, ProposalOutcome } from './messages.ts';
import { Pending } from './pending.ts';

const ELECTION_MS = { low: 1_000, high: 2_000 };
const HEARTBEAT_MS = 250;
const TIMEOUT_MS = 2_000;

/** One node's replica of a log: Raft, with commands that may be proposed at any node. Faults can aim at its channels `propose` and `proposed` too. */
export class LogReplica implements ReplicatedLog {
  private readonly machine: Machine;
  private readonly core: RaftCore;
  private readonly pending: Pending;
  private readonly send: (to: NodeId, message: ProposalMessage) => void;
  private apply: (command: unknown, index: number) => void = () => {};
  private waiters: { readonly index: number; readonly resolve: () => void }[] = [];
  private confirmations: { readonly seq: number; readonly id: number }[] = [];

  /** `failed`: what is done with an exception that `onApply` throws. */
  constructor(machine: Machine, failed: (error: unknown) => void = error => { throw error; }) {
    this.machine = machine;
    this.pending = new Pending(machine.node);
    const answer = machine.channel<ProposalOutcome>('proposed', (_from, outcome) => this.answered(outcome));
    this.send = machine.channel<ProposalMessage>('propose', (from, { command, id }) => this.add(command, id, outcome => answer(from, outcome)));
    this.core = new RaftCore(machine, { election: new CarefulElection(ELECTION_MS, machine.node.random) }, { heartbeatMs: HEARTBEAT_MS, loyalMs: ELECTION_MS.low }, {
      applied: entry => this.applied(entry),
      heardFrom: () => this.settleConfirmations(),
      deposed: () => {
        for (const { id } of this.confirmations.splice(0)) this.pending.reject(id, notLeader());
      },
    }, failed);
  }

  /** Reads what is on the disk and takes part from then on. */
  recover(): Promise<void> {
    return this.core.recover();
  }

  async propose(command: unknown, { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<{ index: number }> {
    const copied = this.machine.node.world.copier.copy(command);
    const { leader } = this.core;
    if (leader === null) throw new Refused('NoLeader', 'no leader is known');
    return this.pending.wait(timeoutMs, id => {
      if (this.core.leads) this.add(copied, id, outcome => this.answered(outcome));
      else this.send(leader, { id, command: copied });
    });
  }

  onApply(apply: (command: unknown, index: number) => void): void {
    this.apply = apply;
  }

  role(): Role {
    return this.core.seat.role;
  }

  leader(): NodeId | null {
    return this.core.leader;
  }

  commitIndex(): number {
    return this.core.replicator.commitIndex;
  }

  appliedIndex(): number {
    return this.core.applied;
  }

  waitApplied(index: number): Promise<void> {
    return new Promise(resolve => {
      if (this.core.applied >= index) resolve();
      else this.waiters.push({ index, resolve });
    });
  }

  async confirmLeader(): Promise<void> {
    if (!this.core.leads) throw notLeader();
    return this.pending.wait(TIMEOUT_MS, id => {
      this.confirmations.push({ seq: this.core.broadcast(), id });
      this.settleConfirmations();
    });
  }

  /** The index up to which a reader must have applied to see all that was committed before (thesis §6.4). Rejects as `confirmLeader`. */
  async readIndex(): Promise<number> {
    const { term } = this.core.seat;
    if (!this.core.leads) throw notLeader();
    await this.waitApplied(this.core.termStart);
    if (this.core.seat.term !== term) throw notLeader();
    const index = this.commitIndex();
    await this.confirmLeader();
    return index;
  }

  private add(command: unknown, id: number, answer: (outcome: ProposalOutcome) => void): void {
    this.core.propose(command, {
      committed: ({ index, term }) => answer({ t: 'proposed', id, index, term }),
      refused: () => answer({ t: 'rejected', id, error: errorData(notLeader()) }),
    });
  }

  private answered(outcome: ProposalOutcome): void {
    if (outcome.t === 'rejected') return this.pending.reject(outcome.id, errorOf(outcome.error));
    this.core.learn(outcome.index, outcome.term);
    this.pending.resolve(outcome.id, { index: outcome.index });
  }

  private applied(entry: Entry): void {
    const { command, index } = entry;
    if (carried(entry).kind === 'command') this.apply(this.machine.node.world.copier.copy(command), index);
    const reached = this.waiters.filter(({ index: wanted }) => wanted <= index);
    this.waiters = this.waiters.filter(({ index: wanted }) => wanted > index);
    for (const { resolve } of reached) resolve();
  }

  private settleConfirmations(): void {
    const { confirmations } = this;
    this.confirmations = confirmations.filter(({ seq }) => !this.core.confirmed(seq));
    for (const { seq, id } of confirmations) if (this.core.confirmed(seq)) this.pending.resolve(id, undefined);
  }
}

const notLeader = (): Refused => new Refused('NotLeader', 'this node does not lead');

/** What learner code gets of a log: its functions, without a way to its inside. */
export function replicatedLog(log: LogReplica): ReplicatedLog {
  return Object.freeze<ReplicatedLog>({
    propose: log.propose.bind(log), onApply: log.onApply.bind(log), role: log.role.bind(log), leader: log.leader.bind(log),
    commitIndex: log.commitIndex.bind(log), appliedIndex: log.appliedIndex.bind(log), waitApplied: log.waitApplied.bind(log), confirmLeader: log.confirmLeader.bind(log),
  });
}
