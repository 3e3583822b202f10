import { TraceKind, type Trace } from '../../sim/trace.ts';
import type { Messages } from './messages.ts';

/** A stretch of time in which messages do not pass between two sets of nodes. */
export interface Cut {
  readonly fromUs: number;
  readonly toUs: number;
  readonly from: ReadonlySet<number>;
  readonly to: ReadonlySet<number>;
  readonly oneWay: boolean;
}

/** A pair of nodes between which messages went at some time of the run; `a` < `b`. */
export interface Link {
  readonly a: number;
  readonly b: number;
}

/** Nodes are numbered in 16 bits. */
const mostNodes = 2 ** 15;

export function linksOf({ length, from, to }: Messages): readonly Link[] {
  const links = new Map<number, Link>();
  for (let message = 0; message < length; message++) {
    if (from[message] < 0 || to[message] < 0 || from[message] === to[message]) continue;
    const a = Math.min(from[message], to[message]);
    const b = Math.max(from[message], to[message]);
    const key = a * mostNodes + b;
    if (!links.has(key)) links.set(key, { a, b });
  }
  return [...links.values()];
}

export function cutsOf(trace: Trace, endUs: number): readonly Cut[] {
  const ends = new Map<number, number>();
  const cuts: Cut[] = [];
  for (let row = trace.length - 1; row >= 0; row--) {
    if (trace.kind[row] === TraceKind.faultEnd) ends.set(trace.ref[row], trace.timeUs[row]);
    if (trace.kind[row] !== TraceKind.faultStart) continue;
    const fault = JSON.parse(trace.strings[trace.data[row]] ?? 'null') as { kind?: string; from?: string[]; to?: string[]; oneWay?: boolean } | null;
    if (fault?.kind !== 'cut' || !fault.from || !fault.to) continue;
    const nodes = (ids: readonly string[]): Set<number> => new Set(ids.map(id => trace.nodes.findIndex(node => node.id === id)).filter(node => node >= 0));
    cuts.push({ fromUs: trace.timeUs[row], toUs: ends.get(trace.ref[row]) ?? endUs, from: nodes(fault.from), to: nodes(fault.to), oneWay: fault.oneWay === true });
  }
  return cuts;
}

/** Whether what `from` sends reaches `to` at an instant, as far as cuts go. */
export function passes(cuts: readonly Cut[], from: number, to: number, atUs: number): boolean {
  return !cuts.some(cut => cut.fromUs <= atUs && atUs < cut.toUs && ((cut.from.has(from) && cut.to.has(to)) || (!cut.oneWay && cut.from.has(to) && cut.to.has(from))));
}
