import type { FaultPlan, Only } from '../sim/index.ts';

/** A failing run, as far as something of it can be left out. */
export interface Seen {
  readonly message: string;
  readonly decisions: readonly string[];
  readonly operations: readonly string[];
  /** Those that the message names. */
  readonly named: readonly string[];
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
  readonly plan: FaultPlan;
  /** Nothing more can be left out: whatever else is, the failure vanishes. Else the budget was used up before that was known. */
  readonly minimal: boolean;
}

/** Something of a run that consists of single elements. */
interface Part {
  elements(plan: FaultPlan, seen: Seen): readonly string[];
  keep(plan: FaultPlan, kept: readonly string[]): FaultPlan;
  /** Subsets to try first, the smallest first. */
  likely?(seen: Seen): readonly (readonly string[])[];
  /** Only what changes nothing of the story is left out. */
  readonly idle?: true;
}

const among = (name: keyof Only) => (plan: FaultPlan, kept: readonly string[]): FaultPlan => ({ ...plan, only: { ...plan.only, [name]: kept } });

/** In this order: what makes runs shorter comes first. */
const PARTS: readonly Part[] = [
  { elements: ({ faults }) => faults.map(({ id }) => id), keep: (plan, kept) => ({ ...plan, faults: plan.faults.filter(({ id }) => kept.includes(id)) }) },
  { elements: (_, { operations }) => operations, keep: among('operations'), likely: ({ named }) => [[], named] },
  { elements: (_, { decisions }) => decisions, keep: among('decisions') },
  { elements: (_, { nodes }) => nodes, keep: among('nodes'), idle: true },
];

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
    for (const part of PARTS) yield* this.reduce(part);
    for (let before: FaultPlan | undefined; before !== this.plan;) {
      before = this.plan;
      for (const part of PARTS) yield* this.leaveOutSingly(part);
    }
    return { plan: this.plan, minimal: this.trial.mayTry() };
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

  private *leaveOutSingly(part: Part): Generator<void, void> {
    for (const element of this.elements(part)) {
      const all = this.elements(part);
      if (all.includes(element)) yield* this.tryWith(part, without(all, [element]));
    }
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
    const plan = part.keep(this.plan, kept);
    const key = JSON.stringify(plan);
    if (this.harmless.has(key) || !this.trial.mayTry()) return false;
    const seen = yield* this.trial.fails(plan);
    if (!seen || (part.idle && seen.message !== this.seen.message)) {
      this.harmless.add(key);
      return false;
    }
    this.plan = plan;
    this.seen = seen;
    return true;
  }
}

function without(all: readonly string[], some: readonly string[]): string[] {
  const gone = new Set(some);
  return all.filter(element => !gone.has(element));
}

/** Whether two messages say the same of others: most of their words are the same, without names and numbers. */
export function sameKind(one: string, other: string): boolean {
  const [a, b] = [plainWords(one), plainWords(other)];
  const shared = [...a].filter(word => b.has(word)).length;
  return 2 * shared >= ALIKE * (a.size + b.size);
}

const ALIKE = 0.5;

const plainWords = (message: string): Set<string> => new Set(message.split(/\s+/).flatMap(word => (/[\p{N}"“”]/u.test(word) ? [] : /\p{L}[\p{L}’'-]*/u.exec(word.toLowerCase()) ?? [])));
