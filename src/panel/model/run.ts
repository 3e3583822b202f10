import type { Recording } from '../../lab/recording.ts';
import { effectsOf, type Effects } from './causality.ts';
import { chartsOf, type Chart } from './charts.ts';
import { clientsOf } from '../../lab/traceclients.ts';
import { eventRows } from './filter.ts';
import { lanesOf, type Lanes } from './lanes.ts';
import { cutsOf, linksOf, type Cut, type Link } from './links.ts';
import { messagesOf, type Messages } from './messages.ts';
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

export function runOf(recording: Recording): Run {
  const { trace } = recording;
  const endUs = Math.max(trace.timeUs[trace.length - 1] ?? 0, ...recording.failures.map(failure => failure.timeUs)) || shortestUs;
  const clients = clientsOf(trace);
  const lanes = lanesOf(trace, clients);
  const operations = operationsOf(trace, clients, lanes.ofRow, endUs);
  const messages = messagesOf(trace, endUs);
  return {
    recording, endUs, lanes, operations,
    operationById: new Map(operations.map(bar => [bar.id, bar])),
    messages,
    faults: faultsOf(recording, endUs),
    bands: bandsOf(recording, endUs),
    cuts: cutsOf(trace, endUs),
    links: linksOf(messages),
    charts: chartsOf(recording, operations, endUs),
    pictures: picturesOf(recording),
    effects: effectsOf(trace),
    events: eventRows(trace),
  };
}
