import type { NodeId } from '../api.ts';

/**
 * Versions are ordered by their number, equal numbers by their text: the tag of a register with several writers (Cachin,
 * Guerraoui, Rodrigues, "Introduction to Reliable and Secure Distributed Programming", §4.4: timestamp, then rank). Cassandra
 * orders by timestamp, equal ones by the value ("Query timestamps"): there the client's clock makes the version, here you do.
 */
export type Version = readonly [number: number, text: string];

/** What a replica holds of a key. A key that was never put has no value and the version `[0, '']`. */
export interface Versioned {
  readonly value?: string | undefined;
  readonly version: Version;
}

/** Asks a replica what it holds; it answers `Versioned`. */
export interface Get {
  readonly op: 'get';
  readonly key: string;
}

/**
 * Gives a replica a value. It keeps it if the version is higher than the one it holds, and answers `Held` either way, as a
 * replica does in Attiya, Bar-Noy and Dolev, "Sharing Memory Robustly in Message-Passing Systems", 1995. What it has
 * answered is durable; unlike a real one it stores in no time, and never runs out of space.
 */
export interface Put {
  readonly op: 'put';
  readonly key: string;
  readonly value?: string | undefined;
  readonly version: Version;
}

/**
 * A put that must not be seen before others, as COPS' put_after (Lloyd et al., "Don't Settle for Eventual", SOSP 2011). It
 * stays hidden at a replica until that holds `after`, and is then kept as any put and answered `Held`. After a second the
 * replica gives up, keeps nothing of it and answers `NotYet`; what it hides is in memory, and a crash takes it. COPS waits
 * for as long as it takes.
 */
export interface PutAfter extends Put {
  /** Of each key this version, or a higher one. */
  readonly after: readonly KeyVersion[];
}

export type KeyVersion = readonly [key: string, version: Version];

/** The answer to a `PutAfter` that was given up. */
export interface NotYet {
  /** What the replica still did not hold. */
  readonly notYet: readonly KeyVersion[];
}

/** The answer to a `Put`: the version that the replica holds from now on. */
export interface Held {
  readonly version: Version;
}

/**
 * What a replica understands. How many of them make a quorum is yours to say (Gifford, "Weighted Voting for Replicated
 * Data", 1979, with one vote each). By `ctx.call` the answer is the promise's. By `ctx.send` it comes as a message of its
 * own: the fields of the answer and the `id` of the request, whatever you put there.
 */
export type ReplicaRequest = Get | Put | PutAfter;

/** What a node's own store holds of a key. */
export interface StoreEntry {
  readonly key: string;
  /** Null: it was deleted, and this stands in its place (a tombstone). */
  readonly value: string | null;
  /** The higher `ts` is the newer one, of equal ones the higher name. */
  readonly version: { readonly ts: number; readonly node: NodeId };
  /** Made by the writer: `hash64(JSON.stringify([key, value, version.ts, version.node])).toString(16)`. */
  readonly sum: string;
}

/**
 * The store of this node's own disk, in the order of the keys' text. What is in it survives a crash; to store takes no time.
 *
 * The node that a client asks coordinates, with the copies of Dynamo (DeCandia et al., SOSP 2007, §4.5, §4.6): it sends a
 * write to all replicas, itself among them, and says yes when two have it. For one that has not answered after a second it
 * keeps a hint, and offers it every second. As in Cassandra ("Hints") the coordinator keeps it and it counts for no quorum;
 * unlike there it is in memory, for ten seconds instead of three hours. A read asks all and answers with the newer of the
 * first two; after one of ten it sends the newest to those who have an older one (Dynamo, §5). Cassandra does that before
 * it answers, whenever those that it asked differ ("Read repair"). Versions are compared, sums are not looked at.
 */
export interface LocalStore {
  get(key: string): StoreEntry | undefined;
  /** From `from` up to and without `to`; absent: from the first, up to the last. */
  scan(from?: string, to?: string): Iterable<StoreEntry>;
  /** Takes the place of what is there, whichever is newer. Throws `Refused` (`BadEntry`) for what is no entry. */
  put(entry: StoreEntry): void;
  remove(key: string): void;
  clear(): void;
}
