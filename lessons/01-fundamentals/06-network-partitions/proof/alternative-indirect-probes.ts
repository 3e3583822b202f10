import type { Handlers, NodeContext, NodeId } from 'faultlab';
import type { Side, Verdict } from '../contract';

type Message =
  | { readonly t: 'ping' }
  /** An answer to a ping, with those whom its sender has heard lately. */
  | { readonly t: 'ack'; readonly hears: readonly NodeId[] }
  | { readonly t: 'ask'; readonly about: NodeId }
  /** What was asked: how long ago the other one was heard, and whether it hears the one who asks. */
  | { readonly t: 'told'; readonly about: NodeId; readonly silentMs: number; readonly hearsYou: boolean };

const BEAT_MS = 500;
/** After that others are asked. */
const QUIET_MS = 1_200;
const SILENT_MS = 2_300;

/** What a peer has last shown of itself, and what others have last told of it. */
interface Known {
  heardMs: number;
  /** It has answered a ping of ours. */
  ackedMs: number;
  hears: readonly NodeId[];
  /** Others have heard it, at this instant. */
  toldMs: number;
  hearsMe: boolean;
}

/** Pings all others, and asks the rest about those who are quiet (SWIM, 2002). */
export class Prober implements Handlers {
  private readonly ctx: NodeContext;
  private readonly known: Map<NodeId, Known>;
  private beatMs = performance.now();
  private beats = 0;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
    const nowMs = performance.now();
    this.known = new Map(ctx.peers.map(peer => [peer, { heardMs: nowMs, ackedMs: nowMs, hears: [], toldMs: -Infinity, hearsMe: false }]));
    ctx.setTimer('beat', BEAT_MS);
  }

  onTimer(): void {
    const nowMs = performance.now();
    const sleptMs = nowMs - this.beatMs - BEAT_MS;
    if (sleptMs > BEAT_MS) this.wake(sleptMs);
    this.beatMs = nowMs;
    this.beats++;
    for (const peer of this.ctx.peers) this.send(peer, { t: 'ping' });
    if (this.beats % 2 === 0) for (const peer of this.ctx.peers) if (nowMs - this.known.get(peer)!.heardMs > QUIET_MS) this.askAbout(peer);
    this.ctx.setTimer('beat', BEAT_MS);
  }

  onMessage(from: NodeId, received: unknown): void {
    const message = received as Message;
    const nowMs = performance.now();
    const sender = this.known.get(from)!;
    sender.heardMs = nowMs;
    switch (message.t) {
      case 'ping': return this.send(from, { t: 'ack', hears: this.ctx.peers.filter(peer => nowMs - this.known.get(peer)!.heardMs < SILENT_MS) });
      case 'ack':
        sender.ackedMs = nowMs;
        sender.hears = message.hears;
        return;
      case 'ask': {
        const { heardMs, hears } = this.known.get(message.about)!;
        return this.send(from, { t: 'told', about: message.about, silentMs: nowMs - heardMs, hearsYou: hears.includes(from) });
      }
      case 'told': {
        const about = this.known.get(message.about)!;
        if (nowMs - message.silentMs <= about.toldMs) return;
        about.toldMs = nowMs - message.silentMs;
        about.hearsMe = message.hearsYou;
      }
    }
  }

  verdict(peer: NodeId): Verdict {
    const nowMs = performance.now();
    const { heardMs, ackedMs, toldMs, hearsMe } = this.known.get(peer)!;
    if (nowMs - heardMs < SILENT_MS) return nowMs - ackedMs < SILENT_MS + BEAT_MS ? 'ok' : 'outbound-lost';
    if (nowMs - toldMs > SILENT_MS) return 'unreachable';
    return hearsMe ? 'inbound-lost' : 'link-cut';
  }

  side(): Side {
    const reached = this.ctx.peers.filter(peer => this.verdict(peer) === 'ok').length;
    return 2 * (reached + 1) > this.ctx.peers.length + 1 ? 'majority' : 'cut-off';
  }

  private askAbout(peer: NodeId): void {
    for (const other of this.ctx.peers) if (other !== peer) this.send(other, { t: 'ask', about: peer });
  }

  private send(to: NodeId, message: Message): void {
    this.ctx.send(to, message);
  }

  private wake(sleptMs: number): void {
    for (const known of this.known.values()) {
      known.heardMs += sleptMs;
      known.ackedMs += sleptMs;
    }
  }
}
