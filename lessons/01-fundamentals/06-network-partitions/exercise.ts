import type { Handlers, NodeContext, NodeId } from 'faultlab';
import type { Side, Verdict } from './contract';

const BEAT_MS = 1_000;

/** Runs on each of five nodes, and says at any time what it knows about its links. */
export class Prober implements Handlers {
  private readonly ctx: NodeContext;
  /** When each peer was heard last. */
  private readonly heardMs = new Map<NodeId, number>();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
    ctx.setTimer('beat', BEAT_MS);
  }

  onTimer(): void {
    for (const peer of this.ctx.peers) this.ctx.send(peer, 'alive');
    this.ctx.setTimer('beat', BEAT_MS);
  }

  onMessage(from: NodeId): void {
    this.heardMs.set(from, performance.now());
  }

  /** TODO: what does silence tell, and whom else could you ask? */
  verdict(peer: NodeId): Verdict {
    const silentMs = performance.now() - (this.heardMs.get(peer) ?? 0);
    return silentMs > BEAT_MS ? 'unreachable' : 'ok';
  }

  side(): Side {
    const reached = this.ctx.peers.filter(peer => this.verdict(peer) === 'ok').length;
    return 2 * (reached + 1) > this.ctx.peers.length + 1 ? 'majority' : 'cut-off';
  }
}
