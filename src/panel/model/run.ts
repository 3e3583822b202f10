import type { Recording } from '../../lab/recording.ts';
import { effectsOf, type Effects } from './causality.ts';
import { chartsOf, type Chart } from './charts.ts';
import { clientsOf } from '../../lab/traceclients.ts';
import { eventRows } from './filter.ts';
import { lanesOf, type Lanes } from './lanes.ts';
import { cutsOf, linksOf, type Cut, type Link } from './links.ts';
import { journeysOf, messagesOf, type Messages } from './messages.ts';
import { operationsOf, type OperationBar } from './operations.ts';
import { picturesOf, type Picture } from './pictures.ts';
import { bandsOf, faultsOf, type FaultSpan, type Span } from './spans.ts';

/** A recording with everything that the views look up in it, computed once. */
export interface Run {
  readonly recording: Recording;
  /** End of the time axis. */
  readonly endUs: number;
  readonly lanes: Lanes;
  readonly messages: Messages;
  readonly operations: readonly OperationBar[];
  readonly operationById: ReadonlyMap<number, OperationBar>;
  readonly faults: readonly FaultSpan[];
  readonly bands: readonly Span[];
  readonly cuts: readonly Cut[];
  readonly links: readonly Link[];
  readonly charts: readonly Chart[];
  readonly pictures: readonly Picture[];
  readonly effects: Effects;
  /** Rows that count as events. */
  readonly events: Int32Array;
}

/** Even a run in which nothing happened has a time axis. */
const shortestUs = 1_000;

/** Everything at once; `readRun` does the same in steps. */
export function runOf(recording: Recording): Run {
  const steps = readRun(recording);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** In steps, between which the panel answers. */
export function* readRun(recording: Recording): Generator<void, Run> {
  const { trace } = recording;
  const endUs = Math.max(trace.timeUs[trace.length - 1] ?? 0, ...recording.failures.map(failure => failure.timeUs)) || shortestUs;
  const clients = clientsOf(trace);
  yield;
  const lanes = lanesOf(trace, clients);
  yield;
  const operations = operationsOf(trace, clients, lanes.ofRow, endUs);
  yield;
  const journeys = journeysOf(trace);
  yield;
  const messages = messagesOf(trace, endUs, journeys);
  yield;
  const effects = effectsOf(trace);
  const events = eventRows(trace);
  yield;
  const charts = chartsOf(recording, operations, endUs);
  yield;
  const cuts = cutsOf(trace, endUs);
  const bands = bandsOf(recording, endUs);
  yield;
  return {
    recording, endUs, lanes, operations, messages, effects, events, charts, cuts, bands,
    operationById: new Map(operations.map(bar => [bar.id, bar])),
    faults: faultsOf(recording, endUs),
    links: linksOf(messages),
    pictures: picturesOf(recording),
  };
}
