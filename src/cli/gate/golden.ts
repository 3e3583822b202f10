import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Runner } from '../../runner/runner.ts';
import { programSource, type AuthoredLesson } from './builtlesson.ts';

/** Trace hashes of the solution, by scenario: those of seeds 1, 2, … */
export type GoldenHashes = Readonly<Record<string, readonly string[]>>;

const SEEDS = [1, 2];

/** By lesson id. */
export function readGolden(file: string): Readonly<Record<string, GoldenHashes>> {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as Record<string, GoldenHashes> : {};
}

export function writeGolden(file: string, hashes: Readonly<Record<string, GoldenHashes>>): void {
  const sorted = Object.entries(hashes).sort(([a], [b]) => (a < b ? -1 : 1));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `{\n${sorted.map(([id, each]) => `  ${JSON.stringify(id)}: ${JSON.stringify(each)}`).join(',\n')}\n}\n`);
}

/** The golden files of one `check`, each read once. */
export class GoldenFiles {
  private readonly files = new Map<string, Record<string, GoldenHashes>>();

  file(path: string): Record<string, GoldenHashes> {
    const hashes = this.files.get(path) ?? { ...readGolden(path) };
    this.files.set(path, hashes);
    return hashes;
  }

  write(): void {
    for (const [path, hashes] of this.files) writeGolden(path, hashes);
  }
}

export interface GoldenRuns {
  readonly hashes: GoldenHashes;
  readonly problems: readonly string[];
}

/** Records the golden seeds of a lesson's solution; nothing of one that cannot be run at all. Throws where a run cannot be recorded. */
export async function goldenOf(runner: Runner, authored: AuthoredLesson): Promise<GoldenRuns> {
  const hashes: Record<string, string[]> = {};
  const drawings: Drawing[] = [];
  if (!authored.files.has('solution.ts')) return { hashes, problems: [] };
  const source = programSource(authored, 'solution.ts');
  for (const { id } of authored.lesson.scenarios) {
    for (const seed of SEEDS) {
      const outcome = await runner.record({ lesson: authored.shown.id, source, scenario: id, seed });
      if (outcome.kind === 'problems') return { hashes: {}, problems: [] };
      if (outcome.kind !== 'recording') throw new Error(`${authored.shown.id}: seed ${seed} of ${id} cannot be recorded: ${outcome.kind}${outcome.kind === 'stuck' ? `, ${outcome.stuck.message}` : ''}`);
      const { traceHash, opensWith, pictures } = outcome.recording;
      (hashes[id] ??= []).push(traceHash);
      drawings.push({ opensWith, pictures: pictures.map(({ name }) => name) });
    }
  }
  return { hashes, problems: pictureProblems(drawings) };
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
