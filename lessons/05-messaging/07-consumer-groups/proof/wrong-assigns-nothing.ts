// scenario: scale-out
// message: has no row at the end
import type { Member, Offsets, Rec, Tp } from 'faultlab';
import type { GroupWorker, WorkerCtx } from '../contract';

const COMMIT_MS = 2_000;

const nameOf = ({ topic, partition }: Tp): string => `${topic}-${partition}`;

export function assign(members: Member[]): Map<string, Tp[]> {
  return new Map(members.map(({ id }) => [id, []]));
}

export class Worker implements GroupWorker {
  readonly #ctx: WorkerCtx;
  /** Where each partition goes on, with what is written of it. */
  readonly #positions = new Map<string, [Tp, number]>();
  readonly #writing = new Map<string, Promise<void>>();

  constructor(ctx: WorkerCtx) {
    this.#ctx = ctx;
    setInterval(() => this.#commit([...this.#positions.values()]).catch(() => {}), COMMIT_MS);
  }

  async onAssigned(tps: Tp[]): Promise<void> {
    await Promise.all(tps.map(tp => this.#ctx.warmUp(tp)));
  }

  async onRevoked(tps: Tp[]): Promise<void> {
    await Promise.all(tps.map(tp => this.#writing.get(nameOf(tp))));
    await this.#commit(tps.flatMap(tp => {
      const position = this.#positions.get(nameOf(tp));
      return position ? [position] : [];
    }));
    this.onLost(tps);
  }

  onLost(tps: Tp[]): void {
    for (const tp of tps) this.#positions.delete(nameOf(tp));
  }

  async onRecord(record: Rec): Promise<void> {
    const { topic, partition, offset } = record;
    const writing = this.#ctx.write(record);
    this.#writing.set(nameOf(record), writing.then(() => void this.#positions.set(nameOf(record), [{ topic, partition }, offset + 1])));
    await this.#writing.get(nameOf(record));
  }

  async #commit(offsets: Offsets): Promise<void> {
    if (offsets.length > 0) await this.#ctx.commit(offsets);
  }
}
