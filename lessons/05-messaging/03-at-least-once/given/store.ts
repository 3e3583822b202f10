import { Refused, type Handlers, type NodeContext } from 'faultlab';
import type { Video } from '../contract';

interface Witness {
  /** Whether a file exists. */
  encoded(video: Video): boolean;
  stored(video: Video): void;
}

/** Where finished videos are published. To publish one again changes nothing. */
export class Store implements Handlers {
  /** Files by job. */
  readonly files = new Map<string, string>();
  readonly #ctx: NodeContext;
  readonly #witness: Witness;
  readonly #open = new Map<string, () => void>();
  #asked = 0;

  constructor(ctx: NodeContext, witness: Witness) {
    this.#ctx = ctx;
    this.#witness = witness;
  }

  onRequest({ request: video }: { readonly request: Video }): Promise<void> {
    if (!this.#witness.encoded(video)) throw new Refused('NoSuchFile', 'the encoder has made no such file', { status: 404 });
    const timer = `publication ${++this.#asked}`;
    return new Promise(resolve => {
      this.#open.set(timer, () => {
        if (!this.files.has(video.job)) this.#witness.stored(video);
        this.files.set(video.job, video.file);
        resolve();
      });
      this.#ctx.setTimer(timer, 20 + 40 * this.#ctx.random());
    });
  }

  onTimer(timer: string): void {
    this.#open.get(timer)!();
    this.#open.delete(timer);
  }
}
