import { msToUs, type SimNode, type Timer } from '../../../sim/index.ts';
import { Unknown } from '../../errors.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: Timer;
}

/** Promises that wait for the cluster, each until it is settled or its time is over. */
export class Pending {
  private readonly node: SimNode;
  private readonly waiting = new Map<number, Waiting>();
  private ids = 0;

  constructor(node: SimNode) {
    this.node = node;
  }

  /** Rejects with `Unknown` (`Timeout`) after `timeoutMs`. `start` gets the number to settle it by. */
  wait<T>(timeoutMs: number, start: (id: number) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const id = this.ids++;
      const timer = this.node.after(msToUs(timeoutMs), () => this.reject(id, new Unknown('Timeout', `no majority within ${timeoutMs} ms`)));
      this.waiting.set(id, { resolve, reject, timer });
      start(id);
    });
  }

  resolve(id: number, value: unknown): void {
    this.take(id)?.resolve(value as never);
  }

  reject(id: number, error: unknown): void {
    this.take(id)?.reject(error);
  }

  private take(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    waiting?.timer.cancel();
    this.waiting.delete(id);
    return waiting;
  }
}
