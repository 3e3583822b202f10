import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lessonsOf } from '../../src/cli/catalogue.ts';
import { authoredLesson, programSource, type AuthoredLesson } from '../../src/cli/gate/builtlesson.ts';
import { wrongHeader } from '../../src/cli/gate/caught.ts';
import type { Foresight } from '../../src/lab/foresight.ts';
import type { ScenarioVerdict } from '../../src/lab/verdict.ts';
import type { RunTask, Runner } from '../../src/runner/runner.ts';
import { builtCatalogue, dist } from '../cli/faultlab.ts';

/** Written by `findfailing.ts`. */
export const FAILING = join(import.meta.dirname, 'failing.json');

/** A program of a lesson's folder in front of one scenario: a wrong one in front of that which catches it. */
export class LessonProgram {
  readonly name: string;
  readonly lesson: string;
  readonly file: string;
  readonly panel: number;
  readonly authored: AuthoredLesson;
  readonly scenarios: readonly [string];
  private readonly task: Omit<RunTask, 'seeds'>;

  constructor(authored: AuthoredLesson, file: string, scenario = wrongHeader(authored.files.get(file)!).scenario!) {
    this.authored = authored;
    this.name = `${authored.shown.number} ${file}`;
    this.lesson = authored.shown.id;
    this.file = file;
    this.panel = authored.lesson.scenarios.find(({ id }) => id === scenario)!.seeds;
    this.scenarios = [scenario];
    this.task = { lesson: authored.shown.id, source: programSource(authored, file), scenarios: this.scenarios };
  }

  /** The lesson's solution in front of the same scenario. */
  solution(): LessonProgram {
    return new LessonProgram(this.authored, 'solution.ts', this.task.scenarios[0]);
  }

  /** Judges it on one seed. */
  async judge(runner: Runner, seed: number, more: Pick<RunTask, 'plan' | 'brief' | 'thorough' | 'seeds'> = {}): Promise<ScenarioVerdict> {
    const outcome = await runner.run({ ...this.task, seeds: [seed], ...more });
    if (outcome.kind !== 'done') throw new Error(`${this.name}: ${JSON.stringify(outcome)}`);
    return outcome.scenarios[0]!;
  }

  /** When a run of it was lost. */
  async foresee(runner: Runner, seed: number, plan: NonNullable<RunTask['plan']>): Promise<Foresight> {
    const { lesson, source, scenarios: [scenario] } = this.task;
    const outcome = await runner.foresee({ lesson, source, scenario: scenario!, seed, plan });
    if (outcome.kind !== 'foresight') throw new Error(`${this.name}: ${JSON.stringify(outcome)}`);
    return outcome.foresight;
  }

  /** Hash of the recorded run. */
  async recordedHash(runner: Runner, seed: number, plan: NonNullable<RunTask['plan']>): Promise<string> {
    const { lesson, source, scenarios: [scenario] } = this.task;
    const outcome = await runner.record({ lesson, source, scenario: scenario!, seed, plan });
    if (outcome.kind !== 'recording') throw new Error(`${this.name}: ${JSON.stringify(outcome)}`);
    return outcome.recording.traceHash;
  }
}

/** All wrong programs, by lesson. */
export async function wrongPrograms(): Promise<ReadonlyMap<string, readonly LessonProgram[]>> {
  const lessons = lessonsOf(builtCatalogue()).filter(({ built }) => built);
  const authored = await Promise.all(lessons.map(shown => authoredLesson(dist, shown)));
  return new Map(authored.map(each => [each.shown.id, [...each.files.keys()].filter(path => path.startsWith('proof/wrong-')).map(file => new LessonProgram(each, file))]));
}

/** The wrong programs of a lesson that break an `always` or `final` demand, by file: the first seed of its scenario on which it does. */
export type Failing = Readonly<Record<string, number>>;

/** By id of the lesson. */
export const readFailing = (): Readonly<Record<string, Failing>> => JSON.parse(readFileSync(FAILING, 'utf8')) as Record<string, Failing>;

/** Names of the broken demands that one run can break. */
export const brokenDemands = ({ demands }: ScenarioVerdict): string[] => demands.flatMap(({ ok, kind, name }) => (!ok && (kind === 'always' || kind === 'final') ? [name] : []));
