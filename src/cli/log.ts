import type { Recording } from '../lab/recording.ts';
import { clientsOf } from '../lab/traceclients.ts';
import { actorOf, dataOf, describe, type ToldRun } from '../lab/tracewords.ts';
import { TraceKind } from '../sim/trace.ts';
import { placeOf } from './places.ts';
import type { Terminal } from './terminal.ts';

/** Data longer than this is cut; `--trace` writes all of it. */
const LONGEST = 160;

/** Prints a recorded run: one line an event with its time, who, what, data and the learner's line; failures where they happen. */
export function printLog(recording: Recording, terminal: Terminal): void {
  const { dim, red, bold } = terminal.colors;
  const { trace, failures } = recording;
  const run = toldRun(recording);
  const actors = Array.from({ length: trace.length }, (_, row) => actorOf(run, row));
  const width = actors.reduce((most, actor) => Math.max(most, actor.length), 0);
  const left = [...failures].sort((a, b) => a.timeUs - b.timeUs);
  const mark = (row: number, untilUs: number): void => {
    while (left.length > 0 && (left[0]!.row >= 0 ? left[0]!.row < row : left[0]!.timeUs < untilUs)) {
      const { timeUs, node = '', message } = left.shift()!;
      terminal.line(red(bold(`${seconds(timeUs)}  ${node.padEnd(width)}  ✘ ${message}`)));
    }
  };
  for (let row = 0; row < trace.length; row++) {
    mark(row, trace.timeUs[row]!);
    const data = shortened(dataOf(trace, row));
    const source = trace.sources[trace.source[row]!];
    const place = source ? `  ${placeOf(source)}` : '';
    const actor = actors[row]!.padEnd(width);
    terminal.line(`${dim(seconds(trace.timeUs[row]!))}  ${isFault(trace.kind[row]!) ? bold(actor) : actor}  ${describe(run, row)}${data === '' ? '' : ` ${dim(data)}`}${dim(place)}`);
  }
  mark(Infinity, Infinity);
}

const seconds = (us: number): string => `${(us / 1e6).toFixed(6).padStart(11)}`;

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const isFault = (kind: number): boolean => kind === TraceKind.faultStart || kind === TraceKind.faultEnd;

/** A recording as the words of its events are made of it. */
export const toldRun = (recording: Recording): ToldRun => ({ recording, operationById: operationsOf(recording) });

function operationsOf({ trace }: Recording): ToldRun['operationById'] {
  const clients = clientsOf(trace);
  const operations = new Map<number, { f: string; client: string }>();
  for (let row = 0; row < trace.length; row++) {
    if (trace.kind[row] !== TraceKind.invoke) continue;
    const id = trace.ref[row]!;
    operations.set(id, { f: trace.strings[trace.label[row]!] ?? '', client: clients.get(id)! });
  }
  return operations;
}
