import type { Held, NodeContext, NodeId, ReplicaRequest, Version, Versioned } from 'faultlab';
import type { Answer, Options, Query } from '../contract';

/** An answer must have left by then, whatever the network does. */
const BUDGET_MS = 850;
/** Who has been silent for so long is asked once more. */
const RETRY_MS = 300;

function isNewer(a: Version, b: Version): boolean {
  return a[0] !== b[0] ? a[0] > b[0] : a[1] > b[1];
}

/** Reads and writes values that n replicas hold. Several coordinators do so at the same time. */
export class Coordinator {
  private readonly ctx: NodeContext;
  private readonly replicas: readonly NodeId[];
  private readonly r: number;
  private readonly w: number;

  constructor(ctx: NodeContext, { replicas, r, w }: Options) {
    if (r + w <= replicas.length) throw new Error(`r = ${r} and w = ${w} of ${replicas.length} replicas need not overlap`);
    this.ctx = ctx;
    this.replicas = replicas;
    this.r = r;
    this.w = w;
  }

  async onRequest(query: Query): Promise<Answer> {
    const deadline = performance.now() + BUDGET_MS;
    return query.op === 'read' ? this.read(query.key, deadline) : this.write(query.key, query.value, deadline);
  }

  private async read(key: string, deadline: number): Promise<Answer> {
    const answers = await this.ask<Versioned>(this.replicas, this.r, { op: 'get', key }, deadline);
    if (!answers) return { ok: false, why: 'unknown' };
    const { value, version } = newest(answers);
    if (version[0] === 0) return { ok: true };

    // What is answered must be on w replicas first, or a later read may miss it.
    const others = this.replicas.filter(replica => {
      const held = answers.get(replica)?.version;
      return !held || isNewer(version, held);
    });
    const missing = this.w - (this.replicas.length - others.length);
    if (missing > 0) {
      const done = await this.ask<Held>(others, missing, { op: 'put', key, value, version }, deadline);
      if (!done) return { ok: false, why: 'unknown' };
    }
    return { ok: true, value };
  }

  private async write(key: string, value: string, deadline: number): Promise<Answer> {
    const answers = await this.ask<Versioned>(this.replicas, this.r, { op: 'get', key }, deadline);
    if (!answers) return { ok: false, why: 'not-done' }; // no put has been sent, and none will be

    // Higher than all that was finished before. The text tells apart overlapping writes, also of one coordinator.
    const version: Version = [newest(answers).version[0] + 1, `${this.ctx.id}/${crypto.randomUUID()}`];
    const done = await this.ask<Held>(this.replicas, this.w, { op: 'put', key, value, version }, deadline);
    return done ? { ok: true } : { ok: false, why: 'unknown' };
  }

  /** Asks the targets until `count` different ones have answered; nothing if they have not by the deadline. */
  private ask<T>(
    targets: readonly NodeId[], count: number, request: ReplicaRequest, deadline: number,
  ): Promise<ReadonlyMap<NodeId, T> | undefined> {
    return new Promise(resolve => {
      const answers = new Map<NodeId, T>();
      let over = false;
      const finish = (result: ReadonlyMap<NodeId, T> | undefined): void => {
        if (over) return;
        over = true;
        clearTimeout(limit);
        clearInterval(retry);
        resolve(result);
      };
      const send = (): void => {
        const timeoutMs = deadline - performance.now();
        if (timeoutMs < 1) return;
        for (const replica of targets) {
          if (answers.has(replica)) continue;
          this.ctx.call<T>(replica, request, { timeoutMs }).then(answer => {
            if (over || answers.has(replica)) return;
            answers.set(replica, answer);
            if (answers.size >= count) finish(answers);
          }, () => { /* silence: asked again, or the deadline ends it */ });
        }
      };
      const limit = setTimeout(() => finish(undefined), Math.max(1, deadline - performance.now()));
      const retry = setInterval(send, RETRY_MS);
      send();
    });
  }
}

function newest(answers: ReadonlyMap<NodeId, Versioned>): Versioned {
  return [...answers.values()].reduce((best, answer) => (isNewer(answer.version, best.version) ? answer : best));
}
