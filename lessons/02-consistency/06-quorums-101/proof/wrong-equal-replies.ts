// scenario: odd-mixes
// message: No single copy could have answered like this
import type { NodeContext, NodeId, ReplicaRequest, Version, Versioned } from 'faultlab';
import type { Answer, Options, Query } from '../contract';

/** How long a replica may be silent. Two rounds of it fit into the second in which a client must be answered. */
const SILENCE_MS = 400;

/** Replies that all agree need no write-back: true of three and three only. */
export class Coordinator {
  private readonly ctx: NodeContext;
  private readonly replicas: readonly NodeId[];
  private readonly r: number;
  private readonly w: number;
  /** Of this process: what it wrote before a crash must not share versions with what it writes now. */
  private readonly name: string;
  private writes = 0;

  constructor(ctx: NodeContext, { replicas, r, w }: Options) {
    if (r + w <= replicas.length) throw new RangeError(`${r} + ${w} of ${replicas.length}: a read need not meet the last write`);
    this.ctx = ctx;
    this.replicas = replicas;
    this.r = r;
    this.w = w;
    this.name = `${ctx.id}/${crypto.randomUUID()}`;
  }

  async onRequest(query: Query): Promise<Answer> {
    return query.op === 'read' ? this.read(query.key) : this.write(query.key, query.value);
  }

  private async read(key: string): Promise<Answer> {
    const replies = await this.ask<Versioned>(this.r, { op: 'get', key });
    if (!replies) return { ok: false, why: 'not-done' };
    const { value, version } = newest(replies);
    if (value === undefined) return { ok: true };
    const holders = replies.filter(reply => !isHigher(version, reply.version)).length;
    const settled = holders === replies.length;
    if (!settled && !(await this.ask(this.w, { op: 'put', key, value, version }))) return { ok: false, why: 'unknown' };
    return { ok: true, value };
  }

  private async write(key: string, value: string): Promise<Answer> {
    const replies = await this.ask<Versioned>(this.r, { op: 'get', key });
    if (!replies) return { ok: false, why: 'not-done' };
    const version: Version = [newest(replies).version[0] + 1, `${this.name}/${++this.writes}`];
    const stored = await this.ask(this.w, { op: 'put', key, value, version });
    return stored ? { ok: true } : { ok: false, why: 'unknown' };
  }

  /** The first `count` answers, each of another replica; undefined when so many will not come. */
  private ask<T>(count: number, request: ReplicaRequest): Promise<T[] | undefined> {
    return new Promise(resolve => {
      const answers: T[] = [];
      let silent = 0;
      for (const replica of this.replicas) {
        this.ctx.call<T>(replica, request, { timeoutMs: SILENCE_MS }).then(answer => {
          answers.push(answer);
          if (answers.length === count) resolve(answers);
        }, () => {
          silent++;
          if (silent > this.replicas.length - count) resolve(undefined);
        });
      }
    });
  }
}

const isHigher = (a: Version, b: Version): boolean => a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);

function newest(replies: readonly Versioned[]): Versioned {
  return replies.reduce((best, reply) => (isHigher(reply.version, best.version) ? reply : best));
}
