import type { Decision, FaultPlan } from '../sim/index.ts';

/** Decisions of one fault that are told one by one. */
const FEW = 4;

const VERB = { lose: 'is lost', double: 'arrives twice', late: 'is late', hold: 'is held back' } as const;

/** A plan as sentences: one a fault, or one a message where few are left of a fault. `decisions` are what the message faults did. */
export function planSentences(plan: FaultPlan, faults: readonly string[], decisions: readonly Decision[]): string[] {
  const off = new Set(plan.off);
  return plan.faults.flatMap(({ id }, index) => {
    const sentence = faults[index]!;
    if (plan.off.length === 0) return [sentence];
    const left = decisions.filter(decision => decision.id.startsWith(`${id}:`) && !off.has(decision.id));
    return left.length === 0 || left.length > FEW ? [sentence] : left.map(decisionSentence);
  });
}

function decisionSentence({ action, atUs, from, to, tag, delayMs }: Decision): string {
  const what = tag.kind === 'reply' && tag.method !== undefined ? `reply to ${tag.method}` : tag.method ?? { send: 'message', call: 'request', reply: 'reply' }[tag.kind];
  const by = action === 'lose' || action === 'hold' ? '' : action === 'late' ? ` by ${Math.round(delayMs)} ms` : `, the second time after ${Math.round(delayMs)} ms`;
  return `The ${what} that ${from} sends ${to} at ${Math.round(atUs / 1000) / 1000} s ${VERB[action]}${by}.`;
}
