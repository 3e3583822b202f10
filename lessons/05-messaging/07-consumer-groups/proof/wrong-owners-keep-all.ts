// scenario: scale-out
// message: owns 5 partitions and m6 0
import type { Member, Offsets, Rec, Tp } from 'faultlab';
import type { GroupWorker, WorkerCtx } from '../contract';

const COMMIT_MS = 2_000;

const nameOf = ({ topic, partition }: Tp): string => `${topic}-${partition}`;

/** Whoever has a partition keeps it; what is free goes to whoever has least. */
export function assign(members: Member[], tps: Tp[]): Map<string, Tp[]> {
  const shares = new Map<string, Tp[]>(members.map(({ id }) => [id, []]));
  const taken = new Set<string>();
  for (const { id, owned } of [...members].sort((a, b) => b.generation - a.generation)) {
    for (const tp of owned) {
      if (taken.has(nameOf(tp))) continue;
      taken.add(nameOf(tp));
      shares.get(id)!.push(tp);
    }
  }
  for (const tp of tps.filter(each => !taken.has(nameOf(each)))) {
    const readers = members.filter(({ topics }) => topics.includes(tp.topic)).map(({ id }) => shares.get(id)!);
    readers.sort((a, b) => a.length - b.length)[0]?.push(tp);
  }
  return shares;
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
