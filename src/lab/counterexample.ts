import { percent, type Check, type Finding } from '../check/finding.ts';
import type { Scenario } from '../course/lesson.ts';
import type { FaultPlan } from '../sim/index.ts';
import type { Attempt } from './attempt.ts';
import type { Drain } from './drain.ts';
import type { Mistake } from './host.ts';
import type { BrokenDemand, Judged, PanelVerdict } from './judge.ts';
import { planSentences } from './sentences.ts';
import type { Programs } from './programs.ts';
import { difference } from './repeat.ts';
import { quantity } from './quantity.ts';
import { RecordRun, rangeOfFinding, type Handler } from './recordrun.ts';
import { runAll, type FinishedRun, type RunOptions } from './run.ts';
import { mistakeBefore, smallestPlan, type Smallest } from './smallest.ts';
import type { Counterexample, DemandVerdict, VerdictKind } from './verdict.ts';

export interface Failing {
  readonly scenario: Scenario;
  readonly programs: Programs;
  readonly drain: Drain;
  readonly handler: Handler;
  readonly judged: readonly Judged[];
  readonly panel: PanelVerdict;
  /** A run that could not go on. */
  readonly halted: Judged | undefined;
  readonly brief: boolean;
  readonly thorough: boolean;
  /** Runs the learner's program, or another, once more. */
  run(options: RunOptions, attempt?: Attempt): Generator<void, FinishedRun>;
}

interface Told {
  readonly verdict: VerdictKind;
  readonly first: Counterexample;
}

/** Said where the budget was used up. */
const MAY_BE_SMALLER = 'Less may be enough: not everything was tried.';
/** A run that is not recorded again for a verdict: it would take too long. */
const RECORD_EVENTS = 60_000;

/** Tells what broke first: the story of one run. */
export function* counterexampleOf(failing: Failing): Generator<void, Told> {
  const { halted, panel, scenario } = failing;
  if (halted) return haltedTold(halted.run);
  const { demand, exhibits } = panel.broken!;
  const [exhibit] = exhibits;
  if (!exhibit) {
    const message = `${summary(demand)}: no run says anything about it`;
    return { verdict: 'failed', first: { seed: failing.judged[0]?.run.seed ?? 0, timeMs: 0, message, plan: [], traceHash: '' } };
  }
  const { run } = exhibit.judged;
  const check = [...scenario.always, ...scenario.final].find(({ name }) => name === demand.name)?.check;
  const small = check && !failing.brief ? yield* smallestPlan(failing, exhibit.judged, exhibit.finding!, check) : { plan: run.plan };
  return yield* told(failing, panel.broken!, exhibit, small, check);
}

function haltedTold({ seed, stuck, fatal, plan, sentences, hash }: Judged['run']): Told {
  const first = { seed, plan: [...sentences.values()], faults: plan, traceHash: hash };
  if (stuck) return { verdict: 'stuck', first: { ...first, timeMs: 0, ...stuck } };
  return { verdict: 'error', first: { ...first, ...mistakeTold(fatal!) } };
}

const mistakeTold = ({ node, atUs, message, range }: Mistake) => ({ node, timeMs: atUs / 1000, message, ...(range ? { range } : {}) });

function* told(failing: Failing, { demand }: BrokenDemand, { judged, finding }: BrokenDemand['exhibits'][number], { plan, shrunk }: Smallest, check: Check | undefined): Generator<void, Told> {
  const { seed } = judged.run;
  const small: Judged['run'] & Partial<FinishedRun> = failing.brief ? judged.run : yield* failing.run({ seed, mode: 'explore', plan, note: true });
  const shown = (check && small.record ? check(small.record) : finding) ?? finding;
  const mistake = mistakeBefore(small, shown);
  const find = check ?? finderOf(failing.scenario, demand);
  const recorded = mistake?.range || !small.record || small.events > RECORD_EVENTS ? undefined : yield* recordedRange(failing, seed, plan, find);
  if (recorded && recorded.hash !== small.hash) return { verdict: 'error', first: yield* difference({ ...failing, attempt: failing.programs.record!(), seed, plan }) };
  const range = mistake?.range ?? recorded?.range ?? rangeOfFinding(shown ?? NOWHERE, undefined, failing.programs.explore, failing.handler);
  const message = messageOf(demand, shown, failing.judged.length);
  const first: Counterexample = {
    seed, timeMs: (mistake?.atUs ?? shown?.atUs ?? small.record?.endUs ?? 0) / 1000, message: mistake ? `${mistake.message}. Then: ${message}` : message,
    plan: [...planSentences(plan, small), ...shrunk?.minimal === false ? [MAY_BE_SMALLER] : []], faults: plan, traceHash: small.hash,
    ...nodeOf(mistake?.node ?? shown?.node), ...(range ? { range } : {}), ...(shrunk ? { shrunk } : {}),
  };
  return { verdict: mistake ? 'error' : 'failed', first };
}

/** A finding that says nothing. */
const NOWHERE: Finding = { message: '', atUs: 0, row: -1 };

const nodeOf = (node: string | undefined): { node?: string } => (node === undefined ? {} : { node });

function finderOf(scenario: Scenario, { name, kind }: DemandVerdict): Check {
  if (kind === 'pooled') return record => scenario.pooled.find(demand => demand.name === name)!.of(record).worst;
  return record => scenario.measure.find(demand => demand.name === name)!.of(record)?.worst;
}

function* recordedRange({ scenario, programs, drain, handler }: Failing, seed: number, plan: FaultPlan, find: Check) {
  const attempt = programs.record?.();
  if (!attempt) return undefined;
  let run: RecordRun | undefined;
  yield* runAll([() => new RecordRun(scenario, attempt, { seed, mode: 'record', plan })], attempt, drain, { take: () => [] }, done => { run = done; });
  const { record, hash } = run!.finish();
  const finding = find(record);
  return { hash, range: finding && rangeOfFinding(finding, run!.trace(), attempt, handler) };
}

function messageOf(demand: DemandVerdict, finding: Finding | undefined, runs: number): string {
  if (demand.kind === 'always' || demand.kind === 'final') return finding!.message;
  return finding ? `${finding.message} (${summary(demand)}; ${shareOf(demand, runs)})` : `${summary(demand)}; ${shareOf(demand, runs)}`;
}

function shareOf({ kind, share = 0, passShare = 1 }: DemandVerdict, runs: number): string {
  return kind === 'pooled' ? `over all ${runs} runs` : `it held in ${percent(share)} of ${runs} runs, ${percent(passShare)} are asked for`;
}

/** `sold: 91 %, at least 95 % is asked for`. */
function summary({ name, value, limit, bound, unit }: DemandVerdict): string {
  const shown = (number: number | undefined) => (number === undefined ? 'none' : quantity(number, unit, limit));
  return `${name}: ${shown(value)}, ${bound === 'atLeast' ? 'at least' : 'at most'} ${shown(limit)} is asked for`;
}
