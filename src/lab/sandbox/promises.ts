import { chargeSteps, noteOverflow } from './meter.ts';

type Callback = ((value: unknown) => unknown) | null | undefined;

/** A promise costs about as much as this many rounds of a loop. */
const STEPS = 10;

/** Callbacks of promises count steps, and what they are told of is looked at as what is caught is. Before hardening. */
export function watchPromises(): void {
  const { then } = Promise.prototype;
  const watched = {
    then(this: Promise<unknown>, fulfilled: Callback, rejected: Callback): unknown {
      chargeSteps(STEPS);
      if (typeof rejected !== 'function') return Reflect.apply(then, this, [fulfilled]);
      const look = (reason: unknown): unknown => {
        noteOverflow(reason);
        return rejected(reason);
      };
      return Reflect.apply(then, this, [fulfilled, look]);
    },
  };
  Object.defineProperty(Promise.prototype, 'then', { value: watched.then, writable: true, configurable: true });
}
