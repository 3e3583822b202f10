/** Versions are ordered by their number, equal numbers by their text. */
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

/** Gives a replica a value. It keeps it if the version is higher than the one it holds, and answers `Held` either way. */
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
 * What a replica understands. By `ctx.call` the answer is the promise's. By `ctx.send` it comes as a message of its
 * own: the fields of the answer and the `id` of the request, whatever you put there.
 */
export type ReplicaRequest = Get | Put;
