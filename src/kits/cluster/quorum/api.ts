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

/** The answer to a `Put`: the version that the replica holds from now on. */
export interface Held {
  readonly version: Version;
}

/**
 * What a replica understands. How many of them make a quorum is yours to say (Gifford, "Weighted Voting for Replicated
 * Data", 1979, with one vote each). By `ctx.call` the answer is the promise's. By `ctx.send` it comes as a message of its
 * own: the fields of the answer and the `id` of the request, whatever you put there.
 */
export type ReplicaRequest = Get | Put;
