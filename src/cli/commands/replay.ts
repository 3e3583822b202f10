import { readFileSync, writeFileSync } from 'node:fs';
import type { CatalogueLesson } from '../../course/catalogue.ts';
import { changedSince, isReplayLink, parseReplayFile, parseReplayLink, sourceHash, type ReplayFile } from '../../course/replayfile.ts';
import type { Recording } from '../../lab/recording.ts';
import type { AttemptProblem } from '../../lab/verdict.ts';
import type { RecordOutcome } from '../../runner/outcome.ts';
import type { AttemptSource } from '../../runner/protocol.ts';
import type { Runner } from '../../runner/runner.ts';
import { findExercise, readAttempt } from '../attemptfile.ts';
import { findBuiltLesson, findScenario } from '../catalogue.ts';
import type { Context } from '../context.ts';
import { openCourse, packOptions } from '../course.ts';
import { withRunner } from '../lab.ts';
import { printForesight } from '../foresight.ts';
import { printLog, toldRun } from '../log.ts';
import { Report } from '../report.ts';
import { counted, type Terminal } from '../terminal.ts';
import { lessonArgument, parse, UsageError, wholeNumber, type ExitCode } from '../usage.ts';
import { attemptOptions } from './run.ts';

export const usage = 'faultlab replay <lesson> --seed K [--scenario S] [--file F] [--pack DIR] [--lost] [--trace out.json] | <file.faultlab.json or link> [--file F] [--lost] [--trace out.json]';
export const help = `Records one run and prints everything that happened in it. A seed that fails is shown with
the smallest fault plan that still makes it fail, as \`faultlab run\` tells it.

A file that the panel saved, or a link that it copied, is replayed with your program; it says
if the engine, the lesson or the program is another one than it was made with.

  --seed K       the seed
  --scenario S   absent: the first scenario that this seed fails, else the first of all
  --file F       your program; without it the exercise in the faultlab folder here or above
  --pack DIR     lessons of a lesson pack, too
  --trace F      also writes the whole recording to F, as JSON
  --lost         also looks for the moment at which a failing run was lost: from each moment
                 50 futures with the same faults and 50 with other ones

Ends with 0 if the run passes, 1 if not, 2 if it could not be made.`;

export async function command(args: readonly string[], { terminal, dist }: Context): Promise<ExitCode> {
  const { values, positionals } = parse(args, { ...attemptOptions, ...packOptions, trace: { type: 'string' }, lost: { type: 'boolean' } });
  const [named] = positionals;
  if (named !== undefined && (named.endsWith('.json') || isReplayLink(named))) return replayFile(lessonArgument(positionals), values, { terminal, dist });
  const { catalogue, packOf } = await openCourse(dist, values.pack);
  const lesson = findBuiltLesson(catalogue, lessonArgument(positionals));
  const seed = wholeNumber('seed', values.seed, 2 ** 31);
  if (seed === undefined) throw new UsageError('which seed? --seed K; `faultlab run` names those that failed');
  const scenario = values.scenario === undefined ? undefined : findScenario(lesson, values.scenario).id;
  const source = readAttempt(values.file ?? findExercise(lesson, process.cwd()));
  return withRunner(dist, async runner => {
    const outcome = await record(runner, { lesson, source, scenario, seed, terminal });
    const code = told(outcome, { lesson, source, values, terminal });
    if (values.lost && outcome.kind === 'recording') await foresee(runner, outcome.recording, source, terminal);
    return code;
  }, { packOf });
}

/** Records the run of a file that was saved or of a link. */
async function replayFile(path: string, values: Values, { terminal, dist }: Context): Promise<ExitCode> {
  if (values.seed !== undefined || values.scenario !== undefined) throw new UsageError('a saved run names its scenario and seed');
  const file = readReplayFile(path);
  const { catalogue, packOf } = await openCourse(dist, values.pack);
  const lesson = findBuiltLesson(catalogue, file.lesson);
  const source = readAttempt(values.file ?? findExercise(lesson, process.cwd()));
  const changed = changedSince(file, { engine: catalogue.engine, version: lesson.version, source: sourceHash(source.files[source.entry]!) });
  if (changed.length > 0) terminal.complain(`since the run was saved ${list(changed.map(what => `the ${what}`))} changed: the run may be another one`);
  terminal.progress(`recording seed ${file.seed}`);
  return withRunner(dist, async runner => {
    const outcome = await runner.record({ lesson: lesson.id, source, scenario: file.scenario, seed: file.seed, plan: file.plan });
    const code = told(outcome, { lesson, source, values, terminal });
    if (outcome.kind !== 'recording') return code;
    terminal.line(terminal.colors.dim(outcome.recording.traceHash === file.traceHash ? 'the same run as when it was saved' : 'another run than when it was saved'));
    if (values.lost) await foresee(runner, outcome.recording, source, terminal);
    return code;
  }, { packOf });
}

