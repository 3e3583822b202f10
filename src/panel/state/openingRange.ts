import { entriesShowing, groupAround } from '../layout/timeline.ts';
import { around, wholeRun, type TimeRange } from '../layout/viewport.ts';
import { contradictionSpan } from '../model/history.ts';
import type { Run } from '../model/run.ts';
import { timelineLanesOf } from '../model/timeline.ts';
import { transactionRowsOf } from '../model/transactions.ts';
import { hopShownBy, tracesOf } from '../model/traces.ts';
import type { Store } from './store.ts';

/** A timeline of so few lanes tells the whole run at a glance. */
const fewLanes = 12;

/** The stretch of time that the shown picture begins with where a run failed in this row. */
export function openingRange(store: Store, { endUs, recording: { trace } }: Run, row: number): TimeRange | undefined {
  if (store.shown.peek().kind === 'topology') return wholeRun(endUs);
  const [history, timeline, spans] = [store.drawn('history'), store.drawn('timeline'), store.drawn('spans')];
  const span = (history && contradictionSpan(history)) ?? (spans && hopShownBy(tracesOf(spans, endUs), trace, row)?.tree);
  if (span) return around(span.fromUs, span.toUs, endUs);
  const transactions = store.drawn('transactions');
  const [shown] = transactions ? entriesShowing(trace, transactionRowsOf(transactions, endUs).map(({ lane }) => lane), row) : [];
  if (shown) return around(shown.lane.entries[0].fromUs, shown.lane.entries[0].toUs, endUs);
  const lanes = timeline && timelineLanesOf(timeline, endUs);
  return lanes && (groupAround(trace, lanes, row, endUs) ?? (lanes.length <= fewLanes ? wholeRun(endUs) : undefined));
}
