import { TraceKind, type Trace } from '../../sim/trace.ts';
import type { Run } from './run.ts';
import { actorOf, describe, kindName } from '../../lab/tracewords.ts';

/** Events as people count them: state changes belong to the event that made them. */
export function eventRows(trace: Trace): Int32Array {
  const rows = new Int32Array(trace.length);
  let count = 0;
  for (let row = 0; row < trace.length; row++) if (trace.kind[row] !== TraceKind.state) rows[count++] = row;
  return rows.slice(0, count);
}

/** Events in which each word of `text` occurs: in who, whom, what, or the data. */
export function filterRows(run: Run, text: string): Int32Array {
  const words = text.toLowerCase().split(/\s+/).filter(word => word !== '');
  if (words.length === 0) return run.events;
  const matchers = words.map(word => matcherOf(run, word));
  return run.events.filter(row => matchers.every(matches => matches(row)));
}

/** Looks at each string once, not at each row: sentences differ only in kind, names and labels. */
function matcherOf(run: Run, word: string): (row: number) => boolean {
  const { trace } = run.recording;
  const inString = Uint8Array.from(trace.strings, string => string.toLowerCase().includes(word) ? 1 : 0);
  const inNode = Uint8Array.from(trace.nodes, node => node.id.toLowerCase().includes(word) ? 1 : 0);
  const inSentence = new Map<string, boolean>();
  return row => {
    if (inNode[trace.node[row]] || inNode[trace.peer[row]] || inString[trace.label[row]] || inString[trace.data[row]]) return true;
    const cause = trace.cause[row];
    const about = run.operationById.get(trace.ref[row]);
    const key = `${trace.kind[row]} ${trace.label[row]} ${trace.node[row]} ${trace.peer[row]} ${cause < 0 ? -1 : trace.label[cause]} ${about?.client} ${about?.f}`;
    let found = inSentence.get(key);
    if (found === undefined) {
      found = `${actorOf(run, row)} ${kindName(trace, row)} ${describe(run, row)}`.toLowerCase().includes(word);
      inSentence.set(key, found);
    }
    return found;
  };
}
