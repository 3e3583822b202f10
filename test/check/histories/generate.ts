import type { Operation } from '../../../src/sim/history.ts';
import type { Draw, TestObject } from './objects.ts';

/** Marsaglia's xorshift: quick, and the same numbers everywhere. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
    for (let i = 0; i < 4; i++) this.below(2);
  }

  below(n: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % n;
  }
}

export interface Shape {
  readonly operations: number;
  readonly processes: number;
  /** One operation in so many is never answered, or fails; Infinity: none. */
  readonly crashesOneIn: number;
}

type Growing = { -readonly [P in keyof Operation]: Operation[P] };

/** What clients of one copy may see: each operation takes effect at some instant between its two, and is answered accordingly. */
export function generated(object: TestObject, dice: Dice, { operations: most, processes, crashesOneIn }: Shape): Operation[] {
  const history: Growing[] = [];
  const idle = Array.from({ length: processes }, (_, process) => process);
  const pending: { operation: Growing; done: boolean; process: number }[] = [];
  let state = object.initial;
  let atUs = 0;
  let names = processes;
  const draw: Draw = { below: n => dice.below(n), fresh: (() => { let last = 0; return () => ++last; })() };
  while (history.length < most || pending.length > 0) {
    const turn = dice.below(3);
    if (turn === 0 && idle.length > 0 && history.length < most) {
      const [f, input] = object.ask(draw);
      const process = idle.splice(dice.below(idle.length), 1)[0]!;
      const operation: Growing = { id: history.length, client: String(process), f, input, output: undefined, outcome: 'info', invokedUs: ++atUs, completedUs: Infinity, heardUs: Infinity, invokedRow: atUs, completedRow: -1 };
      history.push(operation);
      pending.push({ operation, done: false, process });
    } else if (pending.length > 0) {
      const index = dice.below(pending.length);
      const { operation, done, process } = pending[index]!;
      if (turn === 1 && !done) {
        const did = object.does(state, operation.f, operation.input);
        if (did) {
          state = did.state;
          operation.output = did.output;
          pending[index]!.done = true;
          continue;
        }
        operation.outcome = 'fail';
      } else if (Number.isFinite(crashesOneIn) && dice.below(crashesOneIn) === 0) {
        if (!done && dice.below(2) === 0) operation.outcome = 'fail';
      } else if (!done) continue;
      else operation.outcome = 'ok';
      pending.splice(index, 1);
      idle.push(operation.outcome === 'info' ? names++ : process);
      if (operation.outcome === 'info' && dice.below(2) === 0) continue;
      operation.heardUs = ++atUs;
      operation.completedRow = atUs;
      if (operation.outcome === 'info') continue;
      operation.completedUs = atUs;
    }
  }
  for (const operation of history) if (operation.outcome !== 'ok') operation.output = undefined;
  return history;
}

/** One answer is changed, or one operation is answered sooner or begun later than it was. */
export function corrupted(object: TestObject, dice: Dice, history: readonly Operation[]): Operation[] {
  const answered = history.filter(({ outcome }) => outcome === 'ok');
  const chosen = answered[dice.below(Math.max(1, answered.length))];
  const draw: Draw = { below: n => dice.below(n), fresh: () => 0 };
  const lastUs = 4 * history.length;
  return history.map(operation => {
    if (operation !== chosen) return operation;
    const turn = dice.below(4);
    if (turn < 2) return { ...operation, output: object.wrong(draw, operation.f, operation.output) };
    if (turn === 2) return { ...operation, invokedUs: operation.completedUs - 0.5 };
    const later = lastUs + 1 + dice.below(3);
    return dice.below(2) === 0 ? { ...operation, completedUs: operation.invokedUs + 0.5 } : { ...operation, invokedUs: later, completedUs: later + 0.5 };
  });
}

/** Whether some order of the operations explains all answers, found by trying them all. */
export function hasOrder(object: TestObject, history: readonly Operation[]): boolean {
  const happened = history.filter(({ outcome }) => outcome !== 'fail');
  const same = object.same ?? Object.is;
  const required = happened.reduce((mask, { outcome }, index) => (outcome === 'ok' ? mask | (1 << index) : mask), 0);
  const before = happened.map(({ invokedUs }) => happened.reduce((mask, { outcome, completedUs }, other) => (outcome === 'ok' && completedUs < invokedUs ? mask | (1 << other) : mask), 0));
  const search = (done: number, state: unknown): boolean => {
    if ((done & required) === required) return true;
    for (let next = 0; next < happened.length; next++) {
      if ((done & (1 << next)) !== 0 || (before[next]! & ~done) !== 0) continue;
      const { f, input, output, outcome } = happened[next]!;
      const did = object.does(state, f, input);
      if (did && ((outcome === 'info' && output === undefined) || same(did.output, output)) && search(done | (1 << next), did.state)) return true;
    }
    return false;
  };
  return search(0, object.initial);
}

/** Whether an order holds all that happened, each once, in real-time order, and explains every answer. */
export function isExplanation(object: TestObject, history: readonly Operation[], order: readonly Operation[]): boolean {
  const same = object.same ?? Object.is;
  let state = object.initial;
  let latestUs = -Infinity;
  for (const { f, input, output, outcome, invokedUs, completedUs } of order) {
    const did = object.does(state, f, input);
    if (outcome === 'fail' || !did || (outcome === 'ok' && !same(did.output, output))) return false;
    latestUs = Math.max(latestUs, invokedUs);
    if (completedUs < latestUs) return false;
    state = did.state;
  }
  const placed = new Set(order);
  return placed.size === order.length && history.every(operation => operation.outcome !== 'ok' || placed.has(operation));
}
