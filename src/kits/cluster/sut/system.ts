import type { NodeId } from '../api.ts';

/** What a node of a system under test can do. It is told of results by calling functions: its runs need no promises. */
export interface SutContext {
  readonly id: NodeId;
  send(to: NodeId, what: string, body: unknown): void;
  /** Answers the operation of a client. */
  answer(operation: number, outcome: 'ok' | 'fail' | 'info', output?: unknown): void;
  setTimer(name: string, ms: number): void;
  /** Adds a record to a file: it can be read at once, and is lost in a crash before the next `sync`. */
  write(file: string, record: unknown): void;
  sync(then: () => void): void;
  read(file: string): readonly unknown[];
}

/** The program of one incarnation. */
export interface SutActor {
  /** After a restart. */
  recover?(): void;
  onMessage(from: NodeId, what: string, body: unknown): void;
  /** A client asks; answer with `ctx.answer(operation, …)`. */
  onRequest(operation: number, f: string, input: unknown): void;
  onTimer?(name: string): void;
}

export interface SutRequest<Input = unknown> {
  readonly atMs: number;
  readonly client: string;
  readonly to: NodeId;
  readonly f: string;
  readonly input: Input;
  /** The client then stops listening. */
  readonly timeoutMs: number;
}

/** A system that can be replayed. */
export interface SutSystem<End = unknown, Input = unknown> {
  readonly name: string;
  readonly nodes: readonly NodeId[];
  /** Only makes it: what it does begins with `recover`, a message or a request. */
  make(ctx: SutContext): SutActor;
  readonly requests: readonly SutRequest<Input>[];
  /** What is left on the disks. */
  end(durable: (node: NodeId, file: string) => readonly unknown[]): End;
  /** A run that has not come to rest by then is stopped. */
  readonly lastsMs: number;
}
