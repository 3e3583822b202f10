// scenario: broken-triangle
// message: It was "link-cut"

import type { Handlers, NodeContext, NodeId } from 'faultlab';
import type { Side, Verdict } from '../contract';

const BEAT_MS = 400;
const SILENT_MS = 2_500;

/** Whoever is silent for long is dead. */
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

  verdict(peer: NodeId): Verdict {
    const silentMs = performance.now() - (this.heardMs.get(peer) ?? 0);
    return silentMs > SILENT_MS ? 'unreachable' : 'ok';
  }

  side(): Side {
    const reached = this.ctx.peers.filter(peer => this.verdict(peer) === 'ok').length;
    return 2 * (reached + 1) > this.ctx.peers.length + 1 ? 'majority' : 'cut-off';
  }
}
