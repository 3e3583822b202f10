import type { Offsets } from '../group/api.ts';
import type { Identity } from './requests.ts';

/** One producer's transaction, from its first record or offsets on. */
export interface Transaction {
  readonly identity: Identity;
  /** Names of the partitions that it has written to. */
  readonly partitions: Set<string>;
  readonly offsets: { readonly group: string; readonly offsets: Offsets }[];
}

/** Who may produce, and what is open: what the transaction coordinator keeps on disk. */
export class Transactions {
  readonly open = new Map<number, Transaction>();
  private readonly byId = new Map<string, Identity>();
  private readonly epochs = new Map<number, number>();
  private producers = 0;

  /** A producer starts. One with a transactional id replaces the one before. */
  init(transactionalId: string | undefined): Identity {
    const before = transactionalId === undefined ? undefined : this.byId.get(transactionalId);
    const identity: Identity = before ? { producer: before.producer, epoch: this.epochs.get(before.producer)! + 1 } : { producer: ++this.producers, epoch: 0 };
    this.epochs.set(identity.producer, identity.epoch);
    if (transactionalId !== undefined) this.byId.set(transactionalId, identity);
    return identity;
  }

  isCurrent({ producer, epoch }: Identity): boolean {
    return this.epochs.get(producer) === epoch;
  }

  /** Nothing that this producer still sends counts. */
  fence({ producer }: Identity): void {
    this.epochs.set(producer, this.epochs.get(producer)! + 1);
  }

  /** The producer's transaction; begun if there is none. `started`: called then. */
  of(identity: Identity, started: (transaction: Transaction) => void): Transaction {
    let transaction = this.open.get(identity.producer);
    if (!transaction) {
      transaction = { identity, partitions: new Set(), offsets: [] };
      this.open.set(identity.producer, transaction);
      started(transaction);
    }
    return transaction;
  }

  /** Whether an open transaction will commit offsets of a group. */
  holds(group: string, name: string, nameOf: (tp: Offsets[number][0]) => string): boolean {
    return [...this.open.values()].some(({ offsets }) => offsets.some(each => each.group === group && each.offsets.some(([tp]) => nameOf(tp) === name)));
  }
}
