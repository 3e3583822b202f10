import type { FaultPlan } from '../sim/index.ts';

/**
 * The smallest plan that still fails: faults first, then single decisions on messages (delta debugging: Zeller and
 * Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002). `decisions` are all that the message faults
 * did under `plan`. `fails` is a sub-generator that runs a plan; `mayTry` is false when the budget is used up.
 */
export function* shrink(plan: FaultPlan, decisions: readonly string[], fails: (plan: FaultPlan) => Generator<void, boolean>, mayTry: () => boolean): Generator<void, FaultPlan> {
  let { faults } = plan;
  for (const fault of plan.faults) {
    if (!mayTry()) break;
    const fewer = faults.filter(other => other !== fault);
    if (yield* fails({ ...plan, faults: fewer })) faults = fewer;
  }
  const ids = new Set(faults.map(({ id }) => id));
  const own = decisions.filter(decision => ids.has(decision.slice(0, decision.indexOf(':'))));
  const needed = yield* smallest(own, kept => fails({ ...plan, faults, off: offExcept(own, kept) }), mayTry);
  return { ...plan, faults, off: [...plan.off, ...offExcept(own, needed)] };
}

function offExcept(all: readonly string[], kept: readonly string[]): string[] {
  const keep = new Set(kept);
  return all.filter(decision => !keep.has(decision));
}

function* smallest(items: readonly string[], fails: (kept: readonly string[]) => Generator<void, boolean>, mayTry: () => boolean): Generator<void, readonly string[]> {
  let kept = items;
  let parts = 2;
  while (kept.length > 1 && mayTry()) {
    const size = Math.ceil(kept.length / parts);
    const pieces = Array.from({ length: Math.ceil(kept.length / size) }, (_, index) => kept.slice(index * size, (index + 1) * size));
    const candidates = parts === 2 ? pieces : [...pieces, ...pieces.map(piece => kept.filter(item => !piece.includes(item)))];
    let found: readonly string[] | undefined;
    for (const candidate of candidates) {
      if (!mayTry()) return kept;
      if (yield* fails(candidate)) {
        found = candidate;
        break;
      }
    }
    if (found) {
      parts = found.length <= size ? 2 : Math.max(2, parts - 1);
      kept = found;
    } else if (parts < kept.length) parts = Math.min(kept.length, parts * 2);
    else break;
  }
  return kept;
}
