import type { Instance } from './instance.ts';

export type Role = 'leader' | 'follower' | 'candidate' | 'fenced';

/** A follower that has heard no leader for so long looks for another one. */
const PATIENCE_MS = 3_000;
/** A fenced replica comes back after this, as a follower that has copied everything anew. */
const FENCED_MS = 10_000;
/** A follower can apply so many times what is usually written. */
const HEADROOM = 20;

/** One copy of the data. */
export class Replica {
  readonly instance: Instance;
  role: Role = 'follower';
  term = 1;
  /** Writes that it has, counted from the beginning. */
  position = 0;
  follows: Replica | undefined;
  /** Since it last heard of its leader, or, leading, of anybody who follows it. */
  silentMs = 0;
  /** Answers reads. */
  isRead = true;
  /** Applies so many times what it could. */
  applies = 1;
  /** Writes that it was given in this step. */
  written = 0;
  fencedMs = 0;

  constructor(instance: Instance) {
    this.instance = instance;
  }

  get leads(): boolean {
    return this.role === 'leader';
  }
}

/**
 * Replicas with one leader, to which callers write and which acknowledges before the others have it (asynchronous
 * replication). When followers hear no leader and a majority of all can talk, the most advanced leads in the next term.
 * Nobody tells the old leader, and nobody makes it stop: whoever still reaches it goes on writing there, as with many
 * primary-standby databases whose failover is watched from outside.
 */
export class Store {
  readonly replicas: readonly Replica[];
  /** Nobody is elected any more. */
  frozen = false;
  private readonly reaches: (one: string, other: string) => boolean;
  /** Whom the callers of a zone write to. */
  private readonly known = new Map<string, Replica>();
  private readonly stepMs: number;
  private readonly usualPerStep: number;
  /** Position of the newest term's leader at the end of each step. */
  private readonly main: number[] = [];
  /** By replica: the first step by which the main copy had more than it has. */
  private readonly lacks: number[];
  /** When the main copy parted from an older leader's. */
  private forkStep = 0;

  /** `reaches`: whether messages go between two zones. `usualPerSecond`: writes. */
  constructor(instances: readonly Instance[], { leader, zones, stepMs, usualPerSecond, reaches }: { readonly leader: string; readonly zones: readonly string[]; readonly stepMs: number; readonly usualPerSecond: number; readonly reaches: Store['reaches'] }) {
    this.replicas = instances.map(instance => new Replica(instance));
    this.lacks = instances.map(() => 0);
    this.stepMs = stepMs;
    this.usualPerStep = (usualPerSecond * stepMs) / 1_000;
    this.reaches = reaches;
    const first = this.replicas.find(({ instance }) => instance.id === leader);
    if (!first) throw new Error(`there is no replica called ${leader}`);
    first.role = 'leader';
    for (const replica of this.replicas) if (replica !== first) replica.follows = first;
    for (const zone of zones) this.known.set(zone, first);
  }

  find(id: string): Replica | undefined {
    return this.replicas.find(({ instance }) => instance.id === id);
  }

  /** A replica is given so many writes in this step; it keeps them if it leads. */
  write(instance: Instance, count: number): void {
    const replica = this.replicas.find(each => each.instance === instance);
    if (replica) replica.written += count;
  }

  /** Whom callers of a zone write to; undefined: nobody. */
  leaderFor(zone: string): Replica | undefined {
    const known = this.known.get(zone)!;
    if (known.leads && this.reaches(zone, known.instance.zone)) return known;
    const other = this.newest(replica => this.reaches(zone, replica.instance.zone));
    if (other) this.known.set(zone, other);
    return other;
  }

  get leaders(): number {
    return this.replicas.reduce((count, { leads }) => count + Number(leads), 0);
  }

