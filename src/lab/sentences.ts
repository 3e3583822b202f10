import { messageNamed, type Choice, type Decision, type FaultPlan, type NotedOperation } from '../sim/index.ts';
import type { FinishedRun } from './run.ts';

/** Decisions of one fault that are told one by one. */
const FEW = 4;

const VERB = { lose: 'is lost', double: 'arrives twice', late: 'is late', hold: 'is held back', take: 'takes' } as const;

/**
 * A plan as sentences, its faults in the order in which they struck: one a fault, or one a message where single ones were
 * chosen and few are left of a fault; one a choice of its schedule; what of the run is left out. `decisions`, `operations`: noted in the plan's run.
 */
export function planSentences(plan: FaultPlan, { sentences, decisions, operations, idle }: Pick<FinishedRun, 'sentences' | 'decisions' | 'operations' | 'idle'>): string[] {
  const picked = plan.off.length > 0 || plan.only?.decisions !== undefined;
  const ofFaults = [...sentences].flatMap(([{ id, rate, most }, sentence]) => {
    // A fault that strikes only what the schedule says is told by that.
    const chosenOnly = rate === 0;
    if (!picked && !chosenOnly && most === undefined) return [sentence];
    const own = decisions.filter(decision => decision.id.startsWith(`${id}:`));
    return !chosenOnly && (own.length === 0 || own.length > FEW) ? [sentence] : own.map(decisionSentence);
  });
  return [
    ...ofFaults, ...(plan.schedule ?? []).flatMap(choice => choiceSentence(choice, decisions)),
    ...operations.asked.length < operations.of ? [operationsSentence(operations)] : [], ...idle.length > 0 ? [`${listed(idle)} ${idle.length === 1 ? 'takes' : 'take'} no part.`] : [],
  ];
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

/** "2 of 40 operations are enough: write w3 at n1 at 0.2 s, read r7 at n2 at 0.31 s." */
function operationsSentence({ asked, of }: FinishedRun['operations']): string {
  if (asked.length === 0) return `None of ${of} operations is needed.`;
  const named = asked.length > FEW ? '' : `: ${asked.map(operationNamed).join(', ')}`;
  return `${asked.length === 1 ? 'One' : asked.length} of ${of} operations ${asked.length === 1 ? 'is' : 'are'} enough${named}.`;
}

const operationNamed = ({ what, node, atUs }: NotedOperation): string => `${what} at ${node} at ${Math.round(atUs / 1000) / 1000} s`;

const listed = (names: readonly string[]): string => (names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);

function decisionSentence({ action, atUs, from, to, tag, delayMs }: Decision): string {
  const what = tag.kind === 'reply' && tag.method !== undefined ? `reply to ${tag.method}` : tag.method ?? { send: 'message', call: 'request', reply: 'reply' }[tag.kind];
  const ms = `${Math.round(delayMs * 10) / 10} ms`;
  const by = { lose: '', hold: '', late: ` by ${Math.round(delayMs)} ms`, take: ` ${ms}`, double: `, the second time after ${Math.round(delayMs)} ms` }[action];
  return `The ${what} that ${from} sends ${to} at ${Math.round(atUs / 1000) / 1000} s ${VERB[action]}${by}.`;
}
