// scenario: one-way-street
// message: claimed to be on the side of the majority

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
/** Six beats may be lost before silence means something. */
const SILENT_MS = 2_500;

/** Whom it hears, hears it too. */
export class Prober implements Handlers {
  private readonly ctx: NodeContext;
  private heardMs: Map<NodeId, number>;
  private readonly rows = new Map<NodeId, Known>();
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
    this.heardMs.set(from, atMs);
    for (const [node, row] of Object.entries(message as Record<NodeId, Row>)) {
      if (node !== this.ctx.id && row.beat > (this.rows.get(node)?.beat ?? 0)) this.rows.set(node, { ...row, atMs });
    }
  }

  verdict(peer: NodeId): Verdict {
    const nowMs = performance.now();
    const isHeard = nowMs - this.heardMs.get(peer)! < SILENT_MS;
    const row = this.rows.get(peer);
    const isAlive = isHeard || (row !== undefined && nowMs - row.atMs < SILENT_MS);
    if (!isAlive) return 'unreachable';
    const hearsMe = nowMs - this.awakeSinceMs < SILENT_MS || row === undefined || (row.silentMs[this.ctx.id] ?? Infinity) + nowMs - row.atMs < SILENT_MS + BEAT_MS;
    if (isHeard) return 'ok';
    return hearsMe ? 'inbound-lost' : 'link-cut';
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
