import { msToUs, type SimNode, type World } from '../../../sim/index.ts';
import { errorOf, Fenced, Refused } from '../../errors.ts';
import type { Handlers } from '../../cluster/api.ts';
import { Coordinator } from '../group/coordinator.ts';
import { Group } from '../group/group.ts';
import type { Offsets, Tp } from '../group/api.ts';
import type { Appended, Rec } from './api.ts';
import type { Origin, Partition } from './partition.ts';
import { type Fetched, type Identity, type LogOp, type LogRequest, nameOf } from './requests.ts';
import type { LogState, Timing } from './state.ts';
import type { Transaction } from './transactions.ts';

/** Something that waits for records of some partitions, or for transactions to end. */
interface Waiter {
  /** True: it is done. */
  look(): boolean;
}

/** An append that replicas do not have yet. */
interface Unreplicated {
  readonly partition: Partition;
  readonly offset: number;
  lost(): void;
}

/**
 * One incarnation of the broker. Facts: `appended` with `topic`, `partition`, `offset`; `truncated` with `records`;
 * `committed` with `group`, `member` and `offsets`; `transaction` with `producer` and how it ended; those of the coordinator.
 */
export class LogBroker implements Handlers {
  readonly #node: SimNode;
  readonly #world: World;
  readonly #state: LogState;
  readonly #timing: Timing;
  readonly #coordinators = new Map<string, Coordinator>();
  readonly #waiters = new Set<Waiter>();
  readonly #unreplicated = new Set<Unreplicated>();
  readonly #draw = (): void => this.#state.picture?.show();

  constructor(node: SimNode, state: LogState, timing: Timing) {
    this.#node = node;
    this.#world = node.world;
    this.#state = state;
    this.#timing = timing;
    for (const partition of [...state.topics.values()].flat()) if (!partition.leaderless) partition.highWatermark = partition.endOffset;
    for (const group of state.groups.values()) this.#coordinators.set(group.name, new Coordinator(node, group, timing.firstRebalanceMs, this.#draw));
    for (const transaction of state.transactions.open.values()) this.#limit(transaction);
  }

  onRequest(request: LogRequest, from: string): Promise<unknown> {
    switch (request.op) {
      case 'produce': return this.#produce(request, from);
      case 'fetch': return this.#fetch(request);
      case 'offsets': return this.#offsets(request);
      case 'join': return this.coordinator(request.group).join(request, from);
      case 'sync': return this.coordinator(request.group).sync(request);
      default: return Promise.resolve(this.#atOnce(request));
    }
  }

  #atOnce(request: Exclude<LogRequest, { op: 'produce' | 'fetch' | 'offsets' | 'join' | 'sync' }>): unknown {
    switch (request.op) {
      case 'heartbeat': return this.coordinator(request.group).heartbeat(request);
      case 'leave': return this.coordinator(request.group).leave(request);
      case 'commit': return this.#commit(request);
      case 'initProducer': return this.#init(request);
      case 'sendOffsets': return this.#sendOffsets(request);
      case 'commitTransaction': return this.#end(request.identity, true);
      case 'abortTransaction': return this.#end(request.identity, false);
    }
  }

  coordinator(name: string): Coordinator {
    let coordinator = this.#coordinators.get(name);
    if (!coordinator) {
      const group = this.#state.groups.get(name) ?? new Group(name);
      this.#state.groups.set(name, group);
      this.#coordinators.set(name, coordinator = new Coordinator(this.#node, group, this.#timing.firstRebalanceMs, this.#draw));
    }
    return coordinator;
  }

