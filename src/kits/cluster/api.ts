/** Name of a node, for example `n1`. */
export type NodeId = string;

/**
 * A node's disk: files of records. What is written can be read at once, but survives a loss of power only once a later
 * `sync` has come back (POSIX, fsync). A loss of power keeps an arbitrary prefix of the writes that no finished `sync`
 * covers: several writes are no unit (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014). If the process
 * alone dies, the operating system has all that was written.
 *
 * Kinder than real disks: writes never overtake each other, `write` replaces a file as one step (real programs write a
 * second file and rename it), a record that was torn is gone as if it had never been written, and a directory needs no sync.
 */
export interface Disk {
  /** All records of a file, oldest first; none if it does not exist. Throws `KitError` (`Damaged`) if a checksum does not match. */
  read(file: string): Promise<unknown[]>;
  /** Adds one record at the end of a file. Durable after the next `sync`. */
  append(file: string, record: unknown): Promise<void>;
  /** Replaces a file's content as one step. Durable after the next `sync`. */
  write(file: string, records: unknown[]): Promise<void>;
  /** Comes back when everything written before is durable. */
  sync(): Promise<void>;
}

/** What a process gets of its machine and of the network. */
export interface NodeContext {
  readonly id: NodeId;
  /** All other nodes of the cluster. */
  readonly peers: readonly NodeId[];
  /**
   * Aborted when the process is told to stop, as by SIGTERM in a deployment: it is killed some time later (Kubernetes,
   * "Pod Lifecycle", Termination of Pods: after 30 s if nothing else is said). A crash comes without notice.
   */
  readonly stopping: AbortSignal;
  /**
   * Sends data, without an answer, as a datagram (RFC 768: delivery and duplicate protection are not guaranteed). It may be
   * lost, doubled, late; messages overtake each other.
   */
  send(to: NodeId, message: unknown): void;
  /**
   * Asks another node's `onRequest` and waits for the answer. Rejects with `Unknown` (`Timeout`) after `timeoutMs`
   * (1,000 if absent) of silence: the request may have been handled, may be handled later, or never. Rejects with what
   * the other side threw if that was a `KitError`, with `Unknown` (`500`) if it was anything else. A machine that runs
   * while its process does not refuses at once: `Refused` (`ConnectionRefused`), and if the process died over the request,
   * `Unknown` (`Reset`), as TCP answers with a reset where nobody listens (RFC 9293, §3.5.2). One that is down is silent.
   *
   * Unlike calls over one TCP connection, those of a node overtake each other; and nothing tells a request that arrives
   * twice from two: `onRequest` is called twice.
   */
  call<R = unknown>(to: NodeId, request: unknown, options?: { timeoutMs?: number; signal?: AbortSignal }): Promise<R>;
  /** `onTimer(name)` is called after `ms` on this node's monotonic clock, which a jump of the wall clock does not move (clock_gettime(2), CLOCK_MONOTONIC). A timer of the same name is replaced. */
  setTimer(name: string, ms: number): void;
  cancelTimer(name: string): void;
  readonly disk: Disk;
  /** Leaves a mark in the pictures of the run. */
  note(label: string, data?: unknown): void;
  /** Uniform in [0, 1), from the run's seed. `Math.random` is the same. */
  random(): number;
}

/**
 * What a node's program may implement. Handlers of one node interleave at every `await`, as in Node.js ("The Node.js Event
 * Loop": one thread, a callback runs until it returns or waits). An exception
 * that leaves `onRequest` fails that request; one that leaves any other handler ends the process, which is restarted
 * two seconds later with nothing but its disk.
 */
export interface Handlers {
  /** Awaited after a start, before anything is delivered. */
  recover?(): Promise<void>;
  onMessage?(from: NodeId, message: unknown): void | Promise<void>;
  /** A request of a client or of another node's `call`; the answer is what the promise resolves to. */
  onRequest?(request: never, from: NodeId): Promise<unknown>;
  onTimer?(name: string): void | Promise<void>;
}
