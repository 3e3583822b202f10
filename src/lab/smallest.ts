import type { Check, Finding } from '../check/finding.ts';
import type { Scenario } from '../course/lesson.ts';
import type { FaultPlan, NotedOperation, RunRecord } from '../sim/index.ts';
import type { Attempt } from './attempt.ts';
import type { Mistake } from './host.ts';
import type { Judged } from './judge.ts';
import type { Programs } from './programs.ts';
import type { FinishedRun, RunOptions } from './run.ts';
import { sameKind } from './samekind.ts';
import { Shrinker, type Seen } from './shrink.ts';
import type { RunSize, Shrinking } from './verdict.ts';

/** What trying smaller plans may cost: events, and for each run as much again as this many. */
const BUDGET = 900_000;
const A_RUN = 500;

export interface Smallest {
  readonly plan: FaultPlan;
  readonly shrunk?: Shrinking;
}

interface Trying {
  readonly scenario: Scenario;
  readonly programs: Programs;
  /** Until nothing more can be left out, however long it takes. */
  readonly thorough: boolean;
  run(options: RunOptions, attempt?: Attempt): Generator<void, FinishedRun>;
}

/**
 * The smallest plan under which a program breaks a demand in the same way, and no demand that it kept before. A plan that the lesson's own solution does not
 * survive is none: what is left out there was needed, to keep the promise as well as to break it.
 */
export function* smallestPlan({ scenario, programs, thorough, run }: Trying, { run: found, always, final }: Judged, finding: Finding, check: Check): Generator<void, Smallest> {
  const { seed, plan } = found;
  const broken = [...always, ...final];
  const kept = [...scenario.always, ...scenario.final].filter((_, index) => !broken[index]);
  let left = BUDGET;
  let runs = 0;
  const tried = function* (candidate: FaultPlan, attempt: Attempt): Generator<void, FinishedRun> {
    const finished = yield* run({ seed, mode: 'explore', plan: candidate, note: true }, attempt);
    left -= finished.events + A_RUN;
    runs++;
    return finished;
  };
  const mistaken = mistakeBefore(found, finding) !== undefined;
  const inTheSameWay = (finished: FinishedRun, other: Finding): boolean => sameKind(other.message, finding.message)
    && (mistakeBefore(finished, other) !== undefined) === mistaken && kept.every(demand => demand.check(finished.record) === undefined);
  const fails = function* (candidate: FaultPlan): Generator<void, Seen | undefined> {
    const finished = yield* tried(candidate, programs.explore);
    const other = finished.stuck ? undefined : check(finished.record);
    return other && inTheSameWay(finished, other) ? seenOf(finished, other) : undefined;
  };
  const survived = function* (candidate: FaultPlan): Generator<void, boolean> {
    const { stuck, record } = yield* tried(candidate, programs.twin('reference'));
    return !stuck && check(record) === undefined;
  };
  const seen = yield* fails(plan);
  if (!seen) return { plan };
  const promised = yield* survived(plan);
  let threw: string | undefined;
  const stillFails = function* (candidate: FaultPlan): Generator<void, Seen | undefined> {
    try {
      const smaller = yield* fails(candidate);
      return smaller && (!promised || (yield* survived(candidate))) ? smaller : undefined;
    } catch (error) {
      // A pack's world or check may not be able to do without a node or an operation.
      if (!candidate.only) throw error;
      threw ??= String(error);
      return undefined;
    }
  };
  let smallest = yield* new Shrinker({ fails: stillFails, mayTry: () => left > 0 }, plan, seen).shrink();
  if (thorough && !smallest.minimal) smallest = yield* new Shrinker({ fails: stillFails, mayTry: () => true }, smallest.plan, smallest.seen).refine();
  return { plan: smallest.plan, shrunk: { from: sizeOf(plan, seen), to: sizeOf(smallest.plan, smallest.seen), runs, minimal: smallest.minimal, ...(threw === undefined ? {} : { threw }) } };
}

const sizeOf = ({ faults }: FaultPlan, { events, decisions, operations, nodes }: Seen): RunSize =>
  ({ events, faults: faults.length, decisions: decisions.length, operations: operations.length, nodes: nodes.length });

/** A mistake of the program that came before what broke. */
export function mistakeBefore({ fatal, failedRequest }: Pick<FinishedRun, 'fatal' | 'failedRequest'>, finding: Finding | undefined): Mistake | undefined {
  return [fatal, failedRequest].find(mistake => mistake && (!finding || mistake.atUs <= finding.atUs));
}

function seenOf({ events, operations: { asked }, idle, decisions, record }: FinishedRun, { message, atUs }: Finding): Seen {
  const { nodes, strikes } = record;
  const said = ` ${wordsOf(message)} `;
  return {
    events, message, decisions, strikes, operations: asked.map(({ name }) => name), nodes: nodes.filter(id => !idle.includes(id)),
    named: asked.filter(({ what }) => said.includes(` ${wordsOf(what.slice(what.indexOf(' ') + 1))} `)).map(({ name }) => name),
    open: openAt(atUs, asked, record).map(({ name }) => name),
  };
}

/** Operations that had been asked by an instant and were not answered yet. */
function openAt(atUs: number, asked: readonly NotedOperation[], { operations }: RunRecord): NotedOperation[] {
  const open = new Set(operations.filter(({ invokedUs, heardUs }) => invokedUs <= atUs && heardUs >= atUs).map(({ f, invokedUs }) => `${invokedUs} ${f}`));
  return asked.filter(operation => open.has(`${operation.atUs} ${operation.what.split(' ', 1)[0]!}`));
}

const wordsOf = (text: string): string => text.replace(/[^\p{L}\p{N}._/:-]+|[.:]+(?= |$)/gu, ' ').trim();
