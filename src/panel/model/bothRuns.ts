import { actorOf, dataOf, describe } from '../../lab/tracewords.ts';
import type { Run } from './run.ts';

/** The events of two runs as one list in order of time: each row has its event of each run, -1 for none. */
export interface BothRows {
  readonly length: number;
  readonly one: Int32Array;
  readonly other: Int32Array;
}

/** Events that are told the same and happen at one instant share a row. */
export function bothRows(one: Run, other: Run): BothRows {
  const { timeUs: timeA } = one.recording.trace;
  const { timeUs: timeB } = other.recording.trace;
  const most = one.events.length + other.events.length;
  const rows = { one: new Int32Array(most).fill(-1), other: new Int32Array(most).fill(-1) };
  let [a, b, length] = [0, 0, 0];
  while (a < one.events.length || b < other.events.length) {
    const [rowA, rowB] = [one.events[a], other.events[b]];
    const [atA, atB] = [rowA === undefined ? Infinity : timeA[rowA], rowB === undefined ? Infinity : timeB[rowB]];
    const together = atA === atB && toldSame(one, rowA!, other, rowB!);
    if (together || atA <= atB) {
      rows.one[length] = rowA!;
      a++;
    }
    if (together || atB < atA) {
      rows.other[length] = rowB!;
      b++;
    }
    length++;
  }
  return { length, one: rows.one.subarray(0, length), other: rows.other.subarray(0, length) };
}

function toldSame(one: Run, a: number, other: Run, b: number): boolean {
  const [traceA, traceB] = [one.recording.trace, other.recording.trace];
  return traceA.kind[a] === traceB.kind[b] && actorOf(one, a) === actorOf(other, b) && describe(one, a) === describe(other, b) && dataOf(traceA, a) === dataOf(traceB, b);
}
