import * as v from 'valibot';
import type { FaultPlan } from '../sim/faults.ts';
import { RunHash } from '../sim/runhash.ts';
import { planSchema } from './planschema.ts';

/** One run, to be kept or given to others. It holds no program: it is replayed with that of whoever opens it. */
export interface ReplayFile {
  readonly format: 1;
  readonly lesson: string;
  readonly scenario: string;
  readonly seed: number;
  readonly plan: FaultPlan;
  /** Versions of the engine and of the lesson, as the catalogue has them. */
  readonly engine: string;
  readonly version: string;
  /** `sourceHash` of the program that was run. */
  readonly source: string;
  /** Of the run: another one means that something else happened. */
  readonly traceHash: string;
}

export const REPLAY_ENDING = '.faultlab.json';

const replayFile = v.strictObject({
  format: v.literal(1),
  lesson: v.string(), scenario: v.string(), seed: v.pipe(v.number(), v.integer(), v.minValue(0)), plan: planSchema,
  engine: v.string(), version: v.string(), source: v.string(), traceHash: v.string(),
});

export class NoReplayFile extends Error {
  override readonly name = 'NoReplayFile';
}

/** Throws `NoReplayFile`, which says what is wrong. */
export function parseReplayFile(text: string): ReplayFile {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new NoReplayFile('it is not JSON');
  }
  return checked(value);
}

function checked(value: unknown): ReplayFile {
  const parsed = v.safeParse(replayFile, value);
  if (!parsed.success) throw new NoReplayFile(`${v.getDotPath(parsed.issues[0]) ?? 'it'}: ${parsed.issues[0].message}`);
  return parsed.output as unknown as ReplayFile;
}

const LINK = /^[a-z][a-z0-9+.-]*:\/\/faultlab\.faultlab\/replay\?(.+)$/;

export const isReplayLink = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//.test(text);

/** The same as a link that opens in the editor whose links begin with `scheme`, and in a terminal. */
export function replayLink({ format, lesson, scenario, seed, plan, engine, version, source, traceHash }: ReplayFile, scheme: string): string {
  return `${scheme}://faultlab.faultlab/replay?${encodeURIComponent(JSON.stringify([format, lesson, scenario, seed, plan.faults, plan.off, engine, version, source, traceHash, ...moreOf(plan)]))}`;
}

/** What most plans lack. */
function moreOf({ schedule, only }: FaultPlan): unknown[] {
  if (only) return [schedule ?? null, only];
  return schedule ? [schedule] : [];
}

/** Throws `NoReplayFile`, which says what is wrong. */
export function parseReplayLink(link: string): ReplayFile {
  const query = LINK.exec(link)?.[1];
  let parts: unknown;
  try {
    parts = query !== undefined && JSON.parse(decodeURIComponent(query));
  } catch {
    throw new NoReplayFile('it was cut off or changed on its way');
  }
  if (!Array.isArray(parts)) throw new NoReplayFile('it is no link to a run of Faultlab');
  const [format, lesson, scenario, seed, faults, off, engine, version, source, traceHash, schedule, only] = parts as unknown[];
  return checked({ format, lesson, scenario, seed, plan: { faults, off, ...schedule ? { schedule } : {}, ...only ? { only } : {} }, engine, version, source, traceHash });
}

export const replayFileText = (file: ReplayFile): string => `${JSON.stringify(file, null, 2)}\n`;

/** `retries-brown-out-7.faultlab.json` */
export const replayFileName = ({ lesson, scenario, seed }: Pick<ReplayFile, 'lesson' | 'scenario' | 'seed'>): string =>
  `${lesson.split('/').at(-1)}-${scenario}-${seed}${REPLAY_ENDING}`;

/** Of a program's entry file; line ends and the byte order mark do not count. */
export function sourceHash(text: string): string {
  const hash = new RunHash();
  for (const unit of text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n')) hash.add(unit.codePointAt(0)!, 0);
  return hash.toString();
}

/** Of all files of a program. */
export const programHash = (files: Readonly<Record<string, string>>): string =>
  sourceHash(Object.keys(files).sort().map(path => `${path}\n${files[path]!}`).join('\0'));

export type Changed = 'engine' | 'lesson' | 'program';

/** What is another one since the file was written: the run may be another one, too. */
export function changedSince(file: ReplayFile, now: Pick<ReplayFile, 'engine' | 'version' | 'source'>): readonly Changed[] {
  return [
    ...file.engine === now.engine ? [] : ['engine' as const],
    ...file.version === now.version ? [] : ['lesson' as const],
    ...file.source === now.source ? [] : ['program' as const],
  ];
}
