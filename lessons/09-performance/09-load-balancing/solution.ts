import { hash64 } from 'faultlab';
import type { LoadBalancer } from './contract';

/** What this balancer knows of a backend, from its own requests alone. */
interface Known {
  open: number;
  /** Jumps up to every slow answer, and sinks slowly. */
  latencyMs: number;
  atMs: number;
}

const DECAY_MS = 3_000;
/** A failure is as bad as an answer that took so long: whoever fails fast must not look fast. */
const FAILURE_MS = 5_000;
/** Open requests at a key's home from which on its second home is looked at, too. */
const CROWD = 3;

export class Balancer implements LoadBalancer {
  private ids: string[] = [];
  private known = new Map<string, Known>();

  members(ids: string[]): void {
    const { known } = this;
    this.ids = ids;
    this.known = new Map(ids.map(id => [id, known.get(id) ?? { open: 0, latencyMs: 0, atMs: performance.now() }]));
  }

  pick({ key }: { key?: string }): string {
    const [first, second] = key === undefined ? this.anyTwo() : this.homesOf(key);
    if (key !== undefined && this.known.get(first)!.open < CROWD) return first;
    return this.cost(first) <= this.cost(second) ? first : second;
  }

  started(id: string): void {
    this.known.get(id)!.open++;
  }

  finished(id: string, { ms, ok }: { ms: number; ok: boolean }): void {
    const known = this.known.get(id);
    if (!known) return;
    known.open--;
    const sunkMs = this.latencyMs(known);
    const seenMs = ok ? ms : FAILURE_MS;
    known.latencyMs = seenMs > sunkMs ? seenMs : 0.9 * sunkMs + 0.1 * seenMs;
    known.atMs = performance.now();
  }

  /** What waits at a backend, in time. */
  private cost(id: string): number {
    const known = this.known.get(id)!;
    return (this.latencyMs(known) + 1) * (known.open + 1);
  }

  /** What was seen long ago counts less: a backend that has recovered is tried again. */
  private latencyMs({ latencyMs, atMs }: Known): number {
    return latencyMs * Math.exp((atMs - performance.now()) / DECAY_MS);
  }

  private anyTwo(): [string, string] {
    const { ids } = this;
    const first = Math.floor(Math.random() * ids.length);
    const apart = 1 + Math.floor(Math.random() * (ids.length - 1));
    return [ids[first]!, ids[(first + apart) % ids.length]!];
  }

  /** The two members with the highest scores for a key: the same for every balancer, and only what a lost member had moves. */
  private homesOf(key: string): [string, string] {
    const scored = this.ids.map(id => ({ id, score: hash64(`${key} at ${id}`) })).sort((a, b) => (a.score < b.score ? 1 : -1));
    return [scored[0]!.id, (scored[1] ?? scored[0]!).id];
  }
}
