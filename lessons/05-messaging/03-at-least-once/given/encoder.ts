import { Refused, type Handlers, type NodeContext, type NodeId } from 'faultlab';
import type { Job, Video } from '../contract';

/** What the encoder must know of the world, and whom it tells of its work. */
export interface Surroundings {
  /** How long a job takes, milliseconds. */
  durationMs(job: Job): number;
  /** Names the process that runs on a node now. */
  processOn(node: NodeId): string;
  began(job: Job, by: NodeId): void;
  refused(job: Job, by: NodeId): void;
  ended(job: Job, by: NodeId): void;
}

const SLOTS = 4;

interface Encoding {
  readonly job: string;
  readonly process: string;
}

/** A farm that encodes for anybody who has a slot. It does not notice when the caller dies. */
export class Encoder implements Handlers {
  /** By the name of its timer. */
  readonly encodings = new Map<string, Encoding>();
  readonly #ends = new Map<string, () => void>();
  readonly #ctx: NodeContext;
  readonly #surroundings: Surroundings;
  #begun = 0;

  constructor(ctx: NodeContext, surroundings: Surroundings) {
    this.#ctx = ctx;
    this.#surroundings = surroundings;
  }

  onRequest({ request: job }: { readonly request: Job }, from: NodeId): Promise<Video> {
    const process = this.#surroundings.processOn(from);
    const taken = [...this.encodings.values()].filter(encoding => encoding.process === process);
    if (typeof job?.id !== 'string') throw new Refused('BadRequest', 'this is no job', { status: 400 });
    if (taken.length >= SLOTS) {
      this.#surroundings.refused(job, from);
      throw new Refused('NoSlot', `${from} has ${SLOTS} slots, and they are taken`, { status: 429 });
    }
    this.#surroundings.began(job, from);
    const timer = `encoding ${++this.#begun}`;
    return new Promise(resolve => {
      this.encodings.set(timer, { job: job.id, process });
      this.#ends.set(timer, () => {
        this.#surroundings.ended(job, from);
        resolve({ job: job.id, file: `${job.id}.mp4` });
      });
      this.#ctx.setTimer(timer, this.#surroundings.durationMs(job));
    });
  }

  onTimer(timer: string): void {
    this.encodings.delete(timer);
    this.#ends.get(timer)!();
    this.#ends.delete(timer);
  }
}
