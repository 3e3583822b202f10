import type { Member, Offsets, Rec, Tp } from 'faultlab';
import type { GroupWorker, WorkerCtx } from '../contract';

const COMMIT_MS = 2_000;

const nameOf = ({ topic, partition }: Tp): string => `${topic}-${partition}`;

/** Starts from what everybody has, gives away what is free, and moves single partitions as long as that makes it more even. */
export function assign(members: Member[], tps: Tp[]): Map<string, Tp[]> {
  const shares = new Map<string, Tp[]>(members.map(({ id }) => [id, []]));
  const readersOf = (tp: Tp): string[] => members.filter(({ topics }) => topics.includes(tp.topic)).map(({ id }) => id);
  const owners = new Map([...members].sort((a, b) => a.generation - b.generation).flatMap(({ id, owned }) => owned.map(tp => [nameOf(tp), id] as const)));
  const least = (ids: string[]): string => ids.reduce((a, b) => (shares.get(b)!.length < shares.get(a)!.length ? b : a));
  const fewestReadersFirst = [...tps].sort((a, b) => readersOf(a).length - readersOf(b).length);
  const known = (tp: Tp): boolean => readersOf(tp).includes(owners.get(nameOf(tp)) ?? '');
  for (const tp of fewestReadersFirst.filter(known)) shares.get(owners.get(nameOf(tp))!)!.push(tp);
  for (const tp of fewestReadersFirst.filter(each => !known(each) && readersOf(each).length > 0)) shares.get(least(readersOf(tp)))!.push(tp);
  for (let moved = true; moved;) {
    moved = false;
    for (const [from, share] of [...shares].sort((a, b) => b[1].length - a[1].length)) {
      const tp = share.find(each => shares.get(least(readersOf(each)))!.length + 1 < share.length);
      if (!tp) continue;
      shares.get(least(readersOf(tp)))!.push(tp);
      shares.set(from, share.filter(each => each !== tp));
      moved = true;
      break;
    }
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
