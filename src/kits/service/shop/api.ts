/** One header line of a request or message: name and value, in the order in which they arrived. */
export type Header = [name: string, value: string];

/** A request or message as it arrives at a service. */
export interface Incoming {
  /** Unique in the run: whatever a service reports about its work on this request bears it. */
  readonly request: number;
  /** What is asked for, as in `checkout`. */
  readonly operation: string;
  /** `internet`: sent by anybody; `internal`: by another service of the house, or by one that it has a contract with. */
  readonly from: 'internet' | 'internal';
  readonly headers: readonly Header[];
}

/** How a service of the shop is observed: it calls this wherever work begins and wherever it calls others. */
export interface Instrument<Context = unknown> {
  /** Whether it ever reports a span. */
  readonly records: boolean;
  /** A request has arrived. Does its work by `work`, and answers what that answers. */
  serve(request: Incoming, work: (context: Context) => Promise<unknown>): Promise<unknown>;
  /** Within the work: headers for a call of the service `to`. */
  outgoing(context: Context, to: string): readonly Header[];
  /** A queue has handed over a batch. Does the work on each message by `one`. */
  consume(batch: readonly Incoming[], one: (context: Context, message: Incoming) => Promise<void>): Promise<void>;
}