  /** How old what a replica answers may be, milliseconds. */
  ageMs(replica: Replica): number {
    const { main, stepMs, replicas } = this;
    const leader = this.newest();
    if (leader && replica !== leader && replica.follows !== leader && replica.term < leader.term) return (main.length - this.forkStep) * stepMs;
    const index = replicas.indexOf(replica);
    let step = this.lacks[index]!;
    while (step < main.length && main[step]! <= replica.position) step++;
    this.lacks[index] = step;
    return (main.length - step) * stepMs;
  }

  /** Takes a replica out of everything. Returns how many acknowledged writes only it had. */
  fence(replica: Replica): number {
    const wasMain = replica === this.newest();
    const others = this.replicas.filter(each => each.follows === replica);
    const lost = wasMain ? Math.round(replica.position - Math.max(0, ...others.map(({ position }) => position))) : 0;
    replica.role = 'fenced';
    replica.follows = undefined;
    replica.fencedMs = FENCED_MS;
    return lost;
  }

  step(): void {
    for (const replica of this.replicas) {
      if (replica.leads) replica.position += replica.written;
      replica.written = 0;
    }
    for (const replica of this.replicas) this.follow(replica);
    this.elect();
    const leader = this.newest();
    this.main.push(leader ? leader.position : this.main.at(-1) ?? 0);
  }

  private follow(replica: Replica): void {
    const { stepMs, usualPerStep } = this;
    if (replica.role === 'fenced') return this.comeBack(replica);
    if (replica.leads) {
      const isHeard = this.replicas.some(({ follows, instance }) => follows === replica && this.hears(replica.instance, instance));
      replica.silentMs = isHeard ? 0 : replica.silentMs + stepMs;
      return;
    }
    const leader = replica.follows;
    if (!leader?.leads || !this.hears(replica.instance, leader.instance)) {
      replica.silentMs += stepMs;
      return;
    }
    if (replica.role === 'candidate') this.join(replica, leader);
    replica.silentMs = 0;
    const most = replica.position + HEADROOM * usualPerStep * replica.applies;
    replica.position = Math.min(most, Math.max(replica.position, leader.position - usualPerStep));
  }

  private comeBack(replica: Replica): void {
    replica.fencedMs -= this.stepMs;
    const leader = replica.fencedMs > 0 ? undefined : this.newest(({ instance }) => this.hears(replica.instance, instance));
    if (leader) this.join(replica, leader);
  }

  private join(replica: Replica, leader: Replica): void {
    replica.role = 'follower';
    replica.follows = leader;
    replica.term = leader.term;
    replica.silentMs = 0;
    replica.position = Math.min(replica.position, leader.position);
  }

  private elect(): void {
    for (const replica of this.replicas) {
      if (replica.leads || replica.role === 'fenced' || replica.silentMs < PATIENCE_MS) continue;
      const group = this.replicas.filter(each => !each.leads && each.role !== 'fenced' && each.silentMs >= PATIENCE_MS / 2 && this.hears(replica.instance, each.instance));
      if (this.frozen || 2 * group.length <= this.replicas.length) {
        replica.role = 'candidate';
        if (replica.silentMs % PATIENCE_MS === 0) replica.term++;
        continue;
      }
      const winner = group.reduce((best, each) => (each.position > best.position ? each : best));
      const term = 1 + Math.max(...group.map(each => each.term));
      this.forkStep = this.main.length;
      winner.role = 'leader';
      winner.follows = undefined;
      winner.term = term;
      winner.silentMs = 0;
      for (const each of group) if (each !== winner) this.join(each, winner);
      return;
    }
  }

  private hears(one: Instance, other: Instance): boolean {
    return one.isUp && other.isUp && this.reaches(one.zone, other.zone);
  }

  /** The leader of the newest term. */
  private newest(among: (replica: Replica) => boolean = () => true): Replica | undefined {
    let newest: Replica | undefined;
    for (const replica of this.replicas) if (replica.leads && among(replica) && (!newest || replica.term > newest.term)) newest = replica;
    return newest;
  }
}
