import type { Attempt } from '../lab/attempt.ts';
import { compileAttempt } from '../lab/compile/compile.ts';
import type { CompileMode, Program } from '../lab/compile/program.ts';
import type { Drain } from '../lab/drain.ts';
import type { Job } from '../lab/job.ts';
import { PackRefusal, problemOf } from '../lab/pack/refusal.ts';
import type { Programs } from '../lab/programs.ts';
import type { StripTypes } from '../lab/compile/strip.ts';
import { createAttempt } from '../lab/sandbox/attempt.ts';
import { hostStackOf } from '../lab/sandbox/stack.ts';
import { isProgramTwin, type ProgramTwin } from '../lab/twins.ts';
import type { AttemptProblem, ScenarioVerdict } from '../lab/verdict.ts';
import { Cell, type Watchdog } from './cells.ts';
import type { LabJobs, LessonJobs } from './labjobs.ts';
import type { ExploreRequest, FuturesRequest, LossRequest, FromRunner, RecordRequest, RunRequest, ToRunner, WorkRequest } from './protocol.ts';
import { rehearse } from './rehearsal.ts';

export interface ServerParts {
  readonly lab: LabJobs;
  readonly drain: Drain;
  readonly watchdog: Watchdog;
  readonly stripTypes: StripTypes;
  readonly debug: boolean;
  send(message: FromRunner): void;
  /** Calls back in a macrotask of its own, when the promises that this one leaves have run and those that were rejected have been told. */
  later(act: () => void): void;
  /** Ends this child. */
  end(): void;
}

/** How long turns are taken before the host may do something else, and how often progress is told. */
const SLICE_MS = 20;
const PROGRESS_MS = 100;

class Cancelled extends Error {}
class Unjudgeable extends Error {
  readonly problems: readonly AttemptProblem[];

  constructor(problems: readonly AttemptProblem[]) {
    super('the attempt cannot be judged');
    this.problems = problems;
  }
}

/** Serves one request after the other in a child. */
export class RequestServer {
  private readonly parts: ServerParts;
  private readonly cancelled = new Set<number>();
  private readonly stopped = new Set<number>();
  private readonly lessons = new Map<string, LessonJobs>();
  private prepared: { readonly key: string; readonly program: Program; readonly programs: Programs } | undefined;
  private queue: Promise<void> = Promise.resolve();
  private current: { readonly id: number; job?: Job } | undefined;
  private asked = false;

  constructor(parts: ServerParts) {
    this.parts = parts;
  }

  receive(message: ToRunner): void {
    this.asked = true;
    if (message.kind === 'cancel') this.cancelled.add(message.id);
    else if (message.kind === 'stop') this.stopped.add(message.id);
    else this.queue = this.queue.then(() => this.serve(message));
  }

  /** Warms up what a first request needs, unless one has done so. */
  rehearse(): void {
    if (this.asked) return;
    this.parts.watchdog.watch([]);
    rehearse(this.parts.stripTypes);
  }

  /** A promise was rejected and nobody handled it: the program's that is running, or ours. */
  rejected(reason: unknown): void {
    const job = this.current?.job;
    if (job === undefined) this.broken(reason);
    else job.rejected(reason);
  }

  broken(error: unknown): void {
    this.parts.send({ kind: 'broken', id: this.current?.id ?? -1, message: hostStackOf(error) });
    this.parts.end();
  }

  private async serve(request: WorkRequest): Promise<void> {
    const { send, watchdog } = this.parts;
    const { id } = request;
    const begun = performance.now();
    this.current = { id };
    let cancelled = false;
    try {
      const lesson = await this.lessonOf(request);
      if (request.kind === 'run') await this.run(request, lesson);
      else if (request.kind === 'record') await this.record(request, lesson);
      else if (request.kind === 'loss') await this.lose(request, lesson);
      else if (request.kind === 'futures') await this.futures(request, lesson);
      else if (request.kind === 'explore') await this.explore(request, lesson);
      else send({ kind: 'outline', id, outline: lesson.outline });
    } catch (error) {
      if (error instanceof Cancelled) cancelled = true;
      else if (error instanceof Unjudgeable || error instanceof PackRefusal) send({ kind: 'problems', id, problems: error.problems });
      else if (request.pack !== undefined) send({ kind: 'problems', id, problems: [problemOf(error, request.pack)] });
      else return this.broken(error);
    } finally {
      watchdog.cells[Cell.busy] = 0;
      this.current = undefined;
      this.cancelled.delete(id);
      this.stopped.delete(id);
    }
    send({ kind: 'done', id, durationMs: performance.now() - begun, cancelled });
  }

