import type { CatalogueLesson } from '../../course/catalogue.ts';
import type { ScenarioVerdict } from '../../lab/verdict.ts';
import type { RunOutcome } from '../../runner/outcome.ts';
import { findExercise, readAttempt } from '../attemptfile.ts';
import { findBuiltLesson, findScenario } from '../catalogue.ts';
import type { Context } from '../context.ts';
import { openCourse, packOptions } from '../course.ts';
import { hiddenLimitAround, usedUp } from '../grade/attempts.ts';
import { withRunner } from '../lab.ts';
import { Report } from '../report.ts';
import { counted } from '../terminal.ts';
import { lessonArgument, parse, UsageError, wholeNumber, type ExitCode } from '../usage.ts';
import { exitCodeOf, lessonVerdict } from '../verdictjson.ts';

export const usage = 'faultlab run <lesson> [--file F] [--scenario S] [--seeds N] [--seed K] [--pack DIR] [--json]';
export const help = `Runs your program against a lesson's scenarios. <lesson> is a number (6.1), an id
(reliability/retries) or a part that only one lesson has.

  --file F       your program; without it the exercise in the faultlab folder here or above
  --scenario S   only this scenario
  --seeds N      the seeds 1 to N of each scenario, instead of its panel
  --seed K       only this seed
  --pack DIR     lessons of a lesson pack, too
  --json         {lesson, file, verdict, scenarios, seeds, durationMs}

Where an assignment limits the attempts on hidden scenarios and none is left, it runs the visible ones.

Ends with 0 if all passed, 1 if a scenario failed, threw or got stuck, 2 if it could not be judged.`;

const MOST_SEEDS = 1_000_000;

export const attemptOptions = { file: { type: 'string' }, scenario: { type: 'string' }, seed: { type: 'string' } } as const;

export async function command(args: readonly string[], { terminal, dist }: Context): Promise<ExitCode> {
  const { values, positionals } = parse(args, { ...attemptOptions, ...packOptions, seeds: { type: 'string' }, json: { type: 'boolean' } });
  const { catalogue, packOf } = await openCourse(dist, values.pack);
  const lesson = findBuiltLesson(catalogue, lessonArgument(positionals));
  const scenarios = values.scenario === undefined ? lesson.scenarios.map(({ id }) => id) : [findScenario(lesson, values.scenario).id];
  const seeds = seedsAsked(values.seed, values.seeds);
  const source = readAttempt(values.file ?? findExercise(lesson, process.cwd()));
  const limit = await hiddenLimitAround(lesson, source, dist);
  const allowed = limit?.open === false ? scenarios.filter(id => !isHidden(lesson, id)) : scenarios;
  if (limit && allowed.length < scenarios.length) terminal.complain(terminal.complaintColors.yellow(usedUp(limit)));
  if (allowed.length === 0) return 2;
  const report = new Report(terminal, lesson, source, values.file);
  if (!values.json) report.title();
  const labelOf = (id: string): string => lesson.scenarios.find(scenario => scenario.id === id)?.label ?? id;
  terminal.progress(`loading lesson ${lesson.number}`);
  const outcome = await withRunner(dist, runner => runner.run({ lesson: lesson.id, source, scenarios: allowed, ...(seeds ? { seeds } : {}) }, {
    progress: ({ scenario, done, total }) => terminal.progress(`${labelOf(scenario)}: ${done} of ${counted(total, 'seed')}`),
    scenario: verdict => values.json || report.scenario(verdict),
  }), { packOf });
  if (outcome.kind === 'problems') {
    if (values.json) terminal.json({ lesson: lesson.id, file: source.file, problems: outcome.problems });
    report.problems(outcome.problems);
    return 2;
  }
  if (limit?.open && outcome.scenarios.some(({ hidden }) => hidden)) limit.count();
  const verdict = lessonVerdict(lesson.id, source.file, outcome.scenarios, durationOf(outcome));
  if (values.json) terminal.json(verdict);
  else {
    report.summary(summary(outcome.scenarios, allowed.length));
    if (verdict.verdict === 'passed' && outcome.scenarios.length === lesson.scenarios.length) report.attacks(outcome.scenarios);
  }
  return exitCodeOf(verdict.verdict);
}

const isHidden = ({ scenarios }: CatalogueLesson, id: string): boolean => scenarios.some(scenario => scenario.id === id && scenario.hidden);

const durationOf = (outcome: RunOutcome): number => (outcome.kind === 'done' ? outcome.durationMs : 0);

function seedsAsked(seed: string | undefined, seeds: string | undefined): number[] | undefined {
  if (seed !== undefined && seeds !== undefined) throw new UsageError('either --seed K or --seeds N');
  const one = wholeNumber('seed', seed, 2 ** 31);
  const count = wholeNumber('seeds', seeds, MOST_SEEDS);
  if (one !== undefined) return [one];
  return count === undefined ? undefined : Array.from({ length: count }, (_, index) => index + 1);
}

function summary(judged: readonly ScenarioVerdict[], asked: number): string {
  const passed = judged.filter(({ verdict }) => verdict === 'passed').length;
  const left = asked - judged.length;
  return `${passed} of ${counted(asked, 'scenario')} passed${left > 0 ? `; ${left} not run: the program had to be ended` : ''}`;
}
