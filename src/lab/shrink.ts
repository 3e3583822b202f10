import type { Decision, FaultPlan, Only, Strike } from '../sim/index.ts';
import { pinnings } from './pin.ts';

/** A failing run, as far as something of it can be left out. */
export interface Seen {
  readonly events: number;
  readonly message: string;
  readonly decisions: readonly Decision[];
  readonly strikes: readonly Strike[];
  readonly operations: readonly string[];
  /** Those that the message names. */
  readonly named: readonly string[];
  /** Those that were not answered when it broke. */
  readonly open: readonly string[];
  /** Nodes that ran. */
  readonly nodes: readonly string[];
}

export interface Trial {
  /** Runs a plan. Returns nothing if it does not fail in the same way. */
  fails(plan: FaultPlan): Generator<void, Seen | undefined>;
  /** False when the budget is used up. */
  mayTry(): boolean;
}

export interface Shrunk {
  /** What is left takes part, and nothing else does. */
  readonly plan: FaultPlan;
  readonly seen: Seen;
  /** Nothing more can be left out: whatever else is, the failure vanishes. Else the budget was used up before that was known. */
  readonly minimal: boolean;
}

/** Something of a run that consists of single elements. */
interface Part {
  elements(plan: FaultPlan, seen: Seen): readonly string[];
  keep(plan: FaultPlan, kept: readonly string[]): FaultPlan;
  /** Subsets to try first, the smallest first. */
  likely?(seen: Seen): readonly (readonly string[])[];
}

const among = (name: keyof Only) => (plan: FaultPlan, kept: readonly string[]): FaultPlan => ({ ...plan, only: { ...plan.only, [name]: kept } });

const FAULTS: Part = {
  elements: ({ faults }) => faults.map(({ id }) => id),
  keep: (plan, kept) => ({ ...plan, faults: plan.faults.filter(({ id }) => kept.includes(id)) }),
};
const SCHEDULE: Part = {
  elements: ({ schedule = [] }) => schedule.map(choice => JSON.stringify(choice)),
  keep: (plan, kept) => ({ ...plan, schedule: plan.schedule!.filter(choice => kept.includes(JSON.stringify(choice))) }),
};
const OPERATIONS: Part = { elements: (_, { operations }) => operations, keep: among('operations'), likely: ({ named }) => [[], named] };
const DECISIONS: Part = { elements: decisionsOf, keep: among('decisions') };
const NODES: Part = { elements: (_, { nodes }) => nodes, keep: among('nodes') };

/** Smaller pieces are tried one element at a time: where most are needed, each piece would be a run for nothing. */
const MOST_PIECES = 64;

/** What is done to a run. */
const CAUSES = [FAULTS, SCHEDULE, DECISIONS];
const PARTS = [FAULTS, SCHEDULE, DECISIONS, OPERATIONS];

/** Ids of those that are drawn: not of a choice, nor of a fault that strikes a certain number. */
function decisionsOf({ faults }: FaultPlan, { decisions }: Seen): string[] {
  const drawn = faults.filter(({ most }) => most === undefined).map(({ id }) => `${id}:`);
  return decisions.map(({ id }) => id).filter(id => drawn.some(fault => id.startsWith(fault)));
}

/**
 * Leaves out of a failing run what its failure does not need: faults, operations, decisions on single messages, nodes. Delta
 * debugging (`ddmin`: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002) for each of them,
 * then one by one until no single one can be left out.
 */
export class Shrinker {
  private readonly trial: Trial;
  private plan: FaultPlan;
  private seen: Seen;
  /** Plans that do not fail. */
  private readonly harmless = new Set<string>();

  constructor(trial: Trial, plan: FaultPlan, seen: Seen) {
    this.trial = trial;
    this.plan = plan;
    this.seen = seen;
  }

  *shrink(): Generator<void, Shrunk> {
    for (const part of CAUSES) yield* this.reduce(part);
    if (this.seen.operations.length > 0) yield* this.pin();
    yield* this.reduce(OPERATIONS);
    return yield* this.finish();
  }

  /** Goes on with a plan that was shrunk as far as a budget allowed: keeps what was open when it broke, leaves out halves, smaller pieces, single elements. */
  *refine(): Generator<void, Shrunk> {
    yield* this.tryWith(OPERATIONS, this.seen.open);
    for (const part of PARTS) for (let pieces = 2; pieces <= MOST_PIECES; pieces *= 2) yield* this.leaveOutPieces(part, pieces);
    // Without a node every element has to be tried again: before that is done one by one.
    yield* this.leaveOutNodes();
    return yield* this.finish();
  }

  private *finish(): Generator<void, Shrunk> {
    for (let before: FaultPlan | undefined; before !== this.plan;) {
      before = this.plan;
      for (const part of PARTS) yield* this.leaveOutSingly(part);
      if (before === this.plan) yield* this.leaveOutNodes();
    }
    const { plan, seen, trial } = this;
    return { plan: exactly(plan, seen), seen, minimal: trial.mayTry() };
  }

