import type { CatalogueLesson } from '../../course/catalogue.ts';
import { replayLink, sourceHash } from '../../course/replayfile.ts';
import { STRATEGIES, type Exploration, type StrategyName } from '../../lab/explore/exploration.ts';
import type { Explored, ExploringTask } from '../../runner/exploring.ts';
import type { AttemptSource } from '../../runner/protocol.ts';
import type { Runner } from '../../runner/runner.ts';
import { findExercise, readAttempt } from '../attemptfile.ts';
import { findBuiltLesson, findScenario } from '../catalogue.ts';
import type { Context } from '../context.ts';
import { openCourse, packOptions } from '../course.ts';
import { withRunner } from '../lab.ts';
import { Report } from '../report.ts';
import { counted, type Terminal } from '../terminal.ts';
import { lessonArgument, parse, UsageError, wholeNumber, type ExitCode } from '../usage.ts';
import { printed } from '../verdictjson.ts';

export const usage = 'faultlab explore <lesson> [--file F] [--scenario S] [--strategy random|targeted|pct|exhaustive] [--seeds N | --seconds S] [--pack DIR] [--json]';
export const help = `Looks further than the lesson's own runs do for one in which your program fails.

  random      other seeds, each with some kinds of the scenario's faults and not the others
  targeted    faults aimed at what a first run shows: a crash right after a send, a lost reply
  pct         messages in another order: fast and slow links, changed at random moments
  exhaustive  all orders of messages and faults: with one operation, with two, and so on, as far
              as there is time; it counts the states and says whether there are any left

Faults stay within what the scenario promises, and only what the lesson's own solution survives
is told. Demands about many runs (shares, times) are left out.

  --file F       your program; without it the exercise in the faultlab folder here or above
  --scenario S   only this scenario
  --strategy X   only this strategy; absent: all in turn
  --seconds S    for so long, 30 if nothing is said
  --seeds N      the seeds 1 to N of each scenario (exhaustive: N runs of seed 1)
  --pack DIR     lessons of a lesson pack, too
  --json         {lesson, file, verdict, explorations, durationMs, stopped}

Ctrl-C ends the search and tells what was found. Ends with 0 if nothing was found, 1 if
something was, 2 if there was nothing to explore.`;

const SECONDS = 30;
const MOST_SECONDS = 86_400;
const MOST_SEEDS = 1_000_000;

export async function command(args: readonly string[], { terminal, dist }: Context): Promise<ExitCode> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parse(args, { ...packOptions, file: text, scenario: text, strategy: text, seeds: text, seconds: text, json: { type: 'boolean' } });
  const { catalogue, packOf } = await openCourse(dist, values.pack);
  const lesson = findBuiltLesson(catalogue, lessonArgument(positionals));
  const scenarios = values.scenario === undefined ? lesson.scenarios.map(({ id }) => id) : [findScenario(lesson, values.scenario).id];
  const task = { lesson: lesson.id, scenarios, ...strategiesAsked(values.strategy), budget: budgetAsked(values) };
  const source = readAttempt(values.file ?? findExercise(lesson, process.cwd()));
  const linkOf = (exploration: Exploration): string | undefined => linkTo(exploration, { engine: catalogue.engine, lesson, source });
  const report = new Report(terminal, lesson, source, values.file);
  if (!values.json) report.title();
  terminal.progress(`loading lesson ${lesson.number}`);
  const explored = await withInterrupt(signal => withRunner(dist, runner => search(runner, { ...task, source }, {
    signal, lesson, terminal, explored: exploration => values.json || report.exploration(exploration, linkOf(exploration)),
  }), { packOf }));
  if (explored.kind === 'problems') {
    if (values.json) terminal.json({ lesson: lesson.id, file: source.file, problems: explored.problems });
    report.problems(explored.problems);
    return 2;
  }
  const found = explored.explorations.filter(exploration => exploration.found);
  if (values.json) terminal.json(jsonOf(lesson, source, explored, linkOf));
  else report.summary(`${summary(explored, found.length)}${explored.stopped ? ' until it was stopped' : ''}`);
  return found.length > 0 ? 1 : 0;
}

interface Watching {
  readonly signal: AbortSignal;
  readonly lesson: CatalogueLesson;
  readonly terminal: Terminal;
  explored(exploration: Exploration): void;
}

function search(runner: Runner, task: ExploringTask, { signal, lesson, terminal, explored }: Watching): Promise<Explored> {
  const labelOf = (id: string): string => lesson.scenarios.find(scenario => scenario.id === id)?.label ?? id;
  return runner.explore(task, {
    signal, explored,
    progress: ({ strategy, scenario, runs }) => terminal.progress(`${strategy}, ${labelOf(scenario)}: ${counted(runs, 'run')}`),
  });
}

/** The first Ctrl-C aborts the signal, the second ends the command. */
async function withInterrupt<T>(use: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    return await use(stop.signal);
  } finally {
    process.off('SIGINT', interrupt);
  }
}

function strategiesAsked(strategy: string | undefined): { readonly strategies?: readonly StrategyName[] } {
  if (strategy === undefined) return {};
  const known = STRATEGIES.find(name => name === strategy);
  if (known === undefined) throw new UsageError(`there is no strategy ${strategy}; there are ${STRATEGIES.join(', ')}`);
  return { strategies: [known] };
}

function budgetAsked({ seeds, seconds }: { readonly seeds?: string | undefined; readonly seconds?: string | undefined }): ExploringTask['budget'] {
  if (seeds !== undefined && seconds !== undefined) throw new UsageError('either --seeds N or --seconds S');
  const count = wholeNumber('seeds', seeds, MOST_SEEDS);
  return count === undefined ? { seconds: wholeNumber('seconds', seconds, MOST_SECONDS) ?? SECONDS } : { seeds: count };
}

interface Versions {
  readonly engine: string;
  readonly lesson: CatalogueLesson;
  readonly source: AttemptSource;
}

/** A run that had to be ended from outside has no plan. */
function linkTo({ scenario, found }: Exploration, { engine, lesson: { id, version }, source }: Versions): string | undefined {
  if (found?.first?.faults === undefined) return undefined;
  const { seed, faults, traceHash } = found.first;
  return replayLink({ format: 1, lesson: id, scenario, seed, plan: faults, engine, version, source: sourceHash(source.files[source.entry]!), traceHash }, 'vscode');
}

function jsonOf(lesson: CatalogueLesson, { file }: AttemptSource, { explorations, durationMs, stopped }: Extract<Explored, { kind: 'done' }>, linkOf: (exploration: Exploration) => string | undefined): object {
  return {
    lesson: lesson.id, file, verdict: explorations.some(({ found }) => found) ? 'failed' : 'passed',
    explorations: explorations.map(({ found, ...exploration }) => {
      const replay = linkOf({ ...exploration, ...(found ? { found } : {}) });
      return { ...exploration, ...(found ? { found: printed(found) } : {}), ...(replay === undefined ? {} : { replay }) };
    }),
    durationMs: Math.round(durationMs), stopped,
  };
}

function summary({ explorations, durationMs }: Extract<Explored, { kind: 'done' }>, found: number): string {
  const runs = explorations.reduce((sum, exploration) => sum + exploration.runs, 0);
  const what = found === 0 ? 'nothing found' : `${counted(found, 'scenario')} in which it fails`;
  return `${what} in ${counted(runs, 'run')}, ${Math.max(0.1, Math.round(durationMs / 100) / 10)} s`;
}
