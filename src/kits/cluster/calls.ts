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
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** How long a call waits if it does not say. */
const DEFAULT_TIMEOUT_MS = 1_000;

/** What faults can aim at: a given actor names its operations in the field `op` of what it is sent. */
export function tagOf<Kind extends MessageTag['kind']>(kind: Kind, to: SimNode, message: unknown): MessageTag & { readonly kind: Kind } {
  const method = to.role === 'given' ? (message as { op?: unknown } | null | undefined)?.op : undefined;
  return typeof method === 'string' ? { kind, method } : { kind };
}

/** The calls that one process has open. */
export class Calls {
  private readonly node: SimNode;
  private readonly open = new Map<number, Open>();
  private numbers = 0;

  constructor(node: SimNode) {
    this.node = node;
  }

  /** One request to a node and its answer. */
  call(to: NodeId, request: unknown, { timeoutMs = DEFAULT_TIMEOUT_MS, signal }: CallOptions = {}): Promise<unknown> {
    const node = this.node.world.node(to);
    return this.ask(node, request, timeoutMs, signal, tagOf('call', node, request));
  }

  /** As `call`, with a tag for faults to aim at; without `timeoutMs` it waits for ever. */
  ask(to: SimNode, request: unknown, timeoutMs: number | undefined, signal: AbortSignal | undefined, tag: MessageTag & { readonly kind: 'call' }): Promise<unknown> {
    const { node, open } = this;
    const number = this.numbers++;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const timer = timeoutMs === undefined ? undefined : node.after(msToUs(Math.max(0, timeoutMs)), timeOut, this, number);
      const abort = signal && ((): void => this.settle(number)?.reject(signal.reason));
      if (abort) signal.addEventListener('abort', abort, { once: true });
      open.set(number, { to, timeoutMs, timer, signal, abort, resolve, reject });
      node.world.network.send(node, to, request, { ...tag, call: number });
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

  /** The connection to a node broke: every call open over it ends, and nobody can say what became of it. */
  reset(to: SimNode): void {
    for (const [number, call] of this.open) {
      if (call.to === to) this.settle(number)!.reject(errorOf({ kind: 'Unknown', code: 'Reset', message: `the connection to ${to.id} was reset` }));
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
