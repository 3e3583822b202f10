import { join } from 'node:path';
import type { CatalogueLesson } from '../../course/catalogue.ts';
import type { ScenarioVerdict } from '../../lab/verdict.ts';
import { RunnerFailure, stuckVerdict, type Stuck } from '../../runner/outcome.ts';
import { processRunner } from '../../runner/processhost.ts';
import type { AttemptSource } from '../../runner/protocol.ts';
import type { Progress, Runner, RunTask } from '../../runner/runner.ts';
import type { Course } from '../course.ts';
import { printed } from '../verdictjson.ts';
import { withoutContents, withoutSecrets, type LessonResult } from './result.ts';
import { seedsFor, type SecretKey, type SeedChoice } from './seeds.ts';

/**
 * So patient that a slow machine makes no program stuck. Endless loops are found by counting steps, in no time; this is for
 * what cannot be counted, such as a regular expression that never ends, in processor time.
 */
const PATIENCE = { loadMs: 120_000, silentMs: 30_000 };

/**
 * Runners for grades, of the lessons built in `dist` and those of packs: `alone` on the machine, or each with one process
 * beside others. Whoever opens one disposes of it.
 */
export const graders = (dist: string, { packOf }: Pick<Course, 'packOf'>, alone: boolean) => (): Runner =>
  processRunner({ program: join(dist, 'child.js'), readable: [join(dist, '/')], patience: PATIENCE, packOf, ...(alone ? {} : { cores: 1, spares: 0 }) });

export interface Grading {
  readonly lesson: CatalogueLesson;
  readonly source: AttemptSource;
  readonly seeds: SeedChoice;
  readonly key?: SecretKey | undefined;
  /** Ids; absent: all of the lesson. */
  readonly scenarios?: readonly string[];
  progress?(progress: Progress): void;
}

/**
 * Judges a program by a lesson, as `faultlab run` does. `open` makes a fresh runner. Throws `RunnerFailure` where the
 * grader itself fails.
 */
export async function judge(grading: Grading, runner: Runner, open: () => Runner): Promise<LessonResult> {
  const { lesson } = grading;
  const asked = grading.scenarios ?? lesson.scenarios.map(({ id }) => id);
  const verdicts = new Map<string, ScenarioVerdict>();
  for (const { seeds, scenarios, own } of requests(grading, asked)) {
    // A program that had to be ended leaves scenarios that were not run.
    for (let left = scenarios; left.length > 0;) {
      const outcome = await runner.run(taskOf(grading, left, { seeds, own }), { progress: progress => grading.progress?.(progress) });
      if (outcome.kind === 'problems' && own) throw new RunnerFailure(`the private scenarios of ${lesson.id} fail; \`faultlab assignment check\` tells why`);
      if (outcome.kind === 'problems') return { kind: 'problems', problems: outcome.problems };
      if (outcome.kind === 'cancelled' || outcome.scenarios.length === 0) throw new RunnerFailure('the grader gave no verdict');
      for (const verdict of outcome.scenarios) verdicts.set(verdict.id, verdict);
      if (outcome.stuck) verdicts.set(outcome.stuck.scenario, await alone(grading, outcome.stuck.scenario, { seeds, own }, open));
      left = left.filter(id => !verdicts.has(id));
    }
  }
  return { kind: 'judged', scenarios: asked.map(id => told(grading, verdicts.get(id)!)) };
}

interface Runs {
  readonly seeds: readonly number[] | undefined;
  /** Of private scenarios. */
  readonly own: boolean;
}

interface Request extends Runs {
  readonly scenarios: readonly string[];
}

/** Scenarios with the same seeds go together, private ones by themselves and last. */
function requests({ lesson, seeds: choice, key }: Grading, asked: readonly string[]): Request[] {
  const bySize = new Map<string, Request>();
  for (const scenario of lesson.scenarios.filter(({ id }) => asked.includes(id))) {
    const seeds = seedsFor(choice, lesson.id, scenario, key);
    const own = scenario.private === true;
    const size = `${seeds?.length ?? 0} ${own}`;
    bySize.set(size, { seeds, own, scenarios: [...bySize.get(size)?.scenarios ?? [], scenario.id] });
  }
  return [...bySize.values()];
}

function taskOf({ lesson, source, seeds: choice }: Grading, scenarios: readonly string[], { seeds, own }: Runs): RunTask {
  return { lesson: lesson.id, source, scenarios, ...(seeds === undefined ? {} : { seeds }), ...(choice.kind === 'secret' || own ? { brief: true } : {}) };
}

/** What had to be ended from outside is only believed when it happens again with a process of its own: others may have filled the memory. */
async function alone(grading: Grading, scenario: string, runs: Runs, open: () => Runner): Promise<ScenarioVerdict> {
  const runner = open();
  try {
    const outcome = await runner.run(taskOf(grading, [scenario], runs));
    if (outcome.kind !== 'done') throw new RunnerFailure('the grader gave no verdict');
    return outcome.stuck ? stuckVerdict({ ...withoutRange(outcome.stuck), message: ENDED[outcome.stuck.reason] }) : outcome.scenarios[0]!;
  } finally {
    runner.dispose();
  }
}

/** Figures and places of a process that was ended differ between machines. */
const ENDED: Readonly<Record<Stuck['reason'], string>> = {
  silent: 'the program did not give control back',
  memory: 'the program took more memory than it may have',
  crashed: 'the process of the program ended',
};

const withoutRange = ({ range: _, ...stuck }: Stuck): Stuck => stuck;

function told({ lesson, seeds: choice, key }: Grading, verdict: ScenarioVerdict): ScenarioVerdict {
  const scenario = lesson.scenarios.find(({ id }) => id === verdict.id)!;
  const shown = choice.kind === 'secret' ? withoutSecrets(verdict, seedsFor(choice, lesson.id, scenario, key)!.length) : printed(verdict);
  return scenario.private ? withoutContents(shown) : shown;
}
