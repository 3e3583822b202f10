/** What the pager says. */
export interface Page {
  readonly text: string;
  /** When it rang, milliseconds since 1970 as `now()` counts. */
  readonly at: number;
}

export interface MetricPoint {
  /** End of the 15 s of which it is the average. */
  readonly at: number;
  readonly value: number;
}

/** An entry of the change log: written by whoever changed something, not by whoever caused anything. */
export interface ChangeEntry {
  readonly at: number;
  readonly kind: 'release' | 'config' | 'job' | 'facility';
  readonly target: string;
  readonly text: string;
}

export interface LogQuery {
  readonly where: string;
  /** How far back; absent: 60,000. */
  readonly sinceMs?: number;
}

export interface LogLine {
  /** By the clock of the host that wrote it, which is up to 2 s wrong. */
  readonly at: number;
  readonly where: string;
  readonly text: string;
}

export interface TraceQuery {
  /** Kind of user whose operations are traced. */
  readonly client: string;
}

/** One stay of an operation at one service. */
export interface TraceSpan {
  readonly where: string;
  readonly durationMs: number;
  /** Attempts that were made at the next service for it. */
  readonly attempts: number;
  readonly ok: boolean;
}

/** What a process says of itself. */
export interface NodeView {
  readonly state: 'up' | 'down';
  readonly version: string;
  readonly detail: Readonly<Record<string, number>>;
}

/** What a host says, over a network of its own. */
export interface HostView {
  readonly power: 'on' | 'off';
  /** Processes that run there. */
  readonly processes: readonly string[];
}

/** What you tell everybody. `resolved`: it is over, and it is judged by that. */
export type PublicStatement = 'investigating' | 'identified' | 'monitoring' | 'resolved';

/**
 * Where you look at an outage that goes on meanwhile. Every question takes time, and you have four hands: a fifth question
 * or action waits until one of four is done. Questions about what does not exist are answered with `Refused`.
 */
export interface OperatorConsole<Topology = unknown> {
  readonly page: Page;
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** How things are meant to be. Free. */
  topology(): Topology;
  /**
   * Averages over 15 s, oldest first, of the last `sinceMs` (300,000 if absent). The newest is up to 15 s old; where nothing
   * was collected there is a hole. 2 s.
   */
  metric(name: string, where: string, sinceMs?: number): Promise<MetricPoint[]>;
  /** Releases, configuration, jobs and what the facilities announce. 2 s. */
  changes(sinceMs: number): Promise<ChangeEntry[]>;
  /** 5 s. */
  logs(query: LogQuery): Promise<LogLine[]>;
  /** A few operations of the last seconds, hop by hop. 5 s. */
  traces(query: TraceQuery): Promise<TraceSpan[][]>;
  /** Asks a process, from where you are or `via` another node. 3 s; 5 s until `unreachable`. */
  inspect(node: string, options?: { via?: string }): Promise<NodeView | 'refused' | 'unreachable'>;
  /** Round trip of a packet of so many bytes, milliseconds. 1 s; 3 s until `timeout`. */
  probe(from: string, to: string, bytes: number): Promise<number | 'timeout'>;
  /** Asks a host, over a network of its own. 10 s. */
  outOfBand(node: string): Promise<HostView>;
  /** Asks from a place outside whether something can be used. 10 s. */
  vantage(place: string, target: string): Promise<'ok' | 'dead'>;
  /** Public at once. Free. What is not true when it is said does harm. */
  declare(statement: PublicStatement): Promise<void>;
}

/** The answer of an actuator: what it did, not what came of it. */
export interface ActionDone {
  readonly done: string;
}

/** What you conclude: a cause of the lesson's list, and where. */
export interface Diagnosis<Cause extends string = string> {
  readonly cause: Cause;
  readonly where: string;
}
