import 'ses';
// These take the language's own Function and eval while they are there.
import '../../sim/literalcopy.ts';
import '../veiledmodule.ts';
import { makeDatesUtc } from './date.ts';
import { functionName } from './inspect.ts';
import { limitAllocation } from './limits.ts';
import { watchPromises } from './promises.ts';
import { installStackHook, keepFirstStacks } from './stack.ts';

/** Platform classes that learner code shares. Removed from them: what reaches outside. */
const SHARED_CLASSES = ['URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder'] as const;

/**
 * Freezes the language for good and makes it safe to run learner code beside ours. Call it once, in a process or
 * worker of its own, before any code of kits or lessons is loaded.
 */
export function lockRealm(): void {
  const scope = globalThis as unknown as Record<string, Record<string, unknown>>;
  delete scope['URL']!['createObjectURL'];
  delete scope['URL']!['revokeObjectURL'];
  keepFirstStacks();
  repairIntrinsics({
    errorTaming: 'safe',
    errorTrapping: 'none',
    unhandledRejectionTrapping: 'none',
    overrideTaming: 'severe',
    consoleTaming: 'unsafe',
    stackFiltering: 'verbose',
    evalTaming: 'safe-eval',
  });
  makeDatesUtc();
  limitAllocation();
  watchPromises();
  hideSources();
  installStackHook();
  keepIterationFast();
  hardenIntrinsics();
  for (const name of SHARED_CLASSES) harden(scope[name]);
  // No class leads to it.
  const Parameters = scope['URLSearchParams'] as unknown as new () => { entries(): object };
  harden(Object.getPrototypeOf(new Parameters().entries()));
}

/**
 * V8 walks arrays and awaits promises by a short way for as long as nobody redefines `Symbol.iterator` and `constructor`
 * of their prototypes, as SES would, to let objects that inherit from them have properties of these names assigned. What is
 * frozen it leaves alone.
 */
function keepIterationFast(): void {
  Object.freeze(Array.prototype);
  Object.freeze(Promise.prototype);
}

/** Functions do not show their text: ours among them. Before hardening. */
function hideSources(): void {
  const hidden = {
    toString(this: unknown): string {
      if (typeof this !== 'function') throw new TypeError('Function.prototype.toString requires that \'this\' be a Function');
      return `function ${functionName(this)}() { [native code] }`;
    },
  };
  Object.defineProperty(Function.prototype, 'toString', { value: hidden.toString, writable: true, configurable: true });
}

/** Whether this realm was locked: otherwise (in unit tests of other parts) learner code runs beside ours unprotected. */
export function isLocked(): boolean {
  return Object.isFrozen(Object.prototype);
}
