import { Edge, inTime, REFUSAL_MS } from '../flow/edge.ts';
import type { Instance } from './instance.ts';
import type { FleetCall } from './spec.ts';

/** What the callers of one service in one zone send to another service, and what they learn of it. */
export class Route {
  readonly from: string;
  readonly call: FleetCall;
  readonly edge: Edge;
  /** Requests since the beginning. */
  readonly counted = { attempts: 0, firstAttempts: 0, timeouts: 0 };
  /** Of the last step, requests. */
  attempts = 0;
  firstAttempts = 0;
  answered = 0;
  /** Whom they were sent to, in equal parts. */
  targets: readonly Instance[] = [];
  private share = 0;
  private readonly reaches: (zone: string) => boolean;

  /** `awaited`: attempts for which the callers' own callers have the time. `reaches`: whether what they send gets to a zone. */
  constructor(from: string, call: FleetCall, { stepMs, awaited, reaches }: { readonly stepMs: number; readonly awaited: number; readonly reaches: Route['reaches'] }) {
    this.from = from;
    this.call = call;
    this.edge = new Edge(call, stepMs, awaited);
    this.reaches = reaches;
  }

  /** `calls`: first attempts of this step. */
  send(calls: number, targets: readonly Instance[]): void {
    this.firstAttempts = calls;
    this.attempts = calls * this.edge.attempts;
    this.targets = targets;
    this.share = targets.length > 0 ? 1 / targets.length : 0;
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i]!;
      if (!this.reaches(target.zone)) continue;
      target.arrivals += this.attempts * this.share;
      target.firstArrivals += calls * this.share;
    }
  }

  /** Once those called have done their step. */
  learn(): void {
    const { targets, share, edge, edge: { timeoutMs } } = this;
    let ok = 0;
    let attemptMs = targets.length > 0 ? 0 : timeoutMs;
    let turnedAway = 0;
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i]!;
      const arrives = this.reaches(target.zone);
      const shed = arrives && target.isUp ? target.shed : 0;
      const accepted = arrives ? target.accepted : 0;
      ok += share * accepted * target.inner * inTime(target.responseMs, timeoutMs);
      turnedAway += share * shed;
      attemptMs += share * (shed * REFUSAL_MS + accepted * Math.min(target.responseMs, timeoutMs) + Math.max(0, 1 - shed - accepted) * timeoutMs);
    }
    this.answered = this.attempts * ok;
    this.counted.attempts += this.attempts;
    this.counted.firstAttempts += this.firstAttempts;
    this.counted.timeouts += this.attempts * Math.max(0, 1 - ok - turnedAway);
    edge.observe(ok, attemptMs, turnedAway);
  }
}
