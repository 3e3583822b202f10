/** What the chat asks a node to do: write these posts, one after the other. */
export interface Write {
  readonly op: 'write';
  readonly ids: readonly string[];
  /** The first of them answers something read here before: 0 the oldest of the last fifty, 1 the newest. */
  readonly answering?: number;
}

/** A post as the nodes send it to each other. */
export interface Post<Stamp> {
  readonly id: string;
  readonly stamp: Stamp;
  /** Id of the post that it answers. */
  readonly answers?: string;
}

/** What the chat needs of a clock. */
export interface StampClock<Stamp> {
  /** Awaited after a start, before anything is written or read. */
  recover(): Promise<void>;
  /** Called for each post, when it is written. At most 64 bytes as JSON. */
  stamp(): Stamp;
  /** Called for each post of another node, when it arrives. If it throws, the post is dropped: nobody here reads it. */
  observe(remote: Stamp): void;
}
