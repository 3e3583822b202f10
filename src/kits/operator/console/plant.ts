import type { ChangeEntry, HostView, LogLine, LogQuery, NodeView, TraceSpan, PublicStatement, TraceQuery } from './api.ts';

/** A quantity at the ends of its intervals, oldest first. */
export interface Readings {
  readonly intervalMs: number;
  readonly values: readonly number[];
}

/** Something that an operator can do to a world. */
export interface Action {
  /** Throws `Refused` for arguments that make no sense, before anything is done. */
  check(...args: readonly unknown[]): void;
  readonly takesMs: number;
  /** At the beginning. */
  begin?(...args: readonly unknown[]): void;
  /** When the time is over: what the actuator says that it did. */
  finish(...args: readonly unknown[]): string;
}

/** A world that a console looks at. Questions are asked of it at the instant of their answer; it throws `Refused` for what does not exist. */
export interface Plant {
  topology(): unknown;
  metric(name: string, where: string): Readings;
  changes(sinceMs: number): ChangeEntry[];
  logs(query: LogQuery): LogLine[];
  traces(query: TraceQuery): TraceSpan[][];
  inspect(node: string, via: string | undefined): NodeView | 'refused' | 'unreachable';
  probe(from: string, to: string, bytes: number): number | 'timeout';
  outOfBand(node: string): HostView;
  vantage(place: string, target: string): 'ok' | 'dead';
  /** Why a statement is not true; undefined if it is. */
  untrue(statement: PublicStatement): string | undefined;
  readonly actions: Readonly<Record<string, Action>>;
}
