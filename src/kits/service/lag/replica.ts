import { hook, msToUs, type SimNode, US_PER_MS } from '../../../sim/index.ts';
import type { Handlers } from '../../cluster/api.ts';
import { type Lag, LagProcess } from '../../lagprocess.ts';
import type { CopyRead } from './api.ts';
import type { CommitLog } from './commitlog.ts';

/** How often a safe time advances. */
const STEP_MS = 50;
const STEP_US = STEP_MS * US_PER_MS;
/** Times as fast as writes come in, a copy that has fallen behind applies them. */
const CATCH_UP = 4;

/** What a copy is asked. `request` is the number of the request for which. */
export type CopyRequest = { readonly request: number } & (
  | { readonly op: 'read'; readonly key: string }
  | { readonly op: 'safeTime' }
  | { readonly op: 'waitFor'; readonly safeTimeMs: number }
);

/** A copy that lags behind: its state outlives its process. */
export class Replica {
  readonly node: SimNode;
  private readonly log: CommitLog;
  private readonly process: LagProcess;
  /** Most that it is behind while a fault holds it back, milliseconds. */
  private readonly held: number[] = [];
  private safeUs: number;

  constructor(node: SimNode, log: CommitLog, lag: Lag) {
    this.node = node;
    this.log = log;
    this.process = new LagProcess(node.world.keyed(`lag of ${node.id}`), lag, STEP_MS);
    this.safeUs = -msToUs(this.process.next());
  }

  /** The process of a new incarnation. */
  handlers(): Handlers {
    const waiting: { readonly untilMs: number; resolve(safeTimeMs: number): void }[] = [];
    const { log, node } = this;
    const onRequest = (request: CopyRequest): Promise<CopyRead | number> => {
      node.world.history.fact('asked', { request: request.request, op: request.op, ...('key' in request ? { key: request.key } : {}) }, node.id);
      if (request.op === 'read') return Promise.resolve(log.read(request.key, this.safeUs));
      if (request.op === 'safeTime' || request.safeTimeMs <= this.safeTimeMs) return Promise.resolve(this.safeTimeMs);
      return new Promise(resolve => waiting.push({ untilMs: request.safeTimeMs, resolve }));
    };
    const advanced = (): void => {
      const ready = waiting.filter(({ untilMs }) => untilMs <= this.safeTimeMs);
      for (const each of ready) {
        waiting.splice(waiting.indexOf(each), 1);
        each.resolve(this.safeTimeMs);
      }
    };
    hook<Replica>(this, {
      whenAdvanced: () => {
        if (waiting.length > 0) node.after(0, advanced);
      },
    });
    return { onRequest: onRequest as unknown as NonNullable<Handlers['onRequest']> };
  }

  /** Called when the safe time has advanced. */
  whenAdvanced: () => void = () => {};

  get safeTimeMs(): number {
    return this.log.leaderMs(this.safeUs);
  }

  get behindMs(): number {
    return (this.node.world.nowUs - this.safeUs) / US_PER_MS;
  }

  start(): void {
    this.node.world.after(0, step, this);
  }

  /** Holds it back until it is `toMs` behind, and there. */
  hold(toMs: number): void {
    this.held.push(toMs);
  }

  release(toMs: number): void {
    this.held.splice(this.held.indexOf(toMs), 1);
  }

  step(): void {
    const { node, held, process } = this;
    const { world } = node;
    const usualMs = process.next();
    const heldMs = held.length === 0 ? 0 : Math.min(Math.max(...held), this.behindMs);
    const reachedUs = Math.min(world.nowUs - msToUs(Math.max(usualMs, heldMs)), this.safeUs + CATCH_UP * STEP_US);
    if (node.state === 'up' && reachedUs > this.safeUs) {
      this.safeUs = reachedUs;
      this.whenAdvanced();
    }
    world.history.sample(`Lag of ${node.id}/lag`, 'ms', this.behindMs);
    world.after(STEP_US, step, this);
  }
}

function step(replica: Replica): void {
  replica.step();
}
