import type { Twin, TwinRun } from '../course/demands.ts';
import type { HandlerSpec, Scenario } from '../course/lesson.ts';
import { seedsOf } from '../course/panel.ts';
import type { FaultPlan } from '../sim/index.ts';
import { twinKey } from './judge.ts';
import type { RunOptions } from './run.ts';

/** Twins that are programs of the lesson's own: their runs are the same whatever the learner writes. */
export type ProgramTwin = 'reference' | 'starter' | 'handsOff';

export type TwinTexts = Readonly<Record<ProgramTwin, string>>;

/** What such twins reach on a scenario's panel. */
export interface TwinColumns {
  /** By position of the measure: a value a seed, null where the run says nothing. Null for measures without such a twin. */
  readonly measure: readonly (readonly (number | null)[] | null)[];
  /** By position of the pooled demand: its value over the panel. */
  readonly pooled: readonly (number | null)[];
}

/** Made when the lesson is built; `key` says of which lesson and engine. */
export interface TwinTable {
  readonly key: string;
  /** By position of the scenario in its lesson: whoever looks into the file learns no hidden one's name. Null where nothing is compared. */
  readonly scenarios: readonly (TwinColumns | null)[];
}

export const isProgramTwin = (twin: Twin | undefined): twin is Twin & { readonly kind: ProgramTwin } =>
  twin !== undefined && (twin.kind === 'reference' || twin.kind === 'starter' || twin.kind === 'handsOff');

/** How a twin is run beside a run of `plan`. */
export const twinOptions = (twin: TwinRun, seed: number, plan: FaultPlan | undefined): RunOptions =>
  ({ seed, mode: 'explore', ...(twin.kind === 'without' ? { without: { fault: twin.fault } } : { plan }) });

/** A plan without its fault of an id, or without any. */
export const planWithout = (plan: FaultPlan, fault: string | undefined): FaultPlan => ({ ...plan, faults: plan.faults.filter(({ id }) => fault !== undefined && id !== fault) });

/** The functions and classes that a contract asks for, empty. */
export function idleProgram(handlers: Readonly<Record<string, HandlerSpec>>): string {
  return Object.entries(handlers).map(([name, { kind, methods = [] }]) =>
    kind === 'function' ? `export async function ${name}() {}` : `export class ${name} { ${methods.map(method => `${method}() {}`).join(' ')} }`).join('\n');
}

/** Which twins of a scenario need runs on some seeds, and what is known of the others. */
export class Twins {
  private readonly scenario: Scenario;
  private readonly columns: TwinColumns | undefined;

  /** `columns`: absent if they do not fit what is run. */
  constructor(scenario: Scenario, columns: TwinColumns | undefined) {
    this.scenario = scenario;
    this.columns = columns;
  }

  /** Twins to run on these seeds. `all`: the seeds of the whole job, which decide whether what is known of a panel counts. */
  toRun(seeds: readonly number[], all: readonly number[]): TwinRun[] {
    const { measure, pooled } = this.scenario;
    const known = this.pooled(all);
    const needed = [
      ...measure.filter((_, index) => seeds.some(seed => this.measure(index, seed) === undefined)),
      ...pooled.filter((_, index) => known[index] === undefined),
    ].flatMap(({ twin }) => (twin && twin.kind !== 'oracle' ? [twin] : []));
    return [...new Map(needed.map(twin => [twinKey(twin), twin])).values()];
  }

  /** What the twin of a measure reaches on a seed; null: nothing; undefined: not known. */
  measure(index: number, seed: number): number | null | undefined {
    return this.columns?.measure[index]?.[seed - 1];
  }

  /** What the twins of pooled demands reach over the seeds of a job. */
  pooled(seeds: readonly number[]): (number | undefined)[] {
    const { pooled, seeds: count } = this.scenario;
    const isPanel = seeds.length === count && seedsOf(count).every((seed, index) => seed === seeds[index]);
    return pooled.map((_, index) => (isPanel ? this.columns?.pooled[index] ?? undefined : undefined));
  }
}
