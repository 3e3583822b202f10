import type { Runner } from '../../runner/runner.ts';
import { programSource, type AuthoredLesson } from './builtlesson.ts';
import { NotRunnable, trial } from './trial.ts';

/** Trace hashes of the solution, by scenario: those of seeds 1, 2, … */
export type GoldenHashes = Readonly<Record<string, readonly string[]>>;

const SEEDS = [1, 2];

export interface GoldenRuns {
  readonly hashes: GoldenHashes;
  readonly problems: readonly string[];
}

/** Runs the golden seeds of a lesson's solution, and records some; nothing of one that cannot be run at all. Throws where a run cannot be recorded. */
export async function goldenOf(runner: Runner, authored: AuthoredLesson): Promise<GoldenRuns> {
  const hashes: Record<string, readonly string[]> = {};
  const drawings: Drawing[] = [];
  const file = 'solution.ts';
  if (!authored.files.has(file)) return { hashes, problems: [] };
  try {
    for (const { id } of authored.lesson.scenarios) {
      hashes[id] = (await trial(runner, authored, file, id, { seeds: SEEDS, brief: true })).hashes ?? [];
      if (drawings.length === 0 || pictureProblems(drawings).length > 0) drawings.push(await drawingOf(runner, authored, file, id));
    }
  } catch (error) {
    if (!(error instanceof NotRunnable)) throw error;
    return { hashes: {}, problems: [] };
  }
  return { hashes, problems: pictureProblems(drawings) };
}

async function drawingOf(runner: Runner, authored: AuthoredLesson, file: string, scenario: string): Promise<Drawing> {
  const [seed] = SEEDS as [number];
  const outcome = await runner.record({ lesson: authored.shown.id, source: programSource(authored, file), scenario, seed });
  if (outcome.kind !== 'recording') throw new Error(`${authored.shown.id}: seed ${seed} of ${scenario} cannot be recorded: ${outcome.kind}${outcome.kind === 'stuck' ? `, ${outcome.stuck.message}` : ''}`);
  const { opensWith, pictures } = outcome.recording;
  return { opensWith, pictures: pictures.map(({ name }) => name) };
}

/** What a run opens with, and the pictures that it draws. */
export interface Drawing {
  readonly opensWith: string | undefined;
  readonly pictures: readonly string[];
}

/** Pictures that every run has. */
const ALWAYS = ['Space-time', 'Topology', 'State'];

/** A lesson opens with a picture that its runs draw. */
export function pictureProblems(recordings: readonly Drawing[]): string[] {
  const drawn = new Set(recordings.flatMap(({ pictures }) => pictures));
  const missing = new Set(recordings.flatMap(({ opensWith }) => (opensWith === undefined || ALWAYS.includes(opensWith) || drawn.has(opensWith) ? [] : [opensWith])));
  return [...missing].map(name => `scenarios.ts: none of its runs draws the picture "${name}" with which it opens; drawn are: ${[...drawn].join(', ') || 'none'}`);
}

/** What differs from the hashes that were kept. */
export function goldenProblems(kept: GoldenHashes | undefined, now: GoldenHashes): string[] {
  const renew = 'if that is meant: faultlab check --update-golden';
  if (kept === undefined) return [`golden hashes: there are none of this lesson; ${renew}`];
  return [...new Set([...Object.keys(kept), ...Object.keys(now)])].filter(id => kept[id]?.join() !== now[id]?.join())
    .map(id => `golden hashes: the solution's runs of ${id} are no longer the same (${kept[id]?.join(' ') ?? 'none'} → ${now[id]?.join(' ') ?? 'none'}); ${renew}`);
}
