import type { Handlers, NodeContext, NodeId } from 'faultlab';
import type { Side, Verdict } from '../contract';

/** What a node says it hears: how long ago each of the others was heard, in milliseconds. */
interface Row {
  /** Grows with every beat of the node whose row it is, and from one of its lives to the next. */
  readonly beat: number;
  readonly silentMs: Readonly<Record<NodeId, number>>;
}

interface Known extends Row {
  /** When it came here. */
  readonly atMs: number;
}

const BEAT_MS = 400;
/** Of the patience with one link. */
const LEAST_MS = 2_000;
const MOST_MS = 2_600;
/** Weight of the newest gap in the averages. */
const NEWEST = 0.1;

/** As long a silence is suspicious as is unusual on this link. */
export class Prober implements Handlers {
  private readonly ctx: NodeContext;
  private heardMs: Map<NodeId, number>;
  private readonly rows = new Map<NodeId, Known>();
  /** Between two messages of a peer: how long on average, and how far from that. */
  private readonly gaps = new Map<NodeId, { meanMs: number; deviationMs: number }>();
  private beatMs = performance.now();
  /** Since when nothing has kept this node from speaking. */
  private awakeSinceMs = performance.now();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
    this.heardMs = new Map(ctx.peers.map(peer => [peer, performance.now()]));
    ctx.setTimer('beat', BEAT_MS);
  }

  onTimer(): void {
    const nowMs = performance.now();
    const sleptMs = nowMs - this.beatMs - BEAT_MS;
    if (sleptMs > BEAT_MS) this.wake(sleptMs);
    this.beatMs = nowMs;
    const silentMs = Object.fromEntries([...this.heardMs].map(([peer, atMs]) => [peer, nowMs - atMs]));
    this.rows.set(this.ctx.id, { beat: Date.now(), silentMs, atMs: nowMs });
    const told = Object.fromEntries([...this.rows].map(([node, { beat, silentMs: silent }]): [NodeId, Row] => [node, { beat, silentMs: silent }]));
    for (const peer of this.ctx.peers) this.ctx.send(peer, told);
    this.ctx.setTimer('beat', BEAT_MS);
  }

  onMessage(from: NodeId, message: unknown): void {
    const atMs = performance.now();
    this.learn(from, atMs - this.heardMs.get(from)!);
    this.heardMs.set(from, atMs);
    for (const [node, row] of Object.entries(message as Record<NodeId, Row>)) {
      if (node !== this.ctx.id && row.beat > (this.rows.get(node)?.beat ?? 0)) this.rows.set(node, { ...row, atMs });
    }
  }

  verdict(peer: NodeId): Verdict {
    const nowMs = performance.now();
    const patienceMs = this.patienceMs(peer);
    const isHeard = nowMs - this.heardMs.get(peer)! < patienceMs;
    const row = this.rows.get(peer);
    const isAlive = isHeard || (row !== undefined && nowMs - row.atMs < MOST_MS);
    if (!isAlive) return 'unreachable';
    const hearsMe = nowMs - this.awakeSinceMs < MOST_MS || row === undefined || (row.silentMs[this.ctx.id] ?? Infinity) + nowMs - row.atMs < MOST_MS + BEAT_MS;
    if (isHeard) return hearsMe ? 'ok' : 'outbound-lost';
    return hearsMe ? 'inbound-lost' : 'link-cut';
  }

  /** As TCP does for its timeouts (Jacobson, 1988). */
  private learn(peer: NodeId, gapMs: number): void {
    const { meanMs, deviationMs } = this.gaps.get(peer) ?? { meanMs: BEAT_MS, deviationMs: BEAT_MS };
    const error = gapMs - meanMs;
    this.gaps.set(peer, { meanMs: meanMs + NEWEST * error, deviationMs: deviationMs + NEWEST * (Math.abs(error) - deviationMs) });
  }

  private patienceMs(peer: NodeId): number {
    const { meanMs, deviationMs } = this.gaps.get(peer) ?? { meanMs: BEAT_MS, deviationMs: BEAT_MS };
    return Math.min(MOST_MS, Math.max(LEAST_MS, meanMs + 8 * deviationMs));
  }

  side(): Side {
    const reached = this.ctx.peers.filter(peer => this.verdict(peer) === 'ok').length;
    return 2 * (reached + 1) > this.ctx.peers.length + 1 ? 'majority' : 'cut-off';
  }

  /** Whoever was asleep has heard nobody and told nobody: that says nothing about the others. */
  private wake(sleptMs: number): void {
    this.awakeSinceMs = performance.now();
    for (const [peer, atMs] of this.heardMs) this.heardMs.set(peer, atMs + sleptMs);
    for (const [node, row] of this.rows) this.rows.set(node, { ...row, atMs: row.atMs + sleptMs });
  }
}
