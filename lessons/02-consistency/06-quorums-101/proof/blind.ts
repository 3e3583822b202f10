import type { Held, NodeContext, NodeId, ReplicaRequest, Version, Versioned } from 'faultlab';
import type { Answer, Options, Query } from '../contract';

/** A client gets its answer within this time, whatever happens (the limit is 1,000 ms, on the client's side). */
const BUDGET_MS = 800;
/** The question may use up no more than this, so that the puts after it have a chance. */
const ASK_MS = 450;
/** Who has been silent for so long is asked again. The old question stays open. */
const RESEND_MS = 120;

const higher = (a: Version, b: Version): boolean => a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);

/** Reads and writes values that n replicas hold. Several coordinators do so at the same time. */
export class Coordinator {
  private readonly ctx: NodeContext;
  private readonly replicas: readonly NodeId[];
  private readonly r: number;
  private readonly w: number;

  constructor(ctx: NodeContext, { replicas, r, w }: Options) {
    if (r + w <= replicas.length) throw new Error(`r + w must exceed ${replicas.length}: ${r} + ${w}`);
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
    const heard = await this.ask<Versioned>(this.replicas, this.r, { op: 'get', key }, deadline - BUDGET_MS + ASK_MS);
    if (!heard) return { ok: false, why: 'unknown' };
    const { value, version } = newest(heard);
    if (value === undefined) return { ok: true };
    // The next reader must not see anything older: the value has to be at w replicas before anybody hears of it.
    const without = this.replicas.filter(replica => {
      const answer = heard.get(replica);
      return !answer || higher(version, answer.version);
    });
    const missing = this.w - (this.replicas.length - without.length);
    if (missing > 0 && !await this.ask<Held>(without, missing, { op: 'put', key, value, version }, deadline)) {
      return { ok: false, why: 'unknown' };
    }
    return { ok: true, value };
  }

  private async write(key: string, value: string, deadline: number): Promise<Answer> {
    const heard = await this.ask<Versioned>(this.replicas, this.r, { op: 'get', key }, deadline - BUDGET_MS + ASK_MS);
    if (!heard) return { ok: false, why: 'not-done' }; // no put has left this node
    // Higher than whatever was finished before. Values are unique, hence versions are: also among overlapping
    // requests of one coordinator, and across its crashes.
    const version: Version = [newest(heard).version[0] + 1, value];
    const done = await this.ask<Held>(this.replicas, this.w, { op: 'put', key, value, version }, deadline);
    return done ? { ok: true } : { ok: false, why: 'unknown' };
  }

  /** Asks all of `replicas` until `count` different ones have answered; undefined if they have not by the deadline. */
  private ask<T>(
    replicas: readonly NodeId[], count: number, request: ReplicaRequest, deadline: number,
  ): Promise<ReadonlyMap<NodeId, T> | undefined> {
    return new Promise(resolve => {
      const answers = new Map<NodeId, T>();
      let over = false;
      let timer: number | undefined;
      const end = (result: ReadonlyMap<NodeId, T> | undefined): void => {
        over = true;
        clearTimeout(timer);
        resolve(result);
      };
      const round = (): void => {
        if (over) return;
        const left = deadline - performance.now();
        if (left < 1) return end(undefined);
        timer = setTimeout(round, Math.min(RESEND_MS, left));
        for (const replica of replicas) {
          if (answers.has(replica)) continue;
          this.ctx.call<T>(replica, request, { timeoutMs: left }).then(answer => {
            if (over || answers.has(replica)) return;
            answers.set(replica, answer);
            if (answers.size >= count) end(answers);
          }, () => {
            // Silence: asked again in the next round, until the deadline.
          });
        }
      };
      round();
    });
  }
}

function newest(heard: ReadonlyMap<NodeId, Versioned>): Versioned {
  let best: Versioned = { version: [0, ''] };
  for (const answer of heard.values()) if (higher(answer.version, best.version)) best = answer;
  return best;
}
