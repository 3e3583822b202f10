import type { Drain } from '../lab/drain.ts';

const BATCH: Drain = { kind: 'batch', worlds: 64 };

/**
 * How promises run on this Node. `process._tickCallback` empties the microtask queue at once but is undocumented:
 * it is used only if it proves to work here.
 */
export async function nodeDrain(): Promise<Drain> {
  const tick = (process as unknown as { _tickCallback?: () => void })._tickCallback;
  if (typeof tick !== 'function') return BATCH;
  const run = tick.bind(process);
  return new Promise(resolve => {
    // Within a microtask, such as the evaluation of a module, it does nothing.
    setImmediate(() => {
      let steps = 0;
      void Promise.resolve().then(() => steps++).then(() => steps++);
      run();
      resolve(steps === 2 ? { kind: 'sync', run } : BATCH);
    });
  });
}
