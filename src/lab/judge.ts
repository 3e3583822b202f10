import type { Finding } from '../check/finding.ts';
import { holds, type Bound, type Demand, type MeasureDemand, type Measured, type Pooled, type Twin } from '../course/demands.ts';
import type { Scenario } from '../course/lesson.ts';
import type { RunRecord } from '../sim/index.ts';
import type { FinishedRun } from './run.ts';
import type { DemandVerdict } from './verdict.ts';

/** What one run says about each demand of its scenario, in the order of the scenario's lists. */
export interface Judged {
  readonly run: Omit<FinishedRun, 'record'>;
  readonly always: readonly (Finding | undefined)[];
  readonly final: readonly (Finding | undefined)[];
  readonly measure: readonly (Measured | undefined)[];
  readonly pooled: readonly Pooled[];
  /** What the twin adds to each pooled demand that has one and is not tabulated. */
  readonly pooledTwin: readonly (Pooled | undefined)[];
}

/** What there is to compare a run with. */
export interface Beside {
  /** Runs of twins on the same seed, by `twinKey`. */
  readonly records: ReadonlyMap<string, RunRecord>;
  /** What the twin of a measure reached on the same seed, if that is known without a run; null: nothing. */
  tabulated(measure: number): number | null | undefined;
}

/** What a run says that was ended before its time: nothing. */
export function unjudgedRun(scenario: Scenario, run: Judged['run']): Judged {
  const none = (): undefined => undefined;
  return { run, always: scenario.always.map(none), final: scenario.final.map(none), measure: scenario.measure.map(none), pooled: scenario.pooled.map(() => ({ values: [] })), pooledTwin: scenario.pooled.map(none) };
}

export function judgeRun(scenario: Scenario, { record, ...run }: FinishedRun, beside: Beside): Judged {
  const check = ({ check }: Demand): Finding | undefined => check(record);
  const broken = { run, always: scenario.always.map(check), final: scenario.final.map(check) };
  // A run of which something is left out says nothing about numbers.
  if (run.plan.only) return { ...unjudgedRun(scenario, run), ...broken };
  return {
    ...broken,
    measure: scenario.measure.map((demand, index) => measured(demand, record, beside, beside.tabulated(index))),
    pooled: scenario.pooled.map(demand => demand.of(record)),
    pooledTwin: scenario.pooled.map(({ of, twin }) => {
      const other = twin && beside.records.get(twinKey(twin));
      return other && of(other);
    }),
  };
}

function measured({ of, twin, allowed = 0 }: MeasureDemand, record: RunRecord, { records }: Beside, tabulated: number | null | undefined): Measured | undefined {
  const own = of(record);
  if (!own || !twin) return own;
  const other = tabulated !== undefined ? tabulated ?? undefined : twin.kind === 'oracle' ? twin.of(record) : of(records.get(twinKey(twin))!)?.value;
  if (other === undefined) return undefined;
  const value = Math.max(0, own.value - allowed);
  return { ...own, value: value === 0 ? 0 : value / other };
}

/** Two twins with one key have the same runs. */
export const twinKey = (twin: Twin): string => (twin.kind === 'without' ? `without ${twin.fault ?? ''}` : twin.kind);

/** The demands of a scenario over all its runs, and which runs broke one. */
export interface PanelVerdict {
  readonly demands: readonly DemandVerdict[];
  readonly failedSeeds: readonly number[];
  /** The first demand that is not met, with the runs that show it, best first. */
  readonly broken?: BrokenDemand;
}

export interface BrokenDemand {
  readonly demand: DemandVerdict;
  readonly exhibits: readonly { readonly judged: Judged; readonly finding?: Finding }[];
}

