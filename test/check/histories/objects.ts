/**
 * The objects of `faultlab history` once more, written down as simply as can be: what a history is made with, and what it
 * is judged by when all orders are tried. Shares nothing with the checkers.
 */
export interface TestObject {
  readonly name: string;
  readonly initial: unknown;
  /** What may be asked: a function and its input. `next` gives values that were not used in this history yet, `some` one that may have been. */
  ask(draw: Draw): readonly [f: string, input: unknown];
  /** What the object answers, and what is left of it; undefined if it refuses (a `cas` whose old value is not there). */
  does(state: any, f: string, input: any): { readonly output: unknown; readonly state: unknown } | undefined;
  /** An answer that may be wrong. */
  wrong(draw: Draw, f: string, output: unknown): unknown;
  /** By which outputs are compared. */
  same?(a: unknown, b: unknown): boolean;
}

export interface Draw {
  below(n: number): number;
  fresh(): number;
}

const register = (name: string, input: (draw: Draw) => unknown, cas = false): TestObject => ({
  name, initial: undefined,
  ask: draw => (draw.below(2) === 0 ? ['read', undefined] : cas && draw.below(2) === 0 ? ['cas', [draw.below(3) || undefined, 1 + draw.below(2)]] : ['write', input(draw)]),
  does: (state, f, given) => (f === 'read' ? { output: state, state } : f === 'write' ? { output: undefined, state: given } : state === given[0] ? { output: undefined, state: given[1] } : undefined),
  wrong: (draw, f, output) => (f === 'read' ? draw.below(4) || undefined : output),
});

const container = (name: string, put: string, take: string, from: (items: readonly unknown[]) => readonly [unknown, readonly unknown[]], item: (draw: Draw) => unknown): TestObject => ({
  name, initial: [],
  ask: draw => (draw.below(2) === 0 ? [put, item(draw)] : [take, undefined]),
  does(items: readonly unknown[], f, input) {
    if (f === put) return { output: undefined, state: [...items, input] };
    if (items.length === 0) return { output: null, state: items };
    const [output, state] = from(items);
    return { output, state };
  },
  wrong: (draw, f, output) => (f === take ? draw.below(4) || null : output),
});

const fifo = (items: readonly unknown[]) => [items[0], items.slice(1)] as const;
const lifo = (items: readonly unknown[]) => [items[items.length - 1], items.slice(0, -1)] as const;
const sorted = (members: readonly number[]) => [...members].sort((a, b) => a - b);

/** `asks`: functions that are asked for, each as likely as it is often in it. */
const setOf = (asks: readonly string[], element: (draw: Draw) => unknown): TestObject => ({
  name: 'set', initial: [],
  ask: draw => {
    const f = asks[draw.below(asks.length)]!;
    return [f, f === 'read' ? undefined : element(draw)];
  },
  does: (members: readonly number[], f, input) => {
    if (f === 'read') return { output: members, state: members };
    if (f === 'contains') return { output: members.includes(input), state: members };
    return { output: undefined, state: sorted([...members.filter(member => member !== input), ...(f === 'add' ? [input] : [])]) };
  },
  wrong: (draw, f, output) => (f === 'read' ? [1, 2, 3].filter(() => draw.below(2) === 0) : f === 'contains' ? !output : output),
  same: (a, b) => (Array.isArray(a) && Array.isArray(b) ? String(sorted(a)) === String(sorted(b)) : Object.is(a, b)),
});

export const testObjects = {
  distinctRegister: register('register', draw => draw.fresh()),
  register: register('register', draw => draw.below(3) || undefined),
  casRegister: register('cas-register', draw => 1 + draw.below(2), true),
  distinctQueue: container('queue', 'enqueue', 'dequeue', fifo, draw => draw.fresh()),
  queue: container('queue', 'enqueue', 'dequeue', fifo, draw => 1 + draw.below(2)),
  distinctStack: container('stack', 'push', 'pop', lifo, draw => draw.fresh()),
  stack: container('stack', 'push', 'pop', lifo, draw => 1 + draw.below(2)),
  set: setOf(['add', 'remove', 'contains', 'contains'], draw => 1 + draw.below(2)),
  growingSet: setOf(['add', 'read'], draw => draw.fresh()),
  readSet: setOf(['add', 'remove', 'contains', 'read', 'read'], draw => 1 + draw.below(2)),
  counter: {
    name: 'counter', initial: 0,
    ask: draw => (draw.below(2) === 0 ? ['add', draw.below(4) - 1] : ['read', undefined]),
    does: (sum: number, f, input) => (f === 'add' ? { output: undefined, state: sum + (input as number) } : { output: sum, state: sum }),
    wrong: (draw, f, output) => (f === 'read' ? draw.below(4) : output),
  },
} satisfies Readonly<Record<string, TestObject>>;

/** A set of many elements for one long history, of which it keeps one copy. */
export function wideSet(): TestObject {
  const members = new Set<unknown>();
  return {
    ...setOf(['add', 'remove', 'contains', 'contains'], draw => draw.below(10_000)),
    does(state, f, input) {
      const output = f === 'contains' ? members.has(input) : undefined;
      if (f === 'add') members.add(input);
      if (f === 'remove') members.delete(input);
      return { output, state };
    },
  };
}
