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

/** Looks at each string and each kind of sentence once, not at each row: sentences differ only in kind, names and labels. */
function matcherOf(run: Run, word: string): (row: number) => boolean {
  const { trace } = run.recording;
  const inString = Uint8Array.from(trace.strings, string => string.toLowerCase().includes(word) ? 1 : 0);
  const inNode = Uint8Array.from(trace.nodes, node => node.id.toLowerCase().includes(word) ? 1 : 0);
  const labels = new Numbers<number>();
  const clients = new Numbers<string>();
  const inSentence = new Map<number, boolean>();
  return row => {
    const [kind, label, node, peer] = [trace.kind[row], trace.label[row], trace.node[row], trace.peer[row]];
    if (inNode[node] || inNode[peer] || inString[label] || inString[trace.data[row]]) return true;
    const cause = trace.cause[row];
    const about = kind === TraceKind.invoke || kind === TraceKind.complete ? run.operationById.get(trace.ref[row]) : undefined;
    const other = about ? clients.of(`${about.client} ${about.f}`) : cause < 0 ? 0 : labels.of(trace.label[cause]);
    const nodes = trace.nodes.length + 1;
    const key = (((labels.of(label) * mostLabels + other) * 32 + kind) * nodes + node + 1) * nodes + peer + 1;
    let found = inSentence.get(key);
    if (found === undefined) {
      found = `${actorOf(run, row)} ${kindName(trace, row)} ${describe(run, row)}`.toLowerCase().includes(word);
      inSentence.set(key, found);
    }
    return found;
  };
}

/** Labels are few: names of methods, timers and files. */
const mostLabels = 2 ** 16;

/** Numbers things from 1 in the order in which they come. */
class Numbers<T> {
  private readonly known = new Map<T, number>();

  of(thing: T): number {
    let number = this.known.get(thing);
    if (number === undefined) this.known.set(thing, number = this.known.size + 1);
    return number;
  }
}