/** `pooledTwins`: what the twin of a pooled demand reached over the panel, where that is known without its runs. */
export function judgePanel(scenario: Scenario, runs: readonly Judged[], pooledTwins: readonly (number | undefined)[] = []): PanelVerdict {
  const failed = new Set<number>();
  const broken: BrokenDemand[] = [];
  const demands: DemandVerdict[] = [];
  const conclude = (demand: DemandVerdict, exhibits: BrokenDemand['exhibits']): void => {
    demands.push(demand);
    if (!demand.ok) broken.push({ demand, exhibits });
  };

  for (const kind of ['always', 'final'] as const) {
    scenario[kind].forEach(({ name }, index) => {
      const exhibits = runs.flatMap(judged => {
        const finding = judged[kind][index];
        return finding ? [{ judged, finding }] : [];
      });
      for (const { judged } of exhibits) failed.add(judged.run.seed);
      exhibits.sort((a, b) => a.finding.atUs - b.finding.atUs);
      conclude({ name, kind, ok: exhibits.length === 0 }, exhibits);
    });
  }
  // One number may have nothing to measure; where no run has any, nothing was done at all.
  const unserved = scenario.measure.length > 0 && runs.length >= scenario.seeds && runs.every(({ measure }) => measure.every(each => each === undefined));
  scenario.measure.forEach((demand, index) => {
    const { bound, name, unit, passShare = scenario.passShare } = demand;
    const values = runs.flatMap(judged => {
      const measured = judged.measure[index];
      return measured ? [{ judged, measured }] : [];
    });
    const missed = worstFirst(values.filter(({ measured }) => !holds(bound, measured.value)), bound, ({ measured }) => measured.value);
    for (const { judged } of missed) failed.add(judged.run.seed);
    const share = unserved ? 0 : values.length === 0 ? 1 : 1 - missed.length / values.length;
    const [worst] = worstFirst(values, bound, ({ measured }) => measured.value);
    conclude(
      { name, kind: 'measure', ok: share >= passShare, ...valueOf(worst?.measured.value), limit: bound.limit, bound: bound.kind, ...unitOf(unit), share, passShare },
      missed.map(({ judged, measured }) => ({ judged, ...(measured.worst ? { finding: measured.worst } : {}) })),
    );
  });
  scenario.pooled.forEach(({ name, unit, bound, reduce, twin }, index) => {
    const values = runs.flatMap(judged => judged.pooled[index]!.values);
    if (values.length === 0) return conclude({ name, kind: 'pooled', ok: false, limit: bound.limit, bound: bound.kind, ...unitOf(unit) }, []);
    const other = twin ? pooledTwins[index] ?? reduce(runs.flatMap(judged => judged.pooledTwin[index]?.values ?? [])) : 1;
    const value = reduce(values) / other;
    const exhibits = worstFirst(runs.filter(judged => judged.pooled[index]!.values.length > 0), bound, judged => reduce(judged.pooled[index]!.values));
    conclude({ name, kind: 'pooled', ok: holds(bound, value), ...valueOf(value), limit: bound.limit, bound: bound.kind, ...unitOf(unit) }, exhibits.map(judged => {
      const { worst } = judged.pooled[index]!;
      return { judged, ...(worst ? { finding: worst } : {}) };
    }));
  });
  return { demands, failedSeeds: [...failed].sort((a, b) => a - b), ...(broken[0] ? { broken: broken[0] } : {}) };
}

/** A value that is never reached is none. */
const valueOf = (value: number | undefined): { value?: number } => (value !== undefined && Number.isFinite(value) ? { value } : {});
const unitOf = (unit: string): { unit?: string } => (unit === '' ? {} : { unit });

function worstFirst<T>(items: readonly T[], { kind }: Bound, valueOf: (item: T) => number): T[] {
  const sign = kind === 'atLeast' ? 1 : -1;
  return [...items].sort((a, b) => sign * (valueOf(a) - valueOf(b)));
}

/** Counts, run by run, what a panel has lost so far. */
export class Losses {
  private readonly scenario: Scenario;
  private broken = false;
  /** Runs that missed it, for each measure. */
  private readonly missed: number[];

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.missed = scenario.measure.map(() => 0);
  }

  add({ always, final, measure }: Judged): void {
    this.broken ||= always.some(Boolean) || final.some(Boolean);
    this.scenario.measure.forEach(({ bound }, index) => {
      const measured = measure[index];
      if (measured && !holds(bound, measured.value)) this.missed[index]!++;
    });
  }

  /** Whether the runs left, of `total`, could not turn the verdict any more. */
  areCertain(total: number): boolean {
    const { scenario, missed } = this;
    return this.broken || scenario.measure.some(({ passShare = scenario.passShare }, index) => missed[index]! > (1 - passShare) * total);
  }
}
