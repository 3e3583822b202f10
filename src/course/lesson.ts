import type { Fault, NetworkLimits } from '../sim/index.ts';
import type { Built, Stage } from '../kits/stage.ts';
import type { Demand, MeasureDemand, PooledDemand } from './demands.ts';
import type { FaultAuthor } from './faultauthor.ts';
import { light, type Panel } from './panel.ts';

/** Budgets of a run. */
export interface Limits extends NetworkLimits {
  /** Loop and function steps of learner code per event. */
  readonly steps: number;
  /** Events of one run. */
  readonly events: number;
}

const LIMITS: Limits = { steps: 200_000, events: 1_000_000 };

export interface ScenarioSpec {
  /** The learner can read about it from the start; hidden ones show their alias until they have failed or the lesson is passed. */
  readonly visible?: boolean;
  /** Shown name; absent: the id's words. */
  readonly label?: string;
  /** What its users would notice, one line. */
  readonly symptom: string;
  readonly panel?: Panel;
  /** Share of the runs in which a measure must hold. */
  readonly passShare?: number;
  readonly limit?: Partial<Limits>;
  /** Builds the world and its workload; called once a run, at virtual time 0. */
  world(stage: Stage): Built;
  faults?(author: FaultAuthor): readonly Fault[];
  readonly always?: readonly Demand[];
  readonly final?: readonly Demand[];
  readonly measure?: readonly MeasureDemand[];
  readonly pooled?: readonly PooledDemand[];
}

export interface Scenario {
  readonly id: string;
  readonly hidden: boolean;
  readonly label: string;
  readonly symptom: string;
  /** Number of seeds of its panel. */
  readonly seeds: number;
  readonly passShare: number;
  readonly limits: Limits;
  readonly world: ScenarioSpec['world'];
  faults(author: FaultAuthor): readonly Fault[];
  readonly always: readonly Demand[];
  readonly final: readonly Demand[];
  readonly measure: readonly MeasureDemand[];
  readonly pooled: readonly PooledDemand[];
}

/** What the learner's file must export. */
export interface HandlerSpec {
  readonly kind: 'class' | 'function';
  /** Methods that an instance must have. */
  readonly methods?: readonly string[];
}

export interface Lesson {
  readonly handlers: Readonly<Record<string, HandlerSpec>>;
  readonly scenarios: readonly Scenario[];
  /** Name of the picture that a recorded run opens with: `Topology`, `State`, `History` or one that its kits or world draw. Absent: the space-time diagram. */
  readonly picture?: string;
}

/** What a scenario is called that was given no label. */
export const words = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ');

/** `id` in kebab-case. */
export function scenario(id: string, spec: ScenarioSpec): Scenario {
  const { visible = false, label = words(id), symptom, panel = light, passShare = 0.95, limit, world, faults, always = [], final = [], measure = [], pooled = [] } = spec;
  return {
    id, hidden: !visible, label, symptom, passShare, always, final, measure, pooled,
    seeds: visible ? panel.visible : panel.hidden,
    limits: { ...LIMITS, ...limit },
    world: stage => world(stage),
    faults: author => faults?.(author) ?? [],
  };
}

export const lesson = (definition: Lesson): Lesson => definition;