  /** Appends a record, at this instant; `from`: the process that has sent it. */
  append(partition: Partition, { key, value, headers = {} }: LogOp<'produce'>['record'], origin?: Origin, from?: string): number {
    const { topic, number } = partition;
    const rec: Omit<Rec, 'offset'> = { topic, partition: number, key, value, headers, at: this.#node.wallMs };
    const offset = partition.append({ ...rec, atUs: this.#world.nowUs, origin });
    this.#world.history.fact('appended', { topic, partition: number, offset }, this.#node.id, this.#world.causeRow);
    this.#state.whenAppended?.({ ...rec, offset }, from);
    this.#draw();
    return offset;
  }

  /** The leader is gone, and with it what no replica has. */
  loseLeader(partition: Partition): void {
    partition.leaderless = true;
    for (const entry of this.#unreplicated) {
      if (entry.partition !== partition) continue;
      this.#unreplicated.delete(entry);
      entry.lost();
    }
    const records = partition.truncate();
    if (records > 0) this.#world.history.fact('truncated', { topic: partition.topic, partition: partition.number, records }, this.#node.id);
    this.#draw();
  }

  /** Replicas have everything; whoever waits may look again. */
  replicated(partition: Partition): void {
    partition.highWatermark = partition.endOffset;
    this.wake();
  }

  wake(): void {
    this.#draw();
    for (const waiter of this.#waiters) if (waiter.look()) this.#waiters.delete(waiter);
  }

  #produce({ topic, partition: number, record, acks, identity, sequence, transactional = false }: LogOp<'produce'>, from: string): Promise<Appended> {
    const partition = this.#led({ topic, partition: number });
    const { causeRow } = this.#world;
    return new Promise((resolve, reject) => this.#node.after(msToUs(this.#timing.appendMs), () => {
      this.#world.causeRow = causeRow;
      try {
        this.#led({ topic, partition: number });
        const origin = identity && { ...identity, sequence: sequence!, transactional };
        const before = identity && this.#before(partition, identity, origin!);
        const offset = before ?? this.append(partition, record, origin, from);
        if (acks !== 'all') resolve({ partition: number, offset });
        if (before !== undefined) return resolve({ partition: number, offset });
        this.#replicate({ partition, offset, lost: () => reject(errorOf({ kind: 'Unknown', code: 'LeaderLost', message: `the leader of ${nameOf({ topic, partition: number })} is gone` })) }, () => resolve({ partition: number, offset }));
      } catch (error) {
        reject(error);
      }
    }));
  }

  /** The offset that this record of a producer got before. */
  #before(partition: Partition, identity: Identity, origin: Origin): number | undefined {
    this.#requireCurrent(identity);
    const sequenced = partition.sequenced(origin);
    if (sequenced === 'gap') throw new Refused('OutOfOrderSequence', `record ${origin.sequence} of producer ${origin.producer} came before an earlier one`);
    if (origin.transactional) this.#transactionOf(identity).partitions.add(nameOf({ topic: partition.topic, partition: partition.number }));
    return sequenced?.offset;
  }