  private async lessonOf({ lesson: id, pack }: Pick<RunRequest, 'lesson' | 'pack'>): Promise<LessonJobs> {
    const lesson = (pack === undefined ? this.lessons.get(id) : undefined) ?? await this.parts.lab.lesson(id, pack);
    if (lesson === undefined) throw new Unjudgeable([{ message: `there is no lesson ${id}` }]);
    if (pack === undefined) this.lessons.set(id, lesson);
    return lesson;
  }

  private async run({ id, lesson: name, pack, source, scenario, seeds, plan, brief, thorough, careful }: RunRequest, lesson: LessonJobs): Promise<void> {
    const programs = this.programs(JSON.stringify([name, pack?.version, source]), source, lesson);
    this.start(id, scenario, lesson);
    const drain = careful === undefined ? this.parts.drain : carefully(this.parts.drain, careful, () => job);
    const job: Job<ScenarioVerdict> = lesson.run(scenario, programs, { seeds, plan, brief, thorough }, drain);
    const verdict = await this.drive(id, job, careful !== undefined);
    this.parts.send({ kind: 'scenario', id, verdict });
  }

  private async record({ id, source, scenario, seed, plan, twin }: RecordRequest, lesson: LessonJobs): Promise<void> {
    const attempt = this.attempt(isProgramTwin(twin) ? twinSource(twin.kind, lesson) : source, lesson, 'record');
    const without = twin?.kind === 'without' ? { fault: twin.fault } : undefined;
    this.start(id, scenario, lesson);
    const recording = await this.drive(id, lesson.record(scenario, { attempt, twin: this.twins(lesson) }, { seed, plan, without }, this.parts.drain));
    this.parts.send({ kind: 'recording', id, recording });
  }

  private async lose({ id, lesson: name, source, scenario, seed, plan }: LossRequest, lesson: LessonJobs): Promise<void> {
    const { explore } = this.programs(JSON.stringify([name, source]), source, lesson);
    this.start(id, scenario, lesson);
    const loss = await this.drive(id, lesson.lose(scenario, explore, { seed, plan }, this.parts.drain));
    this.parts.send({ kind: 'loss', id, loss });
  }

  private async futures({ id, lesson: name, source, scenario, seed, plan, parting }: FuturesRequest, lesson: LessonJobs): Promise<void> {
    const { explore } = this.programs(JSON.stringify([name, source]), source, lesson);
    this.start(id, scenario, lesson);
    const tally = await this.drive(id, lesson.futures(scenario, explore, { seed, plan }, parting, this.parts.drain));
    this.parts.send({ kind: 'tally', id, tally });
  }

  private async explore({ id, lesson: name, source, scenario, strategy, seeds, runs }: ExploreRequest, lesson: LessonJobs): Promise<void> {
    const programs = this.programs(JSON.stringify([name, source]), source, lesson);
    this.start(id, scenario, lesson);
    const exploration = await this.drive(id, lesson.explore(scenario, programs, { strategy, seeds, runs }, this.parts.drain));
    this.parts.send({ kind: 'exploration', id, exploration });
  }

  private start(id: number, scenario: string, lesson: LessonJobs): void {
    const known = lesson.scenarios.find(candidate => candidate.id === scenario);
    if (known === undefined) throw new Unjudgeable([{ message: `the lesson has no scenario ${scenario}` }]);
    this.parts.send({ kind: 'started', id, scenario, hidden: known.hidden });
  }

