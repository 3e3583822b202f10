import { percent, type Check, type Finding } from '../check/finding.ts';
import type { Scenario } from '../course/lesson.ts';
import type { FaultPlan } from '../sim/index.ts';
import type { Drain } from './drain.ts';
import type { Mistake } from './host.ts';
import type { BrokenDemand, Judged, PanelVerdict } from './judge.ts';
import { planSentences } from './sentences.ts';
import type { Programs } from './programs.ts';
import { quantity } from './quantity.ts';
import { RecordRun, rangeOfFinding, type Handler } from './recordrun.ts';
import { runAll, type FinishedRun, type RunOptions } from './run.ts';
import { sameKind, Shrinker, type Seen, type Shrunk } from './shrink.ts';
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
  /** Runs the learner's program once more. */
  run(options: RunOptions): Generator<void, FinishedRun>;
}

interface Told {
  readonly verdict: VerdictKind;
  readonly first: Counterexample;
}

/** How much is run to make a plan smaller. */
const SHRINK_EVENTS = 600_000;
const SHRINK_RUNS = 150;
/** Said where the budget was used up. */
const MAY_BE_SMALLER = 'Less may be enough: looking for a smaller story was stopped.';
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
  const small = check && !failing.brief ? yield* smallestPlan(failing, run, exhibit.finding!, check) : { plan: run.plan, minimal: true };
  return yield* told(failing, panel.broken!, exhibit, small, check);
}

function haltedTold({ seed, stuck, fatal, plan, sentences, hash }: Judged['run']): Told {
  const first = { seed, plan: sentences, faults: plan, traceHash: hash };
  if (stuck) return { verdict: 'stuck', first: { ...first, timeMs: 0, ...stuck } };
  return { verdict: 'error', first: { ...first, ...mistakeTold(fatal!) } };
}

const mistakeTold = ({ node, atUs, message, range }: Mistake) => ({ node, timeMs: atUs / 1000, message, ...(range ? { range } : {}) });

function* smallestPlan(failing: Failing, judged: Judged['run'], finding: Finding, check: Check): Generator<void, Shrunk> {
  const { seed, plan } = judged;
  let runs = SHRINK_RUNS;
  let events = SHRINK_EVENTS;
  const mistaken = mistakeBefore(judged, finding) !== undefined;
  const fails = function* (candidate: FaultPlan): Generator<void, Seen | undefined> {
    const run = yield* failing.run({ seed, mode: 'explore', plan: candidate, note: true });
    runs--;
    events -= run.events;
    const found = run.stuck ? undefined : check(run.record);
    if (!found || !sameKind(found.message, finding.message) || (mistakeBefore(run, found) !== undefined) !== mistaken) return undefined;
    return seenOf(run, found);
  };
  const seen = yield* fails(plan);
  return seen ? yield* new Shrinker({ fails, mayTry: () => runs > 0 && events > 0 }, plan, seen).shrink() : { plan, minimal: false };
}

function seenOf({ decisions, operations: { asked }, idle, record: { nodes } }: FinishedRun, { message }: Finding): Seen {
  const said = ` ${wordsOf(message)} `;
  return {
    message, decisions: decisions.map(({ id }) => id), operations: asked,
    named: asked.filter(name => said.includes(` ${wordsOf(name.slice(name.indexOf(' ') + 1, name.lastIndexOf('@')))} `)),
    nodes: nodes.filter(id => !idle.includes(id)),
  };
}

const wordsOf = (text: string): string => text.replace(/[^\p{L}\p{N}._/:-]+|[.:]+(?= |$)/gu, ' ').trim();

function* told(failing: Failing, { demand }: BrokenDemand, { judged, finding }: BrokenDemand['exhibits'][number], { plan, minimal }: Shrunk, check: Check | undefined): Generator<void, Told> {
  const { seed } = judged.run;
  const small: Judged['run'] & Partial<FinishedRun> = failing.brief ? judged.run : yield* failing.run({ seed, mode: 'explore', plan, note: true });
  const shown = (check && small.record ? check(small.record) : finding) ?? finding;
  const mistake = mistakeBefore(small, shown);
  const find = check ?? finderOf(failing.scenario, demand);
  const range = mistake?.range ?? (small.record && small.events <= RECORD_EVENTS ? yield* recordedRange(failing, seed, plan, find) : undefined)
    ?? rangeOfFinding(shown ?? NOWHERE, undefined, failing.programs.explore, failing.handler);
  const message = messageOf(demand, shown, failing.judged.length);
  const first: Counterexample = {
    seed, timeMs: (mistake?.atUs ?? shown?.atUs ?? small.record?.endUs ?? 0) / 1000, message: mistake ? `${mistake.message}. Then: ${message}` : message,
    plan: [...planSentences(plan, small), ...minimal ? [] : [MAY_BE_SMALLER]], faults: plan, traceHash: small.hash,
    ...nodeOf(mistake?.node ?? shown?.node), ...(range ? { range } : {}),
  };
  return { verdict: mistake ? 'error' : 'failed', first };
}

/** A finding that says nothing. */
const NOWHERE: Finding = { message: '', atUs: 0, row: -1 };

const nodeOf = (node: string | undefined): { node?: string } => (node === undefined ? {} : { node });

/** A mistake of the program that came before what broke. */
function mistakeBefore({ fatal, failedRequest }: Judged['run'], finding: Finding | undefined): Mistake | undefined {
  return [fatal, failedRequest].find(mistake => mistake && (!finding || mistake.atUs <= finding.atUs));
}

function finderOf(scenario: Scenario, { name, kind }: DemandVerdict): Check {
  if (kind === 'pooled') return record => scenario.pooled.find(demand => demand.name === name)!.of(record).worst;
  return record => scenario.measure.find(demand => demand.name === name)!.of(record)?.worst;
}

function* recordedRange({ scenario, programs, drain, handler }: Failing, seed: number, plan: FaultPlan, find: Check) {
  const attempt = programs.record?.();
  if (!attempt) return undefined;
  let run: RecordRun | undefined;
  yield* runAll([() => new RecordRun(scenario, attempt, { seed, mode: 'record', plan })], attempt, drain, { take: () => [] }, done => { run = done; });
  const finding = find(run!.finish().record);
  return finding && rangeOfFinding(finding, run!.trace(), attempt, handler);
}

function messageOf(demand: DemandVerdict, finding: Finding | undefined, runs: number): string {
  if (demand.kind === 'always' || demand.kind === 'final') return finding!.message;
  return finding ? `${finding.message} (${summary(demand)}; ${shareOf(demand, runs)})` : `${summary(demand)}; ${shareOf(demand, runs)}`;
}

function shareOf({ kind, share = 0, passShare = 1 }: DemandVerdict, runs: number): string {
  return kind === 'pooled' ? `over all ${runs} runs` : `it held in ${percent(share)} of ${runs} runs, ${percent(passShare)} are asked for`;
}

/** `sold: 91 %, at least 95 % is asked for`. */
function summary({ name, value, limit, unit }: DemandVerdict): string {
  const shown = (number: number | undefined) => (number === undefined ? 'none' : quantity(number, unit, limit));
  const asked = value !== undefined && limit !== undefined && value < limit ? 'at least' : 'at most';
  return `${name}: ${shown(value)}, ${asked} ${shown(limit)} is asked for`;
}