  #replicate(entry: Unreplicated, done: () => void): void {
    this.#unreplicated.add(entry);
    this.#node.after(msToUs(this.#timing.replicateMs), () => {
      if (!this.#unreplicated.delete(entry)) return;
      entry.partition.highWatermark = Math.max(entry.partition.highWatermark, entry.offset + 1);
      done();
      this.wake();
    });
  }

  #fetch({ positions, max, waitMs, committedOnly }: LogOp<'fetch'>): Promise<Fetched> {
    const read = (): Fetched | undefined => {
      const records: Fetched['records'][number][] = [];
      const next: [Tp, number][] = [];
      for (const [tp, from] of positions) {
        const partition = this.#state.partition(tp);
        if (!partition || partition.leaderless) continue;
        if (from < partition.startOffset || from > partition.endOffset) throw new Refused('OffsetOutOfRange', `${nameOf(tp)} has offsets from ${partition.startOffset} on, not ${from}`);
        const part = partition.read(from, max - records.length, committedOnly);
        records.push(...part.records);
        if (part.next !== from) next.push([tp, part.next]);
        if (records.length >= max) break;
      }
      return next.length > 0 ? { records, next } : undefined;
    };
    return this.#when(read, waitMs, { records: [], next: [] });
  }

  /** Where a group goes on reading: waits for transactions that may still move it (KIP-447). */
  #offsets({ group: name, tps, from }: LogOp<'offsets'>): Promise<Offsets> {
    const group = this.coordinator(name) && this.#state.groups.get(name)!;
    const { transactions } = this.#state;
    const read = (): Offsets | undefined => {
      if (tps.some(tp => transactions.holds(name, nameOf(tp), nameOf))) return undefined;
      return tps.map((tp): [Tp, number] => {
        const { startOffset = 0, highWatermark = 0 } = this.#state.partition(tp) ?? {};
        const saved = group.positionOf(tp);
        return [tp, saved !== undefined && saved >= startOffset ? saved : from === 'start' ? startOffset : highWatermark];
      });
    };
    return this.#when(read, this.#timing.transactionMs, undefined).then(offsets => {
      if (!offsets) throw new Refused('UnstableOffsets', 'a transaction holds the offsets of these partitions');
      return offsets;
    });
  }

  /** The first answer there is; `otherwise` if there is none within `waitMs`. */
  #when<T, E>(read: () => T | undefined, waitMs: number, otherwise: E): Promise<T | E> {
    return new Promise((resolve, reject) => {
      const look = (): boolean => {
        try {
          const found = read();
          if (found !== undefined) resolve(found);
          return found !== undefined;
        } catch (error) {
          reject(error);
          return true;
        }
      };
      if (look()) return;
      const waiter: Waiter = { look };
      this.#waiters.add(waiter);
      this.#node.after(msToUs(waitMs), () => {
        if (this.#waiters.delete(waiter)) resolve(otherwise);
      });
    });
  }

  #commit(request: LogOp<'commit'>): void {
    const { group, claim, offsets } = request;
    this.coordinator(group).commit(request);
    this.#world.history.fact('committed', { group, member: claim.member, offsets: offsets.map(([tp, offset]) => [nameOf(tp), offset]) }, this.#node.id, this.#world.causeRow);
    this.#draw();
  }

  #init({ transactionalId }: LogOp<'initProducer'>): Identity {
    const { transactions } = this.#state;
    const identity = transactions.init(transactionalId);
    const left = transactions.open.get(identity.producer);
    if (left) this.#finish(left, false, 'fenced');
    return identity;
  }

  #sendOffsets({ identity, group, claim, offsets }: LogOp<'sendOffsets'>): void {
    this.#requireCurrent(identity);
    const coordinator = this.coordinator(group);
    if (claim && !this.#state.groups.get(group)!.accepts(claim)) coordinator.commit({ op: 'commit', group, claim, offsets: [] });
    this.#transactionOf(identity).offsets.push({ group, offsets });
  }

  #end(identity: Identity, commit: boolean): void {
    this.#requireCurrent(identity);
    const transaction = this.#state.transactions.open.get(identity.producer);
    if (transaction) this.#finish(transaction, commit, commit ? 'committed' : 'aborted');
  }

  #transactionOf(identity: Identity): Transaction {
    return this.#state.transactions.of(identity, transaction => this.#limit(transaction));
  }

  /** Nobody may keep others waiting for longer. */
  #limit(transaction: Transaction): void {
    const { transactions } = this.#state;
    this.#node.after(msToUs(this.#timing.transactionMs), () => {
      if (transactions.open.get(transaction.identity.producer) !== transaction) return;
      transactions.fence(transaction.identity);
      this.#finish(transaction, false, 'timed out');
    });
  }

  #finish({ identity: { producer }, partitions, offsets }: Transaction, committed: boolean, how: string): void {
    this.#state.transactions.open.delete(producer);
    for (const partition of [...this.#state.topics.values()].flat()) if (partitions.has(nameOf({ topic: partition.topic, partition: partition.number }))) partition.end(producer, committed, this.#world.nowUs);
    if (committed) for (const each of offsets) this.#state.groups.get(each.group)!.save(each.offsets);
    this.#world.history.fact('transaction', { producer, how }, this.#node.id);
    this.wake();
  }

  #requireCurrent(identity: Identity): void {
    if (!this.#state.transactions.isCurrent(identity)) throw new Fenced('ProducerFenced', `a newer producer has replaced epoch ${identity.epoch} of producer ${identity.producer}`);
  }

  #led(tp: Tp): Partition {
    const partition = this.#state.partition(tp);
    if (!partition) throw new Refused('UnknownTopic', `there is no partition ${nameOf(tp)}`);
    if (partition.leaderless) throw new Refused('NotLeader', `${nameOf(tp)} has no leader at the moment`);
    return partition;
  }
}
