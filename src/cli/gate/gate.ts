import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import type { CatalogueLesson } from '../../course/catalogue.ts';
import type { Runner } from '../../runner/runner.ts';
import type { AuthoredLesson } from './builtlesson.ts';
import { beginningProblems } from './beginnings.ts';
import { basisOf, isStale, marginProblems, marginsOf, writeCalibration } from './calibration.ts';
import { proveCaught, proveWrong, wrongHeader, type Caught } from './caught.ts';
import { degenerateProblems } from './degenerate.ts';
import { checkForm } from './form.ts';
import { goldenOf, goldenProblems, type GoldenHashes } from './golden.ts';
import { provePassing, type Passing } from './passing.ts';
import type { LessonProof } from './proof.ts';
import type { Depth } from './trial.ts';
import { markOf, type Marks } from './unchanged.ts';

export interface GateOptions {
  readonly runner: Runner;
  /** All lessons in order. */
  readonly course: readonly CatalogueLesson[];
  /** The solution on 1,000 seeds, all other programs on whole panels; margins, written to the lesson's calibration.json. */
  readonly full: boolean;
  /** The hashes that the solution's runs must have; `renew` takes the new ones instead. */
  readonly golden: GoldenHashes | undefined;
  /** Programs beside the solution whose runs are still these are not judged again; absent: all are. */
  readonly proved?: Marks;
  /** Takes the hashes of the solution's runs, and the marks of the programs that were proved. */
  renew?(hashes: GoldenHashes, proved: Marks): void;
  readonly progress?: (doing: string) => void;
}

export interface Proved {
  readonly proof: LessonProof;
  /** The margins were not measured since the lesson or what its runs come to has changed. */
  readonly stale: boolean;
}

/** Proves a lesson: its form, its starter, its solution, its other programs, its golden hashes. */
export async function proveLesson(authored: AuthoredLesson, { runner, course, full, golden, proved, renew, progress }: GateOptions): Promise<Proved> {
  const { id } = authored.shown;
  const proofs = (kind: string): string[] => [...authored.files.keys()].filter(path => path.startsWith(`proof/${kind}`) && path.endsWith('.ts'));
  const form = checkForm(authored, course);
  // All at once, so that no processor waits for the last program of a kind.
  const limit = pLimit(availableParallelism());
  const each = <Result>(files: readonly string[], prove: (file: string) => Promise<Result>): Promise<Result[]> => limit.map(files, file => {
    progress?.(`${id}: ${file}`);
    return prove(file);
  });
  const marks: Record<string, string> = {};
  /** What `prove` finds of a program, or `held` if its runs of these scenarios are those that were proved. */
  const unlessProved = async <Result extends Passing | Caught>(file: string, scenarios: readonly (string | undefined)[], held: Result, prove: () => Promise<Result>): Promise<Result> => {
    const known = authored.lesson.scenarios.map(({ id }) => id).filter(id => scenarios.includes(id));
    const mark = (proved || renew) && authored.files.has(file) ? await markOf(runner, authored, file, known) : undefined;
    const result = mark !== undefined && proved?.[file] === mark ? held : await prove();
    if (mark !== undefined && result.proof.ok) marks[file] = mark;
    return result;
  };
  const passes = (file: string, depth: Depth): Promise<Passing> => unlessProved(
    file, authored.lesson.scenarios.map(({ id }) => id), { proof: { file, ok: true, unchanged: true, scenarios: [] }, problems: [], verdicts: [] }, () => provePassing(runner, authored, file, depth),
  );
  const isCaught = (file: string, scenario: string | undefined, prove: () => Promise<Caught>): Promise<Caught> => unlessProved(
    file, [scenario], { proof: { file, ok: true, unchanged: true, scenario: scenario ?? '' }, problems: [] }, prove,
  );
  const [[starter], [solution], alternatives, wrong, degenerate, { hashes, problems: drawing }] = await Promise.all([
    each(['exercise.ts'], file => isCaught(file, form.fails, () => proveStarter(runner, authored, form.fails))) as Promise<[Caught]>,
    each(['solution.ts'], file => provePassing(runner, authored, file, full ? 'full' : 'quick')) as Promise<[Passing]>,
    each([...proofs('alternative-'), ...proofs('blind')], file => passes(file, full ? 'panel' : 'quick')),
    each(proofs('wrong-'), file => isCaught(file, wrongHeader(authored.files.get(file)!).scenario, () => proveWrong(runner, authored, file, full))),
    limit(() => degenerateProblems(runner, authored)),
    limit(() => goldenOf(runner, authored)),
  ]);
  renew?.(hashes, marks);

  const problems = [...form.problems, ...drawing, ...degenerate, ...[starter, solution, ...alternatives, ...wrong].flatMap(each => each.problems), ...(renew ? [] : goldenProblems(golden, hashes))];
  const quick = full ? await provePassing(runner, authored, 'solution.ts', 'quick') : solution;
  if (solution.proof.ok) problems.push(...await beginningProblems(runner, authored, quick.verdicts, limit));
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

async function proveStarter(runner: Runner, authored: AuthoredLesson, fails: string | undefined): Promise<Caught> {
  const file = 'exercise.ts';
  if (fails === undefined || !authored.files.has(file)) return { proof: { file, ok: false, scenario: fails ?? '' }, problems: [] };
  const caught = await proveCaught(runner, authored, { file, scenario: fails, words: [], full: false });
  const { verdict, message = '' } = caught.proof;
  if (!caught.proof.ok || verdict === 'failed') return caught;
  return { ...caught, proof: { ...caught.proof, ok: false }, problems: [`${file}: a starter runs and fails, but ${fails} says ${verdict}: ${message}`] };
}
