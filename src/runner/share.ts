import type { Child } from './childhost.ts';

/** Work that lasts longer than this is worth further children. */
const HELP_AFTER_MS = 100;

/** Where children come from. */
export interface Children {
  /** How many may work at once. */
  readonly most: number;
  take(): Promise<Child>;
  giveBack(child: Child): void;
}

/**
 * Works off a queue from its front, in one child and, where it lasts, in others beside it. A child that ended is
 * replaced as long as the queue, which `work` may shorten, holds something. Throws what `work` throws first, when all
 * that was begun has ended.
 */
export async function share<Item>(queue: Item[], { most, take, giveBack }: Children, work: (child: Child, item: Item) => Promise<void>): Promise<void> {
  const working: Promise<void>[] = [];
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    queue.length = 0;
  };
  const begin = async (): Promise<void> => {
    const child = await take();
    working.push(workOff(child));
  };
  const workOff = async (child: Child): Promise<void> => {
    try {
      while (child.alive && queue.length > 0) await work(child, queue.shift()!);
    } catch (error) {
      fail(error);
    }
    giveBack(child);
    if (queue.length > 0) await begin().catch(fail);
  };
  await begin();
  const help = setTimeout(() => {
    // One that cannot be had is done without.
    for (let helpers = Math.min(most - 1, queue.length); helpers > 0; helpers--) begin().catch(() => {});
  }, HELP_AFTER_MS);
  for (const each of working) await each;
  clearTimeout(help);
  if (failure) throw failure.error;
}
