import type { NodeContext, NodeId, ReplicaRequest, Version, Versioned } from 'faultlab';
import type { Answer, Options, Query } from './contract';

/** Reads and writes values that n replicas hold. Several coordinators do so at the same time. */
export class Coordinator {
  private readonly ctx: NodeContext;
  private readonly replicas: readonly NodeId[];
  private readonly r: number;
  private readonly w: number;

  constructor(ctx: NodeContext, { replicas, r, w }: Options) {
    // TODO: some r and w cannot work.
    this.ctx = ctx;
    this.replicas = replicas;
    this.r = r;
    this.w = w;
  }

  async onRequest(query: Query): Promise<Answer> {
    return query.op === 'read' ? this.read(query.key) : this.write(query.key, query.value);
  }

  private async read(key: string): Promise<Answer> {
    const [first] = await this.ask<Versioned>(this.r, { op: 'get', key });
    // TODO: r replicas have answered. Is the first answer the right one?
    return { ok: true, value: first!.value };
  }

  private async write(key: string, value: string): Promise<Answer> {
    const version: Version = [Date.now(), this.ctx.id]; // TODO: newer is higher, or is it?
    await this.ask(this.w, { op: 'put', key, value, version });
    return { ok: true };
  }

  /** Asks all replicas and waits for `count` answers. */
  private ask<T>(count: number, request: ReplicaRequest): Promise<T[]> {
    return new Promise(resolve => {
      const answers: T[] = [];
      for (const replica of this.replicas) {
        this.ctx.call<T>(replica, request).then(answer => {
          answers.push(answer);
          if (answers.length === count) resolve(answers);
        }, () => {
          // TODO: silence. What if too few are left?
        });
      }
    });
  }
}
