import { sleep } from 'faultlab';
import type { NodeContext, NodeId, ReplicaRequest, Version, Versioned } from 'faultlab';
import type { Answer, Options, Query } from '../contract';

/** A whole operation, both phases, ends after this long. */
const DEADLINE_MS = 800;
/** A replica that has been silent for this long is asked once more (gets and puts may be repeated). */
const RESEND_MS = 250;

const INITIAL: Version = [0, ''];

function compare(a: Version, b: Version): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1;
  return 0;
}

/** Reads and writes values that n replicas hold. Several coordinators do so at the same time. */
export class Coordinator {
  private readonly ctx: NodeContext;
  private readonly replicas: readonly NodeId[];
  private readonly r: number;
  private readonly w: number;

  constructor(ctx: NodeContext, { replicas, r, w }: Options) {
    if (r + w <= replicas.length) throw new Error(`r + w must exceed n: ${r} + ${w} <= ${replicas.length}`);
    this.ctx = ctx;
    this.replicas = replicas;
    this.r = r;
    this.w = w;
  }

  async onRequest(query: Query): Promise<Answer> {
    const late = sleep(DEADLINE_MS).then(() => undefined, () => undefined);
    return query.op === 'read' ? this.read(query.key, late) : this.write(query.key, query.value, late);
  }

  private async read(key: string, late: Promise<undefined>): Promise<Answer> {
    const answers = await this.ask<Versioned>(this.replicas, this.r, { op: 'get', key }, late);
    if (answers === undefined) return { ok: false, why: 'unknown' };
    const newest = this.newest(answers);
    if (compare(newest.version, INITIAL) === 0) return { ok: true };
    // Before anybody hears this value, w replicas must hold it, or the next reader may miss it.
    const rest = this.replicas.filter(id => {
      const answer = answers.get(id);
      return answer === undefined || compare(answer.version, newest.version) !== 0;
    });
    const missing = this.w - (this.replicas.length - rest.length);
    if (missing > 0) {
      const put: ReplicaRequest = { op: 'put', key, value: newest.value!, version: newest.version };
      if ((await this.ask(rest, missing, put, late)) === undefined) return { ok: false, why: 'unknown' };
    }
    return { ok: true, value: newest.value };
  }

  private async write(key: string, value: string, late: Promise<undefined>): Promise<Answer> {
    const answers = await this.ask<Versioned>(this.replicas, this.r, { op: 'get', key }, late);
    if (answers === undefined) return { ok: false, why: 'not-done' }; // no put has been sent
    // Values are unique, so no two writes ever share a version, not even after a crash.
    const version: Version = [this.newest(answers).version[0] + 1, value];
    const acks = await this.ask(this.replicas, this.w, { op: 'put', key, value, version }, late);
    return acks === undefined ? { ok: false, why: 'unknown' } : { ok: true };
  }

  private newest(answers: Map<NodeId, Versioned>): Versioned {
    return [...answers.values()].reduce((a, b) => (compare(a.version, b.version) >= 0 ? a : b));
  }

  /** Asks `targets` until `count` different ones have answered; undefined if that takes too long. */
  private ask<T>(
    targets: readonly NodeId[], count: number, request: ReplicaRequest, late: Promise<undefined>,
  ): Promise<Map<NodeId, T> | undefined> {
    return new Promise(resolve => {
      const answers = new Map<NodeId, T>();
      let done = false;
      const finish = (result: Map<NodeId, T> | undefined) => {
        if (done) return;
        done = true;
        resolve(result);
      };
      const round = () => {
        if (done) return;
        for (const replica of targets) {
          if (answers.has(replica)) continue;
          this.ctx.call<T>(replica, request, { timeoutMs: DEADLINE_MS }).then(answer => {
            if (done || answers.has(replica)) return;
            answers.set(replica, answer);
            if (answers.size === count) finish(answers);
          }, () => {
            // Silence counts for nothing; the deadline ends the wait.
          });
        }
        sleep(RESEND_MS).then(round, () => {});
      };
      void late.then(() => finish(undefined));
      round();
    });
  }
}
