import { type Message, type MessageTag, msToUs, type SimNode, type Timer } from '../../sim/index.ts';
import { type ErrorData, errorOf } from '../errors.ts';
import type { NodeId } from './api.ts';

interface Open {
  readonly to: SimNode;
  readonly timeoutMs: number | undefined;
  readonly timer: Timer | undefined;
  readonly signal: AbortSignal | undefined;
  readonly abort: (() => void) | undefined;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export interface CallOptions {
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A call of a kit's making. */
export interface AskOptions extends CallOptions {
  /** The other side is told when `signal` aborts: a message `cancel` with the number of the call. */
  readonly tells?: boolean;
}

/** What an aborted call is followed by. */
export const CANCEL = 'cancel';

/** A connection to a node broke: nobody can say what became of what was asked over it. */
export const resetBy = ({ id }: SimNode): ErrorData => ({ kind: 'Unknown', code: 'Reset', message: `the connection to ${id} was reset` });

/** How long a call waits if it does not say. */
const DEFAULT_TIMEOUT_MS = 1_000;

/** Numbers that each incarnation has for itself: an answer to one that died is never taken for an answer to the next. */
const CALLS_OF_A_PROCESS = 2 ** 24;

/** What faults can aim at: a given actor names its operations in the field `op` of what it is sent. */
export function methodOf(to: SimNode, message: unknown): string | undefined {
  const op = to.role === 'given' ? (message as { op?: unknown } | null | undefined)?.op : undefined;
  return typeof op === 'string' ? op : undefined;
}

function tagOf(call: number, method: string | undefined, about: Omit<MessageTag, 'kind' | 'call'> | undefined): MessageTag {
  if (about) return method === undefined || about.method !== undefined ? { ...about, kind: 'call', call } : { ...about, method, kind: 'call', call };
  return method === undefined ? { kind: 'call', call } : { kind: 'call', call, method };
}

/** The calls that one process has open. */
export class Calls {
  private readonly node: SimNode;
  private readonly open = new Map<number, Open>();
  private numbers: number;

  constructor(node: SimNode) {
    this.node = node;
    this.numbers = node.incarnation * CALLS_OF_A_PROCESS;
  }

  /** One request to a node and its answer. */
  call(to: NodeId, request: unknown, { timeoutMs = DEFAULT_TIMEOUT_MS, signal }: CallOptions = {}): Promise<unknown> {
    return this.ask(this.node.world.node(to), request, { timeoutMs, signal });
  }

  /** As `call`, with more in its tag for faults to aim at; without `timeoutMs` it waits for ever. */
  ask(to: SimNode, request: unknown, { timeoutMs, signal, tells = false }: AskOptions, about?: Omit<MessageTag, 'kind' | 'call'>): Promise<unknown> {
    const { node, open } = this;
    const number = this.numbers++;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const timer = timeoutMs === undefined ? undefined : node.after(msToUs(Math.max(0, timeoutMs)), timeOut, this, number);
      const abort = signal && ((): void => {
        this.settle(number)!.reject(signal.reason);
        if (tells) node.world.network.send(node, to, undefined, { ...about, kind: 'send', method: CANCEL, call: number });
      });
      if (abort) signal.addEventListener('abort', abort, { once: true });
      open.set(number, { to, timeoutMs, timer, signal, abort, resolve, reject });
      node.world.network.send(node, to, request, tagOf(number, methodOf(to, request), about));
    });
  }

  /** A reply came in; one that nobody waits for any more is dropped. */
  answered({ tag, body }: Message): void {
    const call = this.settle(tag.call!);
    if (tag.failed) call?.reject(errorOf(body as ErrorData));
    else call?.resolve(body);
  }

  timeOut(number: number): void {
    const { to, timeoutMs, reject } = this.settle(number)!;
    reject(errorOf({ kind: 'Unknown', code: 'Timeout', message: `no answer from ${to.id} within ${timeoutMs} ms` }));
  }

  /** Numbers of the calls to a node that have not ended. */
  openTo(to: SimNode): number[] {
    return [...this.open].filter(([, call]) => call.to === to).map(([number]) => number);
  }

  /** The connection to a node broke: every call open over it ends, and nobody can say what became of it. */
  reset(to: SimNode): void {
    for (const [number, call] of this.open) {
      if (call.to === to) this.settle(number)!.reject(errorOf(resetBy(to)));
    }
  }

  private settle(number: number): Open | undefined {
    const call = this.open.get(number);
    if (!call) return undefined;
    this.open.delete(number);
    const { timer, signal, abort } = call;
    timer?.cancel();
    if (abort) signal!.removeEventListener('abort', abort);
    return call;
  }
}

function timeOut(calls: Calls, number: number): void {
  calls.timeOut(number);
}
