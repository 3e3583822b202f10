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

export const testObjects = {
  distinctRegister: register('register', draw => draw.fresh()),
  register: register('register', draw => draw.below(3) || undefined),
  casRegister: register('cas-register', draw => 1 + draw.below(2), true),
};
