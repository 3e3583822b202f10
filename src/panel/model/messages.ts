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

export function messagesOf(trace: Trace, endUs: number, { sendRow, endRow } = journeysOf(trace)): Messages {
  const copies = copiesOf(trace);
  const { length } = sendRow;
  const messages = {
    length, sendRow, endRow,
    startUs: new Float64Array(length), endUs: new Float64Array(length),
    from: new Int16Array(length), to: new Int16Array(length),
    fate: new Uint8Array(length), copy: new Uint8Array(length),
  };
  const slowUs = slowFactor * medianDelayUs(trace, sendRow, endRow);
  for (let index = 0; index < length; index++) {
    const [send, end] = [sendRow[index], endRow[index]];
    const onItsWay = end === send;
    const delayUs = trace.timeUs[end] - trace.timeUs[send];
    messages.startUs[index] = trace.timeUs[send];
    messages.endUs[index] = onItsWay ? endUs : trace.timeUs[end];
    messages.from[index] = trace.node[send];
    messages.to[index] = trace.peer[send];
    messages.fate[index] = onItsWay ? Fate.open : trace.kind[end] === TraceKind.drop ? Fate.lost : delayUs > slowUs ? Fate.slow : Fate.delivered;
    messages.copy[index] = !onItsWay && copies.has(trace.ref[end]) ? 1 : 0;
  }
  return messages;
}

/** Each send with each of its ends, or with itself if it has none; by send, then by end. Rows are in order of time. */
export function journeysOf(trace: Trace): Pick<Messages, 'sendRow' | 'endRow'> {
  const send = sendsOf(trace);
  // Each send's first place among the journeys; those that do not end have one all the same.
  const place = new Int32Array(trace.length + 1);
  for (let row = 0; row < trace.length; row++) if (send[row] >= 0) place[send[row] + 1]++;
  for (let row = 0; row < trace.length; row++) {
    if (trace.kind[row] === TraceKind.send && place[row + 1] === 0) place[row + 1] = 1;
    place[row + 1] += place[row];
  }
  const sendRow = new Int32Array(place[trace.length]);
  const endRow = new Int32Array(sendRow.length);
  for (let row = 0; row < trace.length; row++) for (let index = place[row]; index < place[row + 1]; index++) sendRow[index] = endRow[index] = row;
  for (let row = 0; row < trace.length; row++) if (send[row] >= 0) endRow[place[send[row]]++] = row;
  return { sendRow, endRow };
}

/** By row: the send behind a delivery or loss, its cause or that of the duplication that is its cause; -1 for other rows. */
function sendsOf({ length, kind, cause }: Trace): Int32Array {
  const sends = new Int32Array(length).fill(-1);
  for (let row = 0; row < length; row++) {
    if (kind[row] !== TraceKind.deliver && kind[row] !== TraceKind.drop) continue;
    let at = row;
    while (cause[at] >= 0 && kind[at] !== TraceKind.send) at = cause[at];
    sends[row] = at;
  }
  return sends;
}

/** Ids of messages that exist because the network doubled one. */
function copiesOf(trace: Trace): ReadonlySet<number> {
  const ids = new Set<number>();
  for (let row = 0; row < trace.length; row++) if (trace.kind[row] === TraceKind.duplicate) ids.add(trace.ref[row]);
  return ids;
}

function medianDelayUs(trace: Trace, sendRow: Int32Array, endRow: Int32Array): number {
  const delays = new Float64Array(sendRow.length);
  let count = 0;
  for (let index = 0; index < sendRow.length; index++) {
    if (sendRow[index] !== endRow[index] && trace.kind[endRow[index]] === TraceKind.deliver) delays[count++] = trace.timeUs[endRow[index]] - trace.timeUs[sendRow[index]];
  }
  const sorted = delays.subarray(0, count).sort();
  return count === 0 ? Infinity : Math.max(1, sorted[count >> 1]);
}
