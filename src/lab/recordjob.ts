import type { Finding } from '../check/finding.ts';
import { holds } from '../course/demands.ts';
import type { Scenario } from '../course/lesson.ts';
import type { FaultPlan, RunRecord, Trace } from '../sim/index.ts';
import type { Attempt } from './attempt.ts';
import type { Drain } from './drain.ts';
import type { Job } from './job.ts';
import { planSentences } from './sentences.ts';
import type { Recording } from './recording.ts';
import { RecordRun, rangeOfFinding, type Handler } from './recordrun.ts';
import { runAll, type FinishedRun } from './run.ts';
import { tracksOf } from './tracks.ts';

export interface RecordTask {
  readonly lesson: string;
  readonly title: string;
  readonly scenario: Scenario;
  readonly attempt: Attempt;
  readonly handler: Handler;
  readonly seed: number;
  /** Instead of the scenario's own faults. */
  readonly plan?: FaultPlan | undefined;
  readonly drain: Drain;
}

type Failure = Recording['failures'][number];

/** Records one run of one scenario. */
export class RecordJob implements Job<Recording> {
  readonly progress: Job['progress'];
  private readonly task: RecordTask;
  private readonly steps: Generator<void, void>;
  private run: RecordRun | undefined;
  private rejections: unknown[] = [];

  constructor(task: RecordTask) {
    const { scenario, attempt, seed, plan, drain } = task;
    this.task = task;
    this.progress = { scenario: scenario.id, seed, done: 0, total: 1 };
    const make = () => new RecordRun(scenario, attempt, { seed, mode: 'record', plan, noteDecisions: true });
    this.steps = runAll([make], attempt, drain, { take: () => this.rejections.splice(0) }, run => { this.run = run; });
  }

  turn(): Recording | undefined {
    return this.steps.next().done ? this.recording(this.run!) : undefined;
  }

  rejected(reason: unknown): void {
    this.rejections.push(reason);
  }

  private recording(run: RecordRun): Recording {
    const { lesson, title, scenario, attempt, handler, seed } = this.task;
    const finished = run.finish();
    const { record, stuck, fatal, sentences, plan, decisions, hash } = finished;
    const trace = run.trace();
    const failures = stuck ? [] : failuresOf(scenario, record).map(failure => located(failure, trace, attempt, handler));
    const halt = haltOf(finished);
    const verdict = stuck ? 'stuck' : fatal?.unprovoked ? 'error' : failures.length > 0 ? 'failed' : 'passed';
    return {
      lesson, title, scenario: scenario.id, scenarioLabel: scenario.label, seed, verdict, plan: planSentences(plan, sentences, decisions),
      failures: halt ? [halt, ...failures] : failures, trace, tracks: tracksOf(record, sentences), traceHash: hash,
    };
  }
}

function haltOf({ stuck, fatal, record }: FinishedRun): Failure | undefined {
  if (stuck) return { demand: 'the program gives control back', timeUs: record.endUs, row: -1, ...stuck };
  if (!fatal) return undefined;
  const { node, atUs, message, range } = fatal;
  return { demand: 'the program runs without exceptions', message, timeUs: atUs, row: -1, node, ...(range ? { range } : {}) };
}

function failuresOf({ always, final, measure, pooled }: Scenario, record: RunRecord): { demand: string; finding: Finding }[] {
  const found = [...always, ...final].map(({ name, check }) => ({ demand: name, finding: check(record) }));
  const missed = measure.map(demand => {
    const measured = demand.twin ? undefined : demand.of(record);
    return { demand: demand.name, finding: measured && !holds(demand.bound, measured.value) ? measured.worst : undefined };
  });
  const short = pooled.map(({ name, of, reduce, bound, twin }) => {
    const { values, worst } = of(record);
    return { demand: name, finding: !twin && values.length > 0 && !holds(bound, reduce(values)) ? worst : undefined };
  });
  return [...found, ...missed, ...short].flatMap(({ demand, finding }) => (finding ? [{ demand, finding }] : []));
}

function located({ demand, finding }: { demand: string; finding: Finding }, trace: Trace, attempt: Attempt, handler: Handler): Failure {
  const range = rangeOfFinding(finding, trace, attempt, handler);
  const { message, atUs, row, node } = finding;
  return { demand, message, timeUs: atUs, row, ...(node === undefined ? {} : { node }), ...(range ? { range } : {}) };
}
