import { writeFileSync } from 'node:fs';
import type { CatalogueLesson } from '../../course/catalogue.ts';
import type { Recording } from '../../lab/recording.ts';
import type { AttemptProblem } from '../../lab/verdict.ts';
import type { RecordOutcome } from '../../runner/outcome.ts';
import type { AttemptSource } from '../../runner/protocol.ts';
import type { Runner } from '../../runner/runner.ts';
import { findExercise, readAttempt } from '../attemptfile.ts';
import { findBuiltLesson, findScenario, loadCatalogue } from '../catalogue.ts';
import type { Context } from '../context.ts';
import { withRunner } from '../lab.ts';
import { printLog } from '../log.ts';
import { Report } from '../report.ts';
import { counted, type Terminal } from '../terminal.ts';
import { lessonArgument, parse, UsageError, wholeNumber, type ExitCode } from '../usage.ts';
import { attemptOptions } from './run.ts';

export const usage = 'faultlab replay <lesson> --seed K [--scenario S] [--file F] [--trace out.json]';
export const help = `Records one run and prints everything that happened in it. A seed that fails is shown with
the smallest fault plan that still makes it fail, as \`faultlab run\` tells it.

  --seed K       the seed
  --scenario S   absent: the first scenario that this seed fails, else the first of all
  --file F       your program; without it the exercise in the faultlab folder here or above
  --trace F      also writes the whole recording to F, as JSON

Ends with 0 if the run passes, 1 if not, 2 if it could not be made.`;

export async function command(args: readonly string[], { terminal, dist }: Context): Promise<ExitCode> {
  const { values, positionals } = parse(args, { ...attemptOptions, trace: { type: 'string' } });
  const lesson = findBuiltLesson(loadCatalogue(dist), lessonArgument(positionals));
  const seed = wholeNumber('seed', values.seed, 2 ** 31);
  if (seed === undefined) throw new UsageError('which seed? --seed K; `faultlab run` names those that failed');
  const scenario = values.scenario === undefined ? undefined : findScenario(lesson, values.scenario).id;
  const source = readAttempt(values.file ?? findExercise(lesson, process.cwd()));
  const outcome = await withRunner(dist, runner => record(runner, { lesson, source, scenario, seed, terminal }));
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

interface Wanted {
  readonly lesson: CatalogueLesson;
  readonly source: AttemptSource;
  readonly scenario: string | undefined;
  readonly seed: number;
  readonly terminal: Terminal;
}

/** Finds what `faultlab run` would tell of the seed, and records that. */
async function record(runner: Runner, { lesson, source, scenario, seed, terminal }: Wanted): Promise<RecordOutcome | { readonly kind: 'problems'; readonly problems: readonly AttemptProblem[] }> {
  terminal.progress(`judging seed ${seed}`);
  const judged = await runner.run({ lesson: lesson.id, source, scenarios: scenario === undefined ? [] : [scenario], seeds: [seed] });
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
