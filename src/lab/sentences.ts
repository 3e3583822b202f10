import type { Decision, FaultPlan } from '../sim/index.ts';
import type { FinishedRun } from './run.ts';

/** Decisions of one fault that are told one by one. */
const FEW = 4;

const VERB = { lose: 'is lost', double: 'arrives twice', late: 'is late', hold: 'is held back' } as const;

/**
 * A plan as sentences: one a fault, or one a message where single ones were chosen and few are left of a fault; then what of
 * the run is left out. `run`: the run of the plan, with what it consisted of noted.
 */
export function planSentences(plan: FaultPlan, { sentences, decisions, operations, idle }: Pick<FinishedRun, 'sentences' | 'decisions' | 'operations' | 'idle'>): string[] {
  const chosen = plan.off.length > 0 || plan.only?.decisions !== undefined;
  const faults = plan.faults.flatMap(({ id }, index) => {
    const own = chosen ? decisions.filter(decision => decision.id.startsWith(`${id}:`)) : [];
    return own.length === 0 || own.length > FEW ? [sentences[index]!] : own.map(decisionSentence);
  });
  return [...faults, ...plan.only?.operations ? [operationsSentence(operations)] : [], ...idle.length > 0 ? [`${listed(idle)} ${idle.length === 1 ? 'takes' : 'take'} no part.`] : []];
}

/** "Of 40 operations 2 are enough: write w3 at n1, read r7 at n2." */
function operationsSentence({ asked, of }: FinishedRun['operations']): string {
  if (asked.length === 0) return `None of ${of} operations is needed.`;
  const named = asked.length > FEW ? '' : `: ${asked.map(operationNamed).join(', ')}`;
  return `Of ${of} operations ${asked.length} ${asked.length === 1 ? 'is' : 'are'} enough${named}.`;
}

function operationNamed(name: string): string {
  const at = name.lastIndexOf('@');
  const [node, number] = name.slice(at + 1).split('#') as [string, string | undefined];
  return `${name.slice(0, at)} at ${node}${number === undefined ? '' : ` (number ${number} of these)`}`;
}

const listed = (names: readonly string[]): string => (names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);

function decisionSentence({ action, atUs, from, to, tag, delayMs }: Decision): string {
  const what = tag.kind === 'reply' && tag.method !== undefined ? `reply to ${tag.method}` : tag.method ?? { send: 'message', call: 'request', reply: 'reply' }[tag.kind];
  const by = action === 'lose' || action === 'hold' ? '' : action === 'late' ? ` by ${Math.round(delayMs)} ms` : `, the second time after ${Math.round(delayMs)} ms`;
  return `The ${what} that ${from} sends ${to} at ${Math.round(atUs / 1000) / 1000} s ${VERB[action]}${by}.`;
}
