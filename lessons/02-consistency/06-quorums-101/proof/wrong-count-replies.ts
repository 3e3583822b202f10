// scenario: echo
// message: had heard of it: 2 of 5 replicas, and w is 3
import type { NodeContext, NodeId, ReplicaRequest, Version, Versioned } from 'faultlab';
import type { Answer, Options, Query } from '../contract';

interface Open {
  readonly count: number;
  readonly answers: Versioned[];
  resolve(answers: Versioned[] | undefined): void;
}

/** Sends instead of calling, and counts what comes back. */
export class Coordinator {
  private readonly ctx: NodeContext;
  private readonly replicas: readonly NodeId[];
  private readonly r: number;
  private readonly w: number;
  private readonly name: string;
  private readonly open = new Map<number, Open>();
  private requests = 0;

  constructor(ctx: NodeContext, { replicas, r, w }: Options) {
    if (r + w <= replicas.length) throw new RangeError('too few');
    this.ctx = ctx;
    this.replicas = replicas;
    this.r = r;
    this.w = w;
    this.name = `${ctx.id}/${crypto.randomUUID()}`;
  }

  onMessage(_from: NodeId, { id, ...answer }: Versioned & { id: number }): void {
    const open = this.open.get(id);
    if (!open) return;
    open.answers.push(answer);
    if (open.answers.length < open.count) return;
    this.open.delete(id);
    open.resolve(open.answers);
  }

  async onRequest(query: Query): Promise<Answer> {
    const { key } = query;
    const replies = await this.ask(this.r, { op: 'get', key });
    if (!replies) return { ok: false, why: 'not-done' };
    const latest = newest(replies);
    if (query.op === 'read') {
      if (latest.value === undefined) return { ok: true };
      return (await this.ask(this.w, { op: 'put', key, ...latest })) ? { ok: true, value: latest.value } : { ok: false, why: 'unknown' };
    }
    const version: Version = [latest.version[0] + 1, `${this.name}/${this.requests}`];
    return (await this.ask(this.w, { op: 'put', key, value: query.value, version })) ? { ok: true } : { ok: false, why: 'unknown' };
  }

  private ask(count: number, request: ReplicaRequest): Promise<Versioned[] | undefined> {
    const id = ++this.requests;
    return new Promise(resolve => {
      this.open.set(id, { count, answers: [], resolve });
      for (const replica of this.replicas) this.ctx.send(replica, { ...request, id });
      setTimeout(() => {
        this.open.delete(id);
        resolve(undefined);
      }, 400);
    });
  }
}

function newest(replies: readonly Versioned[]): Versioned {
  return replies.reduce((best, reply) => (reply.version[0] > best.version[0] || (reply.version[0] === best.version[0] && reply.version[1] > best.version[1]) ? reply : best));
}
