import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import type { CatalogueLesson } from '../../course/catalogue.ts';
import type { Runner } from '../../runner/runner.ts';
import type { AuthoredLesson } from './builtlesson.ts';
import { basisOf, isStale, marginProblems, marginsOf, writeCalibration } from './calibration.ts';
import { proveCaught, proveWrong, type Caught } from './caught.ts';
import { degenerateProblems } from './degenerate.ts';
import { checkForm } from './form.ts';
import { goldenOf, goldenProblems, type GoldenHashes } from './golden.ts';
import { provePassing, type Passing } from './passing.ts';
import type { LessonProof } from './proof.ts';
import type { Depth } from './trial.ts';

export interface GateOptions {
  readonly runner: Runner;
  /** All lessons in order. */
  readonly course: readonly CatalogueLesson[];
  /** The solution on 1,000 seeds, all other programs on whole panels; margins, written to the lesson's calibration.json. */
  readonly full: boolean;
  /** The hashes that the solution's runs must have; `renew` takes the new ones instead. */
  readonly golden: GoldenHashes | undefined;
  renew?(hashes: GoldenHashes): void;
  readonly progress?: (doing: string) => void;
}

export interface Proved {
  readonly proof: LessonProof;
  /** The margins were not measured since the lesson or what its runs come to has changed. */
  readonly stale: boolean;
}

/** Proves a lesson: its form, its starter, its solution, its other programs, its golden hashes. */
export async function proveLesson(authored: AuthoredLesson, { runner, course, full, golden, renew, progress }: GateOptions): Promise<Proved> {
  const { id } = authored.shown;
  const proofs = (kind: string): string[] => [...authored.files.keys()].filter(path => path.startsWith(`proof/${kind}`) && path.endsWith('.ts'));
  const form = checkForm(authored, course);
  // All at once, so that no processor waits for the last program of a kind.
  const limit = pLimit(availableParallelism());
  const each = <Result>(files: readonly string[], prove: (file: string) => Promise<Result>): Promise<Result[]> => limit.map(files, file => {
    progress?.(`${id}: ${file}`);
    return prove(file);
  });
  const passing = ['solution.ts', ...proofs('alternative-'), ...proofs('blind')];
  const [[starter], [solution, ...alternatives], wrong, degenerate, { hashes, problems: drawing }] = await Promise.all([
    each(['exercise.ts'], () => proveStarter(runner, authored, form.fails)) as Promise<[Caught]>,
    each(passing, file => provePassing(runner, authored, file, depthOf(file, full))) as Promise<[Passing, ...Passing[]]>,
    each(proofs('wrong-'), file => proveWrong(runner, authored, file, full)),
    limit(() => degenerateProblems(runner, authored)),
    limit(() => goldenOf(runner, authored)),
  ]);
  renew?.(hashes);

  const problems = [...form.problems, ...drawing, ...degenerate, ...[starter, solution, ...alternatives, ...wrong].flatMap(each => each.problems), ...(renew ? [] : goldenProblems(golden, hashes))];
  const quick = full ? await provePassing(runner, authored, 'solution.ts', 'quick') : solution;
  const basis = basisOf(authored.files, hashes, quick.verdicts);
  if (full) {
    const margins = marginsOf(authored.lesson.scenarios, solution.verdicts);
    problems.push(...marginProblems(margins));
    writeCalibration(authored, basis, margins, wrong);
  }
  const proof: LessonProof = {
    id, ok: problems.length === 0, starter: starter.proof, solution: solution.proof, alternatives: alternatives.map(passing => passing.proof), wrong: wrong.map(caught => caught.proof), problems,
  };
  return { proof, stale: !full && isStale(authored, basis) };
}

function depthOf(file: string, full: boolean): Depth {
  if (!full) return 'quick';
  return file === 'solution.ts' ? 'full' : 'panel';
}

async function proveStarter(runner: Runner, authored: AuthoredLesson, fails: string | undefined): Promise<Caught> {
  const file = 'exercise.ts';
  if (fails === undefined || !authored.files.has(file)) return { proof: { file, ok: false, scenario: fails ?? '' }, problems: [] };
  const caught = await proveCaught(runner, authored, { file, scenario: fails, words: [], full: false });
  const { verdict, message = '' } = caught.proof;
  if (!caught.proof.ok || verdict === 'failed') return caught;
  return { ...caught, proof: { ...caught.proof, ok: false }, problems: [`${file}: a starter runs and fails, but ${fails} says ${verdict}: ${message}`] };
}
