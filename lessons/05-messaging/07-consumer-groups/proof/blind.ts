import { Fenced, sleep } from 'faultlab';
import type { Member, Rec, Tp } from 'faultlab';
import type { GroupWorker, WorkerCtx } from '../contract';

const COMMIT_MS = 2_000;
const LAST_COMMIT_TRIES = 10;
const LAST_COMMIT_PAUSE_MS = 100;

/** Evenness comes before everything, then partitions that stay, then claims of the newest generation. */
const UNEVEN = 1_000_000;
const MOVED = 100;
const OLD_CLAIM = 1;

const name = ({ topic, partition }: Tp): string => `${topic}-${partition}`;

/**
 * Who gets which partitions. Runs at one member whenever somebody comes or goes.
 * As even as possible, then as few moves as possible: a min-cost flow, one partition at a time along the cheapest chain
 * of moves.
 */
export function assign(members: readonly Member[], tps: readonly Tp[]): Map<string, Tp[]> {
  const sorted = [...members].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const newest = Math.max(0, ...sorted.map(({ generation }) => generation));

  // Of several that claim a partition, the one of the highest generation is right.
  const claims = new Map<string, Member>();
  for (const member of sorted) {
    for (const tp of member.owned) {
      const other = claims.get(name(tp));
      if (!other || other.generation < member.generation) claims.set(name(tp), member);
    }
  }

  const cost = tps.map(tp => {
    const owner = claims.get(name(tp));
    return sorted.map(member => {
      if (!member.topics.includes(tp.topic)) return Infinity;
      if (member !== owner) return MOVED;
      return member.generation === newest ? 0 : OLD_CLAIM;
    });
  });

  const holder: number[] = tps.map(() => -1);
  const load: number[] = sorted.map(() => 0);
  for (let next = 0; next < tps.length; next++) {
    // Cheapest way to put the partition at each member, where others may have to make room for it.
    const distance = [...cost[next]!];
    const via: number[] = sorted.map(() => next);
    const from: number[] = sorted.map(() => -1);
    for (let changed = true, round = 0; changed && round <= sorted.length; round++) {
      changed = false;
      for (let other = 0; other < next; other++) {
        const here = holder[other]!;
        if (here < 0 || distance[here] === Infinity) continue;
        for (let there = 0; there < sorted.length; there++) {
          const total = distance[here]! + cost[other]![there]! - cost[other]![here]!;
          if (there === here || total >= distance[there]!) continue;
          distance[there] = total;
          via[there] = other;
          from[there] = here;
          changed = true;
        }
      }
    }
    let end = -1;
    let best = Infinity;
    for (let at = 0; at < sorted.length; at++) {
      const total = distance[at]! + UNEVEN * load[at]!;
      if (total < best) {
        best = total;
        end = at;
      }
    }
    if (end < 0) continue; // nobody reads this topic
    load[end]!++;
    for (let at = end; at >= 0; at = from[at]!) holder[via[at]!] = at;
  }

  const shares = new Map<string, Tp[]>(sorted.map(({ id }) => [id, []]));
  tps.forEach((tp, index) => {
    const at = holder[index]!;
    if (at >= 0) shares.get(sorted[at]!.id)!.push(tp);
  });
  return shares;
}

/** A partition from when it is assigned until it is given up or lost. */
interface Held {
  readonly tp: Tp;
  readonly warm: Promise<void>;
  /** Nothing more is begun. */
  closed: boolean;
  /** The write that is going on. */
  busy: Promise<void>;
  next: number | undefined;
  saved: number | undefined;
}

export class Worker implements GroupWorker {
  private readonly ctx: WorkerCtx;
  private readonly held = new Map<string, Held>();
  /** Commits go one after the other, so that an older one cannot overtake a newer one. */
  private saving: Promise<void> = Promise.resolve();

  constructor(ctx: WorkerCtx) {
    this.ctx = ctx;
    void this.saveForEver();
  }

  async onAssigned(tps: Tp[]): Promise<void> {
    // Does not wait: meanwhile other partitions are read, and rebalances go on.
    for (const tp of tps) {
      const warm = this.ctx.warmUp(tp);
      warm.catch(() => {});
      this.held.set(name(tp), { tp, warm, closed: false, busy: Promise.resolve(), next: undefined, saved: undefined });
    }
  }

  async onRevoked(tps: Tp[]): Promise<void> {
    const leaving = tps.flatMap(tp => this.held.get(name(tp)) ?? []);
    for (const held of leaving) held.closed = true;
    await Promise.all(leaving.map(held => held.busy.catch(() => {})));
    for (let tries = 1; ; tries++) {
      try {
        await this.save();
        break;
      } catch (error) {
        if (error instanceof Fenced || tries === LAST_COMMIT_TRIES) {
          console.error('given up without a commit', error);
          break;
        }
        await sleep(LAST_COMMIT_PAUSE_MS);
      }
    }
    for (const held of leaving) this.drop(held);
  }

  onLost(tps: Tp[]): void {
    for (const tp of tps) {
      const held = this.held.get(name(tp));
      if (held) this.drop(held);
    }
  }

  async onRecord(record: Rec): Promise<void> {
    const held = this.held.get(name(record));
    if (!held) return;
    await held.warm;
    if (held.closed) return;
    held.busy = this.write(held, record);
    await held.busy;
  }

  private async write(held: Held, record: Rec): Promise<void> {
    await this.ctx.write(record);
    held.next = record.offset + 1;
  }

  private drop(held: Held): void {
    held.closed = true;
    if (this.held.get(name(held.tp)) === held) this.held.delete(name(held.tp));
  }

  /** Commits what was written of all partitions that are held when its turn comes. */
  private save(): Promise<void> {
    const done = this.saving.then(async () => {
      const changed = [...this.held.values()].flatMap(held => (held.next === undefined || held.next === held.saved ? [] : [{ held, next: held.next }]));
      if (changed.length === 0) return;
      await this.ctx.commit(changed.map(({ held, next }) => [held.tp, next] as const));
      for (const { held, next } of changed) held.saved = next;
    });
    this.saving = done.catch(() => {});
    return done;
  }

  private async saveForEver(): Promise<void> {
    for (;;) {
      await sleep(COMMIT_MS);
      try {
        await this.save();
      } catch (error) {
        console.error(error);
      }
    }
  }
}
