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
  private readonly silence: string;
  private readonly waiting = new Map<number, Waiting>();
  private ids = 0;

  /** `silence`: what there was none of when the time is over. */
  constructor(node: SimNode, silence = 'no majority') {
    this.node = node;
    this.silence = silence;
  }

  /** Rejects with `Unknown` (`Timeout`) after `timeoutMs`. `start` gets the number to settle it by. */
  wait<T>(timeoutMs: number, start: (id: number) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const id = this.ids++;
      const timer = this.node.after(msToUs(timeoutMs), () => this.reject(id, new Unknown('Timeout', `${this.silence} within ${timeoutMs} ms`)));
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
