import type { Assignor, Consumer, Log, Rec, Tp } from 'faultlab';
import type { GroupWorker } from '../contract';

const name = ({ topic, partition }: Tp): string => `${topic}-${partition}`;

/** Records of one partition, worked on one after the other. */
interface Lane {
  open: boolean;
  done: Promise<void>;
}

/** Reads for a worker, as long as its process lives: records of different partitions are worked on side by side. */
export class Driver {
  readonly #consumer: Consumer;
  readonly #worker: GroupWorker;
  readonly #lanes = new Map<string, Lane>();

  constructor(log: Log, topics: readonly string[], assignor: Assignor, makeWorker: (consumer: Consumer) => GroupWorker) {
    this.#consumer = log.consumer({ group: 'group', topics, assignor, protocol: 'cooperative', from: 'start', heartbeatMs: 1_000 });
    this.#worker = makeWorker(this.#consumer);
    this.#consumer.on('assigned', tps => this.#worker.onAssigned(tps));
    this.#consumer.on('revoked', tps => {
      this.#closeLanes(tps);
      return this.#worker.onRevoked(tps);
    });
    this.#consumer.on('lost', tps => {
      this.#closeLanes(tps);
      this.#worker.onLost(tps);
    });
  }

  /** `failed`: hears of an exception that leaves `onRecord`. */
  async run(stopping: AbortSignal, failed: (error: unknown) => void): Promise<void> {
    while (!stopping.aborted) {
      for (const record of await this.#consumer.poll({ max: 50, waitMs: 500 })) this.#take(record, failed);
    }
    await this.#consumer.close();
  }

  #take(record: Rec, failed: (error: unknown) => void): void {
    const lane = this.#lanes.get(name(record)) ?? { open: true, done: Promise.resolve() };
    this.#lanes.set(name(record), lane);
    lane.done = lane.done.then(() => (lane.open ? this.#worker.onRecord(record) : undefined)).catch(failed);
  }

  #closeLanes(tps: readonly Tp[]): void {
    for (const tp of tps) {
      const lane = this.#lanes.get(name(tp));
      if (lane) lane.open = false;
      this.#lanes.delete(name(tp));
    }
  }
}
