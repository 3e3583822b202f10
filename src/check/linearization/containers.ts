import type { Operation } from '../../sim/history.ts';
import { jsonOf } from '../../sim/json.ts';
import type { Model } from './model.ts';
import { shownValue } from './words.ts';

type Items = readonly unknown[];

/** Puts items in with one function and takes them out, from the place that `taken` says, with another, which answers `null` if there are none. */
function container(put: string, take: string, taken: (items: Items) => { readonly item: unknown; readonly rest: Items }): Model<Items> {
  const emptyAnswer = ({ f, outcome, output }: Operation): boolean => f === take && outcome === 'ok' && output === null;
  return {
    initial: [],
    relevant(operations) {
      // Nobody can tell whether an item was put in without an answer if it was never taken out, or may have been by somebody who was not answered.
      const outputs = new Set<unknown>();
      let anything = false;
      for (const { f, outcome, output } of operations) {
        if (f !== take || outcome === 'fail') continue;
        if (output === undefined) anything = true;
        else outputs.add(output);
      }
      return operations.filter(operation => {
        const { f, outcome, input, output } = operation;
        if (outcome === 'ok') return true;
        if (outcome === 'fail' || output === null) return false;
        return f === take || anything || outputs.has(input);
      });
    },
    step(items, { f, input, output }) {
      if (f === put) return { state: [...items, input] };
      if (items.length === 0) return output === null || output === undefined ? { state: items } : undefined;
      const { item, rest } = taken(items);
      return output === undefined || output === item ? { state: rest } : undefined;
    },
    isRead: emptyAnswer,
    identity: jsonOf,
    textOf: items => (items.length === 0 ? 'empty' : items.map(shownValue).join(', ')),
  };
}

/** First in, first out: `enqueue` has the item as its input, `dequeue` as its output, `null` if the queue was empty. */
export const queue: Model<Items> = container('enqueue', 'dequeue', items => ({ item: items[0], rest: items.slice(1) }));

/** Last in, first out: `push` has the item as its input, `pop` as its output, `null` if the stack was empty. */
export const stack: Model<Items> = container('push', 'pop', items => ({ item: items.at(-1), rest: items.slice(0, -1) }));
