import type { Finding } from '../check/finding.ts';
import { holds } from '../course/demands.ts';
import type { Scenario } from '../course/lesson.ts';
import type { FaultPlan, RunRecord, Trace } from '../sim/index.ts';
import type { Attempt } from './attempt.ts';
import type { Drain } from './drain.ts';
import type { Job } from './job.ts';
import { judgeRun, twinKey, type Beside, type Judged } from './judge.ts';
import type { Programs } from './programs.ts';
import { historyOf } from './historytrack.ts';
import { planSentences } from './sentences.ts';
import type { Recording } from './recording.ts';
import { RecordRun, rangeOfFinding, type Handler } from './recordrun.ts';
import { Run, runAll, type FinishedRun } from './run.ts';
import { SteppedJob } from './steppedjob.ts';
import { tracksOf } from './tracks.ts';
import { isProgramTwin, planWithout, twinOptions, Twins, type TwinColumns } from './twins.ts';

/** Which run of a scenario is recorded. */
export interface RecordedRun {
  readonly seed: number;
  /** Instead of the scenario's own faults. */
  readonly plan?: FaultPlan | undefined;
  /** Without the fault of this id, or (`undefined` in the property) without any. */
  readonly without?: { readonly fault: string | undefined } | undefined;
}

export interface RecordTask extends RecordedRun {
  readonly lesson: string;
  readonly title: string;
  /** Name of the picture to open first. */
  readonly picture: string | undefined;
  readonly scenario: Scenario;
  readonly attempt: Attempt;
  /** Programs that the run is compared with. */
  readonly twin: Programs['twin'];
  /** What they reach on the panel, if that was tabulated. */
  readonly tabulated?: TwinColumns | undefined;
  readonly handler: Handler;
  readonly drain: Drain;
}

type Failure = Recording['failures'][number];

/** Records one run of one scenario. */
export class RecordJob extends SteppedJob<Recording> {
  readonly progress: Job['progress'];
  private readonly task: RecordTask;

  constructor(task: RecordTask) {
    super();
    this.task = task;
    this.progress = { scenario: task.scenario.id, seed: task.seed, done: 0, total: 1 };
  }

  protected *work(): Generator<void, Recording> {
    const { scenario, attempt, seed, plan, without } = this.task;
    const run = yield* this.one(() => new RecordRun(scenario, attempt, { seed, mode: 'record', plan: without && plan ? planWithout(plan, without.fault) : plan, without, note: true }), attempt);
    const finished = run.finish();
    const judged = finished.stuck ? undefined : judgeRun(scenario, finished, yield* this.beside());
    return this.recording(run, finished, judged);
  }

  /** The same seed's runs of the programs that demands compare with. */
  private *beside(): Generator<void, Beside> {
    const { scenario, attempt, twin: twinOf, tabulated, seed, plan } = this.task;
    const twins = new Twins(scenario, plan ? undefined : tabulated);
    const records = new Map<string, RunRecord>();
    for (const twin of plan?.only ? [] : twins.toRun([seed], [seed])) {
      const program = isProgramTwin(twin) ? twinOf(twin.kind) : attempt;
      const run = yield* this.one(() => new Run(scenario, program, twinOptions(twin, seed, plan)), program);
      records.set(twinKey(twin), run.finish().record);
    }
    return { records, tabulated: measure => twins.measure(measure, seed) };
  }

  private *one<R extends Run>(make: () => R, attempt: Attempt): Generator<void, R> {
    let finished: R | undefined;
    yield* runAll([make], attempt, this.task.drain, this.rejections, run => { finished = run; });
    return finished!;
  }

  private recording(run: RecordRun, finished: FinishedRun, judged: Judged | undefined): Recording {
    const { lesson, title, picture, scenario, attempt, handler, seed } = this.task;
    const trace = run.trace();
    const { record, stuck, fatal, plan, hash } = finished;
    const failures = judged ? failuresOf(scenario, judged).map(failure => located(failure, trace, attempt, handler)) : [];
    const halt = haltOf(finished);
    const ways = run.world.network.usualWays();
    const verdict = stuck ? 'stuck' : fatal?.unprovoked ? 'error' : failures.length > 0 ? 'failed' : 'passed';
    return {
      lesson, title, scenario: scenario.id, scenarioLabel: scenario.label, seed, verdict, plan: planSentences(plan, finished),
      faults: plan, missedTwins: missedTwinsOf(scenario, failures),
      failures: halt ? [halt, ...failures] : failures, trace, tracks: tracksOf(record, finished.sentences), ...(ways.length > 0 ? { ways } : {}), pictures: [...historyOf(scenario, record), ...run.world.pictures!.tracks()], traceHash: hash,
      ...(picture === undefined ? {} : { opensWith: picture }),
    };
  }
}

function haltOf({ stuck, fatal, record }: FinishedRun): Failure | undefined {
  if (stuck) return { demand: 'the program gives control back', timeUs: record.endUs, row: -1, ...stuck };
  if (!fatal) return undefined;
  const { node, atUs, message, range } = fatal;
  return { demand: 'the program runs without exceptions', message, timeUs: atUs, row: -1, node, ...(range ? { range } : {}) };
}

function failuresOf({ always, final, measure, pooled }: Scenario, judged: Judged): { demand: string; finding: Finding }[] {
  const found = [...always.map(({ name }, index) => ({ demand: name, finding: judged.always[index] })), ...final.map(({ name }, index) => ({ demand: name, finding: judged.final[index] }))];
  const missed = measure.map(({ name, bound }, index) => {
    const measured = judged.measure[index];
    return { demand: name, finding: measured && !holds(bound, measured.value) ? measured.worst : undefined };
  });
  const short = pooled.map(({ name, reduce, bound, twin }, index) => {
    const { values, worst } = judged.pooled[index]!;
    const beside = judged.pooledTwin[index]?.values ?? [];
    if (values.length === 0 || (twin && beside.length === 0)) return { demand: name, finding: undefined };
    return { demand: name, finding: holds(bound, twin ? reduce(values) / reduce(beside) : reduce(values)) ? undefined : worst };
  });
  return [...found, ...missed, ...short].flatMap(({ demand, finding }) => (finding ? [{ demand, finding }] : []));
}

/** What the missed demands hold the run against. */
function missedTwinsOf({ measure, pooled }: Scenario, failures: readonly Failure[]): Recording['missedTwins'] {
  return [...measure, ...pooled].flatMap(({ name, twin }) => (twin && twin.kind !== 'oracle' && failures.some(({ demand }) => demand === name) ? [{ demand: name, twin }] : []));
}

function located({ demand, finding }: { demand: string; finding: Finding }, trace: Trace, attempt: Attempt, handler: Handler): Failure {
  const range = rangeOfFinding(finding, trace, attempt, handler);
  const { message, atUs, row, node } = finding;
  return { demand, message, timeUs: atUs, row, ...(node === undefined ? {} : { node }), ...(range ? { range } : {}) };
}
