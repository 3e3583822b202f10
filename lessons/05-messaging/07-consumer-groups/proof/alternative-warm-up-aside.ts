import type { Member, Offsets, Rec, Tp } from 'faultlab';
import type { GroupWorker, WorkerCtx } from '../contract';

const COMMIT_MS = 2_000;

const nameOf = ({ topic, partition }: Tp): string => `${topic}-${partition}`;

/** As even as possible, and everybody keeps what it has as far as that allows. Topics with few readers are shared out first. */
export function assign(members: Member[], tps: Tp[]): Map<string, Tp[]> {
  const owners = ownersOf(members);
  const shares = new Map<string, Tp[]>(members.map(({ id }) => [id, []]));
  for (const { readers, pool } of poolsOf(members, tps)) {
    const quota = quotasOf(readers, pool, shares, owners);
    const take = (id: string, tp: Tp): void => {
      quota.set(id, quota.get(id)! - 1);
      shares.get(id)!.push(tp);
    };
    const free: Tp[] = [];
    for (const tp of pool) {
      const owner = owners.get(nameOf(tp));
      if (owner !== undefined && (quota.get(owner) ?? 0) > 0) take(owner, tp);
      else free.push(tp);
    }
    for (const tp of free) take(readers.find(id => quota.get(id)! > 0)!, tp);
  }
  return shares;
}

/** Who owns what, by name. What somebody says counts if nobody has owned the partition later. */
function ownersOf(members: Member[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const { id, owned } of [...members].sort((a, b) => a.generation - b.generation)) for (const tp of owned) owners.set(nameOf(tp), id);
  return owners;
}

/** Partitions by who reads them, fewest readers first. */
function poolsOf(members: Member[], tps: Tp[]): { readers: string[]; pool: Tp[] }[] {
  const pools = new Map<string, { readers: string[]; pool: Tp[] }>();
  for (const tp of tps) {
    const readers = members.filter(({ topics }) => topics.includes(tp.topic)).map(({ id }) => id);
    if (readers.length === 0) continue;
    const pool = pools.get(readers.join()) ?? { readers, pool: [] };
    pools.set(readers.join(), pool);
    pool.pool.push(tp);
  }
  return [...pools.values()].sort((a, b) => a.readers.length - b.readers.length);
}

/** How many of a pool each reader gets: always one more for whoever has least; if several do, for whoever owns most. */
function quotasOf(readers: string[], pool: Tp[], shares: Map<string, Tp[]>, owners: Map<string, string>): Map<string, number> {
  const quota = new Map(readers.map(id => [id, 0]));
  const load = (id: string): number => shares.get(id)!.length + quota.get(id)!;
  const owned = (id: string): number => pool.filter(tp => owners.get(nameOf(tp)) === id).length - quota.get(id)!;
  for (let given = 0; given < pool.length; given++) {
    const least = readers.reduce((a, b) => (load(b) < load(a) || (load(b) === load(a) && owned(b) > owned(a)) ? b : a));
    quota.set(least, quota.get(least)! + 1);
  }
  return quota;
}

export class Worker implements GroupWorker {
  readonly #ctx: WorkerCtx;
  /** Where each partition goes on, with what is written of it. */
  readonly #positions = new Map<string, [Tp, number]>();
  readonly #writing = new Map<string, Promise<void>>();
  readonly #warm = new Map<string, Promise<void>>();

  constructor(ctx: WorkerCtx) {
    this.#ctx = ctx;
    setInterval(() => this.#commit([...this.#positions.values()]).catch(() => {}), COMMIT_MS);
  }

  /** The other partitions are read meanwhile. */
  async onAssigned(tps: Tp[]): Promise<void> {
    for (const tp of tps) this.#warm.set(nameOf(tp), this.#ctx.warmUp(tp));
  }

  async onRevoked(tps: Tp[]): Promise<void> {
    for (const tp of tps) this.#warm.delete(nameOf(tp));
    await Promise.all(tps.map(tp => this.#writing.get(nameOf(tp))));
    await this.#commit(tps.flatMap(tp => {
      const position = this.#positions.get(nameOf(tp));
      return position ? [position] : [];
    }));
    this.onLost(tps);
  }

  onLost(tps: Tp[]): void {
    for (const tp of tps) {
      this.#positions.delete(nameOf(tp));
      this.#warm.delete(nameOf(tp));
    }
  }

  async onRecord(record: Rec): Promise<void> {
    const { topic, partition, offset } = record;
    await this.#warm.get(nameOf(record));
    if (!this.#warm.has(nameOf(record))) return;
    const writing = this.#ctx.write(record);
    this.#writing.set(nameOf(record), writing.then(() => void this.#positions.set(nameOf(record), [{ topic, partition }, offset + 1])));
    await this.#writing.get(nameOf(record));
  }

  async #commit(offsets: Offsets): Promise<void> {
    if (offsets.length > 0) await this.#ctx.commit(offsets);
  }
}
