import type { Operation } from '../sim/history.ts';

/** A write and the reads that returned its value. The initial value's cluster has no write. */
export interface Cluster {
  readonly value: unknown;
  readonly write: Operation | undefined;
  readonly reads: Operation[];
}

/** Why a register's history cannot be put in order, with the operations that show it, in order of invocation. */
export interface Conflict {
  /**
   * `order`: a value was back after another had replaced it; `undone`: a failed write was read; `unwritten`: a read
   * of a value that nobody had begun to write.
   */
  readonly kind: 'order' | 'undone' | 'unwritten';
  readonly operations: readonly Operation[];
}

/** Groups what had been invoked and answered at an instant by the value that was written or read. */
export function clustersOf(operations: readonly Operation[], untilUs: number): Cluster[] {
  const initial: Cluster = { value: undefined, write: undefined, reads: [] };
  const clusters = new Map<unknown, Cluster>([[undefined, initial]]);
  for (const operation of operations) {
    if (operation.f === 'write' && operation.invokedUs <= untilUs) clusters.set(operation.input, { value: operation.input, write: asOf(operation, untilUs), reads: [] });
  }
  for (const operation of operations) {
    if (operation.f !== 'read' || operation.outcome !== 'ok' || operation.completedUs > untilUs) continue;
    const cluster = clusters.get(operation.output);
    if (cluster) cluster.reads.push(operation);
    else clusters.set(operation.output, { value: operation.output, write: undefined, reads: [operation] });
  }
  return [...clusters.values()];
}

const asOf = (operation: Operation, untilUs: number): Operation =>
  operation.completedUs <= untilUs || operation.outcome === 'info' ? operation : { ...operation, outcome: 'info', completedUs: Infinity };

/**
 * When a register must hold, or may hold, a value. `first` is the operation that ended first, `last` the one that
 * began last. In a *forward* zone (`first` ended before `last` began) the value was there all the time between; the
 * operations of any other cluster fit into one instant between `last`'s begin and `first`'s end.
 */
interface Zone {
  readonly cluster: Cluster;
  readonly firstEndUs: number;
  readonly lastBeginUs: number;
  readonly first: Operation | undefined;
  readonly last: Operation;
}

/**
 * With every value written once, a history has a legal order exactly if no read is impossible by itself, no two
 * forward zones overlap, and no other zone lies within a forward one (Gibbons and Korach, "Testing Shared Memories",
 * 1997). Instants that are equal count as overlapping.
 */
export function firstConflict(clusters: readonly Cluster[]): Conflict | undefined {
  const zones: Zone[] = [];
  for (const cluster of clusters) {
    const conflict = impossible(cluster);
    if (conflict) return conflict;
    const zone = zoneOf(cluster);
    if (zone) zones.push(zone);
  }
  zones.sort((a, b) => beginOf(a) - beginOf(b));
  let widest: Zone | undefined;
  for (const zone of zones) {
    if (widest && clash(widest, zone)) return { kind: 'order', operations: evidence(widest, zone) };
    if (isForward(zone) && (!widest || zone.lastBeginUs > widest.lastBeginUs)) widest = zone;
  }
  return undefined;
}

function impossible({ value, write, reads }: Cluster): Conflict | undefined {
  if (reads.length === 0 || value === undefined) return undefined;
  if (!write) return { kind: 'unwritten', operations: reads.slice(0, 1) };
  if (write.outcome === 'fail') return { kind: 'undone', operations: [write, reads[0]!] };
  const early = reads.find(({ completedUs }) => completedUs < write.invokedUs);
  return early && { kind: 'unwritten', operations: [early, write] };
}

/** Undefined where nothing is known to have happened: a write that failed, or may have, and was never read. */
function zoneOf(cluster: Cluster): Zone | undefined {
  const { value, write, reads } = cluster;
  const happened = write && (write.outcome === 'ok' || reads.length > 0) ? [write, ...reads] : reads;
  if (happened.length === 0) return undefined;
  const first = happened.reduce((a, b) => (b.completedUs < a.completedUs ? b : a));
  const last = happened.reduce((a, b) => (b.invokedUs > a.invokedUs ? b : a));
  const isInitial = value === undefined;
  return { cluster, first: isInitial ? undefined : first, last, firstEndUs: isInitial ? -Infinity : first.completedUs, lastBeginUs: last.invokedUs };
}

const isForward = ({ firstEndUs, lastBeginUs }: Zone): boolean => firstEndUs < lastBeginUs;
const beginOf = ({ firstEndUs, lastBeginUs }: Zone): number => Math.min(firstEndUs, lastBeginUs);
const endOf = ({ firstEndUs, lastBeginUs }: Zone): number => Math.max(firstEndUs, lastBeginUs);

/** `one` is forward and begins no later than `other`. */
function clash(one: Zone, other: Zone): boolean {
  if (isForward(other)) return beginOf(other) < endOf(one);
  return one.firstEndUs < other.lastBeginUs && other.firstEndUs < one.lastBeginUs;
}

/**
 * An order of the operations of clusters without a conflict. A zone that is not forward is placed where it begins, or where the forward
 * zone that is there ends; forward zones do not overlap.
 */
export function orderOf(clusters: readonly Cluster[]): Operation[] {
  const zones = clusters.map(zoneOf).filter(zone => zone !== undefined).sort((a, b) => beginOf(a) - beginOf(b) || Number(isForward(a)) - Number(isForward(b)));
  const placed: { readonly zone: Zone; readonly atUs: number }[] = [];
  let forward: Zone | undefined;
  for (const zone of zones) {
    if (isForward(zone)) forward = zone;
    const waits = forward !== undefined && forward !== zone && beginOf(forward) < beginOf(zone) && beginOf(zone) < endOf(forward);
    placed.push({ zone, atUs: waits ? endOf(forward!) : beginOf(zone) });
  }
  placed.sort((a, b) => a.atUs - b.atUs || Number(isForward(a.zone)) - Number(isForward(b.zone)));
  return placed.flatMap(({ zone: { cluster: { write, reads } } }) => [...(write ? [write] : []), ...reads.sort((a, b) => a.invokedUs - b.invokedUs)]);
}

function evidence(one: Zone, other: Zone): Operation[] {
  const { cluster } = other;
  const shown = new Set([one.first, one.last, other.first, other.last, cluster.write].filter(operation => operation !== undefined));
  return [...shown].sort((a, b) => a.invokedUs - b.invokedUs || a.id - b.id);
}
