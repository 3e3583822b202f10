import { TraceKind, type Trace } from '../../sim/trace.ts';

/** The rows that led to `row`, each the cause of the next; the oldest first, `row` last. */
export function causeChain(trace: Trace, row: number): readonly number[] {
  const chain: number[] = [];
  for (let at = row; at >= 0; at = trace.cause[at]) chain.push(at);
  return chain.reverse();
}

/** Rows by their cause, as one array with a start for each row. */
export interface Effects {
  readonly start: Int32Array;
  readonly rows: Int32Array;
}

export function effectsOf(trace: Trace): Effects {
  const start = new Int32Array(trace.length + 1);
  for (let row = 0; row < trace.length; row++) if (trace.cause[row] >= 0) start[trace.cause[row] + 1]++;
  for (let row = 0; row < trace.length; row++) start[row + 1] += start[row];
  const rows = new Int32Array(start[trace.length]);
  const next = start.slice();
  for (let row = 0; row < trace.length; row++) if (trace.cause[row] >= 0) rows[next[trace.cause[row]]++] = row;
  return { start, rows };
}

/** Rows that `row` caused directly. */
export function effectsOn(effects: Effects, row: number): Int32Array {
  return effects.rows.subarray(effects.start[row], effects.start[row + 1]);
}

/** The past and future of an event on each node, by Lamport's happened-before. */
export interface Cone {
  /** By node: its last row that may have influenced the event, -1 for none. */
  readonly pastRow: Int32Array;
  /** By node: its first row that the event may have influenced, -1 for none. */
  readonly futureRow: Int32Array;
}

const lastCones = new WeakMap<Trace, { readonly row: number; readonly cone: Cone }>();

/** The last one of a trace is remembered: it looks at all rows. */
export function coneOf(trace: Trace, row: number): Cone {
  let last = lastCones.get(trace);
  if (last?.row !== row) lastCones.set(trace, last = { row, cone: coneFrom(trace, row) });
  return last.cone;
}

/** Whether a row may have influenced `row`: by the chain of causes, or from node to node. `row` itself counts. */
export function influenceOn(trace: Trace, row: number): (at: number) => boolean {
  const { pastRow } = coneOf(trace, row);
  const chain = new Set(causeChain(trace, row));
  return at => chain.has(at) || (at < row && trace.node[at] >= 0 && pastRow[trace.node[at]] >= at);
}

/** What the world outside does carries no influence from node to node. A crash does not stop it: disks remember. */
function coneFrom(trace: Trace, row: number): Cone {
  const pastRow = new Int32Array(trace.nodes.length).fill(-1);
  const futureRow = new Int32Array(trace.nodes.length).fill(-1);
  const node = trace.node[row];
  if (node < 0) return { pastRow, futureRow };

  const inPast = (at: number): boolean => trace.node[at] >= 0 && pastRow[trace.node[at]] >= at;
  pastRow[node] = row;
  for (let at = row; at >= 0; at--) {
    const cause = trace.cause[at];
    if (!inPast(at) || cause < 0 || trace.node[cause] < 0) continue;
    pastRow[trace.node[cause]] = Math.max(pastRow[trace.node[cause]], cause);
  }
  const future = new Uint8Array(trace.length - row);
  futureRow[node] = row;
  future[0] = 1;
  for (let at = row + 1; at < trace.length; at++) {
    const here = trace.node[at];
    if (here < 0 || trace.kind[at] === TraceKind.drop) continue;
    const cause = trace.cause[at];
    if (futureRow[here] < 0 && !(cause >= row && future[cause - row])) continue;
    future[at - row] = 1;
    if (futureRow[here] < 0) futureRow[here] = at;
  }
  return { pastRow, futureRow };
}
