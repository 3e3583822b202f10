import type { Fact } from '../sim/history.ts';
import { jsonOf } from '../sim/json.ts';
import { atSeconds, capital, type Check } from './finding.ts';

interface Effect {
  /** Type of the facts: `charged`. */
  readonly type: string;
  /** What a request is called: `order`. */
  readonly noun: string;
  /** One sentence: why it matters. */
  readonly why: string;
}

/** No request has its effect a second time. */
export function effectOnce({ type, noun, why }: Effect): Check {
  return ({ facts }) => {
    const first = new Map<unknown, Fact>();
    for (const fact of facts) {
      if (fact.type !== type) continue;
      const request = fact.data['request'];
      const before = first.get(request);
      if (before) {
        return { message: `${capital(noun)} ${String(request)} was ${type} at ${atSeconds(before.atUs)} and at ${atSeconds(fact.atUs)}: ${why}`, atUs: fact.atUs, row: fact.row, ...nodeOf(fact) };
      }
      first.set(request, fact);
    }
    return undefined;
  };
}

/** Whoever hears a success is given an answer that stands in the journal of effects, for the same request. */
export function truthful({ type, noun, why }: Effect): Check {
  return ({ facts, operations }) => {
    const answers = new Map<string, Set<string>>();
    for (const { data } of facts.filter(fact => fact.type === type)) {
      const request = String(data['request']);
      answers.set(request, (answers.get(request) ?? new Set()).add(textOf(data['answer'])));
    }
    for (const { key, outcome, output, completedUs, completedRow, node } of operations) {
      if (outcome !== 'ok' || answers.get(key!)?.has(textOf(output))) continue;
      const heard = shortened(textOf(output));
      const truth = answers.has(key!) ? `it was ${type} under another answer` : `it was never ${type}`;
      return { message: `${capital(noun)} ${key} was answered ${heard} at ${atSeconds(completedUs)}, and ${truth}: ${why}`, atUs: completedUs, row: completedRow, ...nodeOf({ node }) };
    }
    return undefined;
  };
}

const textOf = (value: unknown): string => (value === undefined ? 'nothing' : jsonOf(value));
const shortened = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79)}…`);
const nodeOf = ({ node }: { readonly node?: string | undefined }): { node?: string } => (node === undefined ? {} : { node });