  /** What was made of a program last is made once: it is often judged by one scenario after the other. */
  private programs(key: string, source: RunRequest['source'], lesson: LessonJobs): Programs {
    if (this.prepared?.key !== key) {
      const program = this.compile(source, lesson, 'explore');
      let recorded: Attempt | undefined;
      const record = this.parts.debug ? {} : { record: () => (recorded ??= this.attempt(source, lesson, 'record')) };
      this.prepared = { key, program, programs: { explore: this.evaluate(program), twin: this.twins(lesson), ...record } };
    }
    this.parts.watchdog.watch(this.prepared.program.checkpoints);
    return this.prepared.programs;
  }

  /** The lesson's own programs, each made once. */
  private twins(lesson: LessonJobs): Programs['twin'] {
    const twins = new Map<string, Attempt>();
    return kind => {
      let attempt = twins.get(kind);
      if (attempt === undefined) twins.set(kind, attempt = createAttempt(this.compile(twinSource(kind, lesson), lesson, 'explore')));
      return attempt;
    };
  }

  private attempt(source: RunRequest['source'], lesson: LessonJobs, mode: CompileMode): Attempt {
    const program = this.compile(source, lesson, mode);
    this.parts.watchdog.watch(program.checkpoints);
    return this.evaluate(program);
  }

  private evaluate(program: Program): Attempt {
    return createAttempt(program, { cells: this.parts.watchdog.cells });
  }

  private compile(source: RunRequest['source'], lesson: LessonJobs, mode: CompileMode): Program {
    const libraries = Object.fromEntries(Object.entries(lesson.library).map(([specifier, values]) => [specifier, Object.keys(values)]));
    const result = compileAttempt(source, { mode: this.parts.debug ? 'debug' : mode, stripTypes: this.parts.stripTypes, libraries });
    if (!result.ok) throw new Unjudgeable(result.problems);
    const missing = lesson.missing(result.program.exports);
    if (missing.length > 0) throw new Unjudgeable(missing);
    return result.program;
  }

  /** Turns a job in macrotasks of its own until it is finished. */
  private async drive<Result>(id: number, job: Job<Result>, tellSeeds = false): Promise<Result> {
    const { cells } = this.parts.watchdog;
    this.current = { id, job: job as Job };
    cells[Cell.busy] = 1;
    let told = 0;
    let toldSeed: number | undefined;
    for (;;) {
      if (this.cancelled.has(id)) throw new Cancelled();
      if (this.stopped.has(id)) job.stop?.();
      const result = await this.slice(job);
      cells[Cell.beat] = (cells[Cell.beat]! + 1) | 0;
      if (result !== undefined) return result;
      const now = performance.now();
      const { scenario, seed, done, total } = job.progress;
      if (now - told >= PROGRESS_MS || (tellSeeds && seed !== toldSeed)) {
        told = now;
        toldSeed = seed;
        this.parts.send({ kind: 'progress', id, scenario, seed, done, total });
      }
    }
  }

  private turn<Result>(job: Job<Result>): Result | undefined {
    const { cells } = this.parts.watchdog;
    const { seed, done } = job.progress;
    cells[Cell.seedLow] = seed | 0;
    cells[Cell.seedHigh] = Math.floor(seed / 4294967296);
    cells[Cell.done] = done;
    return job.turn();
  }

  /** One macrotask. Within a microtask the synchronous drain would do nothing, so turns are taken in a callback. */
  private slice<Result>(job: Job<Result>): Promise<Result | undefined> {
    return new Promise((resolve, reject) => {
      this.parts.later(() => {
        try {
          const until = performance.now() + SLICE_MS;
          let result = this.turn(job);
          if (this.parts.drain.kind === 'sync') while (result === undefined && performance.now() < until) result = this.turn(job);
          resolve(result);
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }
}

/** One world at a time as soon as the job has done those runs that are known to end. */
function carefully(drain: Drain, known: number, job: () => Job<ScenarioVerdict>): Drain {
  return drain.kind === 'sync' ? drain : { kind: 'batch', get worlds() { return job().progress.done < known ? drain.worlds : 1; } };
}

/** A program of the lesson's own as if it were the learner's. */
function twinSource(kind: ProgramTwin, { given, twins }: LessonJobs): RunRequest['source'] {
  return { file: `${kind}.ts`, entry: `${kind}.ts`, files: { ...given, [`${kind}.ts`]: twins[kind] } };
}
