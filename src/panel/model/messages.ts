import { TraceKind, type Trace } from '../../sim/trace.ts';

export const Fate = { delivered: 0, slow: 1, lost: 2, open: 3 } as const;
export type FateCode = (typeof Fate)[keyof typeof Fate];

/** A delivery counts as slow when it took this many times the median of the run. */
const slowFactor = 5;

/** Journeys of messages as columns, in order of their start: one for each copy that arrives, is lost or is still on its way. */
export interface Messages {
  readonly length: number;
  readonly startUs: Float64Array;
  /** For a message that is still on its way, the end of the run. */
  readonly endUs: Float64Array;
  readonly from: Int16Array;
  readonly to: Int16Array;
  readonly fate: Uint8Array;
  /** 1 for a copy that the network made. */
  readonly copy: Uint8Array;
  /** Row of the send. */
  readonly sendRow: Int32Array;
  /** Row of the delivery or loss; that of the send while on its way. */
  readonly endRow: Int32Array;
}

export function messagesOf(trace: Trace, endUs: number): Messages {
  const sends = sendOf(trace);
  const copies = copiesOf(trace);
  const ends: { readonly send: number; readonly end: number }[] = [];
  const arrivals = new Map<number, number>();
  for (let row = 0; row < trace.length; row++) {
    const kind = trace.kind[row];
    if (kind === TraceKind.send) arrivals.set(row, 0);
    if (kind !== TraceKind.deliver && kind !== TraceKind.drop) continue;
    const send = sends(row);
    ends.push({ send, end: row });
    arrivals.set(send, (arrivals.get(send) ?? 0) + 1);
  }
  for (const [send, count] of arrivals) if (count === 0) ends.push({ send, end: send });
  ends.sort((a, b) => trace.timeUs[a.send] - trace.timeUs[b.send] || a.send - b.send || a.end - b.end);

  const messages = {
    length: ends.length,
    startUs: new Float64Array(ends.length), endUs: new Float64Array(ends.length),
    from: new Int16Array(ends.length), to: new Int16Array(ends.length),
    fate: new Uint8Array(ends.length), copy: new Uint8Array(ends.length),
    sendRow: new Int32Array(ends.length), endRow: new Int32Array(ends.length),
  };
  const slowUs = slowFactor * medianDelayUs(trace, ends);
  ends.forEach(({ send, end }, index) => {
    const onItsWay = end === send;
    const delayUs = trace.timeUs[end] - trace.timeUs[send];
    messages.startUs[index] = trace.timeUs[send];
    messages.endUs[index] = onItsWay ? endUs : trace.timeUs[end];
    messages.from[index] = trace.node[send];
    messages.to[index] = trace.peer[send];
    messages.fate[index] = onItsWay ? Fate.open : trace.kind[end] === TraceKind.drop ? Fate.lost : delayUs > slowUs ? Fate.slow : Fate.delivered;
    messages.copy[index] = !onItsWay && copies.has(trace.ref[end]) ? 1 : 0;
    messages.sendRow[index] = send;
    messages.endRow[index] = end;
  });
  return messages;
}

/** The send behind a delivery, loss or duplication: its cause, or that of the duplication that is its cause. */
function sendOf(trace: Trace): (row: number) => number {
  return row => {
    let cause = row;
    while (trace.cause[cause] >= 0 && trace.kind[cause] !== TraceKind.send) cause = trace.cause[cause];
    return cause;
  };
}

/** Ids of messages that exist because the network doubled one. */
function copiesOf(trace: Trace): ReadonlySet<number> {
  const ids = new Set<number>();
  for (let row = 0; row < trace.length; row++) if (trace.kind[row] === TraceKind.duplicate) ids.add(trace.ref[row]);
  return ids;
}

function medianDelayUs(trace: Trace, ends: readonly { readonly send: number; readonly end: number }[]): number {
  const delays = Float64Array.from(
    ends.filter(({ send, end }) => end !== send && trace.kind[end] === TraceKind.deliver),
    ({ send, end }) => trace.timeUs[end] - trace.timeUs[send],
  ).sort();
  return delays.length === 0 ? Infinity : Math.max(1, delays[delays.length >> 1]);
}