  private *reduce(part: Part): Generator<void, void> {
    for (const likely of part.likely?.(this.seen) ?? []) if (yield* this.tryWith(part, likely)) break;
    for (let pieces = 2; pieces <= this.elements(part).length && this.trial.mayTry();) {
      const all = this.elements(part);
      const size = Math.ceil(all.length / pieces);
      const parts = Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
      if (yield* this.tryAny(part, parts)) pieces = 2;
      else if (pieces > 2 && (yield* this.tryAny(part, parts.map(piece => without(all, piece))))) pieces = Math.max(2, pieces - 1);
      else if (pieces === all.length) return;
      else pieces = Math.min(all.length, pieces * 2);
    }
  }

  /** Faults strike where they did, whatever is left out before. */
  private *pin(): Generator<void, void> {
    for (const fault of this.plan.faults) {
      for (const instead of pinnings(fault, this.seen.decisions, this.seen.strikes)) {
        const { decisions: _, ...only } = this.plan.only ?? {};
        const plan = { ...this.plan, only, faults: this.plan.faults.flatMap(other => (other === fault ? instead : [other])) };
        if (yield* this.tryPlan(plan)) break;
      }
    }
  }

  private *leaveOutSingly(part: Part): Generator<void, void> {
    for (const element of this.elements(part)) {
      const all = this.elements(part);
      if (all.includes(element)) yield* this.tryWith(part, without(all, [element]));
    }
  }

  /** From the last to the first: what comes after a failure is not needed for it. */
  private *leaveOutPieces(part: Part, pieces: number): Generator<void, void> {
    const size = Math.ceil(this.elements(part).length / pieces);
    for (let end = this.elements(part).length; end > 0;) {
      const all = this.elements(part);
      const begin = Math.max(0, end - size);
      yield* this.tryWith(part, [...all.slice(0, begin), ...all.slice(end)]);
      end = Math.min(begin, this.elements(part).length);
    }
  }

  /** Only nodes without which the story is the same to the word. One whose absence does what a fault did takes part. */
  private *leaveOutNodes(): Generator<void, void> {
    for (const node of this.elements(NODES)) {
      const plan = NODES.keep(this.plan, without(this.elements(NODES), [node]));
      const seen = yield* this.fails(plan);
      if (seen?.message !== this.seen.message || (yield* this.isOverdone(plan, seen))) continue;
      this.plan = plan;
      this.seen = seen;
    }
  }

  /** Whether a plan does more to the run than its failure needs. */
  private *isOverdone(plan: FaultPlan, seen: Seen): Generator<void, boolean> {
    for (const part of CAUSES) {
      const all = part.elements(plan, seen);
      for (const element of all) if (yield* this.fails(part.keep(plan, without(all, [element])))) return true;
    }
    return !this.trial.mayTry();
  }

  private elements(part: Part): readonly string[] {
    return part.elements(this.plan, this.seen);
  }

  private *tryAny(part: Part, subsets: readonly (readonly string[])[]): Generator<void, boolean> {
    for (const subset of subsets) if (yield* this.tryWith(part, subset)) return true;
    return false;
  }

  private *tryWith(part: Part, kept: readonly string[]): Generator<void, boolean> {
    if (kept.length >= this.elements(part).length) return false;
    return yield* this.tryPlan(part.keep(this.plan, kept));
  }

  private *tryPlan(plan: FaultPlan): Generator<void, boolean> {
    const seen = yield* this.fails(plan);
    if (!seen) return false;
    this.plan = plan;
    this.seen = seen;
    return true;
  }

  private *fails(plan: FaultPlan): Generator<void, Seen | undefined> {
    const key = JSON.stringify(plan);
    if (this.harmless.has(key) || !this.trial.mayTry()) return undefined;
    const seen = yield* this.trial.fails(plan);
    if (!seen) this.harmless.add(key);
    return seen;
  }
}

/** A plan that names all operations and decisions of its run: whatever a changed program adds to them is left out, too. */
function exactly(plan: FaultPlan, seen: Seen): FaultPlan {
  const { operations } = seen;
  const decisions = decisionsOf(plan, seen);
  const { nodes } = plan.only ?? {};
  const only: Only = { ...operations.length > 0 || plan.only?.operations ? { operations } : {}, ...decisions.length > 0 || plan.only?.decisions ? { decisions } : {}, ...nodes ? { nodes } : {} };
  const { only: _, ...rest } = plan;
  return Object.keys(only).length > 0 ? { ...rest, only } : rest;
}

function without(all: readonly string[], some: readonly string[]): string[] {
  const gone = new Set(some);
  return all.filter(element => !gone.has(element));
}
