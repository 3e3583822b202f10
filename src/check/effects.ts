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
    const twice = repeated(facts.filter(fact => fact.type === type), ({ data }) => data['request']);
    if (!twice) return undefined;
    const { first, again } = twice;
    return { message: `${capital(noun)} ${String(again.data['request'])} was ${type} at ${atSeconds(first.atUs)} and at ${atSeconds(again.atUs)}: ${why}`, atUs: again.atUs, row: again.row, ...nodeOf(again) };
  };
}

/** The earliest of these, in their order, that has the key of one before it; and that one. */
export function repeated<T>(things: Iterable<T>, keyOf: (thing: T) => unknown): { readonly first: T; readonly again: T } | undefined {
  const seen = new Map<unknown, T>();
  for (const again of things) {
    const key = keyOf(again);
    const first = seen.get(key);
    if (first !== undefined) return { first, again };
    seen.set(key, again);
  }
  return undefined;
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
