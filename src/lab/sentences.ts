import { messageNamed, type Choice, type Decision, type FaultPlan } from '../sim/index.ts';

/** Decisions of one fault that are told one by one. */
const FEW = 4;

const VERB = { lose: 'is lost', double: 'arrives twice', late: 'is late', hold: 'is held back', take: 'takes' } as const;

/** A plan as sentences: one a fault, or one a message where few are left of a fault; then one a choice of its schedule. `decisions` are what was done to messages. */
export function planSentences(plan: FaultPlan, faults: readonly string[], decisions: readonly Decision[]): string[] {
  const off = new Set(plan.off);
  const ofFaults = plan.faults.flatMap(({ id, rate }, index) => {
    const sentence = faults[index]!;
    // A fault that strikes only what the schedule says is told by that.
    const chosenOnly = rate === 0;
    if (plan.off.length === 0 && !chosenOnly) return [sentence];
    const left = decisions.filter(decision => decision.id.startsWith(`${id}:`) && !off.has(decision.id));
    return !chosenOnly && (left.length === 0 || left.length > FEW) ? [sentence] : left.map(decisionSentence);
  });
  return [...ofFaults, ...(plan.schedule ?? []).flatMap(choice => choiceSentence(choice, decisions))];
}

/** None where there was no such message, or where the fault that strikes it is told. */
function choiceSentence(choice: Choice, decisions: readonly Decision[]): string[] {
  if (choice.does === 'pace') return [paceSentence(choice)];
  return choice.does === 'take' ? decisions.filter(({ id }) => id === `schedule:${choice.message}`).map(decisionSentence) : [];
}

function paceSentence({ message, quantile }: Choice & { readonly does: 'pace' }): string {
  const { link, number } = messageNamed(message);
  const [from, to] = link.split('>');
  const percent = (share: number): string => `${Math.max(1, Math.round(share * 100))} %`;
  const pace = quantile < 0.5 ? `fast: only ${percent(quantile)} are faster` : `slow: only ${percent(1 - quantile)} are slower`;
  return `What ${from} sends ${to} is ${number === 0 ? '' : `from its message ${number + 1} on `}${pace}.`;
}

function decisionSentence({ action, atUs, from, to, tag, delayMs }: Decision): string {
  const what = tag.kind === 'reply' && tag.method !== undefined ? `reply to ${tag.method}` : tag.method ?? { send: 'message', call: 'request', reply: 'reply' }[tag.kind];
  const ms = `${Math.round(delayMs * 10) / 10} ms`;
  const by = { lose: '', hold: '', late: ` by ${Math.round(delayMs)} ms`, take: ` ${ms}`, double: `, the second time after ${Math.round(delayMs)} ms` }[action];
  return `The ${what} that ${from} sends ${to} at ${Math.round(atUs / 1000) / 1000} s ${VERB[action]}${by}.`;
}
