/**
 * Calls back in a macrotask of its own. When it does, the promises that the task before has left have run, and the browser has told
 * of those that were rejected: it does so in a task that it queues after them, so the first message is only there to
 * send the second one behind it.
 */
export function afterMicrotasks(): (act: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  let hops = 0;
  let waiting = (): void => {};
  port1.onmessage = () => {
    if (--hops > 0) return port2.postMessage(0);
    waiting();
  };
  return act => {
    waiting = act;
    hops = 2;
    port2.postMessage(0);
  };
}
