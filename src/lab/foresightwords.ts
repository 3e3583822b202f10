import { TraceKind } from '../sim/trace.ts';
import type { Chance, Foresight } from './foresight.ts';
import { actorOf, describe, type ToldRun } from './tracewords.ts';

/** When a run was lost, told. */
export interface ToldForesight {
  readonly sentence: string;
  /** Row of the event that the sentence tells, -1 for none. */
  readonly row: number;
}

/** `instant`: how an instant is written. */
export function tellForesight({ lost, moments }: Foresight, run: ToldRun, instant: (timeUs: number) => string): ToldForesight {
  const [first] = moments;
  const last = moments.at(-1);
  if (!first || !last) return { sentence: 'Nothing that has to hold always or at the end broke in this run, so there is no moment at which it was lost.', row: -1 };
  if (lost) {
    const row = rowAt(run, lost.atUs);
    const event = row < 0 ? '' : `: ${actorOf(run, row)} ${describe(run, row)}`;
    const [word, rest] = 2 * lost.after.broken >= lost.after.of ? ['Lost', ''] : ['The largest of several steps that lost it was', `; at the end it was ${of(last.kept)}`];
    return { sentence: `${word} at ${instant(lost.atUs)}${event}. Until then it ended like this in ${of(lost.before)} futures, from then on in ${of(lost.after)}${rest}.`, row };
  }
  if (first.kept.low > 0.5) return { sentence: `It was lost from the beginning: it ends like this in ${of(first.kept)} futures.`, row: -1 };
  return { sentence: `No single step lost it: at the beginning it ended like this in ${of(first.kept)} futures, at the end in ${of(last.kept)}.`, row: -1 };
}

const of = ({ broken, of }: Chance): string => `${broken} of ${of}`;

/** The first event of an instant. */
function rowAt({ recording: { trace } }: ToldRun, atUs: number): number {
  for (let row = 0; row < trace.length && trace.timeUs[row]! <= atUs; row++) if (trace.timeUs[row] === atUs && trace.kind[row] !== TraceKind.state) return row;
  return -1;
}
