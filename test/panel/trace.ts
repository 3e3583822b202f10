import { TraceKind, type Trace, type TraceKindName, type TraceNode } from '../../src/sim/trace.ts';
import { TraceWriter } from '../../src/sim/tracewriter.ts';
import type { Recording } from '../../src/lab/recording.ts';

/** One row of a trace in short: what is left out is -1, 0 or absent. */
export interface Row {
  readonly at: number;
  readonly kind: TraceKindName;
  readonly node?: number;
  readonly peer?: number;
  readonly ref?: number;
  readonly cause?: number;
  readonly label?: string;
  readonly data?: unknown;
  readonly line?: number;
}

const nodes: readonly TraceNode[] = [{ id: 'a', role: 'learner' }, { id: 'b', role: 'learner' }, { id: 'shop', role: 'given' }, { id: 'eve', role: 'client' }];

/** A trace of nodes a, b (learner's), shop (given) and eve (client); times in microseconds. */
export function traceOf(rows: readonly Row[]): Trace {
  const writer = new TraceWriter();
  for (const { at, kind, node = -1, peer = -1, ref = 0, cause = -1, label, data, line } of rows) {
    const row = writer.row(at, TraceKind[kind], node, peer, ref, cause);
    writer.describe(row, label, data);
    writer.here = () => line === undefined ? [] : [{ file: 'exercise.ts', line, column: 3 }];
    writer.locate(row);
  }
  return writer.finish(nodes);
}

export function recordingOf(rows: readonly Row[], rest: Partial<Recording> = {}): Recording {
  return {
    lesson: 'test/lesson', title: 'Lesson', scenario: 'scenario', scenarioLabel: 'Scenario', seed: 1, verdict: 'passed',
    plan: [], faults: { faults: [], off: [] }, missedTwins: [], failures: [], trace: traceOf(rows), tracks: [], pictures: [], traceHash: '0123456789abcdef', ...rest,
  };
}
