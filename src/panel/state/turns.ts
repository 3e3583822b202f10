/** How long the page does not listen, at most for one step longer. */
const turnMs = 24;

/** Takes steps until they are done, and lets the page paint and listen in between. Undefined once `stale` says that nobody waits for them. */
export async function inTurns<T>(steps: Generator<void, T>, stale: () => boolean): Promise<T | undefined> {
  for (;;) {
    const untilMs = performance.now() + turnMs;
    do {
      const { done, value } = steps.next();
      if (done) return value;
    } while (performance.now() < untilMs);
    await new Promise(resolve => setTimeout(resolve));
    if (stale()) return undefined;
  }
}
