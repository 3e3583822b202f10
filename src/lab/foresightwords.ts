import { t } from './l10n.ts';
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
  if (!first || !last) return { sentence: t('Nothing that has to hold always or at the end broke in this run, so there is no moment at which it was lost.'), row: -1 };
  if (lost) {
    const row = rowAt(run, lost.atUs);
    const when = row < 0 ? instant(lost.atUs) : `${instant(lost.atUs)}: ${actorOf(run, row)} ${describe(run, row)}`;
    const sentence = 2 * lost.after.broken >= lost.after.of
      ? t('Lost at {0}. Until then it ended like this in {1} futures, from then on in {2}.', when, of(lost.before), of(lost.after))
      : t('The largest of several steps that lost it was at {0}. Until then it ended like this in {1} futures, from then on in {2}; at the end it was {3}.', when, of(lost.before), of(lost.after), of(last.kept));
    return { sentence, row };
  }
  if (first.kept.low > 0.5) return { sentence: t('It was lost from the beginning: it ends like this in {0} futures.', of(first.kept)), row: -1 };
  return { sentence: t('No single step lost it: at the beginning it ended like this in {0} futures, at the end in {1}.', of(first.kept), of(last.kept)), row: -1 };
}

const of = ({ broken, of }: Chance): string => t('{0} of {1}', broken, of);

/** The first event of an instant. */
function rowAt({ recording: { trace } }: ToldRun, atUs: number): number {
  for (let row = 0; row < trace.length && trace.timeUs[row]! <= atUs; row++) if (trace.timeUs[row] === atUs && trace.kind[row] !== TraceKind.state) return row;
  return -1;
}
