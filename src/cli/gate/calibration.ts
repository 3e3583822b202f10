import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bound } from '../../course/demands.ts';
import type { ScenarioOutline } from '../../course/outline.ts';
import type { DemandVerdict, ScenarioVerdict } from '../../lab/verdict.ts';
import type { AuthoredLesson } from './builtlesson.ts';
import type { Caught } from './caught.ts';
import type { GoldenHashes } from './golden.ts';

const FILE = 'proof/calibration.json';
/** How far inside its limit the solution has to stay. */
const NEEDED = { measure: 0.1, pooled: 0.2 };

/** How far the solution stays inside a limit, at worst over all seeds or panels. */
export interface Margin {
  readonly scenario: string;
  readonly demand: string;
  readonly kind: 'measure' | 'pooled';
  readonly limit: number;
  readonly value: number;
  /** Share of the room that the limit gives: 0 at the limit, negative beyond. */
  readonly margin: number;
}

/**
 * A limit of at most `limit` gives room down to 0. One of at least `limit` gives, where it is a share, room for
 * failures: 1 − `limit`; else the margin is what the value has beyond the limit. A share that has to be 1 has no room.
 */
export function marginOf({ kind, limit }: Bound, value: number, unit: string): number | undefined {
  if (kind === 'atMost') return limit === 0 ? undefined : (limit - value) / limit;
  if (unit === '' && limit === 1) return undefined;
  return unit === '' && limit < 1 ? (value - limit) / (1 - limit) : (value - limit) / limit;
}

/** Worst margins of the solution's numbers; `verdicts` of all its seeds. */
export function marginsOf(scenarios: readonly ScenarioOutline[], verdicts: readonly ScenarioVerdict[]): Margin[] {
  return scenarios.flatMap(scenario => {
    const own = verdicts.filter(({ id }) => id === scenario.id).flatMap(({ demands }) => demands);
    return (['measure', 'pooled'] as const).flatMap(kind => scenario[kind].flatMap(({ name, unit, bound }): Margin[] => {
      const values = own.flatMap(demand => (demand.kind === kind && demand.name === name && demand.value !== undefined ? [demand.value] : []));
      if (values.length === 0) return [];
      const value = bound.kind === 'atMost' ? Math.max(...values) : Math.min(...values);
      const margin = marginOf(bound, value, unit);
      return margin === undefined ? [] : [{ scenario: scenario.id, demand: name, kind, limit: bound.limit, value: rounded(value), margin: rounded(margin) }];
    }));
  });
}

export function marginProblems(margins: readonly Margin[]): string[] {
  return margins.filter(({ kind, margin }) => margin < NEEDED[kind])
    .map(({ scenario, demand, kind, value, limit, margin }) => `solution.ts: ${scenario}: ${demand}: ${value} at worst, limit ${limit}: a margin of ${Math.round(margin * 100)} %, ${NEEDED[kind] * 100} % needed`);
}

const rounded = (value: number): number => Number(value.toPrecision(4));

/** What a wrong program misses. */
const missed = ({ name, value, limit, share, passShare }: DemandVerdict) =>
  ({ demand: name, ...(value === undefined ? {} : { value: rounded(value), limit }), ...(share === undefined ? {} : { share: rounded(share), passShare }) });

/**
 * What the margins depend on: the lesson's code, the solution's golden runs, and what its demands come to on the seeds
 * of the quick proof. A change of the engine that leaves all of these alone leaves the margins alone. Limits are in the code.
 */
export function basisOf(files: ReadonlyMap<string, string>, golden: GoldenHashes, verdicts: readonly ScenarioVerdict[]): string {
  const hash = createHash('sha256').update(lessonCode(files));
  hash.update(JSON.stringify([golden, verdicts.map(({ id, verdict, demands }) => ({ id, verdict, demands: demands.map(({ bound: _, ...reached }) => reached) }))]));
  return hash.digest('hex').slice(0, 12);
}

/** The lesson's code without its proof. */
export const lessonCode = (files: ReadonlyMap<string, string>): string =>
  [...files].map(([path, text]) => (path.endsWith('.ts') && !path.startsWith('proof/') ? `${path}\0${text}\0` : '')).join('');

export function writeCalibration({ folder }: AuthoredLesson, basis: string, margins: readonly Margin[], wrong: readonly Caught[]): void {
  const caught = wrong.map(({ proof: { file, scenario, verdict: kind }, verdict }) => ({ file, scenario, verdict: kind, misses: verdict?.demands.filter(({ ok }) => !ok).map(missed) ?? [] }));
  writeFileSync(join(folder, FILE), `${JSON.stringify({ basis, margins, wrong: caught }, null, 2)}\n`);
}

/** Whether the margins were measured on another basis, or never. */
export function isStale({ files }: AuthoredLesson, basis: string): boolean {
  const text = files.get(FILE);
  return text === undefined || (JSON.parse(text) as { basis?: string }).basis !== basis;
}
