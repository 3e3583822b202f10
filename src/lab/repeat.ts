import { atSeconds } from '../check/finding.ts';
import type { Scenario } from '../course/lesson.ts';
import type { FaultPlan, Trace } from '../sim/index.ts';
import type { Attempt } from './attempt.ts';
import type { Drain } from './drain.ts';
import { RecordRun, rangeOfFinding, type Handler } from './recordrun.ts';
import { runAll, type FinishedRun } from './run.ts';
import { actorOf, dataOf, describe, type ToldRun } from './tracewords.ts';
import type { Counterexample } from './verdict.ts';

export interface Repeated {
  readonly scenario: Scenario;
  /** The learner's program, compiled for recorded runs. */
  readonly attempt: Attempt;
  readonly drain: Drain;
  readonly handler: Handler;
  readonly seed: number;
  readonly plan: FaultPlan;
}

interface Recorded {
  readonly told: ToldRun;
  readonly trace: Trace;
  readonly hash: string;
  readonly sentences: FinishedRun['sentences'];
}

/** Tells of a program that does not run the same way twice: records one seed twice and looks for the first event that differs. */
export function* difference(repeated: Repeated): Generator<void, Counterexample> {
  const { attempt, handler, seed, plan } = repeated;
  const first = yield* recorded(repeated);
  const second = yield* recorded(repeated);
  const row = firstDifference(first.trace, second.trace);
  const shown = row !== undefined && row < first.trace.length ? first : second;
  const node = row === undefined ? undefined : shown.trace.nodes[shown.trace.node[row]!]?.id;
  const atUs = row === undefined ? 0 : shown.trace.timeUs[row]!;
  const range = rangeOfFinding({ message: '', atUs, row: row ?? -1 }, shown.trace, attempt, handler);
  const what = row === undefined ? 'two runs of it end differently' : `at ${atSeconds(atUs)} ${eventIn(first, row)} the first time, and ${eventIn(second, row)} the second`;
  return {
    seed, timeMs: atUs / 1000, message: `Seed ${seed} does not run the same way twice: ${what}. Something that the program keeps outlives a run or is shared between its nodes`,
    plan: [...first.sentences.values()], faults: plan, traceHash: first.hash, ...(node === undefined ? {} : { node }), ...(range ? { range } : {}),
  };
}

function* recorded({ scenario, attempt, drain, seed, plan }: Repeated): Generator<void, Recorded> {
  let run: RecordRun | undefined;
  yield* runAll([() => new RecordRun(scenario, attempt, { seed, mode: 'record', plan })], attempt, drain, { take: () => [] }, done => { run = done; });
  const { record, hash, sentences } = run!.finish();
  const trace = run!.trace();
  return { told: { recording: { trace }, operationById: new Map(record.operations.map(operation => [operation.id, operation])) }, trace, hash, sentences };
}

/** Row of the first event in which two traces differ: in when, who, what, or what it is about. */
function firstDifference(one: Trace, other: Trace): number | undefined {
  const numbers = ['timeUs', 'kind', 'node', 'peer', 'ref'] as const;
  const texts = ['label', 'data'] as const;
  const length = Math.min(one.length, other.length);
  for (let row = 0; row < length; row++) {
    if (numbers.some(column => one[column][row] !== other[column][row]) || texts.some(column => one.strings[one[column][row]!] !== other.strings[other[column][row]!])) return row;
  }
  return one.length === other.length ? undefined : length;
}

/** Characters of what an event is about that are shown. */
const SHOWN = 80;

/** "n2 sends put to r1 {"key":"k1"}" */
function eventIn({ told, trace }: Recorded, row: number): string {
  if (row >= trace.length) return 'nothing more happens';
  const data = dataOf(trace, row);
  return `${actorOf(told, row)} ${describe(told, row)}${data === '' ? '' : ` ${data.length > SHOWN ? `${data.slice(0, SHOWN)}…` : data}`}`;
}
