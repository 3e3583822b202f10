import type { Handlers, NodeContext, NodeId } from 'faultlab';
import type { Side, Verdict } from '../contract';

const BEAT_MS = 200;
/** After so much silence, waking time, nothing arrives from there any more. */
const SILENT_MS = 2_500;
/** What was sent and not heard of for so long does not arrive. Longer: it is a way there and a way back. */
const UNHEARD_MS = 3_000;
/** More than this between two events of this node was sleep. */
const AWAKE_GAP_MS = 2 * BEAT_MS;

/** The latest message that somebody got from a node, directly: which life of it, and its waking time when it was sent. */
interface Echo {
  readonly life: number;
  readonly sentAt: number;
}

/** What one node says about itself. Others pass it on; news is only news if the version is higher. */
interface Report {
  readonly version: number;
  readonly heard: Readonly<Record<NodeId, Echo>>;
}

interface Beat extends Echo {
  readonly reports: Readonly<Record<NodeId, Report>>;
}

/** Runs on each of five nodes, and says at any time what it knows about its links. */
export class Prober implements Handlers {
  private readonly ctx: NodeContext;
  private readonly life: number;
  private version = Date.now();

  /** Time that this node has been awake since it started. All ages are measured on it: who slept did not listen. */
  private awakeMs = 0;
  private lastEventMs = performance.now();

  /** The last message that came from a peer directly: when, and which one. */
  private readonly heardAt = new Map<NodeId, number>();
  private readonly heard = new Map<NodeId, Echo>();
  /** The newest report of each peer, by whatever way, and when it came. */
  private readonly reports = new Map<NodeId, Report>();
  private readonly newsAt = new Map<NodeId, number>();
  /** When the latest message was sent that a peer is known to have got. */
  private readonly arrivedSentAt = new Map<NodeId, number>();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
    this.life = ctx.random();
    ctx.setTimer('beat', 1);
  }

  onTimer(): void {
    const now = this.awake();
    this.version += 1;
    const reports: Record<NodeId, Report> = Object.fromEntries(this.reports);
    reports[this.ctx.id] = { version: this.version, heard: Object.fromEntries(this.heard) };
    const beat: Beat = { life: this.life, sentAt: now, reports };
    for (const peer of this.ctx.peers) this.ctx.send(peer, beat);
    this.ctx.setTimer('beat', BEAT_MS);
  }

  onMessage(from: NodeId, message: unknown): void {
    const now = this.awake();
    const beat = message as Beat;
    this.heardAt.set(from, now);
    const last = this.heard.get(from);
    if (last === undefined || last.life !== beat.life || last.sentAt < beat.sentAt) {
      this.heard.set(from, { life: beat.life, sentAt: beat.sentAt });
    }
    for (const [node, report] of Object.entries(beat.reports)) this.learn(node, report, now);
  }

  verdict(peer: NodeId): Verdict {
    const now = this.awake();
    const comesIn = now - (this.heardAt.get(peer) ?? 0) <= SILENT_MS;
    const goesOut = now - (this.arrivedSentAt.get(peer) ?? 0) <= UNHEARD_MS;
    if (comesIn) return goesOut ? 'ok' : 'outbound-lost';
    const news = now - (this.newsAt.get(peer) ?? 0) <= SILENT_MS;
    if (!news) return 'unreachable';
    return goesOut ? 'inbound-lost' : 'link-cut';
  }

  side(): Side {
    // A verdict gives the benefit of the doubt after a start; here only those count that have answered in this life.
    const both = this.ctx.peers.filter(peer => this.arrivedSentAt.has(peer) && this.verdict(peer) === 'ok').length;
    return 2 * (both + 1) > this.ctx.peers.length + 1 ? 'majority' : 'cut-off';
  }

  private learn(node: NodeId, report: Report, now: number): void {
    if (node === this.ctx.id) {
      // From a life before, when the clock was ahead: go on above it.
      this.version = Math.max(this.version, report.version);
      return;
    }
    const known = this.reports.get(node);
    if (known !== undefined && known.version >= report.version) return;
    this.reports.set(node, report);
    this.newsAt.set(node, now);
    const echo = report.heard[this.ctx.id];
    if (echo?.life === this.life) {
      this.arrivedSentAt.set(node, Math.max(echo.sentAt, this.arrivedSentAt.get(node) ?? 0));
    }
  }

  /** Waking time now. */
  private awake(): number {
    const now = performance.now();
    this.awakeMs += Math.min(now - this.lastEventMs, AWAKE_GAP_MS);
    this.lastEventMs = now;
    return this.awakeMs;
  }
}