async function foresee(runner: Runner, recording: Recording, source: AttemptSource, terminal: Terminal): Promise<void> {
  const { lesson, scenario, seed, faults, verdict } = recording;
  if (verdict === 'passed') return;
  const outcome = await runner.foresee({ lesson, source, scenario, seed, plan: faults }, { progress: ({ done }) => terminal.progress(`${counted(done, 'moment')} looked at`) });
  if (outcome.kind === 'foresight') printForesight(outcome.foresight, toldRun(recording), terminal);
  else if (outcome.kind === 'stuck') terminal.complain(outcome.stuck.message);
}

const list = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);

function readReplayFile(path: string): ReplayFile {
  try {
    return isReplayLink(path) ? parseReplayLink(path) : parseReplayFile(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`cannot replay ${isReplayLink(path) ? 'this link' : path}: ${(error as Error).message}`);
  }
}

interface Values {
  readonly seed?: string | undefined;
  readonly scenario?: string | undefined;
  readonly file?: string | undefined;
  readonly trace?: string | undefined;
  readonly lost?: boolean | undefined;
  readonly pack?: readonly string[] | undefined;
}

interface Told {
  readonly lesson: CatalogueLesson;
  readonly source: AttemptSource;
  readonly values: Values;
  readonly terminal: Terminal;
}

function told(outcome: Recorded, { lesson, source, values, terminal }: Told): ExitCode {
  if (outcome.kind === 'problems') {
    new Report(terminal, lesson, source, values.file).problems(outcome.problems);
    return 2;
  }
  if (outcome.kind !== 'recording') {
    terminal.complain(outcome.kind === 'stuck' ? `the recorded run had to be ended: ${outcome.stuck.message}` : 'cancelled');
    return outcome.kind === 'stuck' ? 1 : 2;
  }
  const { recording } = outcome;
  if (values.trace !== undefined) write(values.trace, recording);
  print(recording, lesson, terminal);
  return recording.verdict === 'passed' ? 0 : 1;
}

type Recorded = RecordOutcome | { readonly kind: 'problems'; readonly problems: readonly AttemptProblem[] };

interface Wanted {
  readonly lesson: CatalogueLesson;
  readonly source: AttemptSource;
  readonly scenario: string | undefined;
  readonly seed: number;
  readonly terminal: Terminal;
}

/** Finds what `faultlab run` would tell of the seed, and records that. */
async function record(runner: Runner, { lesson, source, scenario, seed, terminal }: Wanted): Promise<Recorded> {
  terminal.progress(`judging seed ${seed}`);
  const judged = await runner.run({ lesson: lesson.id, source, scenarios: scenario === undefined ? lesson.scenarios.map(({ id }) => id) : [scenario], seeds: [seed] });
  if (judged.kind !== 'done') return judged;
  if (judged.stuck) return { kind: 'stuck', stuck: judged.stuck };
  const failed = judged.scenarios.find(({ verdict }) => verdict !== 'passed' && verdict !== 'unjudged');
  const plan = failed?.first?.faults;
  terminal.progress(`recording seed ${seed}`);
  return runner.record({ lesson: lesson.id, source, scenario: (failed ?? judged.scenarios[0]!).id, seed, ...(plan ? { plan } : {}) });
}

function print(recording: Recording, lesson: CatalogueLesson, terminal: Terminal): void {
  const { bold, dim, green, red } = terminal.colors;
  const { scenario, seed, plan, verdict, failures, trace, traceHash } = recording;
  terminal.line(bold(`${lesson.number} ${lesson.title}: ${scenario}, seed ${seed}`));
  for (const sentence of plan) terminal.line(`  · ${sentence}`);
  terminal.line();
  printLog(recording, terminal);
  terminal.line();
  const outcome = verdict === 'passed' ? green('✔ passed') : red(`✘ ${verdict}${failures.length > 0 ? `: ${failures[0]!.message}` : ''}`);
  terminal.line(`${outcome}\n${dim(`${counted(trace.length, 'event')}, trace ${traceHash}`)}`);
}

function write(file: string, recording: Recording): void {
  const text = JSON.stringify(recording, (_key, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value));
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`);
  }
}
